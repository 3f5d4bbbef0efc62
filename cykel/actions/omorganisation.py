"""What becomes of plans, uppdrag and the rest that is open when their unit ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from cykel.models import (
    Atgard,
    Checklista,
    Forbattringssprang,
    Kontrollmoment,
    Risk,
    Rutin,
    Uppdrag,
    Verksamhetsplan,
)
from cykel.models.plan import LEVANDE
from cykel.tillstand import Fas
from kvalitet import logg
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet, Omorganisation
from kvalitet.texter import antal

ORD: dict[type[models.Model], tuple[str, str]] = {
    Uppdrag: ("öppet uppdrag", "öppna uppdrag"),
    Forbattringssprang: ("pågående förbättringssprång", "pågående förbättringssprång"),
    Risk: ("risk i registret", "risker i registret"),
    Kontrollmoment: ("kontroll som inte är gjord", "kontroller som inte är gjorda"),
    Checklista: ("checklista", "checklistor"),
    Rutin: ("rutin", "rutiner"),
}


def folj(rad: Omorganisation, *, nu: datetime) -> None:
    """Hand over what is open in the unit, and the live plans when they are to follow."""
    for oppna in _oppna(rad.enhet):
        for ett in _som_ryms(oppna, rad.mottagare):
            ett.enhet = rad.mottagare
            ett.save(update_fields=["enhet"])
            slag = f"{ett._meta.model_name}.bytte_enhet"
            logg.skriv(slag, ett, av=None, nu=nu, data=_byte(rad))
    if rad.planregel == Omorganisation.Planregel.FOLJER:
        # In one order, and without their keys (see `avslut._las_tva`).
        planer = _levande(rad.enhet).select_for_update(of=("self",), no_key=True)
        for plan in planer.order_by("pk"):
            _lamna_over(plan, rad, nu)


def _oppna(enhet: Enhet) -> list[QuerySet[Any]]:
    """What somebody still has to do something with, and the routines that hold."""
    return [
        urval.filter(enhet=enhet).order_by("pk")
        for urval in (
            Uppdrag.objects.oppna(),
            Forbattringssprang.objects.pagaende(),
            Risk.objects.filter(avslutad=None),
            Kontrollmoment.objects.filter(resultat=""),
            Checklista.objects.filter(avslutad=None),
            Rutin.objects.all(),
        )
    ]


def _som_ryms(oppna: QuerySet[Any], mottagare: Enhet) -> Iterable[Any]:
    """Lock and return the rows. Of a checklist, a control or a routine that the receiver has
    under the same name, its own goes on, and the other stays where it was."""
    rader = oppna.select_for_update(of=("self",))
    if oppna.model is Checklista:
        egna = Checklista.objects.filter(enhet=mottagare, avslutad=None)
        return rader.exclude(namn__in=egna.values("namn"))
    if oppna.model is Rutin:
        return rader.exclude(namn__in=Rutin.objects.filter(enhet=mottagare).values("namn"))
    if oppna.model is Kontrollmoment:
        egna_moment = set(Kontrollmoment.objects.filter(enhet=mottagare).values_list("plan", "vad"))
        return [ett for ett in rader if (ett.plan_id, ett.vad) not in egna_moment]
    return rader


def _lamna_over(plan: Verksamhetsplan, rad: Omorganisation, nu: datetime) -> None:
    samtidig = Q(
        fas__in=LEVANDE, period_fran__lte=plan.period_till, period_till__gte=plan.period_fran
    )
    # One that is closed has had the period too.
    samma = Q(period_fran=plan.period_fran) & ~Q(fas=Fas.AVBRUTEN)
    krock = Verksamhetsplan.objects.filter(
        samtidig | samma, enhet=rad.mottagare, namnd=plan.namnd_id
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
    meningar = [
        f"{plan}, i skedet ”{plan.get_fas_display()}”"
        + (f", {antal(n, 'öppen åtgärd', 'öppna åtgärder')}" if (n := oppna[plan.pk]) else "")
        for plan in planer
    ]
    raknade = ((_antal(urval), ORD[urval.model]) for urval in _oppna(enhet))
    return meningar + [antal(hur_manga, *ord_) for hur_manga, ord_ in raknade if hur_manga]


def _antal(oppna: QuerySet[Any]) -> int:
    """The versions of a routine are one."""
    return (oppna.filter(ersatt_av=None) if oppna.model is Rutin else oppna).count()


def _levande(enhet: Enhet) -> QuerySet[Verksamhetsplan]:
    planer = Verksamhetsplan.objects.levande().filter(enhet=enhet)
    return planer.select_related("enhet", "namnd").order_by("period_fran", "pk")


def _byte(rad: Omorganisation) -> dict[str, int]:
    return {"fran_enhet": rad.enhet_id, "till_enhet": rad.mottagare_id}
