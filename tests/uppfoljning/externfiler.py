"""Files of survey results as suppliers make them, and how they are read in a test."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import Workbook

from uppfoljning.externfil import aggregerat, svarsrader, tabell
from uppfoljning.externfil.gissning import gissa
from uppfoljning.externfil.rubriker import hitta_rubriker, statistik
from uppfoljning.externfil.tolkning import Slag, Tolkning
from uppfoljning.externfil.utdrag import Siffra, Utdrag

ROT = 1
ENHETER = {"norr": 2, "söder": 3, "öst": 4, "grundskolan": ROT, "totalt": ROT}
PER_PK = {2: "Norr", 3: "Söder", 4: "Öst", ROT: "alla"}
AR = 2026
EFTER = "Skriv något annat"


def csv(*rader: Sequence[Any], skilje: str = ";", kodning: str = "utf-8") -> bytes:
    text = "".join(skilje.join("" if c is None else str(c) for c in rad) + "\r\n" for rad in rader)
    return text.encode(kodning)


def bok(
    *rader: Sequence[Any],
    slagna: Sequence[str] = (),
    format_: dict[str, str] | None = None,
    fler: dict[str, list[Sequence[Any]]] | None = None,
    dolt: str = "",
    forst: str = "Resultat",
) -> bytes:
    """A workbook: its rows, merged cells, formats by cell, more sheets, and which is hidden."""
    b = Workbook()
    blad = b.worksheets[0]
    blad.title = forst
    for rad in rader:
        blad.append(list(rad))
    for omrade in slagna:
        blad.merge_cells(omrade)
    for cell, ett in (format_ or {}).items():
        blad[cell].number_format = ett
    for namn, andra in (fler or {}).items():
        nytt = b.create_sheet(namn)
        for rad in andra:
            nytt.append(list(rad))
    if dolt:
        b[dolt].sheet_state = "hidden"
    ut = io.BytesIO()
    b.save(ut)
    return ut.getvalue()


def jsonrader(*poster: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(post, ensure_ascii=False) for post in poster).encode()


@dataclass(frozen=True)
class Last:
    tolkning: Tolkning
    utdrag: Utdrag

    @property
    def siffror(self) -> dict[str, Any]:
        """What was read: "Norr F1 K" to (number of answers, value), or to why there is none."""
        return {
            f"{PER_PK[enhet]} {kod} {kon}": _kort(siffra)
            for (enhet, kod), per_kon in self.utdrag.siffror.items()
            for kon, siffra in per_kon.items()
        }

    @property
    def fel(self) -> list[tuple[int, str, str]]:
        return [(f.rad, f.kolumn, f.mening) for f in self.utdrag.fel]


def _kort(siffra: Siffra) -> Any:
    return siffra.orsak if siffra.varde is None else (siffra.n, round(float(siffra.varde), 2))


def hitta(namn: str) -> int | str | None:
    if namn == "Riket":
        return None
    return ENHETER.get(namn.casefold(), f"det finns ingen enhet som heter ”{namn}”.")


def las(innehall: bytes, *, ram: int | None = None, ark: int = 0, **val: Any) -> Last:
    """Read a file as it is guessed, with what the test chooses otherwise."""
    fil = tabell.las(innehall)
    rubriker = hitta_rubriker(fil.ark[ark])
    tolkning = gissa(fil.ark[ark], rubriker, statistik(fil.ark[ark], rubriker), nr=ark)
    tolkning = replace(tolkning, **val)
    if tolkning.slag == Slag.SVAR:
        lasare = svarsrader.Lasare(rubriker, tolkning, hitta, ROT, ram)
        return Last(tolkning, lasare.las(fil.ark[ark]))
    figurer = aggregerat.Lasare(rubriker, tolkning, hitta, ROT, AR)
    return Last(tolkning, figurer.las(fil.ark[ark]))
