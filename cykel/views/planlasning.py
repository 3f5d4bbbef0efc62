"""What the plan page reads: each thing once, and of what a plan seldom has only what there is.

The plan's own question tells which of the rare parts it has. Its laps come with those of its
predecessors, which the stairs draw; the guards find them on the plan, where they would ask.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from cykel.models import (
    Aterskick,
    Forbattringssprang,
    Nivahojning,
    Planmal,
    PlanVersion,
    Rattelse,
    Uppdrag,
    Varv,
    Verksamhetsplan,
)
from cykel.tillstand import Fas, Versionslage
from cykel.views.nivaserie import hojningarna, varven
from cykel.villkor.aterskick import oppna_aterskick
from cykel.villkor.plan import tillfallen_att_oppna
from kvalitet import klocka
from kvalitet.behorighet import Roller, omfang_av, rollerna
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Planlasning:
    """A plan with what several parts of its page are made of."""

    plan: Any
    """`Verksamhetsplan`, with the marks of `_med_sallsynt`."""
    versioner: list[PlanVersion]
    varven: list[Varv]
    """Of the plan and its nearest predecessors, in the order of time."""
    hojningar: list[Nivahojning]
    """Every raise in the unit, the oldest first."""

    @property
    def version(self) -> PlanVersion:
        """The version in force; before there is one, the one that is written."""
        gallande = [v for v in self.versioner if v.lage == Versionslage.FASTSTALLD]
        return gallande[0] if gallande else self.versioner[-1]

    @property
    def i_arbete(self) -> PlanVersion:
        """The version that is written or reviewed, else that in force."""
        lagen = (Versionslage.UTKAST, Versionslage.GRANSKNING)
        return next((v for v in self.versioner if v.lage in lagen), self.version)

    @property
    def varv(self) -> list[Varv]:
        return [varv for varv in self.varven if varv.plan_id == self.plan.pk]

    @property
    def nu(self) -> Varv | None:
        """The latest lap of the plan."""
        return next(reversed(self.varv), None)

    def hojda(self, indikatorer: Collection[int]) -> dict[int, list[Nivahojning]]:
        """Return the raises by indicator, as `cykel.niva.hojningar` does."""
        per: dict[int, list[Nivahojning]] = {}
        for rad in self.hojningar:
            if rad.indikator_id in indikatorer:
                per.setdefault(rad.indikator_id, []).append(rad)
        return per

    # --- What a plan seldom has -----------------------------------------------------------------

    def aterskickade(self) -> list[Aterskick]:
        return oppna_aterskick(self.plan) if self.plan.har_aterskick else []

    def rattelser(self) -> list[Rattelse]:
        if not self.plan.har_rattelser:
            return []
        rader = self.plan.rattelser.select_related("varv__tillfalle", "av")
        return list(rader.order_by("-tid", "-pk"))

    def sprang_pa_gang(self) -> list[Forbattringssprang]:
        """The unit's leaps that are not decided yet, the latest first."""
        if not self.plan.har_sprang:
            return []
        alla = Forbattringssprang.objects.pagaende().filter(
            enhet=self.plan.enhet_id, namnd=self.plan.namnd_id
        )
        return list(alla.order_by("-skapad", "-pk")[:3])

    def nya_uppdrag(self) -> list[Uppdrag]:
        """Return open assignments that the adopted version does not answer: given after it."""
        if not self.plan.har_nya_uppdrag or self.version.lage != Versionslage.FASTSTALLD:
            return []
        return list(_nya_uppdrag(self.plan.enhet_id, self.plan.namnd_id, self.plan.pk))


def las(request: InloggadRequest, pk: int) -> Planlasning:
    """Read the plan, or 404 when the person may not see it."""
    plan = _plan(request, pk)
    hojda = hojningarna(plan.enhet_id) if plan.har_hojningar else []
    last = Planlasning(plan, _versioner(plan), varven(plan), hojda)
    for varv in last.varv:
        varv.plan = plan  # already loaded with its place, for rights and guards
    plan.lasta_varv = last.varv
    if plan.fas == Fas.GENOMFORA:
        plan.lasta_tillfallen = tillfallen_att_oppna(plan, klocka.idag())
    return last


def _plan(request: InloggadRequest, pk: int) -> Any:
    planer = _PLANEN.rader(pk, under=rollerna(request.user, Rattighet.PLAN_SE))
    if not planer:
        raise Http404
    return planer[0]


def _planen(pk: int, roller: Roller) -> QuerySet[Any]:
    planer = Verksamhetsplan.objects.filter(omfang_av(roller), pk=pk).med_plats()
    return planer.annotate(
        har_aterskick=Exists(Aterskick.objects.oppna().filter(plan=OuterRef("pk"))),
        har_rattelser=Exists(Rattelse.objects.filter(plan=OuterRef("pk"))),
        har_sprang=Exists(
            Forbattringssprang.objects.pagaende().filter(
                enhet=OuterRef("enhet"), namnd=OuterRef("namnd")
            )
        ),
        har_hojningar=Exists(Nivahojning.objects.filter(enhet=OuterRef("enhet"))),
        har_nya_uppdrag=Exists(
            _nya_uppdrag(OuterRef("enhet"), OuterRef("namnd"), OuterRef(OuterRef("pk")))
        ),
    )


def _nya_uppdrag(enhet: Any, namnd: Any, plan: Any) -> QuerySet[Uppdrag]:
    svarade = Planmal.objects.filter(
        uppdrag=OuterRef("pk"), version__plan=plan, version__lage=Versionslage.FASTSTALLD
    )
    oppna = Uppdrag.objects.oppna().filter(enhet=enhet, namnd=namnd)
    return oppna.filter(~Exists(svarade)).order_by("beslut_datum", "pk")


def _versionerna(plan: int) -> QuerySet[PlanVersion]:
    rader = PlanVersion.objects.filter(plan=plan)
    return rader.select_related("ogonblick", "faststalld_av", "inskickad_av").order_by("nummer")


_PLANEN, _VERSIONERNA = Kvarfraga(_planen), Kvarfraga(_versionerna)


def _versioner(plan: Verksamhetsplan) -> list[PlanVersion]:
    versioner: list[PlanVersion] = _VERSIONERNA.rader(plan.pk)
    for version in versioner:
        version.plan = plan
    return versioner
