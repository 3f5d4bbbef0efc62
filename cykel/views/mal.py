"""Goals: by level of the styrmodell in force, with how many plans answer to each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.mal import registrera_mal
from cykel.forms.mal import MalForm
from cykel.models import Mal, Malniva, Planmal, Styrmodell
from kvalitet.behorighet import far, kraver, omfang_namnd
from kvalitet.fel import Regelbrott
from kvalitet.models import Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt


@dataclass(frozen=True)
class Nivagrupp:
    niva: Malniva
    mal: list[Mal]
    """Annotated with `antal_planer`, the plans that answer to it directly or indirectly."""


@require_safe
@kraver(Rattighet.PLAN_SE)
def mal(request: InloggadRequest) -> HttpResponse:
    styrmodell = Styrmodell.objects.filter(status=Styrmodell.Status.GALLANDE).first()
    grupper = _grupper(styrmodell) if styrmodell else []
    far_registrera = far(request.user, Rattighet.MAL_REGISTRERA)
    sammanhang = {
        "styrmodell": styrmodell,
        "grupper": grupper,
        "far_registrera": far_registrera,
        "tomt": None if any(g.mal for g in grupper) else _tomt(far_registrera=far_registrera),
    }
    return render(request, "cykel/mal.html", sammanhang)


def _grupper(styrmodell: Styrmodell) -> list[Nivagrupp]:
    """Goals are decided in public, so everyone who sees plans sees them all."""
    svarar = Q(planmal__version__lage__in=("utkast", "granskning", "faststalld")) & ~Q(
        planmal__koppling=Planmal.Koppling.BEROR_INTE
    )
    alla = (
        Mal.objects.filter(niva__styrmodell=styrmodell)
        .select_related("namnd", "foralder")
        .prefetch_related("kriterier")
        .annotate(antal_planer=Count("planmal__version__plan", filter=svarar, distinct=True))
        .order_by("niva__ordning", "namnd__namn", "nummer", "pk")
    )
    per_niva: dict[int, list[Mal]] = {}
    for ett in alla:
        per_niva.setdefault(ett.niva_id, []).append(ett)
    return [Nivagrupp(niva, per_niva.get(niva.pk, [])) for niva in styrmodell.nivaer.all()]


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


def namnder_i_omfang(request: InloggadRequest) -> QuerySet[Namnd]:
    """Return the nämnder for which the person may register what is decided."""
    villkor = omfang_namnd(request.user, Rattighet.MAL_REGISTRERA, namnd="pk")
    return Namnd.objects.filter(villkor).order_by("namn", "pk")
