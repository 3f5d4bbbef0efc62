"""Spam is closed by a person who has read it, and a mistake can be undone by its sender."""

from __future__ import annotations

import pytest
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Utskick
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.statistik import synpunktslage
from synpunkter.tillstand import Lage, Utfall
from tests.factories import Kommun
from tests.synpunkter import exempel
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
