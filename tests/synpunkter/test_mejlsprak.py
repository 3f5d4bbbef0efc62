"""The sender's mails are in the language that they wrote in; the handler's words are not."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from kvalitet import klocka
from kvalitet.management.oversattning import las, sprak
from kvalitet.models import Utskick
from synpunkter import epost
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Kontakt, Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.post import brevet
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import VIDARE, Personal, i_lage
from tests.synpunkter.test_forhandsgranskning import LANKEN, falt, granska, skicka, visat
from tests.synpunkter.test_sprak import FORLED
from tests.synpunkter.views.test_lamna import SVAR, gomda

EGNA_ORD = "Vi lagar hissen på måndag."
TILL_AVSANDAREN = (
    *("kvitto", "svar", "komplettering", "avslutad", "ateroppnad"),
    *("lank", "vidarebefordrad", "aterkoppling"),
)


def brev(mall: str) -> dict[str, str]:
    return asdict(brevet(Utskick.objects.get(mall=f"synpunkt_{mall}")))


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


@pytest.mark.parametrize(
    ("kod", "amne"),
    [
        ("sv", "Vi har tagit emot din synpunkt"),
        ("en", "We have received your feedback"),
        ("sv-lattlast", "Vi har fått din synpunkt"),
    ],
)
def test_the_language_of_the_page_is_remembered_and_the_receipt_is_in_it(
    kommun: Kommun, client: Client, kod: str, amne: str
) -> None:
    lamna = f"{FORLED[kod]}/synpunkter/lamna/"
    data = SVAR | {"svarsval": "epost", "epost": "a@exempel.se", "namn": "Ann Ek"}
    with klocka.stalld(ONSDAG):
        sida = client.post(f"{lamna}granska/", data).content.decode()
        client.post(f"{lamna}kvittens/", gomda(sida))
    s = Synpunkt.objects.get()
    assert s.sprak == kod
    kvittot = brev("kvitto")
    assert kvittot["amne"] == f"{amne} {s.referens}"
    lanken = f"{settings.ADRESS}{FORLED[kod]}/synpunkter/folj/"
    for del_ in ("text", "html"):
        assert lanken in kvittot[del_]
        assert "/arbete/" not in kvittot[del_]
    assert f'<html lang="{kod[:2]}">' in kvittot["html"]
    assert ("28\N{NO-BREAK SPACE}October 2026" in kvittot["text"]) == (kod == "en")
    assert client.get(re.findall(rf"{lanken}[^/]+/", kvittot["text"])[0]).status_code == 200


def alla_brev(kommun: Kommun, personal: Personal, kod: str) -> dict[str, dict[str, str]]:
    """Walk a case, and another that is forwarded, so that every mail to a sender is written."""
    s = exempel.synpunkt(kommun, sprak=kod)
    s = akter.tilldela(s, enhet=s.enhet, av=personal.registrator)
    s = akter.ta_hand_om(s, av=personal.handlaggare)
    s = akter.begar_komplettering(s, meddelande=EGNA_ORD, av=personal.handlaggare)
    s = akter.komplettera(s, text="Det gällde i måndags.")
    s = akter.besvara(s, meddelande=EGNA_ORD, av=personal.handlaggare, filer=1)
    s = akter.avsluta(s, utfall="atgardat", utfall_skal=EGNA_ORD, av=personal.handlaggare)
    akter.ateroppna(s, skal="Det hände igen.")
    akter.ny_lank(s)
    annan = exempel.synpunkt(kommun, sprak=kod, epost="annan@exempel.se")
    lagen.vidarebefordra(annan, **VIDARE | {"meddelande": EGNA_ORD}, av=personal.registrator)
    ut = {
        u.mall.removeprefix("synpunkt_"): asdict(brevet(u)) for u in Utskick.objects.order_by("-pk")
    }
    forhand = epost.forhandsvisa(epost.ATERKOPPLING, s, text=EGNA_ORD)
    ut["aterkoppling"] = {"amne": forhand.amne, "text": forhand.text, "html": forhand.html}
    return {mall: ut[mall] for mall in TILL_AVSANDAREN}


@pytest.mark.parametrize("kod", sprak())
def test_every_mail_to_the_sender_is_in_their_language_but_for_our_own_words(
    kommun: Kommun, personal: Personal, kod: str
) -> None:
    with klocka.stalld(ONSDAG):
        alla = alla_brev(kommun, personal, kod)
    ord_ = {rad.id: rad.string for rad in las(kod) if isinstance(rad.id, str) and rad.id}
    andra = [m for m, o in ord_.items() if len(m.split()) > 2 and m not in " ".join(ord_.values())]
    for mall, ett in alla.items():
        allt = "\n".join((ett["amne"], ett["text"], ett["html"]))
        kvar = [m for m in andra if "%(" not in m and m in allt]
        assert not kvar, f"{mall}: {kvar}"
        assert f"{settings.ADRESS}{FORLED[kod]}/synpunkter/folj/" in allt or mall == "aterkoppling"
        if mall not in ("kvitto", "ateroppnad", "lank"):
            assert EGNA_ORD in ett["text"], mall
            assert re.search(rf'<\w+ lang="sv"[^>]*>(<p>)?{EGNA_ORD}', ett["html"]), mall
        assert ord_["Vänliga hälsningar"] in ett["text"]


def test_every_mail_to_a_sender_is_among_these() -> None:
    """A template whose button leads to the sender's page is one that a sender reads."""
    mapp = Path(settings.ROT) / "templates" / "epost"
    med_lank = {
        f.stem.removeprefix("synpunkt_")
        for f in mapp.glob("*.txt")
        if " lank %}" in f.read_text("utf-8") and f.stem.startswith("synpunkt_")
    }
    assert med_lank == set(TILL_AVSANDAREN)


def test_in_swedish_they_are_as_they_stand(kommun: Kommun, personal: Personal) -> None:
    with klocka.stalld(ONSDAG):
        alla = alla_brev(kommun, personal, "sv")
    assert alla["svar"]["amne"].startswith("Svar på din synpunkt SP-2026-")
    assert "Medan vi väntar på dig står vår svarstid still." in alla["komplettering"]["text"]
    assert "Åtgärdat" in alla["avslutad"]["text"]


def test_colleagues_are_written_to_in_swedish_whatever_page_it_comes_from(
    kommun: Kommun, personal: Personal, client: Client
) -> None:
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, sprak="en")
    with translation.override("en"):
        akter.komplettera(s, text="It happened again.")
    brevet = brev("avsandaren_skrev")
    assert "Vänliga hälsningar" in brevet["text"]
    assert '<html lang="sv">' in brevet["html"]
    assert f"{settings.ADRESS}/arbete/synpunkter/{s.pk}/" in brevet["text"]
    client.force_login(personal.handlaggare)
    sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
    assert "Skrev på sidorna på English." in sida
    assert "ditt svar översätts inte" in sida


def test_the_preview_is_the_mail_in_the_senders_language(
    kommun: Kommun, personal: Personal, client: Client
) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, sprak="en")
    client.force_login(personal.handlaggare)
    with klocka.stalld(ONSDAG):
        sida = granska(client, s, "besvara", EGNA_ORD)
        assert "The link is your own" in visat(sida, "brev")
        assert falt(sida, "meddelande") == EGNA_ORD
        assert skicka(client, s, "besvara", sida) == 302
    lanken = re.compile(LANKEN.pattern.replace("/synpunkter", "/en/synpunkter"))
    utan_lank = lanken.sub(lambda _: epost.LANK_I_FORHANDSVISNING, brev("svar")["text"])
    assert visat(sida, "brev") == utan_lank


def test_each_sender_of_a_merged_case_reads_their_own_language(
    kommun: Kommun, personal: Personal
) -> None:
    huvud = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    annan = exempel.kvitto_i(huvud, sprak="en").synpunkt
    lagen.sla_ihop(huvud, [annan], av=personal.registrator)
    akter.besvara(huvud, meddelande=EGNA_ORD, av=personal.handlaggare)
    per_mottagare: dict[str, Any] = {}
    for u in Utskick.objects.filter(mall="synpunkt_svar"):
        per_mottagare[brevet(u).mottagare] = brevet(u).amne
    engelska = per_mottagare.pop(Kontakt.objects.get(pk=annan.pk).epost)
    assert engelska == f"Answer to your feedback {annan.referens}"
    assert list(per_mottagare.values()) == [f"Svar på din synpunkt {huvud.referens}"]
