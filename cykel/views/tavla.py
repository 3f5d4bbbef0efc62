"""The board: every plan at work by its stage, what is late first and why it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cykel.forms.filter import TavlafilterForm
from cykel.models import Atgard, Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.tillstand import Fas
from cykel.views.planer import Planrad, inga_planer, planrader
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.databas import SvNyckel
from kvalitet.models import Enhet
from kvalitet.roller import Rattighet
from kvalitet.texter import antal, datum, datum_kort
from kvalitet.typer import InloggadRequest

PER_SKEDE = 8
"""Plans of each stage; the list of plans holds the rest."""


@dataclass(frozen=True)
class Skede:
    """A stage: how many plans stand in it, how many of them are late, and the first few."""

    fas: Fas
    antal: int
    sena: int
    forst: list[tuple[int, str]]
    """The keys of the plans and why each is late, empty when it is not."""


@dataclass(frozen=True)
class Kolumn:
    skede: Skede
    kort: list[tuple[Planrad, str]]
    alla: str
    """Leads to the rest, empty when these are all."""


@require_safe
@kraver(Rattighet.PLAN_SE)
def tavla(request: InloggadRequest) -> HttpResponse:
    planer = Verksamhetsplan.objects.levande().filter(omfang(request.user, Rattighet.PLAN_SE))
    filter_ = TavlafilterForm(request.GET or None, planer=planer)
    kolumner = _kolumner(skeden(filter_.filtrera(planer), klocka.idag()), filter_)
    sammanhang = {
        "kolumner": kolumner,
        "filter": filter_,
        "antal": sum(k.skede.antal for k in kolumner),
        "sena": sum(k.skede.sena for k in kolumner),
        "tomt": inga_planer(
            filter_,
            alla=reverse("cykel:tavla"),
            borjan="När den första planen är skapad står den här under Planera.",
            far_skriva=far(request.user, Rattighet.PLAN_SKRIVA),
        ),
    }
    return render(request, "cykel/tavla.html", sammanhang)


def skeden(planer: QuerySet[Verksamhetsplan], dag: date) -> list[Skede]:
    """Return the five stages in their order; two questions (three with rounds) for any number."""
    rader = planer.only("fas", "period_fran", "period_till").annotate(
        namnnyckel=SvNyckel("enhet__namn"), sena_atgarder=_sena_atgarder(dag)
    )
    klart_senast = _klart_senast(planer)
    per_fas: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for plan in rader.order_by("-period_fran", "namnnyckel", "pk"):
        per_fas[plan.fas].append((plan.pk, _sen(plan, klart_senast.get(plan.pk), dag)))
    ut = []
    for fas in LEVANDE:
        alla = sorted(per_fas[fas], key=lambda rad: not rad[1])  # keeps the order otherwise
        sena = sum(bool(skal) for _, skal in alla)
        ut.append(Skede(Fas(fas), len(alla), sena, alla[:PER_SKEDE]))
    return ut


def skedenas_antal(planer: QuerySet[Verksamhetsplan], dag: date) -> list[Skede]:
    """As `skeden`, counted by the database and without the plans: late by the rules of `_sen`."""
    sen = Q(fas=Fas.PLANERA, period_fran__lte=dag) | Q(fas=Fas.GENOMFORA, period_till__lt=dag)
    per_fas = planer.order_by().values_list("fas")
    rader: QuerySet[Any, Any] = per_fas.annotate(n=Count("pk"), sena=Count("pk", filter=sen))
    tal = {fas: (n, sena) for fas, n, sena in rader}
    sena = {fas: sena for fas, (_, sena) in tal.items()} | _sena_av_atgarder(planer, dag)
    sena[Fas.FOLJA_UPP] = _sena_i_rundan(planer, dag) if Fas.FOLJA_UPP in tal else 0
    return [
        Skede(Fas(fas), tal[fas][0] if fas in tal else 0, sena.get(fas, 0), []) for fas in LEVANDE
    ]


def _sena_av_atgarder(planer: QuerySet[Verksamhetsplan], dag: date) -> dict[str, int]:
    """Count from the few åtgärder that are open, not from the plans."""
    i_skedet = planer.filter(fas__in=(Fas.ATGARDA, Fas.KVALITETSSAKRA)).order_by()
    sena = (
        Atgard.objects.oppna()
        .exclude(status=Atgard.Status.KLAR)
        .filter(klar_senast__lt=dag, brist__varv__avslutades=None, brist__varv__plan__in=i_skedet)
    )
    rader = sena.order_by().values_list("brist__varv__plan__fas")
    return dict(rader.annotate(Count("brist__varv__plan", distinct=True)))


def _sena_i_rundan(planer: QuerySet[Verksamhetsplan], dag: date) -> int:
    """Count by what `senast_for` asks of a plan: the round, the nämnd and the kind of unit."""
    falt = ("tillfalle", "plan__namnd", "plan__enhet__slag")
    varven = Varv.objects.filter(
        plan__in=planer.order_by().values("pk"),
        plan__fas=Fas.FOLJA_UPP,
        avslutades=None,
        tillfalle__isnull=False,
    )
    grupper = list(varven.order_by().values_list(*falt).annotate(n=Count("pk")))
    vilka = {tillfalle for tillfalle, *_ in grupper}
    rundor = Uppfoljningstillfalle.objects.prefetch_related("namndtider").in_bulk(vilka)
    return sum(
        n
        for tillfalle, namnd, slag, n in grupper
        if rundor[tillfalle].senast_for(Verksamhetsplan(namnd_id=namnd, enhet=Enhet(slag=slag)))
        < dag
    )


def _sena_atgarder(dag: date) -> Count:
    sena = Q(varv__avslutades=None, varv__brister__atgarder__klar_senast__lt=dag)
    inte_klara = ~Q(varv__brister__atgarder__status=Atgard.Status.KLAR)
    return Count("varv__brister__atgarder", filter=sena & inte_klara, distinct=True)


def _klart_senast(planer: QuerySet[Verksamhetsplan]) -> dict[int, date]:
    """The day on which each plan in follow-up is ready."""
    varven = Varv.objects.filter(
        plan__in=planer.order_by().values("pk"), plan__fas=Fas.FOLJA_UPP, avslutades=None
    )
    rader = varven.select_related("plan__enhet").med_dagar().order_by("pk")
    return {varv.plan_id: varv.klart_senast for varv in rader if varv.klart_senast}


def _sen(plan: Verksamhetsplan, klart_senast: date | None, dag: date) -> str:
    if plan.fas == Fas.PLANERA and plan.period_fran <= dag:
        return f"Sen, perioden började {datum(plan.period_fran)}"
    if plan.fas == Fas.GENOMFORA and plan.period_till < dag:
        return f"Sen, perioden slutade {datum(plan.period_till)}"
    if klart_senast and klart_senast < dag:
        return f"Sen, skulle ha varit klar {datum_kort(klart_senast)}"
    sena: int = plan.sena_atgarder  # type: ignore[attr-defined]
    if plan.fas in (Fas.ATGARDA, Fas.KVALITETSSAKRA) and sena:
        return antal(sena, "åtgärd är sen", "åtgärder är sena").capitalize()
    return ""


def _kolumner(skedena: list[Skede], filter_: TavlafilterForm) -> list[Kolumn]:
    nycklar = [pk for skede in skedena for pk, _ in skede.forst]
    planer = Verksamhetsplan.objects.filter(pk__in=nycklar).med_plats().order_by("pk")
    rader = {rad.plan.pk: rad for rad in planrader(list(planer))}
    return [
        Kolumn(
            skede,
            [(rader[pk], skal) for pk, skal in skede.forst],
            _alla(skede, filter_) if skede.antal > PER_SKEDE else "",
        )
        for skede in skedena
    ]


def _alla(skede: Skede, filter_: TavlafilterForm) -> str:
    """The address of the list of plans with the same choice."""
    val = {namn: getattr(varde, "pk", varde) for namn, varde in filter_.valt.items()}
    return f"{reverse('cykel:planer')}?{urlencode({**val, 'fas': skede.fas.value})}"
