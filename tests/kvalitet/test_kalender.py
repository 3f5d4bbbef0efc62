from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.kalender import (
    ar_arbetsdag,
    arbetsdagar_mellan,
    helgdagar,
    plus_arbetsdagar,
    svensk_dag,
)

dagar = st.dates(min_value=date(2015, 1, 1), max_value=date(2040, 12, 31))
antal = st.integers(min_value=-40, max_value=40)


@pytest.mark.parametrize(
    ("dag", "namn"),
    [
        (date(2026, 1, 1), "nyårsdagen"),
        (date(2026, 1, 6), "trettondedag jul"),
        (date(2026, 4, 3), "långfredagen"),
        (date(2026, 4, 6), "annandag påsk"),
        (date(2026, 5, 1), "första maj"),
        (date(2026, 5, 14), "Kristi himmelsfärdsdag"),
        (date(2025, 6, 6), "nationaldagen"),
        (date(2026, 6, 19), "midsommarafton"),
        (date(2026, 12, 24), "julafton"),
        (date(2026, 12, 25), "juldagen"),
        (date(2026, 12, 31), "nyårsafton"),
        (date(2026, 6, 27), "en lördag"),
        (date(2026, 6, 28), "en söndag"),
    ],
)
def test_helgdag_ar_ingen_arbetsdag(dag: date, namn: str) -> None:
    assert not ar_arbetsdag(dag), namn


@pytest.mark.parametrize(
    "dag",
    [
        date(2026, 4, 2),  # skärtorsdagen
        date(2026, 4, 30),  # valborg
        date(2026, 5, 15),  # klämdag
        date(2026, 10, 30),  # dagen före alla helgons dag
        date(2026, 12, 23),
    ],
)
def test_vanlig_vardag_ar_arbetsdag(dag: date) -> None:
    assert ar_arbetsdag(dag)


def test_sondagar_star_inte_bland_helgdagarna() -> None:
    assert date(2026, 6, 28) not in helgdagar(2026)


def test_startdagen_raknas_inte() -> None:
    assert plus_arbetsdagar(date(2026, 3, 2), 2) == date(2026, 3, 4)  # måndag → onsdag


@pytest.mark.parametrize("dag", [date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)])
def test_inkommet_pa_helg_raknas_fran_nasta_arbetsdag(dag: date) -> None:
    assert plus_arbetsdagar(dag, 2) == date(2026, 3, 11)


def test_frist_over_jul_och_nyar() -> None:
    # 22 dec 2026 is a Tuesday: 23, 28, 29, 30 December and then 4 January.
    assert plus_arbetsdagar(date(2026, 12, 22), 5) == date(2027, 1, 4)


def test_frist_over_midsommar() -> None:
    assert plus_arbetsdagar(date(2026, 6, 18), 1) == date(2026, 6, 22)


def test_paminnelse_fore_frist() -> None:
    assert plus_arbetsdagar(date(2026, 3, 11), -3) == date(2026, 3, 6)
    assert plus_arbetsdagar(date(2026, 3, 8), -1) == date(2026, 3, 6)  # a Sunday is Monday


def test_noll_ar_dagen_sjalv_eller_nasta_arbetsdag() -> None:
    assert plus_arbetsdagar(date(2026, 3, 6), 0) == date(2026, 3, 6)
    assert plus_arbetsdagar(date(2026, 3, 7), 0) == date(2026, 3, 9)


def test_svar_pa_lordag_ar_senare_an_fredagens_frist() -> None:
    frist = plus_arbetsdagar(date(2026, 3, 2), 4)
    assert frist == date(2026, 3, 6)
    assert arbetsdagar_mellan(date(2026, 3, 2), date(2026, 3, 7)) == 5


@given(dagar, antal)
def test_landar_pa_en_arbetsdag(d: date, n: int) -> None:
    assert ar_arbetsdag(plus_arbetsdagar(d, n))


@given(dagar, antal)
def test_mellan_ar_plus_baklanges(d: date, n: int) -> None:
    assert arbetsdagar_mellan(d, plus_arbetsdagar(d, n)) == n


@given(dagar, antal, antal)
def test_stegen_laggs_ihop(d: date, n: int, m: int) -> None:
    assert plus_arbetsdagar(plus_arbetsdagar(d, n), m) == plus_arbetsdagar(d, n + m)


@given(dagar, dagar)
def test_mellan_byter_tecken(a: date, b: date) -> None:
    assert arbetsdagar_mellan(a, b) == -arbetsdagar_mellan(b, a)


@given(dagar, dagar, dagar)
def test_mellan_kan_delas(a: date, b: date, c: date) -> None:
    assert arbetsdagar_mellan(a, c) == arbetsdagar_mellan(a, b) + arbetsdagar_mellan(b, c)


@given(dagar, dagar, antal)
def test_i_tid_ar_samma_sak_som_senast_pa_fristen(a: date, b: date, n: int) -> None:
    i_tid = plus_arbetsdagar(b, 0) <= plus_arbetsdagar(a, n)
    assert i_tid == (arbetsdagar_mellan(a, b) <= n)


@given(dagar, antal)
def test_senare_start_ger_inte_tidigare_frist(d: date, n: int) -> None:
    assert plus_arbetsdagar(d, n) <= plus_arbetsdagar(d + timedelta(days=1), n)


@pytest.mark.parametrize(
    ("ogonblick", "dag"),
    [
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), date(2026, 7, 2)),  # summer: +2
        (datetime(2026, 1, 1, 22, 30, tzinfo=UTC), date(2026, 1, 1)),  # winter: +1
        (datetime(2026, 1, 1, 23, 30, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),  # night of the change
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),  # 02.30, first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),  # 02.30, again
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_svensk_dag(ogonblick: datetime, dag: date) -> None:
    assert svensk_dag(ogonblick) == dag


def test_tid_utan_zon_har_ingen_dag() -> None:
    with pytest.raises(ValueError, match="time zone"):
        svensk_dag(datetime(2026, 3, 2, 12, 0))  # noqa: DTZ001


def test_ett_ogonblick_ar_ingen_dag() -> None:
    with pytest.raises(TypeError, match="svensk_dag"):
        ar_arbetsdag(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
