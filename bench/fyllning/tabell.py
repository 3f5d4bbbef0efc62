"""COPY into the table of a model, on a connection of its own.

A row gives the columns that vary; the rest take the model's own defaults, so that a new field
needs nothing here. Rows are streamed: no more than `_BUNT` lines are held.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date, datetime
from types import TracebackType
from typing import Any
from uuid import UUID

import psycopg
from django.db import models
from django.db.models import NOT_PROVIDED

_BUNT = 2000
_STYR = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def text(varde: Any) -> str:
    """Return a value as COPY reads it."""
    skriv = _SKRIV.get(type(varde))
    return skriv(varde) if skriv else _ord(str(varde))


def _ord(varde: str) -> str:
    # Few texts hold anything to write otherwise, and to look for it is quicker than to translate.
    if "\\" in varde or "\n" in varde or "\t" in varde or "\r" in varde:
        return varde.translate(_STYR)
    return varde


_SKRIV: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "\\N",
    bool: lambda v: "t" if v else "f",
    int: str,
    float: repr,
    str: _ord,
    date: date.isoformat,
    datetime: datetime.isoformat,
    UUID: lambda v: v.hex,
    tuple: lambda v: f"[{v[0]},{v[1] or ''})",  # a period, closed-open
    list: lambda v: "{" + ",".join(map(str, v)) + "}",
    dict: lambda v: _ord(json.dumps(v, ensure_ascii=False)),
}


class Tabell:
    """One COPY. `falt` are the attnames that each row gives, in order."""

    def __init__(self, modell: type[models.Model], falt: str, adress: str) -> None:
        egna = falt.split()
        alla = {f.attname: f for f in modell._meta.local_concrete_fields if not f.generated}
        assert set(egna) <= set(alla), set(egna) - set(alla)
        resten = [f for namn, f in alla.items() if namn not in egna and _skrivs(f)]
        self.modell, self.antal = modell, 0
        self._svans = "".join(f"\t{text(f.get_default())}" for f in resten) + "\n"
        self._bunt: list[str] = []
        kolumner = ", ".join(f'"{f.column}"' for f in [*(alla[n] for n in egna), *resten])
        self._hall = ExitStack()
        forbindelse = self._hall.enter_context(psycopg.connect(adress))
        markor = self._hall.enter_context(forbindelse.cursor())
        fraga = f'COPY "{modell._meta.db_table}" ({kolumner}) FROM STDIN'
        self._copy = self._hall.enter_context(markor.copy(fraga.encode()))

    def rad(self, *varden: Any) -> None:
        self.ratt("\t".join(map(text, varden)))

    def ratt(self, rad: str) -> None:
        """Write a row that is text already, its columns set apart by tabs."""
        self._bunt.append(rad)
        self.antal += 1
        if len(self._bunt) >= _BUNT:
            self._tom()

    def _tom(self) -> None:
        if self._bunt:
            self._copy.write(self._svans.join(self._bunt) + self._svans)
            self._bunt.clear()

    def stang(self, *fel: Any) -> None:
        if not any(fel):
            self._tom()
        self._hall.__exit__(*(fel or (None, None, None)))


class Vantar:
    """Rows of a table whose trigger reads tables that are still being written: kept, and written
    when those are closed."""

    def __init__(self, modell: type[models.Model], falt: str) -> None:
        self._modell, self._falt = modell, falt
        self._rader: list[tuple[Any, ...]] = []

    @property
    def antal(self) -> int:
        return len(self._rader)

    def rad(self, *varden: Any) -> None:
        self._rader.append(varden)

    def skriv(self, tabeller: Tabeller) -> None:
        tabeller.skriv(self._modell, self._falt, self._rader)


def _skrivs(falt: models.Field[Any, Any]) -> bool:
    """Whether the column is written at all: else the database gives it."""
    return not isinstance(falt, models.AutoField) and falt.db_default is NOT_PROVIDED


class Tabeller:
    """Several tables that are written at the same time, and closed in the order of opening."""

    def __init__(self, adress: str) -> None:
        self._adress = adress
        self._oppna: list[Tabell] = []
        self.antal: dict[str, int] = {}

    def __enter__(self) -> Tabeller:
        return self

    def __exit__(
        self,
        typ: type[BaseException] | None,
        fel: BaseException | None,
        spar: TracebackType | None,
    ) -> None:
        for tabell in self._oppna:
            tabell.stang(typ, fel, spar)
            self.antal[tabell.modell._meta.db_table] = tabell.antal

    def oppna(self, modell: type[models.Model], falt: str) -> Tabell:
        self._oppna.append(tabell := Tabell(modell, falt, self._adress))
        return tabell

    def skriv(self, modell: type[models.Model], falt: str, rader: Iterable[tuple[Any, ...]]) -> int:
        """Write a whole table now, and return how many rows it was."""
        tabell = Tabell(modell, falt, self._adress)
        try:
            for rad in rader:
                tabell.rad(*rad)
        finally:
            tabell.stang()
        namn = modell._meta.db_table
        self.antal[namn] = self.antal.get(namn, 0) + tabell.antal
        return tabell.antal
