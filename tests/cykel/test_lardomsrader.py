"""What is counted of the secured learnings is kept by the database as they and their plans go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cykel.models import Lardom, Lardomsrad, LardomSvar, Mal, Verksamhetsplan
from cykel.models.lardomsrad import SKRIV_OM
from cykel.tillstand import Fas
from kvalitet.models import Anvandare, Enhet, Namnd
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU
from tests.cykel.lardomsrader import hallna, raknade
from tests.factories import Kommun
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills


@dataclass(frozen=True)
class Varld:
    """Two plans of two nämnder with two learnings each, none secured, and no plan after them."""

    planer: list[Verksamhetsplan]
    """Grows: the plans that go on are put last."""
    lardomar: tuple[Lardom, ...]
    platser: tuple[tuple[Enhet, Namnd], ...]
    person: Anvandare


@pytest.fixture
def varld(
    kommun: Kommun, mal: Mal, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> Varld:
    petra = petra_planansvarig
    kilar = [kil.plan(kommun, petra, mal, ar=ar) for ar in (2026, 2030)]
    bevis = [kil.bedom(kil.atgard(kil.brist(k), petra), erik_enhetschef) for k in kilar]
    lardomar = [kil.lardom(k, b) for k, b in zip(kilar, bevis, strict=True) for _ in range(2)]
    platser = ((kommun.hemtjanst, kommun.von), (kommun.bibliotek, kommun.kfn))
    return Varld([k.plan for k in kilar], tuple(lardomar), platser, petra)


Akt = Callable[[Varld, int], object]


def _plan(v: Varld, n: int) -> Verksamhetsplan:
    return v.planer[n % len(v.planer)]


def _andra(plan: Verksamhetsplan, **falt: Any) -> None:
    Verksamhetsplan.objects.filter(pk=plan.pk).update(**falt)


def _sakra(v: Varld, n: int) -> None:
    tid = datetime(2025, 12, 31, 22 + n % 2, 30, tzinfo=ZoneInfo("UTC"))
    Lardom.objects.filter(pk=v.lardomar[n % 4].pk).update(
        lage="sakrad", sakrad=tid, sakrad_av=v.person
    )


def _nasta(v: Varld, n: int) -> None:
    fore = _plan(v, n)
    ar = fore.period_fran.year + 1 + n % 3
    v.planer.append(
        Verksamhetsplan.objects.create(
            enhet=fore.enhet, namnd=fore.namnd, styrmodell=fore.styrmodell,
            period_fran=date(ar, 1, 1), period_till=date(ar, 12, 31),
            planansvarig=v.person, foregangare=fore, skapad=NU,
        )
    )  # fmt: skip


def _svara(v: Varld, n: int) -> None:
    LardomSvar.objects.create(
        lardom=v.lardomar[n % 4], plan=_plan(v, n // 4), svar="avvisad", skal="Nej",
        av=v.person, tid=NU,
    )  # fmt: skip


def _angra_svar(v: Varld, n: int) -> None:
    LardomSvar.objects.filter(lardom=v.lardomar[n % 4]).delete()


def _flytta_svar(v: Varld, n: int) -> None:
    LardomSvar.objects.filter(lardom=v.lardomar[n % 4]).update(plan=_plan(v, n // 4))


def _flytta(v: Varld, n: int) -> None:
    enhet, namnd = v.platser[n % 2]
    _andra(_plan(v, n // 2), enhet=enhet, namnd=namnd)


def _avbryt(v: Varld, n: int) -> None:
    slut = {"avslutad": NU, "avslutad_av": v.person, "avslut_datum": NU.date()}
    _andra(_plan(v, n), fas=Fas.AVBRUTEN, avslut_skal="Upphör", **slut)


def _slapp(v: Varld, n: int) -> None:
    _andra(_plan(v, n), foregangare=None)


def _folj_en_annan(v: Varld, n: int) -> None:
    _andra(_plan(v, n), foregangare=_plan(v, n // 5))


def _ta_bort(v: Varld, n: int) -> None:
    plan = _plan(v, n)
    plan.delete()
    v.planer.remove(plan)


def _spara(v: Varld, n: int) -> None:
    """All fields at once, as a page does."""
    Lardom.objects.get(pk=v.lardomar[n % 4].pk).save()
    Verksamhetsplan.objects.get(pk=_plan(v, n).pk).save()


AKTER: dict[str, Akt] = {
    akt.__name__.strip("_"): akt
    for akt in (
        *(_sakra, _nasta, _svara, _angra_svar, _flytta_svar, _flytta, _avbryt, _slapp),
        *(_folj_en_annan, _ta_bort, _spara),
    )
}


def _kor(varld: Varld, steg: list[tuple[str, int]]) -> None:
    """Do what the tables let."""
    for namn, n in steg:
        planer = [*varld.planer]
        try:
            with transaction.atomic():
                AKTER[namn](varld, n)
        except Error:  # refused
            varld.planer[:] = planer
        assert hallna() == raknade(), (namn, n)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steg=st.lists(st.tuples(st.sampled_from([*AKTER]), st.integers(0, 30)), max_size=14))
def test_whatever_happens_the_rows_are_what_they_are_made_of(
    varld: Varld, steg: list[tuple[str, int]]
) -> None:
    planer = [*varld.planer]
    with transaction.atomic():
        _kor(varld, [("sakra", 0), ("nasta", 0), *steg])
        transaction.set_rollback(True)
    varld.planer[:] = planer


def test_the_acts_do_reach_a_learning_that_waits_and_waits_no_more(varld: Varld) -> None:
    """So that the property is not true because nothing ever succeeds."""

    def vantar() -> list[bool]:
        return list(Lardomsrad.objects.order_by("pk").values_list("vantar", flat=True))

    steg = [("sakra", 0), ("sakra", 2), ("nasta", 0)]
    _kor(varld, steg)
    assert vantar() == [True, False]
    _kor(varld, [("svara", 8)])
    assert vantar() == [False, False]
    _kor(varld, [("angra_svar", 0), ("flytta", 1)])
    assert vantar() == [True, False]
    assert Lardomsrad.objects.filter(namnd=varld.platser[1][1]).count() == 1
    _kor(varld, [("slapp", 2)])
    assert vantar() == [False, False]
    _kor(varld, [("folj_en_annan", 2)])
    assert vantar() == [True, False]
    _kor(varld, [("avbryt", 2)])
    assert vantar() == [False, False]
    assert sorted(Lardomsrad.objects.values_list("ar", flat=True)) == [2025, 2025]
    _kor(varld, [("sakra", 1)])
    assert Lardomsrad.objects.filter(ar=2026).count() == 1


def test_all_of_them_made_anew_are_the_same(varld: Varld) -> None:
    """As the migration makes them, and the filling of a large database."""
    _kor(varld, [("sakra", 0), ("sakra", 1), ("sakra", 2), ("nasta", 0), ("svara", 8)])
    fore = hallna()
    assert len(fore) == 3
    Lardomsrad.objects.all().delete()
    with connection.cursor() as markor:
        markor.execute(SKRIV_OM)
    assert hallna() == fore


@pytest.mark.parametrize("tas_bort", [False, True], ids=["made", "taken away"])
@pytest.mark.parametrize("sakras_forst", [True, False], ids=["secured first", "secured last"])
def test_one_secured_while_the_next_plan_is_made_or_taken_away(
    riktig_databas: str, tas_bort: bool, sakras_forst: bool
) -> None:
    """In either order, neither seeing the other until it is done: it waits for a plan that is."""
    kommun = factories.kommun()
    petra = factories.person("Petra Plan", "PA", kommun.vok)
    erik = factories.person("Erik Chef", "CH", kommun.vok)
    k = kil.plan(kommun, petra, kil.styrning(kommun))
    lardom = kil.lardom(k, kil.bedom(kil.atgard(kil.brist(k), petra), erik))
    varld = Varld([k.plan], (lardom,) * 4, (), petra)
    if tas_bort:
        _nasta(varld, 0)

    def sakra() -> None:
        with transaction.atomic():
            Verksamhetsplan.objects.select_for_update().get(pk=k.plan.pk)
            _sakra(varld, 0)

    def nasta() -> None:
        with transaction.atomic():
            _ta_bort(varld, 1) if tas_bort else _nasta(varld, 0)

    forst, sedan = (sakra, nasta) if sakras_forst else (nasta, sakra)
    with Tradar() as tradar:
        with transaction.atomic():
            forst()
            andra = tradar.kor(sedan)
            vanta_tills(nagon_vantar_pa_las, "den andra väntar")
        andra.result(timeout=30)
    assert Lardomsrad.objects.get(lardom=lardom).vantar is not tas_bort
    assert hallna() == raknade()
