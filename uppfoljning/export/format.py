"""The formats that a report can be had in, beside its PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from uppfoljning.export.csvfil import som_csvfil
from uppfoljning.export.excel import som_excelfil
from uppfoljning.export.underlag import Exportfil, Exportunderlag
from uppfoljning.export.word import som_wordfil


@dataclass(frozen=True, slots=True)
class Exportformat:
    """`nyckel` stands in the address, `namn` on the page."""

    nyckel: str
    namn: str
    gor: Callable[[Exportunderlag], Exportfil]


FORMAT: dict[str, Exportformat] = {
    f.nyckel: f
    for f in (
        Exportformat("excel", "Excel", som_excelfil),
        Exportformat("word", "Word", som_wordfil),
        Exportformat("csv", "CSV", som_csvfil),
    )
}
