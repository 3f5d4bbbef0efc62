"""Goals: by level of the styrmodell in force, with how many plans answer to each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.mal import registrera_mal
from cykel.actions.malandring import andra_mal
from cykel.forms.mal import MalForm
from cykel.forms.styrmodell import MalAndraForm
from cykel.models import Mal, Malniva, Planmal, PlanVersion, Styrmodell
from cykel.tillstand import Versionslage
from cykel.views.formular import lyckas
from cykel.views.mallista import malrader
from kvalitet.behorighet import far, kraver, omfang_namnd
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.kvarfraga import Kvarfraga, las
from kvalitet.models import Handelse, Namnd
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt


@dataclass(frozen=True)
class Nivagrupp:
    niva: Malniva
    mal: list[Mal]
    """Each with `antal_planer`, the plans that answer to it directly or indirectly."""

    @property
    def rader(self) -> SafeString:
        return malrader(self.mal)


@require_safe
@kraver(Rattighet.PLAN_SE)
def mal(request: InloggadRequest) -> HttpResponse:
    styrmodell = _vald(request)
    grupper = _grupper(styrmodell) if styrmodell else []
    far_registrera = far(request.user, Rattighet.MAL_REGISTRERA)
    sammanhang = {
        "styrmodell": styrmodell,
        "grupper": grupper,
        "far_registrera": far_registrera,
        "far_importera": far_registrera and far(request.user, Rattighet.IMPORTERA),
        "tomt": None if any(g.mal for g in grupper) else _tomt(far_registrera=far_registrera),
    }
    return render(request, "cykel/mal.html", sammanhang)


def _vald(request: InloggadRequest) -> Styrmodell | None:
    """The steering model that the address asks for, else the one in force."""
    if (pk := nyckel(request.GET.get("styrmodell", ""))) is not None:
        return Styrmodell.objects.filter(pk=pk).first()
    return Styrmodell.objects.filter(status=Styrmodell.Status.GALLANDE).first()


def _grupper(styrmodell: Styrmodell) -> list[Nivagrupp]:
    """Goals are decided in public, so everyone who sees plans sees them all."""
    antal = _antal_planer(styrmodell)
    per_niva: dict[int, list[Mal]] = {}
    for ett in _MALEN.rader(styrmodell.pk):
        vars(ett)["antal_planer"] = antal.get(ett.pk, 0)
        per_niva.setdefault(ett.niva_id, []).append(ett)
    return [Nivagrupp(niva, per_niva.get(niva.pk, [])) for niva in styrmodell.nivaer.all()]


def _malen(styrmodell: int) -> QuerySet[Mal]:
    return (
        Mal.objects.filter(niva__styrmodell=styrmodell)
        .select_related("namnd", "foralder")
        .prefetch_related("kriterier")
        .order_by("niva__ordning", "namnd__namn", "nummer", "pk")
    )


def _antal_planer(styrmodell: Styrmodell) -> dict[int, int]:
    """Count the plans that answer to each goal: all answers, from the index alone, less those of
    versions that are replaced or dropped, and one where a plan in force is being revised."""
    antal = Counter(dict(_SVAREN.rader(styrmodell.pk)))
    antal.subtract(dict(_BORTA.rader(styrmodell.pk)))
    i_kraft = Planmal.objects.filter(
        version__lage=Versionslage.FASTSTALLD,
        version__plan=OuterRef("version__plan"),
        mal=OuterRef("mal"),
    ).exclude(koppling=Planmal.Koppling.BEROR_INTE)
    if utkast := las("utkast till planer i kraft", _revideras):
        svar = _svar(styrmodell.pk).filter(Exists(i_kraft), version__in=utkast)
        antal.subtract(dict(_per_mal(svar)))
    return antal


def _svar(styrmodell: int) -> QuerySet[Planmal]:
    svar = Planmal.objects.filter(mal__niva__styrmodell=styrmodell).order_by()
    return svar.exclude(koppling=Planmal.Koppling.BEROR_INTE)


def _borta(styrmodell: int) -> QuerySet[Any, Any]:
    borta = (Versionslage.ERSATT, Versionslage.FORKASTAD)
    return _per_mal(_svar(styrmodell).filter(version__lage__in=borta))


def _revideras() -> QuerySet[Any, int]:
    i_kraft = PlanVersion.objects.gallande().values("plan")
    return PlanVersion.objects.i_arbete().filter(plan__in=i_kraft).values_list("pk", flat=True)


def _per_mal(svar: QuerySet[Planmal]) -> QuerySet[Any, Any]:
    return svar.values_list("mal").annotate(n=Count("mal"))


_MALEN, _BORTA = Kvarfraga(_malen), Kvarfraga(_borta)
_SVAREN = Kvarfraga(lambda styrmodell: _per_mal(_svar(styrmodell)))


def _tomt(*, far_registrera: bool) -> Tomt:
    return Tomt(
        "Inga mål än",
        "Här visas målen som fullmäktige och nämnderna har beslutat.",
        "Tasklist",
        reverse("cykel:mal_nytt") if far_registrera else "",
        "Registrera ett mål",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.MAL_REGISTRERA)
def mal_nytt(request: InloggadRequest) -> HttpResponse:
    namnder = namnder_i_omfang(request)
    hela = far(request.user, Rattighet.MAL_REGISTRERA, Mal())
    form = MalForm(request.POST or None, namnder=namnder, hela_kommunen=hela)
    if request.method == "POST" and form.is_valid():
        try:
            nytt = registrera_mal(**form.maldata, kriterier=form.kriterier, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"{nytt} är registrerat.")
            return redirect("cykel:mal")
    return render(request, "cykel/mal_nytt.html", {"form": form})


@require_safe
@kraver(Rattighet.PLAN_SE)
def ett_mal(request: InloggadRequest, pk: int) -> HttpResponse:
    """One goal: its decision, how it is known, what it came from and became, its history."""
    alla = Mal.objects.select_related("niva__styrmodell", "namnd", "foralder")
    ett = get_object_or_404(alla, pk=pk)
    handelser = Handelse.objects.om(ett).select_related("av", "text")[:50]
    planer = Planmal.objects.filter(mal=ett, version__lage="faststalld")
    sammanhang = {
        "mal": ett,
        "kriterier": ett.kriterier.order_by("kod"),
        "delmal": ett.delmal.select_related("namnd").order_by("niva__ordning", "nummer", "pk"),
        "blev": ett.blev.select_related("till", "styrmodell").order_by("styrmodell__fran", "pk"),
        "kommer_av": ett.kommer_av.select_related("fran__niva__styrmodell").order_by("pk"),
        "kopplingar": planer.select_related("version__plan__enhet").order_by("pk"),
        "far_andra": _far_andra(request, ett),
        "handelser": beratta(handelser),
    }
    return render(request, "cykel/ett_mal.html", sammanhang)


def _far_andra(request: InloggadRequest, mal: Mal) -> bool:
    avslutad = mal.niva.styrmodell.status == Styrmodell.Status.AVSLUTAD
    return not avslutad and far(request.user, Rattighet.MAL_REGISTRERA, mal)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.MAL_REGISTRERA)
def mal_andra(request: InloggadRequest, pk: int) -> HttpResponse:
    mina = Mal.objects.filter(omfang_namnd(request.user, Rattighet.MAL_REGISTRERA))
    ett = get_object_or_404(mina.select_related("niva__styrmodell"), pk=pk)
    form = MalAndraForm(request.POST or None, mal=ett)
    if lyckas(form, lambda _: andra_mal(ett, **form.akten, av=request.user)):
        messages.success(request, "Målet är ändrat.")
        return redirect("cykel:ett_mal", pk=pk)
    return render(request, "cykel/mal_andra.html", {"form": form, "mal": ett})


def namnder_i_omfang(request: InloggadRequest) -> QuerySet[Namnd]:
    """Return the nämnder for which the person may register what is decided."""
    villkor = omfang_namnd(request.user, Rattighet.MAL_REGISTRERA, namnd="pk")
    return Namnd.objects.filter(villkor).order_by("namn", "pk")
