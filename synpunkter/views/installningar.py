"""What is set once for the handling of synpunkter: promises and reply templates per nämnd."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.views.formular import lyckas
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang_namnd
from kvalitet.models import Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter import svarsmall
from synpunkter.actions import svarsmall as akter
from synpunkter.actions.fordelningsregel import far_styra
from synpunkter.actions.tidsfrist import satt_tidsfrist
from synpunkter.forms.installningar import SvarsmallForm, TidsfristForm
from synpunkter.models import Svarsmall, Tidsfrist
from synpunkter.tidsfrist import frist_for, lofte


@require_safe
@kraver(Rattighet.SYNPUNKT_INSTALLA)
def installningar(request: InloggadRequest) -> HttpResponse:
    namnder = list(_namnder(request))
    frister = Tidsfrist.objects.in_bulk([namnd.pk for namnd in namnder])
    mallar = Svarsmall.objects.filter(namnd__in=namnder).select_related("namnd")
    sammanhang = {
        "frister": [frister.get(namnd.pk) or Tidsfrist(namnd=namnd) for namnd in namnder],
        "mallar": mallar.order_by("ur_bruk", "namnd__namn", "namn", "pk"),
        "far_styra": far_styra(request.user),
        "far_se": far(request.user, Rattighet.SYNPUNKT_SE),
    }
    return render(request, "synpunkter/installningar.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_INSTALLA)
def tidsfrist(request: InloggadRequest, pk: int) -> HttpResponse:
    namnd = get_object_or_404(_namnder(request), pk=pk)
    frist = frist_for(namnd)
    form = TidsfristForm(request.POST or None, frist=frist)

    def akt(data: dict[str, Any]) -> None:
        satt_tidsfrist(namnd, **data, av=request.user)

    if lyckas(form, akt):
        messages.success(request, f"Svarstiden för {namnd} är sparad.")
        return redirect("synpunkter:installningar")
    sammanhang = {"namnd": namnd, "form": form, "idag": lofte(frist, klocka.idag())}
    return render(request, "synpunkter/tidsfrist.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_INSTALLA)
def svarsmall_ny(request: InloggadRequest) -> HttpResponse:
    form = SvarsmallForm(request.POST or None, namnder=_namnder(request))
    if lyckas(form, lambda data: akter.skapa_mall(**data, av=request.user)):
        messages.success(request, "Mallen är sparad och går att använda.")
        return redirect("synpunkter:installningar")
    return _mallsida(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_INSTALLA)
def svarsmall_andra(request: InloggadRequest, pk: int) -> HttpResponse:
    mall = _mall(request, pk)
    form = SvarsmallForm(request.POST or None, namnder=_namnder(request), mall=mall)
    if lyckas(form, lambda data: akter.andra_mall(mall, **data, av=request.user)):
        messages.success(request, "Mallen är sparad.")
        return redirect("synpunkter:installningar")
    return _mallsida(request, form, mall)


@require_POST
@kraver(Rattighet.SYNPUNKT_INSTALLA)
def svarsmall_ur_bruk(request: InloggadRequest, pk: int) -> HttpResponse:
    akter.ta_ur_bruk(_mall(request, pk), av=request.user)
    messages.success(request, "Mallen är tagen ur bruk. Den går att ta i bruk igen.")
    return redirect("synpunkter:installningar")


@require_POST
@kraver(Rattighet.SYNPUNKT_INSTALLA)
def svarsmall_i_bruk(request: InloggadRequest, pk: int) -> HttpResponse:
    akter.ta_i_bruk(_mall(request, pk), av=request.user)
    messages.success(request, "Mallen går att använda igen.")
    return redirect("synpunkter:installningar")


def _namnder(request: InloggadRequest) -> QuerySet[Namnd]:
    inom = omfang_namnd(request.user, Rattighet.SYNPUNKT_INSTALLA, namnd="pk")
    return Namnd.objects.filter(inom).order_by("namn", "pk")


def _mall(request: InloggadRequest, pk: int) -> Svarsmall:
    inom = omfang_namnd(request.user, Rattighet.SYNPUNKT_INSTALLA)
    return get_object_or_404(Svarsmall.objects.filter(inom).select_related("namnd"), pk=pk)


def _mallsida(
    request: InloggadRequest, form: SvarsmallForm, mall: Svarsmall | None
) -> HttpResponse:
    sammanhang = {"form": form, "mall": mall, "utfyllnader": svarsmall.UTFYLLNADER.items()}
    return render(request, "synpunkter/svarsmall.html", sammanhang)
