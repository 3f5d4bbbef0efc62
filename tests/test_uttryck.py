"""No regular expression in the code takes more than its share of time, whatever it reads (ReDoS).

Every expression is found in the source, so that a new one is tried too. Each reads strings that
are made to be nearly matched, of a growing length, and stops at the first that is slow: an
exponential expression at some thirty characters, a quadratic one in the last step. The limit is
hundreds of times what a linear one takes, so that a busy machine says nothing.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

PAKET = ("kvalitet", "cykel", "synpunkter", "uppfoljning")
FUNKTIONER = {
    "compile",
    "search",
    "match",
    "fullmatch",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
}
KORT, LANG = 2_000, 16_000
"""Characters. A text area takes 10 000 at most, and a field 200."""
HOGST_SEKUNDER = 2.0
"""For the longest text through one expression; linear ones take thousandths of it."""
BUNDNA = {
    "kolada/titel.py": 300,  # svar.py cuts a title at LANGST_TITEL
    "externfil/gissning.py": 500,  # LANGST_RUBRIK
}
"""Files whose expressions only read texts of so many characters."""
BITAR = [
    "a", "1", " ", "\n", "\t", "-", ".", ",", "(", "[", "<", "&", "'", "#", "a ", "1 ", "a-", "a.",
    "1.", "a@", "@a", "a b", "1-1", "19", "2026-01-01 ", "url(", "</a", "<a ", "data:", "http://",
    "www.", "gatan 1 ", "070-1", "+46 ", "a@b.", "!?", "[a", "a\n", " \n", "\r\n", '"a', "ä", "é",
    "0", "x0", "=", "/", "\\", "{", "}", ":", ";", "_", "%", "\u00a0", "gata ", "vägen ", "m",
]  # fmt: skip
SLUT = ["", "\x00", "!", "\n!", "@", "ö\x01"]


@dataclass(frozen=True)
class Uttryck:
    var: str
    monster: str | bytes
    flaggor: int
    funktion: str

    def __str__(self) -> str:
        return self.var


def alla_uttryck() -> list[Uttryck]:
    return [u for paket in PAKET for fil in sorted((settings.ROT / paket).rglob("*.py"))
            for u in _i_filen(fil)]  # fmt: skip


def _i_filen(fil: Path) -> Iterator[Uttryck]:
    kod = fil.read_text("utf-8")
    trad = ast.parse(kod)
    namnen = {
        id(n.value): n.targets[0].id
        for n in ast.walk(trad)
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
    }
    for nod in ast.walk(trad):
        if not (isinstance(nod, ast.Call) and isinstance(nod.func, ast.Attribute) and nod.args):
            continue
        namn = nod.func.value
        if nod.func.attr not in FUNKTIONER or not (isinstance(namn, ast.Name) and namn.id == "re"):
            continue
        monster = _text(nod.args[0])
        if monster is not None:
            var = f"{fil.relative_to(settings.ROT)}:{nod.lineno}"
            funktion = _funktion(nod.func.attr, namnen.get(id(nod), ""), kod)
            yield Uttryck(var, monster, _flaggor(nod), funktion)


def _funktion(anropad: str, namn: str, kod: str) -> str:
    """Return how it is asked: from the beginning alone, or from everywhere, which is dearer."""
    bruk = {anropad} if anropad != "compile" else set(re.findall(rf"\b{namn}\.(\w+)\(", kod))
    return bruk.pop() if bruk in ({"match"}, {"fullmatch"}) else "search"


def _text(nod: ast.expr) -> str | bytes | None:
    """Return the pattern; what is filled in when it runs stands as one letter."""
    if isinstance(nod, ast.Constant) and isinstance(nod.value, str | bytes):
        return nod.value
    if isinstance(nod, ast.JoinedStr):
        delar = [d.value if isinstance(d, ast.Constant) else "1" for d in nod.values]
        return "".join(map(str, delar))
    return None


def _flaggor(nod: ast.Call) -> int:
    namn = {n.attr for a in (*nod.args, *(k.value for k in nod.keywords)) for n in ast.walk(a)
            if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "re"
            }  # fmt: skip
    ut = 0
    for ett in namn:
        ut |= getattr(re, ett) if isinstance(getattr(re, ett, None), re.RegexFlag) else 0
    return int(ut)


def varst(
    uttryck: re.Pattern[str] | re.Pattern[bytes], langd: int, funktion: str = "search"
) -> tuple[float, str]:
    """Return the longest time that any of the texts takes, and what it was made of."""
    tider = []
    for bit in BITAR:
        for slut in SLUT:
            text: str | bytes = (bit * (langd // len(bit) + 1))[:langd] + slut
            if isinstance(uttryck.pattern, bytes):
                text = str(text).encode()
            borjan = time.perf_counter()
            getattr(uttryck, funktion)(text)
            tider.append((time.perf_counter() - borjan, bit))
            if tider[-1][0] > HOGST_SEKUNDER:
                return tider[-1]
    return max(tider)


def for_langsamt(
    monster: str | bytes, flaggor: int = 0, funktion: str = "search", hogst: int = LANG
) -> str:
    """Tell what text makes the expression slow, in steps so that even an exponential one ends."""
    uttryck = re.compile(monster, flaggor)
    for langd in (20, 24, 28, 200, KORT, LANG):
        tid, bit = varst(uttryck, min(langd, hogst), funktion)
        if tid > HOGST_SEKUNDER:
            return f"{bit!r} × {langd}: {tid:.1f} s"
    return ""


@pytest.mark.langsam
@pytest.mark.parametrize("uttryck", alla_uttryck(), ids=str)
def test_no_expression_is_slow_whatever_it_reads(uttryck: Uttryck) -> None:
    hogst = next((n for fil, n in BUNDNA.items() if fil in uttryck.var), LANG)
    assert for_langsamt(uttryck.monster, uttryck.flaggor, uttryck.funktion, hogst) == ""


def test_the_walk_finds_the_expressions() -> None:
    assert len(alla_uttryck()) > 80
    assert any(isinstance(u.monster, bytes) for u in alla_uttryck())


@pytest.mark.langsam
def test_a_slow_expression_is_found() -> None:
    assert for_langsamt(r"^(a+)+$")
