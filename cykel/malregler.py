"""Which fields each type of target takes, and what may not stand in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from cykel.models import Planindikator

Typ = Planindikator.Maltyp
MALFALT = ("malvarde", "malvarde_ovre", "basar", "baslinje", "jamforelse", "beskrivning")
FALT: dict[str, tuple[str, ...]] = {
    Typ.ABSOLUT: ("malvarde", "baslinje", "basar"),
    Typ.INTERVALL: ("malvarde", "malvarde_ovre", "baslinje", "basar"),
    Typ.RIKTNING: ("basar", "baslinje"),
    Typ.GAP: ("jamforelse", "baslinje", "basar"),
    Typ.KVALITATIV: ("beskrivning",),
}
"""The fields that a target of each type takes; "sätts senast" is common to all."""
SJALVA_MALET: dict[str, dict[str, str]] = {
    Typ.ABSOLUT: {"malvarde": "Skriv målvärdet"},
    Typ.INTERVALL: {"malvarde": "Skriv den undre gränsen", "malvarde_ovre": "Skriv övre gränsen"},
    Typ.RIKTNING: {"basar": "Skriv vilket år det ska bli bättre än"},
    Typ.GAP: {"jamforelse": "Skriv vad värdet jämförs med"},
    Typ.KVALITATIV: {"beskrivning": "Beskriv vad som ska vara uppnått"},
}
"""What makes a target one, by type; without it there is only "sätts senast"."""
FORSTA_AR = 1990
KOLADAKOD = re.compile(r"\d{4}|G\d{2,6}")
RIKET = "0000"
EGET = "eget"
"""Compared with the unit's own value of the base year, in place of an area."""


def bara_typens(maltyp: str, falt: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields with those that the type does not take made empty."""
    tomma = {"jamforelse": "", "beskrivning": ""}
    tar = FALT.get(maltyp, MALFALT)
    return {
        namn: varde if namn not in MALFALT or namn in tar else tomma.get(namn)
        for namn, varde in falt.items()
    }


def saknat_mal(maltyp: str, falt: Mapping[str, Any]) -> dict[str, str]:
    """Return field and sentence for what the target lacks; a day by which it is set will do."""
    if falt.get("satts_senast"):
        return {}
    return {
        namn: f"{mening}, eller vilken dag målet sätts senast."
        for namn, mening in SJALVA_MALET.get(maltyp, {}).items()
        if falt.get(namn) in (None, "")
    }


def motsagelser(falt: Mapping[str, Any], *, fran: date, till: date) -> dict[str, str]:
    """Return field and sentence for what cannot stand in a plan of the period."""
    fel = {}
    undre, ovre = falt.get("malvarde"), falt.get("malvarde_ovre")
    if ovre is not None and (undre is None or ovre < undre):
        fel["malvarde_ovre"] = "Övre gränsen ska vara minst lika hög som den undre."
    basar = falt.get("basar")
    if basar is not None and not FORSTA_AR <= basar <= fran.year:
        fel["basar"] = f"Basåret ska vara ett år mellan {FORSTA_AR} och {fran.year}."
    kod = falt.get("jamforelse")
    if kod and kod != EGET and not KOLADAKOD.fullmatch(kod):
        fel["jamforelse"] = (
            "Skriv Koladas kod: 0000 för riket, fyra siffror för en kommun, "
            "eller G och siffror för en grupp. Skriv eget för ert eget tidigare värde."
        )
    if kod == EGET and basar is None:
        fel["basar"] = "Skriv vilket år ert eget värde jämförs med."
    dag = falt.get("satts_senast")
    if dag and dag > till:
        fel["satts_senast"] = "Målet ska sättas innan planens period är slut. Välj en tidigare dag."
    return fel
