"""Filling in a reply template: a fixed list of words in brackets, and nothing else. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kvalitet.models import Anvandare
from kvalitet.texter import datum, veckodatum_ar
from synpunkter.models import Synpunkt

UTFYLLNADER: Mapping[str, str] = {
    "hälsning": "”Hej Gunilla,” eller bara ”Hej,” när namnet saknas",
    "referens": "ärendets referens",
    "typ": "klagomål, förslag, beröm eller fråga",
    "inkom": "dagen då synpunkten kom in",
    "svar senast": "dagen som avsändaren är lovad svar",
    "enhet": "enheten som har ärendet",
    "nämnd": "nämnden som ansvarar",
    "mitt namn": "ditt eget namn",
}
"""Placeholder and what stands in its place, as the page of a template lists them."""
_HAKAR = re.compile(r"\[([^\[\]\n]{1,40})\]")


def fyll(text: str, synpunkt: Synpunkt, *, fornamn: str, av: Anvandare) -> str:
    """Return the template's text for the case. What the list does not know is left as it is."""
    varden = {
        "hälsning": f"Hej {fornamn}," if fornamn else "Hej,",
        "referens": synpunkt.referens,
        "typ": synpunkt.get_typ_display().lower(),
        "inkom": datum(synpunkt.inkom),
        "svar senast": veckodatum_ar(synpunkt.svar_senast),
        "enhet": str(synpunkt.enhet),
        "nämnd": str(synpunkt.namnd),
        "mitt namn": av.namn,
    }
    # In one pass: a name that itself holds brackets is not filled in a second time.
    return _HAKAR.sub(lambda traff: varden.get(_nyckel(traff[1]), traff[0]), text)


def okanda(text: str) -> list[str]:
    """Return what stands in brackets and is no placeholder, as it is written."""
    return [f"[{ord_}]" for ord_ in _HAKAR.findall(text) if _nyckel(ord_) not in UTFYLLNADER]


def kvar(text: str) -> list[str]:
    """Return the placeholders that nobody has filled in."""
    return [f"[{ord_}]" for ord_ in _HAKAR.findall(text) if _nyckel(ord_) in UTFYLLNADER]


def _nyckel(skriven: str) -> str:
    return " ".join(skriven.lower().split())
