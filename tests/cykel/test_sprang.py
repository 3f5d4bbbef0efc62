"""A förbättringssprång: every state × act × role, each guard, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.actions import lardom as lardomsakter
from cykel.actions import plan as planakter
from cykel.actions import sprang as akter
from cykel.models import Forbattringssprang, Nivahojning, Verksamhetsplan
from cykel.tillstand import SPRANG, Spranglage
from kvalitet import klocka
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Handelse, Rolltilldelning
from kvalitet.overgang import aterstar, overga
from kvalitet.roller import ROLLER, Rattighet, Roll
from tests import factories
from tests.cykel import sprang as fall
from tests.cykel.fabrik import tid

pytestmark = pytest.mark.django_db

DATA: dict[str, dict[str, Any]] = {
    "starta_prov": {},
    "utvardera": {"stopp_natt": "Tre missade besök på en vecka."},
    "infor": fall.BESLUT,
    "avsluta": {"skal": "För dyrt.", "lardom": "Räkna på kostnaden först."},
}
"""What each row of the table is given when it is walked."""
I_LAGE: dict[str, Callable[[factories.Kommun], fall.Sprang]] = {
    Spranglage.IDE: fall.ide,
    Spranglage.PROV: fall.i_prov,
    Spranglage.UTVARDERING: fall.i_utvardering,
    Spranglage.INFORD: fall.infort,
    Spranglage.AVSLUTAD: fall.avslutat,
}
NAR = {"starta_prov": fall.BORJAR}


def ta(namn: str, sprang: Forbattringssprang, av: Anvandare) -> Forbattringssprang:
    with klocka.stalld(NAR.get(namn, fall.BESLUTAS)):
        return overga(SPRANG, sprang, namn, av=av, data=DATA[namn])


# --- The table ------------------------------------------------------------------------------


@pytest.mark.parametrize("lage", I_LAGE)
def test_every_state_takes_its_own_acts_and_no_other(lage: str, kommun: factories.Kommun) -> None:
    s = I_LAGE[lage](kommun)
    assert s.farskt().lage == lage
    for rad in SPRANG.rader:
        if lage in rad.fran:
            continue
        with pytest.raises(Regelbrott, match="Läget är"):
            ta(rad.namn, s.farskt(), s.lars)
    assert s.farskt().lage == lage


@pytest.mark.parametrize("roll", Roll)
@pytest.mark.parametrize("rad", SPRANG.rader, ids=lambda rad: rad.namn)
def test_every_act_is_taken_by_the_roles_that_hold_its_right(
    rad: Any, roll: str, kommun: factories.Kommun
) -> None:
    s = I_LAGE[rad.fran[-1]](kommun)
    person = factories.person("Rolf Roll", roll, kommun.rot)
    if rad.ratt in ROLLER[Roll(roll)]:
        assert ta(rad.namn, s.farskt(), person).lage == rad.till
    else:
        with pytest.raises(PermissionDenied):
            ta(rad.namn, s.farskt(), person)
        assert s.farskt().lage == rad.fran[-1]


def test_the_idea_is_written_by_the_line_and_decided_by_chef_and_secretary() -> None:
    def har(ratt: Rattighet) -> set[Roll]:
        return {roll for roll, ratter in ROLLER.items() if ratt in ratter}

    assert har(Rattighet.SPRANG_SKRIVA) == {
        Roll.PLANANSVARIG,
        Roll.AKTIVITETSANSVARIG,
        Roll.KVALITETSSAMORDNARE,
        Roll.CHEF,
    }
    assert har(Rattighet.SPRANG_BESLUTA) == {Roll.CHEF, Roll.NAMNDSEKRETERARE}


@pytest.mark.parametrize("rad", SPRANG.rader, ids=lambda rad: rad.namn)
def test_a_role_elsewhere_moves_nothing(rad: Any, kommun: factories.Kommun) -> None:
    s = I_LAGE[rad.fran[-1]](kommun)
    berit = factories.person("Berit Bibliotekschef", "CH", kommun.kfk)
    with pytest.raises(PermissionDenied):
        ta(rad.namn, s.farskt(), berit)


def test_every_act_is_recorded_with_who_and_in_which_role(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    rader = Handelse.objects.om(s.sprang).order_by("pk")
    assert [r.slag for r in rader] == [
        "sprang.skapad",
        "sprang.andrad",
        "sprang.starta_prov",
        "sprang.utvardera",
        "sprang.andrad",
        "sprang.infor",
    ]
    sista = rader[5]
    assert (sista.av, sista.roll) == (s.p.folk.erik, "CH")
    assert (sista.data["fran"], sista.data["till"]) == ("utvardering", "inford")


# --- Writing the idea -----------------------------------------------------------------------


def test_the_same_idea_twice_is_once(kommun: factories.Kommun) -> None:
    s = fall.ide(kommun)
    igen = akter.skapa(
        enhet=kommun.hemtjanst,
        namnd=kommun.von,
        rubrik=" Digital planering ",
        problem=s.sprang.problem,
        ursprung="synpunkt",
        ursprung_mening=s.sprang.ursprung_mening,
        av=s.p.folk.petra,
    )
    assert igen == s.sprang


def test_an_idea_needs_no_plan(kommun: factories.Kommun) -> None:
    karin = factories.person("Karin Kvalitet", "KV", kommun.rot)
    ett = akter.skapa(
        enhet=kommun.bibliotek,
        namnd=kommun.kfn,
        rubrik="Öppet utan personal",
        problem="Det är stängt när folk är lediga.",
        ursprung="omvarld",
        ursprung_mening="Grannkommunen har meröppet sedan 2024.",
        av=karin,
    )
    assert ett.plan is None
    assert ett.lage == "ide"


def test_an_idea_of_no_words_is_refused(kommun: factories.Kommun) -> None:
    karin = factories.person("Karin Kvalitet", "KV", kommun.rot)
    ord_: dict[str, Any] = {
        "enhet": kommun.bibliotek,
        "namnd": kommun.kfn,
        "rubrik": "Öppet utan personal",
        "problem": "Stängt.",
        "ursprung": "omvarld",
        "ursprung_mening": "Grannkommunen.",
    }
    for namn in ("rubrik", "problem", "ursprung", "ursprung_mening"):
        with pytest.raises(Regelbrott, match="Skriv vad idén är"):
            akter.skapa(**(ord_ | {namn: " "}), av=karin)


def test_what_the_trial_is_measured_by_stands_once_it_has_begun(kommun: factories.Kommun) -> None:
    s = fall.i_prov(kommun)
    for namn, varde in (
        ("hypotes", "Något annat."),
        ("baslinje", Decimal(70)),
        ("vantad_niva", Decimal(70)),
        ("stoppkriterium", "Aldrig."),
        ("pilot_fran", date(2026, 4, 1)),
        ("indikator", None),
    ):
        with pytest.raises(Regelbrott, match="Provet har börjat"):
            akter.andra(s.sprang, **{namn: varde}, av=s.p.folk.amir)
    andrat = akter.andra(
        s.sprang, kostnad="40 000 kronor", pilot_till=date(2026, 8, 31), av=s.p.folk.amir
    )
    assert (andrat.kostnad, andrat.pilot_till) == ("40 000 kronor", date(2026, 8, 31))


def test_a_decided_leap_is_not_written_in(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    with pytest.raises(Regelbrott, match="ändras inte mer"):
        akter.andra(s.sprang, kostnad="0", av=s.p.folk.amir)


@pytest.mark.parametrize(
    ("falt", "mening"),
    [
        ({"pilot_till": date(2026, 2, 1)}, "sluta efter att det har börjat"),
        ({"baslinje_datum": date(2027, 1, 1)}, "ligger i framtiden"),
        ({"rubrik": " "}, "Skriv vad idén är"),
    ],
)
def test_what_makes_no_trial_is_refused(
    falt: dict[str, Any], mening: str, kommun: factories.Kommun
) -> None:
    s = fall.ide(kommun)
    with pytest.raises(Regelbrott, match=mening), klocka.stalld(fall.BORJAR):
        akter.andra(s.sprang, **falt, av=s.p.folk.amir)


def test_what_lies_outside_the_unit_is_refused(kommun: factories.Kommun) -> None:
    s = fall.ide(kommun)
    for falt in ({"pilotenheter": [kommun.bibliotek]}, {"rutin": _annans_rutin(kommun)}):
        with pytest.raises(Regelbrott, match=r"ligger inte under|gäller inte"):
            akter.andra(s.sprang, **falt, av=s.p.folk.amir)


def _annans_rutin(kommun: factories.Kommun) -> Any:
    karin = factories.person("Kajsa Kvalitet", "KV", kommun.rot)
    return lardomsakter.skapa_rutin(
        enhet=kommun.bibliotek,
        namn="Utlån",
        version="1",
        agare=karin,
        galler_fran=date(2026, 1, 1),
        av=karin,
    )


def test_an_owner_who_has_left_is_refused(kommun: factories.Kommun) -> None:
    s = fall.ide(kommun)
    s.lars.is_active = False
    with pytest.raises(Regelbrott, match="har slutat"):
        akter.andra(s.sprang, agare=s.lars, av=s.p.folk.amir)


# --- Guards ---------------------------------------------------------------------------------


def kvar(namn: str, s: fall.Sprang, **data: Any) -> list[str]:
    """What remains of the act, in words."""
    with klocka.stalld(NAR.get(namn, fall.BESLUTAS)):
        punkter: list[Punkt] = aterstar(
            SPRANG, s.farskt(), namn, av=s.p.folk.erik, data={**DATA[namn], **data}
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
        ta("starta_prov", s.farskt(), s.p.folk.erik)


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
        ta("infor", s.farskt(), s.p.folk.erik)
    assert ta("infor", s.farskt(), s.lars).beslut_av == s.lars


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
    s = I_LAGE[lage](kommun)
    assert kvar("avsluta", s, skal="") == ["Skälet till att avsluta"]
    assert kvar("avsluta", s, lardom="") == ["Vad ni har lärt er"]


def test_a_trial_leaves_its_learning_in_a_plan_that_turns(kommun: factories.Kommun) -> None:
    s = fall.i_prov(kommun)
    Verksamhetsplan.objects.filter(pk=s.p.plan.pk).update(namnd=kommun.kfn)
    (saknas,) = kvar("avsluta", s)
    assert "ingen plan i ett pågående varv" in saknas


# --- What follows ---------------------------------------------------------------------------


def test_an_ended_trial_leaves_a_draft_learning_in_the_lap(kommun: factories.Kommun) -> None:
    s = fall.avslutat(kommun)
    lardom = s.farskt().lardom
    assert lardom is not None
    assert (lardom.lage, lardom.plan, lardom.varv) == ("utkast", s.p.plan, s.p.varv)
    assert lardom.orsak == "Appen kunde inte läsas av skärmläsare."
    assert lardom.gor_annorlunda == "Prova tillgängligheten innan provet börjar."
    assert not Nivahojning.objects.exists()


def test_an_idea_ends_without_a_plan_and_leaves_none(kommun: factories.Kommun) -> None:
    s = fall.ide(kommun)
    Verksamhetsplan.objects.filter(pk=s.p.plan.pk).update(namnd=kommun.kfn)
    Forbattringssprang.objects.update(plan=None)
    slut = ta("avsluta", s.farskt(), s.p.folk.erik)
    assert (slut.lage, slut.lardom, slut.avslutad_skal) == ("avslutad", None, "För dyrt.")


def test_adopting_raises_the_level_and_the_wheel(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    hojning = Nivahojning.objects.get()
    assert (hojning.sprang, hojning.indikator, hojning.enhet) == (
        s.sprang,
        s.indikator,
        kommun.hemtjanst,
    )
    assert (hojning.gammal_niva, hojning.ny_niva) == (64, 80)
    assert hojning.fran_datum == date(2026, 7, 9)
    assert s.p.farsk().niva == 2
    assert Handelse.objects.om(s.p.plan).filter(slag="plan.niva_hojd").count() == 1
    ett = s.farskt()
    assert (ett.beslut_av, ett.dnr, ett.rutin) == (s.p.folk.erik, "VON 2026/0200", s.rutin)


def test_a_second_leap_starts_from_the_level_of_the_first(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    with klocka.stalld(tid(8, 1)):
        ny = akter.skapa(
            enhet=kommun.hemtjanst,
            namnd=kommun.von,
            rubrik="Nattro",
            problem="Väcks i onödan.",
            ursprung="medarbetare",
            ursprung_mening="Nattlaget.",
            av=s.p.folk.amir,
        )
        falt = fall.provet(
            s.indikator,
            kommun,
            s.p.folk.petra,
            pilot_fran=date(2026, 8, 1),
            pilot_till=date(2026, 10, 31),
            rutin=s.rutin,
        )
        akter.andra(ny, **falt, av=s.p.folk.amir)
        andra = fall.Sprang(s.p, s.lars, ny, s.indikator, s.rutin)
        with pytest.raises(Regelbrott) as fel:
            akter.starta_prov(ny, av=s.p.folk.erik)
        assert "är inte bättre än dagens, 80" in str([p.mening for p in fel.value.punkter])
        akter.andra(ny, vantad_niva=Decimal(88), av=s.p.folk.amir)
        akter.starta_prov(ny, av=s.p.folk.erik)
    fall.matning(andra, date(2026, 9, 1), 90)
    fall.matning(andra, date(2026, 10, 1), 90)
    with klocka.stalld(tid(11, 2)):
        akter.utvardera(ny, av=s.p.folk.amir)
        with pytest.raises(Regelbrott) as fel:
            akter.infor(ny, ny_niva=Decimal(80), beslut_datum=date(2026, 11, 2), dnr="1", av=s.lars)
        assert "bättre än den gamla, 80" in str([p.mening for p in fel.value.punkter])
        akter.infor(ny, ny_niva=Decimal(88), beslut_datum=date(2026, 11, 2), dnr="1", av=s.lars)
    assert Nivahojning.objects.get(sprang=ny).gammal_niva == 80
    assert s.p.farsk().niva == 3


def test_the_next_plan_begins_on_the_raised_level(kommun: factories.Kommun) -> None:
    """Also one that was written before the leap: it is raised with its predecessor."""
    s = fall.i_utvardering(kommun)
    with klocka.stalld(fall.SLUTAR):
        skriven = _nasta(s)
    assert skriven.niva == 1
    with klocka.stalld(fall.BESLUTAS):
        akter.infor(s.sprang, **fall.BESLUT, av=s.p.folk.erik)
    skriven.refresh_from_db()
    assert (skriven.foregangare, skriven.niva) == (s.p.plan, 2)


def test_a_plan_made_after_the_leap_inherits_the_level(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    with klocka.stalld(tid(11, 1)):
        assert _nasta(s).niva == 2


def _nasta(s: fall.Sprang) -> Verksamhetsplan:
    return planakter.skapa_plan(
        enhet=s.p.kommun.hemtjanst,
        namnd=s.p.kommun.von,
        styrmodell=s.p.styrning.styrmodell,
        period_fran=date(2027, 1, 1),
        period_till=date(2027, 12, 31),
        planansvarig=s.p.folk.petra,
        av=s.p.folk.petra,
    )


def test_adopted_twice_is_refused_and_raises_once(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    with klocka.stalld(fall.BESLUTAS), pytest.raises(Regelbrott, match="Läget är ”Infört”"):
        akter.infor(s.sprang, **fall.BESLUT, av=s.lars)
    assert Nivahojning.objects.count() == 1
    assert s.p.farsk().niva == 2
