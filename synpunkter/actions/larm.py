"""The trend alarm: a signal becomes a task for the plan owner, once."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cykel.actions.kallor import plan_som_pagar
from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.fel import Regelbrott
from kvalitet.kalender import plus_arbetsdagar
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from kvalitet.statistik import SVIT, Signal, signal, styrkort
from synpunkter.models import Trendlarm
from synpunkter.trend import Nyckel, serier, veckor

logger = logging.getLogger(__name__)

BESVARAS_INOM = 5
"""Working days."""
REGLER = {Signal.OVER: Trendlarm.Regel.OVER, Signal.SVIT_OVER: Trendlarm.Regel.SVIT}
"""Only a rise is a task; a fall is seen in the chart."""


def larma() -> int:
    """Judge the week that has ended for each unit and type; return how many new tasks it gave.

    Run again the same week, nothing more comes. What has an alarm that nobody has answered, or
    had one in the last eight weeks, gets no other: it is the same signal.
    """
    mandagar = veckor(klocka.idag())
    if not mandagar:
        return 0
    nyliga = _nyligen_larmade(mandagar[-1])
    antal = 0
    for nyckel, serie in sorted(serier(mandagar).items()):
        regel = REGLER.get(utslag) if (utslag := signal(serie)) else None
        if regel is None or nyckel in nyliga:
            continue
        try:
            antal += _larma(nyckel, serie, regel, mandagar[-1])
        except Exception:
            logger.exception("no alarm for unit %s, nämnd %s, %s", *nyckel)
    return antal


def _nyligen_larmade(vecka: date) -> set[Nyckel]:
    nyliga = Trendlarm.objects.filter(vecka__gt=vecka - timedelta(weeks=SVIT))
    rader = nyliga | Trendlarm.objects.oppna()
    return set(rader.order_by().values_list("enhet", "namnd", "typ"))


@transaction.atomic
def _larma(nyckel: Nyckel, serie: list[int], regel: Trendlarm.Regel, vecka: date) -> bool:
    enhet, namnd = Enhet.objects.get(pk=nyckel[0]), Namnd.objects.get(pk=nyckel[1])
    plan, nu = plan_som_pagar(enhet, namnd), klocka.nu()
    larm, nytt = Trendlarm.objects.get_or_create(
        enhet=enhet,
        namnd=namnd,
        typ=nyckel[2],
        vecka=vecka,
        defaults={
            "regel": regel,
            "antal": serie[-1],
            "vanligt": styrkort(serie, [1.0] * len(serie)).mitt,
            "plan": plan,
            "ansvarig": plan.planansvarig if plan else None,
            "senast": plus_arbetsdagar(klocka.idag(), BESVARAS_INOM),
            "skapad": nu,
        },
    )
    if nytt:
        data = {"typ": larm.typ, "regel": str(regel), "vecka": vecka.isoformat()}
        logg.skriv("trendlarm.utlost", larm, av=None, nu=nu, data=data)
    return nytt


@transaction.atomic
def besvara_larm(larm: Trendlarm, *, svar: str, kommentar: str, av: Anvandare) -> Trendlarm:
    """Say what the signal leads to. The first answer stands."""
    larm = Trendlarm.objects.select_for_update(of=("self",)).select_related("enhet").get(pk=larm.pk)
    if not far_besvara(av, larm):
        raise PermissionDenied("får inte besvara larmet")
    if larm.svar:
        raise Regelbrott("Larmet är redan besvarat. Ladda om sidan och se vad som gäller nu.")
    if svar not in Trendlarm.Svar.values or not kommentar.strip():
        raise Regelbrott("Välj vad ni gör och skriv varför.")
    larm.svar, larm.besvarad, larm.besvarad_av = svar, klocka.nu(), av
    larm.save(update_fields=["svar", "besvarad", "besvarad_av"])
    logg.skriv(
        "trendlarm.besvarat",
        larm,
        av=av,
        nu=larm.besvarad,
        data={"svar": svar},
        kommentar=kommentar.strip(),
    )
    return larm


def far_besvara(anvandare: Anvandare, larm: Trendlarm) -> bool:
    """Whoever answers for the plan, or may write åtgärder in the unit."""
    egen = larm.ansvarig_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, larm)
    return egen or far(anvandare, Rattighet.ATGARD_SKRIVA, larm)
