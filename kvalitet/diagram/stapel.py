"""Horizontal bars: values by name, and shares that are stacked. Pure.

A name stands over its bar, so that a long one has room on a telephone too. What may not be
shown is hatched and says "..", what does not exist has no bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kvalitet.diagram.linje import DOLT, SAKNAS, Intervall, spannord
from kvalitet.diagram.rita import (
    WEBB,
    Diagram,
    Duk,
    Matt,
    Tabell,
    med_enhet,
    radbruten,
    textbredd,
)
from kvalitet.diagram.skala import Skala, skala
from kvalitet.texter import Varde

FA_SVAR = f"{DOLT} för få svar"


@dataclass(frozen=True, slots=True)
class Stapelrad:
    namn: str
    varde: Varde | None = None
    dold: bool = False
    mal: Varde | None = None
    intervall: Intervall = None

    @property
    def ritat(self) -> float | None:
        return None if self.dold or self.varde is None else float(self.varde)


def stapeldiagram(
    rader: Sequence[Stapelrad],
    *,
    enhet: str = "",
    mal_text: str = "",
    decimaler: int | None = None,
    sorterat: bool = False,
    matt: Matt = WEBB,
    titel: str = "",
    kolumn: str = "Värde",
) -> Diagram:
    """Bars from zero. `sorterat`: the largest first, what cannot be shown last; otherwise in the
    order given."""
    if sorterat:
        rader = sorted(rader, key=lambda r: (r.ritat is None, -(r.ritat or 0.0)))

    def ord_(rad: Stapelrad) -> str:
        if rad.dold:
            return FA_SVAR
        return SAKNAS if rad.varde is None else med_enhet(rad.varde, enhet, decimaler)

    em, visas = matt.text, [ord_(rad) for rad in rader]
    namn = brutna_namn([r.namn for r in rader], visas, matt)
    med_mal = any(r.mal is not None for r in rader)
    hojd = sum(1.3 * em * len(n) + 1.25 * em for n in namn) + (1.5 * em if med_mal else 0)
    duk = Duk(matt, hojd)
    if rader:
        axel, y = _axel(rader), 0.0
        for rad, delar, varde in zip(rader, namn, visas, strict=True):
            y = _rad(duk, axel, rad, delar, varde, y)
        if med_mal:
            duk.forklaring(
                y + 0.7 * em, [("", "mal", f"Mål: {mal_text}" if mal_text else "Mål")], 0
            )
    return duk.fardig(
        "diagram__bild diagram__bild--stapel",
        titel or _slutsats(rader, visas),
        _beskriv(rader, visas, mal_text),
        _tabell(rader, visas, kolumn, enhet, decimaler),
    )


def _axel(rader: Sequence[Stapelrad]) -> Skala:
    alla = [float(v) for r in rader for v in (r.mal, *(r.intervall or ())) if v is not None]
    alla += [r.ritat for r in rader if r.ritat is not None]
    axel = skala(alla or [0.0], noll=True)
    # The bars need no even steps: the longest one fills the width.
    lag, hog = min([0.0, *alla]), max([0.0, *alla])
    return Skala(lag, hog, axel.steg) if hog > lag else axel


def _rad(duk: Duk, axel: Skala, rad: Stapelrad, namn: list[str], varde: str, y: float) -> float:
    em, bredd = duk.matt.text, duk.matt.bredd
    t = namnet(duk, namn, varde, y, "stark") + 0.05 * em
    b = t + 0.62 * em

    def x(v: float) -> float:
        return axel.del_av(v) * bredd

    duk.linje(f"M{duk.p(x(0.0), t)}V{duk.n(b)}", "axel")
    if rad.dold:
        dolt(duk, t, b)
    if rad.ritat is not None:
        fran, till = sorted((x(0.0), x(rad.ritat)))
        duk.yta(duk.rektangel(fran, t, till, b), "egen")
        if rad.intervall:
            # Light under dark, so that it shows on the bar and beside it.
            lag, hog = sorted(float(v) for v in rad.intervall)
            felstapel = _felstapel(duk, (x(lag), x(hog)), t, b)
            duk.linje(felstapel, "halo")
            duk.linje(felstapel, "fel")
    if rad.mal is not None:
        duk.linje(f"M{duk.p(x(float(rad.mal)), t - 0.05 * em)}V{duk.n(b + 0.35 * em)}", "mal")
    return b + 0.58 * em


def _felstapel(duk: Duk, kanter: tuple[float, float], t: float, b: float) -> str:
    n, (x0, x1) = duk.n, kanter
    return f"M{n(x0)} {n(t)}V{n(b)}M{n(x0)} {n((t + b) / 2)}H{n(x1)}M{n(x1)} {n(t)}V{n(b)}"


def dolt(duk: Duk, t: float, b: float) -> None:
    """A hatched frame: there are answers, too few to be shown."""
    x0, x1 = 0.1 * duk.matt.text, 0.3 * duk.matt.bredd
    duk.linje(duk.rektangel(x0, t, x1, b), "ram")
    duk.linje(duk.skraffering(x0, t, x1, b), "skraffering")


def namnet(duk: Duk, rader: Sequence[str], bredvid: str, y: float, roll: str) -> float:
    """The name over the bar and what stands to its right. Returns where the bar begins."""
    em = duk.matt.text
    duk.text([(duk.matt.bredd, y + 0.65 * em, "end")], bredvid, roll)
    for nr, rad in enumerate(rader):
        duk.text([(0.0, y + 0.65 * em + 1.3 * em * nr, "start")], rad)
    return y + 1.3 * em * len(rader)


def brutna_namn(namn: Sequence[str], bredvid: Sequence[str], matt: Matt) -> list[list[str]]:
    """Each name in the lines that it takes beside its value."""
    em = matt.text
    return [
        radbruten(ett, matt.bredd - (textbredd(v) + 1.2) * em, em)
        for ett, v in zip(namn, bredvid, strict=True)
    ]


def _slutsats(rader: Sequence[Stapelrad], visas: Sequence[str]) -> str:
    kanda = [(r.ritat, r.namn, v) for r, v in zip(rader, visas, strict=True) if r.ritat is not None]
    if not kanda:
        return "Inget värde kan visas."
    storst, minst = max(kanda, key=lambda x: x[0]), min(kanda, key=lambda x: x[0])
    if storst[0] == minst[0]:
        return f"{storst[1]}: {storst[2]}." if len(kanda) == 1 else f"Alla har {storst[2]}."
    return f"Störst är {storst[1]}, {storst[2]}. Minst är {minst[1]}, {minst[2]}."


def _beskriv(rader: Sequence[Stapelrad], visas: Sequence[str], mal_text: str) -> str:
    ord_ = ", ".join(f"{r.namn}: {v}" for r, v in zip(rader, visas, strict=True))
    mal = f" Mål: {mal_text}." if mal_text else ""
    return f"Stapeldiagram. {ord_}.{mal} Samma värden finns i tabellen."


def _tabell(
    rader: Sequence[Stapelrad],
    visas: Sequence[str],
    kolumn: str,
    enhet: str,
    decimaler: int | None,
) -> Tabell:
    med_spann, med_mal = any(r.intervall for r in rader), any(r.mal is not None for r in rader)
    ut = []
    for rad, varde in zip(rader, visas, strict=True):
        celler = [rad.namn, varde]
        if med_spann:
            celler.append(spannord(None if rad.dold else rad.intervall, decimaler))
        if med_mal:
            celler.append("–" if rad.mal is None else med_enhet(rad.mal, enhet, decimaler))
        ut.append(tuple(celler))
    kolumner = ("Namn", kolumn, *["95 % intervall"] * med_spann, *["Mål"] * med_mal)
    return Tabell("Värdena i diagrammet", kolumner, tuple(ut))
