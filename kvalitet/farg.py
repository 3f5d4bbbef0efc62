"""The municipality's accent colour as the tokens of the design system, light and dark. Pure.

Contrast hangs on luminance alone. Each shade therefore gets the municipality's hue and the
luminance of the shade that it replaces (static/css/tema.css), and what was measured there holds
for every hue. Only the colour itself is used as it is given, which is why it is tried.
"""

from __future__ import annotations

import re
from typing import Final

FORVAL: Final = "#1C4462"
VIT: Final = "#FFFFFF"
PAPPER: Final = "#F8F5EF"
"""The darkest of the grounds that the colour lies on in the light scheme."""
AA: Final = 4.5
"""WCAG 2.2, 1.4.3: text of ordinary size."""

# Luminance of each shade, as the design system's own accent has it.
LJUS: Final = {
    "background-default": 1.0,
    "background-tinted": 0.9,
    "surface-default": 1.0,
    "surface-tinted": 0.809,
    "surface-hover": 0.694,
    "surface-active": 0.592,
    "border-subtle": 0.498,
    "border-default": 0.19,
    "border-strong": 0.11,
    "text-subtle": 0.11,
    "text-default": 0.025,
}
MORK: Final = {
    "background-default": 0.0092,
    "background-tinted": 0.0147,
    "surface-default": 0.0214,
    "surface-tinted": 0.028,
    "surface-hover": 0.0365,
    "surface-active": 0.0565,
    "border-subtle": 0.081,
    "border-default": 0.22,
    "border-strong": 0.391,
    "text-subtle": 0.391,
    "text-default": 0.84,
    "base-default": 0.41,
    "base-hover": 0.307,
    "base-active": 0.216,
    "base-contrast-subtle": 0.011,
    "base-contrast-default": 0.0,
}
GRATT: Final = 0.3
"""How far towards grey the colour goes in the dark, where it would glare."""

Rgb = tuple[float, float, float]


def luminans(farg: str) -> float:
    """Relative luminance as WCAG counts it, 0 to 1, of a colour #RRGGBB."""
    return _luminans(_rgb(farg))


def kontrast(en: str, annan: str) -> float:
    ljusast, morkast = sorted((luminans(en), luminans(annan)), reverse=True)
    return (ljusast + 0.05) / (morkast + 0.05)


def fel(namn: str, farg: str) -> str:
    """Return what is wrong with a colour given as the setting `namn`, and what to do; or ""."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", farg):
        return f"{namn} är ”{farg}”. Skriv färgen som # och sex tecken, till exempel {FORVAL}."
    minst = min(kontrast(farg, VIT), kontrast(farg, PAPPER))
    if minst >= AA:
        return ""
    matt = f"{int(minst * 10) / 10:.1f}".replace(".", ",")
    return (
        f"{namn} är ”{farg}”. Kontrasten mot vitt och mot sidans botten är {matt} till 1 men ska "
        f"vara minst 4,5 till 1. Välj en mörkare färg, till exempel {_mork_nog(farg)}."
    )


def stilmall(farg: str) -> str:
    """The style sheet that gives the pages this accent; it says nothing else."""
    ljus, mork = _regler(_ljusa(farg)), _regler(_morka(farg))
    return (
        f':root,[data-color-scheme="light"],[data-color-scheme="auto"]{{{ljus}}}\n'
        f"@media (prefers-color-scheme:dark)"
        f'{{[data-color-scheme="auto"]{{{mork}}}}}\n'
        f'[data-color-scheme="dark"]{{{mork}}}\n'
    )


def _regler(skala: dict[str, str]) -> str:
    return ";".join(
        f"--ds-color-{namn}-{steg}:{farg}"
        for namn in ("accent", "info")  # information is told in the accent
        for steg, farg in skala.items()
    )


def _ljusa(farg: str) -> dict[str, str]:
    egen = luminans(farg)
    # A pressed button grows darker, or lighter where it is nearly black already.
    steg = (0.7, 0.45) if egen > 0.06 else (1 + 0.03 / (egen + 0.005), 1 + 0.07 / (egen + 0.005))
    return {
        **{namn: _med_luminans(farg, mal) for namn, mal in LJUS.items()},
        "base-default": farg,
        "base-hover": _med_luminans(farg, (egen + 0.005) * steg[0]),
        "base-active": _med_luminans(farg, (egen + 0.005) * steg[1]),
        "base-contrast-subtle": _med_luminans(farg, 0.92),
        "base-contrast-default": VIT,
    }


def _morka(farg: str) -> dict[str, str]:
    grat = 255 * _srgb(luminans(farg))
    dampad = _hex(_blanda(_rgb(farg), (grat, grat, grat), GRATT))
    return {namn: _med_luminans(dampad, mal) for namn, mal in MORK.items()}


def _mork_nog(farg: str) -> str:
    """The nearest darker shade of the same hue that is enough."""
    tak = (luminans(PAPPER) + 0.05) / AA - 0.05
    return _med_luminans(farg, tak - 0.003)


def _med_luminans(farg: str, mal: float) -> str:
    """The colour mixed with white or black until its luminance is `mal`."""
    egen = _rgb(farg)
    mot: Rgb = (255.0, 255.0, 255.0) if _luminans(egen) < mal else (0.0, 0.0, 0.0)
    lag, hog = 0.0, 1.0
    for _ in range(20):
        mitt = (lag + hog) / 2
        ljusare = _luminans(_blanda(egen, mot, mitt)) > mal
        if ljusare == bool(mot[0]):
            hog = mitt
        else:
            lag = mitt
    return _hex(_blanda(egen, mot, (lag + hog) / 2))


def _blanda(en: Rgb, annan: Rgb, andel: float) -> Rgb:
    r, g, b = (x + (y - x) * andel for x, y in zip(en, annan, strict=True))
    return r, g, b


def _rgb(farg: str) -> Rgb:
    return int(farg[1:3], 16), int(farg[3:5], 16), int(farg[5:7], 16)


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(kanal):02x}" for kanal in rgb)


def _luminans(rgb: Rgb) -> float:
    r, g, b = (_linjar(kanal / 255) for kanal in rgb)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _linjar(kanal: float) -> float:
    return float(kanal / 12.92 if kanal <= 0.04045 else ((kanal + 0.055) / 1.055) ** 2.4)


def _srgb(ljus: float) -> float:
    return float(12.92 * ljus if ljus <= 0.0031308 else 1.055 * ljus ** (1 / 2.4) - 0.055)
