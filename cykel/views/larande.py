"""All that has been learnt and all that is being remedied, within what the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.aterfall import Aterfall
from cykel.forms.sok import LardomssokForm
from cykel.likhet import sok_lardomar
from cykel.models import Atgard, Forbattringssprang, Lardom, LardomSvar, Mal
from cykel.models.plan import LEVANDE
from cykel.tillstand import Spranglage
from cykel.views.aterfall import raknat
from cykel.views.rutin import rutiner_i_omfang
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.databas import BlandDem, bland
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Blad, Tomt, Traffar

PER_SIDA = 10
FLEST_ATGARDER = 10
PA_PROV = (Spranglage.PROV, Spranglage.UTVARDERING)

TOMT = Tomt(
    rubrik="Inga säkrade lärdomar än",
    text="När en plan går in i nästa varv säkras det ni har lärt er, och nästa plan svarar på det.",
    ikon="EgenKil",
)

INGEN_TRAFF = Tomt(
    rubrik="Ingen lärdom hittades",
    text="Prova andra ord, eller sök i hela kommunen.",
    ikon="MagnifyingGlass",
)


@dataclass(frozen=True)
class Larandelage:
    """The figures of the page."""

    sakrade: int
    vantar: int
    """Secured learnings that a living next plan has not answered."""
    aterfall: Aterfall
    """Secured learnings whose error has returned."""


def _vantar() -> Q:
    """The next plan lives and has not answered."""
    svar = LardomSvar.objects.filter(lardom=OuterRef("pk"), plan=OuterRef("plan__eftertradare"))
    return Q(~Exists(svar), plan__eftertradare__fas__in=LEVANDE)


_VANTAR = """array(
    select l.id from cykel_lardom l join cykel_verksamhetsplan p on p.foregangare_id = l.plan_id
    where l.lage = 'sakrad' and p.fas = any(%s) and not exists (
        select from cykel_lardomsvar s where s.lardom_id = l.id and s.plan_id = p.id
    )
)"""
"""As `_vantar`, of them all at once: few wait, and the plan of the learning need not be read."""


def _vantande(rader: QuerySet[Any]) -> list[int]:
    """The keys of those that wait, the latest first."""
    alla = RawSQL(_VANTAR, [[str(fas) for fas in LEVANDE]])  # noqa: S611 - constant
    valda = rader.filter(BlandDem(F("pk"), alla)).order_by("-sakrad", "-pk")
    return list(valda.values_list("pk", flat=True))


def lardomar_i_omfang(request: InloggadRequest) -> QuerySet[Lardom]:
    i_omfang = omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    return Lardom.objects.sakrade().filter(i_omfang)


def larandelage(lardomar: QuerySet[Lardom], vantande: list[int]) -> Larandelage:
    rate = raknat(lardomar, dag=klocka.idag())
    return Larandelage(
        sakrade=rate.namnare,  # each secured learning has its day, a constraint says
        vantar=len(vantande),
        aterfall=rate,
    )


@require_safe
@kraver(Rattighet.PLAN_SE)
def larande(request: InloggadRequest) -> HttpResponse:
    egna = lardomar_i_omfang(request)
    filter_ = _filter(request)
    vantande = _vantande(egna)
    lage = larandelage(egna, vantande)
    sidor: Paginator[Any] = Paginator(_ordnade(egna, filter_.valt, lage, vantande), PER_SIDA)
    sida = sidor.get_page(request.GET.get("sida"))
    sammanhang = {
        "lage": lage,
        "lardomar": _med_svarsratt(sida, request.user),
        "blad": _blad(request, sida),
        "tomt": INGEN_TRAFF if filter_.valt else TOMT,
        "filter": filter_,
        "svar": Traffar(sidor.count, "lärdom", "lärdomar"),
        "sena_rutiner": rutiner_i_omfang(request).filter(ses_over_senast__lt=klocka.idag()).count(),
        "sprangen": _sprang_pa_gang(request),
        **_atgarder(request),
    }
    return render(request, "cykel/larande.html", sammanhang)


def _ordnade(
    egna: QuerySet[Lardom], valt: dict[str, Any], lage: Larandelage, vantande: list[int]
) -> Any:  # as a list is sliced
    if not valt:
        return _Ordnade(egna, vantande, lage.sakrade)
    urval = _urval(egna, valt)
    if valt.get("q"):
        return _Viktade(urval)
    return _Ordnade(urval, _vantande(urval), urval.count())


class _Ordnade:
    """Learnings in the order of the page, a slice at a time: those that the next plan has not
    answered, then the others; the latest first in both.

    The keys of a slice are chosen before their rows are read, and those that wait by themselves:
    sorted together, each learning of all years is asked (half a second at 44 000).
    """

    ordered = True

    def __init__(self, rader: QuerySet[Any], vantande: list[int], antal: int) -> None:
        self._rader, self._vantande, self._antal = rader, vantande, antal

    def count(self) -> int:
        return self._antal

    def __getitem__(self, del_: slice) -> list[Any]:
        ovriga = self._rader.filter(~Q(bland("pk", self._vantande))).order_by("-sakrad", "-pk")
        fran, antal = max(0, del_.start - len(self._vantande)), del_.stop - del_.start
        resten = ovriga.values_list("pk", flat=True)[fran : fran + antal]
        return _lasta([*self._vantande[del_], *resten][:antal])


class _Viktade:
    """Those that hold the words, the best first; of equals, as `_Ordnade`."""

    ordered = True

    def __init__(self, rader: QuerySet[Any]) -> None:
        self._rader = rader

    def count(self) -> int:
        return self._rader.count()

    def __getitem__(self, del_: slice) -> list[Any]:
        rader: QuerySet[Any] = self._rader.annotate(vantar=_vantar())
        ordning = ("-tyngd", F("vantar").desc(nulls_last=True), "-sakrad", "-pk")
        return _lasta(list(rader.order_by(*ordning).values_list("pk", flat=True)[del_]))


def _lasta(pk: list[int]) -> list[Any]:
    """Their rows, in that order."""
    rader = {rad.pk: rad for rad in _med_allt(Lardom.objects.filter(pk__in=pk))}
    return [rader[ett] for ett in pk if ett in rader]


def _med_allt(rader: QuerySet[Lardom]) -> QuerySet[Any]:
    svar = LardomSvar.objects.select_related("plan", "av").order_by("pk")
    return (
        rader.annotate(vantar=_vantar())
        .select_related(
            "plan__enhet", "plan__eftertradare", "atgard__verifierad_av", "rutin", "upprepar"
        )
        .prefetch_related(Prefetch("svar", svar))
    )


def _med_svarsratt(lardomar: Iterable[Any], av: Anvandare) -> list[Any]:
    """Mark those that wait for an answer which the person may give."""
    rader = list(lardomar)
    for rad in rader:
        rad.far_svara = rad.vantar and far(av, Rattighet.PLAN_SKRIVA, rad.plan)
    return rader


def _sprang_pa_gang(request: InloggadRequest) -> list[Forbattringssprang]:
    """The leaps on trial or under evaluation, the latest first."""
    i_omfang = omfang(request.user, Rattighet.PLAN_SE)
    pa_gang = Forbattringssprang.objects.filter(i_omfang, lage__in=PA_PROV)
    return list(pa_gang.order_by("-skapad", "-pk")[:3])


def _filter(request: InloggadRequest) -> LardomssokForm:
    sakrade_ = Lardom.objects.sakrade()
    return LardomssokForm(
        request.GET or None,
        namnder=Namnd.objects.filter(_finns(sakrade_, "plan__namnd")).order_by("namn", "pk"),
        mal=Mal.objects.filter(_finns(sakrade_, "atgard__brist__mal")).i_ordning(),
    )


def _finns(rader: QuerySet[Lardom], falt: str) -> Q:
    """The first row of each is looked for, and no more. With `in` or `exists` PostgreSQL joins
    every learning of all years with its plan, åtgärd and brist to find which few there are."""
    forsta = rader.filter(**{falt: OuterRef("pk")}).order_by().values("pk")[:1]
    return Q(IsNull(Subquery(forsta), False))


def _urval(egna: QuerySet[Lardom], valt: dict[str, Any]) -> QuerySet[Lardom]:
    """Search one's own units, or the whole municipality: secured learnings are read by all
    who may see plans (see `cykel.views.ateranvandning`)."""
    rader = Lardom.objects.sakrade() if valt.get("var") == "alla" else egna
    if namnd := valt.get("namnd"):
        rader = rader.filter(plan__namnd=namnd)
    if mal := valt.get("mal"):
        rader = rader.filter(atgard__brist__mal=mal)
    return sok_lardomar(rader, valt["q"]) if valt.get("q") else rader


def _blad(request: InloggadRequest, sida: Page[Any]) -> Blad:
    def adress(nummer: int) -> str:
        fraga = request.GET.copy()
        fraga["sida"] = str(nummer)
        return f"?{fraga.urlencode()}"

    return Blad(
        foregaende=adress(sida.previous_page_number()) if sida.has_previous() else "",
        nasta=adress(sida.next_page_number()) if sida.has_next() else "",
        text=f"Sida {sida.number} av {sida.paginator.num_pages}",
    )


def _atgarder(request: InloggadRequest) -> dict[str, object]:
    """The open åtgärder of living plans, the most urgent first."""
    dag = klocka.idag()
    i_omfang = omfang(
        request.user, Rattighet.PLAN_SE, enhet="brist__plan__enhet", namnd="brist__plan__namnd"
    )
    oppna = Atgard.objects.oppna().filter(i_omfang, brist__plan__fas__in=LEVANDE)
    rader = oppna.select_related("brist__plan__enhet", "ansvarig").order_by("klar_senast", "pk")
    return {
        "atgarder": [
            (a, (dag - a.klar_senast).days if a.sen(dag) else 0) for a in rader[:FLEST_ATGARDER]
        ],
        "antal_atgarder": oppna.count(),
    }
