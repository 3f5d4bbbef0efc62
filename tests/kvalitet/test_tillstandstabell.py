"""The handbook's tables and the code's are the same tables."""

from pathlib import Path

from kvalitet.management.commands.tillstand import tabeller

FIL = Path(__file__).resolve().parents[2] / "docs" / "tillstand.md"


def test_the_handbook_shows_the_tables_of_the_code() -> None:
    assert FIL.read_text(encoding="utf-8") == tabeller(), (
        "kör: manage.py tillstand > docs/tillstand.md"
    )
