"""A pattern of synpunkter noted as a brist: in our own words, every one linked, counted."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.models import Brist
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from synpunkter.actions.brist import brist_ur_synpunkter
from synpunkter.models import Bristkoppling
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.factories import Kommun
from tests.synpunkter import exempel


@pytest.fixture
def plan(kommun: Kommun, petra_planansvarig: Anvandare) -> Kil:
    kv1, _ = kil.tillfallen()
    return kil.plan(kommun, petra_planansvarig, kil.styrning(kommun), tillfalle=kv1)


def test_the_sentence_counts_and_every_synpunkt_is_linked(
    kommun: Kommun, plan: Kil, karin_kvalitetssamordnare: Anvandare
) -> None:
    with klocka.stalld(NU):
        alla = [exempel.synpunkt(kommun) for _ in range(3)]
    falt = {"rubrik": "Ändrade tider", "mening": "Ingen säger till när tiden ändras."}
    brist = brist_ur_synpunkter(alla, **falt, av=karin_kvalitetssamordnare)
    assert brist_ur_synpunkter(alla, **falt, av=karin_kvalitetssamordnare) == brist
    assert brist.plan == plan.plan
    assert brist.kalla_mening == (
        "3 synpunkter 10\xa0juni 2026 till 10\xa0juni 2026: Ingen säger till när tiden ändras."
    )
    assert Bristkoppling.objects.filter(brist=brist).count() == 3


@pytest.mark.parametrize(
    ("mening", "varfor"),
    [
        ("Gunilla Ek väntar.", "namn"),
        ("Min mamma sitter och väntar och blir orolig.", "ordagrant"),
    ],
)
def test_it_names_no_sender_and_quotes_no_case(
    kommun: Kommun, plan: Kil, karin_kvalitetssamordnare: Anvandare, mening: str, varfor: str
) -> None:
    with klocka.stalld(NU):
        ensam = exempel.synpunkt(kommun)
    with pytest.raises(Regelbrott, match=varfor):
        brist_ur_synpunkter([ensam], rubrik="Tider", mening=mening, av=karin_kvalitetssamordnare)
    assert not Brist.objects.exists()


def test_a_single_grave_one_is_enough(
    kommun: Kommun, plan: Kil, karin_kvalitetssamordnare: Anvandare
) -> None:
    with klocka.stalld(NU):
        ensam = exempel.synpunkt(kommun)
    brist = brist_ur_synpunkter(
        [ensam], rubrik="Larm", mening="Larmet gick inte fram.", av=karin_kvalitetssamordnare
    )
    assert brist.kalla_mening.startswith("En synpunkt 10\xa0juni 2026:")


def test_a_pattern_keeps_within_unit_and_namnd(
    kommun: Kommun, plan: Kil, karin_kvalitetssamordnare: Anvandare
) -> None:
    en = exempel.synpunkt(kommun)
    annan = exempel.synpunkt(kommun, enhet=kommun.bibliotek, namnd=kommun.kfn)
    with pytest.raises(Regelbrott, match="samma enhet och nämnd"):
        brist_ur_synpunkter([en, annan], rubrik="X", mening="Y", av=karin_kvalitetssamordnare)


def test_who_may_not_read_the_synpunkt_or_write_the_plan_notes_none(
    kommun: Kommun, plan: Kil, petra_planansvarig: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    en = exempel.synpunkt(kommun)
    for person in (petra_planansvarig, hanna_handlaggare):
        with pytest.raises(PermissionDenied):
            brist_ur_synpunkter([en], rubrik="X", mening="Y", av=person)


def test_the_page_makes_it_and_the_brist_links_only_what_may_be_read(
    kommun: Kommun,
    plan: Kil,
    karin_kvalitetssamordnare: Anvandare,
    petra_planansvarig: Anvandare,
    client: Client,
) -> None:
    en, tva = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    client.force_login(karin_kvalitetssamordnare)
    sida = f"/arbete/synpunkter/{en.pk}/"
    assert f"{sida}brist/" in client.get(sida).content.decode()
    assert tva.referens in client.get(f"{sida}brist/").content.decode()
    falt = {"rubrik": "Ändrade tider", "mening": "Ingen säger till.", "andra": [tva.pk]}
    svar = client.post(f"{sida}brist/", falt)
    brist = Brist.objects.get()
    assert svar["Location"] == f"/arbete/planer/{plan.plan.pk}/brister/{brist.pk}/"
    assert f"Synpunkt {tva.referens}" in client.get(svar["Location"]).content.decode()
    client.force_login(petra_planansvarig)
    text = client.get(svar["Location"]).content.decode()
    assert "2 synpunkter" in text
    assert tva.referens not in text


def test_a_handler_without_the_right_to_brister_gets_403(
    kommun: Kommun, plan: Kil, client: Client
) -> None:
    en = exempel.synpunkt(kommun)
    client.force_login(factories.person("Hugo Handläggare", "HS", kommun.rot))
    assert client.get(f"/arbete/synpunkter/{en.pk}/brist/").status_code == 403


def test_the_goal_is_chosen_among_those_of_the_plan(
    kommun: Kommun, plan: Kil, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    """Its synpunkter are then evidence on the goal's page."""
    client.force_login(karin_kvalitetssamordnare)
    with klocka.stalld(NU):
        ensam = exempel.synpunkt(kommun)
        url = f"/arbete/synpunkter/{ensam.pk}/brist/"
        val = client.get(url).context["form"].fields["mal"].queryset
        assert list(val) == [plan.mal]
        falt = {"rubrik": "Larm", "mening": "Larmet gick inte fram.", "mal": plan.mal.pk}
        client.post(url, falt)
    assert Brist.objects.get().mal == plan.mal
