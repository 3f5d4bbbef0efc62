"""The check of words before they leave the case: what it finds, and what it lets through."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synpunkter.maskkontroll import Traff, kontrollera

NAMN = ("Gunilla Ek", "Karl-Johan von Essen")
KALLA = "Tiden på morgonen ändras utan att någon säger till, och min mamma blir orolig."


def luhn(nio: str) -> str:
    """The check digit, by the definition and not by the code under test."""
    delar = [int(s) * (2 if i % 2 == 0 else 1) for i, s in enumerate(nio)]
    return str(-sum(d // 10 + d % 10 for d in delar) % 10)


@given(
    st.dates(date(1910, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
    st.booleans(),
    st.sampled_from(["", "-", "+", " "]),
    st.booleans(),
)
def test_every_identity_number_is_found_in_each_form(
    fodd: date, lopnummer: int, samordning: bool, mellan: str, tolv: bool
) -> None:
    ar, manad, dag = fodd.isoformat().split("-")
    dagen = f"{int(dag) + 60 * samordning:02}"
    nio = f"{ar[2:]}{manad}{dagen}{lopnummer:03}"
    nummer = f"{ar[:2] if tolv else ''}{nio[:6]}{mellan}{nio[6:]}{luhn(nio)}"
    assert kontrollera(f"Hon heter {nummer}, tror jag.") == [Traff("personnummer", nummer)]


@pytest.mark.parametrize(
    "text",
    [
        "811218-9877",  # the check digit is wrong
        "811340-9876",  # no such day
        "Diarienummer 2026-118123 och 20261014",
        "Det kostade 1 250 000 kronor år 2026.",
    ],
)
def test_other_numbers_are_let_through(text: str) -> None:
    assert kontrollera(text) == []


@pytest.mark.parametrize(
    "ord_",
    ["011-15 00 00", "070-123 45 67", "0701234567", "+46 70 123 45 67", "0046701234567"],
)
def test_a_telephone_number_is_pointed_out(ord_: str) -> None:
    assert kontrollera(f"Ring {ord_} så svarar vi.") == [Traff("telefon", ord_)]


@pytest.mark.parametrize(
    "text",
    [
        "Vi har öppet 8–16.30 alla vardagar.",
        "Den 10 juni 2026 bytte vi 120 lampor.",
        "Från 14 klagomål till 5. Nu är det 0 kvar.",
    ],
)
def test_plain_figures_are_no_telephone_numbers(text: str) -> None:
    assert kontrollera(text) == []


def test_an_address_and_a_name_are_pointed_out_wherever_they_stand() -> None:
    text = "Skriv till bo.ek@exempel.se. Gunillas mamma, gunilla ek och von Essen hörde av sig."
    ord_ = [(t.slag, t.ord) for t in kontrollera(text, namn=NAMN)]
    assert ord_ == [
        ("epost", "bo.ek@exempel.se"),
        ("namn", "Gunillas"),
        ("namn", "gunilla ek"),
        ("namn", "Essen"),
    ]


def test_a_part_of_a_name_that_is_a_word_is_no_name_in_small_letters() -> None:
    assert kontrollera("Det är sten i backen.", namn=["Sten Backe"]) == []


def test_six_words_in_a_row_are_a_quotation_and_five_are_not() -> None:
    assert kontrollera("Tiden på morgonen ändras ofta.", kallor=[KALLA]) == []
    traffar = kontrollera("Ni skrev: tiden på morgonen, ändras utan att.", kallor=[KALLA])
    assert traffar == [Traff("citat", "tiden på morgonen ändras utan att")]


def test_every_hit_is_a_sentence_that_says_what_to_do() -> None:
    text = "811218-9876 070-123 45 67 a@b.se Gunilla tiden på morgonen ändras utan att"
    meningar = [t.mening for t in kontrollera(text, namn=NAMN, kallor=[KALLA])]
    assert len(meningar) == 5
    assert meningar[0] == "”811218-9876” är ett personnummer eller samordningsnummer. Ta bort det."
    assert all(m.endswith(".") for m in meningar)


@given(st.text(), st.lists(st.text(max_size=20), max_size=3))
def test_no_text_makes_it_stumble(text: str, namn: list[str]) -> None:
    assert isinstance(kontrollera(text, namn=namn, kallor=[text]), list)
