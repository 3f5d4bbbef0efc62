"""A line over time: target, uncertainty, comparisons, breaks and raised levels. Pure.

A missing value breaks the line; nothing is drawn where nothing was measured. A hidden one is
two points at the bottom. Before a break and after it, no trend is drawn across.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from kvalitet.diagram.rita import (
    RADHOJD,
    WEBB,
    Diagram,
    Duk,
    Matt,
    Punkter,
    Tabell,
    isar,
    kortad,
    med_enhet,
    textbredd,
)
from kvalitet.diagram.skala import Skala, Yta, rubriker, rutnat, skala, yta
from kvalitet.texter import HART, Varde

Mal = Varde | tuple[Varde, Varde] | None
Intervall = tuple[Varde, Varde] | None
DOLT: Final = ".."
SAKNAS: Final = "saknas"
FLEST_JAMFORELSER: Final = 3
MANGA: Final = 30
"""From so many points on, the line is thin."""
KORT_MAL: Final = 6.0
"""A target whose words take at most so many ems has room at the right end too."""
FLEST_FELSTAPLAR: Final = 14
"""With more points than these the uncertainty is a band."""


@dataclass(frozen=True, slots=True)
class Brytning:
    """Where a series is parted: the index of the first value after it, and its words."""

    fore: int
    text: str


class Nivasteg(Brytning):
    """A raised level: reality has changed."""


class Seriebryt(Brytning):
    """Another way of measuring: before and after cannot be compared."""


@dataclass(frozen=True, slots=True)
class Jamforelseserie:
    """Another series in the same periods, as riket."""

    namn: str
    varden: Sequence[Varde | None]


@dataclass(frozen=True, slots=True)
class Diagrampunkt:
    x: str
    y: str
    rubrik: str
    varde: str
    sist: bool


@dataclass(frozen=True)
class Linjediagram(Diagram):
    punkter: tuple[Diagrampunkt, ...] = field(default=())
    """The values that are drawn."""


def linje(
    varden: Punkter,
    mal: Mal = None,
    *,
    enhet: str = "",
    namn: str = "",
    mal_text: str = "",
    steg: Sequence[Brytning] = (),
    jamforelser: Sequence[Jamforelseserie] = (),
    intervall: Sequence[Intervall] = (),
    dolda: Collection[int] = (),
    decimaler: int | None = None,
    titel: str = "",
    matt: Matt = WEBB,
    hojd: float | None = None,
) -> Linjediagram:
    """Draw a series of (heading, value or None).

    `mal` is a value, or an interval as a pair. `intervall`: the 95 % interval of each point.
    `dolda`: indices whose value may not be shown. `titel`: the conclusion, otherwise made from
    the first and last value.
    """
    # A level raised before the first value, or after the last, breaks nothing that is drawn.
    inom = tuple(ett for ett in steg if 0 < ett.fore < len(varden))
    serie = Serie(
        tuple(varden), par_av(mal), enhet, namn, mal_text, inom, tuple(jamforelser),
        tuple(intervall), frozenset(dolda), decimaler, titel,
    )  # fmt: skip
    return rita(serie, matt, hojd or matt.hojd)


def par_av(mal: Mal) -> tuple[float, ...]:
    if mal is None:
        return ()
    return tuple(map(float, mal)) if isinstance(mal, tuple) else (float(mal),)


@dataclass(frozen=True)
class Serie:
    """A series and all that is said of it, before it is drawn."""

    punkter: tuple[tuple[str, Varde | None], ...]
    mal: tuple[float, ...] = ()
    enhet: str = ""
    namn: str = ""
    mal_text: str = ""
    steg: tuple[Brytning, ...] = ()
    jamforelser: tuple[Jamforelseserie, ...] = ()
    intervall: tuple[Intervall, ...] = ()
    dolda: frozenset[int] = frozenset()
    decimaler: int | None = None
    titel: str = ""

    @cached_property
    def egna(self) -> list[float | None]:
        return [
            None if v is None or i in self.dolda else float(v)
            for i, (_, v) in enumerate(self.punkter)
        ]

    @property
    def spann(self) -> list[Intervall]:
        """The interval of each point that is shown."""
        par = self.intervall or (None,) * len(self.punkter)
        return [None if v is None else p for v, p in zip(self.egna, par, strict=True)]

    @property
    def rubriker(self) -> list[str]:
        return [rubrik for rubrik, _ in self.punkter]

    def axel(self) -> Skala:
        alla = [v for v in self.egna if v is not None]
        alla += [float(v) for j in self.jamforelser for v in j.varden if v is not None]
        alla += [float(v) for par in self.spann if par for v in par]
        return skala([*alla, *self.mal])

    def ord(self, i: int) -> str:
        """Each is said in the drawing, in its description and in the table."""
        if i not in self._orden:
            self._orden[i] = self._ord(i)
        return self._orden[i]

    @cached_property
    def _orden(self) -> dict[int, str]:
        return {}

    def _ord(self, i: int) -> str:
        if i in self.dolda:
            return DOLT
        v = self.punkter[i][1]
        return SAKNAS if v is None else med_enhet(v, self.enhet, self.decimaler)

    @property
    def malord(self) -> str:
        if self.mal_text:
            return f"Mål: {self.mal_text}"
        varden = [int(v) if v == int(v) else v for v in sorted(self.mal)]
        text = "–".join(med_enhet(v, "", self.decimaler) for v in varden)
        return f"Mål: {text}{HART if self.enhet else ''}{self.enhet}"

    def slutord(self, med_mal: bool) -> list[tuple[str, str, float]]:
        """Words, role and value of the right end: own series, each comparison, the target."""
        sist = max(i for i, v in enumerate(self.egna) if v is not None)
        ut = [(f"{self.namn} {self.ord(sist)}".strip(), "egen", self.egna[sist] or 0.0)]
        for j in self.jamforelser[:FLEST_JAMFORELSER]:
            v = next((v for v in reversed(j.varden) if v is not None), None)
            if v is not None:
                ut.append((f"{j.namn} {med_enhet(v, '', self.decimaler)}", "dov", float(v)))
        return [*ut, (self.malord, "text", max(self.mal))] if med_mal and self.mal else ut

    def slutsats(self) -> str:
        kanda = [i for i, v in enumerate(self.egna) if v is not None]
        if not kanda:
            return "Inget värde finns."
        forst, sist = kanda[0], kanda[-1]
        mal = f" {self.malord}." if self.mal else ""
        fran, till = (f"{self.ord(i)} ({self.punkter[i][0]})" for i in (forst, sist))
        if forst == sist:
            return f"{till}.{mal}"
        if self.ord(forst) == self.ord(sist):
            return (
                f"{self.ord(sist)} både {self.punkter[forst][0]} och {self.punkter[sist][0]}.{mal}"
            )
        return f"Från {fran} till {till}.{mal}"

    def beskriv(self) -> str:
        fore = {ett.fore: f"{ett.text}, " for ett in self.steg}
        rader = ", ".join(
            f"{fore.get(i, '')}{rubrik}: {self.ord(i)}" for i, rubrik in enumerate(self.rubriker)
        )
        mal = f" {self.malord}." if self.mal else ""
        return f"Linjediagram. {rader}.{mal} Samma värden finns i tabellen."

    def tabell(self) -> Tabell:
        fore = {ett.fore: ett.text for ett in self.steg}
        kolumner = ["Period", self.namn or "Värde"] + ["95 % intervall"] * bool(self.intervall)
        kolumner += [j.namn for j in self.jamforelser] + ["Vad som ändrades"] * bool(fore)
        rader = []
        for i, rubrik in enumerate(self.rubriker):
            rad = [rubrik, self.ord(i)]
            if self.intervall:
                rad.append(spannord(self.spann[i], self.decimaler))
            for j in self.jamforelser:
                v = j.varden[i]
                rad.append("–" if v is None else med_enhet(v, self.enhet, self.decimaler))
            rader.append((*rad, fore.get(i, "")) if fore else tuple(rad))
        return Tabell("Värdena i diagrammet", tuple(kolumner), tuple(rader))

    def punkt(self, duk: Duk, i: int, x: float, y: float) -> Diagrampunkt:
        sist = all(v is None for v in self.egna[i + 1 :])
        return Diagrampunkt(duk.n(x), duk.n(y), self.punkter[i][0], self.ord(i), sist)

    def fardig(self, duk: Duk, klass: str, punkter: tuple[Diagrampunkt, ...]) -> Linjediagram:
        bild = duk.fardig(klass, self.titel or self.slutsats(), self.beskriv(), self.tabell())
        return Linjediagram(**vars(bild), punkter=punkter)


def rita(serie: Serie, matt: Matt, hojd: float) -> Linjediagram:
    duk = Duk(matt, hojd)
    if all(v is None for v in serie.egna):
        return serie.fardig(duk, "diagram__bild", ())
    slutord = serie.slutord(med_mal=not matt.webb)
    bredast = max(textbredd(text) for text, *_ in slutord) * matt.text
    if serie.mal and textbredd(serie.malord) <= KORT_MAL:
        bredast = max(bredast, textbredd(serie.malord) * matt.text)
    rader = rader_for(serie.steg) + (0.3 if serie.mal and matt.webb else 0)
    area = yta(
        matt, hojd, serie.axel(), len(serie.punkter), min(bredast, matt.etikett), rader_over=rader
    )
    rutnat(duk, area)
    malet(duk, area, serie.mal)
    brytningar(duk, area, serie.steg)
    _serierna(duk, area, serie)
    slutetiketter(duk, area, [(text, roll, area.y(v)) for text, roll, v in slutord])
    if serie.mal and matt.webb:
        kurvor = [serie.egna, *(j.varden for j in serie.jamforelser)]
        malord(duk, area, serie.mal, serie.malord, kurvor)
    rubriker(duk, area, serie.rubriker)
    punkter = tuple(
        serie.punkt(duk, i, area.xs[i], area.y(v))
        for i, v in enumerate(serie.egna)
        if v is not None
    )
    return serie.fardig(duk, "diagram__bild", punkter)


def _serierna(duk: Duk, area: Yta, serie: Serie) -> None:
    em, egna, brott = duk.matt.text, serie.egna, [s.fore for s in serie.steg]
    for nr, j in enumerate(serie.jamforelser[:FLEST_JAMFORELSER], start=1):
        duk.linje(duk.vag(lagen(area, j.varden), brott), f"jamf-{nr}")
    osakerhet(duk, area, serie.spann, brott)
    duk.linje(duk.vag(lagen(area, egna), brott), "egen" if len(egna) < MANGA else "tunn")
    r = em * (0.25 if len(egna) < MANGA / 2 else 0.16)
    platser = [p for p in lagen(area, egna) if p]
    marken = [duk.marke("cirkel", x, y, r) for x, y in platser[:-1]]
    duk.yta("".join([*marken, duk.marke("cirkel", *platser[-1], 1.4 * r)]), "egen")
    for i in sorted(serie.dolda):
        duk.text([(area.xs[i], area.botten - 0.6 * em, "middle")], DOLT, "stark")


def malet(duk: Duk, area: Yta, mal: Sequence[float]) -> None:
    """The target's dashed line, or two of them and the band between."""
    if len(mal) == 2:
        y0, y1 = map(area.y, sorted(mal))
        duk.yta(duk.rektangel(area.x0, y1, area.x1, y0), "band")
    for varde in mal:
        duk.linje(f"M{duk.p(area.x0, area.y(varde))}H{duk.n(area.x1)}", "mal")


def malord(
    duk: Duk,
    area: Yta,
    mal: Sequence[float],
    text: str,
    serier: Sequence[Sequence[Varde | None]],
) -> None:
    """Over or under the target's line, at the end that no series crosses."""
    em = duk.matt.text
    over, under = area.y(max(mal)) - 0.65 * em, area.y(min(mal)) + 0.7 * em
    platser = [
        (x, y, ankare)
        for y in (over, under)
        for x, ankare in ((area.x0 + 0.1 * em, "start"), (area.x1, "end"))
    ]
    platser.append((area.x1 + 0.6 * em, area.y(max(mal)), "start"))
    kurvor = [[p for p in lagen(area, s) if p] for s in serier]
    duk.text(platser, kortad(text, area.x1 - area.x0 - 0.1 * em, em), "text", kurvor)


def spannord(par: Intervall, decimaler: int | None = None) -> str:
    return "–" if par is None else "–".join(med_enhet(v, "", decimaler) for v in par)


def lagen(area: Yta, varden: Sequence[Varde | None]) -> list[tuple[float, float] | None]:
    return [
        None if v is None else (x, area.y(float(v))) for x, v in zip(area.xs, varden, strict=True)
    ]


def rader_for(steg: Sequence[Brytning]) -> int:
    """Rows over the area for the words of the breaks."""
    return min(len(steg), 3)


def brytningar(duk: Duk, area: Yta, steg: Sequence[Brytning]) -> None:
    """A dashed rule at each break, its words over the area in the first row that has room."""
    em = duk.matt.text
    rader = [area.topp - 0.7 * em - 1.25 * em * rad for rad in range(rader_for(steg))]
    for ett in steg:
        x = (area.xs[ett.fore - 1] + area.xs[ett.fore]) / 2
        niva = isinstance(ett, Nivasteg)
        topp = area.topp - 0.2 * em
        duk.linje(f"M{duk.p(x, topp)}V{duk.n(area.botten)}", "niva" if niva else "brott")
        hoger = x < (area.x0 + area.x1) / 2
        kort = kortad(ett.text, (duk.matt.bredd - x if hoger else x) - 0.5 * em, em)
        lage = (x + 0.3 * em, "start") if hoger else (x - 0.3 * em, "end")
        duk.text([(lage[0], y, lage[1]) for y in rader], kort, "sprang" if niva else "stark")


def osakerhet(duk: Duk, area: Yta, spann: Sequence[Intervall], brott: Collection[int] = ()) -> None:
    """Error bars, or a band where they would be too many."""
    par = [
        (i, area.xs[i], area.y(float(p[1])), area.y(float(p[0])))
        for i, p in enumerate(spann)
        if p is not None
    ]
    if len(par) <= FLEST_FELSTAPLAR:
        b = min(0.28 * duk.matt.text, area.halv * 0.6)
        duk.linje(
            "".join(
                f"M{duk.p(x - b, t)}h{duk.n(2 * b)}M{duk.p(x, t)}V{duk.n(u)}"
                f"M{duk.p(x - b, u)}h{duk.n(2 * b)}"
                for _, x, t, u in par
            ),
            "fel",
        )
        return
    bitar: list[list[tuple[int, float, float, float]]] = []
    for ett in par:
        if bitar and ett[0] == bitar[-1][-1][0] + 1 and ett[0] not in brott:
            bitar[-1].append(ett)
        else:
            bitar.append([ett])
    for bit in bitar:
        runt = [(x, t) for _, x, t, _ in bit] + [(x, u) for _, x, _, u in reversed(bit)]
        duk.yta(f"{duk.vag(runt)}z", "spann")


def slutetiketter(duk: Duk, area: Yta, ord_: Sequence[tuple[str, str, float]]) -> None:
    """Words at the right end of their lines, parted so that none touches another."""
    em = duk.matt.text
    x = area.x1 + (0.6 if duk.matt.webb else 0.5) * em
    plats = isar([y for *_, y in ord_], RADHOJD * em, 0.6 * em, duk.hojd - 0.6 * em)
    for (text, roll, _), y in zip(ord_, plats, strict=True):
        duk.text([(x, y, "start")], kortad(text, duk.matt.bredd - x, em), roll)
