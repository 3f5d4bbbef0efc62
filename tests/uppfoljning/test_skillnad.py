"""What changed from one report to the next: every kind of change, worst first, and the laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.statistik import Forandring
from tests.uppfoljning import rapportexempel
from uppfoljning.bedomning import Bedomning, Prognos
from uppfoljning.rapport.modell import (
    Arbetslage,
    Atgard,
    Effekt,
    Lardom,
    Lardomslage,
    Lucka,
    Mal,
    Malprov,
    Maluppfyllelserapport,
    Uppdrag,
)
from uppfoljning.rapport.skillnad import Andring, Riktning, skillnad

BAS = replace(
    rapportexempel.ett_mal(), mal=(), uppdrag=(), atgarder=(), lardomar=(), saknas=(), brister=()
)
NUMMER = st.integers(1, 4)
LAGE = st.sampled_from(Arbetslage)


def mal(nr: int = 1, **val: Any) -> Mal:
    return Mal(id=f"m{nr}", nummer=str(nr), kort=f"Trygghet {nr}", text="Alla är trygga.", **val)


def uppdrag(nr: int = 1, status: Arbetslage = Arbetslage.PAGAR) -> Uppdrag:
    return Uppdrag(
        rubrik=f"Se över avgift {nr}",
        giver="Kommunfullmäktige",
        datum=date(2026, 1, 15),
        alder_dagar=90,
        status=status,
    )


def atgard(
    nr: int = 1, status: Arbetslage = Arbetslage.PAGAR, effekt: Effekt = Effekt.EJ_PROVAD
) -> Atgard:
    return Atgard(
        rubrik=f"Fler i natt {nr}",
        ansvarig="Sara",
        alder_dagar=3,
        status=status,
        mal="1",
        effekt=effekt,
    )


def prov(nr: int, status: Arbetslage, effekt: Effekt) -> Malprov:
    return Malprov(rubrik=f"Fler i natt {nr}", status=status, effekt=effekt)


def lardom(nr: int = 1, lage: Lardomslage = Lardomslage.UTKAST, upprepad: bool = False) -> Lardom:
    return Lardom(
        rubrik=f"Ring först {nr}",
        hande="Ingen visste.",
        gor_annorlunda="Ring.",
        lage=lage,
        upprepad=upprepad,
    )


def rapport(**val: Any) -> Maluppfyllelserapport:
    return replace(BAS, **val)


def texter(forra: Maluppfyllelserapport, nu: Maluppfyllelserapport) -> list[str]:
    return [a.text for a in skillnad(forra, nu) if not a.vantat]


RAPPORTER = st.builds(
    rapport,
    mal=st.lists(
        st.builds(
            mal,
            NUMMER,
            bedomning=st.none() | st.sampled_from(Bedomning),
            prognos=st.none() | st.sampled_from(Prognos),
            trend=st.sampled_from(Forandring),
            prov=st.lists(st.builds(prov, NUMMER, LAGE, st.sampled_from(Effekt)), max_size=2).map(
                tuple
            ),
        ),
        max_size=4,
        unique_by=lambda m: m.id,
    ).map(tuple),
    uppdrag=st.lists(st.builds(uppdrag, NUMMER, LAGE), max_size=4).map(tuple),
    atgarder=st.lists(st.builds(atgard, NUMMER, LAGE, st.sampled_from(Effekt)), max_size=4).map(
        tuple
    ),
    lardomar=st.lists(
        st.builds(lardom, NUMMER, st.sampled_from(Lardomslage), st.booleans()), max_size=4
    ).map(tuple),
    saknas=st.lists(
        st.builds(Lucka, vad=NUMMER.map(lambda n: f"Värde {n}"), ansvarig=st.just("Eva")),
        max_size=4,
    ).map(tuple),
)


@given(RAPPORTER)
def test_the_same_snapshot_twice_is_no_change(ett: Maluppfyllelserapport) -> None:
    assert skillnad(ett, ett) == ()


@given(RAPPORTER, RAPPORTER)
def test_exchanged_the_changes_are_mirrored(
    a: Maluppfyllelserapport, b: Maluppfyllelserapport
) -> None:
    def vad(rader: tuple[Andring, ...], *, speglat: bool = False) -> set[tuple[object, ...]]:
        return {(r.slag, r.riktning.spegel if speglat else r.riktning, r.nyckel) for r in rader}

    fram, bak = skillnad(a, b), skillnad(b, a)
    assert len(fram) == len(bak) == len(vad(fram))
    assert vad(fram, speglat=True) == vad(bak)


@given(RAPPORTER, RAPPORTER)
def test_the_worst_comes_first_and_every_change_is_a_sentence_that_leads_somewhere(
    a: Maluppfyllelserapport, b: Maluppfyllelserapport
) -> None:
    rader = skillnad(a, b)
    plats = [list(Riktning).index(r.riktning) for r in rader]
    assert plats == sorted(plats)
    malen = {f"mal-{m.nummer}" for m in b.mal}
    for r in rader:
        assert r.text
        assert (r.ankare == "") == (r.riktning is Riktning.BORTA)
        assert r.ankare in malen | {"", "uppdrag", "larande", "om"}


def test_two_unlike_reports_are_told_apart() -> None:
    assert skillnad(rapportexempel.full(), rapportexempel.ett_mal())


EJ, DELVIS, UPPFYLLT, OKANT = Bedomning.EJ, Bedomning.DELVIS, Bedomning.UPPFYLLT, Bedomning.OKANT


@pytest.mark.parametrize(
    ("fore", "efter", "riktning", "text"),
    [
        (DELVIS, EJ, "samre", "från delvis uppfyllt till ej uppfyllt"),
        (EJ, UPPFYLLT, "battre", "från ej uppfyllt till uppfyllt"),
        (OKANT, DELVIS, "annat", "från kan inte bedömas till delvis uppfyllt"),
        (UPPFYLLT, None, "annat", "från uppfyllt till ännu inte bedömt"),
    ],
)
def test_a_grade_that_moved(
    fore: Bedomning, efter: Bedomning | None, riktning: str, text: str
) -> None:
    (rad,) = skillnad(rapport(mal=(mal(bedomning=fore),)), rapport(mal=(mal(bedomning=efter),)))
    assert (rad.riktning, rad.text) == (riktning, f"Mål 1, Trygghet 1: {text}")
    assert rad.ankare == "mal-1"


def test_the_goal_that_fell_lowest_comes_first() -> None:
    forra = rapport(mal=tuple(mal(n, bedomning=UPPFYLLT) for n in (1, 2)))
    nu = rapport(mal=(mal(1, bedomning=DELVIS), mal(2, bedomning=EJ)))
    assert [r.ankare for r in skillnad(forra, nu)] == ["mal-2", "mal-1"]


def test_trend_and_forecast_that_moved() -> None:
    forra = mal(prognos=Prognos.VANTAS, trend=Forandring.FORBATTRING)
    nu = mal(prognos=Prognos.OSAKERT, trend=Forandring.FORSAMRING)
    assert texter(rapport(mal=(forra,)), rapport(mal=(nu,))) == [
        "Mål 1, Trygghet 1: prognosen var ”väntas uppnås” och är nu ”osäkert”",
        "Mål 1, Trygghet 1: trenden var ”förbättring” och är nu ”försämring”",
    ]


def test_a_report_of_the_whole_year_has_no_forecast_to_compare() -> None:
    forra = rapport(mal=(mal(prognos=Prognos.VANTAS),))
    assert texter(forra, rapport(mal=(mal(),))) == []


def test_goals_that_are_new_or_gone() -> None:
    forra, nu = rapport(mal=(mal(1),)), rapport(mal=(mal(2, bedomning=EJ),))
    assert texter(forra, nu) == [
        "Nytt: mål 2, Trygghet 2, ej uppfyllt",
        "Mål 1, Trygghet 1 är inte med längre",
    ]


@pytest.mark.parametrize(
    ("fore", "efter", "text"),
    [
        (Arbetslage.PAGAR, Arbetslage.FORSENAD, "Uppdraget ”Se över avgift 1” är försenat"),
        (Arbetslage.FORSENAD, Arbetslage.KLAR, "Uppdraget ”Se över avgift 1” är klart"),
        (
            Arbetslage.FORSENAD,
            Arbetslage.PAGAR,
            "Uppdraget ”Se över avgift 1” är inte längre försenat",
        ),
        (Arbetslage.KLAR, Arbetslage.PAGAR, "Uppdraget ”Se över avgift 1” är öppet igen"),
        (Arbetslage.PAGAR, Arbetslage.STRUKEN, "Uppdraget ”Se över avgift 1” är struket"),
    ],
)
def test_an_uppdrag_that_moved(fore: Arbetslage, efter: Arbetslage, text: str) -> None:
    forra, nu = rapport(uppdrag=(uppdrag(1, fore),)), rapport(uppdrag=(uppdrag(1, efter),))
    assert texter(forra, nu) == [text]


def test_uppdrag_that_are_new_or_gone() -> None:
    nytt = rapport(uppdrag=(uppdrag(1, Arbetslage.FORSENAD),))
    assert texter(rapport(), nytt) == ["Nytt uppdrag: ”Se över avgift 1”, redan försenat"]
    assert texter(nytt, rapport()) == ["Uppdraget ”Se över avgift 1” är inte med längre"]
    assert texter(rapport(uppdrag=(uppdrag(1, Arbetslage.KLAR),)), rapport()) == []


def test_planned_that_has_begun_is_no_news() -> None:
    forra = rapport(uppdrag=(uppdrag(1, Arbetslage.PLANERAD),))
    assert texter(forra, rapport(uppdrag=(uppdrag(1, Arbetslage.PAGAR),))) == []


@pytest.mark.parametrize(
    ("fore", "efter", "vantat"),
    [
        (Effekt.EJ_PROVAD, Effekt.JA, ["Åtgärden ”Fler i natt 1” hjälpte"]),
        (Effekt.FOR_TIDIGT, Effekt.DELVIS, ["Åtgärden ”Fler i natt 1” hjälpte delvis"]),
        (Effekt.EJ_PROVAD, Effekt.NEJ, ["Åtgärden ”Fler i natt 1” hjälpte inte"]),
        (Effekt.EJ_PROVAD, Effekt.FOR_TIDIGT, []),
    ],
)
def test_whether_an_atgard_helped(fore: Effekt, efter: Effekt, vantat: list[str]) -> None:
    forra = rapport(atgarder=(atgard(effekt=fore),))
    assert texter(forra, rapport(atgarder=(atgard(effekt=efter),))) == vantat


def test_an_atgard_that_is_late_or_done() -> None:
    fore = rapport(atgarder=(atgard(1), atgard(2)))
    nu = rapport(atgarder=(atgard(1, Arbetslage.KLAR), atgard(2, Arbetslage.FORSENAD)))
    assert texter(fore, nu) == [
        "Åtgärden ”Fler i natt 2” är försenad",
        "Åtgärden ”Fler i natt 1” är klar",
    ]


def test_an_atgard_that_came_and_was_done_in_between() -> None:
    nu = rapport(atgarder=(atgard(1, Arbetslage.KLAR, Effekt.JA),))
    assert texter(rapport(), nu) == ["Ny åtgärd: ”Fler i natt 1”, redan klar, hjälpte"]


def test_lardomar_that_were_secured_or_came_back() -> None:
    forra = rapport(lardomar=(lardom(1), lardom(2, Lardomslage.SAKRAD), lardom(3)))
    nu = rapport(
        lardomar=(
            lardom(1, Lardomslage.SAKRAD),
            lardom(2, Lardomslage.SAKRAD, True),
            lardom(4, Lardomslage.SAKRAD),
        )
    )
    assert texter(forra, nu) == [
        "Samma fel har hänt igen, trots lärdomen ”Ring först 2”",
        "Lärdomen ”Ring först 1” är säkrad",
        "Ny lärdom: ”Ring först 4”, säkrad",
    ]


def test_gaps_that_opened_and_closed() -> None:
    forra = rapport(saknas=(Lucka(vad="Värde för sjukfrånvaro.", ansvarig="Eva"),))
    nu = rapport(saknas=(Lucka(vad="Svar från Eken", ansvarig="Sara"),))
    assert texter(forra, nu) == [
        "Saknas nu: svar från Eken (ansvarig: Sara)",
        "Saknas inte längre: värde för sjukfrånvaro",
    ]


def test_an_atgard_that_left_the_list_is_told_of_by_its_goal() -> None:
    forra = rapport(mal=(mal(1),), atgarder=(atgard(1), atgard(2)))
    nu = rapport(mal=(mal(1, prov=(prov(1, Arbetslage.KLAR, Effekt.DELVIS),)),))
    assert texter(forra, nu) == [
        "Åtgärden ”Fler i natt 1” är klar och hjälpte delvis",
        "Åtgärden ”Fler i natt 2” är inte med längre",
    ]
    assert texter(rapport(mal=(mal(1),)), nu) == []
