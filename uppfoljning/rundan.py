"""The board of a round: every follow-up in it, how far each has come, and who has what left.

As many queries for two hundred plans as for one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from django.db.models import Case, Count, QuerySet, When
from django.db.models.functions import Collate
from django.urls import reverse

from cykel.models import Delslag, Rundlas, Uppfoljningstillfalle, Varv, Verksamhetsplan
from kvalitet.databas import SvNyckel, bland
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.texter import antal as antal_ord
from uppfoljning.delar import Dellage, delarna
from uppfoljning.ogonblick import NAMNDERNAS

KOLUMNER: tuple[tuple[Delslag, str, str, str], ...] = (
    (Delslag.MAL, "Mål", "mål", "mål"),
    (Delslag.INDIKATOR, "Värden", "värde", "värden"),
    (Delslag.AKTIVITET, "Aktiviteter", "aktivitet", "aktiviteter"),
    (Delslag.SYNPUNKTER, "Synpunkter", "genomgång av synpunkter", "genomgångar av synpunkter"),
    (
        Delslag.UNDERSOKNINGAR,
        "Undersökningar",
        "genomgång av undersökningar",
        "genomgångar av undersökningar",
    ),
)
"""The parts as columns: heading, and one and many of what is left."""


@dataclass(frozen=True)
class Cell:
    """How many parts of a kind are ready; `lank` leads to the first that is not."""

    rubrik: str
    klara: int
    antal: int
    lank: str

    @property
    def klar(self) -> bool:
        return self.klara == self.antal


@dataclass(frozen=True)
class Kvar:
    """What a person has left in a follow-up: "2 värden, 1 aktivitet"."""

    person: Anvandare
    vad: str
    delar: tuple[Dellage, ...]


@dataclass(frozen=True)
class Rundrad:
    """One follow-up on the board."""

    varv: Varv
    senast: date
    celler: tuple[Cell, ...]
    kvar: tuple[Kvar, ...]
    sen: bool
    last: bool

    @property
    def godkand(self) -> bool:
        return self.varv.godkand is not None

    @property
    def aterstar(self) -> int:
        return sum(cell.antal - cell.klara for cell in self.celler)

    @property
    def vantar_pa_chef(self) -> bool:
        return not self.godkand and not self.kvar

    @property
    def lage(self) -> str:
        """In words."""
        if self.godkand:
            return "godkänd med luckor" if self.varv.luckor_skal else "godkänd"
        if self.last:
            return "sen, låst" if self.sen else "låst"
        if self.sen:
            return "sen"
        return "väntar på godkännande" if self.vantar_pa_chef else "pågår"


@dataclass(frozen=True)
class Rundgrupp:
    """The follow-ups of a kontor for a nämnd."""

    namnd: Namnd
    kontor: str
    rader: tuple[Rundrad, ...]

    @property
    def godkanda(self) -> int:
        return sum(rad.godkand for rad in self.rader)

    @property
    def sena(self) -> int:
        return sum(rad.sen for rad in self.rader)


def tavla(varven: Sequence[Varv], tillfalle: Uppfoljningstillfalle, dag: date) -> list[Rundgrupp]:
    """Return the board of the laps (from `rundans_varv`): late first, in groups and among them."""
    for varv in varven:
        varv.tillfalle = tillfalle  # loaded once, with the nämnder's days
    delar = delarna(varven, dag)
    lasta = set(
        Rundlas.objects.galler().filter(tillfalle=tillfalle).values_list("namnd", flat=True)
    )
    kontor = _kontor(varven)
    per: defaultdict[tuple[int, str], list[Rundrad]] = defaultdict(list)
    for varv in varven:
        rad = _rad(varv, delar[varv.pk], dag, last=varv.plan.namnd_id in lasta)
        per[varv.plan.namnd_id, kontor[varv.pk]].append(rad)
    grupper = [
        Rundgrupp(rader[0].varv.plan.namnd, namn, tuple(sorted(rader, key=_ordning)))
        for (_, namn), rader in per.items()
    ]
    return sorted(grupper, key=lambda g: (-g.sena, g.namnd.namn, g.kontor))


def rundans_varv(tillfalle: Uppfoljningstillfalle) -> QuerySet[Varv]:
    """Return a queryset of the round's laps, with what the board needs of each."""
    return _med_planen(i_rundan(tillfalle))


def _med_planen(varven: QuerySet[Varv]) -> QuerySet[Varv]:
    return (
        varven.select_related("plan__enhet", "plan__namnd", "plan__planansvarig", "godkand_av")
        .annotate(namnnyckel=SvNyckel("plan__enhet__namn"))
        .order_by("namnnyckel", "pk")
    )


def _sidan(varven: Sequence[int]) -> QuerySet[Varv]:
    return _med_planen(Varv.objects.filter(bland("pk", varven)))


_SIDAN = Kvarfraga(_sidan, forberedd=True)


def sidans_varv(varven: Iterable[int]) -> list[Varv]:
    """Return laps of a round by their keys, as `rundans_varv` does."""
    return _SIDAN.rader([*varven])


def i_rundan(tillfalle: Uppfoljningstillfalle) -> QuerySet[Varv]:
    return Varv.objects.filter(tillfalle=tillfalle).exclude(plan__fas="avbruten")


@dataclass(frozen=True)
class Namndlage:
    """How far a nämnd has come, without its rows."""

    namnd: Namnd
    antal: int
    godkanda: int
    sena: int


def per_namnd(
    varven: QuerySet[Varv], tillfalle: Uppfoljningstillfalle, dag: date
) -> list[Namndlage]:
    """Count the laps (from `i_rundan`) of each nämnd, by name; two questions for any number."""
    falt = ("plan__namnd", "plan__enhet__slag")
    rader: QuerySet[Any, Any] = varven.order_by().values_list(*falt)
    tal: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    senast = _Senast(tillfalle)
    for namnd, slag, antal, godkanda in rader.annotate(n=Count("pk"), g=Count("godkand")):
        sen = senast[namnd, slag] < dag
        tal[namnd].append((antal, godkanda, antal - godkanda if sen else 0))
    namnder = Namnd.objects.filter(pk__in=tal).order_by("namn", "pk")
    return [Namndlage(ett, *map(sum, zip(*tal[ett.pk], strict=True))) for ett in namnder]


def i_ordning(
    varven: QuerySet[Varv], namnd: Namnd, tillfalle: Uppfoljningstillfalle, dag: date
) -> QuerySet[Varv, Any]:
    """Return the keys of a nämnd's laps (from `i_rundan`), late first and by kontor."""
    dagar = _Senast(tillfalle)
    platser: defaultdict[tuple[bool, bool, date], list[str]] = defaultdict(list)
    for slag, klar in product(Enhet.Slag.values, (False, True)):
        senast = dagar[namnd.pk, slag]
        platser[klar or senast >= dag, klar, senast].append(slag)
    ordning = Case(
        *(
            When(plan__enhet__slag__in=platser[plats], godkand__isnull=not plats[1], then=nr)
            for nr, plats in enumerate(sorted(platser))
        )
    )
    inom = Collate("plan__enhet__sokvag", "C")
    return (
        varven.filter(plan__namnd=namnd).order_by(ordning, inom, "pk").values_list("pk", flat=True)
    )


class _Senast(dict[tuple[int, str], date]):
    """The day of the units of a kind in a nämnd, asked once of each."""

    def __init__(self, tillfalle: Uppfoljningstillfalle) -> None:
        self.tillfalle = tillfalle

    def __missing__(self, grupp: tuple[int, str]) -> date:
        namnd, slag = grupp
        plan = Verksamhetsplan(namnd_id=namnd, enhet=Enhet(slag=slag))
        self[grupp] = self.tillfalle.senast_for(plan)
        return self[grupp]


def _ordning(rad: Rundrad) -> tuple[bool, bool, date, str]:
    return not rad.sen, rad.godkand, rad.senast, rad.varv.namnnyckel  # type: ignore[attr-defined]


def _rad(varv: Varv, delar: Sequence[Dellage], dag: date, *, last: bool) -> Rundrad:
    tillfalle = varv.tillfalle
    assert tillfalle is not None  # noqa: S101  (narrows the type)
    senast = tillfalle.senast_for(varv.plan)
    godkand = varv.godkand is not None
    kvar = [] if godkand else [ett for ett in delar if not ett.klar]
    sidan = reverse("uppfoljning:delar", args=[varv.pk])
    return Rundrad(
        varv=varv,
        senast=senast,
        celler=tuple(_cell(varv, slag, rubrik, delar, sidan) for slag, rubrik, _, _ in KOLUMNER),
        kvar=tuple(_per_person(kvar)),
        sen=not godkand and senast < dag,
        last=last and not godkand,
    )


def _cell(varv: Varv, slag: Delslag, rubrik: str, delar: Sequence[Dellage], sidan: str) -> Cell:
    egna = [ett for ett in delar if ett.slag == slag]
    if varv.godkand is not None:
        return Cell(rubrik, len(egna), len(egna), sidan)
    kvar = [ett for ett in egna if not ett.klar]
    return Cell(rubrik, len(egna) - len(kvar), len(egna), kvar[0].lank if kvar else sidan)


def _per_person(kvar: Iterable[Dellage]) -> list[Kvar]:
    per: defaultdict[int, list[Dellage]] = defaultdict(list)
    folk: dict[int, Anvandare] = {}
    for ett in kvar:
        per[ett.vem.pk].append(ett)
        folk[ett.vem.pk] = ett.vem
    return [
        Kvar(folk[pk], vad_ar_kvar(delar), tuple(delar))
        for pk, delar in sorted(per.items(), key=lambda par: (-len(par[1]), folk[par[0]].namn))
    ]


def vad_ar_kvar(delar: Iterable[Dellage]) -> str:
    antal = Counter(ett.slag for ett in delar)
    ord_ = [antal_ord(antal[slag], en, flera) for slag, _, en, flera in KOLUMNER if antal[slag]]
    return ", ".join(ord_)


def _kontor(varven: Sequence[Varv]) -> dict[int, str]:
    """Name the kontor that each lap's unit lies in, itself included; "" above them."""
    sokvagar = {varv.pk: varv.plan.enhet.sokvag for varv in varven}
    vagar = {pk: [int(del_) for del_ in vag.split(".") if del_] for pk, vag in sokvagar.items()}
    alla = {pk for vag in vagar.values() for pk in vag}
    namn = dict(Enhet.objects.filter(pk__in=alla, slag__in=NAMNDERNAS).values_list("pk", "namn"))
    return {
        varv: next((namn[pk] for pk in reversed(vag) if pk in namn), "")
        for varv, vag in vagar.items()
    }
