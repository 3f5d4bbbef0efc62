"""When an indicator is to have a value: in a round, and between rounds. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from cykel.models import Indikator, Uppfoljningstillfalle
from kvalitet.kalender import plus_arbetsdagar

Frekvens = Indikator.Frekvens
Slag = Uppfoljningstillfalle.Slag
Period = tuple[date, date]

MANADENS_FRIST = 10
"""Working days after the end of a month within which its value is entered."""
_MANADER = {Frekvens.MANAD: 1, Frekvens.HALVAR: 6, Frekvens.HELAR: 12}


def giltig_fran(frekvens: str, tillfalle: Uppfoljningstillfalle) -> date:
    """Return the earliest end of period that still counts as the round's value."""
    if frekvens == Frekvens.HELAR:
        return manader_bakat(tillfalle.matdatum, 12) + timedelta(days=1)
    if frekvens == Frekvens.HALVAR:
        return manader_bakat(tillfalle.matdatum, 6) + timedelta(days=1)
    return tillfalle.period_fran


def forfaller(frekvens: str, slag: str) -> bool:
    """Whether the round asks for a value: a yearly indicator only at the end of the year."""
    if frekvens == Frekvens.HELAR:
        return slag == Slag.HELAR
    if frekvens == Frekvens.HALVAR:
        return slag in (Slag.DELAR, Slag.HELAR)
    return True


def rundans_period(frekvens: str, tillfalle: Uppfoljningstillfalle) -> Period:
    """Return the period that the value asked for in the round is about."""
    antal = _MANADER.get(Frekvens(frekvens))
    if antal is None:
        return tillfalle.period_fran, tillfalle.matdatum
    return manader_bakat(tillfalle.matdatum, antal) + timedelta(days=1), tillfalle.matdatum


def matperiod(frekvens: str, fran: date, till: date) -> Period:
    """Return the period that a measurement made in [fran, till] is the value of: as long as the
    frequency says and ending on its last day. A yearly survey asked in March stands for the year
    to then."""
    antal = _MANADER.get(Frekvens(frekvens))
    return (fran, till) if antal is None else (manader_bakat(till, antal) + timedelta(days=1), till)


def ar_lang_som(frekvens: str, fran: date, till: date) -> bool:
    """Whether a period is as long as the frequency says; a round may be of any length."""
    antal = _MANADER.get(Frekvens(frekvens))
    return antal is None or manader_bakat(till, antal) + timedelta(days=1) == fran


def forra_manaden(dag: date) -> Period:
    till = dag.replace(day=1) - timedelta(days=1)
    return till.replace(day=1), till


def senaste_period(frekvens: str, dag: date) -> Period | None:
    """Return the latest whole month, half-year or year before `dag`; a round has no such."""
    antal = _MANADER.get(Frekvens(frekvens))
    if antal is None:
        return None
    borjan = date(dag.year, dag.month - (dag.month - 1) % antal, 1)
    till = borjan - timedelta(days=1)
    return manader_bakat(till, antal) + timedelta(days=1), till


def manadens_sista_dag(period: Period) -> date:
    """Return the day by which a month's value is entered."""
    return plus_arbetsdagar(period[1], MANADENS_FRIST)


def manader_bakat(dag: date, manader: int) -> date:
    """The same day of an earlier month, or that month's last day."""
    index = dag.year * 12 + dag.month - 1 - manader
    ar, manad = divmod(index, 12)
    forsta_nasta = date(ar + (manad == 11), (manad + 1) % 12 + 1, 1)
    sista = forsta_nasta - timedelta(days=1)
    sist_i_manaden = (dag + timedelta(days=1)).month != dag.month
    return sista if sist_i_manaden else min(date(ar, manad + 1, min(dag.day, sista.day)), sista)
