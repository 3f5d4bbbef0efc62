"""Forms of a round in a nämnd: its own days, and a part opened after the lock."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from cykel.forms.overgangar import SkickaAterForm
from cykel.villkor.aterskick import Del
from kvalitet.forms import Datumfalt


class NamndtiderForm(forms.Form):
    enheter_senast = Datumfalt(
        label="Enheterna klara senast",
        error_messages={"required": "Skriv när enheterna ska vara klara."},
    )
    kontor_senast = Datumfalt(
        label="Kontoret klart senast",
        help_text="Efter enheterna, så att kontoret hinner läsa.",
        error_messages={"required": "Skriv när kontoret ska vara klart."},
    )
    namnd_senast = Datumfalt(
        label="Nämndens dag",
        help_text="Efter den dagen låses uppföljningen för nämnden.",
        error_messages={"required": "Skriv vilken som är nämndens dag."},
    )

    def __init__(self, data: Any = None, *, start: dict[str, date]) -> None:
        super().__init__(data, initial=start)


class OppnaDelForm(SkickaAterForm):
    senast = None  # type: ignore[assignment]
    till_och_med = Datumfalt(
        label="Öppen till och med",
        error_messages={"required": "Skriv till och med vilken dag delen är öppen."},
    )
    field_order = ("del_", "skal", "till_och_med")

    def __init__(self, data: Any = None, *, delar: list[Del], vald: str = "") -> None:
        super().__init__(data, delar=delar, vald=vald)
        cast(forms.ChoiceField, self.fields["del_"]).label = "Del som öppnas"
