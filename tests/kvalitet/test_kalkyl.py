"""The reader of spreadsheets: whatever the file holds, rows or a sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kvalitet import kalkyl
from kvalitet.kalkyl import Kalkylfel, Kolumn
from kvalitet.kalkylmall import mall
from kvalitet.views.importslag import ALLA, Importslag
from tests.kalkylark import utbytt, xlsx

NAMN = Kolumn("namn", "Namn", ("benämning",), kravs=True)
DAG = Kolumn("dag", "Dag", ("datum",), tolk=kalkyl.som_datum)
TAL = Kolumn("tal", "Tal", ("värde",), tolk=kalkyl.som_tal)
KOLUMNER = (NAMN, DAG, TAL)


def rader(*celler: list[Any]) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    blad = kalkyl.las(xlsx(*celler))
    lasta, fel = kalkyl.las_rader(blad, kalkyl.hitta_rubriker(blad, KOLUMNER), KOLUMNER)
    return [dict(rad.varden) for rad in lasta], [(f.nummer, f.mening) for f in fel]


# --- Hostile files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("innehall", "mening"),
    [
        (b"", "Filen är tom"),
        ("Namn;Dag\nÅsa;1".encode("latin-1"), "Filen är inte en Excelfil"),
        (b"%PDF-1.7", "Filen är inte en Excelfil"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "äldre formatet .xls eller har ett lösenord"),
        (b"0" * (kalkyl.MAX_BYTE + 1), "Filen är större än 5 MB"),
        (b"PK\x05\x06" + b"\0" * 18, "Filen är inte en Excelfil"),
    ],
)
def test_what_is_no_spreadsheet_is_told_in_a_sentence(innehall: bytes, mening: str) -> None:
    with pytest.raises(Kalkylfel, match=mening):
        kalkyl.las(innehall)


def test_an_empty_sheet_is_told() -> None:
    with pytest.raises(Kalkylfel, match="Filen är tom"):
        kalkyl.las(xlsx())


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = utbytt(xlsx(["Namn"]), {"xl/media/a.bin": b"\0" * (kalkyl.MAX_UPPACKAT + 1)})
    assert len(bomb) < 200_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("packades upp"))
    with pytest.raises(Kalkylfel, match="för stor när den packas upp"):
        kalkyl.las(bomb)


def test_too_many_parts_are_refused() -> None:
    delar = {f"xl/x{n}.bin": b"" for n in range(kalkyl.MAX_DELAR)}
    with pytest.raises(Kalkylfel, match="för stor när den packas upp"):
        kalkyl.las(utbytt(xlsx(["Namn"]), delar))


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Kalkylfel, match="fler än 5000 rader"):
        kalkyl.las(xlsx(*(["x"] for _ in range(kalkyl.MAX_RADER + 1))))


def test_a_row_number_beyond_all_sheets_does_not_keep_us_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kalkyl, "SISTA_RAD", 20_000)
    blad = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="900000000"><c r="A900000000" t="inlineStr"><is><t>x</t></is></c></row>'
        b"</sheetData></worksheet>"
    )
    with pytest.raises(Kalkylfel, match="skadad"):
        kalkyl.las(utbytt(xlsx(["Namn"]), {"xl/worksheets/sheet1.xml": blad}))


@pytest.mark.parametrize("kodning", ["utf-8", "utf-16"])
def test_entities_that_grow_are_refused(kodning: str) -> None:
    farlig = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]><worksheet/>'.encode(kodning)
    with pytest.raises(Kalkylfel, match="inte hör hemma i en Excelfil"):
        kalkyl.las(utbytt(xlsx(["Namn"]), {"xl/worksheets/sheet1.xml": farlig}))


def test_a_broken_sheet_is_told_without_a_crash() -> None:
    trasig = utbytt(xlsx(["Namn"]), {"xl/workbook.xml": b"<workbook"})
    with pytest.raises(Kalkylfel, match="går inte att läsa"):
        kalkyl.las(trasig)


def utfall(innehall: bytes) -> str:
    try:
        return "rader" if kalkyl.las(innehall).rader else "inget"
    except Kalkylfel as fel:
        return "mening" if fel.mening.endswith(".") else "ord"


@given(st.binary(max_size=300), st.integers(0, 4000))
@settings(max_examples=80, deadline=None)
def test_any_damage_gives_rows_or_a_sentence(skrap: bytes, plats: int) -> None:
    hel = xlsx(["Namn", "Dag"], ["Åsa", "2026-01-01"])
    plats %= len(hel)
    for innehall in (skrap, hel[:plats] + skrap + hel[plats + len(skrap) :], hel[:plats]):
        assert utfall(innehall) in ("rader", "mening")


# --- Cells ----------------------------------------------------------------------------------------


def test_formulas_are_read_as_values_and_text_stays_text() -> None:
    bok = Workbook()
    blad = bok.worksheets[0]
    blad.append(["Namn", "Tal"])
    for nr, text in enumerate(("=HYPERLINK(1)", "+46", "-streck", "@sum"), start=2):
        blad.cell(nr, 1).value = text
        blad.cell(nr, 1).data_type = "s"
    blad["B2"] = "=1+1"  # never computed, so it has no value
    ut = io.BytesIO()
    bok.save(ut)
    lasta = kalkyl.las(ut.getvalue())
    assert [celler[0] for _, celler in lasta.rader[1:]] == [
        "=HYPERLINK(1)",
        "+46",
        "-streck",
        "@sum",
    ]
    assert lasta.rad(2)[1] is None


def test_an_error_of_excel_is_told_with_its_row() -> None:
    _, fel = rader(["Namn", "Tal"], ["Åsa", 1], ["Bo", "#REF!"])
    ((nummer, mening),) = fel
    assert nummer == 3
    assert mening.startswith("Tal: cellen har felet #REF! i Excel.")


def test_titles_merged_cells_and_empty_rows_do_no_harm() -> None:
    bok = Workbook()
    blad = bok.worksheets[0]
    blad.append(["Vår organisation 2026"])
    blad.merge_cells("A1:C1")
    blad.append([])
    blad.append(["  BENÄMNING * ", "Datum:", "Värde"])
    blad.merge_cells("A3:A4")
    blad.append([])
    blad.append(["Åsa", datetime(2026, 1, 2, 3, 4), "1 234,5"])  # noqa: DTZ001
    blad.append([None, " ", None])
    blad.append(["Bo", "3/1 2026", -2])
    ut = io.BytesIO()
    bok.save(ut)
    lasta = kalkyl.las(ut.getvalue())
    rubriker = kalkyl.hitta_rubriker(lasta, KOLUMNER)
    assert (rubriker.radnummer, rubriker.plats) == (3, {"namn": 0, "dag": 1, "tal": 2})
    rader_, fel = kalkyl.las_rader(lasta, rubriker, KOLUMNER)
    assert not fel
    assert [(r.nummer, *r.varden.values()) for r in rader_] == [
        (5, "Åsa", date(2026, 1, 2), Decimal("1234.5")),
        (7, "Bo", date(2026, 1, 3), Decimal(-2)),
    ]


def test_a_missing_value_is_told_with_row_and_column() -> None:
    _, fel = rader(["Namn", "Dag"], ["Åsa", None], [None, "2026-01-01"])
    assert fel == [(3, "Namn: fyll i ett värde.")]


def test_unknown_headings_leave_the_choice_to_a_person() -> None:
    blad = kalkyl.las(xlsx(["Kalle", "Anka"], ["a", "b"]))
    rubriker = kalkyl.hitta_rubriker(blad, KOLUMNER)
    assert (rubriker.radnummer, rubriker.texter, rubriker.plats) == (1, ("Kalle", "Anka"), {})


def test_a_column_without_heading_is_paired_with_nothing() -> None:
    ett = (NAMN, Kolumn("paragraf", "Paragraf", ("§", "*")))
    blad = kalkyl.las(xlsx(["Namn", None, "Mer"], ["Åsa", "x", "y"]))
    assert kalkyl.hitta_rubriker(blad, ett).plats == {"namn": 0}
    blad = kalkyl.las(xlsx(["Namn", None, "§"], ["Åsa", "x", "y"]))
    assert kalkyl.hitta_rubriker(blad, ett).plats == {"namn": 0, "paragraf": 2}


def test_a_column_is_paired_once() -> None:
    tva = (Kolumn("a", "Namn"), Kolumn("b", "Namn"))
    rubriker = kalkyl.hitta_rubriker(kalkyl.las(xlsx(["Namn", "Namn"], ["x", "y"])), tva)
    assert rubriker.plats == {"a": 0}


@given(st.dates(date(1900, 3, 1), date(2200, 1, 1)))
def test_a_date_is_read_however_it_is_written(dag: date) -> None:
    former = (
        dag,
        f"{dag}",
        f"{dag:%Y%m%d}",
        f"{dag.day}/{dag.month} {dag.year}",
        f"{dag} 00:00:00",
    )
    for skriven in former:
        assert kalkyl.som_datum(skriven) == dag


@pytest.mark.parametrize("text", ["i går", "2026-02-30", "26-01-01", "46000", "1/13 2026"])
def test_what_is_no_date_is_told(text: str) -> None:
    with pytest.raises(Kalkylfel, match="är inget datum"):
        kalkyl.som_datum(text)


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_number_is_read_with_comma_spaces_and_signs(tal: Decimal) -> None:
    svensk = f"{tal:,f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    for skriven in (svensk, svensk.replace("-", "\N{MINUS SIGN}"), f"{svensk} %", f"{tal}"):
        assert kalkyl.som_tal(skriven) == tal


@pytest.mark.parametrize("cell", ["åtta", "NaN", "Infinity", "1e99", "1e-99", True, date.min])
def test_what_is_no_number_is_told(cell: Any) -> None:
    with pytest.raises(Kalkylfel, match=r"är inget tal|för stort eller för litet"):
        kalkyl.som_tal(cell)


@pytest.mark.parametrize("tolk", [kalkyl.som_heltal, kalkyl.som_nummer, kalkyl.som_ja])
def test_other_values_are_told(tolk: Any) -> None:
    assert tolk(None) is None
    with pytest.raises(Kalkylfel):
        tolk("1,5")


def test_numbers_yes_and_choices() -> None:
    assert (kalkyl.som_nummer(7.0), kalkyl.som_ja("X"), kalkyl.som_ja("nej")) == (7, True, False)
    assert kalkyl.som_text(7.0) == "7"
    with pytest.raises(Kalkylfel, match="från 1 till"):
        kalkyl.som_nummer(0)
    roll = kalkyl.val({"PA": "Planansvarig", "CH": "Chef"})
    assert (roll("pa"), roll(" PLANANSVARIG"), roll(None)) == ("PA", "PA", "")
    with pytest.raises(Kalkylfel, match="Skriv Planansvarig eller Chef"):
        roll("Kung")
    with pytest.raises(Kalkylfel, match="Högst 3"):
        kalkyl.hogst(3)("fyra")
    with pytest.raises(Kalkylfel, match="längre än"):
        kalkyl.som_text("x" * 4001)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_comes_in_with_control_characters_or_edges(text: str) -> None:
    rent = kalkyl.rensa(text)
    assert rent is None or rent == kalkyl.rensa(rent)
    assert "\0" not in str(rent)
    assert rent is None or str(rent) == str(rent).strip()


@given(
    st.lists(st.sampled_from(["Åsa", "=1", "+x", "7", "2026-01-01", ""]), min_size=1, max_size=8)
)
@settings(max_examples=25, deadline=None)
def test_rows_come_back_in_order_with_the_numbers_of_excel(namn: list[str]) -> None:
    blad = kalkyl.las(xlsx(["Namn"], *([n or None] for n in namn)))
    lasta, _ = kalkyl.las_rader(blad, kalkyl.hitta_rubriker(blad, (NAMN,)), (NAMN,))
    vantat = [(nr, n) for nr, n in enumerate(namn, start=2) if n]
    # Text that begins with = is a formula when a program writes it, and has no value.
    assert [(r.nummer, r["namn"]) for r in lasta] == [(nr, n) for nr, n in vantat if n != "=1"]


# --- Templates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("slag", ALLA, ids=lambda slag: slag.nyckel)
def test_a_template_has_headings_instructions_and_examples(slag: Importslag) -> None:
    innehall = mall(slag.namn, slag.ingress, slag.kolumner)
    assert innehall == mall(slag.namn, slag.ingress, slag.kolumner)
    bok = load_workbook(io.BytesIO(innehall))
    assert bok.sheetnames == ["Fyll i", "Så här gör du", "Exempel"]
    rubriker = [k.namn for k in slag.kolumner]
    assert [cell.value for cell in bok["Fyll i"][1]] == rubriker
    assert bok["Fyll i"].max_row == 1
    assert [rad[0].value for rad in bok["Så här gör du"].iter_rows(min_row=5)] == rubriker
    assert len(set(rubriker)) == len(rubriker)


@pytest.mark.parametrize("slag", ALLA, ids=lambda slag: slag.nyckel)
def test_the_examples_of_a_template_are_read_by_its_own_columns(slag: Importslag) -> None:
    bok = load_workbook(io.BytesIO(mall(slag.namn, slag.ingress, slag.kolumner)))
    exempel = [[cell.value for cell in rad] for rad in bok["Exempel"].iter_rows()]
    blad = kalkyl.las(xlsx(*exempel))
    rubriker = kalkyl.hitta_rubriker(blad, slag.kolumner)
    assert set(rubriker.plats) == {k.nyckel for k in slag.kolumner}
    lasta, fel = kalkyl.las_rader(blad, rubriker, slag.kolumner)
    assert not fel
    assert len(lasta) == len(exempel) - 1
