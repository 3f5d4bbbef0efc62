"""Every nämnd's goals in a round, from what was approved and frozen: never from live rows.

As many queries for eleven nämnder with twelve goals each as for one of each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from cykel.irad import flagga
from cykel.models import Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet.behorighet import omfang
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning.bedomning import Bedomning
from uppfoljning.fryst import las
from uppfoljning.ogonblick import NAMNDERNAS
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Maluppfyllelserapport

VARST = (Bedomning.EJ, Bedomning.DELVIS, Bedomning.OKANT, Bedomning.UPPFYLLT)


@dataclass(frozen=True)
class Malrad:
    """A goal as it was approved; `atgarder` are the earlier remedies when it is flagged."""

    mal: modell.Mal
    atgarder: tuple[modell.Atgard, ...] = ()

    @property
    def flagga(self) -> str:
        return flagga(self.mal.i_rad)


@dataclass(frozen=True)
class Namndrad:
    """The plan by which a nämnd answers for its goals; without a lap approved it is missing."""

    plan: Verksamhetsplan
    varv: Varv | None
    senast: date
    mal: tuple[Malrad, ...] = ()
    luckor: int = 0
    nu: Mapping[str, int] = field(default_factory=dict)
    """How many goals got each grade, and last round."""
    forra: Mapping[str, int] = field(default_factory=dict)

    @property
    def godkand(self) -> bool:
        return self.varv is not None and self.varv.ogonblick_id is not None


def namnderna(tillfalle: Uppfoljningstillfalle, person: Anvandare) -> list[Namndrad]:
    """Return the nämnder whose plans the person may read: the worst first, the missing last."""
    planer = list(namndplaner(tillfalle).filter(omfang(person, Rattighet.PLAN_SE)))
    varv = {
        ett.plan_id: ett
        for ett in Varv.objects.filter(tillfalle=tillfalle, plan__in=planer)
        .select_related("ogonblick")
        .order_by("pk")
    }
    rapporter = {pk: las(v.ogonblick) for pk, v in varv.items() if v.ogonblick}
    tidigare = _tidigare(planer, rapporter, tillfalle)
    rader = [_rad(p, varv.get(p.pk), rapporter.get(p.pk), tidigare, tillfalle) for p in planer]
    return sorted(rader, key=_ordning)


def namndplaner(tillfalle: Uppfoljningstillfalle) -> QuerySet[Verksamhetsplan]:
    """The plans by which nämnder are followed up: those of their kontor and bolag."""
    return (
        Verksamhetsplan.objects.filter(
            enhet__slag__in=NAMNDERNAS,
            period_fran__lte=tillfalle.matdatum,
            period_till__gte=tillfalle.matdatum,
        )
        .exclude(fas=Fas.AVBRUTEN)
        .med_plats()
        .order_by("namnd__namn", "pk")
    )


def _rad(
    plan: Verksamhetsplan,
    varv: Varv | None,
    rapport: Maluppfyllelserapport | None,
    tidigare: Mapping[int, Sequence[Maluppfyllelserapport]],
    tillfalle: Uppfoljningstillfalle,
) -> Namndrad:
    senast = tillfalle.senast_for(plan)
    if rapport is None:
        return Namndrad(plan, varv, senast)
    mal = sorted(rapport.mal, key=_varst)
    fore = [*tidigare.get(plan.pk, ()), rapport]
    return Namndrad(
        plan,
        varv,
        senast,
        mal=tuple(Malrad(m, _atgarder(m, fore) if flagga(m.i_rad) else ()) for m in mal),
        luckor=len(rapport.saknas) if rapport.status.luckor_skal else 0,
        nu=Counter(str(m.bedomning) for m in mal if m.bedomning),
        forra=Counter(str(m.forra_bedomning) for m in mal if m.forra_bedomning),
    )


def _varst(mal: modell.Mal) -> tuple[int, int, int, str]:
    grad = VARST.index(mal.bedomning) if mal.bedomning else len(VARST)
    return grad, -mal.i_rad, len(mal.nummer), mal.nummer


def _ordning(rad: Namndrad) -> tuple[bool, tuple[int, ...], str]:
    antal = tuple(-rad.nu.get(str(grad), 0) for grad in VARST[:3])
    return not rad.godkand, antal, rad.plan.namnd.namn


def _tidigare(
    planer: Sequence[Verksamhetsplan],
    rapporter: Mapping[int, Maluppfyllelserapport],
    tillfalle: Uppfoljningstillfalle,
) -> dict[int, list[Maluppfyllelserapport]]:
    """Read what was approved before, by plan, where a goal was not met last year either."""
    flaggade = [p for p in planer if p.pk in rapporter and _nagon_flaggad(rapporter[p.pk])]
    if not flaggade:
        return {}
    vilka = {pk: p.pk for p in flaggade for pk in (p.pk, p.foregangare_id) if pk is not None}
    rader = Varv.objects.filter(
        Q(plan__in=vilka), ogonblick__isnull=False, tillfalle__matdatum__lt=tillfalle.matdatum
    ).select_related("ogonblick")
    ut: defaultdict[int, list[Maluppfyllelserapport]] = defaultdict(list)
    for varv in rader.order_by("tillfalle__matdatum", "pk"):
        if varv.ogonblick:
            ut[vilka[varv.plan_id]].append(las(varv.ogonblick))
    return ut


def _nagon_flaggad(rapport: Maluppfyllelserapport) -> bool:
    return any(flagga(m.i_rad) for m in rapport.mal)


def _atgarder(
    mal: modell.Mal, rapporter: Sequence[Maluppfyllelserapport]
) -> tuple[modell.Atgard, ...]:
    """Return the remedies of the goal, each as it was known last."""
    senast: dict[str, modell.Atgard] = {}
    for atgard in _alla_atgarder(mal, rapporter):
        senast[atgard.rubrik] = atgard
    return tuple(senast.values())


def _alla_atgarder(
    mal: modell.Mal, rapporter: Sequence[Maluppfyllelserapport]
) -> Iterator[modell.Atgard]:
    for rapport in rapporter:
        nummer = {m.nummer for m in rapport.mal if m.id == mal.id}
        yield from (a for a in rapport.atgarder if a.mal in nummer)
