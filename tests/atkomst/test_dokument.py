"""The document of who may do what is the table that the code is held to."""

from pathlib import Path

from kvalitet.atkomst import MATRIS
from kvalitet.management.commands.atkomst import matrisen

FIL = Path(__file__).resolve().parents[2] / "docs" / "atkomst.md"


def test_the_document_shows_the_matrix() -> None:
    assert FIL.read_text(encoding="utf-8") == matrisen(), "kör: manage.py atkomst > docs/atkomst.md"


def test_each_address_stands_in_it_once() -> None:
    text = matrisen()
    assert text.count("| `/") + text.count("- `/") == len(MATRIS)
