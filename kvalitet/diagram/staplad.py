"""Stacked bars: the shares of the alternatives of a question, the legend in their order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kvalitet.diagram.linje import DOLT, SAKNAS
from kvalitet.diagram.rita import WEBB, Diagram, Duk, Matt, Tabell, med_enhet, textbredd
from kvalitet.diagram.stapel import FA_SVAR, brutna_namn, dolt, namnet
from kvalitet.texter import Varde

TONER: Final = 7
"""Shades of a bar; further alternatives are drawn as one."""


@dataclass(frozen=True, slots=True)
class Andelsrad:
    """Shares in percent in the order of the alternatives; `n` answers behind them."""

    namn: str
    andelar: Sequence[Varde] = ()
    n: int | None = None
    dold: bool = False


def staplad(
    alternativ: Sequence[str],
    rader: Sequence[Andelsrad],
    *,
    decimaler: int = 0,
    matt: Matt = WEBB,
    titel: str = "",
) -> Diagram:
    """Draw each row as one bar of its shares. The legend has the order of the alternatives."""
    em = matt.text
    ord_ = (
        list(alternativ) if len(alternativ) <= TONER else [*alternativ[: TONER - 1], "Övriga svar"]
    )
    forklaring = [("ruta", _ton(i, len(ord_)), text) for i, text in enumerate(ord_)]
    rader_under = Duk(matt, 0).rader_av(ord_, 0)
    bi = [_bi(rad) for rad in rader]
    namn = brutna_namn([r.namn for r in rader], bi, matt)
    hojd = sum(1.3 * em * len(n) + 2 * em for n in namn) + 1.4 * em * rader_under
    duk = Duk(matt, hojd)
    if rader:
        y = 0.0
        for rad, delar, sidan in zip(rader, namn, bi, strict=True):
            y = _andelsrad(duk, rad, delar, sidan, y, len(ord_), decimaler)
        duk.forklaring(y + 0.6 * em, forklaring, 0)
    return duk.fardig(
        "diagram__bild diagram__bild--stapel",
        titel or _storst_andel(alternativ, rader, decimaler),
        _beskriv_andelar(alternativ, rader, decimaler),
        _andelstabell(alternativ, rader, decimaler),
    )


def _bi(rad: Andelsrad) -> str:
    if rad.dold:
        return FA_SVAR
    if not rad.andelar:
        return SAKNAS
    return "" if rad.n is None else f"{med_enhet(rad.n)} svar"


def _ton(i: int, antal: int) -> str:
    """Few alternatives take shades that lie far apart."""
    return f"t{(1, 3, 5)[i] if antal <= 3 else i + 1}"


def _andelsrad(
    duk: Duk, rad: Andelsrad, namn: list[str], bi: str, y: float, antal: int, decimaler: int
) -> float:
    em, bredd = duk.matt.text, duk.matt.bredd
    t = namnet(duk, namn, bi, y, "dov")
    b = t + 1.4 * em
    if rad.dold:
        dolt(duk, t, b)
        return b + 0.6 * em
    andelar = [float(v) for v in rad.andelar]
    if len(andelar) > antal:
        andelar = [*andelar[: antal - 1], sum(andelar[antal - 1 :])]
    x, summa = 0.0, sum(andelar) or 1.0
    for i, andel in enumerate(andelar):
        till = min(x + andel / summa * bredd, bredd)
        if andel > 0:
            ton = _ton(i, antal)
            duk.yta(duk.rektangel(x, t, till, b), ton)
            text = med_enhet(andel, "", decimaler)
            if textbredd(text) * em + 0.4 * em <= till - x:
                duk.text([((x + till) / 2, (t + b) / 2, "middle")], text, f"pa-{ton}")
        x = till
    return b + 0.6 * em


def _storst_andel(alternativ: Sequence[str], rader: Sequence[Andelsrad], decimaler: int) -> str:
    visas = [rad for rad in rader if rad.andelar and not rad.dold]
    if not visas:
        return "Inget svar kan visas."
    forst = visas[0]
    storst = max(range(len(forst.andelar)), key=lambda i: float(forst.andelar[i]))
    varde = med_enhet(forst.andelar[storst], "%", decimaler)
    return f"{forst.namn}: vanligaste svaret är {alternativ[storst]}, {varde}."


def _celler(rad: Andelsrad, antal: int, decimaler: int) -> list[str]:
    if rad.dold or not rad.andelar:
        return [DOLT if rad.dold else "–"] * antal
    return [med_enhet(v, "%", decimaler) for v in rad.andelar]


def _beskriv_andelar(alternativ: Sequence[str], rader: Sequence[Andelsrad], decimaler: int) -> str:
    ut = []
    for rad in rader:
        if rad.dold or not rad.andelar:
            ut.append(f"{rad.namn}: {_bi(rad)}.")
            continue
        par = zip(alternativ, _celler(rad, len(alternativ), decimaler), strict=True)
        ut.append(f"{rad.namn}: {', '.join(f'{a} {c}' for a, c in par)}.")
    return f"Staplat diagram. {' '.join(ut)} Samma värden finns i tabellen."


def _andelstabell(alternativ: Sequence[str], rader: Sequence[Andelsrad], decimaler: int) -> Tabell:
    med_n = any(rad.n is not None for rad in rader)
    ut = []
    for rad in rader:
        celler = _celler(rad, len(alternativ), decimaler)
        n = [DOLT if rad.dold else "–" if rad.n is None else med_enhet(rad.n)] if med_n else []
        ut.append((rad.namn, *celler, *n))
    return Tabell("Svaren i diagrammet", ("Namn", *alternativ, *["Svar"] * med_n), tuple(ut))
