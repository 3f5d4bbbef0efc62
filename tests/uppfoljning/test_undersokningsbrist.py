"""A survey whose result becomes a brist, and one with too few answers that does not."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.models import Brist
from cykel.tillstand import Fas
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.factories import Kommun
from tests.uppfoljning.lage import Lage, svar, undersokning
from uppfoljning.actions.undersokningsbrist import brist_ur_undersokning
from uppfoljning.models import Undersokning


@pytest.fixture
def stangd(lage: Lage) -> Undersokning:
    u = undersokning(lage)
    svar(u, *(("K", 6) for _ in range(6)), *(("M", 5) for _ in range(6)))
    return u


def test_the_result_is_frozen_as_a_sentence_once(
    stangd: Undersokning, lage: Lage, petra_planansvarig: Anvandare
) -> None:
    brist = brist_ur_undersokning(stangd, rubrik="Färre är nöjda", av=petra_planansvarig)
    stangd.refresh_from_db()
    assert brist_ur_undersokning(stangd, rubrik="Igen", av=petra_planansvarig) == brist
    assert (brist.kalla, brist.mal, stangd.brist) == ("undersokning", lage.mal, brist)
    assert "NKI 50" in brist.kalla_mening
    assert "12 svar" in brist.kalla_mening


def test_too_few_answers_are_no_evidence(lage: Lage, petra_planansvarig: Anvandare) -> None:
    u = undersokning(lage)
    svar(u, ("K", 2), ("M", 2))
    with pytest.raises(Regelbrott, match="för få svar"):
        brist_ur_undersokning(u, rubrik="Få är nöjda", av=petra_planansvarig)
    assert not Brist.objects.exists()


def test_an_open_survey_waits(
    stangd: Undersokning, lage: Lage, petra_planansvarig: Anvandare
) -> None:
    Undersokning.objects.update(stanger=kil.NU.date())
    with pytest.raises(Regelbrott, match="Vänta tills alla svar"):
        brist_ur_undersokning(stangd, rubrik="Färre är nöjda", av=petra_planansvarig)


def test_another_units_planansvarig_notes_none(
    stangd: Undersokning, bodil_biblioteksansvarig: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        brist_ur_undersokning(stangd, rubrik="X", av=bodil_biblioteksansvarig)


def test_without_a_plan_that_turns_it_is_said(
    kommun: Kommun, juni: None, petra_planansvarig: Anvandare
) -> None:
    k = kil.plan(kommun, petra_planansvarig, kil.styrning(kommun), fas=Fas.PLANERA)
    u = undersokning(Lage(k, None))  # type: ignore[arg-type]
    with pytest.raises(Regelbrott, match="ingen verksamhetsplan som pågår"):
        brist_ur_undersokning(u, rubrik="X", av=petra_planansvarig)


def test_the_page_leads_there_and_back(
    stangd: Undersokning, lage: Lage, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    sida = f"/arbete/undersokningar/{stangd.pk}/"
    assert "Notera i enhetens plan" in client.get(sida).content.decode()
    svar_ = client.post(f"{sida}brist/", {"rubrik": "Färre är nöjda"})
    brist = Brist.objects.get()
    assert svar_["Location"] == f"/arbete/planer/{lage.kil.plan.pk}/brister/{brist.pk}/"
    assert sida in client.get(svar_["Location"]).content.decode()
    assert svar_["Location"] in client.get(sida).content.decode()
