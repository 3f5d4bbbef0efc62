"""Each act of rows 7 and 10 to 13 from eight threads at once happens once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from cykel.actions import avslut, revidering
from cykel.actions.aterskick import skicka_ater
from cykel.actions.rattelse import ratta
from cykel.models import Aterskick, Brist, Rattelse
from cykel.villkor.aterskick import delar
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from tests import factories
from tests.cykel import fabrik, kil, slutet
from tests.samtidigt import Tradar
from uppfoljning.actions.godkannande import godkann

TRADAR = 8


def alla_pa_en_gang(akt: Callable[[], Any], nar: datetime) -> int:
    """Return how many of the threads took the act; the others are told why not."""

    def en() -> bool:
        try:
            with klocka.stalld(nar):
                akt()
        except Regelbrott:
            return False
        return True

    with Tradar() as tradar:
        svar = [tradar.kor(en) for _ in range(TRADAR)]
        return sum(s.result(timeout=60) for s in svar)


def handelser(slag: str) -> int:
    return Handelse.objects.filter(slag=slag).count()


def chef(namn: str, kommun: factories.Kommun) -> Anvandare:
    return factories.person(namn, "CH", kommun.hemtjanst)


def test_one_revision(riktig_databas: str) -> None:
    p = fabrik.i_genomfora(factories.kommun())

    def akt() -> None:
        revidering.revidera(p.plan, **slutet.REVIDERING, av=p.folk.erik)

    assert alla_pa_en_gang(akt, fabrik.FORE_DELARET) == 1
    assert (p.plan.versioner.count(), handelser("plan.revidera")) == (2, 1)


def test_a_draft_is_dropped_once(riktig_databas: str) -> None:
    p = slutet.revidera(fabrik.i_genomfora(factories.kommun()))
    version = p.version

    def akt() -> None:
        revidering.forkasta(version, skal="Behövs inte.", av=p.folk.erik)

    assert alla_pa_en_gang(akt, fabrik.FORE_DELARET) == 1
    assert handelser("planversion.forkasta") == 1


def test_a_part_is_sent_back_once(riktig_databas: str) -> None:
    p = slutet.rapporterad(factories.kommun())
    ett = delar(p.plan)[0]

    def akt() -> None:
        skicka_ater(p.plan, del_=ett, skal="Nej", senast=date(2026, 9, 10), av=p.folk.erik)

    assert alla_pa_en_gang(akt, fabrik.UNDER_DELARET) == 1
    assert Aterskick.objects.count() == 1
    assert Utskick.objects.filter(mall="del_skickad_ater").count() == 1


def test_a_follow_up_is_opened_again_once(riktig_databas: str) -> None:
    p = slutet.rapporterad(factories.kommun())
    with klocka.stalld(fabrik.UNDER_DELARET):
        godkann(p.plan, av=p.folk.erik)

    def akt() -> None:
        avslut.ateroppna(p.plan, skal="Svar saknades.", av=p.folk.erik)

    assert alla_pa_en_gang(akt, fabrik.UNDER_DELARET) == 1
    assert handelser("plan.ateroppna") == 1


def test_a_plan_is_closed_once(riktig_databas: str) -> None:
    kommun = factories.kommun()
    erik = chef("Erik", kommun)
    with slutet.dagen():
        k = slutet.sista_varvet(kommun, factories.person("Petra", "PA", kommun.hemtjanst), erik)
        avslut.flytta_atgarder(k.plan, till=slutet.nasta(k.plan), av=erik)
    assert alla_pa_en_gang(lambda: slutet.avsluta(k.plan, erik), kil.NU) == 1
    assert (handelser("plan.avsluta"), handelser("lardom.sakra")) == (1, 1)


def test_a_plan_is_broken_off_once_and_its_atgarder_move_once(riktig_databas: str) -> None:
    kommun = factories.kommun()
    erik = chef("Erik", kommun)
    with slutet.dagen():
        k = slutet.sista_varvet(kommun, factories.person("Petra", "PA", kommun.hemtjanst), erik)
    nasta = slutet.nasta(k.plan)
    antal = alla_pa_en_gang(lambda: slutet.avbryt(k.plan, erik, mottagare=nasta), kil.NU)
    assert (antal, handelser("plan.avbryt"), handelser("atgard.flyttad")) == (1, 1, 1)


def test_atgarder_move_once(riktig_databas: str) -> None:
    """The act may be repeated: all eight succeed, and one of them moves something."""
    kommun = factories.kommun()
    erik = chef("Erik", kommun)
    with slutet.dagen():
        k = slutet.sista_varvet(kommun, factories.person("Petra", "PA", kommun.hemtjanst), erik)
    nasta = slutet.nasta(k.plan)
    alla_pa_en_gang(lambda: avslut.flytta_atgarder(k.plan, till=nasta, av=erik), kil.NU)
    assert handelser("atgard.flyttad") == 1
    assert Brist.objects.filter(ursprung__isnull=False).count() == 1


def test_two_plans_that_take_over_from_each_other_do_not_wait_for_ever(
    riktig_databas: str,
) -> None:
    kommun = factories.kommun()
    erik = chef("Erik", kommun)
    with slutet.dagen():
        k = slutet.sista_varvet(kommun, factories.person("Petra", "PA", kommun.hemtjanst), erik)
    nasta = slutet.nasta(k.plan)

    def avbryt(fran: Any, till: Any) -> bool:
        try:
            with slutet.dagen():
                slutet.avbryt(fran, erik, mottagare=till)
        except Regelbrott:
            return False
        return True

    with Tradar() as tradar:
        svar = [
            tradar.kor(lambda par=par: avbryt(*par))  # type: ignore[misc]
            for par in [(k.plan, nasta), (nasta, k.plan)] * 4
        ]
        assert sum(s.result(timeout=60) for s in svar) == 1


def test_one_correction(riktig_databas: str) -> None:
    p = slutet.rapporterad(factories.kommun())
    with klocka.stalld(fabrik.UNDER_DELARET):
        godkann(p.plan, av=p.folk.erik)
    varv = p.varv

    def akt() -> None:
        ratta(p.plan, varv=varv, fel="85 svar", ratt="58 svar", av=p.folk.erik)

    alla_pa_en_gang(akt, fabrik.UNDER_DELARET)
    assert (Rattelse.objects.count(), handelser("plan.rattelse")) == (1, 1)
