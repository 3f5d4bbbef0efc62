"""Which cases a nämnd's rules let go, which are held back, and why. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.module_loading import import_string

from kvalitet.behorighet import INGET
from kvalitet.kalender import midnatt
from kvalitet.models import Namnd
from synpunkter.models import Gallringsregel, Synpunkt

BUNT = 1000
"""Cases that the hindrances are asked of at a time."""


@dataclass(frozen=True)
class Gallringsrad:
    synpunkt: Synpunkt
    regel: Gallringsregel
    hinder: str = ""


@dataclass(frozen=True)
class Gallringsprov:
    """A dry run: what would go, and what would not though its time has passed."""

    regler: Sequence[Gallringsregel]
    gar: Sequence[Gallringsrad] = ()
    halls: Sequence[Gallringsrad] = ()
    inte_an: int = 0
    """Closed cases that a rule covers and whose time has not passed."""
    utan_regel: int = 0
    """Closed cases that no rule covers: kept for good until one is decided."""
    per_regel: Mapping[int, int] = field(default_factory=dict)


def prov(namnd: Namnd, *, dag: date) -> Gallringsprov:
    """Return what the rules in force on the day would let go."""
    regler = list(Gallringsregel.objects.filter(namnd=namnd).gallande(dag).select_related("namnd"))
    avslutade = Synpunkt.objects.filter(namnd=namnd, avslutad__isnull=False, gallrad=None)
    med_regel = reduce(or_, (r.traffar() for r in regler), INGET)
    antal = avslutade.aggregate(alla=Count("pk"), med_regel=Count("pk", filter=med_regel))
    rader = forfallna(namnd, regler, dag)
    gar = [rad for rad in rader if not rad.hinder]
    per_regel = {regel.pk: 0 for regel in regler}
    for rad in gar:
        per_regel[rad.regel.pk] += 1
    return Gallringsprov(
        regler,
        gar,
        [rad for rad in rader if rad.hinder],
        inte_an=antal["med_regel"] - len(rader),
        utan_regel=antal["alla"] - antal["med_regel"],
        per_regel=per_regel,
    )


def forfallna(
    namnd: Namnd, regler: Sequence[Gallringsregel], dag: date, *, bara: Sequence[int] | None = None
) -> list[Gallringsrad]:
    """Return the cases whose time has passed, oldest first, each with its rule and hindrance.

    `bara` keeps to the keys given: the act asks again of those it is about to take away.
    """
    fraga = Synpunkt.objects.filter(namnd=namnd, avslutad__isnull=False, gallrad=None)
    if bara is not None:
        fraga = fraga.filter(pk__in=bara)
    per_pk = {regel.pk: regel for regel in regler}
    fraga = fraga.order_by("avslutad", "pk").defer("text", "plats", "utfall_skal")
    synpunkter = list(med_regeln(fraga, regler).filter(_har_gatt_ut(regler, dag)))
    foljare = foljande([s.pk for s in synpunkter])
    hinder = hindren([*(s.pk for s in synpunkter), *foljare])
    # What holds a follower back holds back the case it follows.
    hinder = {foljare[pk]: skal for pk, skal in hinder.items() if pk in foljare} | hinder
    return [
        Gallringsrad(s, per_pk[s.gallringsregel], hinder.get(s.pk, ""))  # type: ignore[attr-defined]
        for s in synpunkter
    ]


def med_regeln(
    synpunkter: QuerySet[Synpunkt], regler: Sequence[Gallringsregel]
) -> QuerySet[Synpunkt]:
    """Say of each case which rule it falls under. Of several it is the one that keeps longest,
    which is the first: what a rule protects no other takes away."""
    fall = [When(regel.traffar(), then=Value(regel.pk)) for regel in regler]
    return synpunkter.annotate(
        gallringsregel=Case(*fall, default=None, output_field=IntegerField())
    )


def hindren(nycklar: Sequence[int]) -> dict[int, str]:
    funna: dict[int, str] = {}
    for bunt in _buntar(nycklar):
        for stig in settings.GALLRINGSHINDER:
            funna = {**import_string(stig)(bunt), **funna}
    return funna


def foljande(nycklar: Sequence[int]) -> dict[int, int]:
    """Return the cases that go with those of the keys, each with the one it follows."""
    funna: dict[int, int] = {}
    for bunt in _buntar(nycklar):
        for stig in settings.FOLJER_I_GALLRING:
            funna |= import_string(stig)(bunt)
    return funna


def _buntar(nycklar: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(nycklar), BUNT):
        yield nycklar[start : start + BUNT]


def _har_gatt_ut(regler: Sequence[Gallringsregel], dag: date) -> Q:
    villkor = INGET
    for regel in regler:
        slut = midnatt(ar_fore(dag, regel.ar) + timedelta(days=1))
        villkor |= Q(gallringsregel=regel.pk, avslutad__lt=slut)
    return villkor


def ar_fore(dag: date, ar: int) -> date:
    """Return the last day of closing whose years have passed on `dag`. Closed on a 29 February
    it goes on 1 March: never a day too soon."""
    try:
        return dag.replace(year=dag.year - ar)
    except ValueError:
        return dag.replace(year=dag.year - ar, day=28)
