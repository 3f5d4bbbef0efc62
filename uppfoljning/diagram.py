"""Small SVG charts for the report and its web twin. Units are millimetres.

Real text, labels at the lines instead of a legend, the target dashed, and x positions
equal to the columns of the table below, so that the table's header is the axis. `<title>`
holds the conclusion; WeasyPrint makes it the figure's alternative text. At most 2 kB each.

Colours: fixed in print. On the web (`webb=True`) every element carries a class instead,
and static/css/rapport_twin.css colours it for light and dark.
"""

import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import ceil, cos, floor, log10, pi, sin

from kvalitet.texter import MINUS

Tal = Decimal | float
Etikett = tuple[float, str, str, bool]
VANSTER, BREDD, ETIKETT = 30.0, 170.0, 31.0
MAX_PUNKTER = 7
MAX_STEG = 16.0

FARG = {
    "text": "#302b22",
    "axel": "#665c4b",
    "rad": "#e3e0da",
    "egen": "#1c4462",
    "jamf": "#665c4b",
    "mal": "#302b22",
    "sprang": "#1f7a3a",
    "ton": "#eef5f0",
}


@dataclass(frozen=True, slots=True)
class Rita:
    """Writes SVG elements in one of the two dresses."""

    webb: bool = False

    def text(
        self, x: float, y: float, s: str, roll: str = "text", ankare: str = "", fet: bool = False
    ) -> str:
        a = f' text-anchor="{ankare}"' if ankare else ""
        vikt = ' font-weight="600"' if fet else ""
        return f'<text x="{_n(x)}" y="{_n(y)}"{self._fyll(roll)}{a}{vikt}>{escape(s)}</text>'

    def linje(self, d: str, roll: str, tjock: float, streck: str = "") -> str:
        s = f' stroke-dasharray="{streck}"' if streck else ""
        farg = f' class="d-l-{roll}"' if self.webb else f' stroke="{FARG[roll]}"'
        return f'<path d="{d}" fill="none"{farg} stroke-width="{tjock}"{s}/>'

    def yta(self, d: str, roll: str) -> str:
        return f'<path d="{d}"{self._fyll(roll)}/>'

    def punkt(self, x: float, y: float, roll: str, r: float) -> str:
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{r}"{self._fyll(roll)}/>'

    def svg(self, h: float, titel: str, delar: Sequence[str], b: float = BREDD) -> str:
        """The drawing with its title. Print has its size in millimetres; on the web CSS sets it."""
        if self.webb:
            matt = ' class="rapportdiagram"'
        else:
            matt = f' width="{_n(b)}mm" height="{_n(h)}mm" font-family="RapportSans"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(b)} {_n(h)}"{matt} '
            f'font-size="2.65" role="img"><title>{escape(titel)}</title>{"".join(delar)}</svg>'
        )

    def _fyll(self, roll: str) -> str:
        return f' class="d-f-{roll}"' if self.webb else f' fill="{FARG[roll]}"'


@dataclass(frozen=True, slots=True)
class Skala:
    """A vertical axis with even steps: lowest, highest, step, and the decimals its labels need."""

    lag: float
    hog: float
    steg: float

    @property
    def decimaler(self) -> int:
        return max(0, -floor(log10(self.steg)))

    @property
    def streck(self) -> list[float]:
        return [
            self.lag + i * self.steg for i in range(round((self.hog - self.lag) / self.steg) + 1)
        ]

    def y(self, v: float, topp: float, botten: float) -> float:
        return botten - (v - self.lag) / (self.hog - self.lag) * (botten - topp)


def skala(varden: Sequence[float], max_streck: int = 4) -> Skala:
    """Steps of 1, 2 or 5 · 10^k so that all values fit in at most `max_streck` steps."""
    lag, hog = min(varden), max(varden)
    if lag == hog:
        lag, hog = lag - abs(lag) * 0.05 - 0.5, hog + abs(hog) * 0.05 + 0.5
    tiopotens = 10.0 ** floor(log10((hog - lag) / max_streck))
    for faktor in (1, 2, 5, 10, 20):
        steg = faktor * tiopotens
        undre, ovre = floor(lag / steg + 1e-9), ceil(hog / steg - 1e-9)
        if ovre - undre <= max_streck:
            return Skala(undre * steg, ovre * steg, steg)
    raise AssertionError("a step of 20 powers always suffices")


def kolumnbredd(antal: int) -> float:
    """Width in mm of one column: of the chart and of the table under it."""
    return min(MAX_STEG, (BREDD - VANSTER - ETIKETT) / max(antal, 1))


def linjediagram(
    serie: Sequence[Tal | None],
    *,
    titel: str,
    egen: str = "Utfall",
    jamforelse: Sequence[Tal | None] = (),
    jamf_namn: str = "Riket",
    malvarde: Tal | None = None,
    maltext: str = "",
    brott: Sequence[int] = (),
    decimaler: int = 1,
    webb: bool = False,
    h: float = 34.0,
) -> str:
    """Lines over time. `titel` is the conclusion. A None leaves a gap in the line, and an
    index in `brott` (a Seriebrott before that point) parts it with a dashed rule."""
    rita = Rita(webb)
    topp, botten, steg = 3.0, h - 2.0, kolumnbredd(len(serie))
    egna, andra = _flyt(serie), _flyt(jamforelse)
    alla = [v for v in (*egna, *andra, _tal(malvarde)) if v is not None]
    if not alla:
        return ""
    axel = skala(alla)
    hoger = VANSTER + steg * (len(serie) - 0.5) + 2

    def xy(i: int, v: float) -> tuple[float, float]:
        return VANSTER + steg * (i + 0.5), axel.y(v, topp, botten)

    ut = _rutnat(rita, axel, VANSTER, hoger, topp, botten)
    etiketter: list[Etikett] = []
    if malvarde is not None:
        y = axel.y(float(malvarde), topp, botten)
        ut.append(rita.linje(f"M{_n(VANSTER)} {_n(y)}H{_n(hoger)}", "mal", 0.3, "1.2 .9"))
        etiketter.append((y, f"Mål: {maltext}" if maltext else "Mål", "mal", False))
    for i in brott:
        x = VANSTER + steg * i
        ut.append(rita.linje(f"M{_n(x)} {_n(topp)}V{_n(botten)}", "axel", 0.3, ".5 .7"))
    for varden, namn, roll, tjock in ((andra, jamf_namn, "jamf", 0.4), (egna, egen, "egen", 0.75)):
        sist = next((i for i in range(len(varden) - 1, -1, -1) if varden[i] is not None), None)
        if sist is None:
            continue
        ut += _kurva(rita, varden, xy, roll, tjock, set(brott))
        v = varden[sist] or 0.0
        etiketter.append((xy(sist, v)[1], f"{namn} {_sv(v, decimaler)}", roll, roll == "egen"))
    return rita.svg(h, titel, ut + _etiketter(rita, etiketter, hoger + 1.4))


def stegdiagram(
    serie: Sequence[Tal | None],
    *,
    titel: str,
    start: int,
    ny_fran: int,
    gammal: Tal,
    ny: Tal,
    start_text: str = "",
    decimaler: int = 1,
    webb: bool = False,
    h: float = 44.0,
) -> str:
    """A förbättringssprång: two level lines and a step. No line is drawn across the step."""
    rita = Rita(webb)
    topp, botten = 5.0, h - 2.0
    steg, vanster = (BREDD - 24.0 - ETIKETT) / max(len(serie), 1), 24.0
    steg = min(steg, 12.0)
    varden, fore, efter = _flyt(serie), float(gammal), float(ny)
    axel = skala([v for v in (*varden, fore, efter) if v is not None], 5)
    hoger, gx, nx = vanster + steg * len(serie), vanster + steg * start, vanster + steg * ny_fran
    gy, ny_y = axel.y(fore, topp, botten), axel.y(efter, topp, botten)
    ut = _rutnat(rita, axel, vanster, hoger, topp, botten)
    ut.append(rita.yta(f"M{_n(gx)} {_n(topp)}H{_n(nx)}V{_n(botten)}H{_n(gx)}Z", "ton"))
    ut.append(rita.linje(f"M{_n(gx)} {_n(topp)}V{_n(botten)}", "mal", 0.3, "1 .8"))
    if start_text:
        ut.append(rita.text(gx - 1.2, topp - 1.2, start_text, "text", "end", True))
    ut += [
        rita.linje(f"M{_n(vanster)} {_n(gy)}H{_n(gx)}", "jamf", 0.7),
        rita.linje(f"M{_n(gx)} {_n(gy)}H{_n(hoger)}", "jamf", 0.3, ".8 .8"),
        rita.linje(f"M{_n(nx)} {_n(ny_y)}H{_n(hoger)}", "sprang", 1.0),
    ]
    ut += _pil(rita, nx, gy, ny_y)
    for i, v in enumerate(varden):
        if v is not None:
            x = vanster + steg * (i + 0.5)
            ut.append(
                rita.punkt(x, axel.y(v, topp, botten), "jamf" if i < start else "sprang", 0.95)
            )
    nivaer = [
        (gy, f"Gammal nivå {_sv(fore, decimaler)}", "jamf", True),
        (ny_y, f"Ny nivå {_sv(efter, decimaler)}", "sprang", True),
    ]
    return rita.svg(h, titel, ut + _etiketter(rita, nivaer, hoger + 2))


def _pil(rita: Rita, x: float, fran: float, till: float) -> list[str]:
    """The step itself, an arrow from the old level to the new."""
    if abs(till - fran) < 3:
        return []
    ned = 1 if till > fran else -1
    spets = till - ned * 0.6
    return [
        rita.linje(f"M{_n(x)} {_n(fran)}V{_n(spets - ned * 2)}", "sprang", 0.5),
        rita.yta(f"M{_n(x - 1.1)} {_n(spets - ned * 2.2)}h2.2l-1.1 {_n(ned * 2.2)}z", "sprang"),
    ]


def _rutnat(rita: Rita, axel: Skala, v: float, h: float, topp: float, botten: float) -> list[str]:
    """All rules as one path, then the figures of the axis."""
    ys = [axel.y(s, topp, botten) for s in axel.streck]
    ut = [rita.linje("".join(f"M{_n(v)} {_n(y)}H{_n(h)}" for y in ys), "rad", 0.18)]
    ut += [
        rita.text(v - 1.5, y + 0.95, _sv(s, axel.decimaler), "axel", "end")
        for s, y in zip(axel.streck, ys, strict=True)
    ]
    return ut


def _kurva(
    rita: Rita,
    varden: Sequence[float | None],
    xy: Callable[[int, float], tuple[float, float]],
    roll: str,
    tjock: float,
    brott: Collection[int],
) -> list[str]:
    d, punkter, fortsatt = [], [], False
    for i, v in enumerate(varden):
        if v is None:
            fortsatt = False
            continue
        x, y = xy(i, v)
        d.append(f"{'L' if fortsatt and i not in brott else 'M'}{_n(x)} {_n(y)}")
        fortsatt = True
        if roll == "egen":
            punkter.append(rita.punkt(x, y, roll, 1.15 if i == len(varden) - 1 else 0.75))
    return [rita.linje("".join(d), roll, tjock), *punkter]


def _etiketter(rita: Rita, etiketter: Sequence[Etikett], x: float) -> list[str]:
    plats = isar([e[0] for e in etiketter], 3.4)
    return [
        rita.text(x, y + 0.95, s, roll, fet=fet)
        for (_, s, roll, fet), y in zip(etiketter, plats, strict=True)
    ]


def isar(ys: Sequence[float], gap: float) -> list[float]:
    """Parts labels so that each has `gap` to the next, keeping their order."""
    ordning = sorted(range(len(ys)), key=lambda i: ys[i])
    ut = list(ys)
    for _ in range(20):
        for a, b in itertools.pairwise(ordning):
            brist = gap - (ut[b] - ut[a])
            if brist > 1e-6:
                ut[a] -= brist / 2
                ut[b] += brist / 2
    return ut


def _flyt(serie: Sequence[Tal | None]) -> list[float | None]:
    return [_tal(v) for v in serie]


def _tal(v: Tal | None) -> float | None:
    return None if v is None else float(v)


def _n(v: float) -> str:
    """A coordinate: hundredths of a millimetre, without trailing zeros."""
    return f"{v:.2f}".rstrip("0").rstrip(".") if v else "0"


def _sv(v: float, decimaler: int) -> str:
    text = f"{v:.{decimaler}f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace(".", ",").replace("-", MINUS)


# --- the wheel -------------------------------------------------------------------

SKEDEN = (  # key, label, dark, light
    ("planera", "Planera", "#235ea5", "#e1e9f4"),
    ("genomfora", "Genomföra", "#7d5600", "#efe8da"),
    ("folja_upp", "Följa upp", "#814690", "#eee6f0"),
    ("atgarda", "Åtgärda", "#a03e1b", "#f4e6e0"),
    ("kvalitetssakra", "Kvalitetssäkra", "#3d4652", "#e7e9ea"),
)


def hjul(fas: str, b: float = 74.0, h: float = 52.0) -> str:
    """Förbättringshjulet in print: four stages on a slope, the wedge that holds it, the arrow.

    The web has its own drawing (templates/komponenter/hjul.html).
    """
    rita = Rita()
    r, hal, lut = 17.0, 4.6, -9.8 * pi / 180
    kx, ky = 32.0, 42.0  # where the wheel stands on the slope
    cx, cy = kx + r * sin(lut), ky - r * cos(lut)

    def pa(langs: float, hojd: float) -> tuple[float, float]:
        return (
            kx + langs * cos(lut) + hojd * sin(lut),
            ky + langs * sin(lut) - hojd * cos(lut),
        )

    v, hg = pa(-32, 0), pa(42, 0)
    ut = [f'<path d="M{_p(v)}L{_p(hg)}V{_n(h)}H{_n(v[0])}Z" fill="#c1ccd4"/>']
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
    ut.append(
        f'<path d="M{"L".join(_p(p) for p in kil)}Z" fill="{fyll}" stroke="{mork}" '
        'stroke-width=".35" stroke-linejoin="round"/>'
    )
    ut.append(_hjultext(kil[1][0] - 11.6, kil[1][1] + 5.2, etikett, "#3d4652", "start"))
    p0, p1 = pa(19.5, 8.5), pa(38, 8.5)
    spets = [pa(36.5, 10.2), pa(40.5, 8.5), pa(36.5, 6.8)]
    ut += [
        rita.linje(f"M{_p(p0)}L{_p(p1)}", "egen", 0.9),
        rita.yta(f"M{'L'.join(_p(p) for p in spets)}Z", "egen"),
        _hjultext(p0[0] + 0.6, p0[1] - 9.0, "Ständiga", FARG["egen"], "start"),
        _hjultext(p0[0] + 0.6, p0[1] - 5.6, "förbättringar", FARG["egen"], "start"),
    ]
    namn = {s[0]: s[1].lower() for s in SKEDEN}.get(fas, "")
    titel = (
        "Förbättringshjulet. Ett hjul med delarna planera, genomföra, följa upp och åtgärda rullar "
        "uppför en sluttning. En kil, kvalitetssäkra, hindrar hjulet från att rulla tillbaka. "
        f"En pil pekar framåt: ständiga förbättringar.{f' Nu: {namn}.' if namn else ''}"
    )
    return rita.svg(h, titel, ut, b)


def _tartbit(cx: float, cy: float, r: float, hal: float, a: float, fyll: str, kant: str) -> str:
    ox, oy = cx + 0.45 * cos(a + pi / 4), cy + 0.45 * sin(a + pi / 4)
    p = [
        (ox + rr * cos(v), oy + rr * sin(v))
        for rr, v in ((hal, a), (r, a), (r, a + pi / 2), (hal, a + pi / 2))
    ]
    return (
        f'<path d="M{_p(p[0])}L{_p(p[1])}A{_n(r)} {_n(r)} 0 0 1 {_p(p[2])}L{_p(p[3])}'
        f'A{_n(hal)} {_n(hal)} 0 0 0 {_p(p[0])}Z" fill="{fyll}" stroke="{kant}" '
        'stroke-width=".35"/>'
    )


def _hjultext(x: float, y: float, s: str, farg: str, ankare: str) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="2.5" font-weight="600" fill="{farg}" '
        f'text-anchor="{ankare}">{escape(s)}</text>'
    )


def _p(p: tuple[float, float]) -> str:
    return f"{_n(p[0])} {_n(p[1])}"
