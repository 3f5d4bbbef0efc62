"""How numbers, dates and the wheel's words are written in Swedish. Shared with reports.

Written out here rather than left to the active locale, so that a page, a mail sent by a worker
and a report made at night say the same thing. Only on a page whose address asks for English are
dates and small counts written in English.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language

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
MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
COUNTS: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
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


def pa_engelska() -> bool:
    return get_language() == "en"


def _manad(d: Dag) -> str:
    return (MONTHS if pa_engelska() else MANADER)[d.month - 1]


def _veckodag(d: Dag) -> str:
    return (DAYS if pa_engelska() else DAGAR)[d.weekday()]


def datum(d: Dag) -> str:
    """28 oktober 2026."""
    d = _lokal(d)
    return f"{d.day}{HART}{_manad(d)} {d.year}"


def datum_kort(d: Dag) -> str:
    """28 oktober, where the year is plain from the context."""
    d = _lokal(d)
    return f"{d.day}{HART}{_manad(d)}"


def veckodatum(d: Dag) -> str:
    """onsdag 28 oktober."""
    d = _lokal(d)
    return f"{_veckodag(d)} {datum_kort(d)}"


def veckodatum_ar(d: Dag) -> str:
    """onsdag 28 oktober 2026."""
    d = _lokal(d)
    return f"{_veckodag(d)} {datum(d)}"


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
    if not 0 <= antal < len(RAKNEORD):
        return tal(antal)
    if pa_engelska():
        return COUNTS[antal]
    return "ett" if antal == 1 and ett else RAKNEORD[antal]


def antal(n: int, ett: str, flera: str) -> str:
    """Write "1 öppen åtgärd", "3 öppna åtgärder"."""
    return f"{n}{HART}{ett if n == 1 else flera}"


def periodnamn(fran: Dag, till: Dag) -> str:
    """A period of whole months, in Swedish: "2026", "mars 2026", "januari–juni 2026"."""
    if (fran.month, till.month) == (1, 12) and fran.year == till.year:
        return str(fran.year)
    forsta, sista = MANADER[fran.month - 1], MANADER[till.month - 1]
    if (fran.year, fran.month) == (till.year, till.month):
        return f"{sista} {till.year}"
    ar = "" if fran.year == till.year else f" {fran.year}"
    return f"{forsta}{ar}–{sista} {till.year}"
