"""Each guard of a förbättringssprång: what a trial, an adoption and an end ask for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cykel.actions import sprang as akter
from cykel.models import Verksamhetsplan
from cykel.tillstand import SPRANG
from kvalitet import klocka
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Rolltilldelning
from kvalitet.overgang import aterstar
from tests import factories
from tests.cykel import sprang as fall
from tests.cykel.fabrik import tid

pytestmark = pytest.mark.django_db


def kvar(namn: str, s: fall.Sprang, **data: Any) -> list[str]:
    """What remains of the act, in words."""
    with klocka.stalld(fall.NAR.get(namn, fall.BESLUTAS)):
        punkter: list[Punkt] = aterstar(
            SPRANG, s.farskt(), namn, av=s.p.folk.erik, data={**fall.DATA[namn], **data}
        )
    return [p.mening for p in punkter if not p.klar]


@pytest.mark.parametrize(
    ("falt", "mening"),
    [
        ({"hypotes": ""}, "Hypotesen"),
        ({"indikator": None}, "Indikatorn"),
        ({"baslinje": None}, "Baslinjen"),
        ({"baslinje_datum": None}, "Baslinjen"),
        ({"vantad_niva": None}, "Den väntade nya nivån"),
        ({"vantad_niva": Decimal(64)}, "är inte bättre än dagens, 64"),
        ({"stoppkriterium": ""}, "Stoppkriteriet"),
        ({"pilotenheter": []}, "Enheterna som provar"),
        ({"pilot_fran": None, "pilot_till": None}, "Provets första och sista dag"),
        ({"pilot_till": date(2026, 3, 2)}, "Provets sista dag har passerat"),
        ({"agare": None}, "Ägaren i linjen"),
    ],
)
def test_a_trial_needs_all_that_it_is_judged_by(
    falt: dict[str, Any], mening: str, kommun: factories.Kommun
) -> None:
    s = fall.ide(kommun)
    assert kvar("starta_prov", s) == []
    akter.andra(s.sprang, **falt, av=s.p.folk.amir)
    (saknas,) = kvar("starta_prov", s)
    assert mening in saknas
    with pytest.raises(Regelbrott, match="Något återstår"):
        fall.ta("starta_prov", s.farskt(), s.p.folk.erik)


def test_the_owner_has_an_open_account_and_a_role_in_the_line(kommun: factories.Kommun) -> None:
    s = fall.ide(kommun)
    for roll, enhet in (("PA", kommun.bibliotek), ("FV", kommun.rot), ("KV", kommun.rot)):
        person = factories.person(f"Olle {roll}", roll, enhet)
        akter.andra(s.sprang, agare=person, av=s.p.folk.amir)
        assert kvar("starta_prov", s) == [
            f"Olle {roll} har ingen roll i Hemtjänst. Välj en ägare i linjen"
        ]
    akter.andra(s.sprang, agare=s.lars, av=s.p.folk.amir)
    assert kvar("starta_prov", s) == []
    Anvandare.objects.filter(pk=s.lars.pk).update(is_active=False)
    assert kvar("starta_prov", s) == ["Lars Chef har slutat. Välj en ny ägare"]


def test_a_role_that_ended_is_no_role_in_the_line(kommun: factories.Kommun) -> None:
    s = fall.i_utvardering(kommun)
    assert kvar("infor", s) == []
    roller = Rolltilldelning.objects.filter(anvandare=s.p.folk.petra)
    roller.update(giltig=(factories.SEDAN, date(2026, 7, 1)))
    assert kvar("infor", s) == ["Petra Plan har ingen roll i Hemtjänst. Välj en ägare i linjen"]


def test_a_trial_is_evaluated_when_it_has_ended_or_was_stopped(kommun: factories.Kommun) -> None:
    s = fall.i_prov(kommun)
    with klocka.stalld(tid(6, 30)), pytest.raises(Regelbrott) as fel:
        akter.utvardera(s.sprang, av=s.p.folk.amir)
    assert "Provet pågår till" in fel.value.punkter[0].mening
    with klocka.stalld(tid(6, 30)):
        stoppat = akter.utvardera(s.sprang, stopp_natt="Tre missade besök.", av=s.p.folk.amir)
    assert (stoppat.lage, stoppat.stopp_natt) == ("utvardering", "Tre missade besök.")


def test_a_trial_that_ran_out_needs_no_stop(kommun: factories.Kommun) -> None:
    s = fall.i_prov(kommun)
    with klocka.stalld(fall.SLUTAR):
        assert akter.utvardera(s.sprang, av=s.p.folk.amir).lage == "utvardering"


@pytest.mark.parametrize("tal", [(), (85,)])
def test_adopting_takes_two_measurements_whatever_is_written(
    tal: tuple[int, ...], kommun: factories.Kommun
) -> None:
    s = fall.i_prov(kommun)
    fall.matt(s, *tal)
    with klocka.stalld(fall.SLUTAR):
        akter.utvardera(s.sprang, av=s.p.folk.amir)
        akter.andra(s.sprang, rutin=s.rutin, av=s.p.folk.amir)
    assert kvar("infor", s, effekt_motivering="Det känns bra.") == [
        f"Minst två mätningar sedan provet började, nu {len(tal)}"
    ]


def test_only_measurements_since_the_trial_began_in_its_units_count(
    kommun: factories.Kommun,
) -> None:
    s = fall.i_utvardering(kommun, 85)
    fall.matning(s, date(2026, 1, 1), 90)
    fall.matning(s, date(2026, 2, 1), 90)
    fall.matning(s, date(2026, 4, 1), 90, enhet=kommun.vok)
    fall.matning(s, date(2026, 5, 1), None)
    assert kvar("infor", s) == ["Minst två mätningar sedan provet började, nu 1"]
    fall.matning(s, date(2026, 6, 1), 90, enhet=kommun.hemtjanst)
    assert kvar("infor", s) == []


@pytest.mark.parametrize("tal", [(81, 79), (79, 81), (81, 82, 79)])
def test_an_effect_that_does_not_reach_is_adopted_only_with_a_reason(
    tal: tuple[int, ...], kommun: factories.Kommun
) -> None:
    s = fall.i_utvardering(kommun, *tal)
    (saknas,) = kvar("infor", s)
    assert saknas.startswith("De två senaste mätningarna når inte 80")
    assert kvar("infor", s, effekt_motivering="Halva effekten är värd det.") == []


def test_the_two_latest_are_what_counts(kommun: factories.Kommun) -> None:
    assert kvar("infor", fall.i_utvardering(kommun, 60, 70, 80, 81)) == []


def test_every_unit_that_tries_must_reach(kommun: factories.Kommun) -> None:
    s = fall.i_utvardering(kommun, 81, 83)
    fall.matning(s, date(2026, 4, 1), 70, enhet=kommun.hemtjanst)
    assert len(kvar("infor", s)) == 1


@pytest.mark.parametrize("ny", [Decimal(64), Decimal(60)])
def test_a_leap_never_lowers_the_level(ny: Decimal, kommun: factories.Kommun) -> None:
    s = fall.i_utvardering(kommun)
    (saknas,) = kvar("infor", s, ny_niva=ny)
    assert saknas.startswith("Den nya nivån ska vara bättre än den gamla, 64")


def test_adopting_takes_a_routine_in_force(kommun: factories.Kommun) -> None:
    s = fall.i_utvardering(kommun)
    akter.andra(s.sprang, rutin=None, av=s.p.folk.amir)
    assert kvar("infor", s) == ["Rutinen som håller kvar den nya nivån"]
    s.rutin.galler_fran = date(2026, 9, 1)
    s.rutin.save()
    akter.andra(s.sprang, rutin=s.rutin, av=s.p.folk.amir)
    (saknas,) = kvar("infor", s)
    assert "gäller först" in saknas


def test_the_owner_does_not_decide(kommun: factories.Kommun) -> None:
    s = fall.i_utvardering(kommun)
    akter.andra(s.sprang, agare=s.p.folk.erik, av=s.p.folk.amir)
    assert kvar("infor", s) == ["Någon annan än du ska besluta, eftersom du äger språnget"]
    with pytest.raises(Regelbrott):
        fall.ta("infor", s.farskt(), s.p.folk.erik)
    assert fall.ta("infor", s.farskt(), s.lars).beslut_av == s.lars


@pytest.mark.parametrize(
    ("falt", "mening"),
    [
        ({"beslut_datum": None}, "Beslutsdatum"),
        ({"beslut_datum": date(2026, 7, 11)}, "Beslutsdatumet ligger i framtiden"),
        ({"beslut_datum": date(2026, 2, 1)}, "Beslutsdatumet ligger före provet"),
        ({"dnr": ""}, "Diarienummer"),
    ],
)
def test_adopting_takes_a_decision(
    falt: dict[str, Any], mening: str, kommun: factories.Kommun
) -> None:
    assert kvar("infor", fall.i_utvardering(kommun), **falt) == [mening]


def test_the_leap_of_a_kontor_takes_the_paragraph_of_the_namnd(kommun: factories.Kommun) -> None:
    s = fall.i_utvardering(kommun)
    kommun.hemtjanst.slag = "kontor"
    kommun.hemtjanst.save()
    assert kvar("infor", s) == ["Paragraf i nämndens protokoll"]
    assert kvar("infor", s, beslut_paragraf="§ 40") == []


@pytest.mark.parametrize("lage", ["ide", "prov", "utvardering"])
def test_ending_takes_a_reason_and_what_was_learnt(lage: str, kommun: factories.Kommun) -> None:
    s = fall.I_LAGE[lage](kommun)
    assert kvar("avsluta", s, skal="") == ["Skälet till att avsluta"]
    assert kvar("avsluta", s, lardom="") == ["Vad ni har lärt er"]


def test_a_trial_leaves_its_learning_in_a_plan_that_turns(kommun: factories.Kommun) -> None:
    s = fall.i_prov(kommun)
    Verksamhetsplan.objects.filter(pk=s.p.plan.pk).update(namnd=kommun.kfn)
    (saknas,) = kvar("avsluta", s)
    assert "ingen plan i ett pågående varv" in saknas
