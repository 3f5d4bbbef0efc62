"""Reads a drawing back: where its paths go and where its texts stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from django.template.loader import render_to_string

from kvalitet.diagram.rita import Diagram, Ruta

_BIT = re.compile(r"[AMLHVmlhvazZ]|-?[\d.]+")


def skriv(diagram: Diagram, id: str = "d", titel: str = "") -> str:
    return render_to_string(
        "komponenter/diagram/svg.html", {"r": diagram, "id": id, "titel": titel}
    )


def punkter(d: str) -> Iterator[tuple[float, float]]:
    """Every end point of a path, in the drawing's coordinates."""
    bitar = _BIT.findall(d)
    x = y = x0 = y0 = 0.0
    kommando = ""
    while bitar:
        if bitar[0].isalpha():
            kommando = bitar.pop(0)
        if kommando in "zZ":
            x, y = x0, y0
            continue
        if kommando in "Aa":
            del bitar[:5]
        tal = [float(bitar.pop(0)) for _ in range(1 if kommando in "HhVv" else 2)]
        rel = kommando.islower()
        if kommando in "Hh":
            x = tal[0] + x * rel
        elif kommando in "Vv":
            y = tal[0] + y * rel
        else:
            x, y = tal[0] + x * rel, tal[1] + y * rel
        if kommando in "Mm":
            x0, y0 = x, y
        yield x, y


def utanfor(diagram: Diagram, luft: float) -> list[str]:
    """Paths and texts that leave the drawing by more than `luft`."""
    bredd, hojd = float(diagram.bredd), float(diagram.hojd)
    ut = [
        f"{x} {y} in {d.drakt}"
        for d in diagram.delar
        for x, y in punkter(d.d)
        if not (-luft <= x <= bredd + luft and -luft <= y <= hojd + luft)
    ]
    ut += [str(r) for r in diagram.rutor if r.x0 < -luft or r.x1 > bredd + luft]
    return ut + [str(r) for r in diagram.rutor if r.y0 < -luft or r.y1 > hojd + luft]


def krockar(diagram: Diagram) -> list[tuple[Ruta, Ruta]]:
    return [(a, b) for a, b in combinations(diagram.rutor, 2) if a.krockar(b)]


def med_roll(diagram: Diagram, roll: str) -> list[str]:
    """The paths of a role, as the web's classes name it."""
    return [d.d for d in diagram.delar if ("class", roll) in d.drakt]


def ord_i(diagram: Diagram) -> list[str]:
    return [d.text for d in diagram.delar if d.text]
