"""The nightly computing of indicators: each unit that follows one up gets its value."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.db import transaction

from cykel.actions.indikator import infor_varde
from cykel.actions.matvarden import las
from cykel.frekvens import Period, rundans_period, senaste_period
from cykel.models import Indikator, Matvarde, Planindikator, Varv
from cykel.tillstand import RAPPORTERAS_I, Fas, Versionslage
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet
from uppfoljning.berakning import REGLER, Beraknat, Berakning, berakna

logger = logging.getLogger(__name__)


def berakna_alla() -> int:
    """Compute what is followed up now; return how many values are new or changed.

    Every value is its own transaction: one that cannot be entered (out of its range) stops no
    other, and the next run goes through all again and changes only what differs.
    """
    dag = klocka.idag()
    rader = Planindikator.objects.filter(
        indikator__kalla=Indikator.Kalla.BERAKNAD,
        version__lage=Versionslage.FASTSTALLD,
        version__plan__fas__in=RAPPORTERAS_I,
    ).select_related("indikator__namnare", "version__plan__enhet")
    ordnade = rader.order_by("indikator", "version__plan__enhet", "pk")
    oppna = _oppna_rundor()
    andrade = 0
    strom = ordnade.iterator(chunk_size=500)
    for _, grupp in groupby(strom, key=lambda r: (r.indikator_id, r.version.plan.enhet_id)):
        syskon = list(grupp)
        varv = [oppna[r.version.plan_id] for r in syskon if r.version.plan_id in oppna]
        indikator, enhet = syskon[0].indikator, syskon[0].version.plan.enhet
        for period in _perioder(indikator, varv, dag):
            try:
                andrade += berakna_ett(indikator, enhet, period, dag=dag)
            except Regelbrott as fel:
                logger.warning("indikator %s, enhet %s: %s", indikator.pk, enhet.pk, fel.mening)
    return andrade


@transaction.atomic
def berakna_ett(indikator: Indikator, enhet: Enhet, period: Period, *, dag: date) -> bool:
    """Compute one value and enter it; say whether it was new or changed.

    What a person has entered is left alone, as with Kolada: it was put right for a reason.
    """
    indikator = las(indikator)
    nytt = berakna(indikator, enhet, period)
    finns = Matvarde.objects.filter(
        indikator=indikator,
        enhet=enhet,
        omrade="",
        period_fran=period[0],
        period_till=period[1],
        kon=Matvarde.Kon.T,
    ).first()
    if finns and (finns.infort_av_id or _samma(finns, nytt)):
        return False
    infor_varde(
        indikator,
        enhet=enhet,
        period_fran=period[0],
        period_till=period[1],
        varde=nytt.varde,
        bortfallsorsak=nytt.orsak,
        matdatum=dag,
        kalla=REGLER[Berakning(indikator.berakning)].kalla,
        av=None,
    )
    return True


def _oppna_rundor() -> dict[int, Varv]:
    """The open lap of every plan in follow-up, by `Verksamhetsplan.pk`."""
    varv = Varv.objects.filter(
        avslutades=None, tillfalle__isnull=False, plan__fas=Fas.FOLJA_UPP
    ).select_related("tillfalle")
    return {ett.plan_id: ett for ett in varv.order_by("pk")}


def _perioder(indikator: Indikator, varv: Iterable[Varv], dag: date) -> list[Period]:
    """The periods that are over and asked for: the open rounds' and the latest whole one."""
    rundor = [rundans_period(indikator.frekvens, v.tillfalle) for v in varv if v.tillfalle]
    senaste = senaste_period(indikator.frekvens, dag)
    alla = {*rundor, *([senaste] if senaste else [])}
    return sorted(period for period in alla if period[1] < dag)


def _samma(finns: Matvarde, nytt: Beraknat) -> bool:
    return (finns.varde, finns.bortfallsorsak) == (nytt.varde, nytt.orsak)
