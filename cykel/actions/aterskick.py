"""The business act of sending a part of the follow-up back (row 7)."""

from __future__ import annotations

from datetime import date

from cykel.models import Verksamhetsplan
from cykel.tillstand import PLAN
from cykel.villkor.aterskick import Del
from kvalitet.models import Anvandare
from kvalitet.overgang import overga


def skicka_ater(
    plan: Verksamhetsplan, *, del_: Del, skal: str, senast: date, av: Anvandare
) -> Verksamhetsplan:
    """Ask the one who did the part to do it again; no approval until it is done."""
    data = {"del_": del_, "skal": skal.strip(), "senast": senast}
    return overga(PLAN, plan, "skicka_ater", av=av, data=data, kommentar=skal)
