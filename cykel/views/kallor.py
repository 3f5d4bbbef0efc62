"""Where brister come from and what is known of a goal's years: this room's links and the slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string

from cykel.irad import ar_i_rad, flagga, slagna
from cykel.models import (
    Atgard,
    Brist,
    Egenkontrollsvar,
    Kontrollmoment,
    Riskbedomning,
    Verksamhetsplan,
)
from cykel.villkor.malpar import tidigare_mal
from cykel.visning import Bedomt, Kallank
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare


def kallor(brister: Collection[Brist], anvandare: Anvandare) -> dict[int, list[Kallank]]:
    """Return the way to what each brist comes from, by `Brist.pk`; a query per kind.

    A brist that came along from another plan has its source where it was first noted.
    """
    leder_till, alla = _med_ursprung(brister)
    funna: list[tuple[int, Kallank]] = _grannar(list(alla))
    for brist in alla.values():
        if brist.aktivitet:
            sida = reverse("cykel:aktiviteter", args=[brist.plan_id])
            funna.append((brist.pk, Kallank("Aktiviteten", f"{sida}#a-{brist.aktivitet}")))
    for stig in settings.BRISTERNAS_KALLOR:
        for pk, lankar in import_string(stig)(list(alla), anvandare).items():
            funna += [(pk, lank) for lank in lankar]
    ut: defaultdict[int, list[Kallank]] = defaultdict(list)
    for pk, lank in funna:
        for visad in leder_till[pk]:
            if lank not in ut[visad]:
                ut[visad].append(lank)
    return ut


def _med_ursprung(brister: Collection[Brist]) -> tuple[dict[int, set[int]], dict[int, Brist]]:
    """Return the brister with those that they go on with, and for each which of `brister` it
    leads to; a query for each time one has been moved."""
    leder_till = {brist.pk: {brist.pk} for brist in brister}
    alla = {brist.pk: brist for brist in brister}
    grans = list(brister)
    while flyttade := [brist for brist in grans if brist.ursprung_id]:
        for brist in flyttade:
            leder_till.setdefault(brist.ursprung_id or 0, set()).update(leder_till[brist.pk])
        grans = list(Brist.objects.filter(pk__in={brist.ursprung_id for brist in flyttade}))
        alla |= {brist.pk: brist for brist in grans}
    return leder_till, alla


def _grannar(brister: list[int]) -> list[tuple[int, Kallank]]:
    if not brister:
        return []
    moment, svar = _MOMENTEN.rader(brister), _SVAREN.rader(brister)
    return [
        *(
            (pk, Kallank("Risken", reverse("cykel:risk", args=[r])))
            for pk, r in _RISKERNA.rader(brister)
        ),
        *(
            (pk, Kallank("Kontrollen", f"{reverse('cykel:internkontroll', args=[p])}#m-{m}"))
            for pk, p, m in moment
        ),
        *(
            (pk, Kallank("Egenkontrollen", reverse("cykel:egenkontroll", args=[e])))
            for pk, e in svar
        ),
    ]


def _riskerna(brister: Sequence[int]) -> QuerySet[Any, Any]:
    return Riskbedomning.objects.filter(bland("brist_id", brister)).values_list("brist", "risk")


def _momenten(brister: Sequence[int]) -> QuerySet[Any, Any]:
    rader = Kontrollmoment.objects.filter(bland("brist_id", brister))
    return rader.values_list("brist", "plan", "pk")


def _svaren(brister: Sequence[int]) -> QuerySet[Any, Any]:
    rader = Egenkontrollsvar.objects.filter(bland("brist_id", brister))
    return rader.values_list("brist", "egenkontroll")


_RISKERNA, _MOMENTEN, _SVAREN = Kvarfraga(_riskerna), Kvarfraga(_momenten), Kvarfraga(_svaren)


@dataclass(frozen=True)
class Malhistorik:
    """A goal in a unit through the years: its grades, and what has been tried."""

    per_ar: dict[int, str]
    atgarder: tuple[Atgard, ...]

    @property
    def i_rad(self) -> int:
        return ar_i_rad(self.per_ar)

    @property
    def flagga(self) -> str:
        return flagga(self.i_rad)

    def fore(self, brist: Brist) -> list[Atgard]:
        """The åtgärder of earlier brister than this."""
        return [a for a in self.atgarder if a.brist.skapad < brist.skapad]


def malhistorik(plan: Verksamhetsplan, mal: Collection[int]) -> dict[int, Malhistorik]:
    """Return the history of each goal in the plan's unit and nämnd, by `Mal.pk`, through the
    goals that it carries on from earlier mandatperioder; a few queries."""
    mal = sorted(set(mal))
    fore = tidigare_mal(mal)
    ar = bedomningar(plan, mal, fore).per_ar
    under = sorted({*mal, *(gammalt for gamla in fore.values() for gammalt in gamla)})
    alla = _ATGARDERNA.rader(under, plan.enhet_id, plan.namnd_id) if under else []
    return {
        pk: Malhistorik(
            ar.get(pk, {}), tuple(a for a in alla if a.brist.mal_id in (pk, *fore.get(pk, ())))
        )
        for pk in mal
    }


def _atgarderna(mal: Sequence[int], enhet: int, namnd: int) -> QuerySet[Atgard]:
    rader = Atgard.objects.filter(
        bland("brist__mal_id", mal), brist__plan__enhet=enhet, brist__plan__namnd=namnd
    )
    return rader.select_related("brist", "ansvarig").order_by("-skapad", "-pk")


_ATGARDERNA = Kvarfraga(_atgarderna)


def bedomningar(
    plan: Verksamhetsplan, mal: Collection[int], fore: Mapping[int, list[int]]
) -> Bedomt:
    """Return how each goal was judged, also under the goals that it carries on from earlier
    mandatperioder (`fore`, from `tidigare_mal`), and how many each lap of the plan judged."""
    alla = {*mal, *(gammalt for gamla in fore.values() for gammalt in gamla)}
    ut: dict[int, dict[int, str]] = {}
    per_varv: dict[int, str] = {}
    for stig in settings.MALENS_BEDOMNINGAR:
        bedomt: Bedomt = import_string(stig)(plan, alla)
        ut, per_varv = ut | bedomt.per_ar, per_varv | bedomt.per_varv
    per_ar = {
        pk: slagna([ut[gammalt] for gammalt in fore.get(pk, ()) if gammalt in ut]) | ut.get(pk, {})
        for pk in mal
    }
    return Bedomt(per_ar, per_varv)
