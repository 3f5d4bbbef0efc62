"""Two people at once: one act, and the other is told."""

from __future__ import annotations

from datetime import date

from cykel.actions import plan as planakter
from cykel.actions import tillfalle as tillfallesakter
from cykel.models import Uppfoljningstillfalle, Verksamhetsplan
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Utskick
from tests import factories
from tests.cykel import fabrik
from tests.samtidigt import Tradar


def test_two_adopt_at_once_and_one_does(riktig_databas: str) -> None:
    p = fabrik.i_granskning(factories.kommun())
    lars = factories.person("Lars Chef", "CH", p.kommun.hemtjanst)
    version = p.version

    def faststall(av: Anvandare) -> str:
        try:
            with klocka.stalld(fabrik.FASTSTALLS):
                planakter.faststall(version, **fabrik.BESLUT, av=av)
        except Regelbrott as fel:
            return fel.mening
        return "fastställd"

    with Tradar() as tradar:
        svar = [tradar.kor(lambda av=av: faststall(av)) for av in (p.folk.erik, lars)]
        utfall = sorted(s.result(timeout=30) for s in svar)
    assert utfall[1] == "fastställd"
    assert utfall[0].startswith("Läget är ”Fastställd”")
    assert p.plan.varv.count() == 1


def test_the_clock_and_a_coordinator_open_once(riktig_databas: str) -> None:
    p = fabrik.i_genomfora(factories.kommun())
    tillfalle: Uppfoljningstillfalle = fabrik.delar()

    def oppna(av: Anvandare | None) -> bool:
        try:
            with klocka.stalld(fabrik.UNDER_DELARET):
                tillfallesakter.oppna(p.plan, tillfalle=tillfalle, av=av)
        except Regelbrott:
            return False
        return True

    with Tradar() as tradar:
        svar = [tradar.kor(lambda av=av: oppna(av)) for av in (p.folk.karin, None)]
        assert sorted(s.result(timeout=30) for s in svar) == [False, True]
    assert Utskick.objects.filter(mall="uppfoljning_oppen").count() == 2


def test_a_plan_is_made_once(riktig_databas: str) -> None:
    kommun = factories.kommun()
    personer, mal = fabrik.folk(kommun), fabrik.styrning(kommun.von)

    def skapa() -> bool:
        try:
            with klocka.stalld(fabrik.SKRIVS):
                planakter.skapa_plan(
                    enhet=kommun.hemtjanst,
                    namnd=kommun.von,
                    styrmodell=mal.styrmodell,
                    period_fran=date(2026, 1, 1),
                    period_till=date(2026, 12, 31),
                    planansvarig=personer.petra,
                    av=personer.petra,
                )
        except Regelbrott:
            return False
        return True

    with Tradar() as tradar:
        svar = [tradar.kor(skapa) for _ in range(4)]
        assert [s.result(timeout=30) for s in svar].count(True) == 1
    assert Verksamhetsplan.objects.count() == 1
