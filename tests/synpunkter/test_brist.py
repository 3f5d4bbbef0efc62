"""From synpunkt to brist to measure, and back to everyone who wrote."""

from __future__ import annotations

import pgtrigger
import pytest
from django.test import Client

from cykel.actions.atgard import verifiera_effekt
from cykel.models import Atgard, Brist, Verksamhetsplan
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter.actions import synpunkt as akter
from synpunkter.forms import koppla
from synpunkter.models import Bristkoppling, Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.cykel import kil
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import PROVAT, Personal, i_lage


@pytest.fixture
def brist(kommun: Kommun, petra_planansvarig: Anvandare) -> Brist:
    mal = kil.styrning(kommun)
    kv1, _ = kil.tillfallen()
    return kil.brist(kil.plan(kommun, petra_planansvarig, mal, tillfalle=kv1))


@pytest.fixture
def atgard(brist: Brist, petra_planansvarig: Anvandare) -> Atgard:
    return kil.atgard(brist, petra_planansvarig)


def _verifiera(atgard: Atgard, kommun: Kommun, effekt: str = "ja") -> None:
    chef = factories.person(f"Chef {effekt}", "CH", kommun.vok)
    verifiera_effekt(atgard, effekt=effekt, effekt_text="Från 14 klagomål till 5.", av=chef)


def test_a_brist_of_another_nämnd_is_refused_and_not_offered(
    kommun: Kommun, client: Client, brist: Brist
) -> None:
    s = exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    personal = Personal(kommun)
    with pytest.raises(Regelbrott, match="annan nämnd"):
        akter.koppla_brist(s, brist, av=personal.handlaggare)
    client.force_login(personal.handlaggare)
    assert brist.rubrik not in client.get(f"/arbete/synpunkter/{s.pk}/koppla/").content.decode()


def test_a_brist_of_another_unit_is_refused_and_not_offered(
    kommun: Kommun, client: Client, brist: Brist
) -> None:
    s = exempel.synpunkt(kommun, enhet=kommun.centrum)
    annan = factories.person("Hilda Handläggare", "HS", kommun.centrum)
    with pytest.raises(Regelbrott, match="en enhet som inte är din"):
        akter.koppla_brist(s, brist, av=annan)
    client.force_login(annan)
    adress = f"/arbete/synpunkter/{s.pk}/koppla/"
    assert brist.rubrik not in client.get(adress).content.decode()
    client.post(adress, {"brist": brist.pk})
    assert not Bristkoppling.objects.exists()


@pytest.mark.parametrize("fas", ["avslutad", "avbruten"])
def test_a_brist_of_a_plan_that_is_over_is_refused(kommun: Kommun, brist: Brist, fas: str) -> None:
    s = exempel.synpunkt(kommun)
    with pgtrigger.ignore("cykel.Verksamhetsplan:plan_tillstand"):
        Verksamhetsplan.objects.filter(pk=brist.plan_id).update(
            fas=fas,
            inlast=fas == "avslutad",
            avslutad=brist.skapad,
            avslutad_av=brist.plan.planansvarig,
            avslut_datum=brist.skapad.date(),
            avslut_skal="Verksamheten upphör.",
        )
    with pytest.raises(Regelbrott, match="Bristen är inte öppen"):
        akter.koppla_brist(s, brist, av=Personal(kommun).handlaggare)


def test_a_brist_that_is_mended_or_left_is_refused(
    kommun: Kommun, brist: Brist, atgard: Atgard
) -> None:
    s, personal = exempel.synpunkt(kommun), Personal(kommun)
    _verifiera(atgard, kommun)
    with pytest.raises(Regelbrott, match="Bristen är inte öppen"):
        akter.koppla_brist(s, brist, av=personal.handlaggare)


def test_a_case_that_moves_to_another_nämnd_leaves_its_brist_and_notes_behind(
    kommun: Kommun, client: Client, brist: Brist, rut_revisor: Anvandare
) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.ATEROPPNAD, kommun, personal)
    akter.koppla_brist(s, brist, av=personal.handlaggare)
    akter.anteckna(s, text="Bara för vårdnämnden.", av=personal.handlaggare)
    adress = f"/arbete/synpunkter/{s.pk}/"
    dolt = ("Bara för vårdnämnden.", "Det hände igen.", brist.rubrik)
    client.force_login(personal.registrator)
    for text in dolt:
        assert text in client.get(adress).content.decode()

    akter.tilldela(s, enhet=kommun.centrum, av=personal.registrator)
    assert s.bristkopplingar.count() == 1  # within the nämnd it stays

    akter.tilldela(s, enhet=kommun.bibliotek, **PROVAT, av=personal.registrator)
    handelse = Handelse.objects.om(s).get(slag="synpunkt.frankopplad")
    assert (handelse.data, handelse.namnd) == ({"brist": brist.pk}, kommun.von)
    assert not s.bristkopplingar.exists()
    for person in (personal.registrator, factories.person("Bo", "HS", kommun.kfk)):
        client.force_login(person)
        sida = client.get(adress).content.decode()
        assert not [text for text in dolt if text in sida]
        assert "togs bort när ärendet bytte nämnd" in sida
        assert "Nu ringer vi alltid." in sida  # what the sender was answered goes with the case
    client.force_login(rut_revisor)
    sida = client.get(adress).content.decode()
    assert [text in sida for text in dolt] == [True, True, False]

    akter.tilldela(s, namnd=kommun.von, enhet=kommun.hemtjanst, **PROVAT, av=personal.registrator)
    client.force_login(personal.handlaggare)
    assert "Bara för vårdnämnden." in client.get(adress).content.decode()  # kept


def test_the_chooser_offers_open_brister(
    synpunkt: Synpunkt, kommun: Kommun, client: Client, brist: Brist, atgard: Atgard
) -> None:
    client.force_login(Personal(kommun).handlaggare)
    adress = f"/arbete/synpunkter/{synpunkt.pk}/koppla/"
    assert brist.rubrik in client.get(adress).content.decode()
    for _ in range(2):
        svar = client.post(adress, {"brist": brist.pk}, follow=True)
        assert f"Brist: {brist.rubrik}" in svar.content.decode()
    assert synpunkt.bristkopplingar.count() == 1
    _verifiera(atgard, kommun)
    assert brist.rubrik not in client.get(adress).content.decode().partition("<form")[2]


def test_a_synpunkt_stands_behind_a_brist_once(kommun: Kommun, brist: Brist) -> None:
    s = exempel.synpunkt(kommun)
    Bristkoppling.objects.create(synpunkt=s, brist=brist)
    with nekas("bristkoppling_en_gang"):
        Bristkoppling.objects.create(synpunkt=s, brist=brist)


def test_the_nearest_are_offered_and_others_are_found_by_words(
    client: Client,
    kommun: Kommun,
    synpunkt: Synpunkt,
    brist: Brist,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(koppla, "FLEST", 1)
    ny = Brist.objects.get(pk=brist.pk)
    ny.pk, ny.rubrik = None, "Larmen ringer för tyst"
    ny.save()
    client.force_login(Personal(kommun).handlaggare)
    adress = f"/arbete/synpunkter/{synpunkt.pk}/koppla/"
    sida = client.get(adress).content.decode()
    assert ny.rubrik in sida
    assert brist.rubrik not in sida
    assert "Det finns fler brister än de som visas här." in sida
    funnen = client.get(adress, {"sok": brist.rubrik}).content.decode()
    assert f'name="brist" value="{brist.pk}"' in funnen
    assert ny.rubrik not in funnen
    assert "Ingen öppen brist passar" in client.get(adress, {"sok": "finnsinte"}).content.decode()
    svar = client.post(f"{adress}?sok=larmen", {"brist": brist.pk})  # any open one may be chosen
    assert svar.status_code == 302
