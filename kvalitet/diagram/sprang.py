"""A förbättringssprång: two level lines and a step. No line is drawn across the step. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kvalitet.diagram.linje import slutetiketter
from kvalitet.diagram.rita import (
    WEBB,
    Diagram,
    Duk,
    Matt,
    Punkter,
    Tabell,
    kortad,
    med_enhet,
    textbredd,
)
from kvalitet.diagram.skala import Yta, rubriker, rutnat, skala, yta
from kvalitet.texter import Varde


@dataclass(frozen=True)
class _Sprang:
    punkter: Punkter
    start: int
    ny_fran: int
    gammal: Varde
    ny: Varde
    start_text: str
    decimaler: int | None

    def slutord(self) -> list[tuple[str, str, Varde]]:
        return [
            (f"Gammal nivå {med_enhet(self.gammal, '', self.decimaler)}", "dov", self.gammal),
            (f"Ny nivå {med_enhet(self.ny, '', self.decimaler)}", "sprang", self.ny),
        ]

    def niva(self, i: int) -> str:
        if self.start <= i < self.ny_fran:
            return "–"
        return med_enhet(self.gammal if i < self.start else self.ny, "", self.decimaler)


def sprangdiagram(
    varden: Punkter,
    *,
    start: int,
    ny_fran: int,
    gammal: Varde,
    ny: Varde,
    start_text: str = "",
    decimaler: int | None = None,
    titel: str = "",
    matt: Matt = WEBB,
    hojd: float | None = None,
) -> Diagram:
    """`start`: index of the first value after the leap began; `ny_fran`: of the first on the
    new level. Those between belong to neither."""
    s = _Sprang(varden, start, ny_fran, gammal, ny, start_text, decimaler)
    em = matt.text
    duk = Duk(matt, hojd or matt.hojd * 1.3)
    bredast = max(textbredd(text) for text, *_ in s.slutord()) * em
    alla = [float(v) for v in (*(v for _, v in varden), gammal, ny) if v is not None]
    area = yta(
        matt, duk.hojd, skala(alla, 5), len(varden), min(bredast, matt.etikett),
        rader_over=1 if start_text else 0,
    )  # fmt: skip
    rutnat(duk, area)
    _rita(duk, area, s)
    slutetiketter(duk, area, [(text, roll, area.y(float(v))) for text, roll, v in s.slutord()])
    rubriker(duk, area, [rubrik for rubrik, _ in varden])
    fran, till = (med_enhet(v, "", decimaler) for v in (gammal, ny))
    titel = titel or f"Nivån har gått från {fran} till {till}."
    return duk.fardig("diagram__bild", titel, _beskriv(s), _tabell(s))


def _rita(duk: Duk, area: Yta, s: _Sprang) -> None:
    em = duk.matt.text
    gx, nx = (area.x0 + 2 * area.halv * i for i in (s.start, s.ny_fran))
    gy, ny = area.y(float(s.gammal)), area.y(float(s.ny))
    duk.yta(duk.rektangel(gx, area.topp, nx, area.botten), "ton")
    duk.linje(f"M{duk.p(gx, area.topp)}V{duk.n(area.botten)}", "mal")
    duk.linje(f"M{duk.p(area.x0, gy)}H{duk.n(gx)}", "niva-fore")
    duk.linje(f"M{duk.p(gx, gy)}H{duk.n(area.x1)}", "niva-kvar")
    duk.linje(f"M{duk.p(nx, ny)}H{duk.n(area.x1)}", "niva-ny")
    _pil(duk, nx, gy, ny)
    for roll, form, fran, till in (
        ("jamf", "ruta", 0, s.start),
        ("sprang", "cirkel", s.start, None),
    ):
        par = zip(area.xs, (v for _, v in s.punkter), strict=True)
        bitar = [(x, area.y(float(v))) for x, v in list(par)[fran:till] if v is not None]
        duk.yta("".join(duk.marke(form, x, y, 0.34 * em) for x, y in bitar), roll)
    y = area.topp - 0.75 * em
    hogre = duk.matt.bredd - gx > gx
    kort = kortad(s.start_text, max(gx, duk.matt.bredd - gx) - 0.5 * em, em)
    lagen = [(gx - 0.4 * em, y, "end"), (gx + 0.4 * em, y, "start")]
    duk.text(lagen[::-1] if hogre else lagen, kort, "stark")


def _pil(duk: Duk, x: float, fran: float, till: float) -> None:
    """The step itself, an arrow from the old level to the new."""
    em = duk.matt.text
    if abs(till - fran) < 1.2 * em:
        return
    ned = 1 if till > fran else -1
    spets = till - ned * 0.25 * em
    duk.linje(f"M{duk.p(x, fran)}V{duk.n(spets - ned * 0.75 * em)}", "lyft")
    b, fot = 0.42 * em, 0.83 * ned * em
    duk.yta(
        f"M{duk.p(x - b, spets - fot)}h{duk.n(2 * b)}l{duk.n(-b)} {duk.n(fot)}z",
        "sprang",
    )


def _beskriv(s: _Sprang) -> str:
    rader = ", ".join(
        f"{rubrik}: {'saknas' if v is None else med_enhet(v, '', s.decimaler)}"
        for rubrik, v in s.punkter
    )
    return f"Stegdiagram. {s.start_text}. {rader}. Samma värden finns i tabellen.".replace(
        " . ", " "
    )


def _tabell(s: _Sprang) -> Tabell:
    rader = tuple(
        (rubrik, "saknas" if v is None else med_enhet(v, "", s.decimaler), s.niva(i))
        for i, (rubrik, v) in enumerate(s.punkter)
    )
    return Tabell("Värdena i diagrammet", ("Tillfälle", "Utfall", "Nivå"), rader)
