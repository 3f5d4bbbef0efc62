"""Entering the values of the indicators that are pointed at a question of an external survey."""

from __future__ import annotations

from collections.abc import Sequence

from cykel.actions.indikator import infor_varde
from cykel.frekvens import matperiod
from cykel.models import Indikator
from kvalitet.models import Anvandare, Enhet
from uppfoljning.models import Externfraga, Externomgang, Externresultat


def skriv_varden(
    omgang: Externomgang,
    resultat: Sequence[Externresultat],
    *,
    bara_prov: bool = False,
    av: Anvandare,
) -> int:
    """Enter each figure whose question feeds an indicator; return how many, or would be."""
    per_fraga = {
        fraga.pk: fraga.indikator
        for fraga in Externfraga.objects.filter(
            pk__in={r.fraga_id for r in resultat}, indikator__isnull=False
        ).select_related("indikator")
    }
    egna = [r for r in resultat if r.fraga_id in per_fraga]
    enheter = Enhet.objects.in_bulk({r.enhet_id for r in egna})
    antal = 0
    for r in egna:
        indikator = per_fraga[r.fraga_id]
        if indikator is not None and (r.kon == "T" or indikator.konsuppdelad):
            antal += 1
            if not bara_prov:
                _skriv(omgang, r, indikator, enheter[r.enhet_id], av)
    return antal


def _skriv(
    omgang: Externomgang, r: Externresultat, indikator: Indikator, enhet: Enhet, av: Anvandare
) -> None:
    osakerhet = None
    if r.undre is not None and r.ovre is not None:
        osakerhet = round((r.ovre - r.undre) / 2, 4)  # as it is kept: the same is no change
    fran, till = matperiod(indikator.frekvens, omgang.period_fran, omgang.period_till)
    kalla = f"{omgang.undersokning.leverantor}: {omgang.undersokning}"
    infor_varde(
        indikator,
        enhet=enhet,
        period_fran=fran,
        period_till=till,
        kon=r.kon,
        varde=r.varde,
        bortfallsorsak="" if r.varde is not None else r.get_orsak_display(),
        osakerhet=osakerhet,
        matdatum=omgang.matdatum,
        kalla=kalla[:80],
        skal=f"Inläst på nytt från {kalla}",
        av=av,
    )
