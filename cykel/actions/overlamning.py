"""Business acts of handing over: another person answers from now on. What was is logged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.urls import reverse

from cykel.models import (
    Aktivitet,
    Ansvarsbyte,
    Aterskick,
    Atgard,
    Indikator,
    Kontrollmoment,
    Rutin,
    Verksamhetsplan,
    med_ansvar,
)
from cykel.tillstand import Versionslage
from cykel.villkor.overlamning import RATT, Granne, Innehav, Plats, enheten, planer_med
from kvalitet import klocka, logg
from kvalitet.behorighet import far, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.notiser import notifiera
from kvalitet.roller import Rattighet


@transaction.atomic
def overlamna_plan(plan: Verksamhetsplan, *, till: Anvandare, av: Anvandare) -> Verksamhetsplan:
    """Give a plan another planansvarig, who must be able to write in it."""
    plan = _las_plan(plan)
    prova(av, RATT, plan)
    if plan.planansvarig_id == till.pk:
        return plan
    _prova_mottagare(till, plan)
    if not far(till, Rattighet.PLAN_SKRIVA, plan):
        raise Regelbrott(
            f"{till} får inte skriva i planen för {plan.enhet}. Välj någon annan, "
            "eller be den som sköter konton om rollen planansvarig."
        )
    fran, plan.planansvarig = plan.planansvarig_id, till
    plan.save(update_fields=["planansvarig"])
    _skickat_ater(fran, till, plan=plan, slag=Aterskick.Slag.MAL)
    _logga("plan.overlamnad", plan, fran, till, av)
    return plan


@transaction.atomic
def overlamna_aktivitet(rad: Aktivitet, *, vad: str, till: Anvandare, av: Anvandare) -> Aktivitet:
    """Let another person answer for an activity of the version in force.

    `vad` is "ansvarig" or "rapportor". The adopted text is left as it was decided. In a draft
    beside it the same person's name stands for the other too.
    """
    plan = _las_plan(rad.version.plan)
    prova(av, RATT, plan)
    rader: list[Any] = list(_i_versionerna(plan, rad))
    i_kraft = next((r for r in rader if r.version.lage == Versionslage.FASTSTALLD), None)
    if i_kraft is None:
        raise Regelbrott("Aktiviteten finns inte i den version av planen som gäller nu.")
    if vad not in Ansvarsbyte.Del.values:
        raise Regelbrott("Välj om det gäller genomförandet eller rapporteringen.")
    fran: int = getattr(i_kraft, f"{vad}_nu")
    if fran == till.pk:
        return rad
    _prova_mottagare(till, plan)
    lika = {"plan": plan, "aktivitet": rad.nyckel, "vad": vad, "till": till, "av": av}
    skrivna = {getattr(r, f"{vad}_id") for r in rader if getattr(r, f"{vad}_nu") == fran}
    for skriven in sorted(skrivna):
        Ansvarsbyte.objects.create(skriven_id=skriven, tid=klocka.nu(), **lika)
    if vad == Ansvarsbyte.Del.RAPPORTOR:
        _skickat_ater(fran, till, plan=plan, aktivitet=rad.nyckel)
    data = {"aktivitet": str(rad.nyckel), "vad": vad}
    _logga("plan.aktivitet_overlamnad", plan, fran, till, av, **data)
    return rad


def _i_versionerna(plan: Verksamhetsplan, rad: Aktivitet) -> QuerySet[Aktivitet]:
    """The activity in the version in force and in a draft beside it."""
    versioner = plan.versioner.gallande() | plan.versioner.i_arbete()
    rader = Aktivitet.objects.filter(version__in=versioner, nyckel=rad.nyckel)
    return med_ansvar(rader).select_related("version").order_by("pk")


@transaction.atomic
def overlamna_indikator(indikator: Indikator, *, till: Anvandare, av: Anvandare) -> Indikator:
    """Give an indicator another owner, who can read some plan that uses it."""
    indikator = Indikator.objects.select_for_update(of=("self",)).get(pk=indikator.pk)
    planer = planer_med(indikator)
    if not any(far(av, RATT, plan) for plan in planer):
        raise PermissionDenied(f"{RATT} saknas")
    if indikator.agare_id == till.pk:
        return indikator
    _prova_mottagare(till, *planer)
    fran, indikator.agare = indikator.agare_id, till
    indikator.save(update_fields=["agare"])
    _skickat_ater(fran, till, indikator=indikator)
    _logga("indikator.overlamnad", indikator, fran, till, av)
    return indikator


@transaction.atomic
def overlamna_atgard(atgard: Atgard, *, till: Anvandare, av: Anvandare) -> Atgard:
    """Give an åtgärd another owner: never the one who has judged its effect."""
    plan = _las_plan(atgard.brist.plan)
    prova(av, RATT, plan)
    atgard = Atgard.objects.select_for_update(of=("self",)).get(pk=atgard.pk)
    if atgard.ansvarig_id == till.pk:
        return atgard
    _prova_mottagare(till, plan)
    if atgard.avgjord:
        raise Regelbrott(f"Effekten av ”{atgard}” är redan bedömd, så åtgärden ändras inte mer.")
    if atgard.verifierad_av_id == till.pk:
        raise Regelbrott(
            f"{till} har bedömt effekten av ”{atgard}”. Välj någon annan som ansvarar för den."
        )
    fran, atgard.ansvarig = atgard.ansvarig_id, till
    atgard.save(update_fields=["ansvarig"])
    _logga("atgard.overlamnad", atgard, fran, till, av, plan=plan.pk)
    return atgard


@transaction.atomic
def overlamna_rutin(rutin: Rutin, *, till: Anvandare, av: Anvandare) -> Rutin:
    """Give a routine another owner."""
    rutin = Rutin.objects.select_for_update(of=("self",)).select_related("enhet").get(pk=rutin.pk)
    prova(av, RATT, rutin.enhet)
    if rutin.agare_id == till.pk:
        return rutin
    _prova_mottagare(till, rutin.enhet)
    fran, rutin.agare = rutin.agare_id, till
    rutin.save(update_fields=["agare"])
    _logga("rutin.overlamnad", rutin, fran, till, av)
    return rutin


@transaction.atomic
def overlamna_granne(granne: Granne, *, till: Anvandare, av: Anvandare) -> Granne:
    """Give a risk, a control or a förbättringssprång another owner."""
    rader: Any = type(granne)._default_manager.select_related("enhet")
    granne = rader.select_for_update(of=("self",)).get(pk=granne.pk)
    prova(av, RATT, granne)
    falt = "ansvarig" if isinstance(granne, Kontrollmoment) else "agare"
    fran: int = getattr(granne, f"{falt}_id")
    if fran == till.pk:
        return granne
    _prova_mottagare(till, granne)
    setattr(granne, falt, till)
    granne.save(update_fields=[falt])
    _logga(f"{granne._meta.model_name}.overlamnad", granne, fran, till, av)
    return granne


@transaction.atomic
def overlamna_allt(innehav: Sequence[Innehav], *, till: Anvandare, av: Anvandare) -> int:
    """Hand over all of it to one person, or nothing; tell the person in one mail."""
    if not innehav:
        raise Regelbrott("Kryssa för vad som ska lämnas över.")
    # In one order, so that two people who hand over at once do not lock each other out.
    for ett in sorted(innehav, key=lambda ett: ett.nyckel):
        _overlamna(ett, till=till, av=av)
    if till != av:
        _beratta(innehav, till=till, av=av)
    return len(innehav)


def _overlamna(ett: Innehav, *, till: Anvandare, av: Anvandare) -> None:
    objekt = ett.objekt
    if isinstance(objekt, Verksamhetsplan):
        overlamna_plan(objekt, till=till, av=av)
    elif isinstance(objekt, Aktivitet):
        overlamna_aktivitet(objekt, vad=ett.del_, till=till, av=av)
    elif isinstance(objekt, Indikator):
        overlamna_indikator(objekt, till=till, av=av)
    elif isinstance(objekt, Atgard):
        overlamna_atgard(objekt, till=till, av=av)
    elif isinstance(objekt, Rutin):
        overlamna_rutin(objekt, till=till, av=av)
    else:
        overlamna_granne(objekt, till=till, av=av)


def _beratta(innehav: Sequence[Innehav], *, till: Anvandare, av: Anvandare) -> None:
    nu = klocka.nu()
    notifiera(
        "overlamning",
        mottagare=till.epost,
        nyckel=f"overlamning:{till.pk}:{av.pk}:{nu.isoformat()}",
        sammanhang={
            "person": till,
            "av": av,
            "innehav": innehav,
            "lank": f"{settings.ADRESS}{reverse('arbete')}",
        },
        nu=nu,
    )


def _skickat_ater(fran: int, till: Anvandare, **del_: Any) -> None:
    """What waits to be done again is done by the one who answers for it now."""
    Aterskick.objects.oppna().filter(till=fran, **del_).update(till=till)


def _las_plan(plan: Verksamhetsplan) -> Verksamhetsplan:
    rader = Verksamhetsplan.objects.select_related("enhet")
    return rader.select_for_update(of=("self",)).get(pk=plan.pk)


def _prova_mottagare(till: Anvandare, *platser: Plats) -> None:
    if not till.is_active:
        raise Regelbrott(f"{till} har slutat. Välj någon annan.")
    if not any(far(till, Rattighet.PLAN_SE, plats) for plats in platser):
        raise Regelbrott(
            f"{till} har ingen roll i {enheten(platser[0])}. Välj någon annan, eller be den som "
            "sköter konton om en roll där."
        )


def _logga(
    slag: str, objekt: models.Model, fran: int, till: Anvandare, av: Anvandare, **mer: Any
) -> None:
    data = {"fran": fran, "till": till.pk, **mer}
    logg.skriv(slag, objekt, av=av, nu=klocka.nu(), data=data)
