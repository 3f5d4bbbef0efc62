"""Who answers a question from a nämnd: the people nearest upwards from the kontor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kvalitet.behorighet import Tilldelning
from kvalitet.models import Anvandare, Rolltilldelning
from kvalitet.roller import ROLLER, Rattighet, Roll
from synpunkter.bemanning import borta
from uppfoljning.models import Namndfraga

SVARAR = [roll for roll, ratter in ROLLER.items() if Rattighet.NAMNDFRAGA_BESVARA in ratter]


def svarande(
    fragor: Iterable[Namndfraga], dag: date, *, alla: bool = False
) -> dict[int, list[Anvandare]]:
    """Return {question: people}. With `alla` everyone who may answer, else the nearest that are
    there; when everybody is away, the nearest. Nobody without a role in force."""
    roller = _roller(dag)
    franvarande = borta(dag)
    ut = {}
    for fraga in fragor:
        traffar = [(t.sokvag.count("."), p) for t, p in roller if t.omfattar(fraga)]
        inne = [(djup, p) for djup, p in traffar if p.pk not in franvarande]
        valda = traffar if alla else inne or traffar
        djupast = max((djup for djup, _ in valda), default=0)
        funna = {p.pk: p for djup, p in valda if alla or djup == djupast}
        ut[fraga.pk] = sorted(funna.values(), key=lambda p: (p.namn, p.pk))
    return ut


def _roller(dag: date) -> list[tuple[Tilldelning, Anvandare]]:
    rader = (
        Rolltilldelning.objects.giltiga(dag)
        .filter(anvandare__is_active=True, roll__in=SVARAR)
        .exclude(enhet__sokvag="")
        .select_related("anvandare", "enhet")
        .order_by("pk")
    )
    return [(Tilldelning(Roll(r.roll), r.enhet.sokvag, r.namnd_id), r.anvandare) for r in rader]
