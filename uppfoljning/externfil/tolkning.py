"""What the columns of a survey's file hold: guessed from headings and cells, then chosen. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from kvalitet.kalkyl import Cell, nyckelord
from uppfoljning.externfil import ord as orden
from uppfoljning.externfil.tabell import Ark, Rad

SOK_RUBRIK = 30
MAX_OLIKA = 40
"""Different answers after which a column counts as free words, and is not offered as a question."""
MAX_KOD = 40
MAX_FRAGETEXT = 300


class Slag(StrEnum):
    LANG = "lang"
    BRED = "bred"
    SVAR = "svar"


class Roll(StrEnum):
    INGEN = "-"
    ENHET = "enhet"
    FRAGA = "fraga"
    FRAGETEXT = "fragetext"
    KON = "kon"
    N = "n"
    VARDE = "varde"
    OSAKERHET = "osakerhet"
    UNDRE = "undre"
    OVRE = "ovre"
    MATT = "matt"
    AR = "ar"
    KLAR = "klar"
    SVAR = "svar"


ROLLER = {
    Slag.LANG: (
        Roll.ENHET, Roll.FRAGA, Roll.FRAGETEXT, Roll.KON, Roll.N, Roll.VARDE, Roll.OSAKERHET,
        Roll.UNDRE, Roll.OVRE, Roll.MATT, Roll.AR,
    ),
    Slag.BRED: (Roll.ENHET, Roll.KON, Roll.N, Roll.VARDE, Roll.AR),
    Slag.SVAR: (Roll.ENHET, Roll.KON, Roll.KLAR, Roll.SVAR),
}  # fmt: skip
"""What a column can be in each kind of file."""
EN_GANG = frozenset(Roll) - {Roll.INGEN, Roll.N, Roll.VARDE, Roll.SVAR}


@dataclass(frozen=True)
class Kolumnval:
    roll: str = Roll.INGEN
    kod: str = ""
    text: str = ""
    kon: str = "T"
    matt: str = ""
    lagst: int = 1
    hogst: int = 0
    """The answers' scale; 0 when they are words."""
    positiv_fran: int = 0


@dataclass(frozen=True)
class Svarskod:
    """How an answer in words counts: as positive, not, or not at all, and as which number."""

    slag: str = ""
    """positiv, annat or bortfall; empty when a person must choose."""
    tal: int | None = None


@dataclass(frozen=True)
class Rubriker:
    sista: int
    """Row number of the last row of headings."""
    texter: tuple[tuple[str, ...], ...]
    """The parts of each column's heading, the upper row first."""

    def text(self, plats: int) -> str:
        return " / ".join(self.texter[plats])


@dataclass(frozen=True)
class Tolkning:
    slag: str
    ark: int = 0
    rubrikrad: int = 0
    kolumner: Mapping[int, Kolumnval] = field(default_factory=dict)
    svar: Mapping[str, Svarskod] = field(default_factory=dict)
    enheter: Mapping[str, int | None] = field(default_factory=dict)
    """What a name in the file is here; None: its rows are left out."""
    matt: str = "andel"
    av_ett: bool = False
    """Whether 0.68 means 68 percent."""

    def plats(self, roll: str) -> int | None:
        return next((nr for nr, val in self.kolumner.items() if val.roll == roll), None)

    def med(self, *roller: str) -> dict[int, Kolumnval]:
        return {nr: val for nr, val in self.kolumner.items() if val.roll in roller}

    def till_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def fran_data(cls, data: Mapping[str, Any]) -> Tolkning:
        kolumner = {int(nr): Kolumnval(**val) for nr, val in data["kolumner"].items()}
        svar = {nyckel: Svarskod(**kod) for nyckel, kod in data["svar"].items()}
        return cls(**{**data, "kolumner": kolumner, "svar": svar})


@dataclass
class Stat:
    """What a column holds below its heading."""

    antal: int = 0
    tal: int = 0
    olika: dict[str, int] = field(default_factory=dict)
    fler: bool = False
    storst: float = 0.0
    brak: bool = False
    _kant: dict[Cell, tuple[str, bool]] = field(default_factory=dict, repr=False)
    """Cells that have been looked at: most of a column are the same few."""

    def rakna(self, cell: Cell) -> None:
        if cell is None:
            return
        self.antal += 1
        if (kant := self._kant.get(cell)) is not None:
            self.olika[kant[0]] += 1
            self.tal += kant[1]
            return
        nyckel = orden.svarsnyckel(cell)
        if (tal := _tal(cell)) is not None:
            self.tal += 1
            self.storst = max(self.storst, tal)
            self.brak = self.brak or not tal.is_integer()
        if nyckel in self.olika or len(self.olika) < MAX_OLIKA:
            self.olika[nyckel] = self.olika.get(nyckel, 0) + 1
            if len(self._kant) < 10 * MAX_OLIKA:
                self._kant[cell] = (nyckel, tal is not None)
        else:
            self.fler = True


def _tal(cell: Cell) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell)
    text = str(cell).replace(",", ".").replace("%", "").replace(" ", "")
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


# --- Headings -------------------------------------------------------------------------------


def hitta_rubriker(ark: Ark, rad: int = 0) -> Rubriker:
    """Find the headings: the first row near the top that is as wide as the table and in words.

    `rad`: the row where a person says that they begin.
    """
    forsta = list(itertools.islice(ark.rader(), SOK_RUBRIK + rad))
    start = next((i for i, (nr, _) in enumerate(forsta) if rad and nr >= rad), None)
    if start is None:
        bredd = max(_bredd(celler) for _, celler in forsta)
        start = next((i for i, (_, c) in enumerate(forsta) if _ar_rubriker(c, bredd)), 0)
    nummer, ovre = forsta[start]
    under = forsta[start + 1] if start + 1 < len(forsta) else None
    if under and _ar_andra_rad(ovre, under[1]):
        return Rubriker(under[0], _para(ovre, under[1]))
    return Rubriker(nummer, _para(ovre, ()))


def _bredd(celler: Sequence[Cell]) -> int:
    return sum(cell is not None for cell in celler)


def _ar_rubriker(celler: Sequence[Cell], bredd: int) -> bool:
    ord_ = [cell for cell in celler if isinstance(cell, str) and _tal(cell) is None]
    return len(set(ord_)) > 1 and _bredd(celler) >= 0.6 * bredd and len(ord_) >= 0.6 * bredd


def _ar_andra_rad(ovre: Sequence[Cell], under: Sequence[Cell]) -> bool:
    """Say whether the row below heads the parts of merged cells: words where the upper row is
    empty or repeats itself, and nothing else of its own."""
    delade = [
        i
        for i, cell in enumerate(under)
        if cell is not None and (i >= len(ovre) or ovre[i] is None or ovre.count(ovre[i]) > 1)
    ]
    lika = sum(
        cell is not None and i < len(ovre) and cell == ovre[i] for i, cell in enumerate(under)
    )
    i_ord = all(isinstance(cell, str) and _tal(cell) is None for cell in under if cell is not None)
    egna = [str(under[i]) for i in delade]
    return i_ord and len(delade) > 1 and len(delade) + lika >= _bredd(under) - 1 and _kanda(egna)


def _kanda(texter: Sequence[str]) -> bool:
    return any(
        orden.vilket_kon(t) or orden.vilken_kolumn(t) or orden.vilket_matt(t) for t in texter
    )


def _para(ovre: Sequence[Cell], under: Sequence[Cell]) -> tuple[tuple[str, ...], ...]:
    ut: list[tuple[str, ...]] = []
    grupp = ""
    for i in range(max(len(ovre), len(under))):
        upp, ner = _rubriktext(ovre, i), _rubriktext(under, i)
        grupp = upp or (grupp if ner else "")
        delar = [grupp, ner] if under else [upp]
        ut.append(tuple(dict.fromkeys(del_ for del_ in delar if del_)))
    while ut and not ut[-1]:
        ut.pop()
    return tuple(ut)


def _rubriktext(celler: Sequence[Cell], i: int) -> str:
    cell = celler[i] if i < len(celler) else None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())[:MAX_FRAGETEXT]


# --- Guesses --------------------------------------------------------------------------------


def statistik(ark: Ark, rubriker: Rubriker) -> list[Stat]:
    stat = [Stat() for _ in rubriker.texter]
    for nummer, celler in ark.rader():
        if nummer > rubriker.sista:
            for ett, cell in zip(stat, celler, strict=False):
                ett.rakna(cell)
    return stat


def gissa(
    ark: Ark, rubriker: Rubriker, stat: Sequence[Stat], *, nr: int = 0, slag: str = ""
) -> Tolkning:
    """Guess the kind of file and what each column is."""
    slag = slag or _slag(rubriker, stat, ark.antal)
    gissare = {Slag.LANG: _lang, Slag.BRED: _bred, Slag.SVAR: _svar}[Slag(slag)]
    kolumner = gissare(rubriker, stat)
    tolkning = Tolkning(slag=slag, ark=nr, kolumner=kolumner)
    if slag == Slag.SVAR:
        return replace(tolkning, svar=gissa_svar(svarsord(tolkning, stat)))
    varden = [stat[i] for i, val in kolumner.items() if val.roll == Roll.VARDE]
    matt = next((m for m in (orden.vilket_matt(rubriker.text(i)) for i in kolumner) if m), "andel")
    av_ett = bool(varden) and all(s.storst <= 1 for s in varden) and any(s.brak for s in varden)
    return replace(tolkning, matt=matt, av_ett=av_ett and matt == "andel")


def _slag(rubriker: Rubriker, stat: Sequence[Stat], rader: int) -> Slag:
    namn = [_roll(delar) for delar in rubriker.texter]
    nycklar = {nyckelord(delar[-1]) for delar in rubriker.texter if delar}
    if "klar" in namn or {"lastpage", "startlanguage"} & nycklar:
        return Slag.SVAR
    if "fraga" in namn and "varde" in namn:
        return Slag.LANG
    if any(_bredkolumn(delar).roll == Roll.N for delar in rubriker.texter):
        return Slag.BRED
    enhet = namn.index("enhet") if "enhet" in namn else None
    if enhet is None or stat[enhet].fler:
        return Slag.SVAR
    flest = max(stat[enhet].olika.values(), default=1)
    tal = any(s.tal for i, s in enumerate(stat) if i != enhet)
    return Slag.BRED if flest <= 3 and tal else Slag.SVAR


_VILKEN = re.compile(r"^(?:vilken|vilket) (?P<vad>\S+)", re.IGNORECASE)


def _roll(delar: Sequence[str]) -> str:
    """What a heading says that the column is, also as a question: 1. Vilken skola går du i?"""
    if len(delar) != 1:
        return ""
    text = utan_kod(delar[0])
    if traff := _VILKEN.match(text):
        text = traff["vad"]
    return orden.vilken_kolumn(text)


def _lang(rubriker: Rubriker, stat: Sequence[Stat]) -> dict[int, Kolumnval]:
    ut: dict[int, Kolumnval] = {}
    tagna: set[str] = set()
    for nr, delar in enumerate(rubriker.texter):
        roll = _roll(delar) or Roll.INGEN
        if roll == Roll.KLAR or roll in tagna:
            roll = Roll.INGEN
        tagna |= {roll} - {Roll.INGEN}
        ut[nr] = Kolumnval(roll)
    return ut


def _bred(rubriker: Rubriker, stat: Sequence[Stat]) -> dict[int, Kolumnval]:
    ut: dict[int, Kolumnval] = {}
    tagna: set[str] = set()
    for nr, delar in enumerate(rubriker.texter):
        roll = _roll(delar)
        if roll in (Roll.ENHET, Roll.KON, Roll.AR) and roll not in tagna:
            tagna.add(roll)
            ut[nr] = Kolumnval(roll)
        elif delar and stat[nr].antal and (stat[nr].tal or _bredkolumn(delar).roll == Roll.N):
            ut[nr] = _bredkolumn(delar)
        elif delar and stat[nr].antal and all(map(orden.dold, stat[nr].olika)):
            ut[nr] = _bredkolumn(delar)  # all of it is ".."
        else:
            ut[nr] = Kolumnval()
    if Roll.ENHET not in tagna:
        forsta = next((i for i, s in enumerate(stat) if s.antal and not s.tal), None)
        if forsta is not None:
            ut[forsta] = Kolumnval(Roll.ENHET)
    return ut


_PARENTES = re.compile(r"^(.*?)\s*(?:[-–/:,]|\()\s*([^()/:–-]+?)\)?$")


def _bredkolumn(delar: Sequence[str]) -> Kolumnval:
    """Take the sex, and whether it is answers that are counted, out of a heading's parts."""
    kon, antal, matt = "T", False, ""
    kvar: list[str] = []
    for del_ in (bit for hel in delar for bit in _dela(hel)):
        if (funnet := orden.vilket_kon(del_)) and funnet != "A":
            kon = funnet
        elif orden.vilken_kolumn(del_) == Roll.N:
            antal = True
        elif orden.vilken_kolumn(del_) == Roll.VARDE or del_ == "%":
            matt = orden.vilket_matt(del_)
        else:
            kvar.append(del_)
    text = " / ".join(kvar)
    if antal:
        return Kolumnval(Roll.N, kod=kod(text) if text else "", text=text, kon=kon)
    text = text or " / ".join(delar)
    return Kolumnval(Roll.VARDE, kod=kod(text), text=utan_kod(text), kon=kon, matt=matt)


def _dela(text: str) -> list[str]:
    """Split "Trygghet (flickor)", "Trygghet - K" and "Antal svar män" in their parts."""
    if (traff := _PARENTES.match(text)) and _kanda([traff[2]]) and len(traff[2]) < 20:
        return [*_dela(traff[1]), traff[2]] if traff[1] else [traff[2]]
    *fore, sista = text.rsplit(" ", 1)
    if fore and (orden.vilket_kon(sista) in ("K", "M") or nyckelord(sista) == "totalt"):
        return [*_dela(fore[0]), sista]
    return [text]


_KOD = re.compile(r"^(?:fråga\s*)?([a-zåäö]{0,3}\d{1,3}[a-z]?)\s*[.:)]?\s+(?=\S)", re.IGNORECASE)


def kod(text: str) -> str:
    """The question's code: the one before its words, or else the words."""
    if traff := _KOD.match(text):
        return traff[1].upper()
    return " ".join(text.split())[:MAX_KOD]


def utan_kod(text: str) -> str:
    return _KOD.sub("", text) or text


def _svar(rubriker: Rubriker, stat: Sequence[Stat]) -> dict[int, Kolumnval]:
    ut: dict[int, Kolumnval] = {}
    tagna: set[str] = set()
    for nr, delar in enumerate(rubriker.texter):
        roll = _roll(delar) or _konfraga(stat[nr])
        if nyckelord(delar[-1] if delar else "") in TEKNISKA:
            ut[nr] = Kolumnval()
        elif roll in (Roll.ENHET, Roll.KON, Roll.KLAR) and roll not in tagna:
            tagna.add(roll)
            ut[nr] = Kolumnval(roll)
        elif stat[nr].fler or not delar or not stat[nr].antal:
            ut[nr] = Kolumnval()
        else:
            ut[nr] = _fraga(delar[-1], stat[nr])
    return ut


TEKNISKA = frozenset(
    [
        "id",
        "no",
        "responseid",
        "svarsid",
        "svarsidresponseid",
        "timestamp",
        "surveyid",
        "userid",
        "notes",
        "tags",
        "lastpage",
        "sistasidan",
        "startlanguage",
        "startspråk",
        "seed",
        "startdate",
        "datestamp",
        "ipaddr",
        "refurl",
        "token",
        "lastpagesida",
        "url",
        "source",
        "country",
        "browser",
        "os",
        "device",
        "useragent",
        "respondentid",
        "respondent",
        "löpnummer",
        "lopnr",
        "datum",
        "starttid",
        "sluttid",
        "namn",
        "epost",
        "email",
        "telefon",
        "personnummer",
        "ålder",
        "klass",
    ]
)
"""Columns that are no questions, and some that must never be counted."""


def _konfraga(stat: Stat) -> str:
    """A column whose every answer is a sex is where sex was asked, whatever its heading."""
    kon = {orden.vilket_kon(nyckel) for nyckel in stat.olika}
    return Roll.KON if {"K", "M"} <= kon and None not in kon and "T" not in kon else ""


SKALOR = ((1, 4, 3), (1, 5, 4), (1, 7, 5), (0, 10, 8), (1, 10, 8))


def _fraga(rubrik: str, stat: Stat) -> Kolumnval:
    tal = {nyckel: orden.som_svarstal(nyckel) for nyckel in stat.olika}
    varden = [int(v) for nyckel, v in tal.items() if v is not None and nyckel not in orden.BORTFALL]
    text = utan_kod(rubrik)
    val = Kolumnval(Roll.SVAR, kod=kod(rubrik), text=text, matt="andel")
    if not varden or len(varden) < len(tal) / 2:
        ord_ = [nyckel for nyckel in stat.olika if nyckel]
        kanda = sum(gissa_svar([o])[o].slag != "" for o in ord_)
        return val if kanda >= len(ord_) / 2 else Kolumnval()
    if max(varden) > 10 and len(varden) > 5:
        return Kolumnval()  # an age, a year, a number of something
    lag, hog, positiv = next(
        (s for s in SKALOR if min(varden) >= s[0] and max(varden) <= s[1]), SKALOR[0]
    )
    nki = hog == 10 and re.search(r"nki|sin helhet|förväntning|ideal", rubrik, re.IGNORECASE)
    matt = "nki" if nki else "index" if hog == 5 else "medel" if hog > 5 else "andel"
    return replace(val, matt=matt, lagst=lag, hogst=hog, positiv_fran=positiv)


def som(roll: str, rubriker: Rubriker, stat: Sequence[Stat], nr: int) -> Kolumnval:
    """A column that a person says is something else than was guessed."""
    delar = rubriker.texter[nr] or (f"Kolumn {nr + 1}",)
    if roll == Roll.SVAR:
        val = _fraga(delar[-1], stat[nr])
        hel = Kolumnval(Roll.SVAR, kod=kod(delar[-1]), text=utan_kod(delar[-1]), matt="andel")
        return val if val.roll == Roll.SVAR else hel
    if roll not in (Roll.VARDE, Roll.N):
        return Kolumnval(roll)
    val = replace(_bredkolumn(delar), roll=roll)
    text = val.text or " / ".join(delar)
    return val if roll == Roll.N else replace(val, kod=val.kod or kod(text), text=text)


def svarsord(tolkning: Tolkning, stat: Sequence[Stat]) -> list[str]:
    """The answers in words, and the numbers beyond a scale, that must be told how they count."""
    ut: dict[str, None] = {}
    for nr, val in tolkning.med(Roll.SVAR).items():
        for nyckel in stat[nr].olika if nr < len(stat) else ():
            tal = orden.som_svarstal(nyckel)
            if not nyckel or (tal is not None and val.lagst <= tal <= val.hogst):
                continue
            ut[nyckel] = None
    return list(ut)


def gissa_svar(ord_: Iterable[str]) -> dict[str, Svarskod]:
    ut: dict[str, Svarskod] = {}
    for nyckel in ord_:
        rent = re.sub(r"^\d+\s*[-–=:.]\s*", "", nyckel).strip(" .")
        if rent in orden.BORTFALL:
            ut[nyckel] = Svarskod("bortfall")
        elif rent in orden.POSITIVA:
            ut[nyckel] = Svarskod("positiv", orden.POSITIVA[rent])
        elif rent in orden.NEGATIVA:
            ut[nyckel] = Svarskod("annat", orden.NEGATIVA[rent])
        else:
            ut[nyckel] = Svarskod()
    return ut


def forsta_rader(ark: Ark, rubriker: Rubriker, antal: int = 5) -> list[Rad]:
    rader = (rad for rad in ark.rader() if rad[0] > rubriker.sista)
    return list(itertools.islice(rader, antal))
