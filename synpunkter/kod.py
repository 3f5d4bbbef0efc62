"""References and secret codes: short, speakable, free of letters that look or sound alike. Pure.

Crockford's base 32 has no I, L, O or U; what a person types or reads aloud instead is understood.
A reference only names a case. The code opens it: 60 bits, derived from the form's one-time token
with the server's key, so that a double submit shows the same code and nobody else can make it.
"""

from __future__ import annotations

import re

from kvalitet.krypto import uppslag, uppslag_alla

ALFABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIKA = str.maketrans("OIL", "011")


def referens(token: str, *, ar: int, forsok: int = 0) -> str:
    """Return SP-2026-7K3Q for the token; `forsok` gives another when that one is taken."""
    return f"SP-{ar}-{bas32(uppslag(f'{token}:{forsok}', rum='synpunkt.referens'), 4)}"


def kod(token: str) -> str:
    """Return the secret code of the token, 7KQ4-MX9P-2RTD."""
    tecken = bas32(uppslag(token, rum="synpunkt.kod"), 12)
    return "-".join(tecken[i : i + 4] for i in (0, 4, 8))


def tokenuppslag(token: str) -> str:
    return uppslag(token, rum="synpunkt.token")


def koduppslag(kod: str) -> str:
    """Return what is stored of a code, from the code as shown or as someone has typed it."""
    return uppslag(bara_tecken(kod), rum="synpunkt.koduppslag")


def koduppslag_alla(kod: str) -> list[str]:
    """Likewise by every key that has been in use: what a code may be stored as."""
    return uppslag_alla(bara_tecken(kod), rum="synpunkt.koduppslag")


def tolka_referens(skriven: str) -> str:
    """Return the reference that someone has typed in its own form, or "" when it is none."""
    tecken = bara_tecken(skriven)
    if len(tecken) == 10 and tecken.startswith("SP"):
        tecken = tecken[2:]
    return f"SP-{tecken[:4]}-{tecken[4:]}" if re.fullmatch(r"\d{4}\w{4}", tecken) else ""


def tolka_slut(skriven: str) -> str:
    """Return the last four characters of a reference as typed alone, or "" when it is not that."""
    tecken = bara_tecken(skriven)
    return tecken if re.fullmatch(rf"[{ALFABET}]{{4}}", tecken) else ""


def bara_tecken(skriven: str) -> str:
    """Return what was typed in capitals, without spaces and hyphens, look-alikes told apart."""
    return re.sub(r"[\W_]", "", skriven[:60]).upper().translate(_LIKA)


def bas32(hexsumma: str, antal: int) -> str:
    """Return the first `antal` digits in base 32 of a hash, five bits each."""
    tal = int(hexsumma, 16) >> (4 * len(hexsumma) - 5 * antal)
    return "".join(ALFABET[tal >> (5 * i) & 31] for i in reversed(range(antal)))
