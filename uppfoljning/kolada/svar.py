"""Reads Kolada's answers strictly. Pure.

A row that is not as documented is left out and told with its number; the others are kept. A
value that is missing is None and never 0, and its status is kept as it was written. Both
generations of names are understood: `next_url` and `next_page`, `isdeleted` and `is_deleted`,
true and 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_KOD = re.compile(r"[A-Za-z0-9_-]{1,20}")
_NYCKEL = re.compile(r"[A-Za-z0-9]{1,10}")
LANGST_TITEL, LANGST_TEXT, LANGST_STATUS = 400, 20_000, 40
MEST = Decimal(10) ** 12
"""The first number that a value in the database has no room for."""
_FYRA = Decimal("0.0001")


class Koladafel(Exception):
    """Kolada could not be asked, or its answer could not be used. `mening` is for people."""

    def __init__(self, mening: str) -> None:
        super().__init__(mening)
        self.mening = mening


@dataclass(frozen=True)
class Radfel:
    """What was wrong in a row of the answer, counted from 1."""

    nummer: int
    mening: str

    def __str__(self) -> str:
        return f"Rad {self.nummer}: {self.mening}"


@dataclass(frozen=True)
class Lasning(Generic[T]):
    """The rows that could be read, and what was wrong with the rest."""

    rader: tuple[T, ...]
    fel: tuple[Radfel, ...] = ()


@dataclass(frozen=True)
class Sida:
    """A page of an answer, its rows unread, and the address of the next page."""

    rader: list[Any]
    nasta: str


@dataclass(frozen=True)
class Nyckeltalspost:
    kod: str
    titel: str
    beskrivning: str
    konsuppdelad: bool
    kommuntyp: str
    huvudman: str
    verksamhetsomrade: str
    perspektiv: str
    preliminar: date | None
    publicering: date | None
    publicerad_period: str
    har_enheter: bool


@dataclass(frozen=True)
class Omradespost:
    """A municipality or region (`typ` K or L), or a group (G) with its members' codes."""

    kod: str
    namn: str
    typ: str
    medlemmar: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vardepost:
    """One value. `antal` is the members behind a group's value, not those who answered."""

    kpi: str
    omrade: str
    ar: int
    kon: str
    varde: Decimal | None
    status: str
    antal: int | None
    borttagen: bool

    @property
    def nyckel(self) -> tuple[str, str, int, str]:
        return self.kpi, self.omrade, self.ar, self.kon


def las_sida(svar: object) -> Sida:
    """Return the page's rows; raise `Koladafel` when the answer is no page at all."""
    if not isinstance(svar, dict) or not isinstance(svar.get("values"), list):
        raise Koladafel("Kolada svarade i en annan form än den beskrivna (values saknas).")
    nasta = svar.get("next_url") or svar.get("next_page") or ""
    if not isinstance(nasta, str):
        raise Koladafel("Kolada svarade i en annan form än den beskrivna (next_url är ingen text).")
    return Sida(svar["values"], nasta)


def las_nyckeltal(rader: Iterable[object]) -> Lasning[Nyckeltalspost]:
    return _utan_dubbletter(_las(rader, lambda rad: [_nyckeltal(rad)]), lambda post: post.kod)


def las_omraden(rader: Iterable[object]) -> Lasning[Omradespost]:
    return _utan_dubbletter(_las(rader, lambda rad: [_omrade(rad)]), lambda post: post.kod)


def las_grupper(rader: Iterable[object]) -> Lasning[Omradespost]:
    return _utan_dubbletter(_las(rader, lambda rad: [_grupp(rad)]), lambda post: post.kod)


def las_varden(rader: Iterable[object]) -> Lasning[Vardepost]:
    return _utan_dubbletter(_las(rader, _varden), lambda post: post.nyckel)


# --- rows ------------------------------------------------------------------------------------


class _Fel(Exception):
    """What is wrong with one row."""


_Numrerade = tuple[list[tuple[int, T]], list[Radfel]]


def _las(rader: Iterable[object], tolka: Callable[[Mapping[str, Any]], list[Any]]) -> Any:
    """Return numbered posts and faults; `tolka` gives posts, and `_Fel` among them as it likes."""
    poster: list[tuple[int, Any]] = []
    fel: list[Radfel] = []
    for nummer, rad in enumerate(rader, start=1):
        try:
            if not isinstance(rad, dict):
                raise _Fel("raden är inget objekt.")
            ur_raden = tolka(rad)
        except _Fel as ett:
            ur_raden = [ett]
        for post in ur_raden:
            if isinstance(post, _Fel):
                fel.append(Radfel(nummer, str(post)))
            else:
                poster.append((nummer, post))
    return poster, fel


def _utan_dubbletter(last: _Numrerade[T], nyckel: Callable[[T], Any]) -> Lasning[T]:
    """Keep one of those that are alike; of those that contradict each other, none."""
    poster, fel = last
    per_nyckel: dict[Any, T] = {}
    strider: set[Any] = set()
    for nummer, post in poster:
        forsta = per_nyckel.setdefault(nyckel(post), post)
        if forsta != post:
            strider.add(nyckel(post))
            fel.append(Radfel(nummer, f"{_om(post)} står två gånger med olika innehåll."))
    kvar = tuple(post for nyckel_, post in per_nyckel.items() if nyckel_ not in strider)
    return Lasning(kvar, tuple(sorted(fel, key=lambda ett: ett.nummer)))


def _om(post: object) -> str:
    if isinstance(post, Vardepost):
        return f"{post.kpi} för {post.omrade} {post.ar} ({post.kon})"
    return str(getattr(post, "kod", "raden"))


def _nyckeltal(rad: Mapping[str, Any]) -> Nyckeltalspost:
    kod = _kod(rad, "id", _NYCKEL)
    return Nyckeltalspost(
        kod=kod,
        titel=_text(rad, "title", LANGST_TITEL, kravs=True),
        beskrivning=_text(rad, "description", LANGST_TEXT),
        konsuppdelad=_ja_nej(rad, "is_divided_by_gender"),
        kommuntyp=_text(rad, "municipality_type", 4),
        huvudman=_text(rad, "auspice" if "auspice" in rad else "auspices", 4),
        verksamhetsomrade=_text(rad, "operating_area", 200),
        perspektiv=_text(rad, "perspective", 100),
        preliminar=_dag(rad, "prel_publication_date"),
        publicering=_dag(rad, "publication_date"),
        publicerad_period=_text(rad, "publ_period", 10),
        har_enheter=_ja_nej(rad, "has_ou_data"),
    )


def _omrade(rad: Mapping[str, Any]) -> Omradespost:
    typ = _text(rad, "type", 4, kravs=True)
    if typ not in ("K", "L"):
        raise _Fel(f"området är av typen ”{typ}”, inte K eller L.")
    return Omradespost(_kod(rad, "id", _NYCKEL), _text(rad, "title", 200, kravs=True), typ)


def _grupp(rad: Mapping[str, Any]) -> Omradespost:
    medlemmar = rad.get("members")
    if not isinstance(medlemmar, list) or not all(isinstance(ett, dict) for ett in medlemmar):
        raise _Fel("gruppens medlemmar (members) är ingen lista.")
    koder = tuple(dict.fromkeys(_kod(ett, "member_id", _NYCKEL) for ett in medlemmar))
    return Omradespost(
        _kod(rad, "id", _NYCKEL), _text(rad, "title", 200, kravs=True), "G", medlemmar=koder
    )


def _varden(rad: Mapping[str, Any]) -> list[Any]:
    """The values of a key figure, area and year; a fault in one does not spoil the others."""
    kpi = _kod(rad, "kpi", _NYCKEL)
    omrade = _kod(rad, "ou" if "ou" in rad else "municipality", _KOD)
    ar = rad.get("period")
    if isinstance(ar, bool) or not isinstance(ar, int) or not 1900 <= ar <= 2100:
        raise _Fel(f"perioden är {_visa(ar)}, inte ett år.")
    varden = rad.get("values")
    if not isinstance(varden, list):
        raise _Fel("värdena (values) är ingen lista.")
    ut: list[Any] = []
    for ett in varden:
        try:
            ut.append(_varde(ett, kpi, omrade, ar))
        except _Fel as fel:
            ut.append(_Fel(f"{kpi} för {omrade} {ar}: {fel}"))
    return ut


def _varde(ett: object, kpi: str, omrade: str, ar: int) -> Vardepost:
    if not isinstance(ett, dict):
        raise _Fel("värdet är inget objekt.")
    kon = ett.get("gender")
    if kon not in ("T", "K", "M"):
        raise _Fel(f"könet är {_visa(kon)}, inte T, K eller M.")
    antal = ett.get("count")
    if antal is not None and (isinstance(antal, bool) or not isinstance(antal, int) or antal < 0):
        raise _Fel(f"antalet bakom värdet (count) är {_visa(antal)}.")
    return Vardepost(
        kpi=kpi,
        omrade=omrade,
        ar=ar,
        kon=kon,
        varde=_tal(ett.get("value")),
        status=_text(ett, "status", LANGST_STATUS),
        antal=antal,
        borttagen=_ja_nej(ett, "isdeleted" if "isdeleted" in ett else "is_deleted"),
    )


# --- fields ----------------------------------------------------------------------------------


def _visa(varde: object) -> str:
    text = "tom" if varde is None else f"”{varde}”"
    return text if len(text) <= 40 else f"{text[:39]}…"


def _kod(rad: Mapping[str, Any], namn: str, form: re.Pattern[str]) -> str:
    varde = rad.get(namn)
    if not isinstance(varde, str) or not form.fullmatch(varde):
        raise _Fel(f"nyckeln ({namn}) är {_visa(varde)}.")
    return varde


def _text(rad: Mapping[str, Any], namn: str, langst: int, *, kravs: bool = False) -> str:
    varde = rad.get(namn)
    if varde is None:
        varde = ""
    if not isinstance(varde, str) or "\x00" in varde:
        raise _Fel(f"{namn} är {_visa(varde)}, inte en text.")
    if len(varde) > langst:
        raise _Fel(f"{namn} är längre än {langst} tecken.")
    if kravs and not varde.strip():
        raise _Fel(f"{namn} saknas.")
    return varde.strip()


def _ja_nej(rad: Mapping[str, Any], namn: str) -> bool:
    varde = rad.get(namn)
    if varde is None or (varde in (0, 1) and not isinstance(varde, Decimal)):
        return bool(varde)
    raise _Fel(f"{namn} är {_visa(varde)}, varken sant eller falskt.")


def _dag(rad: Mapping[str, Any], namn: str) -> date | None:
    varde = rad.get(namn)
    if varde is None or varde == "":
        return None
    try:
        return date.fromisoformat(varde[:10])
    except (TypeError, ValueError):
        raise _Fel(f"{namn} är {_visa(varde)}, inte ett datum.") from None


def _tal(varde: object) -> Decimal | None:
    if varde is None:
        return None
    if isinstance(varde, bool) or not isinstance(varde, int | float | Decimal):
        raise _Fel(f"värdet är {_visa(varde)}, inte ett tal.")
    tal = varde if isinstance(varde, Decimal) else Decimal(str(varde))
    if not tal.is_finite() or abs(tal) >= MEST:
        raise _Fel(f"värdet {_visa(varde)} är orimligt stort.")
    return tal.quantize(_FYRA)
