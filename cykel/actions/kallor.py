"""One press from what failed to a brist in the unit's plan, its source frozen as a sentence."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from cykel.actions.atgard import notera_brist
from cykel.actions.varv import las_pagaende
from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Brist,
    Egenkontrollsvar,
    Kontrollmoment,
    Risk,
    Riskbedomning,
    Verksamhetsplan,
)
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from kvalitet.texter import datum

RUBRIK, MENING = 160, 400


def plan_som_pagar(enhet: Enhet, namnd: Namnd) -> Verksamhetsplan | None:
    """Return the plan with an open lap that the unit works by in the nämnd.

    Its own; a unit without one works by the plan of the nearest unit above that has.
    """
    ovanfor = [int(pk) for pk in enhet.sokvag.split(".") if pk] or [enhet.pk]
    planer = Verksamhetsplan.objects.levande().filter(
        enhet__in=ovanfor, namnd=namnd, varv__avslutades__isnull=True, varv__isnull=False
    )
    narmast = sorted(planer.med_plats(), key=lambda p: (ovanfor.index(p.enhet_id), p.period_fran))
    return narmast[-1] if narmast else None


def las_plan(enhet: Enhet, namnd: Namnd, av: Anvandare) -> Verksamhetsplan:
    """Lock the plan that a brist of the unit belongs to, before what it comes from."""
    plan = plan_som_pagar(enhet, namnd)
    if plan is None:
        raise Regelbrott(
            f"{enhet} har ingen verksamhetsplan som pågår för {namnd}, så bristen har ingenstans "
            "att höra hemma. Fastställ planen först, eller be den som ansvarar för den."
        )
    prova(av, Rattighet.ATGARD_SKRIVA, plan)
    return las_pagaende(plan)[0]


def kort(text: str, grans: int) -> str:
    """Cut a text to what its column holds."""
    return text if len(text) <= grans else f"{text[: grans - 1]}…"


# --- A late activity ------------------------------------------------------------------------


@transaction.atomic
def brist_ur_aktivitet(plan: Verksamhetsplan, *, aktivitet: UUID, av: Anvandare) -> Brist:
    """Note that an activity is late. Within a lap the same activity is one brist."""
    plan, varv = las_pagaende(plan)
    prova(av, Rattighet.ATGARD_SKRIVA, plan)
    if fanns := plan.brister.filter(varv=varv, aktivitet=aktivitet).first():
        return fanns
    rader = Aktivitet.objects.filter(version__in=plan.versioner.gallande())
    rad = rader.select_related("planmal__mal").filter(nyckel=aktivitet).first()
    if rad is None:
        raise Regelbrott("Aktiviteten finns inte i den version av planen som gäller nu.")
    senaste = plan.aktivitetslagen.filter(aktivitet=aktivitet).order_by("-tid", "-pk").first()
    if not ar_sen(rad, senaste):
        raise Regelbrott("Aktiviteten är inte försenad, så den är ingen brist.")
    return notera_brist(
        plan,
        rubrik=kort(f"Försenad aktivitet: {rad}", RUBRIK),
        kalla=Brist.Kalla.AKTIVITET,
        kalla_mening=kort(_sen_mening(rad, senaste), MENING),
        mal=rad.planmal.mal,
        aktivitet=aktivitet,
        av=av,
    )


def ar_sen(rad: Aktivitet, lage: Aktivitetslage | None) -> bool:
    """Say whether it is reported late, or its day has passed without it being done or struck."""
    status = Aktivitetslage.Status
    if lage is not None and lage.status in (status.KLAR, status.STRUKEN):
        return False
    return (lage is not None and lage.status == status.FORSENAD) or rad.slut < klocka.idag()


def _sen_mening(rad: Aktivitet, lage: Aktivitetslage | None) -> str:
    mening = f"Aktiviteten ”{rad}” skulle vara klar {datum(rad.slut)}."
    if lage is None:
        return f"{mening} Den är inte rapporterad."
    ord_ = f" {lage.kommentar}" if lage.kommentar else ""
    return f"{mening} Läget {datum(lage.tid)}: {lage.get_status_display().lower()}.{ord_}"


# --- The light neighbours -------------------------------------------------------------------


@transaction.atomic
def brist_ur_risk(risk: Risk, *, av: Anvandare) -> Brist:
    """Note a high risk as a brist; each assessment becomes at most one."""
    plan = las_plan(risk.enhet, risk.namnd, av)
    risk = Risk.objects.select_for_update(of=("self",)).select_related("enhet").get(pk=risk.pk)
    rader = Riskbedomning.objects.select_for_update(of=("self",)).filter(risk=risk)
    nu = rader.select_related("brist").order_by("-tid", "-pk").first()
    if nu is None or not nu.hog:
        raise Regelbrott(f"Bara en risk med värdet {Risk.HOG} eller högre blir en brist.")
    if nu.brist is not None:
        return nu.brist
    if risk.avslutad is not None:
        raise Regelbrott("Risken är avslutad, så den är ingen brist.")
    nu.brist = notera_brist(
        plan,
        rubrik=kort(f"Hög risk: {risk}", RUBRIK),
        kalla=Brist.Kalla.RISK,
        kalla_mening=kort(
            f"{risk.enhet} bedömde {datum(nu.tid)} risken till {nu.varde} av 16 (sannolikhet "
            f"{nu.sannolikhet}, konsekvens {nu.konsekvens}). Så hanteras den: {nu.hantering}",
            MENING,
        ),
        av=av,
    )
    nu.save(update_fields=["brist"])
    logg.skriv("risk.blev_brist", risk, av=av, nu=klocka.nu(), data={"brist": nu.brist.pk})
    return nu.brist


@transaction.atomic
def brist_ur_moment(moment: Kontrollmoment, *, av: Anvandare) -> Brist:
    """Note a failed control as a brist."""
    plan = las_plan(moment.enhet, moment.plan.namnd, av)
    rader = Kontrollmoment.objects.select_related("plan", "enhet", "brist")
    moment = rader.select_for_update(of=("self",)).get(pk=moment.pk)
    if moment.brist is not None:
        return moment.brist
    if not moment.fallde or moment.tid is None:
        raise Regelbrott(
            "Bara en kontroll med anmärkning, eller som inte är utförd, blir en brist."
        )
    moment.brist = notera_brist(
        plan,
        rubrik=kort(f"Internkontroll: {moment}", RUBRIK),
        kalla=Brist.Kalla.INTERNKONTROLL,
        kalla_mening=kort(
            f"Internkontrollen av {moment.enhet} {datum(moment.tid)}: "
            f"{moment.get_resultat_display().lower()}. {moment.kommentar}",
            MENING,
        ),
        av=av,
    )
    moment.save(update_fields=["brist"])
    data = {"brist": moment.brist.pk}
    logg.skriv("kontrollmoment.blev_brist", moment, av=av, nu=klocka.nu(), data=data)
    return moment.brist


@transaction.atomic
def brist_ur_egenkontroll(svar: Egenkontrollsvar, *, av: Anvandare) -> Brist:
    """Note a "nej" of an egenkontroll as a brist."""
    kontroll = svar.egenkontroll
    plan = las_plan(kontroll.enhet, kontroll.namnd, av)
    rader = Egenkontrollsvar.objects.select_related("punkt", "brist")
    svar = rader.select_for_update(of=("self",)).get(pk=svar.pk)
    if svar.brist is not None:
        return svar.brist
    if svar.svar != Egenkontrollsvar.Svar.NEJ:
        raise Regelbrott("Bara en punkt som fick nej blir en brist.")
    svar.brist = notera_brist(
        plan,
        rubrik=kort(f"Egenkontroll: {svar.punkt}", RUBRIK),
        kalla=Brist.Kalla.EGENKONTROLL,
        kalla_mening=kort(
            f"Egenkontrollen ”{kontroll.checklista}” i {kontroll.enhet} {datum(kontroll.datum)}: "
            f"nej. {svar.kommentar}",
            MENING,
        ),
        av=av,
    )
    svar.save(update_fields=["brist"])
    data = {"brist": svar.brist.pk}
    logg.skriv("egenkontroll.blev_brist", kontroll, av=av, nu=klocka.nu(), data=data)
    return svar.brist
