"""The files that go to another register and the answers that come back. Pure.

One file a case. It carries a key that is the same however often the case is handed over, so that
the receiver can tell a repeat; the answer names the key, or the reference, and the number.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from xml.etree import ElementTree as ET

from kvalitet.kalkyl import Kalkylfel

MAX_BYTE = 2 * 1024 * 1024
VERSION = "1"


@dataclass(frozen=True)
class Diariepost:
    """What the other register is told of a case."""

    nyckel: str
    referens: str
    namnd: str
    enhet: str
    typ: str
    arendemening: str
    inkom: str
    """ISO 8601, with the zone."""
    kanal: str
    sekretess: bool
    avsandare: str = ""
    epost: str = ""
    text: str = ""
    """Empty, as the sender is, of a case that is secret."""


@dataclass(frozen=True)
class Diariesvar:
    """A number that another register has given; `rad` is where it stands in the answer."""

    rad: int
    nyckel: str
    dnr: str


def skriv(post: Diariepost, filformat: str) -> bytes:
    return _xml(post) if filformat == "xml" else _json(post)


def las_svar(innehall: bytes) -> list[Diariesvar]:
    """Read an answer in XML, JSON or CSV. Raise `Kalkylfel` when it is none of them."""
    if len(innehall) > MAX_BYTE:
        raise Kalkylfel("Filen är större än 2 MB. Dela upp den.")
    text = _text(innehall).strip()
    try:
        if text.startswith("<"):
            svar = list(_ur_xml(text))
        elif text.startswith(("[", "{")):
            svar = list(_ur_json(text))
        else:
            svar = list(_ur_csv(text))
    except (ET.ParseError, ValueError, LookupError, AttributeError, TypeError, csv.Error) as fel:
        raise Kalkylfel(
            "Filen går inte att läsa. Skicka XML, JSON eller CSV med nyckel och dnr."
        ) from fel
    if not svar:
        raise Kalkylfel("Filen har inga diarienummer.")
    return svar


def _text(innehall: bytes) -> str:
    try:
        return innehall.decode("utf-8-sig")
    except UnicodeDecodeError:
        return innehall.decode("cp1252", errors="replace")


def _json(post: Diariepost) -> bytes:
    data = {"version": VERSION, "arende": asdict(post)}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _xml(post: Diariepost) -> bytes:
    rot = ET.Element("diarieforing", version=VERSION)
    arende = ET.SubElement(rot, "arende", nyckel=post.nyckel)
    for namn, varde in asdict(post).items():
        if namn != "nyckel":
            ET.SubElement(arende, namn).text = _tecken(varde)
    ET.indent(rot)
    text: str = ET.tostring(rot, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _tecken(varde: object) -> str:
    """Leave out the characters that no XML may hold."""
    if isinstance(varde, bool):
        return "true" if varde else "false"
    return _EJ_XML.sub("", str(varde))


_EJ_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _ur_xml(text: str) -> Iterator[Diariesvar]:
    if "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):
        raise ValueError("a document type is how an XML file grows without end")
    for rad, del_ in enumerate(ET.fromstring(text).iter("arende"), start=1):  # noqa: S314
        dnr = del_.get("dnr") or del_.findtext("dnr") or ""
        nyckel = del_.get("nyckel") or del_.findtext("nyckel") or del_.findtext("referens") or ""
        yield Diariesvar(rad, nyckel.strip(), dnr.strip())


def _ur_json(text: str) -> Iterator[Diariesvar]:
    data = json.loads(text)
    for rad, post in enumerate(data if isinstance(data, list) else data["arenden"], start=1):
        yield _svar(rad, post)


def _ur_csv(text: str) -> Iterator[Diariesvar]:
    skilje = ";" if ";" in text.partition("\n")[0] else ","
    rader = csv.DictReader(io.StringIO(text), delimiter=skilje)
    namn = [str(n).strip().lower() for n in rader.fieldnames or ()]
    if "dnr" not in namn or not {"nyckel", "referens"} & set(namn):
        raise ValueError("the headings are not ours")
    rader.fieldnames = namn
    for rad, post in enumerate(rader, start=2):
        if any(post.values()):
            yield _svar(rad, post)


def _svar(rad: int, post: Mapping[str, object]) -> Diariesvar:
    nyckel = str(post.get("nyckel") or post.get("referens") or "").strip()
    return Diariesvar(rad, nyckel, str(post.get("dnr") or "").strip())
