"""A nämnd's goals in a year, from what was approved and frozen: never from live rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cykel.models import Varv, Verksamhetsplan
from kvalitet.models import Enhet, Ogonblick
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport import modell
from uppfoljning.rapport.kvalitet.modell import Enhetsutfall, Malrad
from uppfoljning.rapport.modell import Delunderlag
from uppfoljning.rapport.perioddelar import Period
from uppfoljning.samlare.perioder import i_fjol


@dataclass(frozen=True)
class Fryst:
    mal: tuple[Malrad, ...]
    enheter: tuple[Enhetsutfall, ...]
    delunderlag: tuple[Delunderlag, ...]


def arets(planer: Sequence[Verksamhetsplan], kontor: Enhet, p: Period) -> Fryst:
    """Read the last lap that each plan approved in the period; three queries."""
    senaste = _senaste([plan.pk for plan in planer], p)
    bilder = Ogonblick.objects.in_bulk(senaste.values())
    per_plan = {plan: bilder[pk] for plan, pk in senaste.items()}
    egna = [plan for plan in planer if plan.enhet_id == kontor.pk]
    kontorets = next((per_plan[x.pk] for x in reversed(egna) if x.pk in per_plan), None)
    return Fryst(
        mal=_malen(kontorets, egna, p),
        enheter=tuple(
            _utfall(plan.enhet.namn, per_plan[plan.pk].innehall)
            for plan in planer
            if plan.pk in per_plan and plan.enhet_id != kontor.pk
        ),
        delunderlag=tuple(_del(plan, per_plan.get(plan.pk)) for plan in planer),
    )


def _senaste(planer: Sequence[int], p: Period) -> dict[int, int]:
    """The snapshot of each plan's last approved lap whose day of measuring is in the period."""
    rader = Varv.objects.filter(
        plan__in=planer,
        ogonblick__isnull=False,
        tillfalle__matdatum__gte=p.fran,
        tillfalle__matdatum__lte=p.till,
    ).order_by("plan", "tillfalle__matdatum", "nummer")
    return {plan: pk for plan, pk in rader.values_list("plan", "ogonblick") if pk is not None}


def _malen(
    bild: Ogonblick | None, egna: Sequence[Verksamhetsplan], p: Period
) -> tuple[Malrad, ...]:
    if bild is None:
        return ()
    fore = _i_fjol(egna, p)
    return tuple(
        Malrad(
            nummer=m.nummer,
            kort=m.kort,
            bedomning=m.bedomning,
            i_fjol=fore.get(m.id),
            orsak=m.orsak,
        )
        for m in modell.fran_json(bild.innehall).mal
    )


def _i_fjol(egna: Sequence[Verksamhetsplan], p: Period) -> dict[str, Bedomning]:
    """The grade of each goal a year before, in the same plan or the one that it follows."""
    planer = [pk for plan in egna for pk in (plan.pk, plan.foregangare_id) if pk is not None]
    fore = i_fjol(p)
    rad = (
        Varv.objects.filter(
            plan__in=planer,
            ogonblick__isnull=False,
            tillfalle__matdatum__gte=fore.fran,
            tillfalle__matdatum__lte=fore.till,
        )
        .select_related("ogonblick")
        .order_by("-tillfalle__matdatum", "-nummer")
        .first()
    )
    if rad is None or rad.ogonblick is None:
        return {}
    malen = modell.fran_json(rad.ogonblick.innehall).mal
    return {m.id: m.bedomning for m in malen if m.bedomning is not None}


def _utfall(enhet: str, innehall: str) -> Enhetsutfall:
    """Of a unit only the grades are read, which every schema holds in the same place: hundreds of
    whole reports would take minutes."""
    antal = Counter(m.get("bedomning") for m in json.loads(innehall).get("mal", ()))
    return Enhetsutfall(
        enhet=enhet,
        uppfyllt=antal[Bedomning.UPPFYLLT.value],
        delvis=antal[Bedomning.DELVIS.value],
        ej=antal[Bedomning.EJ.value],
        okant=antal[Bedomning.OKANT.value],
    )


def _del(plan: Verksamhetsplan, bild: Ogonblick | None) -> Delunderlag:
    if bild is None:
        return Delunderlag(enhet=plan.enhet.namn, ansvarig=plan.planansvarig.namn)
    return Delunderlag(enhet=plan.enhet.namn, ogonblick=str(bild.pk), sha256=bild.sha256)
