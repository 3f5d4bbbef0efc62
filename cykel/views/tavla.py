"""The board: every plan at work by its stage, what is late first and why it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nsmallest
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from cykel.forms.filter import TavlafilterForm
from cykel.models import Atgard, Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.tillstand import Fas
from cykel.views.planer import Planrad, inga_planer, planrader
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, tilldelningar
from kvalitet.databas import BlandDem, bland, sv_nyckel
from kvalitet.kvarfraga import Kvarfraga, las
from kvalitet.models import Namnd
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.roller import Rattighet
from kvalitet.templatetags.kvalitet import ikon
from kvalitet.texter import antal, datum, datum_kort
from kvalitet.typer import InloggadRequest

PER_SKEDE = 8
"""Plans of each stage; the list of plans holds the rest."""
_MELLAN = "\x1f"
ATGARDAS_I = (Fas.ATGARDA, Fas.KVALITETSSAKRA)
"""The stages in which an åtgärd makes its plan late."""


@dataclass(frozen=True)
class Skede:
    """A stage: how many plans stand in it, how many of them are late, and the first few."""

    fas: Fas
    antal: int
    sena: int
    forst: list[tuple[int, str]]
    """The keys of the plans and why each is late, empty when it is not."""


_KORT = (
    '<li><a class="rad-lank" href="{}">{}, {}</a><p class="liten dov">{}</p>'
    '<p class="liten">{}</p></li>'
)


@dataclass(frozen=True)
class Kolumn:
    skede: Skede
    kort: list[tuple[Planrad, str]]
    alla: str
    """Leads to the rest, empty when these are all."""

    @property
    def rader(self) -> SafeString:
        symbol = ikon("ExclamationmarkTriangleFill")
        return skriv_alla(
            "",
            _KORT,
            (
                (
                    reverse("cykel:plan", args=[rad.plan.pk]),
                    rad.plan.enhet,
                    rad.plan.period_namn,
                    rad.plan.namnd,
                    skriv('<span class="sen">{} {}</span>', symbol, sen) if sen else rad.harnast,
                )
                for rad, sen in self.kort
            ),
        )


class Planlage(NamedTuple):
    """The plans of a nämnd that stand alike: some thousand plans are a few such rows."""

    fas: str
    fran: date
    till: date
    namnd: int
    planer: list[int]
    enheter: list[str]
    """The names of their units, in the same order."""

    def bland(self, nycklar: Collection[int], *, inte: bool = False) -> Planlage:
        """Keep those of the keys, or the others."""
        par = [
            ett
            for ett in zip(self.planer, self.enheter, strict=True)
            if (ett[0] in nycklar) is not inte
        ]
        return self._replace(planer=[pk for pk, _ in par], enheter=[namn for _, namn in par])


@require_safe
@kraver(Rattighet.PLAN_SE)
def tavla(request: InloggadRequest) -> HttpResponse:
    dag, nyckel = klocka.idag(), tilldelningar(request.user)
    planer = Verksamhetsplan.objects.levande().filter(omfang(request.user, Rattighet.PLAN_SE))
    lagen = planlagen(planer, nyckel)
    namnder = Namnd.objects.filter(pk__in={ett.namnd for ett in lagen}).order_by("namn", "pk")
    ar = {ett.fran.year for ett in lagen}
    filter_ = TavlafilterForm(request.GET or None, namnder=list(namnder), ar=ar)
    valda = lagen
    if filter_.valt:
        valda = [ett for ett in lagen if filter_.visar(ett.namnd, ett.fran.year)]
    kolumner = _kolumner(skeden(planer, dag, valda, nyckel=nyckel), filter_)
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


def planlagen(planer: QuerySet[Verksamhetsplan], nyckel: Hashable = None) -> list[Planlage]:
    """`nyckel` says whose plans they are, where the board is asked for often."""

    def bygg() -> QuerySet[Any, Any]:
        lika = planer.order_by().values_list("fas", "period_fran", "period_till", "namnd")
        namnen = StringAgg("enhet__namn", delimiter=_MELLAN)  # in one piece: thousands of names
        return lika.annotate(planer=ArrayAgg("pk"), enheter=namnen)

    return [
        Planlage(fas, fran, till, namnd, planer_, namn.split(_MELLAN))
        for fas, fran, till, namnd, planer_, namn in _las("planlägen", nyckel, bygg)
    ]


def _las(vad: str, nyckel: Hashable, bygg: Callable[[], QuerySet[Any, Any]]) -> list[Any]:
    return list(bygg()) if nyckel is None else las((vad, nyckel), bygg)


def _om_dagen(nyckel: Hashable, dag: date) -> Hashable:
    return None if nyckel is None else (nyckel, dag)


def skeden(
    planer: QuerySet[Verksamhetsplan],
    dag: date,
    valda: Sequence[Planlage] | None = None,
    *,
    nyckel: Hashable = None,
) -> list[Skede]:
    """Return the five stages in their order; two questions (four with rounds) for any number.

    `valda` are those of `planer` that are shown: read once by the board, for its choices too.
    """
    valda = planlagen(planer) if valda is None else valda
    skal = Skal(dag, _klart_senast(planer, nyckel), _sena_atgarder(planer, dag, nyckel))
    per_fas: dict[str, list[Planlage]] = defaultdict(list)
    for plan in valda:
        per_fas[plan.fas].append(plan)
    return [_skede(Fas(fas), per_fas[fas], skal) for fas in LEVANDE]


def _skede(fas: Fas, planer: Sequence[Planlage], skal: Skal) -> Skede:
    sena = [skal.sena(rad) for rad in planer]
    antal_, antal_sena = (sum(len(rad.planer) for rad in rader) for rader in (planer, sena))
    forst = [(pk, skal.ord(rad, pk)) for rad, pk in _forst(sena)]
    if len(forst) < PER_SKEDE:
        ovriga = [
            rad.bland(rads_sena.planer, inte=True) if rads_sena.planer else rad
            for rad, rads_sena in zip(planer, sena, strict=True)
        ]
        forst += [(pk, "") for _, pk in _forst(ovriga)]
    return Skede(fas, antal_, antal_sena, forst[:PER_SKEDE])


def _forst(planer: Sequence[Planlage]) -> list[tuple[Planlage, int]]:
    """The latest period first, and by name."""
    forst: list[tuple[Planlage, int]] = []
    senast = sorted((rad for rad in planer if rad.planer), key=_borjar, reverse=True)
    for _, samma in groupby(senast, key=_borjar):
        if len(forst) >= PER_SKEDE:
            break
        alla = (
            (sv_nyckel(namn), pk, rad)
            for rad in samma
            for pk, namn in zip(rad.planer, rad.enheter, strict=True)
        )
        forst += [(rad, pk) for _, pk, rad in nsmallest(PER_SKEDE, alla)]
    return forst[:PER_SKEDE]


def _borjar(rad: Planlage) -> date:
    return rad.fran


@dataclass(frozen=True)
class Skal:
    """Which plans are late, and why."""

    dag: date
    klart_senast: dict[int, date]
    """The day on which each plan in follow-up is ready."""
    sena_atgarder: dict[int, int]
    """How many late åtgärder a plan has in its open lap."""

    @cached_property
    def sena_i_rundan(self) -> set[int]:
        return {pk for pk, klart in self.klart_senast.items() if klart < self.dag}

    def sena(self, rad: Planlage) -> Planlage:
        dag = self.dag
        if rad.fas == Fas.PLANERA:
            return rad if rad.fran <= dag else rad.bland(())
        if rad.fas == Fas.GENOMFORA:
            return rad if rad.till < dag else rad.bland(())
        if rad.fas == Fas.FOLJA_UPP:
            return rad.bland(self.sena_i_rundan)
        return rad.bland(self.sena_atgarder)

    def ord(self, rad: Planlage, pk: int) -> str:
        """Say why a plan that is late is so."""
        if rad.fas == Fas.PLANERA:
            return f"Sen, perioden började {datum(rad.fran)}"
        if rad.fas == Fas.GENOMFORA:
            return f"Sen, perioden slutade {datum(rad.till)}"
        if rad.fas == Fas.FOLJA_UPP:
            return f"Sen, skulle ha varit klar {datum_kort(self.klart_senast[pk])}"
        sena = self.sena_atgarder[pk]
        return antal(sena, "åtgärd är sen", "åtgärder är sena").capitalize()


def skedenas_antal(
    planer: QuerySet[Verksamhetsplan], dag: date, nyckel: Hashable = None
) -> list[Skede]:
    """As `skeden`, counted by the database and without the plans: late by the rules of `Skal`."""
    lasta = _las("skedenas antal", _om_dagen(nyckel, dag), lambda: _per_fas(planer, dag))
    tal = {fas: (n, sena) for fas, n, sena in lasta}
    if Fas.FOLJA_UPP in tal:
        tal[Fas.FOLJA_UPP] = (tal[Fas.FOLJA_UPP][0], _sena_i_rundan(planer, dag, nyckel))
    return [Skede(Fas(fas), *tal.get(fas, (0, 0)), []) for fas in LEVANDE]


def _per_fas(planer: QuerySet[Verksamhetsplan], dag: date) -> QuerySet[Any, Any]:
    i_varvet = {"brist__varv__plan": OuterRef("pk"), "brist__varv__avslutades": None}
    sen = (
        Q(fas=Fas.PLANERA, period_fran__lte=dag)
        | Q(fas=Fas.GENOMFORA, period_till__lt=dag)
        # Asked of these alone: the database takes the conditions in the order they stand.
        | Q(fas__in=ATGARDAS_I) & Q(Exists(_sena(dag).filter(**i_varvet)))
    )
    per_fas = planer.order_by().values_list("fas")
    return per_fas.annotate(n=Count("pk"), sena=Count("pk", filter=sen))


def _sena_atgarder(
    planer: QuerySet[Verksamhetsplan], dag: date, nyckel: Hashable
) -> dict[int, int]:
    def bygg() -> QuerySet[Any, Any]:
        i_skedet = _i_skedet("brist__varv__plan", planer, *ATGARDAS_I)
        rader = _sena(dag).filter(i_skedet, brist__varv__avslutades=None)
        return rader.values_list("brist__varv__plan").annotate(Count("pk"))

    return dict(_las("sena åtgärder", _om_dagen(nyckel, dag), bygg))


def _sena(dag: date) -> QuerySet[Atgard]:
    """Those that are open, few as they are, lie in an index by their brist."""
    oppna = Atgard.objects.oppna().exclude(status=Atgard.Status.KLAR)
    return oppna.filter(klar_senast__lt=dag).order_by()


def _sena_i_rundan(planer: QuerySet[Verksamhetsplan], dag: date, nyckel: Hashable) -> int:
    def bygg() -> QuerySet[Any, Any]:
        oppna = planer.order_by().filter(
            fas=Fas.FOLJA_UPP, varv__avslutades=None, varv__tillfalle__isnull=False
        )
        grupper = oppna.values_list("varv__tillfalle", "namnd", "enhet__slag")
        return grupper.annotate(n=Count("pk"))

    rader = _las("sena i rundan", nyckel, bygg)
    grupper = {(tillfalle, namnd, slag): n for tillfalle, namnd, slag, n in rader}
    dagar = _dagar(grupper)
    return sum(n for grupp, n in grupper.items() if dagar[grupp] < dag)


def _klart_senast(planer: QuerySet[Verksamhetsplan], nyckel: Hashable) -> dict[int, date]:
    def bygg() -> QuerySet[Any, Any]:
        i_skedet = _i_skedet("plan", planer, Fas.FOLJA_UPP)
        oppna = Varv.objects.filter(i_skedet, avslutades=None, tillfalle__isnull=False)
        falt = ("plan", "tillfalle", "plan__namnd", "plan__enhet__slag")
        return oppna.order_by().values_list(*falt)

    varven = _las("klart senast", nyckel, bygg)
    per_plan = {plan: (tillfalle, namnd, slag) for plan, tillfalle, namnd, slag in varven}
    dagar = _dagar(per_plan.values())
    return {plan: dagar[grupp] for plan, grupp in per_plan.items()}


def _i_skedet(falt: str, planer: QuerySet[Verksamhetsplan], *faser: Fas) -> BlandDem:
    return bland(falt, planer.filter(fas__in=faser).order_by().values("pk"))


def _rundorna(nycklar: Sequence[int]) -> QuerySet[Uppfoljningstillfalle]:
    rundor = Uppfoljningstillfalle.objects.filter(bland("pk", nycklar)).order_by("pk")
    return rundor.prefetch_related("namndtider")


def _planerna(nycklar: Sequence[int]) -> QuerySet[Verksamhetsplan]:
    return Verksamhetsplan.objects.filter(bland("pk", nycklar)).med_plats().order_by("pk")


_RUNDORNA, _PLANERNA = Kvarfraga(_rundorna), Kvarfraga(_planerna)


def _dagar(grupper: Iterable[tuple[int, int, str]]) -> dict[tuple[int, int, str], date]:
    """Return the day of each round, nämnd and kind of unit; they are few, whatever the plans."""
    olika = set(grupper)
    rundor = {ett.pk: ett for ett in _RUNDORNA.rader(sorted({runda for runda, _, _ in olika}))}
    return {
        (tillfalle, namnd, slag): rundor[tillfalle].senast_i(namnd, slag)
        for tillfalle, namnd, slag in olika
    }


def _kolumner(skedena: list[Skede], filter_: TavlafilterForm) -> list[Kolumn]:
    nycklar = [pk for skede in skedena for pk, _ in skede.forst]
    rader = {rad.plan.pk: rad for rad in planrader(_PLANERNA.rader(nycklar))}
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
