"""Pages of follow-up: judging a goal beside its evidence, and approving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.models import Mal, Varv
from cykel.tillstand import PLAN
from cykel.views.akt import akt
from cykel.views.hamta import plan_i_omfang
from cykel.villkor import las
from cykel.villkor.aterskick import aterskick_av
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.overgang import aterstar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning import malbild, sprakhjalp, underlag
from uppfoljning.actions import bedomning as akter
from uppfoljning.actions.godkannande import godkann as godkann_plan
from uppfoljning.delar import varden_andrade
from uppfoljning.forms import BedomningForm, GodkannForm
from uppfoljning.fryst import godkant, mal_id
from uppfoljning.rapport import modell
from uppfoljning.underlag import Malunderlag
from uppfoljning.views.hamta import ar_oppet, ett_av, varv_i_omfang
from uppfoljning.visning_mal import Lankar, Malsida, malsida


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def bedom(request: InloggadRequest, varv_pk: int, mal_pk: int) -> HttpResponse:
    """The evidence of a goal beside its judgement; read only without the right to judge."""
    varv = varv_i_omfang(request, varv_pk)
    if fryst := godkant(varv):
        return _som_det_frystes(request, varv, fryst, mal_pk)
    malen = underlag.malen(varv)
    ett = ett_av(malen, mal_pk)
    far_bedoma = far(request.user, Rattighet.BEDOMNING_SKRIVA, varv.plan)
    if request.method == "POST":
        prova(request.user, Rattighet.BEDOMNING_SKRIVA, varv.plan)
    last = las.last(varv, varv.plan, ett.mal)
    oppet = ar_oppet(varv) and (request.method == "POST" or not last)  # posted words are kept
    form = _form(request, varv, ett) if far_bedoma and oppet else None
    if request.method == "POST" and form is None:
        raise Regelbrott("Uppföljningen är godkänd, så bedömningen går inte att ändra.")
    klar = form is not None and form.is_bound and form.is_valid()
    if klar and form is not None and (svar := _lamna(request, varv, ett, form)):
        return svar
    sammanhang = {
        "sida": _sida(request, varv, malen, ett),
        "varv": varv,
        "mal": ett.mal,
        "form": form,
        "hjalp": sprakhjalp.hjalp(form.texter()) if form else {},
        "ater": aterskick_av(varv, ett.mal),
        "far_notera": ar_oppet(varv) and far(request.user, Rattighet.ATGARD_SKRIVA, varv.plan),
        "last": last,
        "fallen": ar_oppet(varv) and varden_andrade(varv, ett.bedomning),
    }
    return render(request, "uppfoljning/bedom.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def godkann(request: InloggadRequest, pk: int) -> HttpResponse:
    """The approval (row 6): what remains, and the reason when it is approved with gaps."""
    plan = plan_i_omfang(request, pk)

    def form(data: Any) -> GodkannForm:
        punkter = aterstar(PLAN, plan, "godkann", av=request.user)
        return GodkannForm(data, luckor=not all(p.klar for p in punkter))

    def utfor(data: dict[str, Any]) -> str:
        godkann_plan(plan, luckor_skal=data.get("luckor_skal", ""), av=request.user)
        return "Uppföljningen är godkänd och underlaget är fryst. Nu ska bristerna åtgärdas."

    return akt(
        request,
        plan,
        PLAN,
        "godkann",
        form,
        utfor,
        ingress="När du godkänner fryses underlaget. Det går inte att ändra efteråt.",
        trots_luckor=True,
    )


# --- the judge page --------------------------------------------------------------------------


def _form(request: InloggadRequest, varv: Varv, ett: Malunderlag) -> BedomningForm:
    gjord = ett.bedomning
    start: dict[str, Any] = {"last_version": akter.version_av(gjord), "trend": ett.trend}
    if gjord is not None:
        falt = ("bedomning", "prognos", "trend", "motivering", "fungerade_inte", "orsak")
        start |= {namn: getattr(gjord, namn) for namn in (*falt, "avviker_skal")}
    granskas = "granska" in request.POST
    return BedomningForm(
        request.POST if request.method == "POST" and not granskas else None,
        # What is only looked through comes back as it was written, without a word of errors.
        initial=start | request.POST.dict() if granskas else start,
        forslag=ett.forslag.bedomning,
        slag=underlag.tillfalle_for(varv).slag,
    )


def _lamna(
    request: InloggadRequest, varv: Varv, ett: Malunderlag, form: BedomningForm
) -> HttpResponse | None:
    """Take the act; None when it was refused, with the reason in the form."""
    try:
        akter.bedom(
            varv,
            mal=ett.mal,
            **form.uppgifter(),
            klar=not form.ar_utkast,
            last_version=form.cleaned_data["last_version"],
            av=request.user,
        )
    except Regelbrott as fel:
        form.add_error(None, fel.mening)
        return None
    if form.ar_utkast:
        messages.success(request, "Utkastet är sparat. Det räknas inte förrän du lämnar det.")
        return redirect("uppfoljning:bedom", varv_pk=varv.pk, mal_pk=ett.mal.pk)
    messages.success(request, f"Bedömningen av mål {ett.mal.nummer} är lämnad.")
    return redirect("cykel:plan", pk=varv.plan_id)


def _sida(
    request: InloggadRequest, varv: Varv, malen: list[Malunderlag], ett: Malunderlag
) -> Malsida:
    bild = malbild.bild(varv, malen, nu=klocka.nu())
    lankar = _lankar(request, varv, ett.mal.pk)
    return malsida(bild.ett(mal_id(ett.mal.pk)), bild.synpunkter, bild.undersokningar, lankar)


def _som_det_frystes(
    request: InloggadRequest, varv: Varv, fryst: modell.Maluppfyllelserapport, mal_pk: int
) -> HttpResponse:
    """The page of an approved lap, also when the plan no longer has the goal."""
    post = next((m for m in fryst.mal if m.id == mal_id(mal_pk)), None)
    if post is None or varv.ogonblick is None:
        raise Http404
    if request.method == "POST":
        prova(request.user, Rattighet.BEDOMNING_SKRIVA, varv.plan)
        raise Regelbrott("Uppföljningen är godkänd, så bedömningen går inte att ändra.")
    sida = malsida(
        post,
        fryst.synpunkter or modell.Synpunkter(),
        fryst.undersokningar,
        _lankar(request, varv, mal_pk),
        fryst=True,
        fullstandig=varv.ogonblick.schema > 1,
    )
    sammanhang = {
        "sida": sida,
        "varv": varv,
        "mal": Mal.objects.get(pk=mal_pk),
        "form": None,
        "hjalp": {},
        "ater": None,
        "far_notera": False,
        "last": "",
        "fallen": False,
    }
    return render(request, "uppfoljning/bedom.html", sammanhang)


def _lankar(request: InloggadRequest, varv: Varv, mal_pk: int) -> Lankar:
    return Lankar(
        varv=varv.pk,
        mal=mal_pk,
        plan=varv.plan_id,
        synpunkter=far(request.user, Rattighet.SYNPUNKT_SE, varv.plan),
    )
