"""How far the follow-up of many plans has come; three queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cykel.models import Planmal, Varv
from cykel.tillstand import Versionslage
from uppfoljning.models import Malbedomning, Rostgenomgang


@dataclass(frozen=True)
class Malsteg:
    """A goal in a list of what remains."""

    mal_pk: int
    nummer: int
    kort: str
    bedomning: str
    """Empty until the judgement is handed in."""


@dataclass(frozen=True)
class Varvlage:
    mal: tuple[Malsteg, ...]
    genomgangna: int

    @property
    def bedomda(self) -> int:
        return sum(bool(steg.bedomning) for steg in self.mal)

    @property
    def aterstar(self) -> tuple[Malsteg, ...]:
        return tuple(steg for steg in self.mal if not steg.bedomning)

    @property
    def klart(self) -> bool:
        return not self.aterstar and self.genomgangna == len(Rostgenomgang.Del)


def varvlagen(varven: Sequence[Varv]) -> dict[int, Varvlage]:
    """Return each lap's state by `Varv.pk`."""
    gjorda = {
        (varv, mal): bedomning
        for varv, mal, bedomning in Malbedomning.objects.filter(
            varv__in=varven, klar=True
        ).values_list("varv", "mal", "bedomning")
    }
    mal = _mal_per_plan({varv.plan_id for varv in varven})
    lasta: dict[int, int] = defaultdict(int)
    for varv in Rostgenomgang.objects.filter(varv__in=varven).values_list("varv", flat=True):
        lasta[varv] += 1
    return {
        varv.pk: Varvlage(
            mal=tuple(
                Malsteg(pk, nummer, kort, gjorda.get((varv.pk, pk), ""))
                for pk, nummer, kort in mal[varv.plan_id]
            ),
            genomgangna=lasta[varv.pk],
        )
        for varv in varven
    }


def _mal_per_plan(planer: set[int]) -> dict[int, list[tuple[int, int, str]]]:
    rader = (
        Planmal.objects.filter(
            version__plan__in=planer, version__lage=Versionslage.FASTSTALLD, mal__isnull=False
        )
        .exclude(koppling=Planmal.Koppling.BEROR_INTE)
        .order_by("mal__niva__ordning", "mal__nummer", "pk")
        .values_list("version__plan", "mal", "mal__nummer", "mal__kort")
    )
    ut: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for plan, mal, nummer, kort in rader:
        ut[plan].append((mal, nummer, kort))
    return ut
