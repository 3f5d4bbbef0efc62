"""What is put in a field: something likely, or something that nobody meant."""

from __future__ import annotations

from random import Random

from tests.fuzz.formular import Falt

STORT = 10**19
HELTAL = ["0", "-1", "1", "2147483648", "9223372036854775807", "9223372036854775808", str(STORT),
          f"-{STORT}", "9" * 400, "9" * 5000, "1.0", "1e9", "0x10", "٣", "²", "½",
          "1_000", " 7 ",
          "+1", "-0", "001", "NaN", "Infinity", "-inf", "1e400", "1,5", "1 000"]  # fmt: skip
DAGAR = ["0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01",
         "2024-02-29", "1900-01-01", "2026-05-05", "05/05/2026", "2026-W19", "-2026-01-01",
         "2026-05-05T10:00", "9999-12-31T23:59", "0001-01-01T00:00", "20260505", "i går",
         "2026-٠٥-٠٥"]  # fmt: skip
ORD = ["", " ", "\t", "\n", "\r\n\r\n", "\x00", "a\x00b", "\x1b[31m", "\ufeff", "\u200b",
       "\u202e",
       "مرحبا بالعالم", "👩‍👩‍👧‍👦" * 20, "e" + "\u0301" * 200, "𝕳𝖊𝖏", "ﬁ", "İ", "ß",
       "\ufffe", "\uffff",
       "\U0010ffff", "\ud800", "<script>alert(1)</script>", "<b>", "&amp;", "&#0;", "]]>",
       "{{ x }}",
       "{% load x %}", "{0.__class__}", "%s", "%(x)s", "%", "%00", "%ff", "\\", "\\0",
       "'", "\"",
       "';--", "' or 1=1--", "1; drop table x", "$1", "=cmd|' /C calc'!A0", "+1", "-1", "@x",
       "../../etc/passwd", "..\\..", "/etc/passwd", "C:\\x", "file:///etc/passwd", "con",
       ".", "..",
       "a\r\nBcc: x@y.example", "javascript:alert(1)", "//evil.example", "http:evil",
       "None", "null",
       "true", "undefined", "[]", "{}", "[[[[[[", "on", "ja", "&", "a&b=c", ";", "a=b",
       "?", "#", "|",
       "*", ":*", "!", "<->", "\\:", "!!& |", "a:b", "19121212-1212", "070-174 06 05",
       "x@y.example", "@", "a@b",
       "x" * 255, "x" * 256, "x" * 10_000, "å" * 70_000, "ord " * 3_000,
       "a-" * 5_000, "1 " * 5_000, "\n" * 5_000, "(" * 3_000, "a." * 5_000]  # fmt: skip
UUIDER = [
    "00000000-0000-0000-0000-000000000000",
    "00000000000000000000000000000000",
    "{0}",
    "urn:uuid:",
]
OVANLIGT = ORD + HELTAL + DAGAR + UUIDER
TROLIGT = {
    "date": ["2026-05-05", "2026-12-31", "2025-01-01", "2027-01-01"],
    "number": ["1", "3", "12", "2026"],
    "email": ["namn@example.se"],
    "tel": ["013-20 60 00"],
    "time": ["10:00"],
    "datetime-local": ["2026-05-05T10:00"],
    "url": ["https://example.se/"],
    "search": ["hemtjänst", "a", ""],
    "password": ["en-lang-losenordsfras"],
    "textarea": ["En text med några ord om saken.", "Maten var kall.\n\nDet gäller flera."],
    "text": ["Ett namn", "2026-05-05", "12", "7,5", "Ord"],
}


def troligt(slump: Random, falt: Falt) -> str:
    """Return what the page suggests, or what a person would write there."""
    if falt.slag == "select":
        return slump.choice(falt.val) if falt.val and slump.random() < 0.6 else falt.varde
    if falt.slag in ("hidden", "radio", "checkbox", "button"):
        return falt.varde
    if falt.varde and slump.random() < 0.5:
        return falt.varde
    return slump.choice(TROLIGT.get(falt.slag, TROLIGT["text"]))


def ovanligt(slump: Random, falt: Falt, andras: list[str]) -> str:
    """Return something else: `andras` are values of other fields and other people's keys."""
    slag = slump.random()
    if slag < 0.15 and andras:
        return slump.choice(andras)
    if slag < 0.35 and falt.varde:
        return _skadat(slump, falt.varde)
    if slag < 0.55:
        return slump.choice(DAGAR if falt.slag == "date" else HELTAL)
    return slump.choice(OVANLIGT)


def _skadat(slump: Random, text: str) -> str:
    plats = slump.randrange(len(text) + 1)
    match slump.randrange(5):
        case 0:
            return text[:plats] + slump.choice(ORD) + text[plats:]
        case 1:
            return text[:plats]
        case 2:
            return text + text
        case 3:
            return text[:plats] + chr(slump.randrange(0x3000)) + text[plats + 1 :]
        case _:
            return f" {text}\x00" if slump.random() < 0.3 else text.swapcase()
