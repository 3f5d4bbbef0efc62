"""Whether a part of a follow-up can still be changed: the lock of a round, and what is opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cykel.frekvens import giltig_fran
from cykel.models import (
    Delopning,
    Delslag,
    Indikator,
    Mal,
    Rundlas,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from cykel.models.plan import LEVANDE
from cykel.tillstand import Fas, Versionslage
from cykel.villkor.aterskick import delens_falt
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet
from kvalitet.texter import datum

Del = Mal | UUID | Indikator | Delslag


def las_for(varv: Varv, plan: Verksamhetsplan) -> Rundlas | None:
    """Return the lock on the plan's open follow-up, if there is one."""
    if plan.fas != Fas.FOLJA_UPP or varv.godkand is not None or varv.tillfalle_id is None:
        return None
    rader = Rundlas.objects.galler().filter(tillfalle=varv.tillfalle_id, namnd=plan.namnd_id)
    return rader.select_related("tillfalle", "namnd").first()


def oppen_till(varv: Varv, del_: Del, dag: date) -> date | None:
    """Return the last day on which the part may be changed although the round is locked."""
    falt = delens_falt(del_)
    oppnad = Delopning.objects.filter(varv=varv, till_och_med__gte=dag, **falt)
    ater = varv.aterskick.oppna().filter(senast__gte=dag, **falt)
    dagar = [*oppnad.values_list("till_och_med"), *ater.values_list("senast")]
    return max((ett for (ett,) in dagar), default=None)


def last(varv: Varv, plan: Verksamhetsplan, del_: Del) -> str:
    """Say that the part is locked, and what to do; "" when it can be changed."""
    las = las_for(varv, plan)
    if las is None or oppen_till(varv, del_, klocka.idag()) is not None:
        return ""
    return (
        f"{las.tillfalle} är låst för {las.namnd} sedan {datum(timezone.localdate(las.tid))}. "
        "Be kvalitetssamordnaren öppna just den här delen."
    )


def prova_las(varv: Varv, plan: Verksamhetsplan, del_: Del) -> None:
    """Raise `Regelbrott` when the part is locked; the caller holds the plan's row."""
    if mening := last(varv, plan, del_):
        raise Regelbrott(f"{mening} Det du skrev står kvar här: spara en egen kopia så länge.")


def prova_varde(indikator: Indikator, enhet: Enhet, period_till: date) -> None:
    """Raise `Regelbrott` when the value belongs to a locked round of a plan of the unit.

    Holds the plans' rows, so that none of them is locked before the value is saved.
    """
    for varv in _rundor_med(indikator, enhet):
        tillfalle = varv.tillfalle
        assert tillfalle is not None  # noqa: S101  (narrows the type)
        if giltig_fran(indikator.frekvens, tillfalle) <= period_till <= tillfalle.matdatum:
            prova_las(varv, varv.plan, indikator)


def _rundor_med(indikator: Indikator, enhet: Enhet) -> Iterator[Varv]:
    i_kraft = Q(
        versioner__lage=Versionslage.FASTSTALLD, versioner__indikatorer__indikator=indikator
    )
    berors = Verksamhetsplan.objects.filter(i_kraft, enhet=enhet, fas__in=LEVANDE)
    planer = Verksamhetsplan.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=berors.values("pk")
    )
    for plan in planer.order_by("pk"):
        varv = Varv.objects.filter(plan=plan, avslutades=None, tillfalle__isnull=False)
        for ett in varv.select_related("tillfalle"):
            ett.plan = plan
            yield ett


def forfallna(dag: date) -> list[tuple[Uppfoljningstillfalle, int]]:
    """Return each round and nämnd whose last day has passed with follow-up still open.

    What was locked before and opened again by a person is left as it is.
    """
    varv = Varv.objects.filter(
        tillfalle__isnull=False, avslutades=None, godkand=None, plan__fas=Fas.FOLJA_UPP
    ).select_related("plan__enhet")
    sista: dict[tuple[int, int], tuple[Uppfoljningstillfalle, date]] = {}
    for ett in varv.med_dagar().order_by("pk"):
        assert ett.tillfalle is not None  # noqa: S101  (narrows the type)
        nyckel = (ett.tillfalle.pk, ett.plan.namnd_id)
        fore = sista[nyckel][1] if nyckel in sista else date.min
        sista[nyckel] = (ett.tillfalle, max(fore, ett.tillfalle.lases_efter(ett.plan)))
    tidigare = set(Rundlas.objects.values_list("tillfalle", "namnd"))
    return [
        (tillfalle, namnd)
        for (pk, namnd), (tillfalle, slut) in sista.items()
        if slut < dag and (pk, namnd) not in tidigare
    ]
