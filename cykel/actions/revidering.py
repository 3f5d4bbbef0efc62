"""Business acts on a revision of an adopted plan (row 11); rows 2 to 4 take it from there."""

from __future__ import annotations

from datetime import date

from cykel.models import PlanVersion, Verksamhetsplan
from cykel.tillstand import PLAN, PLANVERSION
from kvalitet.models import Anvandare
from kvalitet.overgang import overga


def revidera(
    plan: Verksamhetsplan,
    *,
    skal: str,
    beslut_datum: date,
    beslut_paragraf: str = "",
    av: Anvandare,
) -> Verksamhetsplan:
    """Decide that the plan is written anew: a draft with the text in force stands beside it.

    The version in force is carried out and followed up until the draft is adopted.
    """
    data = {
        "skal": skal.strip(),
        "beslut_datum": beslut_datum,
        "beslut_paragraf": beslut_paragraf.strip(),
    }
    return overga(PLAN, plan, "revidera", av=av, data=data, kommentar=skal)


def forkasta(version: PlanVersion, *, skal: str, av: Anvandare) -> PlanVersion:
    """Drop the draft of a revision that is not wanted; the version in force goes on."""
    return overga(PLANVERSION, version, "forkasta", av=av, kommentar=skal)
