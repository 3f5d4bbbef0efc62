"""An indicator as a control chart: which values are set beside each other, breaks, targets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cykel.frekvens import manader_bakat
from cykel.models import Indikator, Matvarde
from kvalitet.statistik import Malgrans, Traff, Variation
from uppfoljning.bedomning import (
    Absolut,
    GapMotJamforelse,
    Intervall,
    Kvalitativ,
    Malvarde,
    Riktning,
    RiktningMotBasar,
)
from uppfoljning.styrserie import jamforbara, malgrans, sagt, styrserie

LUGNT = [70, 71, 69, 70, 72, 68, 70, 71, 69, 70, 71, 69]
HOGRE, LAGRE = Riktning.HOGRE, Riktning.LAGRE


def manader(varden: list[int | None], sist: date = date(2026, 10, 31)) -> list[Matvarde]:
    slut = [manader_bakat(sist, n) for n in range(len(varden))][::-1]
    return [
        Matvarde(
            period_fran=till.replace(day=1),
            period_till=till,
            varde=None if v is None else Decimal(v),
        )
        for till, v in zip(slut, varden, strict=True)
    ]


def matt(frekvens: str = "manad", riktning: str = "hogre") -> Indikator:
    return Indikator(frekvens=frekvens, riktning=riktning)


def test_a_month_is_not_set_beside_the_year_that_it_is_a_part_of() -> None:
    manad, ar = (
        manader([70, 71])[::-1],
        Matvarde(period_fran=date(2025, 1, 1), period_till=date(2025, 12, 31), varde=Decimal(75)),
    )
    alla = [*manad, ar]
    assert jamforbara(matt("manad"), alla) == manad[::-1]
    assert jamforbara(matt("helar"), alla) == [ar]
    assert jamforbara(matt("tillfalle"), alla) == [ar, *manad[::-1]]


def test_the_limits_begin_anew_where_the_measure_or_the_level_changed() -> None:
    varden = manader([*LUGNT, *[v + 15 for v in LUGNT]])
    brott = varden[12].period_till - timedelta(days=10)
    serie = styrserie(matt(), varden, [brott])
    assert [p.fas for p in serie.punkter] == [0] * 12 + [1] * 12
    assert sagt(serie, matt(), None).variation is Variation.SLUMP
    assert sagt(styrserie(matt(), varden), matt(), None).variation is Variation.FORBATTRING
    efter_allt = varden[-1].period_till + timedelta(days=1)
    assert styrserie(matt(), varden, [efter_allt]).punkter == styrserie(matt(), varden).punkter


def test_no_limit_is_drawn_where_no_value_can_be() -> None:
    varden = manader([99, 100, 97, 100, 98, 100, 99, 100, 96, 100, 99, 100])
    utan = styrserie(matt(), varden).sista
    assert utan is not None
    assert utan.ovre is not None
    assert utan.ovre > 100
    procent = Indikator(frekvens="manad", riktning="hogre", lagst=Decimal(0), hogst=Decimal(100))
    med = styrserie(procent, varden).sista
    assert med is not None
    assert (med.undre, med.ovre) == (utan.undre, 100)


@pytest.mark.parametrize(
    ("mal", "grans"),
    [
        (Absolut(Decimal(70), HOGRE), Malgrans(minst=70)),
        (Absolut(Decimal(70), LAGRE), Malgrans(hogst=70)),
        (Intervall(Decimal(60), Decimal(80)), Malgrans(minst=60, hogst=80)),
        (RiktningMotBasar(Decimal(65), 2022, HOGRE), Malgrans(minst=65)),
        (RiktningMotBasar(None, 2022, HOGRE), None),
        (GapMotJamforelse(Decimal(72), "riket", LAGRE), Malgrans(hogst=72)),
        (GapMotJamforelse(None, "riket", LAGRE), None),
        (GapMotJamforelse(Decimal(72), "riket", HOGRE, gap_basar=Decimal(3), basar=2022), None),
        (Kvalitativ("Rutinen finns."), None),
        (None, None),
    ],
)
def test_what_each_kind_of_target_asks_of_a_series(
    mal: Malvarde | None, grans: Malgrans | None
) -> None:
    assert malgrans(mal) == grans


def test_stable_and_far_below_the_target_is_said_in_words() -> None:
    sagan = sagt(styrserie(matt(), manader(LUGNT)), matt(), Absolut(Decimal(90), HOGRE))
    assert sagan.traff is Traff.NAR_INTE
    assert sagan.kort == "stabilt, når inte målet"


def test_within_an_interval_neither_way_is_better() -> None:
    varden = manader([*LUGNT * 2, 95])
    mal = Intervall(Decimal(60), Decimal(80))
    assert sagt(styrserie(matt(), varden), matt(), mal).variation is Variation.ANDRING
