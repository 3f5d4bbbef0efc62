"""Reading the environment: every fault at once, a sentence each, and secrets from files."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from kvalitet.miljo import Miljo

NYCKEL = Fernet.generate_key().decode()


def test_a_value_is_read_without_its_blanks() -> None:
    miljo = Miljo({"A": "  värde\n"})
    assert miljo.text("A") == "värde"
    assert miljo.fel == []


@pytest.mark.parametrize("variabler", [{}, {"A": ""}, {"A": "  "}], ids=["utan", "tom", "blank"])
def test_what_is_missing_gets_its_default_or_a_sentence(variabler: dict[str, str]) -> None:
    miljo = Miljo(variabler)
    assert miljo.text("A", "förval") == "förval"
    assert miljo.fel == []
    assert miljo.text("A", hjalp="Ange något.") == ""
    assert miljo.fel == ["A saknas. Ange något."]


def test_a_secret_is_read_from_the_file_that_is_pointed_at(tmp_path: Path) -> None:
    fil = tmp_path / "hemlig"
    fil.write_text("ur filen\n", encoding="utf-8")
    assert Miljo({"A_FILE": str(fil), "A": "ur miljön"}).text("A") == "ur filen"


def test_a_file_that_cannot_be_read_is_told_with_the_reason(tmp_path: Path) -> None:
    miljo = Miljo({"A_FILE": str(tmp_path / "borta"), "B_FILE": str(tmp_path)})
    miljo.text("A", "förval")
    miljo.text("B", "förval")
    assert miljo.fel == [
        f"A_FILE pekar på {tmp_path / 'borta'}, som inte går att läsa (No such file or directory).",
        f"B_FILE pekar på {tmp_path}, som inte går att läsa (Is a directory).",
    ]


def test_a_choice_outside_the_list_is_told_with_the_list() -> None:
    miljo = Miljo({"A": "fel"})
    assert miljo.val("A", ("ett", "två"), "ett") == "ett"
    assert miljo.fel == ["A är ”fel”. Välj något av: ett, två."]


def test_a_list_is_split_at_commas_without_empty_parts() -> None:
    assert Miljo({"A": "a, b,,c ,"}).lista("A") == ["a", "b", "c"]
    assert Miljo({}).lista("A", "*") == ["*"]


@pytest.mark.parametrize(("varde", "tal"), [("12", 12), ("-1", 7), ("1.5", 7), ("x", 7), ("", 7)])
def test_a_number_is_a_whole_number(varde: str, tal: int) -> None:
    miljo = Miljo({"A": varde})
    assert miljo.heltal("A", 7) == tal
    assert bool(miljo.fel) == (varde not in ("12", ""))


def test_a_key_that_is_no_key_is_told_by_its_number_and_not_by_itself() -> None:
    miljo = Miljo({"A": f"{NYCKEL}, inte-en-nyckel"})
    assert miljo.nycklar("A") == [NYCKEL]
    assert miljo.fel == ["A: nyckel 2 är inte en giltig Fernet-nyckel."]


@pytest.mark.parametrize(
    "adress",
    ["postgres://anv:l%40sen@vard:5433/db", "postgresql://anv:l%40sen@vard:5433/db"],
)
def test_the_database_is_read_from_its_address(adress: str) -> None:
    databas = Miljo({"D": adress}).databas("D", hjalp="")
    assert databas["ENGINE"] == "django.db.backends.postgresql"
    assert (databas["HOST"], databas["PORT"], databas["NAME"]) == ("vard", 5433, "db")
    assert (databas["USER"], databas["PASSWORD"]) == ("anv", "l@sen")


@pytest.mark.parametrize("adress", ["mysql://vard/db", "sqlite:///fil", "vard/db"])
def test_another_kind_of_database_is_refused(adress: str) -> None:
    miljo = Miljo({"D": adress})
    assert miljo.databas("D", hjalp="") == {}
    assert miljo.fel == ["D ska börja med postgres://."]


def test_an_address_that_cannot_be_read_is_told_without_repeating_its_password() -> None:
    miljo = Miljo({"D": "postgres://anv:hemligt@vard:port/db"})
    assert miljo.databas("D", hjalp="") == {}
    (mening,) = miljo.fel
    assert mening.startswith("D går inte att tolka.")
    assert "hemligt" not in mening


def test_the_mail_server_is_read_from_its_address() -> None:
    post = Miljo({"E": "smtp+tls://anv:l%C3%B6sen@vard:587"}).epost("E", None, hjalp="")
    assert post["EMAIL_USE_TLS"] is True
    assert (post["EMAIL_HOST"], post["EMAIL_PORT"]) == ("vard", 587)
    assert post["EMAIL_HOST_PASSWORD"] == "lösen"


def test_another_kind_of_mail_server_is_refused() -> None:
    miljo = Miljo({"E": "http://vard"})
    assert miljo.epost("E", None, hjalp="") == {}
    assert miljo.fel == ["E ska börja med smtp://."]


@pytest.mark.parametrize(
    ("adress", "duger"),
    [("redis://vard/0", True), ("rediss://vard/0", True), ("amqp://vard", False), ("", False)],
)
def test_the_broker_is_a_redis(adress: str, duger: bool) -> None:
    miljo = Miljo({"R": adress})
    miljo.redis("R", hjalp="Ange en.")
    assert (miljo.fel == []) is duger


def test_all_faults_are_told_at_once() -> None:
    miljo = Miljo({"V": "fel"})
    miljo.text("A", hjalp="Ange A.")
    miljo.val("V", ("ett",), "ett")
    miljo.databas("D", hjalp="Ange D.")
    with pytest.raises(ImproperlyConfigured) as fel:
        miljo.prova()
    assert str(fel.value).splitlines() == [
        "Inställningarna har fel:",
        "- A saknas. Ange A.",
        "- V är ”fel”. Välj något av: ett.",
        "- D saknas. Ange D.",
    ]


def test_without_faults_nothing_is_said() -> None:
    Miljo({}).prova()


@pytest.mark.parametrize(
    ("varde", "fel"),
    [
        ("2026-10-14T10:30+02:00", []),
        ("", []),
        ("2026-10-14T10:30", ["KLOCKA är ”2026-10-14T10:30”. Skriv som 2026-10-14T10:30+02:00."]),
        ("i går", ["KLOCKA är ”i går”. Skriv som 2026-10-14T10:30+02:00."]),
    ],
)
def test_a_moment_has_its_zone(varde: str, fel: list[str]) -> None:
    miljo = Miljo({"KLOCKA": varde})
    tid = miljo.tidpunkt("KLOCKA")
    assert miljo.fel == fel
    assert (tid is not None) == (bool(varde) and not fel)
