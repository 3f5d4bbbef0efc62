"""The entry grid: a unit's values of a period as cells of text, and what is pasted. Pure.

".." is too few answers, "-" is a value that is missing for a reason that stands beside it, and
an empty cell says nothing.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from cykel.models import Matvarde
from cykel.periodvarden import for_fa, periodvarde

FOR_FA_SVAR = ".. för få svar"
SAKNAS = "-"
FOR_FA = ".."
FLEST_RADER = 2000
"""Of a pasted table."""
_TANKSTRECK = {"\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}", "-"}


@dataclass(frozen=True)
class Celler:
    """One row: all, women, men, half the interval of the total, and why a value is missing."""

    t: str = ""
    k: str = ""
    m: str = ""
    osakerhet: str = ""
    orsak: str = ""

    def __str__(self) -> str:
        """As the page carries it, to know what the row was when it was opened."""
        return "|".join(getattr(self, falt.name) for falt in fields(self))

    @classmethod
    def fran_text(cls, text: str) -> Celler:
        delar = text.split("|", len(fields(cls)) - 1)
        return cls(*delar) if len(delar) == len(fields(cls)) else cls()


KOLUMNER = tuple(falt.name for falt in fields(Celler))


def visade(rader: Iterable[Matvarde]) -> dict[int, Celler]:
    """Return each unit's row, with what is too few to be shown hidden."""
    per_enhet: dict[int, list[Matvarde]] = defaultdict(list)
    for rad in rader:
        per_enhet[rad.enhet_id or 0].append(rad)
    return {enhet: _celler(syskon) for enhet, syskon in per_enhet.items()}


def _celler(rader: Sequence[Matvarde]) -> Celler:
    dolda = periodvarde(rader).dolda
    per_kon = {rad.kon: rad for rad in rader}

    def cell(kon: str) -> str:
        rad = per_kon.get(kon)
        if rad is None:
            return ""
        if kon in dolda:
            return FOR_FA
        return SAKNAS if rad.varde is None else taltext(rad.varde)

    total = per_kon.get("T")
    osakerhet = total.osakerhet if total and "T" not in dolda else None
    orsaker = [r.bortfallsorsak for kon in "TKM" if (r := per_kon.get(kon)) and not for_fa(r)]
    return Celler(
        cell("T"),
        cell("K"),
        cell("M"),
        "" if osakerhet is None else taltext(osakerhet),
        next(filter(None, orsaker), ""),
    )


def taltext(tal: Decimal) -> str:
    """Write 1234,5, as one writes it in a cell."""
    text = f"{tal:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")


def stada(text: str) -> str:
    """A cell as it was meant: no spaces at its ends, one kind of dash for what is missing."""
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    return SAKNAS if text in _TANKSTRECK else text


# --- Pasted from a spreadsheet --------------------------------------------------------------


@dataclass(frozen=True)
class Klistrad:
    """A pasted row: its number, the unit's name, and the cells that it has."""

    nummer: int
    enhet: str
    celler: dict[str, str]


_RUBRIKER = {
    "enhet": "enhet", "namn": "enhet", "verksamhet": "enhet", "skola": "enhet",
    "t": "t", "totalt": "t", "total": "t", "alla": "t", "värde": "t",
    "k": "k", "kvinnor": "k", "flickor": "k",
    "m": "m", "män": "m", "pojkar": "m",
    "osäkerhet": "osakerhet", "±": "osakerhet",
    "bortfallsorsak": "orsak", "orsak": "orsak",
}  # fmt: skip


def las_klistrat(text: str, *, konsuppdelad: bool) -> list[Klistrad]:
    """Read a table copied from a spreadsheet: tabs (or semicolons) between the columns.

    With a heading its words say which column is which; without one they come in the order of
    the grid.
    """
    avgransare = "\t" if "\t" in text or ";" not in text else ";"
    rader = csv.reader(text.splitlines(), delimiter=avgransare)
    kolumner = ["enhet", "t", *(["k", "m"] if konsuppdelad else []), "osakerhet", "orsak"]
    ut: list[Klistrad] = []
    for nummer, rad in enumerate(rader, start=1):
        celler = [stada(cell) for cell in rad]
        if not any(celler):
            continue
        if not ut and (rubriker := _rubriker(celler)):
            kolumner = rubriker
            continue
        per_namn = dict(zip(kolumner, celler, strict=False))
        per_namn.pop("", None)
        enhet = per_namn.pop("enhet", "")
        ut.append(Klistrad(nummer, enhet, _med_orsak(per_namn)))
        if len(ut) == FLEST_RADER:
            break
    return ut


def _rubriker(celler: Sequence[str]) -> list[str]:
    namn = [_RUBRIKER.get(cell.lower(), "") for cell in celler]
    return namn if namn[0] == "enhet" or namn.count("") < len(namn) - 1 else []


def _med_orsak(celler: dict[str, str]) -> dict[str, str]:
    """Say why in words where the table has only the sign that the value is missing."""
    if celler.get("t") == SAKNAS and not celler.get("orsak"):
        return celler | {"orsak": "Bortfall"}
    if celler.get("t") == ".":
        return celler | {"t": SAKNAS, "orsak": celler.get("orsak") or "Ej tillämpligt"}
    return celler


def namnnyckel(namn: str) -> str:
    return stada(namn).casefold()


def lagg_over(rad: Celler, klistrad: Klistrad) -> Celler:
    """Put what was pasted over the row; an empty cell leaves what is there."""
    return replace(rad, **{namn: text for namn, text in klistrad.celler.items() if text})
