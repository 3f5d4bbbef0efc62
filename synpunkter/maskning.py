"""Finding and masking what points a person out in a text. Pure.

Found: personnummer and samordningsnummer with a valid checksum, telephone numbers, e-mail
addresses, the names that the caller knows, words that the caller chose, and addresses when asked
for. The text is read as a reader sees it: look-alike letters and digits of other alphabets,
accents, soft hyphens, characters without width and line breaks hide nothing.

What is found is replaced by a word in brackets; all else stays as it was, letter by letter. The
words in brackets are never searched in, so masking twice is masking once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

MASKER = {
    "personnummer": "[personnummer]",
    "telefon": "[telefonnummer]",
    "epost": "[e-postadress]",
    "namn": "[namn]",
    "adress": "[adress]",
    "ord": "[borttaget]",
}
"""What stands in the place of each kind, in the order in which overlapping kinds name it."""
_STANGSEL = "\0"
"""Stands for what is masked already: no word, digit or space, so nothing is found across it."""


@dataclass(frozen=True)
class Traff:
    """Something found, at [start, slut) of the text."""

    start: int
    slut: int
    slag: str
    text: str


@dataclass(frozen=True)
class Maskat:
    text: str
    traffar: tuple[Traff, ...]


@dataclass(frozen=True)
class Sok:
    """What to look for beside numbers and e-mail addresses."""

    namn: tuple[str, ...] = ()
    """Whole names; their parts are looked for too."""
    ord: tuple[str, ...] = ()
    """Words and passages to take away wherever they stand."""
    visa: tuple[str, ...] = ()
    """What was found and is to be left, as it stood in the text."""
    adresser: bool = False


def maska(text: str, sok: Sok = Sok()) -> Maskat:
    """Return the text with everything found replaced, and what it was."""
    traffar = hitta(text, sok)
    delar, slut = [], 0
    for t in traffar:
        delar += [text[slut : t.start], MASKER[t.slag]]
        slut = t.slut
    return Maskat("".join([*delar, text[slut:]]), tuple(traffar))


def hitta(text: str, sok: Sok = Sok()) -> list[Traff]:
    """Return everything found, in order, none overlapping another.

    Looked for again with the found taken away until nothing more is: what a number hid in its
    digits is found too.
    """
    tagna: list[Traff] = []
    undantag = {_nyckel(ord_) for ord_ in sok.visa}
    monster = _monster(sok)
    while True:
        vikt = _vik(text, tagna)
        nya = _hopslagna(
            t
            for slag, start, slut in _alla(vikt.text, monster)
            for t in [vikt.traff(slag, start, slut, text)]
            if _nyckel(t.text) not in undantag
        )
        if not nya:
            return sorted(tagna, key=lambda t: t.start)
        tagna += [Traff(t.start, t.slut, t.slag, text[t.start : t.slut]) for t in nya]


def personnummer(text: str) -> list[Traff]:
    """Return the personnummer and samordningsnummer in the text, for a hint before sending.

    At once when there are too few digits, as in most of what is written.
    """
    if sum(tecken.isnumeric() for tecken in text) < 10:
        return []
    vikt = _vik(text, [])
    return _hopslagna(
        vikt.traff("personnummer", start, slut, text) for start, slut in _personnummer(vikt.text)
    )


def ar_personnummer(siffror: str) -> bool:
    """Say whether ten or twelve digits are a personnummer or a samordningsnummer: a month, a day
    (plus 60 for the latter), and Luhn's checksum over the last ten."""
    if len(siffror) == 12:
        if siffror[:2] not in ("18", "19", "20"):
            return False
        siffror = siffror[2:]
    if len(siffror) != 10:
        return False
    manad, dag = int(siffror[2:4]), int(siffror[4:6])
    return 1 <= manad <= 12 and 1 <= (dag - 60 if dag > 60 else dag) <= 31 and _luhn(siffror)


def _luhn(siffror: str) -> bool:
    summa = 0
    for plats, siffra in enumerate(siffror):
        varde = int(siffra) * (2 - plats % 2)
        summa += varde // 10 + varde % 10
    return summa % 10 == 0


# --- the text as a reader sees it --------------------------------------------------------------

_LIKA = str.maketrans(
    # Cyrillic and Greek letters that look like Latin ones, and dotless i.
    "авеёкмнорстухіјѕԁԛԝһցӏуηοραεικντυχγβıɡɑ",
    "abeekmhopctyxijsdqwhglynopaeikvtuxybiga",
)
_STRECK = "-‐‑‒–—―−﹣－⁃⸺"
_RADBRYT = "\n\r\x0b\x0c\x85\u2028\u2029"


@dataclass(frozen=True)
class _Vikt:
    """A folded text, and for each of its characters where it stood."""

    text: str
    platser: tuple[tuple[int, int], ...]

    def traff(self, slag: str, start: int, slut: int, text: str) -> Traff:
        a, b = self.platser[start][0], self.platser[slut - 1][1]
        return Traff(a, b, slag, text[a:b])


def _vik(text: str, tagna: Iterable[Traff]) -> _Vikt:
    """Fold the text: small Latin letters without accents, ASCII digits, plain dash and space.

    Characters without width go; a mask, or what is taken already, becomes one barrier.
    """
    stangda = {t.start: t.slut for t in tagna}
    stangda |= {m.start(): m.end() for m in _MASK.finditer(text)}
    tecken: list[str] = []
    platser: list[tuple[int, int]] = []
    plats = 0
    while plats < len(text):
        slut = stangda.get(plats, plats + 1)
        vikt = _STANGSEL if plats in stangda else _vik_tecken(text[plats])
        tecken += vikt
        platser += [(plats, slut)] * len(vikt)
        plats = slut
    return _Vikt("".join(tecken), tuple(platser))


@lru_cache(maxsize=4096)
def _vik_tecken(tecken: str) -> str:
    if tecken in _STRECK:
        return "-"
    if tecken in _RADBRYT:
        return "\n"
    if tecken == "\t" or unicodedata.category(tecken) == "Zs":
        return " "
    ut = ""
    for del_ in unicodedata.normalize("NFKD", tecken).casefold():
        slag = unicodedata.category(del_)
        if slag in ("Mn", "Me", "Cf", "Cc", "Cn"):
            continue
        ut += str(unicodedata.digit(del_)) if slag == "Nd" else del_
    return ut.translate(_LIKA)


def _nyckel(text: str) -> str:
    return " ".join(_vik(text, []).text.split())


_MASK = re.compile("|".join(re.escape(mask) for mask in MASKER.values()))

# --- what is looked for ------------------------------------------------------------------------

_SIFFERRAD = re.compile(r"\d(?:[ \n.\-+/]{0,3}\d){9,}")
_TELEFON = re.compile(
    r"(?<!\d)(?:"
    r"(?:\+|00)[ \n]?46[ \n\-./]{0,2}(?:\(0\)|0)?|0"
    r")(?:[ \n\-./()]{0,3}[1-9])(?:[ \n\-./()]{0,3}\d){5,9}(?!\d)"
)
_UTLAND = re.compile(r"\+[ \n]?[1-9](?:[ \n\-./()]{0,3}\d){6,14}(?!\d)")
_EFTER_ORD = re.compile(
    r"(?:\b(?:tel|tfn|telefon\w*|mobil\w*|ring|rings?\s+mig|nummer)[ \n.:]{1,3}"
    r"(?:pa[ \n]|ar[ \n])?)(\d(?:[ \n\-./]{0,2}\d){4,11})(?!\d)"
)
_EPOST = re.compile(
    r"(?<![\w.%+\-])(?:[\w%+\-]+[.\-_]\n)?[\w.%+\-]+[ \n]?(?:@|\(at\)|\[at\])[ \n]?"
    r"[\w\-]+(?:\.[\w\-]+)*(?:\n?\.?\n?[\w\-]*\.[a-z]{2,}\b)?"
)
_GATA = re.compile(
    r"(?<!\w)\w[\w\-]{0,80}(?:gatan|gata|vagen|vag|grand|stigen|stig|torget|torg|allen|alle|backen|plan)"
    r"[ \n]{1,2}\d{1,4}(?:[ \n]?[a-z])?(?!\w)"
)
_POSTORT = re.compile(r"(?<!\d)[1-9]\d{2}[ \n]\d{2}[ \n]{1,2}[a-z][\w\-]+")
_PARTIKLAR = {"af", "av", "von", "van", "de", "der", "den", "la", "le", "el", "al", "och", "di"}

_Monster = dict[str, list[re.Pattern[str]]]


def _monster(sok: Sok) -> _Monster:
    namn = {del_ for helt in sok.namn for del_ in _namndelar(helt)}
    ut: _Monster = {
        "telefon": [_TELEFON, _UTLAND, _EFTER_ORD],
        "epost": [_EPOST],
        "namn": [_helt_ord(n, genitiv=True) for n in _langst_forst(namn)],
        "ord": [_helt_ord(o) for o in _langst_forst({_nyckel(o) for o in sok.ord})],
    }
    if sok.adresser:
        ut["adress"] = [_GATA, _POSTORT]
    return ut


def _namndelar(namn: str) -> Iterator[str]:
    """Give the whole name and each of its parts that is a name by itself."""
    helt = _nyckel(namn)
    delar = {helt, *helt.split(), *re.split(r"[\s\-]+", helt)}
    yield from (d for d in delar if len(d) > 1 and d not in _PARTIKLAR)


def _langst_forst(ord_: Collection[str]) -> list[str]:
    return sorted((o for o in ord_ if o.strip(_STANGSEL + " ")), key=lambda o: (-len(o), o))


def _helt_ord(ord_: str, *, genitiv: bool = False) -> re.Pattern[str]:
    """Match the folded word as a whole, also where a line was broken in it."""
    tecken = [r"[\s\-]+" if t in " -" else re.escape(t) for t in ord_]
    mitt = r"(?:-?\n)?".join(tecken) if len(tecken) <= 60 else "".join(tecken)
    fore = r"(?<!\w)" if re.match(r"\w", ord_) else ""
    efter = r"(?!\w)" if re.search(r"\w$", ord_) else ""
    slut = r"(?:['’´`:]?s)?" if genitiv and efter else ""
    return re.compile(f"{fore}{mitt}{slut}{efter}")


def _alla(text: str, monster: _Monster) -> Iterator[tuple[str, int, int]]:
    for start, slut in _personnummer(text):
        yield "personnummer", start, slut
    for slag, alla in monster.items():
        for ett in alla:
            for m in ett.finditer(text):
                yield slag, m.start(ett.groups), m.end(ett.groups)


def _personnummer(text: str) -> Iterator[tuple[int, int]]:
    """Give every window of twelve or ten digits that is one, whatever separates the digits."""
    for rad in _SIFFERRAD.finditer(text):
        platser = [n for n in range(rad.start(), rad.end()) if text[n].isdigit()]
        for antal in (12, 10):
            for n in range(len(platser) - antal + 1):
                fonster = platser[n : n + antal]
                if ar_personnummer("".join(text[p] for p in fonster)):
                    yield fonster[0], fonster[-1] + 1


def _hopslagna(traffar: Iterable[Traff]) -> list[Traff]:
    """Join those that overlap; the joined one takes the weightiest kind."""
    ut: list[Traff] = []
    for t in sorted(traffar, key=lambda t: (t.start, -t.slut)):
        if ut and t.start < ut[-1].slut:
            forra = ut[-1]
            slag = min(forra.slag, t.slag, key=list(MASKER).index)
            ut[-1] = Traff(forra.start, max(forra.slut, t.slut), slag, forra.text)
        else:
            ut.append(t)
    return ut
