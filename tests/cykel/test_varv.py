"""The end of the lap: the guards of rows 8 and 9 one by one, and the wedge as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cykel.actions.varv import avgor, kvalitetssakra, nasta_varv
from cykel.models import Atgard, Lardom, LardomSvar, Mal, Rutin, Uppfoljningstillfalle, Varv
from cykel.tillstand import PLAN, Fas
from cykel.villkor import varv as villkor
from kvalitet import klocka
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import Steg
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.factories import Kommun
from tests.samtidigt import Tradar


def _punkter(villkoret: Callable[[Steg], object], kilen: Kil) -> list[Punkt]:
    steg = Steg(PLAN.rad("nasta_varv"), kilen.plan, None, NU)
    return list(villkoret(steg))  # type: ignore[call-overload]


def _klara(villkoret: Callable[[Steg], object], kilen: Kil) -> list[bool]:
    return [punkt.klar for punkt in _punkter(villkoret, kilen)]


# --- Row 8 ---------------------------------------------------------------------------------


def test_each_brist_has_an_atgard_or_a_chefs_no(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    assert _klara(villkor.brister_har_atgard, kilen) == [True]
    forsta, andra = kil.brist(kilen), kil.brist(kilen, "Möten ställs in")
    assert _klara(villkor.brister_har_atgard, kilen) == [False, False]
    kil.atgard(forsta, petra_planansvarig)
    [punkt] = _punkter(villkor.brister_har_atgard, kilen)
    assert punkt.mening.startswith("Bristen ”Möten ställs in” behöver en åtgärd")
    assert punkt.lank.endswith(f"/atgarder/#brist-{andra.pk}")
    andra.ingen_atgard_skal = "Föreslaget, inte beslutat"
    andra.save()
    assert _klara(villkor.brister_har_atgard, kilen) == [False]
    andra.ingen_atgard_av = erik_enhetschef
    andra.save()
    assert _klara(villkor.brister_har_atgard, kilen) == [True]


def test_row_8_is_taken_by_the_planansvarig_when_the_brister_have_atgarder(
    juni: None,
    kommun: Kommun,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    mal: Mal,
) -> None:
    kilen = kil.plan(kommun, petra_planansvarig, mal, fas=Fas.ATGARDA)
    brist = kil.brist(kilen)
    with pytest.raises(Regelbrott, match="återstår"):
        kvalitetssakra(kilen.plan, av=petra_planansvarig)
    kil.atgard(brist, petra_planansvarig)
    with pytest.raises(PermissionDenied):
        kvalitetssakra(kilen.plan, av=erik_enhetschef)
    assert kvalitetssakra(kilen.plan, av=petra_planansvarig).fas == Fas.KVALITETSSAKRA
    with pytest.raises(Regelbrott, match="går bara från ”Åtgärda”"):
        kvalitetssakra(kilen.plan, av=petra_planansvarig)


# --- Row 9, guard by guard -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "klar_senast", "kontrolleras"),
    [
        ("klar", date(2026, 12, 1), True),
        ("pagar", date(2026, 6, 9), True),
        ("pagar", date(2026, 6, 10), False),
        ("planerad", date(2026, 12, 1), False),
    ],
)
def test_what_is_done_or_due_is_checked(
    kilen: Kil,
    petra_planansvarig: Anvandare,
    status: str,
    klar_senast: date,
    kontrolleras: bool,
) -> None:
    kil.atgard(kil.brist(kilen), petra_planansvarig, status=status, klar_senast=klar_senast)
    assert _klara(villkor.effekter_verifierade, kilen) == [not kontrolleras]


@pytest.mark.parametrize("effekt", ["ja", "delvis", "nej", "for_tidigt"])
def test_any_verdict_meets_the_check_of_the_lap(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, effekt: str
) -> None:
    kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef, effekt)
    assert _klara(villkor.effekter_verifierade, kilen) == [True]


def test_too_early_is_asked_again_in_the_next_lap(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    atgard = kil.bedom(
        kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef, "for_tidigt"
    )
    Varv.objects.filter(pk=kilen.varv.pk).update(avslutades=NU)  # type: ignore[union-attr]
    Varv.objects.create(plan=kilen.plan, nummer=2, borjade=NU + timedelta(days=1))
    [punkt] = _punkter(villkor.effekter_verifierade, kilen)
    assert (punkt.klar, punkt.vem) == (False, "Någon annan än Petra Planansvarig")
    assert punkt.lank == f"/arbete/planer/{kilen.plan.pk}/atgarder/{atgard.pk}/"


def test_a_routine_is_changed_or_none_is_concerned(
    kilen: Kil, petra_planansvarig: Anvandare, kommun: Kommun
) -> None:
    assert _klara(villkor.rutin_avgjord, kilen) == [False]
    avgor(kilen.varv, ingen_rutin=True, av=petra_planansvarig)  # type: ignore[arg-type]
    assert _klara(villkor.rutin_avgjord, kilen) == [True]
    avgor(kilen.varv, ingen_rutin=False, av=petra_planansvarig)  # type: ignore[arg-type]
    lardom = kil.lardom(kilen, lage="utkast")
    rutin = Rutin.objects.create(
        enhet=kommun.hemtjanst,
        namn="Planering",
        version="3",
        agare=petra_planansvarig,
        galler_fran=NU.date(),
    )
    Lardom.objects.filter(pk=lardom.pk).update(rutin=rutin)
    assert _klara(villkor.rutin_avgjord, kilen) == [False]  # a draft decides nothing
    Lardom.objects.filter(pk=lardom.pk).update(lage="foreslagen")
    assert _klara(villkor.rutin_avgjord, kilen) == [True]


def test_a_learning_is_proposed_or_there_is_none(kilen: Kil, petra_planansvarig: Anvandare) -> None:
    kil.lardom(kilen, lage="utkast")
    assert _klara(villkor.lardom_avgjord, kilen) == [False]
    avgor(kilen.varv, ingen_lardom=True, av=petra_planansvarig)  # type: ignore[arg-type]
    assert _klara(villkor.lardom_avgjord, kilen) == [True]
    avgor(kilen.varv, ingen_lardom=False, av=petra_planansvarig)  # type: ignore[arg-type]
    kil.lardom(kilen)
    assert _klara(villkor.lardom_avgjord, kilen) == [True]


def test_a_learning_secured_after_adoption_is_answered_before_the_next_lap(
    kilen: Kil, kommun: Kommun, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, mal: Mal
) -> None:
    nasta = kil.plan(kommun, petra_planansvarig, mal, ar=2027, foregangare=kilen.plan)
    assert _klara(villkor.sena_lardomar_besvarade, nasta) == [True]
    atgard = kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef)
    sen = kil.lardom(kilen, atgard, lage="sakrad")
    [punkt] = _punkter(villkor.sena_lardomar_besvarade, nasta)
    assert not punkt.klar
    assert punkt.lank == f"/arbete/planer/{nasta.plan.pk}/lardomar/#lardom-{sen.pk}"
    LardomSvar.objects.create(
        lardom=sen, plan=nasta.plan, svar="avvisad", skal="Nej", av=petra_planansvarig, tid=NU
    )
    assert _klara(villkor.sena_lardomar_besvarade, nasta) == [True]


@pytest.mark.parametrize(
    ("dag", "klar"), [(NU, True), (NU + timedelta(days=200), False)], ids=["i tid", "stängt"]
)
def test_the_next_round_is_later_in_the_period_and_not_over(
    kilen: Kil, dag: object, klar: bool
) -> None:
    steg = Steg(PLAN.rad("nasta_varv"), kilen.plan, None, dag)  # type: ignore[arg-type]
    assert [p.klar for p in villkor.nasta_tillfalle_finns(steg)] == [klar]


def test_a_round_before_this_one_or_after_the_plan_is_no_next(kilen: Kil) -> None:
    delar = Uppfoljningstillfalle.objects.get(slag="delar")
    delar.ar, delar.matdatum = 2027, date(2027, 8, 31)
    delar.oppnar, delar.enheter_senast, delar.stanger = (date(2027, 9, d) for d in (1, 2, 3))
    delar.save()
    [punkt] = _punkter(villkor.nasta_tillfalle_finns, kilen)
    assert not punkt.klar
    assert punkt.vem == "Kvalitetssamordnaren lägger upp tillfällen"


# --- What the lap decides ------------------------------------------------------------------


def test_a_decision_is_logged_once(kilen: Kil, petra_planansvarig: Anvandare) -> None:
    for _ in range(2):
        avgor(kilen.varv, ingen_rutin=True, av=petra_planansvarig)  # type: ignore[arg-type]
    [handelse] = Handelse.objects.om(kilen.plan)
    assert handelse.data == {"varv": 1, "ingen_rutin": True, "ingen_lardom": False}


def test_a_decision_that_the_learnings_contradict_is_refused(
    kilen: Kil, kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    lardom = kil.lardom(kilen)
    with pytest.raises(Regelbrott, match="har en föreslagen lärdom"):
        avgor(kilen.varv, ingen_lardom=True, av=petra_planansvarig)  # type: ignore[arg-type]
    lardom.rutin = Rutin.objects.create(
        enhet=kommun.hemtjanst,
        namn="Planering",
        version="3",
        agare=petra_planansvarig,
        galler_fran=NU.date(),
    )
    lardom.save()
    with pytest.raises(Regelbrott, match="pekar på en rutin"):
        avgor(kilen.varv, ingen_rutin=True, av=petra_planansvarig)  # type: ignore[arg-type]


def test_the_lap_is_decided_in_its_own_time_by_who_may_write(
    kilen: Kil,
    kommun: Kommun,
    mal: Mal,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
) -> None:
    with pytest.raises(PermissionDenied):
        avgor(kilen.varv, ingen_rutin=True, av=erik_enhetschef)  # type: ignore[arg-type]
    tidigt = kil.plan(kommun, petra_planansvarig, mal, fas=Fas.GENOMFORA, ar=2027)
    with pytest.raises(Regelbrott, match="uppföljt och godkänt"):
        avgor(tidigt.varv, ingen_rutin=True, av=petra_planansvarig)  # type: ignore[arg-type]


# --- The wedge -----------------------------------------------------------------------------


def _redo(kilen: Kil, petra: Anvandare, erik: Anvandare, effekt: str = "ja") -> Lardom:
    """Meet every guard of row 9."""
    atgard = kil.bedom(kil.atgard(kil.brist(kilen), petra), erik, effekt)
    avgor(kilen.varv, ingen_rutin=True, av=petra)  # type: ignore[arg-type]
    return kil.lardom(kilen, atgard)


def test_the_wedge_secures_the_learnings_and_begins_the_next_lap(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    lardom = _redo(kilen, petra_planansvarig, erik_enhetschef)
    plan = nasta_varv(kilen.plan, av=erik_enhetschef)
    lardom.refresh_from_db()
    assert (lardom.lage, lardom.sakrad, lardom.sakrad_av) == ("sakrad", NU, erik_enhetschef)
    varv = list(plan.varv.order_by("nummer").values_list("nummer", "avslutades", "borjade"))
    assert varv == [(1, NU, NU), (2, None, NU)]
    assert plan.fas == Fas.GENOMFORA
    assert Handelse.objects.om(plan).filter(slag="plan.nasta_varv").get().av == erik_enhetschef
    assert Handelse.objects.om(lardom).get().slag == "lardom.sakra"


def test_a_learning_too_early_to_tell_goes_with_the_plan_and_is_secured_later(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    lardom = _redo(kilen, petra_planansvarig, erik_enhetschef, "for_tidigt")
    nasta_varv(kilen.plan, av=erik_enhetschef)
    lardom.refresh_from_db()
    assert lardom.lage == "foreslagen"
    for fas in (Fas.FOLJA_UPP, Fas.ATGARDA, Fas.KVALITETSSAKRA):
        type(kilen.plan).objects.filter(pk=kilen.plan.pk).update(fas=fas)
    Atgard.objects.update(effekt="ja")
    avgor(kilen.plan.varv.get(nummer=2), ingen_rutin=True, ingen_lardom=True, av=petra_planansvarig)
    nasta_varv(kilen.plan, av=erik_enhetschef)
    lardom.refresh_from_db()
    assert lardom.lage == "sakrad"


def test_every_unmet_guard_is_told_and_nothing_changes(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    kil.atgard(kil.brist(kilen), petra_planansvarig)
    Uppfoljningstillfalle.objects.filter(slag="delar").delete()
    with pytest.raises(Regelbrott) as fel:
        nasta_varv(kilen.plan, av=erik_enhetschef)
    assert [p.klar for p in fel.value.punkter] == [False, False, False, True, False]
    assert all(p.lank for p in fel.value.punkter if not p.klar)
    assert kilen.plan.varv.count() == 1


def test_only_the_chef_lays_the_wedge(
    kilen: Kil,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
) -> None:
    _redo(kilen, petra_planansvarig, erik_enhetschef)
    for person in (petra_planansvarig, karin_kvalitetssamordnare, bodil_biblioteksansvarig):
        with pytest.raises(PermissionDenied):
            nasta_varv(kilen.plan, av=person)


def test_the_planansvarig_alone_moves_the_plan_to_the_wedge(
    juni: None,
    kommun: Kommun,
    mal: Mal,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    kilen = kil.plan(
        kommun, petra_planansvarig, mal, fas=Fas.ATGARDA, tillfalle=kil.tillfallen()[0]
    )
    with pytest.raises(PermissionDenied):
        kvalitetssakra(kilen.plan, av=karin_kvalitetssamordnare)
    assert kvalitetssakra(kilen.plan, av=petra_planansvarig).fas == Fas.KVALITETSSAKRA


def test_two_chefs_at_once_begin_one_lap(riktig_databas: str) -> None:
    kommun = factories.kommun()
    petra = factories.person("Petra", "PA", kommun.hemtjanst)
    erik = factories.person("Erik", "CH", kommun.hemtjanst)
    kv1, delar = kil.tillfallen()
    # The threads have the clock of the day, so the next round must still be to come.
    ar = klocka.idag().year + 1
    Uppfoljningstillfalle.objects.filter(pk=delar.pk).update(
        ar=ar,
        matdatum=date(ar, 8, 31),
        oppnar=date(ar, 9, 1),
        enheter_senast=date(ar, 9, 20),
        stanger=date(ar, 10, 10),
    )
    kilen = kil.plan(kommun, petra, kil.styrning(kommun), ar=ar, tillfalle=kv1)
    _redo(kilen, petra, erik)
    with Tradar() as tradar:
        loften = [tradar.kor(lambda: nasta_varv(kilen.plan, av=erik)) for _ in range(2)]
        fel = [lofte.exception(20) for lofte in loften]
    assert sorted(type(f).__name__ for f in fel) == ["NoneType", "Regelbrott"]
    assert list(kilen.plan.varv.order_by("nummer").values_list("nummer", flat=True)) == [1, 2]


def test_the_database_keeps_one_open_lap(kilen: Kil) -> None:
    with pytest.raises(IntegrityError, match="varv_ett_oppet"), transaction.atomic():
        Varv.objects.create(plan=kilen.plan, nummer=2, borjade=NU)
