"""The follow page: the real steps with their days, personnummer, the code, and nothing lost."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvalitet import klocka, tak
from synpunkter import kod as koder
from synpunkter import lank
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage
from tests.synpunkter.views.test_lamna import gomda

NUMMER = "121212-1212"


def adress(s: Synpunkt, mer: str = "") -> str:
    return f"/synpunkter/folj/{lank.signera(s.referens, 'epost')}/{mer}"


def steg(client: Client, s: Synpunkt) -> list[str]:
    sida = unescape(client.get(adress(s)).content.decode())
    tidslinje = sida.partition('<ol class="tidslinje">')[2].partition("</ol>")[0]
    return re.findall(r"<h3>(.+?)</h3>", tidslinje)


@pytest.mark.parametrize("svarsval", ["epost", "kod", "nej"])
@pytest.mark.parametrize(
    "lage", [Lage.INKOMMEN, Lage.TILLDELAD, Lage.UNDER_HANDLAGGNING, Lage.ATEROPPNAD]
)
def test_at_least_five_steps_and_the_promised_day(
    kommun: Kommun, client: Client, lage: Lage, svarsval: str
) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(lage, kommun, Personal(kommun), svarsval=svarsval)
        assert len(steg(client, s)) >= 5
        sida = client.get(adress(s)).content.decode()
    assert "Senast onsdag 28\N{NO-BREAK SPACE}oktober." in sida


@pytest.mark.parametrize("lage", [Lage.VANTAR_KOMPLETTERING, Lage.BESVARAD, Lage.AVSLUTAD])
def test_at_least_five_steps_when_there_is_something_to_answer_or_read(
    kommun: Kommun, client: Client, lage: Lage
) -> None:
    assert len(steg(client, i_lage(lage, kommun, Personal(kommun)))) >= 5


def test_at_least_five_steps_when_closed_at_once(kommun: Kommun, client: Client) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, typ="berom", svarsval="nej")
    s = akter.avsluta(s, utfall="framfort", av=personal.handlaggare)
    assert len(steg(client, s)) >= 5


def test_one_step_is_now(kommun: Kommun, client: Client) -> None:
    personal = Personal(kommun)
    for lage in Lage:
        if lage != Lage.KARANTAN:
            sida = client.get(adress(i_lage(lage, kommun, personal))).content.decode()
            assert sida.count('aria-current="step"') == 1, lage


def test_suspected_spam_looks_received_to_its_sender(kommun: Kommun, client: Client) -> None:
    s = exempel.synpunkt(kommun, misstankt=True)
    assert steg(client, s) == steg(client, exempel.synpunkt(kommun))
    assert "karantän" not in client.get(adress(s)).content.decode().lower()


def test_the_place_stands_with_what_the_sender_wrote(kommun: Kommun, client: Client) -> None:
    s = exempel.synpunkt(kommun, plats="Ågatan 3")
    assert "Plats eller adress: Ågatan 3" in client.get(adress(s)).content.decode()


def test_opening_again_ends_after_thirty_days(kommun: Kommun, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.AVSLUTAD, kommun, Personal(kommun))
    for dagar, gar in ((30, True), (31, False)):
        with klocka.stalld(ONSDAG + timedelta(days=dagar)):
            sida = client.get(adress(s)).content.decode()
            assert ("oppna-igen/" in sida) is gar
    with klocka.stalld(ONSDAG + timedelta(days=31)):
        client.post(adress(s, "oppna-igen/"), {"skal": "Det hände igen."})
    s.refresh_from_db()
    assert s.lage == Lage.AVSLUTAD


# --- Personnummer and what was written ------------------------------------------------------------


@pytest.mark.parametrize(
    ("lage", "vad", "falt"),
    [(Lage.UNDER_HANDLAGGNING, "skriv/", "text"), (Lage.AVSLUTAD, "oppna-igen/", "skal")],
)
def test_a_personnummer_is_pointed_out_once_and_may_be_sent(
    kommun: Kommun, client: Client, lage: Lage, vad: str, falt: str
) -> None:
    s = i_lage(lage, kommun, Personal(kommun))
    sida = client.post(adress(s, vad), {falt: f"Det var {NUMMER}."}).content.decode()
    assert f"Det ser ut som ett personnummer: {NUMMER}." in sida
    assert f"Det var {NUMMER}." in sida
    assert not s.meddelanden.filter(text__contains=NUMMER).exists()
    assert '<input type="hidden" name="varnad" value="ja"' in sida
    svar = client.post(adress(s, vad), {falt: f"Det var {NUMMER}.", "varnad": "ja"})
    assert svar.status_code == 302
    assert s.meddelanden.filter(text__contains=NUMMER).count() == 1


def test_an_expired_page_shows_what_was_written(synpunkt: Synpunkt) -> None:
    klient = Client(enforce_csrf_checks=True)
    svar = klient.post(adress(synpunkt, "skriv/"), {"text": "Det var <i>tisdag</i>."})
    assert svar.status_code == 403
    assert "Det var &lt;i&gt;tisdag&lt;/i&gt;." in svar.content.decode()


def test_a_full_rate_limit_shows_what_was_written(
    synpunkt: Synpunkt, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tak.HOGST, "skriv", 0)
    svar = client.post(adress(synpunkt, "skriv/"), {"text": "Det var i tisdags."})
    assert svar.status_code == 429
    assert "Det var i tisdags." in svar.content.decode()


# --- The code ---------------------------------------------------------------------------------


def fragor(client: Client, referens: str, kod: str) -> list[str]:
    with CaptureQueriesContext(connection) as tagna:
        client.post("/synpunkter/folj/", {"referens": referens, "kod": kod})
    return [re.sub(r"'[^']*'", "?", fraga["sql"]) for fraga in tagna.captured_queries]


def test_every_wrong_guess_takes_the_same_way(kommun: Kommun, client: Client) -> None:
    """The same questions to the database, and the same work before them, whatever is wrong: so
    the time tells nothing of whether the reference, or the code, is anyone's."""
    en, annan = exempel.anonymt(kommun), exempel.anonymt(kommun)
    gissningar = [
        ("SP-2026-0000", "AAAA-BBBB-CCCC"),
        (en.synpunkt.referens, "AAAA-BBBB-CCCC"),
        ("SP-2026-0000", en.kod),
        (en.synpunkt.referens, annan.kod),
        ("strunt", "strunt"),
        (en.synpunkt.referens, en.kod),
    ]
    vagar = [fragor(client, *par) for par in gissningar]
    assert len(vagar[0]) == 1
    assert all(vag == vagar[0] for vag in vagar)


def test_every_guess_costs_one_keyed_sum(
    kommun: Kommun, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    referenser = ("SP-2026-0000", exempel.anonymt(kommun).synpunkt.referens, "strunt")
    raknade: list[str] = []
    riktig = koder.koduppslag_alla
    monkeypatch.setattr(koder, "koduppslag_alla", lambda k: raknade.append(k) or riktig(k))
    for referens in referenser:
        client.post("/synpunkter/folj/", {"referens": referens, "kod": "AAAA-BBBB-CCCC"})
    assert len(raknade) == 3


def test_the_code_has_sixty_bits_and_its_sum_needs_the_servers_key(
    settings: object, kommun: Kommun
) -> None:
    kvitto = exempel.anonymt(kommun)
    tecken = kvitto.kod.replace("-", "")
    assert len(tecken) * 5 == 60
    assert set(tecken) <= set(koder.ALFABET)
    sparat = Synpunkt.objects.get().kod_hmac
    assert sparat == koder.koduppslag(kvitto.kod)
    settings.UPPSLAGSNYCKEL = "en annan nyckel"  # type: ignore[attr-defined]
    assert sparat != koder.koduppslag(kvitto.kod)


def test_a_right_pair_in_another_language_leads_to_that_page(
    kommun: Kommun, client: Client
) -> None:
    kvitto = exempel.anonymt(kommun)
    par = {"referens": kvitto.synpunkt.referens, "kod": kvitto.kod}
    svar = client.post("/en/synpunkter/folj/", par)
    assert svar["Location"].startswith("/en/synpunkter/folj/")
    assert "csrfmiddlewaretoken" in gomda(client.get(svar["Location"]).content.decode())
