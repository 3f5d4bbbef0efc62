"""A control chart: the values, what is usual, the limits, and where more than chance begins.

Pure; takes finished limits for each point (XmR, p′ and u′ alike). A new phase restarts them:
no line is drawn across. A signal has a shape of its own, and the legend says what it means.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kvalitet.diagram.linje import (
    DOLT,
    SAKNAS,
    Brytning,
    Mal,
    brytningar,
    lagen,
    malet,
    malord,
    par_av,
    rader_for,
    slutetiketter,
)
from kvalitet.diagram.rita import WEBB, Diagram, Duk, Matt, Punkter, Tabell, med_enhet, textbredd
from kvalitet.diagram.skala import Yta, rubriker, rutnat, skala, yta
from kvalitet.texter import Varde, tal

Grans = Sequence[float | None]


class Signal(StrEnum):
    """What a point says beyond chance."""

    INGEN = ""
    BATTRE = "battre"
    SAMRE = "samre"
    ANNAN = "signal"


FORM = {Signal.BATTRE: "ruta", Signal.SAMRE: "romb", Signal.ANNAN: "triangel"}
ORD = {
    Signal.BATTRE: "Bättre, mer än slumpen",
    Signal.SAMRE: "Sämre, mer än slumpen",
    Signal.ANNAN: "Mer än slumpen",
}


@dataclass(frozen=True)
class _Styr:
    punkter: tuple[tuple[str, Varde | None], ...]
    mitt: Grans
    undre: Grans
    ovre: Grans
    signaler: tuple[Signal, ...]
    mal: tuple[float, ...]
    mal_text: str
    enhet: str
    steg: tuple[Brytning, ...]
    gransord: tuple[str, str, str]
    dolda: frozenset[int]
    decimaler: int | None

    @property
    def egna(self) -> list[float | None]:
        return [
            None if v is None or i in self.dolda else float(v)
            for i, (_, v) in enumerate(self.punkter)
        ]

    @property
    def slag(self) -> list[Signal]:
        """The kinds of signal that a drawn point has, in the order of the legend."""
        par = zip(self.signaler, self.egna, strict=True)
        finns = {s for s, v in par if v is not None}
        return [s for s in FORM if s in finns]

    @property
    def malord(self) -> str:
        varden = "–".join(tal(int(v) if v == int(v) else v) for v in sorted(self.mal))
        return f"Mål: {self.mal_text or varden}"

    def slutord(self) -> list[tuple[str, str, float]]:
        ut = []
        for namn, serie in zip(self.gransord, (self.ovre, self.mitt, self.undre), strict=True):
            v = next((v for v in reversed(serie) if v is not None), None)
            if v is not None:
                ut.append((f"{namn} {tal(round(v, 1))}", "dov", v))
        return ut


def styrdiagram(
    varden: Punkter,
    *,
    mitt: Grans,
    undre: Grans,
    ovre: Grans,
    signaler: Sequence[str] = (),
    mal: Mal = None,
    mal_text: str = "",
    enhet: str = "",
    steg: Sequence[Brytning] = (),
    gransord: tuple[str, str, str] = ("Övre", "Medel", "Undre"),
    dolda: Collection[int] = (),
    decimaler: int | None = None,
    titel: str = "",
    matt: Matt = WEBB,
    hojd: float | None = None,
) -> Diagram:
    """Draw a series of (heading, value or None) with its limits, one for each point.

    `signaler`: "", "battre", "samre" or "signal" for each point. A phase begins at each
    `steg`. `dolda`: indices without a value that have too few answers. `titel`: what it says.
    """
    tecken = tuple(map(Signal, signaler)) or (Signal.INGEN,) * len(varden)
    inom = tuple(ett for ett in steg if 0 < ett.fore < len(varden))
    s = _Styr(
        tuple(varden), mitt, undre, ovre, tecken, par_av(mal), mal_text, enhet, inom, gransord,
        frozenset(dolda), decimaler,
    )  # fmt: skip
    duk = Duk(matt, hojd or matt.hojd * 1.2)
    if any(v is not None for v in s.egna):
        _rita(duk, s)
    titel = titel or _slutsats(s)
    return duk.fardig("diagram__bild", titel, _beskriv(s), _tabell(s))


def _rita(duk: Duk, s: _Styr) -> None:
    matt, em = duk.matt, duk.matt.text
    alla = [v for serie in (s.egna, s.mitt, s.undre, s.ovre) for v in serie if v is not None]
    slutord, forklaring = s.slutord(), [(FORM[x], str(x), ORD[x]) for x in s.slag]
    bredast = max((textbredd(text) for text, *_ in slutord), default=0) * em
    under = duk.rader_av([ord_ for *_, ord_ in forklaring], matt.vanster)
    area = yta(
        matt, duk.hojd, skala([*alla, *s.mal]), len(s.punkter), min(bredast, matt.etikett),
        rader_over=rader_for(s.steg) + (0.3 if s.mal else 0),
        rader_under=under + (0.2 if under else 0),
    )  # fmt: skip
    rutnat(duk, area)
    malet(duk, area, s.mal)
    brytningar(duk, area, s.steg)
    fore = [ett.fore for ett in s.steg]
    for serie, roll in ((s.mitt, "mitt"), (s.undre, "grans"), (s.ovre, "grans")):
        duk.linje(_trappsteg(duk, area, serie, fore), roll)
    duk.linje(duk.vag(lagen(area, s.egna), fore), "tunn")
    _punkterna(duk, area, s)
    slutetiketter(duk, area, [(text, roll, area.y(v)) for text, roll, v in slutord])
    if s.mal:
        malord(duk, area, s.mal, s.malord, [s.egna, s.mitt, s.undre, s.ovre])
    rubriker(duk, area, [rubrik for rubrik, _ in s.punkter])
    duk.forklaring(duk.hojd - (1.4 * under - 0.7) * em, forklaring, matt.vanster)


def _trappsteg(duk: Duk, area: Yta, serie: Grans, fore: Sequence[int]) -> str:
    """A limit as steps, one for each point; a new phase begins anew."""
    delar, ny = [], True
    for i, (x, v) in enumerate(zip(area.xs, serie, strict=True)):
        if v is None:
            ny = True
            continue
        y = duk.n(area.y(v))
        if ny or i in fore:
            delar.append(f"M{duk.n(x - area.halv)} {y}H{duk.n(x + area.halv)}")
        elif v == serie[i - 1]:
            delar[-1] = f"{delar[-1].rpartition('H')[0]}H{duk.n(x + area.halv)}"
        else:
            delar.append(f"V{y}H{duk.n(x + area.halv)}")
        ny = False
    return "".join(delar)


def _punkterna(duk: Duk, area: Yta, s: _Styr) -> None:
    em = duk.matt.text
    r = em * (0.22 if len(s.punkter) <= 30 else 0.14)
    platser = zip(lagen(area, s.egna), s.signaler, strict=True)
    per: dict[Signal, list[tuple[float, float]]] = {}
    for plats, signal in platser:
        if plats:
            per.setdefault(signal, []).append(plats)
    duk.yta("".join(duk.marke("cirkel", *p, r) for p in per.get(Signal.INGEN, [])), "egen")
    for signal, form in FORM.items():
        duk.yta("".join(duk.marke(form, *p, 1.6 * r) for p in per.get(signal, [])), str(signal))


# --- the same in words ------------------------------------------------------------------


def _slutsats(s: _Styr) -> str:
    if not any(v is not None for v in s.egna):
        return "Inget värde finns."
    antal = sum(
        x is not Signal.INGEN and v is not None for x, v in zip(s.signaler, s.egna, strict=True)
    )
    if not antal:
        return "Allt ligger inom det som slumpen ger."
    return "En punkt är mer än slumpen." if antal == 1 else f"{antal} punkter är mer än slumpen."


def _beskriv(s: _Styr) -> str:
    ord_ = ", ".join(text for text, *_ in s.slutord())
    mal = f" {s.malord}." if s.mal else ""
    brott = "".join(f" {s.punkter[ett.fore][0]}: {ett.text}." for ett in s.steg)
    nu = f" Nu: {ord_}." if ord_ else ""
    return (
        f"Styrdiagram med {len(s.punkter)} punkter.{nu}{mal}{brott} Samma värden finns i tabellen."
    )


def _tabell(s: _Styr) -> Tabell:
    def v(varde: float | None) -> str:
        return "–" if varde is None else tal(round(varde, 1))

    rader = tuple(
        (
            rubrik,
            DOLT
            if i in s.dolda
            else SAKNAS
            if varde is None
            else med_enhet(varde, s.enhet, s.decimaler),
            v(s.undre[i]),
            v(s.mitt[i]),
            v(s.ovre[i]),
            ORD.get(s.signaler[i], "–") if varde is not None else "–",
        )
        for i, (rubrik, varde) in enumerate(s.punkter)
    )
    kolumner = ("Period", "Värde", "Undre gräns", "Medel", "Övre gräns", "Signal")
    return Tabell("Värdena i diagrammet", kolumner, rader)
