"""How figures, dates and lists are written in Swedish print. Pure.

Decimal comma, true minus, no-break space in thousands and between number and word.
"–": does not exist. "..": too few answers. Values are rounded here and nowhere else,
half away from zero as a reader does it by hand.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kvalitet.texter import HART, MANADER, MINUS

NB = HART
SAKNAS = "–"
DOLT = ".."
FLEST_NUMMER = 8
"""More numbers of goals than that are drawn together."""
ORDTAL = ("noll ett två tre fyra fem sex sju åtta nio tio elva tolv").split()  # noqa: SIM905


def avrundat(v: Decimal, decimaler: int) -> Decimal:
    return v.quantize(Decimal(1).scaleb(-decimaler), rounding=ROUND_HALF_UP)


def tal(v: Decimal | int | None, decimaler: int = 1) -> str:
    """12345.67 → "12 345,7"; None → "–"."""
    if v is None:
        return SAKNAS
    avr = avrundat(Decimal(v), decimaler)
    if avr == 0:
        avr = abs(avr)  # never "−0,0"
    text = f"{avr:,.{decimaler}f}"
    return text.replace(",", NB).replace(".", ",").replace("-", MINUS)


def heltal(v: int | None) -> str:
    return tal(v, 0)


def dagtal(v: Decimal | None) -> str:
    """Days, with a decimal only when there is one: "7", "7,5"."""
    if v is None:
        return SAKNAS
    return tal(v, 0 if v == v.to_integral() else 1)


def skillnad(a: Decimal | int | None, b: Decimal | int | None, decimaler: int = 1) -> str:
    """a − b with its sign, from unrounded values."""
    if a is None or b is None:
        return SAKNAS
    d = Decimal(a) - Decimal(b)
    text = tal(d, decimaler)
    return f"+{text}" if avrundat(d, decimaler) > 0 else text


def intervall(undre: Decimal | None, ovre: Decimal | None, decimaler: int = 1) -> str:
    if undre is None or ovre is None:
        return SAKNAS
    return f"{tal(undre, decimaler)}–{tal(ovre, decimaler)}"


def datum(d: date | None) -> str:
    """ "31 augusti 2026"."""
    return SAKNAS if d is None else f"{d.day}{NB}{MANADER[d.month - 1]}{NB}{d.year}"


def datum_kort(d: date | None) -> str:
    """ "31 aug 2026"."""
    return SAKNAS if d is None else f"{d.day}{NB}{MANADER[d.month - 1][:3]}{NB}{d.year}"


def period(fran: date, till: date) -> str:
    """ "januari–augusti 2026", or the dates when the months are not whole."""
    ar = "" if fran.year == till.year else f" {fran.year}"
    if (fran.year, fran.month) == (till.year, till.month):
        return f"{MANADER[till.month - 1]} {till.year}"
    return f"{MANADER[fran.month - 1]}{ar}–{MANADER[till.month - 1]} {till.year}"


def manader(dagar: int) -> int:
    """Age in whole months of 30.44 days."""
    return int(dagar * 100 // 3044)


def ordtal(n: int, *, n_genus: bool = False) -> str:
    """Numbers to twelve in words, as running text has them ("en" for n-words)."""
    if n == 1 and n_genus:
        return "en"
    return ORDTAL[n] if 0 <= n < len(ORDTAL) else str(n)


def antal(n: int, en: str, flera: str, *, n_genus: bool = False) -> str:
    """ "ett mål", "tre mål", "21 mål"."""
    return f"{ordtal(n, n_genus=n_genus)} {en if n == 1 else flera}"


def upp(text: str) -> str:
    """First letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def ned(text: str) -> str:
    """First letter in lower case, unless an abbreviation begins the text (IT, VA-chef)."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def uppraknat(delar: Sequence[str]) -> str:
    """ "1, 2 och 4", the last with "och"."""
    if len(delar) < 2:
        return "".join(delar)
    return f"{', '.join(delar[:-1])} och{NB}{delar[-1]}"


def mal_nr(nummer: Sequence[str], flest: int = FLEST_NUMMER) -> str:
    """ "mål 1, 2 och 4"; more than `flest` are drawn together: "mål 1–9, 12 och 14". "–": there is
    none."""
    if not nummer:
        return SAKNAS
    delar = [*nummer] if len(nummer) <= flest else _foljder(nummer)
    if len(delar) > flest:
        visade, fler = delar[: flest - 1], len(nummer)
        fler -= sum(_langd(d) for d in visade)
        delar = [*visade, f"ytterligare{NB}{ordtal(fler)}"]
    return f"mål{NB}{uppraknat(delar)}"


def _foljder(nummer: Sequence[str]) -> list[str]:
    """Three or more whole numbers in a row become one part: "3–7"."""
    ut: list[list[str]] = []
    for n in nummer:
        foljer = ut and n.isdecimal() and ut[-1][-1].isdecimal() and int(n) == int(ut[-1][-1]) + 1
        if foljer:
            ut[-1].append(n)
        else:
            ut.append([n])
    return [d for f in ut for d in ([f"{f[0]}–{f[-1]}"] if len(f) > 2 else f)]


def _langd(del_: str) -> int:
    """How many numbers a part stands for."""
    fran, _, till = del_.partition("–")
    return int(till) - int(fran) + 1 if till else 1


def mening(text: str) -> str:
    """The text with a full stop, unless it ends with a mark of its own."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def i_rad(n: int) -> str:
    """2 → "andra året i rad"."""
    ord_ = {2: "andra", 3: "tredje", 4: "fjärde", 5: "femte", 6: "sjätte"}.get(n, f"{n}:e")
    return f"{ord_} året i rad"
