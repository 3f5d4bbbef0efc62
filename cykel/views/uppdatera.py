"""Det jag ska uppdatera: a person's rows, each with its small form, saved one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods

from cykel.actions.aktivitet import rapportera
from cykel.actions.uppdatera import infor_rad
from cykel.forms.uppdatera import AktivitetslageForm, VardeForm
from cykel.maltext import periodnamn
from cykel.models import Aterskick, Matvarde
from cykel.views.formular import lyckas
from cykel.villkor.aterskick import lank_till, mina_att_gora_om
from cykel.villkor.paminnelse import Forfall
from cykel.villkor.uppdatera import Rad, Varderad, rader_for
from kvalitet import klocka
from kvalitet.behorighet import far, kraver
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest

FOR_HAND = "Införs för hand"
"""The source of a first value, until somebody writes a better."""


@dataclass(frozen=True)
class Formrad:
    """A row with its form."""

    rad: Rad
    form: AktivitetslageForm | VardeForm
    sen: bool
    period: str = ""
    sparad: bool = False


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def uppdatera(request: InloggadRequest) -> HttpResponse:
    rader = rader_for(request.user, klocka.idag())
    return visa(request, "cykel/uppdatera.html", rader, av=request.user)


def visa(
    request: HttpRequest,
    mall: str,
    rader: Sequence[Rad],
    *,
    av: Anvandare,
    via_lank: bool = False,
) -> HttpResponse:
    """Show the rows, or save the one that was posted; htmx gets that row alone."""
    formrader = _formrader(request, rader)
    skickad = _skickad(request, formrader)
    if skickad and (sparad := _spara(skickad, av=av, via_lank=via_lank)):
        if not _htmx(request):
            messages.success(request, f"”{sparad.rad.rubrik}” är sparad.")
            return redirect(f"{request.path}#{sparad.rad.nyckel}")
        farska = [r for r in rader_for(av, klocka.idag()) if r.nyckel == sparad.rad.nyckel]
        ny = next(iter(_formrader(request, farska, tomma=True)), sparad)
        return _rad(request, replace(ny, sparad=True), via_lank)
    if skickad and _htmx(request):
        return _rad(request, skickad, via_lank)
    sammanhang = {
        "vantar": [fr for fr in formrader if fr.rad.vantar],
        "ovriga": [fr for fr in formrader if not fr.rad.vantar],
        "antal_sena": sum(fr.sen for fr in formrader),
        "aterskickade": [] if via_lank else _aterskickade(av),
        "annat": [] if via_lank else _annat(av, klocka.idag()),
        "form": skickad.form if skickad else None,
        "person": av,
        "via_lank": via_lank,
        "i_raden": False,
    }
    return render(request, mall, sammanhang)


def _aterskickade(person: Anvandare) -> list[tuple[Aterskick, str]]:
    """What was sent back to the person, each with the address where it is done again."""
    return [(ett, lank_till(ett)) for ett in mina_att_gora_om(person)]


def _annat(person: Anvandare, dag: date) -> list[tuple[Forfall, bool]]:
    """What is done on other pages, by date, each with whether it is late."""
    alla = (ett for stig in settings.UPPDATERINGAR for ett in import_string(stig)(dag, person))
    sedda = [ett for ett in alla if far(person, ett.ratt, ett.plats)]
    return [(f, f.senast < dag) for f in sorted(sedda, key=lambda f: (f.senast, f.text))]


def _htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _rad(request: HttpRequest, fr: Formrad, via_lank: bool) -> HttpResponse:
    sammanhang = {"fr": fr, "via_lank": via_lank, "i_raden": True}
    return render(request, "cykel/_uppdatera_rad.html", sammanhang)


def _formrader(request: HttpRequest, rader: Sequence[Rad], *, tomma: bool = False) -> list[Formrad]:
    dag, kallor = klocka.idag(), _kallor(rader)
    fardiga = []
    for rad in rader:
        skickad = not tomma and request.method == "POST" and request.POST.get("rad") == rad.nyckel
        data, filer = (request.POST, request.FILES) if skickad else (None, None)
        form: AktivitetslageForm | VardeForm
        period = ""
        if isinstance(rad, Varderad):
            kalla = kallor.get((rad.rad.indikator_id, rad.plan.enhet_id), FOR_HAND)
            form = VardeForm(data, prefix=rad.nyckel, indikator=rad.indikator, kalla=kalla)
            period = periodnamn(*rad.period)
        else:
            form = AktivitetslageForm(data, filer, prefix=rad.nyckel, lage=rad.lage)
        fardiga.append(Formrad(rad, form, rad.sen(dag), period))
    return fardiga


def _kallor(rader: Sequence[Rad]) -> dict[tuple[int, int | None], str]:
    """Return where the latest value came from, by indicator and unit."""
    varden = Matvarde.objects.filter(
        indikator__in={rad.rad.indikator_id for rad in rader if isinstance(rad, Varderad)},
        enhet__in={rad.plan.enhet_id for rad in rader if isinstance(rad, Varderad)},
    ).order_by("indikator", "enhet", "-period_till", "-pk")
    senaste = varden.distinct("indikator", "enhet")
    return {(i, e): kalla for i, e, kalla in senaste.values_list("indikator", "enhet", "kalla")}


def _skickad(request: HttpRequest, rader: list[Formrad]) -> Formrad | None:
    if request.method != "POST":
        return None
    nyckel = request.POST.get("rad", "")
    rad = next((fr for fr in rader if fr.rad.nyckel == nyckel), None)
    if rad is None:
        raise Http404
    return rad


def _spara(fr: Formrad, *, av: Anvandare, via_lank: bool) -> Formrad | None:
    """Save the row; None when the form says what must be mended."""
    rad, form = fr.rad, fr.form

    def akt(data: dict[str, Any]) -> None:
        if isinstance(rad, Varderad):
            assert isinstance(form, VardeForm)  # noqa: S101  (narrows the type)
            ord_ = {namn: data[namn] for namn in ("bortfallsorsak", "kalla")}
            infor_rad(rad, varden=form.varden, **ord_, via_lank=via_lank, av=av)
        else:
            rapportera(rad.plan, aktivitet=rad.aktivitet.nyckel, **data, via_lank=via_lank, av=av)

    try:
        return replace(fr, sparad=True) if lyckas(form, akt) else None
    except PermissionDenied:
        if not via_lank:
            raise
        raise Http404 from None
