"""The settings block of the municipality that runs the site: its name, its look, its addresses.

Another municipality changes these settings and no code. Each fault becomes a sentence in `miljo`.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

from kvalitet import farg, logga
from kvalitet.miljo import Miljo

FORVALD: Final = "Norrköpings kommun"
"""The municipality of the demo and the tests; a site in production names its own."""
KOLADAS_KOMMUNER: Final = "uppfoljning/kolada/data/municipality.json.gz"
LANGST_NAMN: Final = 80
MINST_SIFFROR: Final = 3


@dataclass(frozen=True)
class Vagar:
    """Where to turn with what is no synpunkt; empty where the municipality names no address."""

    felanmalan: str = ""
    medborgarforslag: str = ""
    visselblasning: str = ""
    krankning: str = ""


@dataclass(frozen=True)
class Organisation:
    """What the pages say of the municipality that runs the site. What is empty is left out."""

    namn: str
    telefon: str
    oppettider: str
    epost: str
    vagar: Vagar = Vagar()
    postadress: tuple[str, ...] = ()
    """Its lines."""
    webb: str = ""
    farg: str = farg.FORVAL
    logga: logga.Logga | None = None
    loggtext: str = ""

    @property
    def genitiv(self) -> str:
        """Norrköpings kommuns; a name that ends in s stays as it is."""
        return self.namn if self.namn[-1:].lower() in "sxz" else f"{self.namn}s"

    @property
    def webbnamn(self) -> str:
        """The web address as one says it."""
        return self.webb.removeprefix("https://").removeprefix("www.").rstrip("/")

    @cached_property
    def stilmall(self) -> str:
        """The style sheet of its own colour; empty when the colour is the design's own."""
        return "" if self.farg.upper() == farg.FORVAL else farg.stilmall(self.farg)

    @cached_property
    def stilsumma(self) -> str:
        return sha256(self.stilmall.encode()).hexdigest()[:16] if self.stilmall else ""


def organisation(miljo: Miljo, *, drift: bool, mapp: Path) -> Organisation:
    """Read the block. A site in `drift`, or with a name of its own, takes nothing of the demo's;
    a logo's path that is not absolute begins in `mapp`."""
    namn = miljo.text(
        "KVALITET_ORGANISATION",
        None if drift else FORVALD,
        hjalp="Ange kommunens namn, till exempel Linköpings kommun.",
    )
    demons = namn == FORVALD and not drift
    _prova_namn(miljo, namn)
    bild, text = _logga(miljo, mapp), miljo.text("KVALITET_LOGGA_TEXT", namn)
    return Organisation(
        namn=namn,
        telefon=_telefon(miljo, "011-15 00 00" if demons else ""),
        oppettider=miljo.text("KVALITET_OPPETTIDER", "vardagar 8–16.30" if demons else ""),
        epost=_epost(miljo, "kvalitet@kommun.example" if demons else None),
        postadress=tuple(miljo.lista("KVALITET_POSTADRESS", "")),
        webb=miljo.webbadress("KVALITET_WEBB"),
        farg=_farg(miljo),
        logga=bild,
        loggtext=text,
        vagar=_vagar(miljo),
    )


def _vagar(miljo: Miljo) -> Vagar:
    return Vagar(
        felanmalan=miljo.webbadress("KVALITET_FELANMALAN"),
        medborgarforslag=miljo.webbadress("KVALITET_MEDBORGARFORSLAG"),
        visselblasning=miljo.webbadress("KVALITET_VISSELBLASNING"),
        krankning=miljo.webbadress("KVALITET_KRANKNING"),
    )


def kammarratt(miljo: Miljo, org: Organisation, *, drift: bool) -> str:
    """Where a refusal to hand out a public record is appealed: the court of the county."""
    demons = org.namn == FORVALD and not drift
    return miljo.text(
        "KVALITET_KAMMARRATT",
        "Kammarrätten i Jönköping" if demons else None,
        hjalp="Ange den kammarrätt som beslut överklagas till, till exempel "
        "Kammarrätten i Jönköping.",
    )


def koladakommun(miljo: Miljo, org: Organisation, rot: Path) -> str:
    """The municipality's code in Kolada: the setting, or the one that Kolada has for its name."""
    kod = miljo.text(
        "KVALITET_KOLADA_KOMMUN",
        (_koladas_kod(org.namn, rot) or None) if org.namn else "",
        hjalp=f"Kolada har ingen kommun som heter {org.namn}. Ange kommunens kod, fyra siffror, "
        "till exempel 0580.",
    )
    if kod and not re.fullmatch(r"\d{4}", kod):
        miljo.fel.append(f"KVALITET_KOLADA_KOMMUN är ”{kod}” men ska vara fyra siffror.")
    return kod


def _koladas_kod(namn: str, rot: Path) -> str:
    with gzip.open(rot / KOLADAS_KOMMUNER, "rt", encoding="utf-8") as fil:
        poster = json.load(fil)["values"]
    bar = re.sub(r" (kommun|stad)$", "", namn)
    koder = {post["title"]: str(post["id"]) for post in poster if post["type"] == "K"}
    return koder.get(bar) or koder.get(bar.removesuffix("s")) or ""


def _prova_namn(miljo: Miljo, namn: str) -> None:
    if len(namn) > LANGST_NAMN or not namn.isprintable():
        miljo.fel.append(f"KVALITET_ORGANISATION ska vara en rad på högst {LANGST_NAMN} tecken.")


def _telefon(miljo: Miljo, forval: str) -> str:
    nummer = miljo.text("KVALITET_TELEFON", forval)
    if not nummer or (
        re.fullmatch(r"[\d+()\s-]+", nummer) and sum(map(str.isdigit, nummer)) >= MINST_SIFFROR
    ):
        return nummer
    miljo.fel.append(f"KVALITET_TELEFON är ”{nummer}” men ska vara ett telefonnummer.")
    return ""


def _epost(miljo: Miljo, forval: str | None) -> str:
    adress = miljo.text(
        "KVALITET_EPOST", forval, hjalp="Ange den e-postadress som invånare når kommunen på."
    )
    if adress and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", adress):
        miljo.fel.append(f"KVALITET_EPOST är ”{adress}” men ska vara en e-postadress.")
        return ""
    return adress


def _farg(miljo: Miljo) -> str:
    vald = miljo.text("KVALITET_FARG", farg.FORVAL)
    if mening := farg.fel("KVALITET_FARG", vald):
        miljo.fel.append(mening)
        return farg.FORVAL
    return vald


def _logga(miljo: Miljo, mapp: Path) -> logga.Logga | None:
    fil = miljo.text("KVALITET_LOGGA", "")
    if not fil:
        return None
    try:
        return logga.las(mapp / fil)
    except logga.Loggfel as fel:
        miljo.fel.append(f"KVALITET_LOGGA pekar på {fil}, som {fel}.")
        return None
