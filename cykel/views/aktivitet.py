"""Reporting how the plan's activities go: one small form each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.actions.aktivitet import far_rapportera, rapportera
from cykel.actions.kallor import ar_sen
from cykel.forms.uppdatera import AktivitetslageForm
from cykel.models import Aktivitet, Aterskick, PlanVersion, Varv, Verksamhetsplan, med_ansvar
from cykel.tillstand import RAPPORTERAS_I
from cykel.views.aktivitetsrad import Aktivitetsrad, Kortrad
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang
from cykel.villkor.aterskick import oppna_aterskick
from cykel.villkor.uppdatera import tysta_dagar
from cykel.villkor.varv import oppet_varv, senaste_lagen, senaste_statusar, utan_rapport
from kvalitet import klocka
from kvalitet.behorighet import far, kraver
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest

FLEST_FORMULAR, AV_MANGA = 20, 5
"""Forms in the page: of more activities than that a few, what waits and is one's own first, and the
others lead to theirs."""
FLEST_HELA = 25
"""Written out in the page, in the same order; of the others what they are called and their state,
with the way to the rest."""


@dataclass(frozen=True)
class Grupp:
    rubrik: str
    hela: list[Aktivitetsrad]
    korta: list[Kortrad]


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def aktiviteter(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    varv = oppet_varv(plan)
    version = plan.versioner.gallande().first()
    ater = {ett.aktivitet: ett for ett in oppna_aterskick(plan) if ett.aktivitet}
    alla = _alla(request.user, version, varv, ater) if version else []
    rader = _rader(request, version, varv, ater, alla) if version else []
    skickad = _skickad(request, plan, rader)
    if skickad and skickad.form:
        nyckel = skickad.aktivitet.nyckel

        def akt(data: dict[str, Any]) -> None:
            rapportera(plan, aktivitet=nyckel, **data, av=request.user)

        if lyckas(skickad.form, akt):
            messages.success(request, f"Läget för ”{skickad.aktivitet}” är rapporterat.")
            return redirect(f"{request.path}#a-{nyckel}")
    sammanhang = {
        "plan": plan,
        "varv": varv,
        "rader": alla,
        "grupper": _grupper(rader, alla),
        "vantar": sum(rad.vantar for rad in alla),
        "form": skickad.form if skickad else None,
        "rapporteras": plan.fas in RAPPORTERAS_I,
        "far_notera": varv is not None and far(request.user, Rattighet.ATGARD_SKRIVA, plan),
    }
    return render(request, "cykel/aktiviteter.html", sammanhang)


def _grupper(rader: list[Aktivitetsrad], alla: list[Kortrad]) -> list[Grupp]:
    """Put what waits first."""
    hela = {rad.aktivitet.nyckel: rad for rad in rader}
    grupper = []
    for rubrik, vantar in (("Väntar på rapport", True), ("Rapporterade", False)):
        i_gruppen = [rad for rad in alla if rad.vantar == vantar]
        utskrivna = [hela[rad.nyckel] for rad in i_gruppen if rad.nyckel in hela]
        grupper.append(Grupp(rubrik, utskrivna, [r for r in i_gruppen if r.nyckel not in hela]))
    return grupper


def _i_korthet(version: int) -> QuerySet[Aktivitet, Any]:
    falt = ("nyckel", "rubrik", "ansvarig_nu", "rapportor_nu")
    rader = med_ansvar(Aktivitet.objects.filter(version=version))
    return rader.order_by("planmal", "pk").values_list(*falt, named=True)


_I_KORTHET = Kvarfraga(_i_korthet)


def _alla(
    person: Anvandare, version: PlanVersion, varv: Varv | None, ater: Mapping[UUID, Aterskick]
) -> list[Kortrad]:
    """Return every activity in short: what waits first, and one's own first in each group."""
    rader = _I_KORTHET.rader(version.pk)
    lagen = senaste_statusar(version.plan_id)
    vantar = {rad.nyckel for rad in utan_rapport(rader, lagen, varv)} if varv else set()
    vantar |= ater.keys()
    alla = [
        Kortrad(
            nyckel=rad.nyckel,
            rubrik=rad.rubrik,
            status=lagen[str(rad.nyckel)].status if str(rad.nyckel) in lagen else "",
            min=person.pk in (rad.rapportor_nu, rad.ansvarig_nu),
            vantar=rad.nyckel in vantar,
        )
        for rad in rader
    ]
    return sorted(alla, key=lambda rad: (not rad.vantar, not rad.min))


def _vald(request: InloggadRequest) -> str:
    """The activity that is sent or asked for."""
    return request.POST.get("aktivitet") or request.GET.get("rad", "")


def _rader(
    request: InloggadRequest,
    version: PlanVersion,
    varv: Varv | None,
    ater: Mapping[UUID, Aterskick],
    alla: list[Kortrad],
) -> list[Aktivitetsrad]:
    """Return the first, and the one that is sent or asked for, with all that is said of them."""
    plan, vald = version.plan, _vald(request)
    visas = [*alla[:FLEST_HELA], *(r for r in alla[FLEST_HELA:] if str(r.nyckel) == vald)]
    korta = {rad.nyckel: rad for rad in visas}
    fraga = version.aktiviteter.filter(nyckel__in=korta).select_related(
        "planmal__mal", "planmal__uppdrag"
    )
    rader: list[Any] = list(med_ansvar(fraga).order_by("planmal", "pk"))
    senaste = senaste_lagen(plan, korta)
    folk = Anvandare.objects.in_bulk({pk for r in rader for pk in (r.ansvarig_nu, r.rapportor_nu)})
    brister = dict(plan.brister.filter(varv=varv).values_list("aktivitet", "pk")) if varv else {}
    hela = [
        Aktivitetsrad(
            aktivitet=rad,
            lage=(lage := senaste.get(str(rad.nyckel))),
            min=korta[rad.nyckel].min,
            vantar=korta[rad.nyckel].vantar,
            form=None,
            ansvarig=folk[rad.ansvarig_nu],
            rapportor=folk[rad.rapportor_nu],
            tyst=tysta_dagar(rad, lage, klocka.idag()),
            ater=ater.get(rad.nyckel),
            sen=ar_sen(rad, lage),
            brist_pk=brister.get(rad.nyckel),
        )
        for rad in rader
    ]
    return _med_formular(request, plan, hela)


def _med_formular(
    request: InloggadRequest, plan: Verksamhetsplan, rader: list[Aktivitetsrad]
) -> list[Aktivitetsrad]:
    """Give the form to those that may be reported: to the first of the page, and to the one that is
    sent or asked for. Of two hundred, each form of five fields makes half a second and 600 kB."""
    if plan.fas not in RAPPORTERAS_I:
        return rader
    vald = _vald(request)
    far = [rad for rad in rader if far_rapportera(request.user, rad.aktivitet, plan)]
    i_ordning = sorted(far, key=lambda rad: (not rad.vantar, not rad.min))
    antal = FLEST_FORMULAR if len(far) <= FLEST_FORMULAR else AV_MANGA
    forst = {rad.aktivitet.nyckel for rad in i_ordning[:antal]}
    ut = {rad.aktivitet.nyckel: rad for rad in rader}
    for rad in far:
        nyckel = rad.aktivitet.nyckel
        if nyckel in forst or str(nyckel) == vald:
            ut[nyckel] = replace(
                rad, form=_form(request, rad), oppnas=str(nyckel) == request.GET.get("rad")
            )
        else:
            ut[nyckel] = replace(rad, lank=f"?rad={nyckel}#a-{nyckel}")
    return list(ut.values())


def _form(request: InloggadRequest, rad: Aktivitetsrad) -> AktivitetslageForm:
    nyckel = str(rad.aktivitet.nyckel)
    skickad = request.method == "POST" and request.POST.get("aktivitet") == nyckel
    return AktivitetslageForm(
        request.POST if skickad else None,
        request.FILES if skickad else None,
        prefix=f"a-{nyckel}",
        lage=rad.lage,
    )


def _skickad(
    request: InloggadRequest, plan: Verksamhetsplan, rader: list[Aktivitetsrad]
) -> Aktivitetsrad | None:
    """Return the row that was posted."""
    if request.method != "POST":
        return None
    nyckel = request.POST.get("aktivitet", "")
    rad = next((rad for rad in rader if str(rad.aktivitet.nyckel) == nyckel), None)
    if rad is None:
        raise Http404
    if rad.form is None:
        # The act itself says why: no right (403), or not in this stage (a sentence).
        rapportera(plan, aktivitet=rad.aktivitet.nyckel, status="", av=request.user)
    return rad
