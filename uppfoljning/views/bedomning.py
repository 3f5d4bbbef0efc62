"""Pages of follow-up: what remains, judging a goal, going through voices, approving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cykel.models import Mal, Varv
from cykel.tillstand import PLAN, Fas
from cykel.views.akt import akt
from cykel.views.hamta import plan_i_omfang
from cykel.villkor import las
from cykel.villkor.aterskick import aterskick_av
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, prova
from kvalitet.fel import Regelbrott
from kvalitet.overgang import aterstar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning import underlag, visning
from uppfoljning.actions import bedomning as akter
from uppfoljning.actions.godkannande import godkann as godkann_plan
from uppfoljning.delar import varden_andrade
from uppfoljning.forms import BedomningForm, GodkannForm, RostForm
from uppfoljning.models import Malbedomning, Rostgenomgang
from uppfoljning.ogonblick import godkant, mal_id, tidigare
from uppfoljning.rapport import modell
from uppfoljning.underlag import Malunderlag, Rost
from uppfoljning.visning import Indikatorvy, Undersokningsvy


@dataclass(frozen=True)
class Bedomningssida:
    """What uppfoljning/bedom.html shows beside the form."""

    varv: Varv
    mal: Mal
    forslag: str
    regel: str
    indikatorer: Sequence[Indikatorvy]
    synpunkter: modell.Synpunkter
    forra: str
    gjord: Malbedomning | None
    avviker: bool
    undersokningar: Sequence[Undersokningsvy] = ()
    kopplade: int = 0
    """Synpunkter behind a brist of the goal."""
    fryst: bool = False
    """Approved: what is shown comes from the snapshot, and `belagg` is what residents said."""
    belagg: Sequence[modell.Belagg] = ()

    @property
    def staplar(self) -> list[visning.Stapel]:
        return visning.staplar(self.synpunkter.per_typ)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def bedom(request: InloggadRequest, varv_pk: int, mal_pk: int) -> HttpResponse:
    """The evidence of a goal beside its judgement; read only without the right to judge."""
    varv = _varv_i_omfang(request, varv_pk)
    ett = _malet(varv, mal_pk)
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
        "sida": _sida(varv, ett),
        "varv": varv,
        "form": form,
        "ater": aterskick_av(varv, ett.mal),
        "last": last,
        "fallen": ar_oppet(varv) and varden_andrade(varv, ett.bedomning),
    }
    return render(request, "uppfoljning/bedom.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def roster(request: InloggadRequest, varv_pk: int) -> HttpResponse:
    """What residents said in the period, and what the unit sees in it."""
    varv = _varv_i_omfang(request, varv_pk)
    last = las.las_for(varv, varv.plan)
    oppet = ar_oppet(varv) and far(request.user, Rattighet.BEDOMNING_SKRIVA, varv.plan)
    skickad: RostForm | None = None
    if request.method == "POST":
        prova(request.user, Rattighet.BEDOMNING_SKRIVA, varv.plan)
        skickad = RostForm(request.POST, prefix=request.POST.get("del", ""))
        if skickad.is_valid():
            try:
                akter.granska_roster(varv, **skickad.cleaned_data, av=request.user)
            except Regelbrott as fel:
                skickad.add_error(None, fel.mening)
            else:
                messages.success(request, "Genomgången är sparad.")
                return redirect("uppfoljning:roster", varv_pk=varv.pk)
    rosten = underlag.rosten(varv, klocka.idag())
    sammanhang = {
        "varv": varv,
        "rosten": rosten,
        "staplar": visning.staplar(rosten.synpunkter.per_typ),
        "enheter": visning.staplar(rosten.synpunkter.vanligaste),
        "enkater": [visning.undersokningsvy(r) for r in rosten.undersokningar],
        "delar": _rostdelar(varv, rosten, skickad, oppet),
        "fel": skickad if skickad is not None and skickad.errors else None,
        "last": last,
    }
    return render(request, "uppfoljning/roster.html", sammanhang)


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


def ar_oppet(varv: Varv) -> bool:
    return varv.plan.fas == Fas.FOLJA_UPP and varv.avslutades is None and varv.godkand is None


def _varv_i_omfang(request: InloggadRequest, pk: int) -> Varv:
    """Return an opened lap of a plan that the person may see, else 404."""
    return get_object_or_404(
        Varv.objects.filter(
            omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd"),
            tillfalle__isnull=False,
        ).select_related(
            "tillfalle",
            "ogonblick",
            "plan__enhet",
            "plan__namnd",
            "plan__styrmodell",
            "plan__planansvarig",
        ),
        pk=pk,
    )


def _malet(varv: Varv, mal_pk: int) -> Malunderlag:
    ett = next((m for m in underlag.malen(varv) if m.mal.pk == mal_pk), None)
    if ett is None:
        raise Http404
    return ett


def _form(request: InloggadRequest, varv: Varv, ett: Malunderlag) -> BedomningForm:
    gjord = ett.bedomning
    start: dict[str, str] = {"last_version": akter.version_av(gjord), "trend": ett.trend}
    if gjord is not None:
        falt = ("bedomning", "prognos", "trend", "motivering", "fungerade_inte", "orsak")
        start |= {namn: getattr(gjord, namn) for namn in (*falt, "avviker_skal")}
    return BedomningForm(
        request.POST if request.method == "POST" else None,
        initial=start,
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


def _sida(varv: Varv, ett: Malunderlag) -> Bedomningssida:
    """Live evidence while the follow-up is open; afterwards what was frozen."""
    fryst = godkant(varv)
    mal = next((m for m in fryst.mal if m.id == mal_id(ett.mal.pk)), None) if fryst else None
    if fryst is not None and mal is not None:
        return _fryst_sida(varv, ett, mal, fryst.synpunkter or modell.Synpunkter())
    rosten = underlag.rosten(varv, klocka.idag())
    return Bedomningssida(
        varv=varv,
        mal=ett.mal,
        forslag=ett.forslag.bedomning,
        regel=ett.forslag.regel,
        indikatorer=[visning.indikatorvy(i.post, i.kon, period=i.period) for i in ett.indikatorer],
        undersokningar=[visning.undersokningsvy(r) for r in rosten.om(ett.mal)],
        synpunkter=rosten.synpunkter,
        kopplade=rosten.kopplade.get(ett.mal.pk, 0),
        forra=tidigare(varv).bedomning(mal_id(ett.mal.pk)) or "",
        gjord=ett.bedomning,
        avviker=ett.avviker,
    )


def _fryst_sida(
    varv: Varv, ett: Malunderlag, mal: modell.Mal, synpunkter: modell.Synpunkter
) -> Bedomningssida:
    return Bedomningssida(
        varv=varv,
        mal=ett.mal,
        forslag=mal.forslag,
        regel=mal.forslag_regel,
        indikatorer=[visning.indikatorvy(post) for post in mal.indikatorer],
        synpunkter=synpunkter,
        forra=mal.forra_bedomning or "",
        gjord=ett.bedomning,
        avviker=mal.avviker,
        fryst=True,
        belagg=mal.belagg,
    )


# --- the voices ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rostdel:
    """One of the two parts to go through: the form, or what was concluded."""

    vad: str
    namn: str
    gjord: Rostgenomgang | None
    form: RostForm | None
    nya: int
    """How many have come since it was gone through."""


def _rostdelar(varv: Varv, rosten: Rost, skickad: RostForm | None, oppet: bool) -> list[Rostdel]:
    gjorda = {g.vad: g for g in varv.genomgangar.select_related("av").order_by("pk")}
    antal = {
        Rostgenomgang.Del.SYNPUNKTER: rosten.synpunkter.antal,
        Rostgenomgang.Del.UNDERSOKNINGAR: sum(r.n for r in rosten.undersokningar),
    }
    ut = []
    for vad, n in antal.items():
        gjord = gjorda.get(vad)
        form = RostForm(
            prefix=vad, initial={"vad": vad, "slutsats": gjord.slutsats if gjord else ""}
        )
        if skickad is not None and skickad.prefix == vad:
            form = skickad
        nya = max(0, n - gjord.antal) if gjord else 0
        ut.append(Rostdel(vad, vad.label, gjord, form if oppet else None, nya))
    return ut
