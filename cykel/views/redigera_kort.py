"""What the editor shows, gathered in a fixed number of queries: a card for each goal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from cykel.maltext import maltext, omradesnamn
from cykel.models import Aktivitet, Mal, Planindikator, Planmal, PlanVersion, Uppdrag
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


@dataclass(frozen=True)
class Kort:
    """One goal or assignment of the editor: the answer given, and the rows below it."""

    id: str
    rubrik: str
    text: str
    koppla: str
    rad: Planmal | None
    aktiviteter: tuple[Aktivitetskort, ...] = ()
    indikatorer: tuple[Indikatorkort, ...] = ()

    @property
    def beror(self) -> bool:
        return self.rad is not None and self.rad.koppling != Planmal.Koppling.BEROR_INTE

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


def korten(version: PlanVersion) -> list[Kort]:
    plan = version.plan
    rader = version.mal.select_related("mal", "uppdrag").prefetch_related(
        Prefetch(
            "aktiviteter",
            Aktivitet.objects.select_related("ansvarig", "rapportor").order_by("start", "pk"),
        ),
        Prefetch(
            "indikatorer",
            Planindikator.objects.select_related("indikator", "kriterium").order_by("pk"),
        ),
    )
    per_mal: dict[int, Planmal] = {}
    per_uppdrag: dict[int, Planmal] = {}
    for rad in rader:
        if rad.mal_id:
            per_mal[rad.mal_id] = rad
        elif rad.uppdrag_id:
            per_uppdrag[rad.uppdrag_id] = rad
    # What has been answered stays, also when the assignment has been closed since.
    uppdrag = {ett.pk: ett for ett in planens_uppdrag(plan)}
    uppdrag |= {rad.uppdrag.pk: rad.uppdrag for rad in per_uppdrag.values() if rad.uppdrag}
    roller = rollslut(plan, _personer([*per_mal.values(), *per_uppdrag.values()]))
    return [
        *(_malkort(version, ett, per_mal.get(ett.pk), roller) for ett in planens_mal(plan)),
        *(_uppdragskort(version, ett, per_uppdrag.get(ett.pk), roller) for ett in uppdrag.values()),
    ]


def _personer(rader: list[Planmal]) -> Iterator[int]:
    for rad in rader:
        for aktivitet in rad.aktiviteter.all():
            yield aktivitet.ansvarig_id
            yield aktivitet.rapportor_id


def kort_id(rad: Planmal) -> str:
    return f"mal-{rad.mal_id}" if rad.mal_id else f"uppdrag-{rad.uppdrag_id}"


def _malkort(version: PlanVersion, mal: Mal, rad: Planmal | None, roller: Rollslut) -> Kort:
    koppla = reverse("cykel:koppla_mal", args=[version.plan_id, mal.pk])
    return _kort(version, f"mal-{mal.pk}", str(mal), mal.text, koppla, rad, roller)


def _uppdragskort(
    version: PlanVersion, uppdrag: Uppdrag, rad: Planmal | None, roller: Rollslut
) -> Kort:
    koppla = reverse("cykel:koppla_uppdrag", args=[version.plan_id, uppdrag.pk])
    id_, rubrik = f"uppdrag-{uppdrag.pk}", f"Uppdrag. {uppdrag}"
    return _kort(version, id_, rubrik, uppdrag.text, koppla, rad, roller)


def _kort(
    version: PlanVersion,
    id_: str,
    rubrik: str,
    text: str,
    koppla: str,
    rad: Planmal | None,
    roller: Rollslut,
) -> Kort:
    plan = version.plan
    aktiviteter = rad.aktiviteter.all() if rad else ()
    indikatorer = rad.indikatorer.all() if rad else ()
    namnen = omradesnamn(i.jamforelse for i in indikatorer)
    return Kort(
        id_,
        rubrik,
        text,
        koppla,
        rad,
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
