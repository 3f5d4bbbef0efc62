"""All that has been learnt and all that is being remedied, within what the person may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.models import Atgard, Forbattringssprang, Lardom, LardomSvar
from cykel.models.plan import LEVANDE
from cykel.tillstand import Lardomslage, Spranglage
from kvalitet import klocka
from kvalitet.behorighet import kraver, omfang
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Blad, Tomt

PER_SIDA = 25
FLEST_ATGARDER = 100
PA_PROV = (Spranglage.PROV, Spranglage.UTVARDERING)

TOMT = Tomt(
    rubrik="Inga säkrade lärdomar än",
    text="När en plan går in i nästa varv säkras det ni har lärt er, och nästa plan svarar på det.",
    ikon="EgenKil",
)


@dataclass(frozen=True)
class Larandelage:
    """The figures of the page."""

    sakrade: int
    vantar: int
    """Secured learnings that a living next plan has not answered."""
    aterfall: int
    """Secured learnings that have had to be learnt again."""

    @property
    def aterfall_procent(self) -> float | None:
        return 100 * self.aterfall / self.sakrade if self.sakrade else None


def _vantar() -> Q:
    """The next plan lives and has not answered."""
    svar = LardomSvar.objects.filter(lardom=OuterRef("pk"), plan=OuterRef("plan__eftertradare"))
    return Q(~Exists(svar), plan__eftertradare__fas__in=LEVANDE)


def lardomar_i_omfang(request: InloggadRequest) -> QuerySet[Lardom]:
    i_omfang = omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    return Lardom.objects.sakrade().filter(i_omfang)


def larandelage(lardomar: QuerySet[Lardom]) -> Larandelage:
    """Count, in three queries. A learning comes back when a proposed or secured one repeats it."""
    igen = Lardom.objects.filter(upprepar=OuterRef("pk")).exclude(lage=Lardomslage.UTKAST)
    return Larandelage(
        sakrade=lardomar.count(),
        vantar=lardomar.filter(_vantar()).count(),
        aterfall=lardomar.filter(Exists(igen)).count(),
    )


@require_safe
@kraver(Rattighet.PLAN_SE)
def larande(request: InloggadRequest) -> HttpResponse:
    alla = lardomar_i_omfang(request)
    sidor = Paginator(
        alla.annotate(vantar=_vantar())
        .select_related(
            "plan__enhet", "plan__eftertradare", "atgard__verifierad_av", "rutin", "upprepar"
        )
        .prefetch_related(
            Prefetch("svar", LardomSvar.objects.select_related("plan", "av").order_by("pk"))
        )
        .order_by("-vantar", "-sakrad", "-pk"),
        PER_SIDA,
    )
    sida = sidor.get_page(request.GET.get("sida"))
    sammanhang = {
        "lage": larandelage(alla),
        "lardomar": list(sida),
        "blad": Blad(
            foregaende=f"?sida={sida.previous_page_number()}" if sida.has_previous() else "",
            nasta=f"?sida={sida.next_page_number()}" if sida.has_next() else "",
            text=f"Sida {sida.number} av {sidor.num_pages}",
        ),
        "sprangen": _sprang_pa_gang(request),
        "tomt": TOMT,
        **_atgarder(request),
    }
    return render(request, "cykel/larande.html", sammanhang)


def _sprang_pa_gang(request: InloggadRequest) -> list[Forbattringssprang]:
    """The leaps on trial or under evaluation, the latest first."""
    i_omfang = omfang(request.user, Rattighet.PLAN_SE)
    pa_gang = Forbattringssprang.objects.filter(i_omfang, lage__in=PA_PROV)
    return list(pa_gang.order_by("-skapad", "-pk")[:3])


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
