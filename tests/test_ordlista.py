"""The ordlista (docs/ordlista.md) holds every model, each with a meaning in a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

RUM = ("kvalitet", "cykel", "synpunkter", "uppfoljning")
FIL = Path(__file__).resolve().parents[1] / "docs" / "ordlista.md"
RUBRIK = ("Term", "Identifierare", "Betydelse", "Källa")


def rader() -> list[tuple[str, ...]]:
    celler = [
        tuple(cell.strip() for cell in rad.strip("|\n").split("|"))
        for rad in FIL.read_text("utf-8").splitlines()
        if rad.startswith("|")
    ]
    return [rad for rad in celler if rad != RUBRIK and not rad[0].startswith("---")]


def test_every_model_is_in_the_ordlista() -> None:
    finns = {namn for rad in rader() for namn in re.findall(r"`(\w+)`", rad[1])}
    saknas = [
        modell._meta.label
        for modell in apps.get_models()
        if modell._meta.app_label in RUM and modell.__name__ not in finns
    ]
    assert not saknas, f"lägg till i docs/ordlista.md: {', '.join(saknas)}"


@pytest.mark.parametrize("rad", rader(), ids=lambda rad: rad[0])
def test_every_word_has_a_meaning_in_a_sentence(rad: tuple[str, ...]) -> None:
    assert len(rad) == len(RUBRIK)
    term, namn, betydelse, _ = rad
    assert term
    assert re.fullmatch(r"(`[\w.]+`(, )?)+", namn), namn
    assert not betydelse[0].islower()
    assert betydelse.endswith(".")


def test_no_word_is_explained_twice() -> None:
    termer = [rad[0] for rad in rader()]
    assert sorted(set(termer)) == sorted(termer)
