"""A unit's own måluppfyllelserapport: of its own plan's approved lap, owned by the unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from uppfoljning.rapport.modell import Maluppfyllelserapport
from uppfoljning.samlare import maluppfyllelse
from uppfoljning.samlare.omfang import Rapportomfang

hinder = maluppfyllelse.hinder


def samla(omfang: Rapportomfang, *, nu: datetime) -> Maluppfyllelserapport:
    """What stands at the head of every page is the unit, with its nämnd."""
    rapport = maluppfyllelse.samla(omfang, nu=nu)
    return replace(rapport, namnd=f"{omfang.enhet.namn}, {rapport.namnd}")
