"""Rows from a kontor's plan to its units': sent, taken with one press, or declined."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.actions import raderbjudande as akter
from cykel.forms.raderbjudande import AvbojForm, Rader, SkickaRaderForm
from cykel.maltext import maltext
from cykel.models import PlanVersion, Raderbjudande
from cykel.tillstand import Versionslage
from cykel.views.formular import lyckas
from cykel.views.redigera import utkast
from cykel.villkor.enheter import utkast_under
from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.texter import datum, rakneord
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def skicka_rader(request: InloggadRequest, pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    rader = _rader(version)
    planer = list(utkast_under(plan).med_plats().order_by("enhet__namn", "pk"))
    form = SkickaRaderForm(
        request.POST if request.method == "POST" else None, rader=rader, planer=planer
    )
    antal = 0

    def akt(data: dict[str, list[str]]) -> None:
        nonlocal antal
        antal = akter.skicka_rader(
            version, rader=form.valda_rader, planer=form.valda_planer, av=request.user
        )

    if lyckas(form, akt):
        messages.success(request, _besked(antal))
        return redirect("cykel:skicka_rader", pk=plan.pk)
    skickade = plan.erbjudna_rader.select_related("plan__enhet", "besvarat_av")
    sammanhang = {
        "plan": plan,
        "form": form,
        "kan_skicka": bool(rader and planer),
        "har_rader": bool(rader),
        "skickade": skickade.order_by("rubrik", "plan__enhet__namn", "pk"),
    }
    return render(request, "cykel/skicka_rader.html", sammanhang)


def _rader(version: PlanVersion) -> Rader:
    aktiviteter = version.aktiviteter.filter(planmal__mal__isnull=False)
    indikatorer = version.indikatorer.filter(planmal__mal__isnull=False)
    alla: Rader = {}
    for rad in aktiviteter.select_related("planmal__mal").order_by("planmal", "start", "pk"):
        alla[f"aktivitet-{rad.pk}"] = rad
    for matt in indikatorer.select_related("planmal__mal", "indikator").order_by("planmal", "pk"):
        alla[f"indikator-{matt.pk}"] = matt
    return alla


def _besked(antal: int) -> str:
    if not antal:
        return "Enheterna hade redan fått raderna du valde."
    ord_ = "rad är skickad" if antal == 1 else "rader är skickade"
    return f"{rakneord(antal).capitalize()} {ord_}. Varje enhet väljer om den tar med dem."


# --- The unit's answer ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Erbjudanderad:
    """An offer with what it would add; without a form when it can no longer be answered."""

    erbjudande: Raderbjudande
    detalj: str
    avboj: AvbojForm | None

    @property
    def kan_antas(self) -> bool:
        rad = self.erbjudande.aktivitet_id or self.erbjudande.planindikator_id
        return self.avboj is not None and rad is not None


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def erbjudna_rader(request: InloggadRequest, pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    erbjudanden = plan.raderbjudanden.select_related(
        "fran__enhet", "mal", "aktivitet", "planindikator__indikator", "besvarat_av"
    )
    oppen = version.lage == Versionslage.UTKAST
    rader = [_rad(request, ett, oppen=oppen) for ett in erbjudanden.order_by("mal", "pk")]
    skickad = _skickad(request, rader)
    if skickad is not None and (besked := _svara(request, skickad)):
        messages.success(request, besked)
        return redirect("cykel:erbjudna_rader", pk=plan.pk)
    vantar = [rad for rad in rader if rad.erbjudande.lage == Raderbjudande.Lage.VANTAR]
    sammanhang = {
        "plan": plan,
        "vantar": vantar,
        "svarade": [rad for rad in rader if rad not in vantar],
        "oppen": oppen,
        "form": skickad.avboj if skickad else None,
    }
    return render(request, "cykel/erbjudna_rader.html", sammanhang)


def _skickad(request: InloggadRequest, rader: list[Erbjudanderad]) -> Erbjudanderad | None:
    if request.method != "POST":
        return None
    for rad in rader:
        if str(rad.erbjudande.pk) == request.POST.get("rad"):
            return rad
    raise Http404


def _svara(request: InloggadRequest, rad: Erbjudanderad) -> str:
    """Return what was done; "" when the form says what is wrong. What the act refuses without a
    form to say it in, the middleware tells."""
    if request.POST.get("gor") == "anta":
        akter.anta(rad.erbjudande, av=request.user)
        return f"”{rad.erbjudande}” är med i planen."
    if rad.avboj is None:
        akter.avboj(rad.erbjudande, skal=request.POST.get("skal", ""), av=request.user)
    elif lyckas(rad.avboj, lambda data: akter.avboj(rad.erbjudande, **data, av=request.user)):
        return f"”{rad.erbjudande}” är avböjd."
    return ""


def _rad(request: InloggadRequest, ett: Raderbjudande, *, oppen: bool) -> Erbjudanderad:
    detalj = ""
    if ett.aktivitet:
        detalj = f"{datum(ett.aktivitet.start)} till {datum(ett.aktivitet.slut)}"
    elif ett.planindikator:
        detalj = f"Mål: {maltext(ett.planindikator)}"
    kan = oppen and ett.lage != Raderbjudande.Lage.ANTAGET
    skickad = request.method == "POST" and request.POST.get("rad") == str(ett.pk)
    data = request.POST if skickad and request.POST.get("gor") == "avboj" else None
    form = AvbojForm(data, auto_id=f"id_{ett.pk}_%s") if kan else None
    return Erbjudanderad(ett, detalj, form)
