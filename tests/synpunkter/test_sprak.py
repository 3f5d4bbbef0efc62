"""The residents' pages in Swedish, English and lättläst: whole, chosen by the address alone."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from kvalitet import klocka
from kvalitet.management import oversattning
from kvalitet.management.oversattning import katalogfil, las, meningar, sprak
from synpunkter import lank
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage
from tests.synpunkter.views.test_lamna import SVAR, gomda

FORLED = {"sv": "", "en": "/en", "sv-lattlast": "/sv-lattlast"}
LANGSTA_MENING = 16
"""Words in a sentence of lättläst."""


def par(kod: str) -> Iterator[tuple[str, str]]:
    """Return every sentence and what it is in the language; plurals give one pair each."""
    for rad in las(kod):
        if rad.id:
            ider = rad.id if isinstance(rad.id, tuple) else (rad.id,)
            ord_ = rad.string if isinstance(rad.string, tuple) else (rad.string,)
            yield from zip(ider, ord_, strict=True)


# --- The catalogues -----------------------------------------------------------------------------


def test_the_languages_are_these() -> None:
    assert dict(settings.LANGUAGES).keys() == FORLED.keys()
    assert sprak() == ["en", "sv-lattlast"]


@pytest.mark.parametrize("kod", sprak())
def test_every_sentence_of_the_pages_is_in_the_catalogue(kod: str) -> None:
    """`manage.py sprak` brings it up to date."""
    finns = {rad.id for rad in las(kod) if rad.id}
    assert finns == set(meningar())
    assert len(finns) > 200


@pytest.mark.parametrize("kod", sprak())
def test_every_sentence_has_words_with_the_same_places_and_tags(kod: str) -> None:
    for mening, ord_ in par(kod):
        assert ord_, f"saknar ord: {mening}"
        for monster in (r"%\(\w+\)s", r"</?\w+", r'href="[^"]*"'):
            assert sorted(re.findall(monster, mening)) == sorted(re.findall(monster, ord_)), mening


@pytest.mark.parametrize("kod", sprak())
def test_the_compiled_catalogue_says_what_the_readable_one_says(kod: str) -> None:
    with katalogfil(kod, "mo").open("rb") as fil:
        kompilerad = gettext.GNUTranslations(fil)
    for rad in las(kod):
        if isinstance(rad.id, tuple):
            assert kompilerad.ngettext(*rad.id, 1) == rad.string[0]
            assert kompilerad.ngettext(*rad.id, 2) == rad.string[1]
        elif rad.id:
            assert kompilerad.gettext(rad.id) == rad.string


def test_nothing_is_left_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """The command writes the very files that are there, and finds no sentence without words."""
    filer = {
        kod: (katalogfil(kod).read_bytes(), katalogfil(kod, "mo").read_bytes()) for kod in sprak()
    }
    riktig = oversattning.katalogfil

    def annanstans(kod: str, andelse: str = "po") -> object:
        fil = tmp_path / kod / f"django.{andelse}"  # type: ignore[operator]
        if not fil.exists() and andelse == "po":
            fil.parent.mkdir()
            fil.write_bytes(riktig(kod).read_bytes())
        return fil

    monkeypatch.setattr(oversattning, "katalogfil", annanstans)
    assert oversattning.uppdatera() == {"en": 0, "sv-lattlast": 0}
    for kod, (po, mo) in filer.items():
        assert (annanstans(kod).read_bytes(), annanstans(kod, "mo").read_bytes()) == (po, mo)  # type: ignore[attr-defined]


def test_lattlast_has_short_sentences() -> None:
    for _, ord_ in par("sv-lattlast"):
        for mening in re.split(r"[.?:!] ", re.sub(r"<[^>]+>", "", ord_)):
            assert len(mening.split()) <= LANGSTA_MENING, mening


# --- The pages ----------------------------------------------------------------------------------


def sidor(klient: Client, kommun: Kommun, forled: str) -> dict[str, str]:
    """Walk through all the pages in a language; return each by its name."""
    lamna = f"{forled}/synpunkter/lamna/"
    val = SVAR | {"sok": "centrum", "verksamhet": str(kommun.centrum.pk)}
    ut = {
        "lamna": klient.get(lamna).content.decode(),
        "fel": klient.post(f"{lamna}granska/", {"sok": "", "text": ""}).content.decode(),
        "sok": klient.post(lamna, SVAR | {"sok": "centrum"}).content.decode(),
        "granska": klient.post(
            f"{lamna}granska/", val | {"plats": "Hos 121212-1212"}
        ).content.decode(),
        "folj": klient.post(f"{forled}/synpunkter/folj/", {}).content.decode(),
        "gammal": Client(enforce_csrf_checks=True).post(f"{lamna}granska/", SVAR).content.decode(),
    }
    ut["kvittens"] = klient.post(f"{lamna}kvittens/", gomda(ut["granska"])).content.decode()
    personal = Personal(kommun)
    for lage in Lage:
        if lage != Lage.KARANTAN:
            vag = _arende(i_lage(lage, kommun, personal), forled)
            ut[f"folj {lage}"] = klient.get(vag).content.decode()
            ut[f"nojdhet {lage}"] = klient.get(f"{vag}nojdhet/").content.decode()
    return ut


def _arende(s: Synpunkt, forled: str) -> str:
    return f"{forled}/synpunkter/folj/{lank.signera(s.referens, 'epost')}/"


@pytest.mark.parametrize("kod", sprak())
def test_no_page_falls_back_to_the_first_language(kommun: Kommun, client: Client, kod: str) -> None:
    allt = "\n".join(ord_ for _, ord_ in par(kod))
    andra = [m for m, _ in par(kod) if len(m.split()) > 2 and "%(" not in m and m not in allt]
    assert len(andra) > 60
    with klocka.stalld(ONSDAG):
        alla = sidor(client, kommun, FORLED[kod])
    for namn, sida in alla.items():
        assert f'<html lang="{kod[:2]}"' in sida
        kvar = [m for m in andra if m in unescape(sida)]
        assert not kvar, f"{namn}: {kvar}"


def test_the_default_pages_are_plain_swedish(kommun: Kommun, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        for namn, sida in sidor(client, kommun, "").items():
            assert '<html lang="sv"' in sida, namn
            assert "Leave feedback" not in sida


def test_dates_are_written_in_the_language_of_the_page(kommun: Kommun, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.INKOMMEN, kommun, Personal(kommun))
        en, sv = (client.get(_arende(s, f)).content.decode() for f in ("/en", ""))
    assert "By Wednesday 28\N{NO-BREAK SPACE}October." in en
    assert "Senast onsdag 28\N{NO-BREAK SPACE}oktober." in sv
    assert "oktober" not in en


def test_the_languages_stand_on_the_pages_and_lead_to_the_same_page(
    kommun: Kommun, client: Client
) -> None:
    s = exempel.synpunkt(kommun)
    for sida in (_arende(s, ""), "/synpunkter/folj/", f"{_arende(s, '')}nojdhet/"):
        html = client.get(sida).content.decode()
        for forled, lang in (("/en", "en"), ("/sv-lattlast", "sv")):
            assert f'href="{forled}{sida}" lang="{lang}" hreflang="{lang}"' in html
        assert client.get(f"/en{sida}").status_code == 200


def test_a_search_engine_is_told_of_the_page_in_each_language(
    kommun: Kommun, client: Client
) -> None:
    for sida in ("/rapporter/?slag=kommun", "/en/rapporter/?slag=kommun"):
        html = client.get(sida).content.decode()
        assert re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html) == [
            ("sv", f"{settings.ADRESS}/rapporter/?slag=kommun"),
            ("en", f"{settings.ADRESS}/en/rapporter/?slag=kommun"),
            ("sv-x-lattlast", f"{settings.ADRESS}/sv-lattlast/rapporter/?slag=kommun"),
            ("x-default", f"{settings.ADRESS}/rapporter/?slag=kommun"),
        ]


def test_a_page_in_swedish_alone_offers_no_language(kommun: Kommun, client: Client) -> None:
    for sida in ("/konto/logga-in/", "/ni-sa-vi-gjorde/"):
        html = client.get(sida).content.decode()
        assert "sprakval" not in html
        assert "hreflang" not in html


def test_no_language_of_a_page_that_is_not_there_leads_to_another_site(client: Client) -> None:
    html = client.get("/en///ond.example/").content.decode()
    assert 'href="/ond.example/"' in html
    assert 'href="//' not in html


def test_a_page_that_is_not_there_is_not_there_in_each_language(client: Client) -> None:
    for sida in ("/finns-inte/", "/en/finns-inte/", "/sv-lattlast/finns-inte/"):
        html = client.get(sida).content.decode()
        assert '<link rel="alternate"' not in html
        lankar = set(re.findall(r'<a href="([^"]+)" lang="\w+" hreflang', html))
        assert lankar | {sida} == {"/finns-inte/", "/en/finns-inte/", "/sv-lattlast/finns-inte/"}


@pytest.mark.parametrize("steg", ["", "granska/"])
def test_changing_language_in_the_form_loses_nothing(
    kommun: Kommun, client: Client, steg: str
) -> None:
    sida = client.post(f"/synpunkter/lamna/{steg}", SVAR).content.decode()
    assert f'form="synpunkt" formaction="/en/synpunkter/lamna/{steg}"' in sida
    pa_engelska = client.post(f"/en/synpunkter/lamna/{steg}", SVAR).content.decode()
    assert "Jag önskar att &lt;någon&gt; ringer." in pa_engelska
    assert "Storgatan 1" in pa_engelska


def test_enter_in_a_field_sends_the_form_and_not_the_language(
    kommun: Kommun, client: Client
) -> None:
    """A browser presses the form's first submit button, which must not be a language."""
    sida = client.get("/synpunkter/lamna/").content.decode()
    knappar = re.findall(r'<button[^>]*type="submit"[^>]*>', sida)
    assert "formaction" not in knappar[0]
    assert 'form="synpunkt"' in knappar[0]


def test_the_start_page_leads_to_the_form_in_every_language(kommun: Kommun, client: Client) -> None:
    """Who reads no Swedish finds the way without reading Swedish."""
    sida = client.get("/").content.decode()
    for forled, lang in (("/en", "en"), ("/sv-lattlast", "sv")):
        assert f'href="{forled}/" lang="{lang}"' in sida
        start = client.get(f"{forled}/").content.decode()
        assert f'<html lang="{lang}"' in start
        assert f'href="{forled}/synpunkter/lamna/"' in start


def test_a_page_that_is_not_there_says_so_in_the_language(kommun: Kommun, client: Client) -> None:
    svar = client.get("/en/synpunkter/folj/strunt/")
    assert svar.status_code == 404
    sida = svar.content.decode()
    assert "There is no such page" in sida
    assert "Sidan finns inte" not in sida


def test_the_menu_says_which_pages_are_in_swedish_alone(kommun: Kommun, client: Client) -> None:
    sida = client.get("/en/synpunkter/lamna/").content.decode()
    meny = dict(re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)</a></li>', sida))
    for url, namn in meny.items():
        dit = client.get(url, follow=True).content.decode()
        assert ('<html lang="sv"' in dit) == namn.endswith("(in Swedish)"), namn


def test_the_days_of_the_receipt_keep_their_capitals(kommun: Kommun, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        granska = client.post("/en/synpunkter/lamna/granska/", SVAR).content.decode()
        sida = client.post("/en/synpunkter/lamna/kvittens/", gomda(granska)).content.decode()
    assert "Wednesday 14\N{NO-BREAK SPACE}October" in sida
    assert "october" not in sida


def test_the_question_before_words_are_lost_is_in_the_language(
    kommun: Kommun, client: Client
) -> None:
    s = i_lage(Lage.AVSLUTAD, kommun, Personal(kommun))
    assert (
        'data-osparat="You have written something' in client.get(_arende(s, "/en")).content.decode()
    )


def test_each_step_stays_in_the_language(kommun: Kommun, client: Client) -> None:
    granska = client.post("/en/synpunkter/lamna/granska/", SVAR).content.decode()
    assert 'action="/en/synpunkter/lamna/kvittens/"' in granska
    svar = client.get("/en/synpunkter/lamna/kvittens/")
    assert svar["Location"] == "/en/synpunkter/lamna/"


def test_neither_cookie_nor_the_browsers_wish_decides(kommun: Kommun, client: Client) -> None:
    client.cookies["django_language"] = "en"
    svar = client.get("/synpunkter/lamna/", headers={"Accept-Language": "en"})
    assert '<html lang="sv"' in svar.content.decode()
    assert "Accept-Language" not in svar.get("Vary", "")
    client.get("/en/synpunkter/lamna/")
    assert set(client.cookies) == {"kvalitet_csrf", "django_language"}


@pytest.mark.parametrize("forled", ["/sv", "/de", "/en-gb", "/sv-se", "/EN"])
def test_a_language_that_is_none_is_404(kommun: Kommun, client: Client, forled: str) -> None:
    assert client.get(f"{forled}/synpunkter/lamna/").status_code == 404


def test_the_next_request_is_swedish_again(kommun: Kommun, client: Client) -> None:
    client.get("/en/synpunkter/lamna/")
    assert (
        "Välj vad du vill lämna" in client.post("/synpunkter/lamna/granska/", {}).content.decode()
    )


def test_what_a_colleague_has_written_is_marked_as_swedish(kommun: Kommun, client: Client) -> None:
    s = i_lage(Lage.BESVARAD, kommun, Personal(kommun))
    sida = client.get(_arende(s, "/en")).content.decode()
    assert '<div class="flode" lang="sv"><p>Du har rätt.' in sida
