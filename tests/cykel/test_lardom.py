"""Learnings: written, proposed, secured only with proof, and answered by the next plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cykel.actions.lardom import andra, foresla, skapa_rutin, skriv, svara, ta_tillbaka
from cykel.models import Atgard, Lardom, LardomSvar, Mal, PlanVersion, Rutin
from cykel.tillstand import LARDOM, Fas
from cykel.villkor.varv import obesvarade
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from kvalitet.overgang import overga
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.factories import Kommun
from tests.samtidigt import Tradar

ORDEN = {
    "rubrik": "Ring när tiden flyttas",
    "hande": "Tiderna ändrades utan besked.",
    "orsak": "Planeraren saknade ersättare.",
    "gor_annorlunda": "Planeraren ringer alltid.",
}


@pytest.fixture
def atgard(kilen: Kil, petra_planansvarig: Anvandare) -> Atgard:
    return kil.atgard(kil.brist(kilen), petra_planansvarig)


# --- Written and proposed ------------------------------------------------------------------


def test_a_draft_is_written_once_and_told(
    kilen: Kil, atgard: Atgard, petra_planansvarig: Anvandare
) -> None:
    for _ in range(2):
        skriv(kilen.plan, atgard=atgard, **ORDEN, av=petra_planansvarig)
    lardom = Lardom.objects.get()
    assert (lardom.lage, lardom.varv, lardom.atgard) == ("utkast", kilen.varv, atgard)
    assert Handelse.objects.om(lardom).get().slag == "lardom.skriven"


@pytest.mark.parametrize("saknas", [*ORDEN])
def test_every_part_of_a_learning_is_written(
    kilen: Kil, petra_planansvarig: Anvandare, saknas: str
) -> None:
    with pytest.raises(Regelbrott, match="Skriv vad som hände"):
        skriv(kilen.plan, **{**ORDEN, saknas: " "}, av=petra_planansvarig)


def test_the_proof_is_the_plans_own(
    kilen: Kil, petra_planansvarig: Anvandare, kommun: Kommun, mal: Mal
) -> None:
    nasta = kil.plan(kommun, petra_planansvarig, mal, fas=Fas.GENOMFORA, ar=2027)
    frammande = kil.atgard(kil.brist(nasta), petra_planansvarig)
    with pytest.raises(Regelbrott, match="hör till en annan plan"):
        skriv(kilen.plan, atgard=frammande, **ORDEN, av=petra_planansvarig)


def test_only_a_secured_learning_can_be_repeated(kilen: Kil, petra_planansvarig: Anvandare) -> None:
    utkast = kil.lardom(kilen, lage="utkast")
    with pytest.raises(Regelbrott, match="Välj en säkrad lärdom"):
        skriv(kilen.plan, upprepar=utkast, **ORDEN, av=petra_planansvarig)


def test_a_proposal_needs_its_proof(kilen: Kil, petra_planansvarig: Anvandare) -> None:
    lardom = skriv(kilen.plan, **ORDEN, av=petra_planansvarig)
    with pytest.raises(Regelbrott) as fel:
        foresla(lardom, av=petra_planansvarig)
    assert [p.mening for p in fel.value.punkter if not p.klar] == [
        "Åtgärden som är beviset är vald"
    ]


def test_a_proposal_takes_back_that_the_lap_taught_nothing(
    kilen: Kil, atgard: Atgard, petra_planansvarig: Anvandare
) -> None:
    assert kilen.varv
    kilen.varv.ingen_lardom = True
    kilen.varv.save()
    lardom = skriv(kilen.plan, atgard=atgard, **ORDEN, av=petra_planansvarig)
    assert foresla(lardom, av=petra_planansvarig).lage == "foreslagen"
    kilen.varv.refresh_from_db()
    assert not kilen.varv.ingen_lardom


def test_what_happens_again_is_raised_to_the_nearest_chef_once(
    kilen: Kil,
    atgard: Atgard,
    kommun: Kommun,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
) -> None:
    for enhet in (kommun.rot, kommun.centrum):  # above the nearest, and below the plan
        factories.person(f"Chef för {enhet}", "CH", enhet)
    kil.bedom(atgard, erik_enhetschef)
    forra = kil.lardom(kilen, atgard, lage="sakrad")
    lardom = skriv(kilen.plan, atgard=atgard, upprepar=forra, **ORDEN, av=petra_planansvarig)
    for _ in range(2):
        ta_tillbaka(foresla(lardom, av=petra_planansvarig), av=petra_planansvarig)
    utskick = Utskick.objects.get(mall="lardom_upprepad")
    assert utskick.nyckel == f"lardom-upprepad:{lardom.pk}:{erik_enhetschef.pk}"


def test_a_draft_is_rewritten_and_a_proposal_is_not(
    kilen: Kil, atgard: Atgard, petra_planansvarig: Anvandare
) -> None:
    lardom = kil.lardom(kilen, lage="utkast")
    falt: dict[str, Any] = {**ORDEN, "rubrik": "Ring alltid", "rutin": None, "upprepar": None}
    lardom = andra(lardom, atgard=atgard, **falt, av=petra_planansvarig)
    assert (lardom.rubrik, lardom.atgard) == ("Ring alltid", atgard)
    lardom = foresla(lardom, av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="är föreslagen och kan inte skrivas om"):
        andra(lardom, atgard=atgard, **falt, av=petra_planansvarig)
    assert ta_tillbaka(lardom, av=petra_planansvarig).lage == "utkast"


def test_who_may_not_write_is_refused(
    kilen: Kil,
    atgard: Atgard,
    filip_fortroendevald: Anvandare,
    erik_enhetschef: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
) -> None:
    lardom = kil.lardom(kilen, atgard, lage="utkast")
    for person in (filip_fortroendevald, erik_enhetschef, bodil_biblioteksansvarig):
        with pytest.raises(PermissionDenied):
            skriv(kilen.plan, **ORDEN, av=person)
        with pytest.raises(PermissionDenied):
            foresla(lardom, av=person)


# --- Secured -------------------------------------------------------------------------------


@pytest.mark.parametrize("effekt", ["", "for_tidigt"])
def test_nothing_is_secured_without_a_decided_effect(
    kilen: Kil, atgard: Atgard, erik_enhetschef: Anvandare, effekt: str
) -> None:
    if effekt:
        kil.bedom(atgard, erik_enhetschef, effekt)
    lardom = kil.lardom(kilen, atgard)
    with pytest.raises(Regelbrott) as fel:
        overga(LARDOM, lardom, "sakra", av=None, data={"av": erik_enhetschef})
    assert "Effekten bakom lärdomen" in fel.value.punkter[0].mening
    sakrad = {"lage": "sakrad", "sakrad": NU, "sakrad_av": erik_enhetschef}
    with pytest.raises(IntegrityError, match="saknar avgjord effekt"), transaction.atomic():
        Lardom.objects.filter(pk=lardom.pk).update(**sakrad)


def test_no_person_secures_by_hand(kilen: Kil, atgard: Atgard, erik_enhetschef: Anvandare) -> None:
    kil.bedom(atgard, erik_enhetschef)
    with pytest.raises(PermissionDenied):
        overga(LARDOM, kil.lardom(kilen, atgard), "sakra", av=erik_enhetschef)


@pytest.mark.parametrize(
    ("fran", "till"), [("utkast", "sakrad"), ("sakrad", "foreslagen"), ("sakrad", "utkast")]
)
def test_the_database_refuses_the_leaps_that_the_table_lacks(
    kilen: Kil, atgard: Atgard, erik_enhetschef: Anvandare, fran: str, till: str
) -> None:
    kil.bedom(atgard, erik_enhetschef)
    lardom = kil.lardom(kilen, atgard, lage=fran)
    with pytest.raises(IntegrityError, match="otillåten övergång"), transaction.atomic():
        Lardom.objects.filter(pk=lardom.pk).update(lage=till)


def test_the_database_refuses_a_learning_that_is_born_secured(
    kilen: Kil, atgard: Atgard, erik_enhetschef: Anvandare
) -> None:
    kil.bedom(atgard, erik_enhetschef)
    with pytest.raises(IntegrityError, match="begynnelseläge"), transaction.atomic():
        Lardom.objects.create(
            plan=kilen.plan,
            varv=kilen.varv,
            atgard=atgard,
            lage="sakrad",
            sakrad=NU,
            sakrad_av=erik_enhetschef,
            skapad=NU,
            **ORDEN,
        )


def test_the_database_refuses_a_secured_learning_without_person_or_time(
    kilen: Kil, atgard: Atgard, erik_enhetschef: Anvandare
) -> None:
    kil.bedom(atgard, erik_enhetschef)
    lardom = kil.lardom(kilen, atgard)
    with pytest.raises(IntegrityError, match="lardom_sakrad_helt"), transaction.atomic():
        Lardom.objects.filter(pk=lardom.pk).update(lage="sakrad")


# --- Routines ------------------------------------------------------------------------------


def _rutin(kommun: Kommun, av: Anvandare, version: str = "3") -> Rutin:
    return skapa_rutin(
        enhet=kommun.hemtjanst,
        namn="Planering av besök",
        version=version,
        agare=av,
        galler_fran=date(2026, 6, 1),
        av=av,
    )


def test_a_routine_version_is_registered_once(
    juni: None, kommun: Kommun, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    assert _rutin(kommun, petra_planansvarig) == _rutin(kommun, petra_planansvarig)
    with pytest.raises(Regelbrott, match="nytt versionsnummer"):
        skapa_rutin(
            enhet=kommun.hemtjanst,
            namn="Planering av besök",
            version="3",
            agare=erik_enhetschef,
            galler_fran=date(2026, 6, 1),
            av=petra_planansvarig,
        )
    with pytest.raises(PermissionDenied):
        _rutin(kommun, erik_enhetschef, "4")
    with pytest.raises(IntegrityError, match="rutin_en_per_version"), transaction.atomic():
        Rutin.objects.create(
            enhet=kommun.hemtjanst,
            namn="Planering av besök",
            version="3",
            agare=erik_enhetschef,
            galler_fran=NU.date(),
        )


# --- The next plan's answer ----------------------------------------------------------------


@pytest.fixture
def arvd(kilen: Kil, atgard: Atgard, erik_enhetschef: Anvandare) -> Lardom:
    kil.bedom(atgard, erik_enhetschef)
    return kil.lardom(kilen, atgard, lage="sakrad")


@pytest.fixture
def nasta(kilen: Kil, kommun: Kommun, petra_planansvarig: Anvandare, mal: Mal) -> Kil:
    """The next plan, still being written."""
    return kil.plan(
        kommun, petra_planansvarig, mal, fas=Fas.PLANERA, ar=2027, foregangare=kilen.plan
    )


def test_an_inherited_learning_is_worked_in_at_a_row_of_the_plan(
    arvd: Lardom, nasta: Kil, petra_planansvarig: Anvandare
) -> None:
    assert obesvarade(nasta.plan, nasta.version) == [arvd]
    for _ in range(2):
        svara(
            arvd,
            plan=nasta.plan,
            svar="inarbetad",
            aktivitet=nasta.aktivitet.nyckel,
            av=petra_planansvarig,
        )
    assert obesvarade(nasta.plan, nasta.version) == []
    assert Handelse.objects.om(nasta.plan).filter(slag="plan.lardom_besvarad").count() == 1


def test_an_answer_falls_with_the_row_it_points_at(
    arvd: Lardom, nasta: Kil, petra_planansvarig: Anvandare
) -> None:
    svara(
        arvd,
        plan=nasta.plan,
        svar="inarbetad",
        indikator=nasta.indikator.nyckel,
        av=petra_planansvarig,
    )
    nasta.indikator.delete()
    assert obesvarade(nasta.plan, nasta.version) == [arvd]


def test_the_answer_may_change_until_the_plan_is_adopted(
    arvd: Lardom, nasta: Kil, petra_planansvarig: Anvandare, kommun: Kommun
) -> None:
    rutin = _rutin(kommun, petra_planansvarig)
    svara(arvd, plan=nasta.plan, svar="avvisad", skal="Gäller inte oss", av=petra_planansvarig)
    svar = svara(arvd, plan=nasta.plan, svar="inarbetad", rutin=rutin, av=petra_planansvarig)
    assert (svar.svar, svar.rutin, svar.skal) == ("inarbetad", rutin, "")
    assert LardomSvar.objects.count() == 1


@pytest.mark.parametrize(
    ("svar", "mening"),
    [
        ({"svar": "avvisad"}, "Skriv varför"),
        ({"svar": "inarbetad"}, "Peka ut var"),
        ({"svar": "kanske"}, "Välj om"),
        ({"svar": "inarbetad", "aktivitet": uuid4()}, "Aktiviteten finns inte"),
        ({"svar": "inarbetad", "indikator": uuid4()}, "Indikatorn finns inte"),
    ],
)
def test_an_answer_says_where_or_why(
    arvd: Lardom,
    nasta: Kil,
    petra_planansvarig: Anvandare,
    svar: dict[str, Any],
    mening: str,
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        svara(arvd, plan=nasta.plan, **svar, av=petra_planansvarig)


def test_a_routine_of_another_unit_is_no_place(
    arvd: Lardom, nasta: Kil, petra_planansvarig: Anvandare, kommun: Kommun
) -> None:
    frammande = Rutin.objects.create(
        enhet=kommun.bibliotek,
        namn="Lån",
        version="1",
        agare=petra_planansvarig,
        galler_fran=NU.date(),
    )
    with pytest.raises(Regelbrott, match="gäller inte planens enhet"):
        svara(arvd, plan=nasta.plan, svar="inarbetad", rutin=frammande, av=petra_planansvarig)


def test_only_what_is_inherited_is_answered_and_only_by_who_may_write(
    arvd: Lardom,
    kilen: Kil,
    nasta: Kil,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
) -> None:
    with pytest.raises(Regelbrott, match="ärver inte"):
        svara(arvd, plan=kilen.plan, svar="avvisad", skal="Nej", av=petra_planansvarig)
    foreslagen = kil.lardom(kilen, arvd.atgard)
    with pytest.raises(Regelbrott, match="ärver inte"):
        svara(foreslagen, plan=nasta.plan, svar="avvisad", skal="Nej", av=petra_planansvarig)
    for person in (erik_enhetschef, bodil_biblioteksansvarig):
        with pytest.raises(PermissionDenied):
            svara(arvd, plan=nasta.plan, svar="avvisad", skal="Nej", av=person)


def test_what_the_adopted_plan_answered_stands(
    arvd: Lardom, kilen: Kil, kommun: Kommun, petra_planansvarig: Anvandare, mal: Mal
) -> None:
    gallande = kil.plan(
        kommun, petra_planansvarig, mal, fas=Fas.GENOMFORA, ar=2027, foregangare=kilen.plan
    )
    svara(arvd, plan=gallande.plan, svar="avvisad", skal="Gäller inte", av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="ändras inte"):
        svara(arvd, plan=gallande.plan, svar="avvisad", skal="Ändå inte", av=petra_planansvarig)


def test_a_late_learning_is_answered_after_adoption_and_may_then_change(
    arvd: Lardom, kilen: Kil, kommun: Kommun, petra_planansvarig: Anvandare, mal: Mal
) -> None:
    gallande = kil.plan(
        kommun, petra_planansvarig, mal, fas=Fas.GENOMFORA, ar=2027, foregangare=kilen.plan
    )
    assert PlanVersion.objects.get(plan=gallande.plan).faststalld == NU
    with klocka.stalld(NU + timedelta(days=1)):
        for skal in ("Gäller inte", "Gäller inte oss"):
            svara(arvd, plan=gallande.plan, svar="avvisad", skal=skal, av=petra_planansvarig)
    assert LardomSvar.objects.get().skal == "Gäller inte oss"


def test_the_database_refuses_a_second_answer_and_one_without_place_or_reason(
    arvd: Lardom, nasta: Kil, petra_planansvarig: Anvandare
) -> None:
    falt: dict[str, Any] = {
        "lardom": arvd,
        "plan": nasta.plan,
        "av": petra_planansvarig,
        "tid": NU,
    }
    for svar in ("avvisad", "inarbetad"):
        with (
            pytest.raises(IntegrityError, match="lardomsvar_rad_eller_skal"),
            transaction.atomic(),
        ):
            LardomSvar.objects.create(svar=svar, **falt)
    LardomSvar.objects.create(svar="avvisad", skal="Nej", **falt)
    with pytest.raises(IntegrityError, match="lardomsvar_ett_per_plan"), transaction.atomic():
        LardomSvar.objects.create(svar="avvisad", skal="Nej", **falt)


def test_two_who_answer_at_once_leave_one_answer(juni: None, riktig_databas: str) -> None:
    kommun = factories.kommun()
    petra = factories.person("Petra", "PA", kommun.hemtjanst)
    erik = factories.person("Erik", "CH", kommun.hemtjanst)
    mal = kil.styrning(kommun)
    forra = kil.plan(kommun, petra, mal)
    atgard = kil.bedom(kil.atgard(kil.brist(forra), petra), erik)
    arvd = kil.lardom(forra, atgard, lage="sakrad")
    nasta = kil.plan(kommun, petra, mal, fas=Fas.PLANERA, ar=2027, foregangare=forra.plan)
    with Tradar() as tradar:
        loften = [
            tradar.kor(
                lambda skal=skal: svara(arvd, plan=nasta.plan, svar="avvisad", skal=skal, av=petra)
            )
            for skal in ("Ett skäl", "Ett annat skäl")
        ]
        for lofte in loften:
            lofte.result(20)
    assert LardomSvar.objects.count() == 1
