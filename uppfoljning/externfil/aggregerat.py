"""Files of figures: one figure in each row, or one unit in each row and a column a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kvalitet.kalkyl import Cell, Kalkylfel
from uppfoljning.externfil import ord as orden
from uppfoljning.externfil.tabell import Ark
from uppfoljning.externfil.tolkning import Roll, Rubriker, Slag, Tolkning, kod, utan_kod
from uppfoljning.externfil.utdrag import (
    Fraga,
    Hitta,
    Orsak,
    Siffra,
    Utdrag,
    kort,
    las_antal,
    las_varde,
    med_intervall,
)


class Lasare:
    """Goes through a file of figures, row by row."""

    def __init__(self, rubriker: Rubriker, tolkning: Tolkning, hitta: Hitta, rot: int, ar: int):
        self.rubriker, self.tolkning, self.hitta = rubriker, tolkning, hitta
        self.rot, self.ar = rot, ar
        self.ut = Utdrag()
        self._platser = {val.roll: nr for nr, val in tolkning.kolumner.items()}
        self._rader: dict[tuple[int, str, str], int] = {}
        self._antal = _antalskolumner(tolkning)

    def las(self, ark: Ark) -> Utdrag:
        rad_for = self._lang if self.tolkning.slag == Slag.LANG else self._bred
        for nummer, celler in ark.rader():
            if nummer <= self.rubriker.sista:
                continue
            self.ut.rader += 1
            if (gemensamt := self._gemensamt(nummer, celler)) is not None:
                rad_for(nummer, celler, *gemensamt)
        for siffror in self.ut.siffror.values():
            _med_totalt(siffror)
        return self.ut

    def _gemensamt(self, nummer: int, celler: Sequence[Cell]) -> tuple[int, str] | None:
        """The unit and the sex of a row, or None when it says nothing of ours."""
        if not self._ratt_ar(nummer, celler):
            return None
        kon = self._kon(nummer, celler)
        enhet = self._enhet(nummer, celler) if kon else None
        return (enhet, kon) if enhet is not None and kon else None

    def _ratt_ar(self, nummer: int, celler: Sequence[Cell]) -> bool:
        plats = self._platser.get(Roll.AR)
        if plats is None:
            return True
        ar = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", str(cell_i(celler, plats) or ""))
        if ar is None:
            self._fel(nummer, plats, "skriv året med fyra siffror, till exempel 2026.")
            return False
        self.ut.andra_ar += int(ar[0]) != self.ar
        return int(ar[0]) == self.ar

    def _enhet(self, nummer: int, celler: Sequence[Cell]) -> int | None:
        plats = self._platser.get(Roll.ENHET)
        if plats is None:
            return self.rot
        cell = cell_i(celler, plats)
        if cell is None:
            if _ar_fotnot(celler):
                self.ut.rader -= 1
            else:
                self._fel(nummer, plats, "fyll i vilken enhet raden gäller.")
            return None
        svar = self.hitta(str(cell))
        if isinstance(svar, str):
            if _ar_fotnot(celler):
                self.ut.rader -= 1
                return None
            self.ut.okanda_enheter[str(cell)] += 1
            self._fel(nummer, plats, svar)
            return None
        self.ut.bortvalda += svar is None
        return svar

    def _kon(self, nummer: int, celler: Sequence[Cell]) -> str:
        plats = self._platser.get(Roll.KON)
        if plats is None:
            return "T"
        cell = cell_i(celler, plats)
        kon = "T" if cell is None else orden.vilket_kon(cell)
        if kon is None:
            self._fel(nummer, plats, f"{kort(cell)} är inget kön. Skriv T, K eller M.")
            return ""
        self.ut.annat_kon += kon == "A"
        return "" if kon == "A" else kon

    # --- one figure in each row

    def _lang(self, nummer: int, celler: Sequence[Cell], enhet: int, kon: str) -> None:
        fraga = self._fraga(nummer, celler)
        if fraga is None:
            return
        plats, n_plats = self._platser.get(Roll.VARDE), self._platser.get(Roll.N)
        marginal = {r: self._platser.get(r) for r in (Roll.OSAKERHET, Roll.UNDRE, Roll.OVRE)}
        siffra = self._siffra(nummer, celler, fraga, plats, n_plats, kon)
        if siffra is not None:
            siffra = self._med_marginal(nummer, celler, siffra, marginal)
            self._lagg(nummer, enhet, fraga, kon, siffra)

    def _fraga(self, nummer: int, celler: Sequence[Cell]) -> Fraga | None:
        plats = self._platser.get(Roll.FRAGA)
        text = self._platser.get(Roll.FRAGETEXT)
        kodcell = cell_i(celler, plats if plats is not None else text)
        if kodcell is None:
            self._fel(nummer, plats if plats is not None else text, "fyll i frågan.")
            return None
        namn = " ".join(str(kodcell).split())[:300]
        ord_ = " ".join(str(cell_i(celler, text) or "").split())[:300] or utan_kod(namn)
        matt = self.tolkning.matt
        if (matt_plats := self._platser.get(Roll.MATT)) is not None:
            angivet = cell_i(celler, matt_plats)
            matt = orden.vilket_matt(angivet) if angivet is not None else matt
            if not matt:
                self._fel(nummer, matt_plats, "skriv andel, index, NKI eller medel.")
                return None
        kort_kod = namn[:40] if text is not None and plats is not None else kod(namn)
        return self.ut.lagg_fraga(ny_fraga(kort_kod, ord_, matt))

    def _med_marginal(
        self, nummer: int, celler: Sequence[Cell], siffra: Siffra, platser: dict[Roll, int | None]
    ) -> Siffra:
        if siffra.varde is None:
            return siffra
        tal: dict[Roll, Decimal] = {}
        for roll, plats in platser.items():
            cell = cell_i(celler, plats)
            if plats is None or orden.dold(cell):
                continue
            try:
                varde = las_varde(cell, Fraga("", "", "", -1_000_000, 1_000_000))
            except Kalkylfel as fel:
                self._fel(nummer, plats, fel.mening)
                continue
            if isinstance(varde, Decimal):
                faktor = 100 if self.tolkning.av_ett and "%" not in str(cell) else 1
                tal[roll] = varde * faktor
        if Roll.UNDRE in tal and Roll.OVRE in tal:
            undre, ovre = tal[Roll.UNDRE], tal[Roll.OVRE]
            if not undre <= siffra.varde <= ovre:
                self._fel(nummer, platser[Roll.UNDRE], "värdet ligger utanför sitt intervall.")
                return siffra
            return replace(siffra, undre=undre, ovre=ovre)
        if Roll.OSAKERHET in tal:
            halva = abs(tal[Roll.OSAKERHET])
            return replace(siffra, undre=siffra.varde - halva, ovre=siffra.varde + halva)
        return siffra

    # --- a unit in each row

    def _bred(self, nummer: int, celler: Sequence[Cell], enhet: int, kon: str) -> None:
        for plats, val in self.tolkning.med(Roll.VARDE).items():
            eget = val.kon if Roll.KON not in self._platser else kon
            fraga = self.ut.lagg_fraga(
                ny_fraga(val.kod or kod(val.text), val.text, val.matt or self.tolkning.matt)
            )
            n_plats = self._antal.get((fraga.kod, val.kon), self._antal.get(("", val.kon)))
            siffra = self._siffra(nummer, celler, fraga, plats, n_plats, eget)
            if siffra is not None:
                self._lagg(nummer, enhet, fraga, eget, siffra)

    # --- both

    def _siffra(
        self,
        nummer: int,
        celler: Sequence[Cell],
        fraga: Fraga,
        plats: int | None,
        n_plats: int | None,
        kon: str,
    ) -> Siffra | None:
        """The figure of a cell; None when it could not be read, which then is told."""
        try:
            varde = las_varde(cell_i(celler, plats), fraga, av_ett=self.tolkning.av_ett)
        except Kalkylfel as fel:
            self._fel(nummer, plats, fel.mening)
            return None
        try:
            n = las_antal(cell_i(celler, n_plats))
        except Kalkylfel as fel:
            self._fel(nummer, n_plats, fel.mening)
            return None
        if isinstance(varde, str):
            return Siffra(orsak=varde)
        if n is not None:
            return Siffra(n, varde)
        if kon == "T":
            self._fel(
                nummer,
                n_plats if n_plats is not None else plats,
                "antal svar saknas, och utan det går det inte att veta om värdet får visas. Fyll i "
                "antalet, eller skriv .. i stället för värdet.",
            )
            return None
        self.ut.utan_antal += 1
        return Siffra(orsak=Orsak.UTAN_ANTAL)

    def _lagg(self, nummer: int, enhet: int, fraga: Fraga, kon: str, siffra: Siffra) -> None:
        forut = self._rader.setdefault((enhet, fraga.kod, kon), nummer)
        if forut != nummer:
            plats = self._platser.get(Roll.ENHET)
            mening = f"samma enhet, fråga och kön står redan på rad {forut}. Ta bort den ena."
            self._fel(nummer, plats, mening)
            return
        if fraga.kod in self.ut.fragor:
            siffra = med_intervall(siffra, fraga)
        self.ut.siffror.setdefault((enhet, fraga.kod), {})[kon] = siffra

    def _fel(self, nummer: int, plats: int | None, mening: str) -> None:
        kolumn = self.rubriker.text(plats) if self._finns(plats) and plats is not None else ""
        self.ut.lagg_fel(nummer, kolumn, mening)

    def _finns(self, plats: int | None) -> bool:
        return plats is not None and plats < len(self.rubriker.texter)


GRANSER = {"andel": (0, 100), "index": (0, 100), "nki": (0, 100), "medel": (0, 1000)}


def ny_fraga(kod_: str, text: str, matt: str) -> Fraga:
    lagst, hogst = GRANSER[matt]
    return Fraga(kod_, text or kod_, matt, lagst, hogst)


def _antalskolumner(tolkning: Tolkning) -> dict[tuple[str, str], int]:
    """Where the answers of each question and sex are counted; "" for all questions."""
    ut: dict[tuple[str, str], int] = {}
    for nr, val in tolkning.med(Roll.N).items():
        ut.setdefault((val.kod, val.kon), nr)
    return ut


def cell_i(celler: Sequence[Cell], plats: int | None) -> Cell:
    return celler[plats] if plats is not None and plats < len(celler) else None


def _ar_fotnot(celler: Sequence[Cell]) -> bool:
    """One cell alone in its row, as a note below the table is."""
    return sum(cell is not None for cell in celler) == 1


def _med_totalt(siffror: dict[str, Siffra]) -> None:
    """Where a file has women and men but no total, weigh them together."""
    k, m = siffror.get("K"), siffror.get("M")
    if "T" in siffror or k is None or m is None:
        return
    if k.varde is None or m.varde is None or not k.n or not m.n:
        siffror["T"] = Siffra(orsak=Orsak.SAKNAS)
        return
    n = k.n + m.n
    siffror["T"] = Siffra(n, round((k.varde * k.n + m.varde * m.n) / n, 4))
