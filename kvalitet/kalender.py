"""Swedish working days, for deadlines and reminders.

A day that is not a working day counts as the next working day: what arrives on a
Saturday has arrived on Monday, and a deadline that falls on a Sunday falls on Monday
(lagen 1930:173 om beräkning av lagstadgad tid, 2 §). Midsommarafton, julafton and
nyårsafton are held as holidays by that law; the library lists them as "de facto". A promise of
our own may count them as working days instead: `aftnar=False`.

Everything here is in days. A moment becomes a day only through `svensk_dag`, so that
an evening in July and the hour that is repeated in October land on the right date.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SVENSK_TID = ZoneInfo("Europe/Stockholm")
_EN_DAG = timedelta(days=1)
_LORDAG = 5


@lru_cache(maxsize=400)
def helgdagar(ar: int, aftnar: bool = True) -> frozenset[date]:
    """Public and de facto holidays of a year. Plain Sundays are not among them."""
    slag = ("public", "de_facto") if aftnar else ("public",)
    return frozenset(
        holidays.country_holidays("SE", categories=slag, include_sundays=False, years=ar)
    )


def ar_arbetsdag(d: date, *, aftnar: bool = True) -> bool:
    """Monday to Friday and no holiday."""
    _krav_pa_dag(d)
    return d.weekday() < _LORDAG and d not in helgdagar(d.year, aftnar)


@lru_cache(maxsize=1000)
def plus_arbetsdagar(d: date, n: int, *, aftnar: bool = True) -> date:
    """The n-th working day after d, or before it when n is negative.

    The day itself is not counted. With n = 0: d, or the next working day after it.
    """
    dag = _raknas_som(d, aftnar)
    steg = _EN_DAG if n > 0 else -_EN_DAG
    for _ in range(abs(n)):
        dag += steg
        while not ar_arbetsdag(dag, aftnar=aftnar):
            dag += steg
    return dag


def arbetsdagar_mellan(a: date, b: date, *, aftnar: bool = True) -> int:
    """Working days from a to b, a not counted; negative when b comes first.

    The inverse of `plus_arbetsdagar`: what is answered on day b is in time exactly when
    `arbetsdagar_mellan(a, b) <= n`, n working days being allowed.
    """
    fran, till = _raknas_som(a, aftnar), _raknas_som(b, aftnar)
    tecken = 1
    if till < fran:
        fran, till, tecken = till, fran, -1
    dagar = (till - fran).days
    vagen = (fran + timedelta(days=i) for i in range(1, dagar + 1))
    return tecken * sum(ar_arbetsdag(dag, aftnar=aftnar) for dag in vagen)


def svensk_dag(ogonblick: datetime) -> date:
    """The date in Sweden at an aware moment. A naive moment has no day: ValueError."""
    if ogonblick.tzinfo is None:
        raise ValueError("a moment without time zone has no Swedish date")
    return ogonblick.astimezone(SVENSK_TID).date()


def midnatt(d: date) -> datetime:
    """The moment at which the day begins in Sweden."""
    return datetime.combine(d, time(), SVENSK_TID)


def _raknas_som(d: date, aftnar: bool) -> date:
    while not ar_arbetsdag(d, aftnar=aftnar):
        d += _EN_DAG
    return d


def _krav_pa_dag(d: date) -> None:
    # datetime is a subclass of date, so a moment in UTC would pass as the wrong day.
    if isinstance(d, datetime):
        raise TypeError("a moment is not a day: use svensk_dag()")
