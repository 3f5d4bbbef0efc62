"""Business acts on a plan's end: closed (row 10), broken off (row 13), its open åtgärder moved;
and a follow-up opened again (row 12)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from cykel.effekter.flytt import flytta
from cykel.models import Atgard, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.tillstand import PLAN, Fas
from cykel.villkor.avslut import oppna_atgarder
from kvalitet import klocka
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import overga
from kvalitet.roller import Rattighet


def avsluta(
    plan: Verksamhetsplan,
    *,
    beslut_datum: date,
    beslut_paragraf: str = "",
    upphor: bool = False,
    av: Anvandare,
) -> Verksamhetsplan:
    """Close the year: learnings secured, nothing left open, the archive package frozen."""
    data = {
        "beslut_datum": beslut_datum,
        "beslut_paragraf": beslut_paragraf.strip(),
        "upphor": upphor,
    }
    return overga(PLAN, plan, "avsluta", av=av, data=data)


@transaction.atomic
def avbryt(
    plan: Verksamhetsplan,
    *,
    skal: str,
    beslut_datum: date,
    beslut_paragraf: str = "",
    mottagare: Verksamhetsplan | None = None,
    av: Anvandare,
) -> Verksamhetsplan:
    """Break the plan off by decision; `mottagare` takes over what is open in it."""
    if mottagare is not None:
        _, mottagare = _las_tva(plan, mottagare)
        prova(av, Rattighet.PLAN_SE, mottagare)
    data = {
        "skal": skal.strip(),
        "beslut_datum": beslut_datum,
        "beslut_paragraf": beslut_paragraf.strip(),
        "mottagare": mottagare,
    }
    return overga(PLAN, plan, "avbryt", av=av, data=data, kommentar=skal)


def ateroppna(plan: Verksamhetsplan, *, skal: str, av: Anvandare) -> Verksamhetsplan:
    """Open an approved follow-up again, while no report of it is fastställd."""
    return overga(PLAN, plan, "ateroppna", av=av, kommentar=skal)


@transaction.atomic
def flytta_atgarder(
    plan: Verksamhetsplan,
    *,
    till: Verksamhetsplan,
    atgarder: Collection[Atgard] | None = None,
    av: Anvandare,
) -> int:
    """Move open åtgärder (all, when none are named) to a plan that goes on with them.

    Returns how many were moved. What has been moved or decided meanwhile is left alone, so
    that the act may be repeated.
    """
    plan, till = _las_tva(plan, till)
    prova(av, Rattighet.PLAN_AVSLUTA, plan)
    prova(av, Rattighet.PLAN_SE, till)
    if plan.fas != Fas.KVALITETSSAKRA:
        raise Regelbrott(
            f"Planen är i skedet ”{plan.get_fas_display()}”. Åtgärder flyttas när planen är i "
            "kvalitetssäkring och ska avslutas."
        )
    if till.pk == plan.pk or till.fas not in LEVANDE:
        raise Regelbrott("Välj en annan plan, som inte är avslutad.")
    oppna = oppna_atgarder(plan)
    if atgarder is not None:
        oppna = oppna.filter(pk__in=[atgard.pk for atgard in atgarder])
    return flytta(plan, till, atgarder=oppna, av=av, nu=klocka.nu())


def _las_tva(
    plan: Verksamhetsplan, annan: Verksamhetsplan
) -> tuple[Verksamhetsplan, Verksamhetsplan]:
    """Lock both plans in one order, so that two acts in opposite directions cannot wait for
    each other. Without their keys: whoever ends the next plan has locked it, and then takes a
    key share on the one before (the trigger `lardomsrad`)."""
    rader = Verksamhetsplan.objects.filter(pk__in=(plan.pk, annan.pk)).select_related("enhet")
    rader = rader.select_for_update(of=("self",), no_key=True)
    lasta = {rad.pk: rad for rad in rader.order_by("pk")}
    return lasta[plan.pk], lasta[annan.pk]
