"""A förbättringssprång: every state × act × role, the writing of it, and what follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.actions import lardom as lardomsakter
from cykel.actions import plan as planakter
from cykel.actions import sprang as akter
from cykel.models import Forbattringssprang, Nivahojning, Verksamhetsplan
from cykel.tillstand import SPRANG
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse
from kvalitet.roller import ROLLER, Rattighet, Roll
from tests import factories
from tests.cykel import sprang as fall
from tests.cykel.fabrik import tid

pytestmark = pytest.mark.django_db

# --- The table ------------------------------------------------------------------------------


@pytest.mark.parametrize("lage", fall.I_LAGE)
def test_every_state_takes_its_own_acts_and_no_other(lage: str, kommun: factories.Kommun) -> None:
    s = fall.I_LAGE[lage](kommun)
    assert s.farskt().lage == lage
    for rad in SPRANG.rader:
        if lage in rad.fran:
            continue
        with pytest.raises(Regelbrott, match="Läget är"):
            fall.ta(rad.namn, s.farskt(), s.lars)
    assert s.farskt().lage == lage


@pytest.mark.parametrize("roll", Roll)
@pytest.mark.parametrize("rad", SPRANG.rader, ids=lambda rad: rad.namn)
def test_every_act_is_taken_by_the_roles_that_hold_its_right(
    rad: Any, roll: str, kommun: factories.Kommun
) -> None:
    s = fall.I_LAGE[rad.fran[-1]](kommun)
    person = factories.person("Rolf Roll", roll, kommun.rot)
    if rad.ratt in ROLLER[Roll(roll)]:
        assert fall.ta(rad.namn, s.farskt(), person).lage == rad.till
    else:
        with pytest.raises(PermissionDenied):
            fall.ta(rad.namn, s.farskt(), person)
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
    s = fall.I_LAGE[rad.fran[-1]](kommun)
    berit = factories.person("Berit Bibliotekschef", "CH", kommun.kfk)
    with pytest.raises(PermissionDenied):
        fall.ta(rad.namn, s.farskt(), berit)


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


@pytest.mark.parametrize("falt", ["agare", "pilot_till"])
def test_a_trial_keeps_its_owner_and_its_end(falt: str, kommun: factories.Kommun) -> None:
    s = fall.i_prov(kommun)
    with pytest.raises(Regelbrott, match="en ägare och en dag då det slutar"):
        akter.andra(s.sprang, **{falt: None}, av=s.p.folk.amir)
    assert getattr(s.farskt(), falt) is not None


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
    slut = fall.ta("avsluta", s.farskt(), s.p.folk.erik)
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
