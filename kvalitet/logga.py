"""The municipality's logo: a file that is read once at the start, tried, and served as it was."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

STORST: Final = 200_000
"""Bytes: it comes with every first visit."""
HOJD: Final = 44
"""Pixels of its room in the header."""
PNG: Final = b"\x89PNG\r\n\x1a\n"
INTE_I_SVG: Final = frozenset({"script", "foreignobject", "iframe", "object", "embed", "handler"})


@dataclass(frozen=True)
class Logga:
    innehall: bytes = field(repr=False)
    typ: str
    andelse: str
    bredd: int
    hojd: int
    """Pixels as it is shown, so that the page keeps its room before it has come."""
    summa: str


class Loggfel(ValueError):
    """What is wrong with the file, as the end of a sentence that begins with it."""


def las(fil: Path) -> Logga:
    try:
        innehall = fil.read_bytes()
    except OSError as fel:
        raise Loggfel(f"går inte att läsa ({fel.strerror})") from fel
    if len(innehall) > STORST:
        raise Loggfel("är större än 200 kB. Spara en mindre bild")
    svg = not innehall.startswith(PNG)
    bredd, hojd = _svg(innehall) if svg else _png(innehall)
    return Logga(
        innehall=innehall,
        typ="image/svg+xml" if svg else "image/png",
        andelse="svg" if svg else "png",
        bredd=max(1, round(bredd * HOJD / hojd)),
        hojd=HOJD,
        summa=sha256(innehall).hexdigest()[:16],
    )


def _png(innehall: bytes) -> tuple[float, float]:
    try:
        bredd, hojd = struct.unpack(">II", innehall[16:24])
    except struct.error as fel:
        raise Loggfel("är ingen hel PNG-bild") from fel
    if not bredd or not hojd:
        raise Loggfel("är ingen hel PNG-bild")
    return float(bredd), float(hojd)


def _svg(innehall: bytes) -> tuple[float, float]:
    if b"<!DOCTYPE" in innehall or b"<!ENTITY" in innehall:
        raise Loggfel("har en DOCTYPE. Spara den utan, som enkel SVG")
    try:
        rot = ElementTree.fromstring(innehall)  # noqa: S314 - no entities, and our own server's file
    except ElementTree.ParseError as fel:
        raise Loggfel("är varken en SVG- eller en PNG-bild") from fel
    if _namn(rot.tag) != "svg":
        raise Loggfel("är varken en SVG- eller en PNG-bild")
    for del_ in rot.iter():
        _prova(del_)
    return _matt(rot)


def _prova(del_: ElementTree.Element) -> None:
    if _namn(del_.tag) in INTE_I_SVG:
        raise Loggfel(f"innehåller <{_namn(del_.tag)}>. Spara den som enkel SVG utan skript")
    for namn, varde in del_.attrib.items():
        if _namn(namn).startswith("on"):
            raise Loggfel(f"innehåller skript ({_namn(namn)}). Spara den som enkel SVG utan skript")
        if _namn(namn) == "href" and not varde.startswith(("#", "data:image/png", "data:image/jp")):
            raise Loggfel("hämtar något från en annan adress. Spara den som enkel SVG med allt i")
        if _hamtar(varde):
            raise Loggfel("hämtar något från en annan adress. Spara den som enkel SVG med allt i")
    if _namn(del_.tag) == "style" and _hamtar(del_.text or ""):
        raise Loggfel("hämtar något från en annan adress. Spara den som enkel SVG med allt i")


def _hamtar(text: str) -> bool:
    text = text.lower()  # CSS tells no capitals apart
    return "@import" in text or re.search(r"url\(\s*['\"]?(?!['\"]?#)", text) is not None


def _matt(rot: ElementTree.Element) -> tuple[float, float]:
    ruta = re.findall(r"[\d.]+", rot.get("viewBox", ""))
    bredd, hojd = ruta[2:4] if len(ruta) == 4 else (rot.get("width", ""), rot.get("height", ""))
    try:
        matt = float(bredd.removesuffix("px")), float(hojd.removesuffix("px"))
    except ValueError as fel:
        raise Loggfel("säger inte hur stor den är. Spara den med viewBox") from fel
    if not all(0 < tal < inf for tal in matt):
        raise Loggfel("säger inte hur stor den är. Spara den med viewBox")
    return matt


def _namn(namn: object) -> str:
    """The name without its namespace, in small letters; a comment has none."""
    return namn.rpartition("}")[2].lower() if isinstance(namn, str) else ""
