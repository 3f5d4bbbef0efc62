"""What fell short of each goal, and what has been tried for it, in this plan and before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from cykel.models import Atgard, Varv
from uppfoljning import larande
from uppfoljning.fryst import mal_pk
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Arbetslage, Effekt


def brister(varv: Varv, nu: datetime) -> dict[int, list[modell.Malbrist]]:
    """The brister that were known at `nu`, by `Mal.pk`: the lap's, and older ones still open.

    What the approval itself notes comes after the judgement, and is not among them.
    """
    ut: dict[int, list[modell.Malbrist]] = defaultdict(list)
    rader = larande.bristrader(varv).filter(mal__isnull=False, skapad__lt=nu)
    for rad in rader.select_related("mal"):
        ut[rad.mal_id or 0].append(
            modell.Malbrist(
                rubrik=rad.rubrik,
                kalla=rad.get_kalla_display(),
                kalla_mening=rad.kalla_mening,
                noterad=timezone.localdate(rad.skapad),
                beslut=rad.ingen_atgard_skal if rad.ingen_atgard_av_id else "",
                id=f"{rad.plan_id}/{rad.pk}",
            )
        )
    return ut


def prov(
    varv: Varv, malen: Collection[int], gamla: Mapping[str, Sequence[str]], dag: date
) -> dict[int, tuple[modell.Malprov, ...]]:
    """Every åtgärd of the unit for each goal, by `Mal.pk`, the latest first; also for the goals
    that it carries on (`gamla`, by the ids of snapshots)."""
    hor_till = defaultdict(set, {mal: {mal} for mal in malen})
    for nytt, fore in gamla.items():
        for ett in fore:
            hor_till[mal_pk(ett)].add(mal_pk(nytt))
    rader = (
        Atgard.objects.filter(
            brist__mal__in=hor_till,
            brist__plan__enhet=varv.plan.enhet_id,
            brist__plan__namnd=varv.plan.namnd_id,
        )
        .select_related("brist", "ansvarig")
        .order_by("-skapad", "-pk")
    )
    ut: dict[int, list[modell.Malprov]] = defaultdict(list)
    for rad in rader:
        for mal in sorted(hor_till[rad.brist.mal_id or 0]):
            ut[mal].append(_prov(rad, varv, dag))
    return {mal: tuple(proven) for mal, proven in ut.items()}


def _prov(rad: Atgard, varv: Varv, dag: date) -> modell.Malprov:
    sen = rad.status != Atgard.Status.KLAR and rad.klar_senast < dag
    return modell.Malprov(
        rubrik=rad.rubrik,
        brist=rad.brist.rubrik,
        beslutad=timezone.localdate(rad.skapad),
        klar_senast=rad.klar_senast,
        status=Arbetslage.FORSENAD if sen else Arbetslage(rad.status),
        effekt=Effekt(rad.effekt) if rad.effekt else Effekt.EJ_PROVAD,
        effekt_text=rad.effekt_text,
        ansvarig=rad.ansvarig.namn,
        tidigare=rad.brist.varv_id != varv.pk,
        id=f"{rad.brist.plan_id}/{rad.pk}",
    )
