"""Business acts on learnings: written, proposed, and answered by the next plan.

A learning is secured by no act of its own, but when the wedge is laid (row 9 of the plan).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from cykel.actions.rutin import skapa_rutin as skapa_rutin
from cykel.actions.varv import las_pagaende
from cykel.models import (
    Aktivitet,
    Atgard,
    Lardom,
    LardomSvar,
    Planindikator,
    PlanVersion,
    Rutin,
    Verksamhetsplan,
)
from cykel.models.plan import LEVANDE
from cykel.tillstand import LARDOM, Fas, Lardomslage, Versionslage
from cykel.villkor.varv import obesvarade
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.databas import bland
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet
from kvalitet.overgang import overga
from kvalitet.roller import Rattighet


@transaction.atomic
def skriv(
    plan: Verksamhetsplan,
    *,
    atgard: Atgard | None = None,
    rubrik: str,
    hande: str,
    orsak: str,
    gor_annorlunda: str,
    rutin: Rutin | None = None,
    upprepar: Lardom | None = None,
    av: Anvandare,
) -> Lardom:
    """Write a learning of the open lap, as a draft. The same words again are the same draft."""
    plan, varv = las_pagaende(plan)
    prova(av, Rattighet.ATGARD_SKRIVA, plan)
    ord_ = _ord(rubrik=rubrik, hande=hande, orsak=orsak, gor_annorlunda=gor_annorlunda)
    _prova_bevis(plan, atgard, upprepar)
    if fanns := plan.lardomar.filter(varv=varv, atgard=atgard, **ord_).first():
        return fanns
    nu = klocka.nu()
    lardom = Lardom.objects.create(
        plan=plan, varv=varv, atgard=atgard, rutin=rutin, upprepar=upprepar, skapad=nu, **ord_
    )
    _logga(lardom, "skriven", av=av, nu=nu, varv=varv.nummer)
    return lardom


@transaction.atomic
def andra(
    lardom: Lardom,
    *,
    atgard: Atgard | None,
    rubrik: str,
    hande: str,
    orsak: str,
    gor_annorlunda: str,
    rutin: Rutin | None,
    upprepar: Lardom | None,
    av: Anvandare,
) -> Lardom:
    """Rewrite a draft."""
    plan, _ = las_pagaende(lardom.plan)
    lardom = Lardom.objects.select_for_update(of=("self",)).get(pk=lardom.pk)
    prova(av, Rattighet.ATGARD_SKRIVA, plan)
    if lardom.lage != Lardomslage.UTKAST:
        raise Regelbrott(
            f"Lärdomen är {lardom.get_lage_display().lower()} och kan inte skrivas om. "
            "En föreslagen lärdom kan du ta tillbaka till utkast."
        )
    ord_ = _ord(rubrik=rubrik, hande=hande, orsak=orsak, gor_annorlunda=gor_annorlunda)
    _prova_bevis(plan, atgard, upprepar, lardom)
    lardom.atgard, lardom.rutin, lardom.upprepar = atgard, rutin, upprepar
    for falt, text in ord_.items():
        setattr(lardom, falt, text)
    lardom.save(update_fields=["atgard", "rutin", "upprepar", *ord_])
    _logga(lardom, "andrad", av=av, nu=klocka.nu())
    return lardom


def foresla(lardom: Lardom, *, av: Anvandare) -> Lardom:
    """Propose a draft to be secured when the wedge is laid."""
    return overga(LARDOM, lardom, "foresla", av=av)


def ta_tillbaka(lardom: Lardom, *, av: Anvandare) -> Lardom:
    """Take a proposed learning back to draft."""
    return overga(LARDOM, lardom, "ta_tillbaka", av=av)


def lagg_ned(lardom: Lardom, *, skal: str, av: Anvandare) -> Lardom:
    """Give up a learning that cannot be secured, with the reason; the plan can then be closed."""
    return overga(LARDOM, lardom, "lagg_ned", av=av, kommentar=skal)


def _ord(**falt: str) -> dict[str, str]:
    ord_ = {namn: text.strip() for namn, text in falt.items()}
    if not all(ord_.values()):
        raise Regelbrott("Skriv vad som hände, varför det hände och vad ni gör annorlunda.")
    return ord_


def _prova_bevis(
    plan: Verksamhetsplan,
    atgard: Atgard | None,
    upprepar: Lardom | None,
    lardom: Lardom | None = None,
) -> None:
    """The proof is the plan's own åtgärd; what is repeated is another, secured learning."""
    if atgard is not None and atgard.brist.plan_id != plan.pk:
        raise Regelbrott("Åtgärden hör till en annan plan. Välj en av planens egna åtgärder.")
    if upprepar is not None and (upprepar == lardom or upprepar.lage != Lardomslage.SAKRAD):
        raise Regelbrott("Välj en säkrad lärdom som det här är en upprepning av.")


def rutiner_for(enhet: Enhet) -> QuerySet[Rutin]:
    """The routines that bind a unit: its own, those above it and those below."""
    ovanfor = [int(pk) for pk in enhet.sokvag.split(".") if pk]
    inom = Q(pk__in=ovanfor)
    if enhet.sokvag:
        inom |= Q(sokvag__startswith=enhet.sokvag)
    # The few units first: with `or` over a join every routine of the municipality is read.
    enheter = Enhet.objects.filter(inom).values("pk")
    return Rutin.objects.filter(bland("enhet", enheter)).order_by("namn", "-galler_fran", "pk")


@transaction.atomic
def svara(
    lardom: Lardom,
    *,
    plan: Verksamhetsplan,
    svar: str,
    aktivitet: UUID | None = None,
    indikator: UUID | None = None,
    rutin: Rutin | None = None,
    skal: str = "",
    av: Anvandare,
) -> LardomSvar:
    """Answer an inherited learning for a plan: worked in at a place in it, or declined, and why.

    Until the plan is adopted the answer may change; after that it stands, and only learnings
    secured since then are answered, and those whose answer falls with a row in a revision.
    """
    plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    prova(av, Rattighet.PLAN_SKRIVA, plan)
    falt = _svarsfalt(plan, svar, aktivitet, indikator, rutin, skal.strip())
    fore = LardomSvar.objects.filter(lardom=lardom, plan=plan).first()
    if fore is not None and all(getattr(fore, namn) == varde for namn, varde in falt.items()):
        return fore
    _prova_svar(lardom, plan, fore)
    nu = klocka.nu()
    ny, _ = LardomSvar.objects.update_or_create(
        lardom=lardom, plan=plan, defaults={**falt, "av": av, "tid": nu}
    )
    data = {"plan": plan.pk, "lardom": lardom.pk, "svar": svar}
    logg.skriv("plan.lardom_besvarad", plan, av=av, nu=nu, data=data)
    return ny


def _prova_svar(lardom: Lardom, plan: Verksamhetsplan, fore: LardomSvar | None) -> None:
    if plan.fas not in LEVANDE:
        raise Regelbrott(f"Planen är {plan.get_fas_display().lower()} och kan inte svara längre.")
    if not Lardom.objects.arvda_av(plan).filter(pk=lardom.pk).exists():
        raise Regelbrott("Planen ärver inte lärdomen, så den ska inte besvaras här.")
    frystes = fore is not None and plan.fas != Fas.PLANERA and _svar_frystes(plan, fore)
    if frystes and not _svaret_har_fallit(lardom, plan):
        raise Regelbrott("Svaret står i den fastställda planen och ändras inte.")


def _svar_frystes(plan: Verksamhetsplan, svar: LardomSvar) -> bool:
    """Say whether the answer was given before the version in force was adopted."""
    gallande = plan.versioner.gallande().first()
    return (
        gallande is not None
        and gallande.faststalld is not None
        and (svar.tid <= gallande.faststalld)
    )


def _svaret_har_fallit(lardom: Lardom, plan: Verksamhetsplan) -> bool:
    """Say whether a revision has taken out the row that the answer pointed at: it is not adopted
    until it answers anew."""
    utkast = plan.versioner.i_arbete().first()
    return utkast is not None and lardom in obesvarade(plan, utkast)


def _svarsfalt(
    plan: Verksamhetsplan,
    svar: str,
    aktivitet: UUID | None,
    indikator: UUID | None,
    rutin: Rutin | None,
    skal: str,
) -> dict[str, Any]:
    """Return the answer's fields; only the place or the reason that belongs to the answer."""
    tomt: dict[str, Any] = {"aktivitet": None, "indikator": None, "rutin": None, "skal": ""}
    if svar == LardomSvar.Svar.AVVISAD:
        if not skal:
            raise Regelbrott("Skriv varför lärdomen avvisas.")
        return {**tomt, "svar": svar, "skal": skal}
    if svar != LardomSvar.Svar.INARBETAD:
        raise Regelbrott("Välj om lärdomen är inarbetad eller avvisas.")
    if not (aktivitet or indikator or rutin):
        raise Regelbrott("Peka ut var i planen lärdomen är inarbetad.")
    _prova_plats(plan, aktivitet, indikator, rutin)
    plats = {"aktivitet": aktivitet, "indikator": indikator, "rutin": rutin}
    return {**tomt, **plats, "svar": svar, "skal": skal}


def _prova_plats(
    plan: Verksamhetsplan, aktivitet: UUID | None, indikator: UUID | None, rutin: Rutin | None
) -> None:
    version = version_att_svara_i(plan)
    if aktivitet and not Aktivitet.objects.filter(version=version, nyckel=aktivitet).exists():
        raise Regelbrott("Aktiviteten finns inte i planen. Den kan ha tagits bort. Välj en annan.")
    if indikator and not Planindikator.objects.filter(version=version, nyckel=indikator).exists():
        raise Regelbrott("Indikatorn finns inte i planen. Den kan ha tagits bort. Välj en annan.")
    if rutin and not rutiner_for(plan.enhet).filter(pk=rutin.pk).exists():
        raise Regelbrott("Rutinen gäller inte planens enhet. Välj en annan.")


def version_att_svara_i(plan: Verksamhetsplan) -> PlanVersion | None:
    """The version that an answer points into: the draft if there is one, else that in force."""
    lagen = (Versionslage.UTKAST, Versionslage.GRANSKNING, Versionslage.FASTSTALLD)
    return plan.versioner.filter(lage__in=lagen).order_by("-nummer").first()


def _logga(lardom: Lardom, vad: str, *, av: Anvandare, nu: datetime, **data: Any) -> None:
    logg.skriv(f"lardom.{vad}", lardom, av=av, nu=nu, data={"plan": lardom.plan_id, **data})
