"""Promised days: working or calendar days, red days, and the clock that stands still."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kvalitet.kalender import ar_arbetsdag, arbetsdagar_mellan
from synpunkter.models import Tidsfrist
from synpunkter.tidsfrist import efter_paus, lofte

dagar = st.dates(date(2024, 1, 1), date(2030, 12, 31))
antal = st.integers(1, 40)
VARDAGAR = Tidsfrist()
FJORTON_DAGAR = Tidsfrist(svara_dagar=14, svara_i_vardagar=False)


def test_the_standard_promise() -> None:
    nytt = lofte(VARDAGAR, date(2026, 10, 14))
    assert (nytt.tas_om_hand, nytt.svar) == (date(2026, 10, 16), date(2026, 10, 28))


def test_over_christmas() -> None:
    assert lofte(VARDAGAR, date(2026, 12, 22)).svar == date(2027, 1, 12)


def test_calendar_days_that_end_on_a_red_day() -> None:
    assert lofte(FJORTON_DAGAR, date(2026, 6, 5)).svar == date(2026, 6, 22)  # midsommarafton


@given(dagar, antal)
def test_what_arrives_on_a_day_off_has_arrived_on_the_next_working_day(dag: date, n: int) -> None:
    nytt = lofte(Tidsfrist(svara_dagar=n), dag)
    assert ar_arbetsdag(nytt.svar)
    assert arbetsdagar_mellan(dag, nytt.svar) == n


@given(dagar, antal, st.integers(0, 30), st.integers(0, 60))
def test_as_many_working_days_are_left_after_the_pause(
    inkom: date, n: int, till_paus: int, paus: int
) -> None:
    frist = Tidsfrist(svara_dagar=n)
    svar = lofte(frist, inkom).svar
    stannad = inkom + timedelta(days=till_paus)
    igang = stannad + timedelta(days=paus)
    nytt = efter_paus(frist, svar, stannad=stannad, igang=igang)
    assert ar_arbetsdag(nytt)
    assert nytt >= svar
    assert arbetsdagar_mellan(igang, nytt) == arbetsdagar_mellan(stannad, svar)


@given(dagar, st.integers(0, 60))
def test_calendar_days_are_added_one_for_one(inkom: date, paus: int) -> None:
    svar = lofte(FJORTON_DAGAR, inkom).svar
    igang = inkom + timedelta(days=paus)
    nytt = efter_paus(FJORTON_DAGAR, svar, stannad=inkom, igang=igang)
    assert ar_arbetsdag(nytt)
    assert nytt >= svar + timedelta(days=paus)


def test_no_pause_moves_nothing() -> None:
    dag = date(2026, 10, 14)
    assert efter_paus(VARDAGAR, date(2026, 10, 28), stannad=dag, igang=dag) == date(2026, 10, 28)
