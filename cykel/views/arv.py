"""What a plan inherits: the learnings it must answer, and the åtgärder still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.actions.lardom import rutiner_for, svara, version_att_svara_i
from cykel.forms.lardom import AvvisaForm, InarbetaForm, Plats
from cykel.models import Atgard, Lardom, LardomSvar, PlanVersion, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.tillstand import Fas
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang
from cykel.villkor.varv import obesvarade
from kvalitet import klocka
from kvalitet.behorighet import far, kraver
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest

Platser = list[tuple[str, list[Plats]]]


@dataclass(frozen=True)
class Arvsrad:
    """An inherited learning and what the plan has answered."""

    lardom: Lardom
    svar: LardomSvar | None
    plats: str
    """Where it is worked in, in words; "" when declined, unanswered or the row is gone."""
    besvarad: bool
    sen: bool
    """Secured, or taken up from another unit, after the plan was adopted."""
    inarbeta: InarbetaForm | None
    avvisa: AvvisaForm | None


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def lardomar(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    version = version_att_svara_i(plan)
    platser = _platser(plan, version)
    rader = _rader(request, plan, version, platser)
    skickad = _skickad(request, rader)
    if skickad and _svara(request, plan, *skickad):
        messages.success(request, f"Planens svar på ”{skickad[0].lardom}” är sparat.")
        return redirect(f"{request.path}#lardom-{skickad[0].lardom.pk}")
    dag = klocka.idag()
    arvda = Atgard.objects.oppna().filter(brist__plan=plan.foregangare_id or 0)
    sammanhang = {
        "plan": plan,
        "rader": rader,
        "fran_andra": any(rad.lardom.plan_id != plan.foregangare_id for rad in rader),
        "besvarade": sum(rad.besvarad for rad in rader),
        "atgarder": [
            (a, (dag - a.klar_senast).days if a.sen(dag) else 0)
            for a in arvda.select_related("brist", "ansvarig").order_by("klar_senast", "pk")
        ],
        "form": skickad[1] if skickad else None,
    }
    return render(request, "cykel/lardomar.html", sammanhang)


def _rader(
    request: InloggadRequest,
    plan: Verksamhetsplan,
    version: PlanVersion | None,
    platser: Platser,
) -> list[Arvsrad]:
    egna = LardomSvar.objects.filter(plan=plan).select_related("rutin", "av")
    # The keys first: how to find them with all their parts takes longer to plan than to do.
    arvda = _LARDOMARNA.rader(list(Lardom.objects.arvda_av(plan).values_list("pk", flat=True)))
    prefetch_related_objects(arvda, Prefetch("svar", egna, to_attr="egna_svar"))
    togs_upp = dict(plan.ateranvandningar.values_list("lardom", "tid"))
    vantar = {lardom.pk for lardom in obesvarade(plan, version)} if version else set()
    far_svara = plan.fas in LEVANDE and far(request.user, Rattighet.PLAN_SKRIVA, plan)
    namn = {varde: text for _, rader in platser for varde, text in rader}
    gallande = plan.versioner.gallande().first()
    rader = []
    for lardom in arvda:
        svar: LardomSvar | None = next(iter(lardom.egna_svar), None)  # type: ignore[attr-defined]
        oppen = far_svara and (lardom.pk in vantar or plan.fas == Fas.PLANERA)
        rader.append(
            Arvsrad(
                lardom=lardom,
                svar=svar,
                plats=namn.get(_varde(svar), "") if svar else "",
                besvarad=lardom.pk not in vantar,
                sen=_kom_efter(togs_upp.get(lardom.pk, lardom.sakrad), gallande),
                inarbeta=_inarbeta(request, lardom, svar, platser) if oppen else None,
                avvisa=_avvisa(request, lardom, svar) if oppen else None,
            )
        )
    return sorted(rader, key=lambda rad: rad.besvarad)


def _lardomarna(pk: Sequence[int]) -> QuerySet[Lardom]:
    rader = Lardom.objects.filter(bland("pk", pk)).order_by("sakrad", "pk")
    return rader.select_related("atgard__verifierad_av", "rutin", "varv", "plan__enhet")


_LARDOMARNA = Kvarfraga(_lardomarna)


def _kom_efter(kom: datetime | None, gallande: PlanVersion | None) -> bool:
    """Say whether it came after the version in force was adopted."""
    if gallande is None or gallande.faststalld is None or kom is None:
        return False
    return kom > gallande.faststalld


def _varde(svar: LardomSvar) -> str:
    """The answer's place as the form writes it."""
    if svar.aktivitet:
        return f"aktivitet:{svar.aktivitet}"
    if svar.indikator:
        return f"indikator:{svar.indikator}"
    return f"rutin:{svar.rutin_id}" if svar.rutin_id else ""


def _platser(plan: Verksamhetsplan, version: PlanVersion | None) -> Platser:
    """Where in the plan a learning can be worked in, by kind."""
    aktiviteter: list[tuple[UUID, str]] = []
    indikatorer: list[tuple[UUID, str]] = []
    if version is not None:
        aktiviteter = list(version.aktiviteter.order_by("pk").values_list("nyckel", "rubrik"))
        rader = version.indikatorer.order_by("pk")
        indikatorer = list(rader.values_list("nyckel", "indikator__namn"))
    slag: Platser = [
        ("Aktiviteter", [(f"aktivitet:{nyckel}", namn) for nyckel, namn in aktiviteter]),
        ("Indikatorer", [(f"indikator:{nyckel}", namn) for nyckel, namn in indikatorer]),
        ("Rutiner", [(f"rutin:{rutin.pk}", str(rutin)) for rutin in rutiner_for(plan.enhet)]),
    ]
    return [(rubrik, rader) for rubrik, rader in slag if rader]


def _inarbeta(
    request: InloggadRequest, lardom: Lardom, svar: LardomSvar | None, platser: Platser
) -> InarbetaForm:
    return InarbetaForm(
        request.POST if _gor(request) == f"inarbeta-{lardom.pk}" else None,
        prefix=f"inarbeta-{lardom.pk}",
        platser=platser,
        initial={"plats": _varde(svar)} if svar else None,
    )


def _avvisa(request: InloggadRequest, lardom: Lardom, svar: LardomSvar | None) -> AvvisaForm:
    return AvvisaForm(
        request.POST if _gor(request) == f"avvisa-{lardom.pk}" else None,
        prefix=f"avvisa-{lardom.pk}",
        initial={"skal": svar.skal} if svar else None,
    )


def _gor(request: InloggadRequest) -> str:
    """Which of the page's forms was sent."""
    return request.POST.get("gor", "") if request.method == "POST" else ""


def _skickad(
    request: InloggadRequest, rader: list[Arvsrad]
) -> tuple[Arvsrad, InarbetaForm | AvvisaForm] | None:
    gor = _gor(request)
    if request.method != "POST":
        return None
    for rad in rader:
        for form in (rad.inarbeta, rad.avvisa):
            if form is not None and form.prefix == gor:
                return rad, form
    raise Http404


def _svara(
    request: InloggadRequest,
    plan: Verksamhetsplan,
    rad: Arvsrad,
    form: InarbetaForm | AvvisaForm,
) -> bool:
    def akt(data: dict[str, str]) -> None:
        if isinstance(form, InarbetaForm):
            svar, falt = LardomSvar.Svar.INARBETAD, form.svar()
        else:
            svar, falt = LardomSvar.Svar.AVVISAD, {"skal": data["skal"]}
        svara(rad.lardom, plan=plan, svar=svar, **falt, av=request.user)

    return lyckas(form, akt)
