"""Brister and åtgärder: the acts, the effect check, the database's own refusals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cykel.actions.atgard import (
    besluta_atgard,
    ingen_atgard,
    notera_brist,
    rapportera_atgard,
    verifiera_effekt,
)
from cykel.models import Atgard, Brist, Mal
from cykel.tillstand import Fas
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.factories import Kommun
from tests.samtidigt import Tradar

OM_EN_MANAD = NU.date() + timedelta(days=30)
BRISTEN = {
    "rubrik": "Ändrade tider meddelas inte",
    "kalla": "synpunkter",
    "kalla_mening": "14 synpunkter",
}


def _besluta(brist: Brist, ansvarig: Anvandare, av: Anvandare, **annat: Any) -> Atgard:
    falt = {
        "rubrik": "Dubbla ersättare",
        "ansvarig": ansvarig,
        "klar_senast": OM_EN_MANAD,
        "vantad_effekt": "Färre klagomål",
        **annat,
    }
    return besluta_atgard(brist, **falt, av=av)


@pytest.fixture(autouse=True)
def inget_efterat(settings: Any) -> None:
    """What higher rooms do when an effect is decided has tests of its own."""
    settings.EFTER_EFFEKT = ()


# --- A brist -------------------------------------------------------------------------------


def test_a_brist_is_noted_in_the_open_lap_once(kilen: Kil, petra_planansvarig: Anvandare) -> None:
    brister = {
        notera_brist(kilen.plan, **BRISTEN, mal=kilen.mal, av=petra_planansvarig) for _ in range(2)
    }
    [brist] = brister
    assert (brist.varv, brist.skapad, brist.kalla_mening) == (kilen.varv, NU, "14 synpunkter")
    assert Handelse.objects.om(brist).get().slag == "brist.noterad"


def test_a_goal_outside_the_plan_is_refused(
    kilen: Kil, petra_planansvarig: Anvandare, mal: Mal
) -> None:
    annat = Mal.objects.create(
        niva=mal.niva,
        nummer=2,
        kort="Annat",
        text="Annat",
        beslut_organ="KF",
        beslut_datum=date(2022, 11, 28),
    )
    with pytest.raises(Regelbrott, match="finns inte i planen"):
        notera_brist(kilen.plan, **BRISTEN, mal=annat, av=petra_planansvarig)


def test_a_plan_that_does_not_turn_notes_no_brist(
    juni: None, kommun: Kommun, petra_planansvarig: Anvandare, mal: Mal
) -> None:
    utkast = kil.plan(kommun, petra_planansvarig, mal, fas=Fas.PLANERA)
    with pytest.raises(Regelbrott, match="inget varv som pågår"):
        notera_brist(utkast.plan, **BRISTEN, av=petra_planansvarig)


@pytest.mark.parametrize("saknas", ["rubrik", "kalla", "kalla_mening"])
def test_a_brist_needs_its_source(kilen: Kil, petra_planansvarig: Anvandare, saknas: str) -> None:
    with pytest.raises(Regelbrott, match="varifrån ni vet det"):
        notera_brist(kilen.plan, **{**BRISTEN, saknas: " "}, av=petra_planansvarig)


def test_another_unit_and_a_reader_may_not(
    kilen: Kil,
    bodil_biblioteksansvarig: Anvandare,
    filip_fortroendevald: Anvandare,
    erik_enhetschef: Anvandare,
) -> None:
    for person in (bodil_biblioteksansvarig, filip_fortroendevald, erik_enhetschef):
        with pytest.raises(PermissionDenied):
            notera_brist(kilen.plan, **BRISTEN, av=person)


# --- An åtgärd -----------------------------------------------------------------------------


def test_an_atgard_is_decided_once(
    kilen: Kil, petra_planansvarig: Anvandare, arne_aktivitetsansvarig: Anvandare
) -> None:
    brist = kil.brist(kilen)
    for _ in range(2):
        _besluta(brist, arne_aktivitetsansvarig, petra_planansvarig)
    atgard = Atgard.objects.get()
    assert (atgard.ansvarig, atgard.status) == (arne_aktivitetsansvarig, "planerad")
    assert Handelse.objects.om(atgard).get().slag == "atgard.beslutad"


def test_an_atgard_needs_an_active_person_and_a_day_to_come(
    kilen: Kil, petra_planansvarig: Anvandare, arne_aktivitetsansvarig: Anvandare
) -> None:
    brist = kil.brist(kilen)
    with pytest.raises(Regelbrott, match="har redan passerat"):
        _besluta(brist, petra_planansvarig, petra_planansvarig, klar_senast=date(2026, 6, 9))
    with pytest.raises(Regelbrott, match="vilken effekt"):
        _besluta(brist, petra_planansvarig, petra_planansvarig, vantad_effekt=" ")
    arne_aktivitetsansvarig.is_active = False
    arne_aktivitetsansvarig.save()
    with pytest.raises(Regelbrott, match="har slutat"):
        _besluta(brist, arne_aktivitetsansvarig, petra_planansvarig)


def test_only_a_chef_decides_that_nothing_is_done(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    brist = kil.brist(kilen)
    with pytest.raises(PermissionDenied):
        ingen_atgard(brist, skal="Löst av sig självt", av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="Skriv varför"):
        ingen_atgard(brist, skal=" ", av=erik_enhetschef)
    for _ in range(2):
        brist = ingen_atgard(brist, skal="Löst av sig självt", av=erik_enhetschef)
    assert (brist.ingen_atgard_av, brist.ingen_atgard_skal) == (
        erik_enhetschef,
        "Löst av sig självt",
    )
    assert Handelse.objects.om(brist).filter(slag="brist.ingen_atgard").count() == 1


def test_an_atgard_and_no_atgard_exclude_each_other(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    brist, annan = kil.brist(kilen), kil.brist(kilen, "Möten ställs in")
    ingen_atgard(brist, skal="Löst", av=erik_enhetschef)
    with pytest.raises(Regelbrott, match="har beslutat att inget görs"):
        _besluta(brist, petra_planansvarig, petra_planansvarig)
    _besluta(annan, petra_planansvarig, petra_planansvarig)
    with pytest.raises(Regelbrott, match="har redan en åtgärd"):
        ingen_atgard(annan, skal="Löst", av=erik_enhetschef)


def test_the_owner_reports_whatever_his_role(
    kilen: Kil, erik_enhetschef: Anvandare, filip_fortroendevald: Anvandare
) -> None:
    atgard = kil.atgard(kil.brist(kilen), erik_enhetschef, status="planerad")
    with pytest.raises(PermissionDenied):
        rapportera_atgard(atgard, status="klar", av=filip_fortroendevald)
    for _ in range(2):
        rapportera_atgard(atgard, status="klar", av=erik_enhetschef)
    assert Handelse.objects.om(atgard).count() == 1
    with pytest.raises(Regelbrott, match="Välj hur långt"):
        rapportera_atgard(atgard, status="nastan", av=erik_enhetschef)


# --- The effect ----------------------------------------------------------------------------


def _verifiera(atgard: Atgard, av: Anvandare, effekt: str = "ja") -> Atgard:
    return verifiera_effekt(atgard, effekt=effekt, effekt_text="Klagomålen minskade", av=av)


def test_the_owner_does_not_judge_his_own_effect(kilen: Kil, petra_planansvarig: Anvandare) -> None:
    atgard = kil.atgard(kil.brist(kilen), petra_planansvarig)
    with pytest.raises(Regelbrott, match="Någon annan"):
        _verifiera(atgard, petra_planansvarig)


def test_another_person_judges_and_the_verdict_stands(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, karin: Anvandare
) -> None:
    atgard = kil.atgard(kil.brist(kilen), petra_planansvarig)
    for _ in range(2):
        atgard = _verifiera(atgard, erik_enhetschef)
    assert (atgard.effekt, atgard.verifierad_av, atgard.verifierad) == ("ja", erik_enhetschef, NU)
    assert Handelse.objects.om(atgard).count() == 1
    for person, effekt in ((karin, "ja"), (erik_enhetschef, "nej")):
        with pytest.raises(Regelbrott, match="Erik Enhetschef bedömde effekten 10"):
            _verifiera(atgard, person, effekt)
    with pytest.raises(Regelbrott, match="redan bedömd"):
        rapportera_atgard(atgard, status="pagar", av=petra_planansvarig)


@pytest.fixture
def karin(karin_kvalitetssamordnare: Anvandare) -> Anvandare:
    return karin_kvalitetssamordnare


def test_too_early_may_be_judged_again(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, karin: Anvandare
) -> None:
    atgard = kil.atgard(kil.brist(kilen), petra_planansvarig)
    _verifiera(atgard, erik_enhetschef, "for_tidigt")
    assert _verifiera(atgard, karin, "delvis").effekt == "delvis"


def test_what_is_not_done_can_only_be_too_early_to_tell(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    atgard = kil.atgard(kil.brist(kilen), petra_planansvarig, status="pagar")
    for effekt in ("ja", "delvis", "nej"):
        with pytest.raises(Regelbrott, match="inte rapporterad som klar"):
            _verifiera(atgard, erik_enhetschef, effekt)
    assert _verifiera(atgard, erik_enhetschef, "for_tidigt").effekt == "for_tidigt"


def test_who_may_not_judge_is_refused(
    kilen: Kil,
    petra_planansvarig: Anvandare,
    arne_aktivitetsansvarig: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
) -> None:
    atgard = kil.atgard(kil.brist(kilen), petra_planansvarig)
    for person in (arne_aktivitetsansvarig, bodil_biblioteksansvarig):
        with pytest.raises(PermissionDenied):
            _verifiera(atgard, person)


_anrop: list[tuple[Atgard, Anvandare, datetime]] = []


def anteckna(atgard: Atgard, *, av: Anvandare, nu: datetime) -> None:
    _anrop.append((atgard, av, nu))


def brinner(atgard: Atgard, *, av: Anvandare, nu: datetime) -> None:
    raise RuntimeError("breven gick inte att skriva")


def test_higher_rooms_hear_of_a_decided_effect_once(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, settings: Any
) -> None:
    settings.EFTER_EFFEKT = (f"{__name__}.anteckna",)
    _anrop.clear()
    atgard = kil.atgard(kil.brist(kilen), petra_planansvarig)
    _verifiera(atgard, erik_enhetschef, "for_tidigt")
    assert not _anrop
    for _ in range(2):
        _verifiera(atgard, erik_enhetschef, "delvis")
    assert _anrop == [(atgard, erik_enhetschef, NU)]


def test_what_higher_rooms_cannot_do_undoes_the_verdict(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, settings: Any
) -> None:
    settings.EFTER_EFFEKT = (f"{__name__}.brinner",)
    atgard = kil.atgard(kil.brist(kilen), petra_planansvarig)
    with pytest.raises(RuntimeError), transaction.atomic():
        _verifiera(atgard, erik_enhetschef)
    atgard.refresh_from_db()
    assert not atgard.effekt
    assert not Handelse.objects.om(atgard).exists()


# --- The database's own refusals -----------------------------------------------------------


def test_the_database_refuses_half_an_effect_and_ones_own(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    atgard = kil.atgard(kil.brist(kilen), petra_planansvarig)
    rader = Atgard.objects.filter(pk=atgard.pk)
    with pytest.raises(IntegrityError, match="atgard_effekt_helt"), transaction.atomic():
        rader.update(effekt="ja")
    with pytest.raises(IntegrityError, match="atgard_verifieras_av_annan"), transaction.atomic():
        rader.update(effekt="ja", effekt_text="x", verifierad_av=petra_planansvarig, verifierad=NU)


def test_the_database_lets_no_decided_effect_change(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    atgard = kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef)
    with pytest.raises(IntegrityError, match="redan avgjord"), transaction.atomic():
        Atgard.objects.filter(pk=atgard.pk).update(effekt="nej")


def test_the_database_asks_for_the_reason_of_no_atgard(
    kilen: Kil, erik_enhetschef: Anvandare
) -> None:
    brist = kil.brist(kilen)
    with pytest.raises(IntegrityError, match="brist_ingen_atgard_med_skal"), transaction.atomic():
        Brist.objects.filter(pk=brist.pk).update(ingen_atgard_av=erik_enhetschef)


# --- Two at once ---------------------------------------------------------------------------


def test_two_who_judge_at_once_give_one_verdict(
    juni: None, riktig_databas: str, settings: Any
) -> None:
    kommun = factories.kommun()
    petra = factories.person("Petra", "PA", kommun.hemtjanst)
    erik = factories.person("Erik", "CH", kommun.hemtjanst)
    karin = factories.person("Karin", "KV", kommun.rot)
    kilen = kil.plan(kommun, petra, kil.styrning(kommun))
    atgard = kil.atgard(kil.brist(kilen), petra)
    with Tradar() as tradar:
        loften = [
            tradar.kor(lambda person=person, effekt=effekt: _verifiera(atgard, person, effekt))
            for person, effekt in ((erik, "ja"), (karin, "nej"))
        ]
        fel = [lofte.exception(20) for lofte in loften]
    assert sorted(type(f).__name__ for f in fel) == ["NoneType", "Regelbrott"]
    assert Handelse.objects.om(atgard).count() == 1
