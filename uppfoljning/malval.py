"""The goals of a report as choices, read from what it was made of."""

from __future__ import annotations

from uppfoljning.fryst import las
from uppfoljning.models import Rapport

LANGST_NAMN = 200


def malen_i(rapport: Rapport) -> dict[str, str]:
    """Return {number: short name} in the order of the report."""
    return {m.nummer: m.kort[:LANGST_NAMN] for m in las(rapport.ogonblick).mal}
