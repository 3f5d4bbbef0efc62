"""The municipality's year: the rounds and the days that the law sets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cykel.frekvens import manader_bakat
from cykel.models import Uppfoljningstillfalle
from kvalitet.texter import MANADER, datum

Slag = Uppfoljningstillfalle.Slag


@dataclass(frozen=True)
class Lagdag:
    """A day that the law sets: what must be done by then, and where it stands.

    It lies a number of months after the period of the round, or on a fixed day the year after.
    """

    vad: str
    lagrum: str
    efter: str
    """Which kind of round it follows."""
    manader: int | None = None
    """Months after the end of the round's period."""
    dag: tuple[int, int] | None = None
    """Or a month and a day in the year after."""

    def senast(self, tillfalle: Uppfoljningstillfalle) -> date:
        if self.manader is not None:
            return manader_bakat(tillfalle.matdatum, -self.manader)
        assert self.dag is not None  # noqa: S101  (one of the two is given)
        return date(tillfalle.ar + 1, *self.dag)


LAGDAGAR = (
    Lagdag(
        "Delårsrapporten lämnad till fullmäktige och revisorerna",
        "Kommunallagen (2017:725) 11 kap. 16 §, lagen (2018:597) om kommunal bokföring och "
        "redovisning 13 kap.",
        efter=Slag.DELAR,
        manader=2,
    ),
    Lagdag(
        "Årsredovisningen lämnad till fullmäktige och revisorerna",
        "Kommunallagen (2017:725) 11 kap. 20 §",
        efter=Slag.HELAR,
        dag=(4, 15),
    ),
)


@dataclass(frozen=True)
class Arspost:
    """Something that happens on a day of the year."""

    dag: date
    text: str
    detalj: str = ""
    lag: bool = False
    """Set by law."""


@dataclass(frozen=True)
class Manad:
    namn: str
    nu: bool
    poster: list[Arspost]


def poster(tillfallen: Iterable[Uppfoljningstillfalle]) -> list[Arspost]:
    """Return all that the rounds bring with them, by date."""
    alla = [post for t in tillfallen for post in (*_rundan(t), *_lagen(t))]
    return sorted(alla, key=lambda post: (post.dag, post.text))


def _rundan(t: Uppfoljningstillfalle) -> Iterator[Arspost]:
    yield Arspost(t.matdatum, f"{t}: mätdatum", "Uppföljningen mäter läget den dagen.")
    yield Arspost(t.oppnar, f"{t} öppnar", "Alla som rapporterar får mejl.")
    yield Arspost(t.enheter_senast, f"{t}: enheterna klara")
    if t.kontor_senast:
        yield Arspost(t.kontor_senast, f"{t}: kontoren klara")
    yield Arspost(t.stanger, f"{t} stänger", "Underlaget går till nämnderna.")


def _lagen(t: Uppfoljningstillfalle) -> Iterator[Arspost]:
    for lagdag in LAGDAGAR:
        if lagdag.efter == t.slag:
            yield Arspost(lagdag.senast(t), lagdag.vad, lagdag.lagrum, lag=True)


def manader(alla: Iterable[Arspost], ar: int, idag: date) -> list[Manad]:
    """Return the twelve months of a year with what happens in each."""
    arets = [post for post in alla if post.dag.year == ar]
    return [
        Manad(
            MANADER[nummer - 1].capitalize(),
            (ar, nummer) == (idag.year, idag.month),
            [post for post in arets if post.dag.month == nummer],
        )
        for nummer in range(1, 13)
    ]


def nedrakning(dag: date, idag: date) -> str:
    """Say how long it is until a day: om 12 dagar."""
    dagar = (dag - idag).days
    if dagar < 0:
        return f"var {datum(dag)}"
    if dagar < 2:
        return ("i dag", "i morgon")[dagar]
    return f"om {dagar} dagar"
