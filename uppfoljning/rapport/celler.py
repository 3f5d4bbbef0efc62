"""The values of a report as cells of its `Dokument`. Pure.

A number is rounded as the pages print it (`skrift.avrundat`), from the unrounded value and half
away from zero; what has too few answers is "..", what should be here and is not names its owner.
"""

from __future__ import annotations

from decimal import Decimal

from uppfoljning.rapport import skrift
from uppfoljning.rapport.dokument import Avsnitt, Cell
from uppfoljning.rapport.lasforst import Svar
from uppfoljning.rapport.mening import Mening
from uppfoljning.rapport.modell import Antal, Fraga, Indikator, Konsvarde, Punkt

INTE_UTSEDD = "inte utsedd"


def tal(v: Decimal | int | None, decimaler: int = 1) -> Decimal | None:
    """The number as it is shown; None when there is none. Never −0,0."""
    if v is None:
        return None
    avrundat = skrift.avrundat(Decimal(v), decimaler)
    return abs(avrundat) if avrundat == 0 else avrundat


def dagtal(v: Decimal | None) -> Decimal | None:
    """Days, with a decimal only when there is one."""
    return None if v is None else tal(v, 0 if v == v.to_integral() else 1)


def skillnad(
    a: Decimal | int | None, b: Decimal | int | None, decimaler: int = 1
) -> Decimal | None:
    """a − b, from unrounded values."""
    return None if a is None or b is None else tal(Decimal(a) - Decimal(b), decimaler)


def antal(a: Antal) -> tuple[Cell, Cell, Cell]:
    """The count before, the count now, and the difference."""
    dold = a.dold or a.forra_dold
    return (
        skrift.DOLT if a.forra_dold else a.forra,
        skrift.DOLT if a.dold else a.antal,
        skrift.DOLT if dold else skillnad(a.antal, a.forra, 0),
    )


def saknas(ansvarig: str) -> str:
    """What should be here and is not, and who answers for it."""
    return f"Saknas – ansvarig: {ansvarig or INTE_UTSEDD}"


def eller_saknas(text: str, ansvarig: str) -> str:
    return text or saknas(ansvarig)


def eller_inget(text: str) -> str | None:
    """None for what is empty because there is nothing to tell."""
    return text or None


def kon(v: Konsvarde, vilket: str, decimaler: int = 1) -> Cell:
    """The value for all (T), women (K) or men (M)."""
    if vilket in v.dolda:
        return skrift.DOLT
    return tal({"T": v.t, "K": v.k, "M": v.m}[vilket], decimaler)


def konsskillnad(v: Konsvarde, decimaler: int = 1) -> Cell:
    return skrift.DOLT if v.dolda else skillnad(v.k, v.m, decimaler)


def nuvarde(i: Indikator) -> Cell:
    """A qualitative target's answer, or the value."""
    if i.svar:
        return i.svar
    varde = kon(i.nu, "T", i.decimaler)
    return "Saknas" if varde is None else varde


def punkt(p: Punkt, decimaler: int) -> Cell:
    return skrift.DOLT if p.dold else tal(p.varde, decimaler)


def grans(f: Fraga, varde: Decimal | None) -> Cell:
    """An end of the interval of a question's value."""
    return skrift.DOLT if "T" in f.varde.dolda else tal(varde)


def antal_svar(f: Fraga, troskel: int) -> Cell:
    return f"under {troskel}" if "T" in f.varde.dolda else f.n


def skriven(m: Mening) -> str:
    """A sentence of page 1 with the name of where it is shown, as the web has it in a link."""
    return f"{m.text} ({m.lank})." if m.ankare else skrift.mening(m.text)


def svar(s: Svar) -> Avsnitt:
    """One of the five answers."""
    meningar = tuple(skriven(m) for m in s.meningar)
    tomt = () if meningar else (s.tomt,)
    return Avsnitt(rubrik=s.rubrik, niva=2, stycken=tomt, punkter=meningar)
