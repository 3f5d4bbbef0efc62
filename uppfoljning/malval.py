"""The goals of a report as choices, read from what it was made of."""

from __future__ import annotations

from uppfoljning.fryst import las
from uppfoljning.models import Rapport

LANGST_NAMN = 200
MED_MAL = (Rapport.Slag.MALUPPFYLLELSE, Rapport.Slag.ENHET)


def malen_i(rapport: Rapport) -> dict[str, str]:
    """Return {number: short name} in the order of the report; nothing for kinds without goals."""
    if rapport.slag not in MED_MAL:
        return {}
    return {m.nummer: m.kort[:LANGST_NAMN] for m in las(rapport.ogonblick).mal}
