"""Survey files that are huge, broken, hostile, or written by programs that save no values."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Iterator

import pytest
from openpyxl import Workbook

from kvalitet.fel import Regelbrott
from kvalitet.kalkyl import Kalkylfel
from tests.kalkylark import utbytt
from tests.uppfoljning.externfiler import bok, csv, jsonrader, las
from uppfoljning.externfil import tabell

RUBRIKER = ("id", "Skola", "Kön", *[f"F{n} Fråga {n}" for n in range(1, 8)])


def svar(antal: int) -> Iterator[tuple[object, ...]]:
    for n in range(antal):
        yield (
            n,
            ("Norr", "Söder", "Öst")[n % 3],
            "KM"[n % 2],
            *[1 + (n + i) % 4 for i in range(7)],
        )


def stor_bok(antal: int) -> bytes:
    b = Workbook(write_only=True)
    blad = b.create_sheet("Svar")
    blad.append(RUBRIKER)
    for rad in svar(antal):
        blad.append(rad)
    ut = io.BytesIO()
    b.save(ut)
    return ut.getvalue()


@pytest.mark.langsam
def test_two_hundred_thousand_answers_within_memory_and_time() -> None:
    innehall = stor_bok(199_999)
    fore = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    borjan = time.process_time()
    last = las(innehall)
    tid = time.process_time() - borjan
    vaxt = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - fore) / 1024
    assert last.utdrag.svarande == 199_999
    assert last.siffror["alla F1 T"] == (199_999, 50.0)
    assert tid < 90, f"{tid:.1f} s"
    assert vaxt < 200, f"{vaxt:.0f} MB"


@pytest.mark.langsam
def test_two_hundred_thousand_rows_of_csv_and_no_more() -> None:
    last = las(csv(RUBRIKER[:5], *(rad[:5] for rad in svar(199_999))))
    assert last.siffror["alla F1 T"] == (199_999, 50.0)
    with pytest.raises(Kalkylfel, match=r"fler än 200.000 rader\. Dela upp den"):
        tabell.las(csv(RUBRIKER[:3], *(rad[:3] for rad in svar(200_000))))


def test_too_many_bytes() -> None:
    with pytest.raises(Kalkylfel, match="större än 12 MB"):
        tabell.las(b"a;b\n" * (3 * 1024 * 1024 + 1))


# --- Formulas -----------------------------------------------------------------------------------


def test_a_formula_is_read_as_the_value_it_last_had() -> None:
    innehall = bok(("Enhet", "Antal svar", "F1 Trygg"), ("Norr", 40, "=10*8"))
    cellen = b'<c r="C2"><f>10*8</f><v>80</v></c>'
    assert las(_med_formel(innehall, cellen)).siffror == {"Norr F1 T": (40, 80.0)}


@pytest.mark.parametrize("cellen", [b'<c r="C2"><f>10*8</f><v /></c>', b'<c r="C2"><f>A1</f></c>'])
def test_a_formula_without_a_saved_value_stops_the_sheet_with_a_sentence(cellen: bytes) -> None:
    innehall = bok(("Enhet", "Antal svar", "F1 Trygg"), ("Norr", 40, "=10*8"))
    (ark,) = tabell.las(_med_formel(innehall, cellen)).ark
    assert ark.hinder.startswith("Bladet har formler utan sparat värde (C2). Öppna filen i Excel")


def _med_formel(innehall: bytes, cellen: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(innehall)) as zip_:
        text = zip_.read("xl/worksheets/sheet1.xml")
    start, slut = text.index(b'<c r="C2"'), text.index(b"</c>", text.index(b'<c r="C2"')) + 4
    return utbytt(innehall, {"xl/worksheets/sheet1.xml": text[:start] + cellen + text[slut:]})


# --- Hostile ------------------------------------------------------------------------------------


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = utbytt(bok(("a", "b")), {"xl/worksheets/sheet1.xml": b"\0" * (301 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Kalkylfel, match="för stor när den packas upp"):
        tabell.las(bomb)


@pytest.mark.parametrize("fore", [b"", b" " * (1024 * 1024 - 1), b" " * (1024 * 1024 + 3)])
def test_an_entity_bomb_is_refused_also_across_the_pieces(fore: bytes) -> None:
    xml = fore + b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    with pytest.raises(Kalkylfel, match="inte hör hemma"):
        tabell.las(utbytt(bok(("a", "b")), {"xl/worksheets/sheet1.xml": xml}))


def test_an_ordinary_comment_is_no_document_type() -> None:
    innehall = bok(("Enhet", "Antal svar", "F1 Trygg"), ("Norr", 40, 80))
    with zipfile.ZipFile(io.BytesIO(innehall)) as zip_:
        text = zip_.read("xl/worksheets/sheet1.xml")
    med = text.replace(b"<sheetData>", b"<!-- en not --><sheetData>")
    assert las(utbytt(innehall, {"xl/worksheets/sheet1.xml": med})).siffror


@pytest.mark.parametrize(
    ("innehall", "mening"),
    [
        (b"", "Filen är tom"),
        (b";;\n;;\n", "Filen är tom"),
        (b"PK\x03\x04 trasig", "inte en Excelfil"),
        (b"\xd0\xcf\x11\xe0gammal", "äldre formatet .xls"),
        (b"\x89PNG\r\n", "inte en Excelfil"),
        (b'{"data": 1}', "inte ett svar från Formbricks"),
        (b'{"data": {}}\n{trasig', "Rad 2 är inte ett svar från Formbricks"),
        (b"[{" * 50_000, "inte ett svar från Formbricks"),
    ],
)
def test_what_is_no_table_is_told(innehall: bytes, mening: str) -> None:
    with pytest.raises(Kalkylfel, match=mening):
        tabell.las(innehall)


def test_only_hidden_sheets() -> None:
    innehall = bok(("a", "b"), fler={"Tomt": []}, dolt="Resultat")
    with pytest.raises(Kalkylfel, match="Dolda blad läses inte"):
        tabell.las(innehall)


def test_long_words_are_cut_and_control_characters_go() -> None:
    (ark,) = tabell.las(csv(("Skola", "Svar\x07"), ("Norr", "x" * 5000))).ark
    (_, rubriker), (_, rad) = ark.rader()
    assert rubriker == ("Skola", "Svar")
    assert len(str(rad[1])) == tabell.MAX_TECKEN + 1


def test_a_survey_of_a_thousand_questions_is_refused() -> None:
    with pytest.raises(Kalkylfel, match="fler än 100 frågor"):
        tabell.las(jsonrader({"data": {f"q{n}": "Ja" for n in range(1000)}, "finished": True}))


def test_nki_is_of_three_questions() -> None:
    innehall = csv(("NKI helhet", "NKI ideal"), *[(10, 1), (7, 9)] * 5)
    with pytest.raises(Regelbrott, match="NKI räknas av tre frågor, och 2 är valda"):
        las(innehall)
