"""Guards of a revision: the decision, one draft at a time, and what may be dropped (row 11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from cykel.models import PlanVersion, Verksamhetsplan
from cykel.villkor.plan import beslutas_av_namnden
from kvalitet.fel import Punkt
from kvalitet.overgang import Steg


def inget_utkast(steg: Steg) -> Iterator[Punkt]:
    """No version is being written or reviewed beside the one in force."""
    plan: Verksamhetsplan = steg.objekt
    pagar = plan.versioner.i_arbete().first()
    if pagar is None:
        yield Punkt("Inget utkast till en ny version väntar", klar=True)
    else:
        yield Punkt(
            f"Version {pagar.nummer} är {pagar.get_lage_display().lower()}. "
            "Fastställ den eller förkasta den först",
            lank=reverse("cykel:plan", args=[plan.pk]) + "#versioner",
        )


def revidering_beslutad(steg: Steg) -> Iterator[Punkt]:
    """Who decided that the plan is written anew, and when."""
    plan: Verksamhetsplan = steg.objekt
    lank = reverse("cykel:revidera", args=[plan.pk])
    yield from beslutspunkter(steg, plan, lank, "Beslutet om revidering har ett datum")


def beslutspunkter(steg: Steg, plan: Verksamhetsplan, lank: str, mening: str) -> Iterator[Punkt]:
    """A date that has come, and the paragraph when the decision is the nämnd's."""
    dag: date | None = steg.data.get("beslut_datum")
    if dag is not None and dag > timezone.localdate(steg.nu):
        yield Punkt("Beslutsdatumet ligger i framtiden", lank=f"{lank}#id_beslut_datum")
    else:
        yield Punkt(mening, klar=dag is not None, lank=f"{lank}#id_beslut_datum")
    if beslutas_av_namnden(plan):
        yield Punkt(
            "Paragraf i nämndens protokoll",
            klar=bool(steg.data.get("beslut_paragraf")),
            lank=f"{lank}#id_beslut_paragraf",
        )


def ar_revidering(steg: Steg) -> Iterator[Punkt]:
    """Only a revision is dropped: a plan whose first version is not wanted is ended instead."""
    version: PlanVersion = steg.objekt
    if version.plan.versioner.gallande().exists():
        yield Punkt("Den version som gäller fortsätter att gälla", klar=True)
    else:
        yield Punkt(
            "Det här är planens första version. Avbryt planen om den inte ska skrivas",
            lank=reverse("cykel:avbryt", args=[version.plan_id]),
        )
