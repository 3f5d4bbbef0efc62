"""Four eyes and impartiality: the one involved is refused, and somebody else is let through.

The acts are those of kvalitet/atkomst/tva_personer.py; each gets a person who holds the right and
is involved, and another who holds it and is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from cykel.actions import atgard as atgardsakter
from cykel.actions import overlamning
from cykel.actions import plan as planakter
from cykel.actions import sprang as sprangakter
from cykel.models import Atgard
from kvalitet import klocka
from kvalitet.actions.konton import ge_roll
from kvalitet.actions.stangning import nollstall_tvasteg
from kvalitet.atkomst.tva_personer import AKTER
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Rolltilldelning
from kvalitet.roller import Roll
from synpunkter.actions import aterkoppling, gallring, lagen, sekretess, signal, utlamnande
from synpunkter.actions import synpunkt as synpunktsakter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.cykel import fabrik, kil
from tests.cykel import sprang as sprangfall
from tests.factories import SEDAN, Kommun
from tests.synpunkter import slinga
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage
from tests.synpunkter.gallringsfall import LANGE_SEDAN, avslutat, regel


@dataclass(frozen=True)
class Prov:
    """One act that waits to be done: by the one involved, or by somebody else."""

    inblandad: Anvandare
    annan: Anvandare
    gor: Callable[[Anvandare], object]


def med_roll(person: Anvandare, *roller: Roll, enhet: factories.Enhet) -> Anvandare:
    for roll in roller:
        Rolltilldelning.objects.create(
            anvandare=person, roll=roll, enhet=enhet, giltig=(SEDAN, None)
        )
    return Anvandare.objects.get(pk=person.pk)


def plan_faststall(k: Kommun) -> Prov:
    p = fabrik.i_granskning(k)
    petra = med_roll(p.folk.petra, Roll.CHEF, enhet=k.hemtjanst)

    def gor(av: Anvandare) -> object:
        with klocka.stalld(fabrik.FASTSTALLS):
            return planakter.faststall(p.version, **fabrik.BESLUT, av=av)

    return Prov(petra, p.folk.erik, gor)


def _atgard(k: Kommun) -> tuple[Atgard, Anvandare, Anvandare]:
    petra = factories.person("Petra Planansvarig", Roll.PLANANSVARIG, k.hemtjanst)
    erik = factories.person("Erik Enhetschef", Roll.CHEF, k.hemtjanst)
    tillfalle = kil.tillfallen()[0]
    plan = kil.plan(k, petra, kil.styrning(k), tillfalle=tillfalle)
    return kil.atgard(kil.brist(plan), petra, status="klar"), petra, erik


def atgard_effekt(k: Kommun) -> Prov:
    atgard, petra, erik = _atgard(k)

    def gor(av: Anvandare) -> object:
        with klocka.stalld(kil.NU):
            return atgardsakter.verifiera_effekt(
                atgard, effekt="ja", effekt_text="Klagomålen minskade.", av=av
            )

    return Prov(petra, erik, gor)


def atgard_overlamna(k: Kommun) -> Prov:
    atgard, _, erik = _atgard(k)
    karin = factories.person("Karin Kvalitet", Roll.KVALITETSSAMORDNARE, k.hemtjanst)
    amir = factories.person("Amir Ansvarig", Roll.AKTIVITETSANSVARIG, k.hemtjanst)
    kil.bedom(atgard, karin, "for_tidigt")
    return Prov(karin, amir, lambda till: overlamning.overlamna_atgard(atgard, till=till, av=erik))


def sprang_infor(k: Kommun) -> Prov:
    s = sprangfall.i_utvardering(k)
    sprangakter.andra(s.sprang, agare=s.p.folk.erik, av=s.p.folk.amir)
    return Prov(s.p.folk.erik, s.lars, lambda av: sprangfall.ta("infor", s.farskt(), av))


def gallring_godkann(k: Kommun) -> Prov:
    personal = Personal(k)
    nina = factories.person("Nina Namnd", Roll.NAMNDSEKRETERARE, k.rot, namnd=k.von)
    avslutat(k, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(k, nina)
        forslag = gallring.foresla(k.von, av=nina)

    def gor(av: Anvandare) -> object:
        with klocka.stalld(ONSDAG):
            return gallring.godkann(forslag, av=av)

    return Prov(nina, personal.registrator, gor)


def publicering_godkann(k: Kommun) -> Prov:
    s = slinga.slinga(k)
    besked = s.skickat()
    with klocka.stalld(kil.NU):
        text = aterkoppling.skriv_publicering(
            besked, tema="Tider", ni_sa="A", vi_gjorde="B", av=s.karin
        )
    text = aterkoppling.begar_godkannande(text, av=s.hanna)
    return Prov(s.karin, s.cecilia, lambda av: aterkoppling.godkann(text, av=av))


def _om_maja(k: Kommun, lage: Lage, **val: str) -> tuple[Synpunkt, Anvandare, Anvandare]:
    """Return a case about somebody who holds every role, and another who does."""
    personal = Personal(k)
    maja, maj = (
        med_roll(
            factories.person(namn, Roll.HANDLAGGARE, k.rot, namnd=k.von),
            *(Roll.KVALITETSSAMORDNARE, Roll.CHEF),
            enhet=k.rot,
        )
        for namn in ("Maja Mångsysslare", "Maj Mångsysslare")
    )
    s = i_lage(lage, k, personal, **val)
    lagen.peka_ut(s, person=maja, av=personal.registrator)
    return s, maja, maj


def synpunkt_handlagg(k: Kommun) -> Prov:
    s, maja, maj = _om_maja(k, Lage.TILLDELAD)
    return Prov(maja, maj, lambda av: synpunktsakter.ta_hand_om(s, av=av))


def synpunkt_anteckna(k: Kommun) -> Prov:
    s, maja, maj = _om_maja(k, Lage.UNDER_HANDLAGGNING)
    return Prov(maja, maj, lambda av: synpunktsakter.anteckna(s, text="Så var det.", av=av))


def synpunkt_markera(k: Kommun) -> Prov:
    s, maja, maj = _om_maja(k, Lage.UNDER_HANDLAGGNING)
    return Prov(maja, maj, lambda av: sekretess.markera(s, grund="26:1", skal="Hälsa.", av=av))


def signal_bedom(k: Kommun) -> Prov:
    s, maja, maj = _om_maja(k, Lage.UNDER_HANDLAGGNING, text="Hon fick trycksår.")
    bedomning = s.signalbedomningar.get()
    return Prov(maja, maj, lambda av: signal.bedom(bedomning, beslut="nej", skal="Nej.", av=av))


def utlamnande_aterta(k: Kommun) -> Prov:
    s, maja, maj = _om_maja(k, Lage.UNDER_HANDLAGGNING)
    begaran = utlamnande.begar(s, begaran="Allt.", av=maj)
    return Prov(maja, maj, lambda av: utlamnande.aterta(begaran, skal="Behövs inte.", av=av))


def _administratorer(k: Kommun) -> tuple[Anvandare, Anvandare]:
    namn = ("Anna Administratör", "Anders Administratör")
    anna, anders = (factories.person(n, Roll.ADMINISTRATOR, k.rot) for n in namn)
    return anna, anders


def roll_ge(k: Kommun) -> Prov:
    anna, anders = _administratorer(k)

    def gor(av: Anvandare) -> object:
        return ge_roll(anna, roll=Roll.CHEF, enhet=k.rot, fran=klocka.idag(), av=av)

    return Prov(anna, anders, gor)


def tvasteg_nollstall(k: Kommun) -> Prov:
    anna, anders = _administratorer(k)
    return Prov(anna, anders, lambda av: nollstall_tvasteg(anna, av=av))


PROV: dict[str, Callable[[Kommun], Prov]] = {
    bygg.__name__: bygg
    for bygg in (
        *(plan_faststall, atgard_effekt, atgard_overlamna, sprang_infor),
        *(gallring_godkann, publicering_godkann),
        *(synpunkt_handlagg, synpunkt_anteckna, synpunkt_markera),
        *(signal_bedom, utlamnande_aterta),
        *(roll_ge, tvasteg_nollstall),
    )
}


def test_every_act_of_the_table_is_tried() -> None:
    assert set(PROV) == {akt.namn for akt in AKTER}


@pytest.mark.parametrize("namn", PROV)
def test_the_one_involved_is_refused_and_somebody_else_is_not(kommun: Kommun, namn: str) -> None:
    prov = PROV[namn](kommun)
    with pytest.raises(Regelbrott):
        prov.gor(prov.inblandad)
    handelser = Handelse.objects.count()
    prov.gor(prov.annan)
    assert Handelse.objects.count() > handelser
