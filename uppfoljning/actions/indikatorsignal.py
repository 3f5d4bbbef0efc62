"""A signal in an indicator's series becomes a task for the plan owner, once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cykel.models import Matvarde
from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.fel import Regelbrott
from kvalitet.kalender import plus_arbetsdagar
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.statistik import SVIT_PUNKTER, Styrpunkt, Variation, som_decimal
from uppfoljning.indikatorserie import Enhetsserie, Nyckel, serier
from uppfoljning.models import Indikatorsignal
from uppfoljning.styrserie import sagt

logger = logging.getLogger(__name__)

BESVARAS_INOM = 10
"""Working days: an indicator moves more slowly than the week's synpunkter."""


def leta() -> int:
    """Judge the latest value of every series that is followed up; return how many new tasks.

    What has a signal that nobody has answered, or had one of the same kind within the run that it
    is part of, gets no other: it is the same signal.
    """
    tidigare = _tidigare()
    antal = 0
    for ett in serier():
        try:
            antal += _signalera(ett, tidigare[ett.indikator.pk, ett.enhet.pk])
        except Exception:
            logger.exception("no signal for %s, unit %s", ett.indikator.pk, ett.enhet.pk)
    return antal


def _tidigare() -> dict[Nyckel, list[Indikatorsignal]]:
    ut: dict[Nyckel, list[Indikatorsignal]] = defaultdict(list)
    falt = ("indikator", "enhet", "period_till", "variation", "svar")
    for rad in Indikatorsignal.objects.only(*falt).order_by("period_till", "pk").iterator():
        ut[rad.indikator_id, rad.enhet_id].append(rad)
    return ut


def _signalera(ett: Enhetsserie, tidigare: Sequence[Indikatorsignal]) -> bool:
    variation = sagt(ett.serie, ett.indikator, ett.mal).variation
    punkt, varde = _sista(ett)
    if punkt is None or varde is None or str(variation) not in Indikatorsignal.Variation.values:
        return False
    if any(not rad.svar or _samma(rad, ett, variation) for rad in tidigare):
        return False
    return _skapa(ett, variation, varde, punkt)


def _sista(ett: Enhetsserie) -> tuple[Styrpunkt | None, Matvarde | None]:
    par = zip(ett.serie.punkter, ett.varden, strict=True)
    return next(((p, v) for p, v in reversed(list(par)) if v.varde is not None), (None, None))


def _samma(rad: Indikatorsignal, ett: Enhetsserie, variation: Variation) -> bool:
    """Whether the earlier signal is of the same kind and within the latest run of values."""
    nyligen = [v.period_till for v in ett.varden][-SVIT_PUNKTER:]
    return rad.variation == variation and rad.period_till in nyligen


@transaction.atomic
def _skapa(ett: Enhetsserie, variation: Variation, varde: Matvarde, punkt: Styrpunkt) -> bool:
    nu = klocka.nu()
    rad, ny = Indikatorsignal.objects.get_or_create(
        indikator=ett.indikator,
        enhet=ett.enhet,
        period_till=varde.period_till,
        defaults={
            "plan": ett.plan,
            "ansvarig": ett.plan.planansvarig,
            "variation": variation,
            "varde": varde.varde or Decimal(0),
            "vanligt": som_decimal(punkt.mitt, 4) or Decimal(0),
            "senast": plus_arbetsdagar(klocka.idag(), BESVARAS_INOM),
            "skapad": nu,
        },
    )
    if ny:
        data = {"variation": str(variation), "till": varde.period_till.isoformat()}
        logg.skriv("indikatorsignal.funnen", rad, av=None, nu=nu, data=data)
    return ny


@transaction.atomic
def besvara_signal(
    signal: Indikatorsignal, *, svar: str, kommentar: str, av: Anvandare
) -> Indikatorsignal:
    """Say what the signal leads to. The first answer stands."""
    rader = Indikatorsignal.objects.select_for_update(of=("self",)).select_related("plan", "enhet")
    signal = rader.get(pk=signal.pk)
    if not far_besvara(av, signal):
        raise PermissionDenied("får inte besvara signalen")
    if signal.svar:
        raise Regelbrott("Signalen är redan besvarad. Ladda om sidan och se vad som gäller nu.")
    if svar not in Indikatorsignal.Svar.values or not kommentar.strip():
        raise Regelbrott("Välj vad ni gör och skriv varför.")
    signal.svar, signal.besvarad, signal.besvarad_av = svar, klocka.nu(), av
    signal.save(update_fields=["svar", "besvarad", "besvarad_av"])
    logg.skriv(
        "indikatorsignal.besvarad",
        signal,
        av=av,
        nu=signal.besvarad,
        data={"svar": svar},
        kommentar=kommentar.strip(),
    )
    return signal


def far_besvara(anvandare: Anvandare, signal: Indikatorsignal) -> bool:
    """Whoever answers for the plan, or may write åtgärder in the unit."""
    egen = signal.ansvarig_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, signal.plan)
    return egen or far(anvandare, Rattighet.ATGARD_SKRIVA, signal.plan)
