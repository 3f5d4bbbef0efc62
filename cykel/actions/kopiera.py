"""Taking rows along: from last year's plan into the draft, and into a next year made in one act."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError

from cykel.actions.plan import koppla, lagg_till_aktivitet, lagg_till_indikator, skapa_plan
from cykel.models import (
    Aktivitet,
    LardomSvar,
    Malkriterium,
    Planindikator,
    Planmal,
    PlanVersion,
    Raderbjudande,
    Styrmodell,
    Verksamhetsplan,
)
from cykel.tillstand import PLANVERSION, Fas, Versionslage
from cykel.villkor.kopiering import Kopia, flytta, kopior
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import las
from kvalitet.roller import Rattighet

Ersattare = Mapping[int, Anvandare]
"""Who takes over, by the id of the person who has left."""


def forra_versionen(plan: Verksamhetsplan) -> PlanVersion | None:
    """Return the predecessor's version in force, with its plan at hand.

    A plan that was read in when its year was over has only the version of the file.
    """
    if plan.foregangare is None:
        return None
    versioner = plan.foregangare.versioner.order_by("-nummer")
    version = (versioner if plan.foregangare.inlast else versioner.gallande()).first()
    if version is not None:
        version.plan = plan.foregangare
    return version


@transaction.atomic
def kopiera(
    version: PlanVersion, *, val: Collection[str], ersattare: Ersattare, av: Anvandare
) -> int:
    """Copy the chosen rows (`Kopia.id`) of the predecessor into the draft; return how many.

    What is there already, or has come to stand in the way since the preview, is left out.
    """
    version = las_utkast(version, av)
    kalla = forra_versionen(version.plan)
    if kalla is None:
        raise Regelbrott("Planen har ingen fastställd föregångare att kopiera från.")
    return _kopiera_rader(kalla, version, val, ersattare, av, bara_pagaende=False)


def _kopiera_rader(
    kalla: PlanVersion,
    version: PlanVersion,
    val: Collection[str],
    ersattare: Ersattare,
    av: Anvandare,
    *,
    bara_pagaende: bool,
) -> int:
    alla = kopior(kalla, version.plan, version, bara_pagaende=bara_pagaende)
    okanda = set(val) - {kopia.id for kopia in alla}
    if okanda:
        raise Regelbrott("Förra planen har ändrats. Ladda om sidan och välj på nytt.")
    valda = [kopia for kopia in alla if kopia.id in val and not kopia.hinder]
    _prova_ersattare(valda, ersattare)
    planmal: dict[int, Planmal] = {}
    ar = version.plan.period_fran.year - kalla.plan.period_fran.year
    for kopia in valda:
        _kopiera_rad(kopia, ar, version, planmal, ersattare, av)
    if valda:
        data = {"fran": kalla.plan_id, "antal": len(valda), "version": version.nummer}
        logg.skriv("plan.kopierad", version.plan, av=av, nu=klocka.nu(), data=data)
    return len(valda)


def _prova_ersattare(valda: list[Kopia], ersattare: Ersattare) -> None:
    for person in (person for kopia in valda for person in kopia.slutade):
        ny = ersattare.get(person.pk)
        if ny is None:
            raise Regelbrott(f"{person} har slutat. Välj vem som tar över.")
        if not ny.is_active:
            raise Regelbrott(f"{ny} har slutat. Välj någon annan i stället för {person}.")


def _kopiera_rad(
    kopia: Kopia,
    ar: int,
    version: PlanVersion,
    planmal: dict[int, Planmal],
    ersattare: Ersattare,
    av: Anvandare,
) -> None:
    kalla = kopia.rad if isinstance(kopia.rad, Planmal) else kopia.rad.planmal
    if kalla.pk not in planmal:
        planmal[kalla.pk] = _malet(kopia, kalla, version, av)
    under = planmal[kalla.pk]
    if isinstance(kopia.rad, Aktivitet):
        _kopiera_aktivitet(kopia.rad, ar, under, ersattare, av)
    elif isinstance(kopia.rad, Planindikator):
        _kopiera_indikator(kopia, kopia.rad, ar, under, av)


def _malet(kopia: Kopia, kalla: Planmal, version: PlanVersion, av: Anvandare) -> Planmal:
    """The draft's own answer to the goal; last year's when there is none."""
    mal = kopia.mal if kalla.mal_id else None
    finns = version.mal.filter(mal=mal, uppdrag=kopia.uppdrag).first()
    return finns or koppla(
        version, mal=mal, uppdrag=kopia.uppdrag, koppling=kalla.koppling, skal=kalla.skal, av=av
    )


def _kopiera_aktivitet(
    rad: Aktivitet, ar: int, under: Planmal, ersattare: Ersattare, av: Anvandare
) -> Aktivitet:
    return lagg_till_aktivitet(
        under,
        rubrik=rad.rubrik,
        ansvarig=_verksam(rad.ansvarig, ersattare),
        rapportor=_verksam(rad.rapportor, ersattare),
        start=flytta(rad.start, ar),
        slut=flytta(rad.slut, ar),
        vantad_effekt=rad.vantad_effekt,
        resurser=rad.resurser,
        kopia_av=rad.nyckel,
        av=av,
    )


def _verksam(person: Anvandare, ersattare: Ersattare) -> Anvandare:
    return person if person.is_active else ersattare[person.pk]


def _kopiera_indikator(
    kopia: Kopia, rad: Planindikator, ar: int, under: Planmal, av: Anvandare
) -> Planindikator:
    """Take the target along. Where the unit stands now is the new baseline, except against a
    base year, whose value is part of the target."""
    basar, baslinje, varde = rad.basar, rad.baslinje, kopia.utgangsvarde
    typ = Planindikator.Maltyp
    if varde is not None and rad.maltyp not in (typ.RIKTNING, typ.KVALITATIV):
        basar, baslinje = varde.period_till.year, varde.varde
    return lagg_till_indikator(
        under,
        indikator=rad.indikator,
        kriterium=_kriterium(rad, under),
        maltyp=rad.maltyp,
        malvarde=rad.malvarde if kopia.nytt_mal is None else kopia.nytt_mal,
        malvarde_ovre=rad.malvarde_ovre,
        basar=basar and min(basar, under.version.plan.period_fran.year),
        baslinje=baslinje,
        jamforelse=rad.jamforelse,
        beskrivning=rad.beskrivning,
        satts_senast=_satts_senast(rad, ar, under),
        kopia_av=rad.nyckel,
        av=av,
    )


def _satts_senast(rad: Planindikator, ar: int, under: Planmal) -> date | None:
    if rad.satts_senast is None:
        return None
    return min(flytta(rad.satts_senast, ar), under.version.plan.period_till)


def _kriterium(rad: Planindikator, under: Planmal) -> Malkriterium | None:
    if rad.kriterium is None or rad.kriterium.mal_id == under.mal_id:
        return rad.kriterium
    return Malkriterium.objects.filter(mal=under.mal_id, kod=rad.kriterium.kod).first()


# --- Next year --------------------------------------------------------------------------------


@transaction.atomic
def forbered_nasta_ar(
    plan: Verksamhetsplan,
    *,
    styrmodell: Styrmodell,
    planansvarig: Anvandare,
    val: Collection[str],
    ersattare: Ersattare,
    av: Anvandare,
) -> Verksamhetsplan:
    """Make the next year's plan with the chosen rows in it.

    Secured learnings and open åtgärder are not copied: the new plan inherits them by itself.
    """
    plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    prova(av, Rattighet.PLAN_SKRIVA, plan)
    kalla = plan.versioner.gallande().first()
    if kalla is None:
        raise Regelbrott("Planen är inte fastställd än, så det finns inget att ta med till nästa.")
    if Verksamhetsplan.objects.filter(foregangare=plan).exists():
        raise Regelbrott("Nästa års plan finns redan. Fortsätt i den.")
    kalla.plan = plan
    nasta = nasta_plan(plan, styrmodell)
    ny = skapa_plan(
        enhet=plan.enhet,
        namnd=plan.namnd,
        styrmodell=styrmodell,
        period_fran=nasta.period_fran,
        period_till=nasta.period_till,
        planansvarig=planansvarig,
        foregangare=plan,
        av=av,
    )
    version = ny.versioner.get()
    antal = _kopiera_rader(kalla, version, val, ersattare, av, bara_pagaende=True)
    data = {"eftertradare": ny.pk, "antal": antal}
    logg.skriv("plan.nasta_ar_forberett", plan, av=av, nu=klocka.nu(), data=data)
    return ny


def nasta_plan(plan: Verksamhetsplan, styrmodell: Styrmodell) -> Verksamhetsplan:
    """Return the next period's plan as it would be, not saved."""
    ar = plan.period_till.year - plan.period_fran.year + 1
    return Verksamhetsplan(
        enhet=plan.enhet,
        namnd=plan.namnd,
        styrmodell=styrmodell,
        period_fran=flytta(plan.period_fran, ar),
        period_till=flytta(plan.period_till, ar),
        foregangare=plan,
    )


@transaction.atomic
def angra_plan(plan: Verksamhetsplan, *, av: Anvandare) -> Verksamhetsplan:
    """Remove a plan that is still a draft, with its rows; return its predecessor.

    After it has been sent in it is a record, and is ended with a decision instead.
    """
    last = Verksamhetsplan.objects.select_for_update(of=("self",)).filter(pk=plan.pk).first()
    if last is None:
        raise Regelbrott("Planen är redan borttagen.")
    plan = last
    prova(av, Rattighet.PLAN_SKRIVA, plan)
    version, fore = plan.versioner.order_by("-nummer")[0], plan.foregangare
    if fore is None:
        raise Regelbrott("Planen är inte skapad ur en förra plan, så den kan inte ångras.")
    if hinder := hinder_att_angra(plan, version):
        raise Regelbrott(hinder)
    data = {"eftertradare": plan.pk, "version": version.nummer}
    LardomSvar.objects.filter(plan=plan).delete()
    Raderbjudande.objects.filter(plan=plan).delete()
    try:
        version.delete()
        plan.delete()
    except ProtectedError as fel:
        raise Regelbrott(
            "Något hör redan till planen, så den kan inte tas bort. Avbryt den med ett beslut "
            "i stället."
        ) from fel
    logg.skriv("plan.nasta_ar_angrat", fore, av=av, nu=klocka.nu(), data=data)
    return fore


def hinder_att_angra(plan: Verksamhetsplan, version: PlanVersion) -> str:
    """Say why the plan can no longer be undone; "" when it can."""
    if plan.fas != Fas.PLANERA or version.nummer > 1:
        return "Planen är fastställd och kan inte ångras. Den avbryts med ett beslut."
    if version.lage != Versionslage.UTKAST or version.inskickad_av_id is not None:
        return (
            "Planen har skickats till granskning och kan inte ångras. Återremittera och skriv om "
            "den, eller avbryt den med ett beslut."
        )
    if plan.erbjudna_rader.exists():
        return "Planen har skickat rader till enheterna, så den kan inte ångras."
    return ""


def las_utkast(version: PlanVersion, av: Anvandare) -> PlanVersion:
    version = las(PLANVERSION, version)
    prova(av, Rattighet.PLAN_SKRIVA, version)
    if version.lage != Versionslage.UTKAST:
        raise Regelbrott("Versionen är inte ett utkast och kan inte ändras nu.")
    return version
