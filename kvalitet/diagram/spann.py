"""An estimate with its 95 % interval on its whole scale, and the target beside it. Pure."""

from __future__ import annotations

from kvalitet.diagram.rita import WEBB, Diagram, Duk, Matt, Tabell, med_enhet, textbredd
from kvalitet.diagram.skala import Skala
from kvalitet.texter import Varde


def spann(
    varde: Varde,
    intervall: tuple[Varde, Varde],
    *,
    skala: tuple[float, float] = (0, 100),
    mal: Varde | None = None,
    enhet: str = "",
    decimaler: int = 1,
    titel: str = "",
    matt: Matt = WEBB,
) -> Diagram:
    """Draw the value as a point in its interval. `titel`: what it says."""
    em = matt.text
    duk = Duk(matt, 5.4 * em)
    axel, x0, x1 = Skala(*skala, 1), matt.vanster, matt.bredd - matt.vanster
    undre, ovre = sorted(intervall)

    def x(v: Varde) -> float:
        return x0 + min(max(axel.del_av(float(v)), 0.0), 1.0) * (x1 - x0)

    y, halv = 2.6 * em, 0.5 * em
    duk.linje(f"M{duk.p(x0, y + halv)}H{duk.n(x1)}", "axel")
    duk.yta(duk.rektangel(x(undre), y - halv, x(ovre), y + halv), "spann")
    if mal is not None:
        duk.linje(f"M{duk.p(x(mal), y - em)}V{duk.n(y + em)}", "mal")
    duk.yta(duk.marke("cirkel", x(varde), y, 0.34 * em), "egen")
    over, under, ord_ = y - 1.5 * em, y + 1.5 * em, med_enhet(varde, enhet, decimaler)
    _skriv(duk, x(varde), over, ord_, "stark")
    if mal is not None:
        _skriv(duk, x(mal), over, f"Mål {med_enhet(mal, enhet)}", "text")
    # The ends in whole numbers; the table and the sentence beside have them exactly.
    _skriv(duk, x(ovre), under, med_enhet(ovre, "", 0), "text")
    _skriv(duk, x(undre), under, med_enhet(undre, "", 0), "text", till_hoger=False)
    for v, plats, ankare in zip(skala, (x0, x1), ("start", "end"), strict=True):
        duk.text([(plats, under, ankare)], med_enhet(int(v) if v == int(v) else v), "dov")
    rad = (ord_, med_enhet(undre, "", decimaler), med_enhet(ovre, "", decimaler))
    tabell = Tabell("Värdet och dess osäkerhet", ("Värde", "Från", "Till"), (rad,))
    sager = f"{ord_}, med 95 procents säkerhet mellan {rad[1]} och {rad[2]}."
    return duk.fardig("diagram__bild", titel or sager, sager, tabell)


def _skriv(duk: Duk, x: float, y: float, text: str, roll: str, *, till_hoger: bool = True) -> None:
    """At a place on the scale, or beside what already stands in the row, as near as can be."""
    em, halv = duk.matt.text, textbredd(text) * duk.matt.text / 2
    hoger = duk.matt.bredd - duk.matt.vanster - halv
    mitten = [min(max(x, duk.matt.vanster + halv), hoger)]
    for ruta in duk.rutor:
        if abs((ruta.y0 + ruta.y1) / 2 - y) < 0.1 * em:
            mitten.append(ruta.x0 - 0.5 * em - halv)
            mitten += [ruta.x1 + 0.5 * em + halv] * till_hoger
    duk.text([(m, y, "middle") for m in sorted(mitten, key=lambda m: abs(m - x))], text, roll)
