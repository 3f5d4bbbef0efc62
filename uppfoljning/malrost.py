"""The synpunkter of each goal: the period's cases that lie behind its brister.

What is counted here is what the page of cases lists (views/rader.py): both begin from `kopplade`.
A part of a split case counts as the case that its sender wrote.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from cykel.models import Uppfoljningstillfalle, Verksamhetsplan
from synpunkter.models import Monster, Monsterkoppling, Synpunkt
from synpunkter.models.synpunkt import Bristkoppling
from synpunkter.statistik import periodens
from uppfoljning.rapport import modell

FALL = Coalesce("synpunkt__foralder", "synpunkt")
TYP = Coalesce("synpunkt__foralder__typ", "synpunkt__typ")


def i_perioden(plan: Verksamhetsplan, tillfalle: Uppfoljningstillfalle) -> QuerySet[Synpunkt]:
    """Return the cases that the round's figures are counted from."""
    return periodens(
        plan.namnd, fran=tillfalle.period_fran, till=tillfalle.matdatum, enhet=plan.enhet
    )


def kopplade(rader: QuerySet[Synpunkt], planer: Collection[int], mal: int) -> QuerySet[Synpunkt]:
    """Keep the cases that lie behind a brist of the goal, themselves or by a part."""
    return rader.filter(pk__in=_kopplingar(rader, planer).filter(brist__mal=mal).values(fall=FALL))


def i_monster(rader: QuerySet[Synpunkt], monster: QuerySet[Monster]) -> QuerySet[Synpunkt]:
    """Keep the cases in one of the mönster, themselves or by a part."""
    return rader.filter(pk__in=_monsterrader(rader).filter(monster__in=monster).values(fall=FALL))


def malets_monster(planer: Collection[int], mal: int) -> QuerySet[Monster]:
    """Return the mönster that have become a brist of the goal."""
    return Monster.objects.filter(brist__plan__in=planer, brist__mal=mal)


def teman(rader: QuerySet[Synpunkt], flest: int) -> tuple[modell.Antal, ...]:
    """Count the cases of each theme, the commonest first."""
    par = _monsterrader(rader).values_list("monster__tema", "monster__tema__namn", FALL)
    return _raknade(par.order_by("monster__tema").distinct())[:flest]


def per_mal(
    plan: Verksamhetsplan, tillfalle: Uppfoljningstillfalle, planer: Collection[int]
) -> dict[int, modell.Malrost]:
    """Count what lies behind the brister of each goal, by `Mal.pk`; two queries."""
    rader = i_perioden(plan, tillfalle)
    fall: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for mal, pk, typ in (
        _kopplingar(rader, planer).values_list("brist__mal", FALL, TYP).order_by("brist__mal")
    ):
        if mal is not None:
            fall[mal][pk] = typ
    monster, temata = _monster_per_mal(rader, planer)
    return {
        mal: modell.Malrost(
            antal=len(typer),
            per_typ=tuple(
                modell.Antal(namn=typ.label, antal=antal, nyckel=typ.value)
                for typ in Synpunkt.Typ
                if (antal := sum(t == typ for t in typer.values()))
            ),
            teman=_raknade(temata[mal]),
            monster=_raknade(monster[mal]),
        )
        for mal, typer in ((mal, fall[mal]) for mal in {*fall, *monster})
    }


Trippel = tuple[int, str, int]
"""Key, name and case."""


def _monster_per_mal(
    rader: QuerySet[Synpunkt], planer: Collection[int]
) -> tuple[defaultdict[int, set[Trippel]], defaultdict[int, set[Trippel]]]:
    monster: defaultdict[int, set[Trippel]] = defaultdict(set)
    temata: defaultdict[int, set[Trippel]] = defaultdict(set)
    i_malen = _monsterrader(rader).filter(
        monster__brist__plan__in=planer, monster__brist__mal__isnull=False
    )
    falt = ("monster__brist__mal", "monster", "monster__namn")
    for mal, pk, namn, tema, temanamn, fall in i_malen.order_by("pk").values_list(
        *falt, "monster__tema", "monster__tema__namn", FALL
    ):
        if mal is not None:
            monster[mal].add((pk, namn, fall))
            temata[mal].add((tema, temanamn, fall))
    return monster, temata


def _kopplingar(rader: QuerySet[Synpunkt], planer: Collection[int]) -> QuerySet[Bristkoppling]:
    fall = rader.values("pk")
    egna = Q(synpunkt__in=fall) | Q(synpunkt__foralder__in=fall)
    return Bristkoppling.objects.filter(egna, brist__plan__in=planer)


def _monsterrader(rader: QuerySet[Synpunkt]) -> QuerySet[Monsterkoppling]:
    """Of the nämnd whose cases they are: another nämnd's mönster is not read here."""
    fall = rader.values("pk")
    egna = Q(synpunkt__in=fall) | Q(synpunkt__foralder__in=fall)
    return Monsterkoppling.objects.filter(egna, monster__namnd=F("synpunkt__namnd"))


def _raknade(rader: Iterable[Trippel]) -> tuple[modell.Antal, ...]:
    """Count distinct cases by key, the most first."""
    namn: dict[int, str] = {}
    antal: Counter[int] = Counter()
    for nyckel, heter, _ in rader:
        namn[nyckel] = heter
        antal[nyckel] += 1
    ordnade = sorted(antal.items(), key=lambda rad: (-rad[1], namn[rad[0]], rad[0]))
    return tuple(modell.Antal(namn=namn[k], antal=n, nyckel=str(k)) for k, n in ordnade)
