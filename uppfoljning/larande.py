"""What goes on changing after an approval: brister, åtgärder, lärdomar and uppdrag."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from cykel.models import (
    Atgard,
    Brist,
    Lardom,
    LardomSvar,
    Planmal,
    PlanVersion,
    Uppdrag,
    Varv,
    Verksamhetsplan,
)
from cykel.villkor.plan import beslutas_av_namnden
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Arbetslage, Effekt, Lardomslage


def brister(varv: Varv, matdatum: date) -> tuple[modell.Brist, ...]:
    """The lap's shortcomings, and older ones whose remedy is not decided yet."""
    rader = bristrader(varv).select_related("mal").prefetch_related("atgarder", "flyttade")
    return tuple(
        modell.Brist(
            rubrik=rad.rubrik,
            kalla=rad.kalla_mening,
            alder_dagar=max(0, rad.alder(matdatum)),
            mal=_nummer(rad),
            har_atgard=bool(rad.atgarder.all() or rad.flyttade.all()),
            beslut=f"Ingen åtgärd: {rad.ingen_atgard_skal}" if rad.ingen_atgard_av_id else "",
        )
        for rad in rader
    )


def bristrader(varv: Varv) -> QuerySet[Brist]:
    """Return the rows of `brister`, the oldest first."""
    oppna = Q(atgarder__isnull=True, ingen_atgard_av__isnull=True)
    oppna |= Q(atgarder__effekt__in=("", Atgard.Effekt.FOR_TIDIGT))
    return (
        Brist.objects.filter(oppna | Q(varv=varv.pk), plan__in=planer(varv))
        # What went on in a plan of the report is told there.
        .exclude(flyttade__plan__in=planer(varv))
        .distinct()
        .order_by("skapad", "pk")
    )


def atgarder(varv: Varv, matdatum: date, dag: date) -> dict[int, list[modell.Atgard]]:
    """The plan's remedies by `Mal.pk` (0: of no goal): open ones, and those decided in the lap.

    `dag` is the day against which a remedy is late.
    """
    rader = Atgard.objects.filter(
        Q(effekt__in=("", Atgard.Effekt.FOR_TIDIGT))
        | Q(brist__varv=varv.pk)
        | Q(verifierad__gte=varv.borjade),
        brist__plan__in=planer(varv),
    )
    ut: dict[int, list[modell.Atgard]] = defaultdict(list)
    for rad in rader.select_related("brist__mal", "ansvarig", "verifierad_av").order_by(
        "klar_senast", "pk"
    ):
        ut[rad.brist.mal_id or 0].append(atgardspost(rad, matdatum, dag))
    return ut


def atgardspost(rad: Atgard, matdatum: date, dag: date) -> modell.Atgard:
    sen = rad.status != Atgard.Status.KLAR and rad.klar_senast < dag
    return modell.Atgard(
        rubrik=rad.rubrik,
        ansvarig=rad.ansvarig.namn,
        alder_dagar=max(0, rad.alder(matdatum)),
        status=Arbetslage.FORSENAD if sen else Arbetslage(rad.status),
        mal=_nummer(rad.brist),
        klar_senast=rad.klar_senast,
        effekt=Effekt(rad.effekt) if rad.effekt else Effekt.EJ_PROVAD,
        verifierad_av=rad.verifierad_av.namn if rad.verifierad_av else "",
    )


def lardomar(varv: Varv) -> tuple[modell.Lardom, ...]:
    """The lap's learnings, then those that the plan inherited, each with its answer."""
    plan = varv.plan
    rader = (
        Lardom.objects.filter(Q(varv=varv.pk) | Q(pk__in=Lardom.objects.arvda_av(plan)))
        .exclude(lage="nedlagd")
        .select_related("atgard", "rutin")
        .prefetch_related("svar__plan")
        .order_by("pk")
    )
    egna_forst = sorted(rader, key=lambda rad: rad.varv_id != varv.pk)
    vid_nasta = f"Svaras på i {nasta_plan(plan)}"
    return tuple(_lardom(rad, plan, vid_nasta) for rad in egna_forst)


def rattelser(varv: Varv) -> tuple[modell.Rattelse, ...]:
    """The lap's dated corrections, the first first."""
    return tuple(
        modell.Rattelse(
            datum=timezone.localdate(rad.tid),
            text=f"Det här blev fel: {rad.fel.rstrip('.')}. Så här är det: {rad.ratt}",
        )
        for rad in varv.rattelser.order_by("tid", "pk")
    )


def _lardom(rad: Lardom, plan: Verksamhetsplan, vid_nasta: str) -> modell.Lardom:
    lage = Lardomslage(rad.lage)
    if rad.plan_id == plan.pk:
        # Other units that reuse it answer for themselves, in their own reports.
        svar = [
            s
            for s in rad.svar.all()
            if s.plan.foregangare_id == plan.pk or s.plan_id == plan.mottagare_id
        ]
        utan = vid_nasta if lage is Lardomslage.SAKRAD else ""
    else:
        svar = [s for s in rad.svar.all() if s.plan_id == plan.pk]
        utan = "Inte besvarad än"
    return modell.Lardom(
        rubrik=rad.rubrik,
        hande=rad.hande,
        gor_annorlunda=rad.gor_annorlunda,
        lage=lage,
        bevis=rad.atgard.effekt_text if rad.atgard else "",
        rutin=str(rad.rutin) if rad.rutin else "",
        svar=". ".join(map(_svar, svar)) or utan,
        upprepad=rad.upprepar_id is not None,
    )


def _svar(svar: LardomSvar) -> str:
    plan = f"planen för {svar.plan.period_namn}"
    if svar.svar == LardomSvar.Svar.AVVISAD:
        return f"Avvisad i {plan}: {svar.skal.rstrip('.')}"
    return f"Inarbetad i {plan}"


def nasta_plan(plan: Verksamhetsplan) -> str:
    """Name the plan that inherits: the successor when there is one, else the year after."""
    efter = Verksamhetsplan.objects.filter(foregangare=plan.pk).first()
    return f"planen för {efter.period_namn if efter else plan.period_till.year + 1}"


def uppdrag(version: PlanVersion, matdatum: date) -> tuple[modell.Uppdrag, ...]:
    """Assignments in the plan, and those that the plan does not name until they are closed.

    The plan of a kontor is the nämnd's own, so it tells every assignment of the nämnd, whichever
    unit got it.
    """
    plan = version.plan
    mottagare = Q(namnd=plan.namnd_id)
    if not beslutas_av_namnden(plan):
        mottagare &= Q(enhet=plan.enhet_id)
    i_planen = version.mal.filter(uppdrag__isnull=False).exclude(
        koppling=Planmal.Koppling.BEROR_INTE
    )
    rader = Uppdrag.objects.filter(
        Q(pk__in=i_planen.values("uppdrag"))
        | mottagare & (Q(avslutat_datum__isnull=True) | Q(avslutat_datum__gt=matdatum)),
        beslut_datum__lte=matdatum,
    ).order_by("beslut_datum", "pk")
    return tuple(
        modell.Uppdrag(
            rubrik=rad.rubrik,
            giver=rad.givare,
            datum=rad.beslut_datum,
            alder_dagar=rad.alder(matdatum),
            status=uppdragslage(rad, matdatum),
            # The report writes the sign itself.
            paragraf=rad.beslut_paragraf.removeprefix("§").strip(),
            forfaller=rad.forfaller,
        )
        for rad in rader
    )


def uppdragslage(rad: Uppdrag, dag: date) -> Arbetslage:
    """Only the nämnd closes an assignment: reported is not yet done."""
    if rad.avslutat_datum:
        return Arbetslage.KLAR
    if rad.forfaller and rad.forfaller < dag:
        return Arbetslage.FORSENAD
    return Arbetslage.PAGAR


def planer(varv: Varv) -> list[int]:
    """The plan and its predecessor, whose open remedies follow along."""
    return [pk for pk in (varv.plan_id, varv.plan.foregangare_id) if pk is not None]


def _nummer(brist: Brist) -> str:
    return str(brist.mal.nummer) if brist.mal else ""
