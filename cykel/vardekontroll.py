"""Whether a value can be: within its range, for a period of the right length. Pure.

Each returns a sentence that says what to do, or "" when there is nothing to say.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from cykel.frekvens import Frekvens, ar_lang_som, manader_bakat
from cykel.models import Indikator
from kvalitet.texter import tal

LANGST = 366
"""Days of a round at the most."""
_ORD = {
    Frekvens.MANAD: ("varje månad", "en månad", 1),
    Frekvens.HALVAR: ("varje halvår", "ett halvår", 6),
    Frekvens.HELAR: ("varje år", "ett år", 12),
}


def utanfor(indikator: Indikator, varde: Decimal | None) -> str:
    """Name the range when the value is outside it."""
    if varde is None:
        return ""
    under = indikator.lagst is not None and varde < indikator.lagst
    over = indikator.hogst is not None and varde > indikator.hogst
    if not (under or over):
        return ""
    return f"Värdet ska vara {gransmening(indikator)}. Du skrev {tal(varde)}."


def gransmening(indikator: Indikator) -> str:
    """mellan 0 och 100 procent; minst 0 dagar; högst 5; "" without limits."""
    lagst, hogst = indikator.lagst, indikator.hogst
    if lagst is not None and hogst is not None:
        return f"mellan {tal(lagst)} och {tal(hogst)} {indikator.matt}"
    if lagst is not None:
        return f"minst {tal(lagst)} {indikator.matt}"
    return "" if hogst is None else f"högst {tal(hogst)} {indikator.matt}"


def periodfel(frekvens: str, fran: date, till: date) -> str:
    """Refuse a period that ends before it begins, or is not as long as what is measured."""
    if till < fran:
        return "Periodens slut ska vara efter dess början."
    if (till - fran).days + 1 > LANGST and frekvens == Frekvens.TILLFALLE:
        return "Perioden är längre än ett år. Skriv en period på högst ett år."
    if ar_lang_som(frekvens, fran, till):
        return ""
    hur_ofta, hur_lang, manader = _ORD[Frekvens(frekvens)]
    ratt = manader_bakat(till, manader) + timedelta(days=1)
    return (
        f"Indikatorn mäts {hur_ofta}. Skriv en period på {hur_lang}, "
        f"till exempel {ratt} till {till}."
    )


def totalen_mellan(
    indikator: Indikator, t: Decimal | None, k: Decimal | None, m: Decimal | None
) -> str:
    """Warn when a share of all lies outside the shares of women and men, which it cannot."""
    if indikator.matt not in ("procent", "%") or t is None or k is None or m is None:
        return ""
    avrundning = Decimal(1).scaleb(-indikator.decimaler)
    if min(k, m) - avrundning <= t <= max(k, m) + avrundning:
        return ""
    return (
        f"Totalen {tal(t)} ligger inte mellan kvinnors {tal(k)} och mäns {tal(m)}. "
        "Kontrollera siffrorna."
    )
