"""CSV as other systems write it: encodings, separators, quotes, and what is none."""

from __future__ import annotations

import pytest

from kvalitet import kalkyl, tabellfil
from kvalitet.kalkyl import Kalkylfel
from tests.kalkylark import xlsx

RADER = [["Namn", "Dag", "Text"], ["Åsa Öberg", "2026-01-02", "Ett; två, tre"]]


def skriv(skilje: str) -> str:
    return "\r\n".join(skilje.join(f'"{cell}"' for cell in rad) for rad in RADER) + "\r\n"


@pytest.mark.parametrize("kodning", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("skilje", [";", ",", "\t", "|"])
def test_every_encoding_and_separator_gives_the_same_rows(kodning: str, skilje: str) -> None:
    blad = tabellfil.las(skriv(skilje).encode(kodning))
    assert blad.rader == ((1, tuple(RADER[0])), (2, tuple(RADER[1])))


def test_a_spreadsheet_is_read_as_before() -> None:
    fil = xlsx(*RADER)
    assert tabellfil.las(fil) == kalkyl.las(fil)


def test_rows_are_numbered_as_a_spreadsheet_would() -> None:
    fil = 'Namn;Text\nA;"rad ett\nrad två"\n;\n;\nB;slut\n'
    assert [(nr, celler[0]) for nr, celler in tabellfil.las(fil.encode()).rader] == [
        (1, "Namn"),
        (2, "A"),
        (5, "B"),
    ]
    assert tabellfil.las(fil.encode()).rad(2)[1] == "rad ett\nrad två"


def test_commas_in_the_words_do_not_make_them_the_separator() -> None:
    fil = "Namn;Text\nA;ett, två, tre, fyra\nB;ett, två\nC;inget\n"
    assert {len(celler) for _, celler in tabellfil.las(fil.encode()).rader} == {2}


def test_what_looks_like_a_formula_is_text() -> None:
    assert tabellfil.las(b"a;b\n=1+1;@x\n").rad(2) == ("=1+1", "@x")


@pytest.mark.parametrize(
    ("innehall", "mening"),
    [
        (b"", "Filen är tom"),
        (b"\n\n;;\n", "Filen är tom"),
        (b"%PDF-1.7 a;b", "inte en Excelfil"),
        (b"<html>a;b</html>", "inte en Excelfil"),
        (b"PK\x05\x06" + b"\0" * 18, "inte en Excelfil"),
        (b"\x00\x01;\x02", "inte en Excelfil"),
        (b"bara ord", "inte en Excelfil"),
        (b'a;b\n"' + b"x" * 200_000 + b'";c', "inte en Excelfil"),
        (b"a;b\n" * (kalkyl.MAX_RADER + 1), "fler än 5000 rader"),
        (b"0" * (kalkyl.MAX_BYTE + 1), "större än 5 MB"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "äldre formatet .xls"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(innehall: bytes, mening: str) -> None:
    with pytest.raises(Kalkylfel, match=mening):
        tabellfil.las(innehall)
