"""Following a case: the right pair, the link of the mail, replying and opening again."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from kvalitet import tak
from kvalitet.models import Utskick
from synpunkter import lank
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage


def adress(s: Synpunkt, slag: str = "epost") -> str:
    return f"/synpunkter/folj/{lank.signera(s.referens, slag)}/"


def test_reference_and_code_lead_to_the_case(kommun: Kommun, client: Client) -> None:
    kvitto = exempel.anonymt(kommun)
    par = {
        "referens": kvitto.synpunkt.referens.lower(),
        "kod": kvitto.kod.replace("-", " ").lower(),
    }
    svar = client.post("/synpunkter/folj/", par, follow=True)
    sida = svar.content.decode()
    assert svar.redirect_chain
    assert "Tiden på morgonen ändras" in sida
    assert kvitto.kod not in sida + svar.redirect_chain[0][0]
    assert not set(client.cookies) - {"kvalitet_csrf"}


def test_every_wrong_pair_gets_the_same_sentence(kommun: Kommun, client: Client) -> None:
    en, annan = exempel.anonymt(kommun), exempel.anonymt(kommun)
    for referens, kod in (
        (en.synpunkt.referens, annan.kod),
        ("SP-2026-0000", en.kod),
        (en.synpunkt.referens, "AAAA-BBBB-CCCC"),
        ("strunt", "strunt"),
    ):
        svar = client.post("/synpunkter/folj/", {"referens": referens, "kod": kod})
        assert svar.status_code == 200
        assert "hör inte ihop" in svar.content.decode()


def test_guessing_is_throttled(
    kommun: Kommun, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tak.HOGST, "folj", 2)
    par = {"referens": "SP-2026-0000", "kod": "AAAA-BBBB-CCCC"}
    koder = [client.post("/synpunkter/folj/", par).status_code for _ in range(3)]
    assert koder == [200, 200, 429]
    annan = client.post("/synpunkter/folj/", par, REMOTE_ADDR="198.51.100.4")
    assert annan.status_code == 200


@pytest.mark.parametrize("lage", [lage for lage in Lage if lage != Lage.KARANTAN])
def test_the_page_tells_every_state_in_words(kommun: Kommun, client: Client, lage: Lage) -> None:
    s = i_lage(lage, kommun, Personal(kommun))
    svar = client.get(adress(s))
    assert svar.status_code == 200
    assert svar["X-Robots-Tag"] == "noindex"
    assert "no-store" in svar["Cache-Control"]
    assert svar.content.decode().count("<li") >= 5


def test_internal_notes_never_show(kommun: Kommun, client: Client, synpunkt: Synpunkt) -> None:
    akter.anteckna(synpunkt, text="Hemligt mellan oss", av=Personal(kommun).handlaggare)
    assert "Hemligt mellan oss" not in client.get(adress(synpunkt)).content.decode()


def test_closed_is_not_shown_as_fixed(kommun: Kommun, client: Client) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.BESVARAD, kommun, personal)
    akter.avsluta(s, utfall="ingen", utfall_skal="Vi har inte råd i år.", av=personal.handlaggare)
    sida = client.get(adress(s)).content.decode()
    assert "ingen åtgärd, med motivering" in sida
    assert "Vi har inte råd i år." in sida
    assert "åtgärdat" not in sida.lower()


def test_the_sender_answers_a_question_once(kommun: Kommun, client: Client) -> None:
    s = i_lage(Lage.VANTAR_KOMPLETTERING, kommun, Personal(kommun))
    for _ in range(2):
        svar = client.post(f"{adress(s)}skriv/", {"text": "Det var 15 september."}, follow=True)
        assert "Det var 15 september." in svar.content.decode()
    s.refresh_from_db()
    assert s.lage == Lage.UNDER_HANDLAGGNING
    assert s.meddelanden.filter(riktning="fran").count() == 1


def test_the_sender_is_told_that_the_words_have_come(kommun: Kommun, client: Client) -> None:
    """Without a session: the address that the act leads to says what was done."""
    s = i_lage(Lage.VANTAR_KOMPLETTERING, kommun, Personal(kommun))
    tack = "Tack. Vi har fått ditt meddelande."
    assert tack not in client.get(adress(s)).content.decode()
    svar = client.post(f"{adress(s)}skriv/", {"text": "Det var 15 september."})
    arende = adress(s).partition(":")[0]  # what follows is the moment and its signature
    assert re.fullmatch(rf"{arende}:[\w:-]+/\?klart=skrivit#klart", svar["Location"])
    sida = client.get(svar["Location"]).content.decode()
    assert re.search(rf'id="klart"[^>]*role="status"[^>]*><p>{tack}</p>', sida)
    assert "Vi har fått" not in client.get(f"{adress(s)}?klart=strunt").content.decode()
    assert set(client.cookies) <= {"kvalitet_csrf"}


def test_an_empty_reply_says_what_is_missing(synpunkt: Synpunkt, client: Client) -> None:
    sida = client.post(f"{adress(synpunkt)}skriv/", {"text": " "}).content.decode()
    assert "<title>Fel:" in sida
    assert "Skriv vad du vill säga." in sida


def test_the_sender_opens_again_once(kommun: Kommun, client: Client) -> None:
    s = i_lage(Lage.AVSLUTAD, kommun, Personal(kommun))
    for _ in range(2):
        svar = client.post(f"{adress(s)}oppna-igen/", {"skal": "Det hände igen."})
        assert svar.status_code == 302
        assert "Ärendet är öppnat igen." in client.get(svar["Location"]).content.decode()
    s.refresh_from_db()
    assert s.lage == Lage.ATEROPPNAD
    assert s.meddelanden.filter(text="Det hände igen.").count() == 1


def test_an_open_case_is_not_opened_again(synpunkt: Synpunkt, client: Client) -> None:
    svar = client.post(f"{adress(synpunkt)}oppna-igen/", {"skal": "Nu då."})
    assert svar.status_code == 200
    assert "Öppna igen" in svar.content.decode()


def test_a_forged_link_is_404(synpunkt: Synpunkt, client: Client) -> None:
    giltig = adress(synpunkt)
    for vag in ("/synpunkter/folj/strunt/", giltig[:-2] + "x/"):
        assert client.get(vag).status_code == 404
        assert client.post(f"{vag}skriv/", {"text": "Hej"}).status_code == 404


def test_an_old_link_sends_a_new_one_to_the_same_address(
    synpunkt: Synpunkt, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    gammal = adress(synpunkt)
    monkeypatch.setitem(lank._SLAG, "epost", -1)
    svar = client.get(gammal)
    assert svar.status_code == 410
    assert "Skicka en ny länk" in svar.content.decode()
    assert "Tiden på morgonen" not in svar.content.decode()
    assert client.post(f"{gammal}skriv/", {"text": "Hej"}).status_code == 404
    assert client.post(f"{gammal}ny-lank/").status_code == 200
    rad = Utskick.objects.get(mall="synpunkt_lank")
    assert json.loads(rad.innehall)["mottagare"] == exempel.EPOST


def test_a_link_after_the_code_gives_no_new_one(synpunkt: Synpunkt, client: Client) -> None:
    assert client.post(f"{adress(synpunkt, 'kod')}ny-lank/").status_code == 404


@pytest.mark.parametrize("vad", ["skriv", "oppna-igen", "ny-lank"])
def test_acts_reject_get(synpunkt: Synpunkt, client: Client, vad: str) -> None:
    assert client.get(f"{adress(synpunkt)}{vad}/").status_code == 405
