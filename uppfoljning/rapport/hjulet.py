"""Förbättringshjulet in print: four stages on a slope, and the wedge that holds it.

The web has its own drawing (templates/komponenter/hjul.html).
"""

from dataclasses import replace
from math import cos, pi, sin

from kvalitet.diagram import TRYCK, Diagram, Tabell
from kvalitet.diagram.rita import FYLLNING, Del, Drakt, Duk

SKEDEN = (  # key, label, dark, light
    ("planera", "Planera", "#235ea5", "#e1e9f4"),
    ("genomfora", "Genomföra", "#7d5600", "#efe8da"),
    ("folja_upp", "Följa upp", "#814690", "#eee6f0"),
    ("atgarda", "Åtgärda", "#a03e1b", "#f4e6e0"),
    ("kvalitetssakra", "Kvalitetssäkra", "#3d4652", "#e7e9ea"),
)


EGEN = FYLLNING["egen"]
DUK = Duk(TRYCK, 0)
"""Writes coordinates as the charts do."""


def hjul(fas: str, b: float = 74.0, h: float = 52.0) -> Diagram:
    """Draw the wheel with the stage `fas` lit, in a box of b by h millimetres."""
    r, hal, lut = 17.0, 4.6, -9.8 * pi / 180
    kx, ky = 32.0, 42.0  # where the wheel stands on the slope
    cx, cy = kx + r * sin(lut), ky - r * cos(lut)

    def pa(langs: float, hojd: float) -> tuple[float, float]:
        return (
            kx + langs * cos(lut) + hojd * sin(lut),
            ky + langs * sin(lut) - hojd * cos(lut),
        )

    v, hg = pa(-32, 0), pa(42, 0)
    ut = [Del((("fill", "#c1ccd4"),), f"M{_p(v)}L{_p(hg)}V{_n(h)}H{_n(v[0])}Z")]
    for i, (nyckel, etikett, mork, ljus) in enumerate(SKEDEN[:4]):
        ut.append(_tartbit(cx, cy, r, hal, -pi + i * pi / 2, mork if nyckel == fas else ljus, mork))
        mitt = -pi + i * pi / 2 + pi / 4
        farg = "#ffffff" if nyckel == fas else mork
        ut.append(
            _hjultext(cx + 11.4 * cos(mitt), cy + 10.2 * sin(mitt) + 0.9, etikett, farg, "middle")
        )
    kil = [pa(-4, 0), pa(-17, 0), pa(-17, 13 * 0.4986)]
    _, etikett, mork, ljus = SKEDEN[4]
    fyll = mork if fas == "kvalitetssakra" else ljus
    ut.append(Del(_kant(fyll, mork), f"M{'L'.join(_p(p) for p in kil)}Z"))
    ut.append(_hjultext(kil[1][0] - 11.6, kil[1][1] + 5.2, etikett, "#3d4652", "start"))
    p0, p1 = pa(19.5, 8.5), pa(38, 8.5)
    spets = [pa(36.5, 10.2), pa(40.5, 8.5), pa(36.5, 6.8)]
    ut += [
        Del((("stroke", EGEN), ("stroke-width", ".9")), f"M{_p(p0)}L{_p(p1)}"),
        Del((("fill", EGEN),), f"M{'L'.join(_p(p) for p in spets)}Z"),
        _hjultext(p0[0] + 0.6, p0[1] - 9.0, "Ständiga", EGEN, "start"),
        _hjultext(p0[0] + 0.6, p0[1] - 5.6, "förbättringar", EGEN, "start"),
    ]
    namn = {s[0]: s[1].lower() for s in SKEDEN}.get(fas, "")
    titel = (
        "Förbättringshjulet. Ett hjul med delarna planera, genomföra, följa upp och åtgärda rullar "
        "uppför en sluttning. En kil, kvalitetssäkra, hindrar hjulet från att rulla tillbaka. "
        f"En pil pekar framåt: ständiga förbättringar.{f' Nu: {namn}.' if namn else ''}"
    )
    bild = Duk(replace(TRYCK, bredd=b), h).fardig("", titel, titel, Tabell("", (), ()))
    return replace(bild, delar=tuple(ut))


def _tartbit(cx: float, cy: float, r: float, hal: float, a: float, fyll: str, kant: str) -> Del:
    ox, oy = cx + 0.45 * cos(a + pi / 4), cy + 0.45 * sin(a + pi / 4)
    p = [
        (ox + rr * cos(v), oy + rr * sin(v))
        for rr, v in ((hal, a), (r, a), (r, a + pi / 2), (hal, a + pi / 2))
    ]
    return Del(
        _kant(fyll, kant),
        f"M{_p(p[0])}L{_p(p[1])}A{_n(r)} {_n(r)} 0 0 1 {_p(p[2])}L{_p(p[3])}"
        f"A{_n(hal)} {_n(hal)} 0 0 0 {_p(p[0])}Z",
    )


def _kant(fyll: str, kant: str) -> Drakt:
    farger = (("fill", fyll), ("stroke", kant), ("stroke-width", ".35"))
    return (*farger, ("stroke-linejoin", "round"))


def _hjultext(x: float, y: float, s: str, farg: str, ankare: str) -> Del:
    vikt = (("font-size", "2.5"), ("font-weight", "600"))
    return Del((*vikt, ("fill", farg), ("text-anchor", ankare)), x=_n(x), y=_n(y), text=s)


def _n(v: float) -> str:
    return DUK.n(v)


def _p(p: tuple[float, float]) -> str:
    return DUK.p(*p)
