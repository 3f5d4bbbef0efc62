"""What a judgement must hold. Pure: the form, the act and the guard all ask here.

Field names are those of the form, so that each message finds its place on the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport.modell import Slag


@dataclass(frozen=True)
class Uppgifter:
    """A judgement as it is written, before or after it is saved."""

    bedomning: str
    trend: str
    motivering: str
    fungerade_inte: str
    prognos: str = ""
    orsak: str = ""
    avviker_skal: str = ""


def prognos_kravs(slag: str) -> bool:
    """There is nothing left to forecast when the year has ended."""
    return slag != Slag.HELAR


def utkastfel(u: Uppgifter) -> dict[str, str]:
    """What even a draft must hold: no grade without motivering, no motivering without grade."""
    fel = {}
    if not u.bedomning:
        fel["bedomning"] = "Välj en bedömning."
    if not u.motivering.strip():
        fel["motivering"] = "Skriv en motivering. Ingen bedömning utan motivering."
    return fel


def fel(u: Uppgifter, *, forslag: Bedomning, slag: str) -> dict[str, str]:
    """Return what is missing before the judgement can be handed in, by field."""
    ut = utkastfel(u)
    if not u.trend:
        ut["trend"] = "Välj en trend."
    if not u.fungerade_inte.strip():
        ut["fungerade_inte"] = "Skriv vad som inte fungerade. Det finns alltid något att lära av."
    if u.bedomning and u.bedomning != Bedomning.UPPFYLLT and not u.orsak.strip():
        ut["orsak"] = "Skriv orsaken till att målet inte är uppfyllt."
    if prognos_kravs(slag) and not u.prognos:
        ut["prognos"] = "Välj en prognos för årets slut."
    if u.bedomning and u.bedomning != forslag and not u.avviker_skal.strip():
        ut["avviker_skal"] = "Skriv varför bedömningen skiljer sig från indikatorernas förslag."
    return ut
