"""Ways to fill a draft without writing every row: the links of the editor."""

from __future__ import annotations

from django.urls import reverse

from cykel.models import Planmall, PlanVersion, Raderbjudande, Verksamhetsplan
from cykel.tillstand import Versionslage
from cykel.villkor.plan import beslutas_av_namnden
from kvalitet.models import Enhet

Vag = tuple[str, str]


def har_enheter_under(plan: Verksamhetsplan) -> bool:
    """A kontor or an area gathers the plans of what lies below it."""
    return beslutas_av_namnden(plan) or plan.enhet.slag == Enhet.Slag.OMRADE


def utkastets_vagar(plan: Verksamhetsplan, version: PlanVersion) -> list[Vag]:
    if version.lage != Versionslage.UTKAST:
        return []
    vagar = [("Kopiera från förra planen", "kopiera")] if plan.foregangare_id else []
    if Planmall.objects.filter(enhetsslag=plan.enhet.slag).exists():
        vagar.append(("Börja från en mall", "mallar"))
    if har_enheter_under(plan) and _har_rader(version):
        vagar.append(("Skicka rader till enheterna", "skicka_rader"))
    return [(namn, reverse(f"cykel:{vad}", args=[plan.pk])) for namn, vad in vagar]


def _har_rader(version: PlanVersion) -> bool:
    return version.aktiviteter.exists() or version.indikatorer.exists()


def erbjudna(plan: Verksamhetsplan, version: PlanVersion) -> int:
    """How many rows from above wait for the draft's answer."""
    if version.lage != Versionslage.UTKAST:
        return 0
    return plan.raderbjudanden.filter(lage=Raderbjudande.Lage.VANTAR).count()
