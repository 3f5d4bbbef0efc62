"""All that has been learnt and all that is being remedied, within what the person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.aterfall import Aterfall
from cykel.forms.sok import LardomssokForm
from cykel.likhet import sok_lardomar
from cykel.models import Atgard, Forbattringssprang, Lardom, Lardomsrad, LardomSvar, Mal, Rutin
from cykel.models.plan import LEVANDE
from cykel.tillstand import Spranglage
from cykel.views.aterfall import raknat
from cykel.views.rutin import rutiner_i_omfang
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, tilldelningar
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga, las
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


def larandelage(i_omfang: Q) -> Larandelage:
    rate, vantar = raknat(i_omfang, dag=klocka.idag())
    return Larandelage(sakrade=rate.namnare, vantar=vantar, aterfall=rate)


@require_safe
@kraver(Rattighet.PLAN_SE)
def larande(request: InloggadRequest) -> HttpResponse:
    i_omfang = omfang(request.user, Rattighet.PLAN_SE)
    egna = Lardomsrad.objects.filter(i_omfang)
    filter_ = _filter(request)
    lage = larandelage(i_omfang)
    sidor: Paginator[Any] = Paginator(_ordnade(egna, filter_.valt, lage), PER_SIDA)
    sida = sidor.get_page(request.GET.get("sida"))
    sammanhang = {
        "lage": lage,
        "lardomar": _med_svarsratt(sida, request.user),
        "blad": _blad(request, sida),
        "tomt": INGEN_TRAFF if filter_.valt else TOMT,
        "filter": filter_,
        "svar": Traffar(sidor.count, "lärdom", "lärdomar"),
        "sena_rutiner": _sena_rutiner(request),
        "sprangen": _sprang_pa_gang(i_omfang),
        **_atgarder(request.user),
    }
    return render(request, "cykel/larande.html", sammanhang)


def _ordnade(
    egna: QuerySet[Lardomsrad], valt: dict[str, Any], lage: Larandelage
) -> Any:  # as a list is sliced
    """Those that the next plan has not answered, then the others; the latest first in both. Those
    that hold words: the best first."""
    if not valt:
        return _Ordnade(_i_ordning(egna), lage.sakrade)
    urval = _urval(egna, valt)
    if q := valt.get("q"):
        traffar: QuerySet[Any] = sok_lardomar(Lardom.objects.filter(pk__in=urval.values("pk")), q)
        i_ordning = traffar.order_by("-tyngd", "-rad__vantar", "-sakrad", "-pk")
        return _Ordnade(i_ordning.values_list("pk", "rad__vantar"))
    return _Ordnade(_i_ordning(urval))


def _i_ordning(rader: QuerySet[Lardomsrad]) -> QuerySet[Any, tuple[int, bool]]:
    return rader.order_by("-vantar", "-sakrad", "-pk").values_list("pk", "vantar")


class _Ordnade:
    """Learnings in order, a slice at a time: its keys are chosen before their rows are read."""

    ordered = True

    def __init__(self, rader: QuerySet[Any, tuple[int, bool]], antal: int | None = None) -> None:
        self._rader, self._antal = rader, antal

    def count(self) -> int:
        return self._rader.count() if self._antal is None else self._antal

    def __getitem__(self, del_: slice) -> list[Lardom]:
        return _lasta(dict(self._rader[del_]))


def _lasta(vantar: dict[int, bool]) -> list[Lardom]:
    """Their rows, in that order, each with whether it waits, and its answers as `svaren`."""
    pk = [*vantar]
    svaren: defaultdict[int, list[LardomSvar]] = defaultdict(list)
    for svar in _SVAREN.rader(pk):
        svaren[svar.lardom_id].append(svar)
    rader = {rad.pk: rad for rad in _LARDOMARNA.rader(pk)}
    for rad in rader.values():
        # Read a moment later: the plan that was to answer may be gone since.
        nasta = getattr(rad.plan, "eftertradare", None)
        vars(rad).update(svaren=svaren[rad.pk], vantar=vantar[rad.pk] and nasta is not None)
    _las_det_glesa([*rader.values()])
    return [rader[ett] for ett in pk if ett in rader]


def _lardomarna(pk: Sequence[int]) -> QuerySet[Lardom]:
    return Lardom.objects.filter(bland("pk", pk)).select_related(
        "plan__enhet", "plan__eftertradare", "atgard__verifierad_av"
    )


def _las_det_glesa(rader: list[Lardom]) -> None:
    """What few of them have: joined with the rows, it costs more to plan than all is to read."""
    rutiner = Rutin.objects.in_bulk({rad.rutin_id for rad in rader if rad.rutin_id})
    forr = Lardom.objects.in_bulk({rad.upprepar_id for rad in rader if rad.upprepar_id})
    for rad in rader:
        rad.rutin = rutiner[rad.rutin_id] if rad.rutin_id else None
        rad.upprepar = forr[rad.upprepar_id] if rad.upprepar_id else None


def _svaren(lardomar: Sequence[int]) -> QuerySet[LardomSvar]:
    rader = LardomSvar.objects.filter(bland("lardom", lardomar))
    return rader.select_related("plan", "av").order_by("pk")


_LARDOMARNA, _SVAREN = Kvarfraga(_lardomarna), Kvarfraga(_svaren)


def _med_svarsratt(lardomar: Iterable[Any], av: Anvandare) -> list[Any]:
    """Mark those that wait for an answer which the person may give."""
    rader = list(lardomar)
    for rad in rader:
        rad.far_svara = rad.vantar and far(av, Rattighet.PLAN_SKRIVA, rad.plan)
    return rader


def _sena_rutiner(request: InloggadRequest) -> int:
    dag = klocka.idag()

    def bygg() -> QuerySet[Any, int]:
        return _antal(rutiner_i_omfang(request).filter(ses_over_senast__lt=dag))

    return sum(las(("sena rutiner", tilldelningar(request.user), dag), bygg))


def _sprang_pa_gang(i_omfang: Q) -> list[Forbattringssprang]:
    """The leaps on trial or under evaluation, the latest first."""

    def bygg() -> QuerySet[Forbattringssprang]:
        pa_gang = Forbattringssprang.objects.filter(i_omfang, lage__in=PA_PROV)
        return pa_gang.order_by("-skapad", "-pk")[:3]

    return las(("språng på gång", i_omfang), bygg)


def _filter(request: InloggadRequest) -> LardomssokForm:
    return LardomssokForm(
        request.GET or None,
        namnder=las("nämnder med säkrade lärdomar", _namnder),
        mal=las("mål med säkrade lärdomar", _mal),
    )


def _namnder() -> QuerySet[Namnd]:
    forsta = Lardomsrad.objects.filter(namnd=OuterRef("pk"))
    return Namnd.objects.filter(_finns(forsta)).order_by("namn", "pk")


def _mal() -> QuerySet[Mal]:
    forsta = Lardom.objects.sakrade().filter(atgard__brist__mal=OuterRef("pk"))
    return Mal.objects.filter(_finns(forsta)).i_ordning()


def _finns(rader: QuerySet[Any]) -> Q:
    """The first row of each is looked for, and no more. With `in` or `exists` PostgreSQL joins
    every learning of all years with its åtgärd and brist to find which few there are."""
    return Q(IsNull(Subquery(rader.order_by().values("pk")[:1]), False))


def _urval(egna: QuerySet[Lardomsrad], valt: dict[str, Any]) -> QuerySet[Lardomsrad]:
    """Search one's own units, or the whole municipality: secured learnings are read by all
    who may see plans (see `cykel.views.ateranvandning`)."""
    rader = Lardomsrad.objects.all() if valt.get("var") == "alla" else egna
    if namnd := valt.get("namnd"):
        rader = rader.filter(namnd=namnd)
    if mal := valt.get("mal"):
        rader = rader.filter(lardom__atgard__brist__mal=mal)
    return rader


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


def _atgarder(av: Anvandare) -> dict[str, object]:
    """The open åtgärder of living plans, the most urgent first."""
    dag = klocka.idag()
    i_omfang = omfang(av, Rattighet.PLAN_SE, enhet="brist__plan__enhet", namnd="brist__plan__namnd")
    rader = las(("öppna åtgärder", i_omfang), partial(_de_forsta, i_omfang))
    return {
        "atgarder": [(a, (dag - a.klar_senast).days if a.sen(dag) else 0) for a in rader],
        "antal_atgarder": sum(
            las(("öppna åtgärders antal", i_omfang), lambda: _antal(_oppna(i_omfang)))
        ),
    }


def _oppna(i_omfang: Q) -> QuerySet[Atgard]:
    return Atgard.objects.oppna().filter(i_omfang, brist__plan__fas__in=LEVANDE)


def _de_forsta(i_omfang: Q) -> QuerySet[Atgard]:
    rader = _oppna(i_omfang).select_related("brist__plan__enhet", "ansvarig")
    return rader.order_by("klar_senast", "pk")[:FLEST_ATGARDER]


def _antal(rader: QuerySet[Any]) -> QuerySet[Any, int]:
    """How many they are, as a question that can be kept: no group of its own for any."""
    alla: Any = rader.order_by().annotate(alla=Value(1)).values("alla")
    antal: QuerySet[Any, int] = alla.annotate(antal=Count("pk")).values_list("antal", flat=True)
    return antal
