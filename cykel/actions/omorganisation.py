"""What becomes of plans and uppdrag when their unit ends."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import QuerySet

from cykel.models import Atgard, Uppdrag, Verksamhetsplan
from kvalitet import logg
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet, Omorganisation
from kvalitet.texter import antal


def folj(rad: Omorganisation, *, nu: datetime) -> None:
    """Hand over the open uppdrag, and the live plans when they are to follow."""
    for uppdrag in Uppdrag.objects.oppna().filter(enhet=rad.enhet).select_for_update(of=("self",)):
        uppdrag.enhet = rad.mottagare
        uppdrag.save(update_fields=["enhet"])
        logg.skriv("uppdrag.bytte_enhet", uppdrag, av=None, nu=nu, data=_byte(rad))
    if rad.planregel == Omorganisation.Planregel.FOLJER:
        for plan in _levande(rad.enhet).select_for_update(of=("self",)):
            _lamna_over(plan, rad, nu)


def _lamna_over(plan: Verksamhetsplan, rad: Omorganisation, nu: datetime) -> None:
    krock = _levande(rad.mottagare).filter(
        namnd=plan.namnd_id, period_fran__lte=plan.period_till, period_till__gte=plan.period_fran
    )
    if krock.exists():
        raise Regelbrott(
            f"{plan} kan inte följa med: {rad.mottagare} har redan en plan för {plan.namnd} och "
            "den perioden. Avbryt planen och låt den andra ta över det som är öppet, eller gör "
            "den färdig där den är."
        )
    plan.enhet = rad.mottagare
    plan.save(update_fields=["enhet"])
    logg.skriv("plan.bytte_enhet", plan, av=None, nu=nu, data=_byte(rad))


def oppet_i(enhet: Enhet) -> list[str]:
    planer = list(_levande(enhet))
    oppna = Counter(
        Atgard.objects.oppna().filter(brist__plan__in=planer).values_list("brist__plan", flat=True)
    )
    uppdrag = Uppdrag.objects.oppna().filter(enhet=enhet).count()
    meningar = [
        f"{plan}, i skedet ”{plan.get_fas_display()}”"
        + (f", {antal(n, 'öppen åtgärd', 'öppna åtgärder')}" if (n := oppna[plan.pk]) else "")
        for plan in planer
    ]
    return meningar + ([antal(uppdrag, "öppet uppdrag", "öppna uppdrag")] if uppdrag else [])


def _levande(enhet: Enhet) -> QuerySet[Verksamhetsplan]:
    planer = Verksamhetsplan.objects.levande().filter(enhet=enhet)
    return planer.select_related("enhet", "namnd").order_by("period_fran", "pk")


def _byte(rad: Omorganisation) -> dict[str, int]:
    return {"fran_enhet": rad.enhet_id, "till_enhet": rad.mottagare_id}
