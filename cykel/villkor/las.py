"""Whether a part of a follow-up can still be changed: the lock of a round, and what is opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
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
from cykel.tillstand import Fas, Versionslage
from cykel.villkor.aterskick import delens_falt
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet
from kvalitet.texter import datum

SPARA = "Det du skrev står kvar här: spara en egen kopia så länge."
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
        raise Regelbrott(f"{mening} {SPARA}")


def lasta_varden(
    indikator: Indikator, enheter: Iterable[Enhet], period_till: date
) -> dict[int, str]:
    """Say of which units the value belongs to a locked round, by `Enhet.pk`.

    Holds their plans' rows, so that none of them is locked before the values are saved.
    """
    ut = {}
    for varv in _rundor_med(indikator, enheter):
        tillfalle = varv.tillfalle
        assert tillfalle is not None  # noqa: S101  (narrows the type)
        if giltig_fran(indikator.frekvens, tillfalle) <= period_till <= tillfalle.matdatum and (
            mening := last(varv, varv.plan, indikator)
        ):
            ut[varv.plan.enhet_id] = f"{mening} {SPARA}"
    return ut


def hall_planer(indikator: Indikator, enheter: Iterable[int]) -> dict[int, Verksamhetsplan]:
    """Hold the units' plans in follow-up that have the indicator, and return them by key.

    An approval takes turns with whoever writes a value, so that what is frozen is what its
    guards have tried; also with what comes by itself.
    """
    i_kraft = Q(
        versioner__lage=Versionslage.FASTSTALLD, versioner__indikatorer__indikator=indikator
    )
    berors = Verksamhetsplan.objects.filter(i_kraft, enhet__in=enheter, fas=Fas.FOLJA_UPP)
    lasta = Verksamhetsplan.objects.select_for_update(of=("self",), no_key=True)
    return {plan.pk: plan for plan in lasta.filter(pk__in=berors.values("pk")).order_by("pk")}


def _rundor_med(indikator: Indikator, enheter: Iterable[Enhet]) -> list[Varv]:
    """The laps in follow-up of the units' plans with the indicator, where something is locked."""
    planer = hall_planer(indikator, [enhet.pk for enhet in enheter])
    las = Rundlas.objects.galler().filter(
        tillfalle=OuterRef("tillfalle"), namnd=OuterRef("plan__namnd")
    )
    varv = Varv.objects.filter(Exists(las), plan__in=planer, avslutades=None)
    rader = list(varv.select_related("tillfalle").order_by("pk"))
    for ett in rader:
        ett.plan = planer[ett.plan_id]
    return rader


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
