"""Spam is closed by a person who has read it, and a mistake can be undone by its sender."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Utskick
from synpunkter.actions import lagen, skrap
from synpunkter.actions import synpunkt as akter
from synpunkter.forms.skydd import stampel
from synpunkter.models import Synpunkt
from synpunkter.statistik import synpunktslage
from synpunkter.tillstand import Lage, Utfall
from synpunkter.villkor_lagen import Del
from tests.factories import Kommun
from tests.post import brevet
from tests.synpunkter import exempel
from tests.synpunkter.bilagor.test_lamna_filer import SVAR, gomda
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage


@pytest.fixture
def misstankt(kommun: Kommun) -> Synpunkt:
    return exempel.synpunkt(kommun, misstankt=True)


def url(s: Synpunkt) -> str:
    return f"/arbete/synpunkter/{s.pk}/avsluta-skrap/"


def test_who_distributes_closes_it_in_two_steps_and_no_mail_goes(
    misstankt: Synpunkt, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    fore = Utskick.objects.count()
    client.force_login(karin_kvalitetssamordnare)
    assert url(misstankt) in client.get(f"/arbete/synpunkter/{misstankt.pk}/").content.decode()
    assert misstankt.text[:30] in client.get(url(misstankt)).content.decode()
    assert client.post(url(misstankt))["Location"] == "/arbete/synpunkter/"
    misstankt.refresh_from_db()
    assert (misstankt.lage, misstankt.utfall) == (Lage.AVSLUTAD, Utfall.SKRAPPOST)
    assert Utskick.objects.count() == fore
    assert "hunnit före" in client.get(url(misstankt)).content.decode()
    assert client.post(url(misstankt))["Location"] == f"/arbete/synpunkter/{misstankt.pk}/"


def kvitton() -> list[str]:
    rader = Utskick.objects.filter(mall="synpunkt_kvitto").order_by("pk")
    return [brevet(u).text for u in rader]


def test_no_mail_goes_to_whoever_stands_as_the_sender_of_spam(
    misstankt: Synpunkt, karin_kvalitetssamordnare: Anvandare
) -> None:
    """Nor when the one who knows the code opens it again: the address may be a stranger's."""
    akter.komplettera(misstankt, text="Svara mig!")
    skrap.avsluta_skrap(misstankt, av=karin_kvalitetssamordnare)
    akter.ateroppna(misstankt, skal="Jag är en riktig person.")
    assert not Utskick.objects.exists()


def test_the_receipt_goes_when_a_person_has_let_it_out_and_once(
    misstankt: Synpunkt, kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    assert kvitton() == []
    karin = karin_kvalitetssamordnare
    s = akter.tilldela(misstankt, enhet=kommun.centrum, av=karin)
    (kvittot,) = kvitton()
    assert s.referens in kvittot
    assert "Hemtjänst Centrum" in kvittot
    akter.tilldela(s, enhet=kommun.hemtjanst, av=karin)
    assert len(kvitton()) == 1


def test_the_receipt_goes_when_it_is_merged_or_split(
    misstankt: Synpunkt, kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    annat = exempel.synpunkt(kommun, misstankt=True, epost="annan@exempel.se")
    huvud = exempel.synpunkt(kommun, svarsval="kod", epost="", namn="")
    (s,) = lagen.sla_ihop(huvud, [misstankt], av=karin_kvalitetssamordnare)
    assert [s.referens in kvitto for kvitto in kvitton()] == [True]
    s = lagen.ta_ur(s, av=karin_kvalitetssamordnare)
    akter.tilldela(s, enhet=kommun.centrum, av=karin_kvalitetssamordnare)
    assert len(kvitton()) == 1
    delar = [Del(text, kommun.centrum, kommun.von) for text in ("Ett.", "Två.")]
    lagen.dela(annat, delar=delar, av=karin_kvalitetssamordnare)
    assert [annat.referens in kvitto for kvitto in kvitton()] == [False, True]


def test_who_is_suspected_sees_the_same_receipt_as_everyone(kommun: Kommun, client: Client) -> None:
    sidor = []
    for andrat in ({}, {"hemsida": "https://kop.example"}):
        with klocka.stalld(ONSDAG):
            startad = stampel()
        with klocka.stalld(ONSDAG + timedelta(minutes=5)):
            data = SVAR | {"svarsval": "epost", "epost": "a@exempel.se", "startad": startad}
            granska = client.post("/synpunkter/lamna/granska/", data | andrat).content.decode()
            sida = client.post("/synpunkter/lamna/kvittens/", gomda(granska)).content.decode()
        s = Synpunkt.objects.latest("pk")
        kod = re.findall(r'class="kod">([^<]+)<', sida)[-1]
        sidor.append(sida.replace(s.referens, "REF").replace(kod, "KOD"))
    assert set(Synpunkt.objects.values_list("lage", flat=True)) == {"inkommen", "karantan"}
    assert "ett kvitto till a@exempel.se" in sidor[0]
    assert sidor[0] == sidor[1]
    assert len(kvitton()) == 1


def test_a_handler_may_not_and_an_outsider_learns_nothing(
    misstankt: Synpunkt, client: Client, hanna_handlaggare: Anvandare, bo_biblioteksman: Anvandare
) -> None:
    for person, svar in ((hanna_handlaggare, 403), (bo_biblioteksman, 404)):
        client.force_login(person)
        assert client.get(url(misstankt)).status_code == svar
        assert client.post(url(misstankt)).status_code == svar


def test_what_is_not_in_quarantine_is_not_closed_as_spam(
    synpunkt: Synpunkt, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    assert url(synpunkt) not in client.get(f"/arbete/synpunkter/{synpunkt.pk}/").content.decode()
    client.post(url(synpunkt))
    synpunkt.refresh_from_db()
    assert synpunkt.lage == Lage.INKOMMEN


def test_no_handler_chooses_spam_as_the_outcome(kommun: Kommun) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.BESVARAD, kommun, personal)
    with pytest.raises(Regelbrott):
        akter.avsluta(s, utfall=Utfall.SKRAPPOST, av=personal.handlaggare)


def test_its_sender_opens_it_again(
    misstankt: Synpunkt, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    client.post(url(misstankt))
    s = akter.ateroppna(misstankt, skal="Jag är en riktig person.")
    assert (s.lage, s.utfall) == (Lage.ATEROPPNAD, "")


def test_spam_is_no_synpunkt_in_the_figures(
    misstankt: Synpunkt, synpunkt: Synpunkt, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    idag = klocka.idag()
    assert synpunktslage(None, fran=idag, till=idag).antal == 2
    client.force_login(karin_kvalitetssamordnare)
    client.post(url(misstankt))
    siffror = synpunktslage(None, fran=idag, till=idag)
    assert (siffror.antal, siffror.per_utfall) == (1, {})
