"""Every constraint and trigger on goals, plans, indicators and rounds refuses nonsense."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from cykel.models import (
    Indikator,
    Mal,
    Malkriterium,
    Malniva,
    Matvarde,
    Styrmodell,
    Uppdrag,
    Varv,
)
from kvalitet.models import Anvandare
from kvalitet.ogonblick import frys
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.django_db


def nekar(rad: models.Model, villkor: str, **andrat: Any) -> None:
    """Save the row with the changes, and see the named constraint refuse it."""
    for namn, varde in andrat.items():
        setattr(rad, namn, varde)
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        rad.save()


def kopia(rad: models.Model) -> Any:
    ny = type(rad)._default_manager.get(pk=rad.pk)
    ny.pk = None
    ny._state.adding = True
    return ny


@pytest.fixture
def utkast(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.utkast(kommun)


@pytest.fixture
def genomfors(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_genomfora(kommun)


# --- Goals --------------------------------------------------------------------------------------


def test_styrmodell(utkast: fabrik.Plan) -> None:
    styrmodell = utkast.styrning.styrmodell
    nekar(kopia(styrmodell), "styrmodell_en_gallande")
    nekar(styrmodell, "styrmodell_tid_framat", till=styrmodell.fran)
    nekar(styrmodell, "styrmodell_grans_i_procent", delvis_fran=100)
    assert Styrmodell.objects.count() == 1


def test_levels_goals_and_criteria(utkast: fabrik.Plan) -> None:
    mal = utkast.styrning.trygghet
    nekar(kopia(utkast.styrning.niva), "malniva_en_per_ordning")
    nekar(kopia(mal), "mal_eget_nummer")
    nekar(kopia(mal.kriterier.all()[0]), "malkriterium_egen_kod")
    nekar(kopia(mal), "mal_har_text", nummer=9, text="")
    assert (Malniva.objects.count(), Mal.objects.count()) == (2, 3)
    assert Malkriterium.objects.count() == 2


def test_two_goals_of_the_council_do_not_share_a_number(utkast: fabrik.Plan) -> None:
    """The nämnd is null for both, and null is not distinct here."""
    nekar(kopia(Mal.objects.get(namnd=None)), "mal_eget_nummer")


def test_assignments(utkast: fabrik.Plan) -> None:
    uppdrag = fabrik.uppdrag(utkast)
    nekar(uppdrag, "uppdrag_avslutas_med_paragraf", avslutat_datum=date(2026, 3, 1))
    uppdrag = Uppdrag.objects.get()
    nekar(uppdrag, "uppdrag_forfaller_efter_beslut", forfaller=date(2025, 1, 1))


# --- Plans and versions -------------------------------------------------------------------------


def test_one_living_plan_per_unit_namnd_and_period(utkast: fabrik.Plan) -> None:
    nekar(kopia(utkast.plan), "plan_en_levande")
    nekar(utkast.farsk(), "plan_period_framat", period_till=date(2026, 1, 1))


def test_versions(utkast: fabrik.Plan) -> None:
    version = utkast.version
    nekar(kopia(version), "planversion_(eget_nummer|ett_utkast)")
    nekar(kopia(version), "planversion_ett_utkast", nummer=2)
    version.lage = "granskning"
    version.save()
    nekar(version, "planversion_faststalld_helt", lage="faststalld")


def test_one_version_in_force_adopted_by_another(genomfors: fabrik.Plan) -> None:
    version = genomfors.version
    nekar(version, "planversion_fyra_ogon", inskickad_av=version.faststalld_av)
    ny = genomfors.plan.versioner.create(nummer=2, skapad=fabrik.FORE_DELARET)
    ny.lage = "granskning"
    ny.save()
    farsk = genomfors.plan.versioner.get(nummer=1)
    nekar(
        ny,
        "planversion_(en_gallande|ogonblick)",
        lage="faststalld",
        faststalld=farsk.faststalld,
        faststalld_av=farsk.faststalld_av,
        beslut_datum=farsk.beslut_datum,
        ogonblick=farsk.ogonblick,
    )


def test_a_number_and_the_place_in_force_belong_to_one_version(genomfors: fabrik.Plan) -> None:
    gallande = genomfors.version
    ny = genomfors.plan.versioner.create(nummer=2, skapad=fabrik.FORE_DELARET)
    nekar(ny, "planversion_eget_nummer", nummer=1)
    ny.nummer, ny.lage = 2, "granskning"
    ny.save()
    nekar(
        ny,
        "planversion_en_gallande",
        lage="faststalld",
        faststalld=gallande.faststalld,
        faststalld_av=gallande.faststalld_av,
        beslut_datum=gallande.beslut_datum,
        ogonblick=frys("prov", {}, schema=1, av=None, nu=fabrik.FORE_DELARET),
    )


def test_rows_of_a_version(utkast: fabrik.Plan) -> None:
    version = utkast.version
    planmal = version.mal.get(mal=utkast.styrning.trygghet)
    nekar(kopia(planmal), "planmal_en_gang")
    nekar(kopia(planmal), "planmal_mal_eller_uppdrag", mal=None)
    nekar(planmal, "planmal_avboj_med_skal", koppling="beror_inte")
    uppdrag = version.mal.create(uppdrag=fabrik.uppdrag(utkast), koppling="direkt")
    nekar(kopia(uppdrag), "planmal_uppdrag_en_gang")
    aktivitet = version.aktiviteter.get()
    nekar(kopia(aktivitet), "aktivitet_en_gang")
    nekar(aktivitet, "aktivitet_tid_framat", slut=date(2025, 1, 1))
    indikator = version.indikatorer.get()
    nekar(kopia(indikator), "planindikator_en_gang")
    nekar(indikator, "planindikator_intervall_ratt_vag", malvarde_ovre=Decimal(1))


@pytest.mark.parametrize(
    ("tabell", "falt", "lage"),
    [
        ("cykel_verksamhetsplan", "fas", "atgarda"),
        ("cykel_verksamhetsplan", "fas", "finns_inte"),
        ("cykel_planversion", "lage", "faststalld"),
    ],
)
def test_raw_sql_cannot_jump(utkast: fabrik.Plan, tabell: str, falt: str, lage: str) -> None:
    fraga = f"update {tabell} set {falt} = %s"  # noqa: S608 - names from this file
    with (
        pytest.raises(IntegrityError, match="otillåten övergång"),
        transaction.atomic(),
        connection.cursor() as markor,
    ):
        markor.execute(fraga, [lage])


# --- Indicators and rounds ----------------------------------------------------------------------


def test_indicators(petra_planansvarig: Anvandare) -> None:
    indikator = fabrik.trygghetsindikator(petra_planansvarig)
    nekar(indikator, "indikator_kon_eller_skal", konsuppdelad=False)
    nekar(Indikator.objects.get(), "indikator_kolada_har_nyckel", kalla="kolada")
    kolada = Indikator.objects.get()
    kolada.kalla, kolada.kolada_id = "kolada", "N21028"
    kolada.save()
    nekar(kopia(kolada), "indikator_en_per_kolada")


def test_values(kommun: factories.Kommun, petra_planansvarig: Anvandare) -> None:
    fabrik.varden(fabrik.trygghetsindikator(petra_planansvarig), kommun, 86)
    varde = Matvarde.objects.get()
    nekar(kopia(varde), "matvarde_ett_per_period")
    nekar(kopia(varde), "matvarde_enhet_eller_omrade", omrade="0000")
    nekar(kopia(varde), "matvarde_varde_eller_orsak", kon="K", varde=None)
    nekar(kopia(varde), "matvarde_varde_eller_orsak", kon="K", bortfallsorsak="Ingen mätning")
    nekar(kopia(varde), "matvarde_period_framat", period_till=date(2020, 1, 1))


def test_rounds() -> None:
    tillfalle = fabrik.delar()
    nekar(kopia(tillfalle), "tillfalle_ett_per_ar")
    nekar(kopia(tillfalle), "tillfalle_datum_i_ordning", ar=2027, stanger=date(2026, 9, 1))
    nekar(kopia(tillfalle), "tillfalle_delar_juni_augusti", ar=2027, matdatum=date(2026, 9, 1))
    nekar(kopia(tillfalle), "tillfalle_delar_juni_augusti", ar=2027, matdatum=date(2026, 6, 29))


def test_laps(kommun: factories.Kommun) -> None:
    p = fabrik.i_folja_upp(kommun)
    varv = p.varv
    nekar(kopia(varv), "varv_eget_nummer", tillfalle=None, avslutades=fabrik.UNDER_DELARET)
    nekar(kopia(varv), "varv_ett_per_tillfalle", nummer=2, avslutades=fabrik.UNDER_DELARET)
    nekar(kopia(varv), "varv_ett_oppet", nummer=2, tillfalle=None)
    nekar(Varv.objects.get(), "varv_godkant_helt", godkand=fabrik.UNDER_DELARET)
