"""Files of answers, one person in each row: counted as they stream by, and forgotten."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kvalitet.fel import Regelbrott
from kvalitet.kalkyl import Cell, Kalkylfel
from kvalitet.statistik import andel, nki
from uppfoljning.externfil import ord as orden
from uppfoljning.externfil.aggregerat import cell_i
from uppfoljning.externfil.tabell import Ark
from uppfoljning.externfil.tolkning import Kolumnval, Roll, Rubriker, Tolkning
from uppfoljning.externfil.utdrag import (
    Fraga,
    Hitta,
    Siffra,
    Utdrag,
    kort,
    medel,
    som_siffra,
)

NKI = "NKI"
MEST_KANDA = 10_000
"""Answers whose number is remembered: most are the same few."""
EJ_KLAR = frozenset({"", "false", "falskt", "nej", "no", "0", "n", "incomplete"})
Tal = dict[str, Counter[int]]
"""Answers counted by sex."""
Trippel = dict[str, Counter[tuple[int, ...]]]


@dataclass
class Raknare:
    """How many gave each answer, by unit, question and sex. Never who."""

    svar: dict[tuple[int, str], Tal] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )
    nki: dict[int, Trippel] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )


class Lasare:
    def __init__(
        self, rubriker: Rubriker, tolkning: Tolkning, hitta: Hitta, rot: int, ram: int | None
    ):
        self.rubriker, self.tolkning, self.hitta = rubriker, tolkning, hitta
        self.rot, self.ram = rot, ram
        self.ut, self.raknare = Utdrag(), Raknare()
        self._fragor = {nr: v for nr, v in tolkning.med(Roll.SVAR).items() if v.matt != "nki"}
        self._nki = [nr for nr, v in tolkning.med(Roll.SVAR).items() if v.matt == "nki"]
        self._kanda: dict[tuple[int, Cell], int | None] = {}
        self._hogst = max((k.tal for k in tolkning.svar.values() if k.tal is not None), default=4)

    def las(self, ark: Ark) -> Utdrag:
        if len(self._nki) not in (0, 3):
            raise Regelbrott(
                f"NKI räknas av tre frågor, och {len(self._nki)} är valda. Välj tre, eller ett "
                "annat mått."
            )
        svarande = 0
        klar, enhet, kon = (self.tolkning.plats(r) for r in (Roll.KLAR, Roll.ENHET, Roll.KON))
        for nummer, celler in ark.rader():
            if nummer <= self.rubriker.sista:
                continue
            self.ut.rader += 1
            if klar is not None and orden.svarsnyckel(cell_i(celler, klar)) in EJ_KLAR:
                self.ut.ofullstandiga += 1
                continue
            hem = self._enhet(nummer, cell_i(celler, enhet), enhet)
            if hem is not None:
                svarande += 1
                vem = orden.vilket_kon(cell_i(celler, kon)) if kon is not None else None
                self._rakna(nummer, celler, {hem, self.rot}, vem if vem in ("K", "M") else "A")
        self.ut.svarande = svarande
        self._sammanfatta()
        return self.ut

    def _enhet(self, nummer: int, cell: Cell, plats: int | None) -> int | None:
        if plats is None:
            return self.rot
        if cell is None:
            self._fel(nummer, plats, "enheten saknas. Fyll i den, så räknas svaret med.")
            return None
        svar = self.hitta(str(cell))
        if isinstance(svar, str):
            self.ut.okanda_enheter[str(cell)] += 1
            self._fel(nummer, plats, svar)
            return None
        self.ut.bortvalda += svar is None
        return svar

    def _rakna(self, nummer: int, celler: Sequence[Cell], enheter: set[int], kon: str) -> None:
        kon_ = ("T", kon) if kon != "A" else ("T",)
        for nr, val in self._fragor.items():
            tal = self._svar(nummer, celler, nr, val)
            if tal is None:
                continue
            for enhet in enheter:
                for k in kon_:
                    self.raknare.svar[enhet, val.kod][k][tal] += 1
        if self._nki:
            tre = [self._svar(nummer, celler, nr, self._kolumn(nr)) for nr in self._nki]
            if None not in tre:
                for enhet in enheter:
                    for k in kon_:
                        self.raknare.nki[enhet][k][tuple(t for t in tre if t is not None)] += 1

    def _svar(self, nummer: int, celler: Sequence[Cell], nr: int, val: Kolumnval) -> int | None:
        """The answer as a number, 1 or 0 where it is the positive share that is asked for; None
        when it does not count."""
        cell = cell_i(celler, nr)
        if (nr, cell) in self._kanda:
            return self._kanda[nr, cell]
        nyckel = orden.svarsnyckel(cell)
        try:
            tal = self._tal(cell, nyckel, val) if nyckel else None
            if len(self._kanda) < MEST_KANDA:
                self._kanda[nr, cell] = tal
            return tal
        except Kalkylfel as fel:
            self._fel(nummer, nr, fel.mening)
            return None

    def _tal(self, cell: Cell, nyckel: str, val: Kolumnval) -> int | None:
        kod = self.tolkning.svar.get(nyckel)
        tal = orden.som_svarstal(nyckel)
        pa_skalan = val.hogst and tal is not None and val.lagst <= tal <= val.hogst
        if kod is not None and kod.slag == "bortfall":
            return None
        if val.matt == "andel":
            if kod is not None and kod.slag:
                return int(kod.slag == "positiv")
            if pa_skalan and tal is not None:
                return int(tal >= val.positiv_fran)
        elif kod is not None and kod.tal is not None:
            return kod.tal
        elif pa_skalan and tal is not None:
            return int(tal)
        if val.hogst and tal is not None:
            raise Kalkylfel(
                f"svaret {kort(cell)} ligger utanför skalan {val.lagst}–{val.hogst}. Rätta det, "
                "eller ange att svaret inte räknas."
            )
        raise Kalkylfel(f"välj hur svaret {kort(cell)} räknas, under Så räknas svaren.")

    def _kolumn(self, nr: int) -> Kolumnval:
        val = self.tolkning.kolumner[nr]
        return val if val.hogst == 10 else Kolumnval(**{**val.__dict__, "lagst": 1, "hogst": 10})

    def _sammanfatta(self) -> None:
        skalor = {v.kod: v for v in self._fragor.values()}
        for (enhet, kod), per_kon in self.raknare.svar.items():
            val = skalor[kod]
            lagst, hogst = (val.lagst, val.hogst) if val.hogst else (1, self._hogst)
            granser = (lagst, hogst) if val.matt == "medel" else (0, 100)
            fraga = self.ut.lagg_fraga(Fraga(kod, val.text or kod, val.matt, *granser))
            self.ut.siffror[enhet, kod] = {
                kon: self._siffra(svar, fraga, lagst, hogst, self._ram(enhet, kon))
                for kon, svar in per_kon.items()
            }
        for enhet, trippel in self.raknare.nki.items():
            self.ut.lagg_fraga(Fraga(NKI, "Nöjd kund-index, tre frågor", "nki"))
            self.ut.siffror[enhet, NKI] = {
                kon: som_siffra(nki(svar.elements(), self._ram(enhet, kon, svar.total())))
                for kon, svar in trippel.items()
            }
        for per_kon_ in self.ut.siffror.values():
            if self.tolkning.plats(Roll.KON) is not None:
                for kon in "KM":
                    per_kon_.setdefault(kon, Siffra(n=0))

    def _siffra(
        self, svar: Counter[int], fraga: Fraga, lagst: int, hogst: int, ram: int | None
    ) -> Siffra:
        n = svar.total()
        if fraga.matt == "andel":
            return som_siffra(andel(svar[1], n, ram if ram is not None and ram >= n else None))
        return som_siffra(medel(svar, lagst, hogst, i_hundra=fraga.matt == "index", ram=ram))

    def _ram(self, enhet: int, kon: str, n: int = 0) -> int | None:
        """The frame is that of the whole survey: it says nothing of one unit or sex."""
        if enhet != self.rot or kon != "T" or self.ram is None:
            return None
        return self.ram if self.ram >= n else None

    def _fel(self, nummer: int, plats: int, mening: str) -> None:
        self.ut.lagg_fel(nummer, self.rubriker.text(plats), mening)
