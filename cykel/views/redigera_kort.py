"""What the editor shows, gathered in a fixed number of queries: a card for each goal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from cykel.maltext import maltext, omradesnamn
from cykel.models import (
    Aktivitet,
    Mal,
    Planindikator,
    Planmal,
    PlanVersion,
    Uppdrag,
    Verksamhetsplan,
    folket,
)
from cykel.views.redigera_rader import Aktivitetskort, Indikatorkort
from cykel.villkor.plan import planens_mal, planens_uppdrag, saknas_i_indikator
from cykel.villkor.redigering import (
    Rollslut,
    fel_i_aktivitet,
    kvar_pa_mal,
    rollslut,
    varningar,
)
from cykel.visning import for_manga_indikatorer
from kvalitet.kvarfraga import Kvarfraga


@dataclass(frozen=True)
class Kort:
    """One goal or assignment of the editor: the answer given, and the rows below it."""

    id: str
    rubrik: str
    text: str
    koppla: str
    rad: Planmal | None
    andras: bool
    """Whether the draft may be changed now."""
    aktiviteter: tuple[Aktivitetskort, ...] = ()
    indikatorer: tuple[Indikatorkort, ...] = ()

    @property
    def beror(self) -> bool:
        return self.rad is not None and self.rad.koppling != Planmal.Koppling.BEROR_INTE

    @property
    def aktivitetsrader(self) -> SafeString:
        return self._rader(self.aktiviteter)

    @property
    def indikatorrader(self) -> SafeString:
        return self._rader(self.indikatorer)

    def _rader(self, rader: Iterable[Aktivitetskort | Indikatorkort]) -> SafeString:
        return SafeString("".join([r.skriven if self.andras else r.last for r in rader]))

    @property
    def kvar(self) -> str:
        rader = [*(a.fel for a in self.aktiviteter), *(i.saknas for i in self.indikatorer)]
        att_ratta = sum(bool(fel) for fel in rader)
        return kvar_pa_mal(self.rad, aktiviteter=len(self.aktiviteter), att_ratta=att_ratta)

    @property
    def for_manga(self) -> str:
        return for_manga_indikatorer(len(self.indikatorer))


@dataclass(frozen=True)
class Bit:
    """A part of the editor that htmx fetches by its id, as the page itself writes it."""

    slag: str
    id: str
    kort: Kort
    rad: Aktivitetskort | Indikatorkort | None = None


@dataclass(frozen=True)
class _Utkast:
    """The draft's rows by the answer (`Planmal.pk`) they lie under."""

    plan: Verksamhetsplan
    andras: bool
    aktiviteter: Mapping[int, Sequence[Aktivitet]]
    indikatorer: Mapping[int, Sequence[Planindikator]]
    roller: Rollslut


def korten(version: PlanVersion, *, andras: bool) -> list[Kort]:
    utkast = _last(version, andras=andras)
    per_mal: dict[int, Planmal] = {}
    per_uppdrag: dict[int, Planmal] = {}
    for rad in _SVAREN.rader(version.pk):
        if rad.mal_id:
            per_mal[rad.mal_id] = rad
        elif rad.uppdrag_id:
            per_uppdrag[rad.uppdrag_id] = rad
    # What has been answered stays, also when the assignment has been closed since.
    uppdrag = {ett.pk: ett for ett in planens_uppdrag(version.plan)}
    uppdrag |= {rad.uppdrag.pk: rad.uppdrag for rad in per_uppdrag.values() if rad.uppdrag}
    return [
        *(_malkort(utkast, ett, per_mal.get(ett.pk)) for ett in planens_mal(version.plan)),
        *(_uppdragskort(utkast, ett, per_uppdrag.get(ett.pk)) for ett in uppdrag.values()),
    ]


def _last(version: PlanVersion, *, andras: bool) -> _Utkast:
    aktiviteter: defaultdict[int, list[Aktivitet]] = defaultdict(list)
    indikatorer: defaultdict[int, list[Planindikator]] = defaultdict(list)
    alla = _AKTIVITETERNA.rader(version.pk)
    # A few people answer for hundreds of rows: joined with each, they are made as many times.
    folk = folket(pk for rad in alla for pk in (rad.ansvarig_id, rad.rapportor_id))
    for rad in alla:
        rad.ansvarig, rad.rapportor = folk[rad.ansvarig_id], folk[rad.rapportor_id]
        aktiviteter[rad.planmal_id].append(rad)
    for indikator in _INDIKATORERNA.rader(version.pk):
        indikatorer[indikator.planmal_id].append(indikator)
    roller = rollslut(version.plan, folk)
    return _Utkast(version.plan, andras, aktiviteter, indikatorer, roller)


def _svaren(version: int) -> QuerySet[Planmal]:
    return Planmal.objects.filter(version=version).select_related("mal", "uppdrag")


def _aktiviteterna(version: int) -> QuerySet[Aktivitet]:
    return Aktivitet.objects.filter(planmal__version=version).order_by("start", "pk")


def _indikatorerna(version: int) -> QuerySet[Planindikator]:
    rader = Planindikator.objects.filter(planmal__version=version)
    return rader.select_related("indikator", "kriterium").order_by("pk")


_SVAREN = Kvarfraga(_svaren)
_AKTIVITETERNA, _INDIKATORERNA = Kvarfraga(_aktiviteterna), Kvarfraga(_indikatorerna)


def kort_id(rad: Planmal) -> str:
    return f"mal-{rad.mal_id}" if rad.mal_id else f"uppdrag-{rad.uppdrag_id}"


def _malkort(utkast: _Utkast, mal: Mal, rad: Planmal | None) -> Kort:
    koppla = reverse("cykel:koppla_mal", args=[utkast.plan.pk, mal.pk])
    return _kort(utkast, f"mal-{mal.pk}", str(mal), mal.text, koppla, rad)


def _uppdragskort(utkast: _Utkast, uppdrag: Uppdrag, rad: Planmal | None) -> Kort:
    koppla = reverse("cykel:koppla_uppdrag", args=[utkast.plan.pk, uppdrag.pk])
    rubrik = f"Uppdrag. {uppdrag}"
    return _kort(utkast, f"uppdrag-{uppdrag.pk}", rubrik, uppdrag.text, koppla, rad)


def _kort(
    utkast: _Utkast, id_: str, rubrik: str, text: str, koppla: str, rad: Planmal | None
) -> Kort:
    plan, roller = utkast.plan, utkast.roller
    aktiviteter = utkast.aktiviteter.get(rad.pk, ()) if rad else ()
    indikatorer = utkast.indikatorer.get(rad.pk, ()) if rad else ()
    namnen = omradesnamn(i.jamforelse for i in indikatorer)
    return Kort(
        id_,
        rubrik,
        text,
        koppla,
        rad,
        utkast.andras,
        tuple(
            Aktivitetskort(plan.pk, a, fel_i_aktivitet(a, plan), varningar(a, plan, roller))
            for a in aktiviteter
        ),
        tuple(
            Indikatorkort(plan.pk, i, maltext(i, namnen), tuple(saknas_i_indikator(i)))
            for i in indikatorer
        ),
    )


def bitar(kort: list[Kort]) -> dict[str, Bit]:
    """Return every part that can be fetched alone, by its id."""
    return {bit.id: bit for ett in kort for bit in _bitar(ett)}


def _bitar(kort: Kort) -> Iterator[Bit]:
    yield Bit("koppling", f"koppling-{kort.id}", kort)
    yield Bit("rader", f"rader-{kort.id}", kort)
    if kort.rad is None:
        return
    yield Bit("ny_aktivitet", f"ny-aktivitet-{kort.rad.pk}", kort)
    yield Bit("ny_indikator", f"ny-indikator-{kort.rad.pk}", kort)
    for aktivitet in kort.aktiviteter:
        yield Bit("aktivitet", f"aktivitet-{aktivitet.rad.pk}", kort, aktivitet)
    for indikator in kort.indikatorer:
        yield Bit("indikator", f"indikator-{indikator.rad.pk}", kort, indikator)
