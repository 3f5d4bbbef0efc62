"""How numbers, dates and the wheel's words are written in Swedish. Pure; shared with reports.

Written out here rather than left to the active locale, so that a page, a mail sent by a worker
and a report made at night say the same thing.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils import timezone

HART: Final = "\N{NO-BREAK SPACE}"
MINUS: Final = "\N{MINUS SIGN}"

MANADER: Final = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
DAGAR: Final = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]
RAKNEORD: Final = [
    "noll",
    "en",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
]

FASER: Final = {
    "planera": "Planera",
    "genomfora": "Genomföra",
    "folja_upp": "Följa upp",
    "atgarda": "Åtgärda",
    "kvalitetssakra": "Kvalitetssäkra",
}
FASTAGGAR: Final = {**FASER, "avslutad": "Avslutad", "avbruten": "Avbruten"}
FASIKONER: Final = {
    "planera": "Tasklist",
    "genomfora": "PersonGroup",
    "folja_upp": "BarChart",
    "atgarda": "Wrench",
    "kvalitetssakra": "EgenKil",
    "avslutad": "CheckmarkCircle",
    "avbruten": "XMark",
}
GRADER: Final = {
    "uppfyllt": "Uppfyllt",
    "delvis": "Delvis uppfyllt",
    "ej": "Ej uppfyllt",
    "okant": "Kan inte bedömas",
}
INTE_BEDOMT: Final = "Inte bedömt än"

Dag = date | datetime
Varde = Decimal | float | int


def _lokal(d: Dag) -> Dag:
    return timezone.localtime(d) if isinstance(d, datetime) and timezone.is_aware(d) else d


def datum(d: Dag) -> str:
    """28 oktober 2026."""
    d = _lokal(d)
    return f"{d.day}{HART}{MANADER[d.month - 1]} {d.year}"


def datum_kort(d: Dag) -> str:
    """28 oktober, where the year is plain from the context."""
    d = _lokal(d)
    return f"{d.day}{HART}{MANADER[d.month - 1]}"


def veckodatum(d: Dag) -> str:
    """onsdag 28 oktober."""
    d = _lokal(d)
    return f"{DAGAR[d.weekday()]} {datum_kort(d)}"


def veckodatum_ar(d: Dag) -> str:
    """onsdag 28 oktober 2026."""
    d = _lokal(d)
    return f"{DAGAR[d.weekday()]} {datum(d)}"


def klockslag(d: datetime) -> str:
    """09.41, Swedish time."""
    return _lokal(d).strftime("%H.%M")


def tidpunkt(d: datetime) -> str:
    """14 oktober 2026 klockan 09.41, Swedish time."""
    return f"{datum(d)} klockan{HART}{klockslag(d)}"


def tal(varde: Varde, decimaler: int | None = None) -> str:
    """Write a number: decimal comma, true minus, no-break space between thousands.

    Without `decimaler`, as many as the value has, at most one for a float: a float's last
    digits are the machine's, not the measurement's.
    """
    if decimaler is None:
        decimaler = _egna_decimaler(varde)
    d = Decimal(str(varde)).quantize(Decimal(1).scaleb(-decimaler), rounding=ROUND_HALF_UP)
    text = f"{abs(d):,f}".replace(",", HART).replace(".", ",")
    return f"{MINUS}{text}" if d < 0 else text


def _egna_decimaler(varde: Varde) -> int:
    if isinstance(varde, int):
        return 0
    exponent = Decimal(str(varde)).normalize().as_tuple().exponent
    egna = max(0, -exponent) if isinstance(exponent, int) else 0
    return min(egna, 1) if isinstance(varde, float) else egna


def procent(varde: Varde, decimaler: int | None = None) -> str:
    """Write 86 %, with a no-break space. The value is in percent already."""
    return f"{tal(varde, decimaler)}{HART}%"


def rakneord(antal: int, *, ett: bool = False) -> str:
    """Write a small count as a word (`ett` for neuter nouns), a larger one in digits."""
    if antal == 1 and ett:
        return "ett"
    return RAKNEORD[antal] if 0 <= antal < len(RAKNEORD) else tal(antal)


def antal(n: int, ett: str, flera: str) -> str:
    """Write "1 öppen åtgärd", "3 öppna åtgärder"."""
    return f"{n}{HART}{ett if n == 1 else flera}"
