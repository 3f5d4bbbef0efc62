"""The approval of a follow-up (row 6 of the table)."""

from __future__ import annotations

from cykel.models import Verksamhetsplan
from cykel.tillstand import PLAN
from kvalitet.models import Anvandare
from kvalitet.overgang import overga


def godkann(plan: Verksamhetsplan, *, luckor_skal: str = "", av: Anvandare) -> Verksamhetsplan:
    """Approve the lap's follow-up and freeze it. With a reason it may be approved with gaps,
    which the snapshot then lists."""
    return overga(PLAN, plan, "godkann", av=av, data={"luckor_skal": luckor_skal.strip()})
