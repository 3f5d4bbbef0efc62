"""Who is there to handle a case: the people of the function, and who is away.

A case belongs to a unit. Its people are those whose role lies nearest upwards from the unit, so
that there is always somebody: where the unit has none of its own, the kontor's, then the
municipality's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kvalitet.behorighet import Tilldelning, far
from kvalitet.models import Anvandare, Enhet, Rolltilldelning
from kvalitet.roller import ROLLER, Rattighet, Roll
from synpunkter.models import Franvaro, Synpunkt
from synpunkter.tillstand import Lage

OFORDELADE = (Lage.INKOMMEN, Lage.KARANTAN, Lage.ATEROPPNAD)
"""States in which somebody has to say who takes the case."""


@dataclass(frozen=True)
class Bemanning:
    """The roles in force on a day and who is away, read once for many cases."""

    roller: tuple[tuple[Tilldelning, Anvandare], ...]
    borta: frozenset[int]

    def alla(self, ratt: Rattighet, synpunkt: Synpunkt) -> list[Anvandare]:
        """Return everyone who has the right to the case, by name."""
        funna = {p.pk: p for t, p in self._med(ratt) if t.omfattar(synpunkt)}
        return sorted(funna.values(), key=lambda p: (p.namn, p.pk))

    def narmast(self, ratt: Rattighet, synpunkt: Synpunkt) -> list[Anvandare]:
        """Return those nearest upwards who are there; when everybody is away, the nearest."""
        traffar = [(t.sokvag.count("."), p) for t, p in self._med(ratt) if t.omfattar(synpunkt)]
        inne = [(djup, p) for djup, p in traffar if p.pk not in self.borta]
        valda = inne or traffar
        djupast = max((djup for djup, _ in valda), default=0)
        return list({p.pk: p for djup, p in valda if djup == djupast}.values())

    def funktionen(self, synpunkt: Synpunkt) -> list[Anvandare]:
        """Return the people who have to see to a case that no present person has."""
        forst, sedan = Rattighet.SYNPUNKT_HANDLAGGA, Rattighet.SYNPUNKT_FORDELA
        if synpunkt.lage in OFORDELADE:
            forst, sedan = sedan, forst
        return self.narmast(forst, synpunkt) or self.narmast(sedan, synpunkt)

    def _med(self, ratt: Rattighet) -> list[tuple[Tilldelning, Anvandare]]:
        return [(t, p) for t, p in self.roller if ratt in ROLLER[t.roll]]


def bemanning(dag: date, *, vid: Enhet | None = None) -> Bemanning:
    """Return who is there; `vid` keeps to the roles that reach a unit's cases."""
    rader = (
        Rolltilldelning.objects.giltiga(dag)
        .filter(anvandare__is_active=True, roll__in=_ROLLER)
        .exclude(enhet__sokvag="")
        .select_related("anvandare", "enhet")
        .order_by("pk")
    )
    if vid is not None:
        rader = rader.filter(enhet__in=[int(pk) for pk in vid.sokvag.split(".") if pk])
    roller = tuple(
        (Tilldelning(Roll(r.roll), r.enhet.sokvag, r.namnd_id), r.anvandare) for r in rader
    )
    return Bemanning(roller, frozenset(borta(dag)))


def borta(dag: date) -> set[int]:
    """Return the keys of those who are away on the day."""
    return set(Franvaro.objects.gallande(dag).order_by("pk").values_list("person", flat=True))


def pa_plats(person: Anvandare, synpunkt: Synpunkt, dag: date) -> Anvandare | None:
    """Return the person, or who stands in on the day; None leaves the case to its function.

    One step only: a replacement who is away too leaves it to the function.
    """
    franvaro = Franvaro.objects.gallande(dag).filter(person=person).select_related("ersattare")
    nuvarande = franvaro.first()
    if nuvarande is None:
        return person
    ersattare = nuvarande.ersattare
    if ersattare is None or ersattare.pk in borta(dag):
        return None
    return ersattare if far(ersattare, Rattighet.SYNPUNKT_HANDLAGGA, synpunkt) else None


_ROLLER = [
    roll
    for roll, ratter in ROLLER.items()
    if ratter
    & {
        Rattighet.SYNPUNKT_HANDLAGGA,
        Rattighet.SYNPUNKT_FORDELA,
        Rattighet.SYNPUNKT_ATEROPPNA,
    }
]
