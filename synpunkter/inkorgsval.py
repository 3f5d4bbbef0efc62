"""What the inbox offers to choose among: nämnder, units, and the person's own filters.

One question, as dear for five thousand units as for fifty: a larger part of the organisation is
shown a level at a time, around the unit that is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import BooleanField, CharField, Exists, F, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

from kvalitet.behorighet import synliga_enheter, tilldelningar
from kvalitet.databas import SvNyckel
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.nyckel import nyckel
from kvalitet.roller import ROLLER, Rattighet
from kvalitet.trad import i_tradordning
from synpunkter import inkorg
from synpunkter.models import SparatFilter

MEST_ENHETER = 100
"""Units that are shown all at once; of more, only those around the chosen one."""
_TEXT, _NEJ = CharField(), Value(False, output_field=BooleanField())


@dataclass(frozen=True)
class Utbud:
    namnder: list[Namnd]
    enheter: list[Enhet]
    """In the order of the tree."""
    filter: list[SparatFilter]
    stegvis: bool
    """Whether there are more units, found by choosing one above them first."""


def utbud(anvandare: Anvandare, vald: str = "") -> Utbud:
    """Return what the person may choose; `vald` is the key of the chosen unit, as it was sent."""
    egna = SparatFilter.objects.filter(agare=anvandare)
    enheter = _enheter(anvandare, nyckel(vald) or 0)
    fraga = _rader(inkorg.namnder(anvandare), "namnd", Value("", _TEXT), _NEJ).union(
        _rader(egna, "filter", F("fraga"), _NEJ),
        _rader(enheter, "enhet", F("sokvag"), F("fler")),
        all=True,
    )
    rader: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for slag, *rad, _ in sorted(fraga, key=itemgetter(5, 1)):
        rader[slag].append(tuple(rad))
    return Utbud(
        [Namnd(pk=pk, namn=namn) for pk, namn, _, _ in rader["namnd"]],
        i_tradordning(Enhet(pk=pk, namn=n, sokvag=vag) for pk, n, vag, _ in rader["enhet"]),
        [SparatFilter(pk=pk, namn=namn, fraga=text) for pk, namn, text, _ in rader["filter"]],
        stegvis=any(fler for *_, fler in rader["enhet"]),
    )


def _rader(fran: QuerySet[Any], slag: str, mer: Combinable, fler: Combinable) -> QuerySet[Any, Any]:
    """Rows that can stand together: kind, key, name, more, and what they are ordered by."""
    sort = SvNyckel("namn")
    return fran.order_by().values_list(Value(slag, _TEXT), "pk", "namn", mer, fler, sort)


def _enheter(anvandare: Anvandare, vald: int) -> QuerySet[Enhet]:
    """Return all the person's units when they are few. Of many: the topmost, the chosen one with
    those above it, and the level below each."""
    mina = synliga_enheter(anvandare, Rattighet.SYNPUNKT_SE).verksamma()  # type: ignore[attr-defined]
    overst = {t.sokvag for t in tilldelningar(anvandare) if Rattighet.SYNPUNKT_SE in ROLLER[t.roll]}
    visas = Q(fler=False) | Q(pk=vald)
    for sokvag in overst:
        visas |= Q(sokvag=sokvag) | _narmast_under(Value(sokvag, _TEXT))
    valdas = Enhet.objects.filter(pk=vald).exclude(sokvag="").values("sokvag")
    visas |= Q(valdas__startswith=F("sokvag")) & ~Q(sokvag="") | _narmast_under(F("valdas"))
    fler = Exists(mina.order_by("pk")[MEST_ENHETER : MEST_ENHETER + 1])
    rader: QuerySet[Enhet] = mina.annotate(fler=fler, valdas=Subquery(valdas)).filter(visas)
    return rader


def _narmast_under(sokvag: Combinable) -> Q:
    # The points of the pattern match any sign; that the path begins so is tried beside it.
    monster = Concat(Value("^"), sokvag, Value(r"[0-9]+\.$"), output_field=_TEXT)
    return Q(sokvag__startswith=sokvag) & Q(sokvag__regex=monster)
