"""Every letter: one source, the same in HTML and text, and among those that can be previewed."""

from __future__ import annotations

import email
import email.policy
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator
from django.core import signing
from django.test import Client
from django.utils import timezone

from cykel import uppdateringslank
from cykel.models import Brist
from kvalitet import utskick
from kvalitet.actions.konton import be_om_losenord
from kvalitet.models import Anvandare, Utskick
from kvalitet.notiser import Brev, notifiera, skriv_brev
from kvalitet.roller import Roll
from kvalitet.signering import losenord_slutar
from kvalitet.texter import tidpunkt, veckodatum_ar
from kvalitet.views.brevslag import BREV, PER_MALL, PLAN, SAKRAD
from synpunkter import epost, lank
from tests.factories import Kommun, person
from tests.synpunkter import exempel

MAPP = Path(settings.ROT) / "templates" / "epost"
ALLA = [(slag.mall, kod) for slag in BREV for kod in slag.sprak]
PERSONER = re.compile(r"Gunilla|Karin|Öberg|Erik|Lind\b|Lena|Holm")
LANK = re.compile(r"https?://\S+")
SIGNERAD = re.compile(r"/exempel/")
SLUTAR = re.compile(r"slutar gälla|slutar fungera|stops working")
brev = pytest.mark.parametrize(("mall", "kod"), ALLA, ids=[f"{m}-{k}" for m, k in ALLA])


class Sida(HTMLParser):
    """What a reader of the HTML sees: words from the heading on, links, tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.taggar: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.rubrik, self.titel = "", "", ""
        self._i = ""
        self._efter_rubriken = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.taggar.append((tag, dict(attrs)))
        self._i = tag
        self.text += " " if tag not in ("strong", "a") else ""

    def handle_endtag(self, tag: str) -> None:
        self._efter_rubriken |= tag == "h1"
        self._i = "" if tag != "strong" else self._i

    def handle_data(self, data: str) -> None:
        self.titel += data if self._i == "title" else ""
        self.rubrik += data if self._i == "h1" else ""
        self.text += data if self._efter_rubriken else ""

    def alla(self, tagg: str) -> list[dict[str, str | None]]:
        return [attribut for namn, attribut in self.taggar if namn == tagg]


def ord_(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def ingang(html: str) -> str:
    traff = re.search(r'<div style="display:none[^"]*">(.*?)</div>', html)
    assert traff
    return traff[1]


# --- The list ------------------------------------------------------------------------------
def test_every_letter_can_be_previewed_and_none_is_there_that_nobody_sends() -> None:
    kallor = {fil.stem for fil in MAPP.glob("*.txt") if not fil.stem.startswith("_")}
    assert kallor == set(PER_MALL)
    assert len(BREV) == len(PER_MALL)
    kod = "".join(
        fil.read_text("utf-8")
        for rum in ("kvalitet", "cykel", "synpunkter", "uppfoljning")
        for fil in (Path(settings.ROT) / rum).rglob("*.py")
        if fil.name != "brevslag.py"
    )
    assert not [mall for mall in PER_MALL if f'"{mall}"' not in kod]


def test_a_letter_has_one_source_and_the_frame_is_the_only_html() -> None:
    assert [fil.name for fil in MAPP.glob("*.html")] == ["bas.html"]
    for fil in MAPP.glob("*.txt"):
        assert "<" not in fil.read_text("utf-8"), fil


# --- Each of them --------------------------------------------------------------------------
@brev
def test_both_forms_say_the_same(mall: str, kod: str) -> None:
    brevet = PER_MALL[mall].skriv(kod)
    sida = Sida(brevet.html)
    hej = {"en": "Kind regards"}.get(kod, "Vänliga hälsningar")
    avslut = ord_(f"{hej} {settings.ORGANISATION.namn}")
    assert ord_(sida.text) + avslut == ord_(LANK.sub("", brevet.text))
    lankar = [str(a["href"]) for a in sida.alla("a")]
    assert lankar == LANK.findall(brevet.text)
    assert lankar, "ett mejl leder alltid vidare"
    siffror = re.findall(r"\d+", brevet.text)
    assert set(re.findall(r"\d+", ingang(brevet.html))) <= set(siffror)
    assert ingang(brevet.html).strip()


@brev
def test_nothing_is_left_unwritten(mall: str, kod: str) -> None:
    brevet = PER_MALL[mall].skriv(kod)
    for del_ in (brevet.amne, brevet.text, brevet.html):
        assert not re.search(r"\{\{|\{%|%\(|\bNone\b|\[\]|[\x00-\x08\x0b-\x1f]|  \S+ :", del_)
    assert brevet.amne == " ".join(brevet.amne.split())
    assert not PERSONER.search(brevet.amne), "ämnet syns på en låst skärm"


@brev
def test_the_html_is_whole_and_fetches_nothing(mall: str, kod: str) -> None:
    brevet = PER_MALL[mall].skriv(kod)
    sida = Sida(brevet.html)
    assert sida.alla("html") == [{"lang": kod[:2]}]
    assert (sida.titel, len(sida.alla("h1"))) == (brevet.amne, 1)
    assert sida.rubrik.strip()
    assert all(tabell["role"] == "presentation" for tabell in sida.alla("table"))
    assert not {"img", "link", "script", "iframe", "form", "base"} & {t for t, _ in sida.taggar}
    assert not re.search(r"url\(|src=|@import|\son\w+=", brevet.html)
    assert all(adress.startswith(f"{settings.ADRESS}/") for adress in LANK.findall(brevet.text))
    assert len(re.findall(r"https?:", brevet.html)) == len(sida.alla("a"))


@brev
def test_a_link_that_expires_says_when(mall: str, kod: str) -> None:
    text = PER_MALL[mall].skriv(kod).text
    assert bool(SIGNERAD.search(text)) == bool(SLUTAR.search(text))


def test_the_organisation_is_the_settings_own(settings: Any) -> None:
    settings.ORGANISATION = replace(
        settings.ORGANISATION, namn="Ängsby kommun", telefon="0999-10 20 30", oppettider=""
    )
    for slag in BREV:
        brevet = slag.skriv()
        for del_ in (brevet.text, brevet.html):
            assert "Ängsby kommun" in del_
            assert "Du kan ringa 0999-10 20 30." in del_
            assert "Norrköping" not in del_


# --- Hostile words -------------------------------------------------------------------------
@pytest.mark.parametrize("brytning", ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028"])
def test_no_word_in_a_subject_becomes_a_header(db: None, brytning: str) -> None:
    elak = f"Ny person{brytning}Bcc: alla@exempel.se{brytning}{brytning}<b>hej</b>"
    brist = Brist(plan=PLAN, rubrik=elak, upprepar=SAKRAD)
    sammanhang = {"brist": brist, "lank": f"{settings.ADRESS}/x/"}
    notifiera("brist_upprepad", mottagare="a@b.example", nyckel="a", sammanhang=sammanhang)
    ravara = utskick._meddelande(Utskick.objects.get()).message().as_bytes()
    post = email.message_from_bytes(ravara, policy=email.policy.default)
    assert post["Bcc"] is None
    assert post["To"] == "a@b.example"
    vantat = "Samma sak har hänt igen: Ny person Bcc: alla@exempel.se <b>hej</b>"
    assert post["Subject"].strip() == vantat  # a folded header begins with a space
    assert [del_.get_content_type() for del_ in post.iter_parts()] == ["text/plain", "text/html"]


def test_what_somebody_wrote_is_words_in_both_forms() -> None:
    elak = 'Rad ett <script>x</script> {{ lank }} {% url "x" %}\n\x03\x02- [a](http://x.example)'
    svaret = PER_MALL["synpunkt_svar"].exempel() | {"text": elak}
    brevet = skriv_brev("synpunkt_svar", mottagare="", sammanhang=svaret)
    assert elak in brevet.text
    assert not Sida(brevet.html).alla("script")
    assert "<strong>" not in brevet.html
    assert "&lt;script&gt;x&lt;/script&gt; {{ lank }} {% url &quot;x&quot; %}" in brevet.html
    fraga = PER_MALL["namndfraga_ny"].exempel()
    fraga["person"] = Anvandare(namn="<b>\x02Siv\x03</b>")
    html = skriv_brev("namndfraga_ny", mottagare="", sammanhang=fraga).html
    assert "Hej &lt;b&gt;<strong>Siv</strong>&lt;/b&gt;," in html


# --- When the links stop working -----------------------------------------------------------
def _klockan(monkeypatch: pytest.MonkeyPatch, tid: datetime) -> None:
    monkeypatch.setattr(signing.time, "time", tid.timestamp)


def test_the_senders_link_works_until_the_day_that_the_letter_tells(
    kommun: Kommun, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = exempel.synpunkt(kommun)
    text = epost.forhandsvisa("synpunkt_svar", s, text="Hej").text
    adress = lank.adress(s.referens, "sv")
    slutar, signerad = lank.slutar(adress), adress.rstrip("/").rpartition("/")[2]
    assert f"slutar gälla {veckodatum_ar(slutar)}." in text
    for efter, for_gammal in ((-1, False), (2, True)):
        _klockan(monkeypatch, slutar + timedelta(seconds=efter))
        oppnad = lank.oppna(signerad)
        assert oppnad
        assert oppnad.for_gammal is for_gammal


def test_the_link_of_a_reminder_works_until_the_time_that_it_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    adress = uppdateringslank.adress(1, [])
    slutar, signerad = uppdateringslank.slutar(adress), adress.rstrip("/").rpartition("/")[2]
    for efter, for_gammal in ((-1, False), (2, True)):
        _klockan(monkeypatch, slutar + timedelta(seconds=efter))
        oppnad = uppdateringslank.oppna(signerad)
        assert oppnad
        assert oppnad.for_gammal is for_gammal


@pytest.mark.parametrize("dag", ["2026-10-24 12:00", "2027-03-26 12:00"])
def test_a_password_link_works_until_the_time_that_it_tells(
    kommun: Kommun, monkeypatch: pytest.MonkeyPatch, dag: str
) -> None:
    """Also over the night when the clock is put back or forward."""
    bytt = datetime.fromisoformat(dag)
    siv = person("Siv Andersson", Roll.CHEF, kommun.vok)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _: bytt)
    be_om_losenord(siv.epost)
    text = Brev(**json.loads(Utskick.objects.get().innehall)).text
    token = re.findall(r"/konto/losenord/[^/]+/([^/]+)/", text)[0]
    slutar = losenord_slutar(token)
    assert f"slutar gälla {tidpunkt(slutar)}." in text
    vagg = timezone.make_naive(slutar)
    for efter, galler in ((0, True), (1, False)):
        nu = vagg + timedelta(seconds=efter)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _, nu=nu: nu)
        assert default_token_generator.check_token(siv, token) is galler


# --- The pages -----------------------------------------------------------------------------
@pytest.mark.parametrize("roll", Roll)
def test_the_administrator_reads_them_and_nobody_else(
    kommun: Kommun, client: Client, roll: Roll
) -> None:
    client.force_login(person("Siv", roll, kommun.rot))
    vantat = 200 if roll == Roll.ADMINISTRATOR else 403
    for vag in ("", "konto_losenord/", "konto_losenord/html/"):
        assert client.get(f"/arbete/epost/{vag}").status_code == vantat
        assert client.post(f"/arbete/epost/{vag}").status_code == 405
    lanken = 'href="/arbete/epost/"' in client.get("/arbete/organisation/").content.decode()
    assert lanken is (vantat == 200)


def test_the_list_holds_every_letter(client: Client, anna_administrator: Anvandare) -> None:
    client.force_login(anna_administrator)
    sida = client.get("/arbete/epost/").content.decode()
    for slag in BREV:
        assert f'href="/arbete/epost/{slag.mall}/"' in sida
        assert slag.till in sida
        assert slag.nar in sida
    assert client.get("/arbete/epost/finns-inte/").status_code == 404
    assert client.get("/arbete/epost/finns-inte/html/").status_code == 404


def test_a_letter_is_shown_in_each_of_its_languages(
    client: Client, anna_administrator: Anvandare
) -> None:
    client.force_login(anna_administrator)
    for kod, mening in (
        ("sv", "Du får svar senast"),
        ("en", "You will have an answer by"),
        ("sv-lattlast", "Vi har fått din synpunkt"),
        ("xx", "Du får svar senast"),
    ):
        sida = client.get(f"/arbete/epost/synpunkt_kvitto/?sprak={kod}").content.decode()
        assert mening in sida
        (ram,) = re.findall(r'<iframe class="brevram" sandbox src="([^"]+)"', sida)
        assert mening in client.get(ram).content.decode()
    sida = client.get("/arbete/epost/konto_losenord/?sprak=en").content.decode()
    assert 'aria-label="Språk"' not in sida
    assert "Välj ett nytt lösenord" in sida


def test_styles_stand_inline_in_the_frame_alone_and_nothing_runs_there(
    client: Client, anna_administrator: Anvandare
) -> None:
    client.force_login(anna_administrator)
    ram = client.get("/arbete/epost/synpunkt_kvitto/html/")
    regler = dict(
        rad.strip().partition(" ")[::2] for rad in ram["Content-Security-Policy"].split(";")
    )
    assert regler == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    assert ram["X-Frame-Options"] == "SAMEORIGIN"
    sida = client.get("/arbete/epost/synpunkt_kvitto/")
    assert "unsafe-inline" not in sida["Content-Security-Policy"]
    assert " style=" not in sida.content.decode()


def test_no_preview_opens_a_real_case(kommun: Kommun, client: Client) -> None:
    """The example has a reference that a case may bear too, so its link bears no signature."""
    for slag in BREV:
        for adress in LANK.findall(slag.skriv().text):
            if "/folj/" in adress or "/uppdatera/" in adress:
                assert client.get(adress.removeprefix(settings.ADRESS)).status_code in (404, 410)
