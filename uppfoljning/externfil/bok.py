"""Reading a workbook as a stream: what the cells show, merged cells filled, formulas as saved."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from kvalitet import kalkyl
from kvalitet.kalkyl import Kalkylfel

MAX_UPPACKAT = 300 * 1024 * 1024
MAX_SAMMANSLAGNA = 2_000
STYCKE = 1024 * 1024

_SAMMANSLAGEN = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
_FORMEL_UTAN_VARDE = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)'
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_PROCENT = re.compile(rb'numFmtId="(?:9|10)"|formatCode="[^"]*%')
SVANS = 400
"""Bytes kept from one piece to the next, so that nothing looked for is cut in two."""


@dataclass
class Blad:
    namn: str
    dolt: bool
    _blad: Any
    _zip: zipfile.ZipFile
    _procent: bool
    _kolumner: int
    _formler: list[str] = field(default_factory=list)
    _omraden: list[tuple[int, int, int, int]] = field(default_factory=list)

    def hinder(self) -> str:
        """Say which formulas lack a saved value; empty when all can be read."""
        self._se_efter()
        if not self._formler:
            return ""
        celler = ", ".join(self._formler[:3]) + (" …" if len(self._formler) > 3 else "")
        return (
            f"Bladet har formler utan sparat värde ({celler}). Öppna filen i Excel, spara den och "
            "ladda upp den igen, eller klistra in formlerna som värden."
        )

    def rader(self) -> Iterator[Sequence[Any]]:
        self._se_efter()
        self._blad.reset_dimensions()  # what the file says of its own size is not believed
        rader = self._blad.iter_rows(max_col=self._kolumner, values_only=not self._procent)
        fyll: dict[tuple[int, int], Any] = {}
        sista = max((rad2 for _, _, _, rad2 in self._omraden), default=0)
        for nummer, rad in enumerate(rader, start=1):
            celler = [_varde(cell) for cell in rad] if self._procent else list(rad)
            if nummer <= sista:
                self._fyll_i(nummer, celler, fyll)
            yield celler

    def _fyll_i(self, nummer: int, celler: list[Any], fyll: dict[tuple[int, int], Any]) -> None:
        """Give every part of a merged cell the value of its first."""
        for kol1, rad1, kol2, rad2 in self._omraden:
            if rad1 <= nummer <= rad2 and kol1 <= len(celler):
                if nummer == rad1:
                    fyll[kol1, rad1] = celler[kol1 - 1]
                for plats in range(kol1 - 1, min(kol2, len(celler))):
                    celler[plats] = fyll.get((kol1, rad1))

    def _se_efter(self) -> None:
        """Look through the sheet's text once, for what the library does not tell."""
        if self._omraden or self._formler:
            return
        svans = b""
        with self._zip.open(self._blad._worksheet_path) as strom:
            while bit := strom.read(STYCKE):
                text = svans + bit
                if b"<f" in text:
                    nya = (t[1].decode() for t in _FORMEL_UTAN_VARDE.finditer(text))
                    self._formler += [cell for cell in nya if cell not in self._formler[-5:]]
                    del self._formler[50:]
                for traff in _SAMMANSLAGEN.finditer(text):
                    self._lagg_till(traff[1].decode())
                svans = text[-SVANS:]

    def _lagg_till(self, ref: str) -> None:
        kol1, rad1, kol2, rad2 = range_boundaries(ref)
        omrade = (int(kol1 or 1), int(rad1 or 1), int(kol2 or 1), int(rad2 or 1))
        if omrade not in self._omraden[-20:] and len(self._omraden) < MAX_SAMMANSLAGNA:
            self._omraden.append(omrade)


@contextmanager
def oppna(innehall: bytes, *, max_byte: int, max_kolumner: int) -> Iterator[list[Blad]]:
    """Give the sheets of a workbook. Raise `Kalkylfel`, also for what breaks while it is read."""
    kalkyl.prova_fil(innehall, max_byte=max_byte, max_uppackat=MAX_UPPACKAT)
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(innehall)) as zip_:
            warnings.simplefilter("ignore")  # of styles and extensions that we do not read
            bok = load_workbook(io.BytesIO(innehall), read_only=True, data_only=True)
            try:
                procent = _har_procent(zip_)
                yield [
                    Blad(b.title, b.sheet_state != "visible", b, zip_, procent, max_kolumner)
                    for b in bok.worksheets
                ]
            finally:
                bok.close()
    except Kalkylfel:
        raise
    except Exception as fel:
        # A broken file breaks the library in any of a hundred ways.
        raise Kalkylfel(
            "Filen går inte att läsa. Öppna den i Excel, spara den på nytt som .xlsx och försök "
            "igen."
        ) from fel


def _har_procent(zip_: zipfile.ZipFile) -> bool:
    """Whether some cell may be shown as percent; only then are formats looked at, which is slow."""
    if "xl/styles.xml" not in zip_.namelist():
        return False
    return _PROCENT.search(zip_.read("xl/styles.xml")) is not None


def _varde(cell: Any) -> Any:
    """The value as it is shown: 0.68 in a cell of percent is 68 %."""
    varde = cell.value
    ett_tal = isinstance(varde, (int, float)) and not isinstance(varde, bool)
    return f"{varde * 100:.10g} %" if ett_tal and "%" in (cell.number_format or "") else varde
