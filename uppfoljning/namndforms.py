"""Forms of a nämnd's page: a question, its answer, and the days of its meetings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from kvalitet import klocka
from kvalitet.texter import MANADER
from uppfoljning.models.namndfraga import LANGST_FRAGA, LANGST_SVAR

FOR_LANG = "Texten är %(show_value)s tecken. Korta den till högst %(limit_value)s tecken."
MEST_DAGAR = 60
FRAMAT = timedelta(days=4 * 366)
"""A mandatperiod."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SNED = re.compile(r"(\d{1,2})/(\d{1,2})[ -]+(\d{4})")
_ORD = re.compile(r"(?:\w+dag(?:en)?(?: den)? )?(\d{1,2}) ([a-zåäö]{3,9})\.? (\d{4})")


class NamndfragaForm(forms.Form):
    mal_nummer = forms.ChoiceField(label="Vad gäller frågan?", required=False)
    text = forms.CharField(
        label="Din fråga",
        help_text="Skriv inga personuppgifter. Frågan blir en allmän handling, och alla i nämnden "
        "kan läsa den och svaret.",
        max_length=LANGST_FRAGA,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Skriv din fråga.", "max_length": FOR_LANG},
    )
    visa_frivilligt = False

    def __init__(self, data: Any = None, *, initial: Any = None, mal: Mapping[str, str]) -> None:
        super().__init__(data, initial=initial)
        self.fields["mal_nummer"].choices = [  # type: ignore[attr-defined]
            ("", "Hela rapporten"),
            *((nr, f"Mål {nr}, {namn}") for nr, namn in mal.items()),
        ]


class SvarForm(forms.Form):
    text = forms.CharField(
        label="Svar",
        help_text="Skriv så att den som inte kan området förstår. Skriv inga personuppgifter: "
        "svaret är en allmän handling.",
        max_length=LANGST_SVAR,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Skriv svaret.", "max_length": FOR_LANG},
    )


class SammantradenForm(forms.Form):
    """One day or many, a line each. All are read or none, and nothing written is lost."""

    dagar = forms.CharField(
        label="Dagar",
        help_text="En dag på varje rad, till exempel 2026-12-03 eller 3 december 2026.",
        max_length=MEST_DAGAR * 40,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Skriv minst en dag."},
    )

    def clean_dagar(self) -> list[date]:
        rader = [rad.strip() for rad in self.cleaned_data["dagar"].splitlines()]
        if sum(map(bool, rader)) > MEST_DAGAR:
            raise forms.ValidationError(f"Skriv högst {MEST_DAGAR} dagar åt gången.")
        dagar, fel = [], []
        for nr, rad in enumerate(rader, 1):
            if rad:
                dag = las_dag(rad)
                if skal := _skal(dag):
                    fel.append(f"Rad {nr}, ”{rad[:40]}”: {skal}")
                elif dag:
                    dagar.append(dag)
        if fel:
            raise forms.ValidationError(fel)
        return dagar


def las_dag(text: str) -> date | None:
    """Read 2026-12-03, 3/12 2026, 3 december 2026 or torsdag 3 dec 2026."""
    text = " ".join(text.lower().split())
    try:
        if m := _ISO.fullmatch(text):
            return date(int(m[1]), int(m[2]), int(m[3]))
        if m := _SNED.fullmatch(text):
            return date(int(m[3]), int(m[2]), int(m[1]))
        if m := _ORD.fullmatch(text):
            manad = next(nr for nr, namn in enumerate(MANADER, 1) if namn.startswith(m[2]))
            return date(int(m[3]), manad, int(m[1]))
    except (ValueError, StopIteration):
        return None
    return None


def _skal(dag: date | None) -> str:
    if dag is None:
        return "det är inget datum. Skriv som 2026-12-03."
    idag = klocka.idag()
    if dag < idag:
        return "dagen har redan varit. Skriv en dag från och med i dag."
    return "det är mer än fyra år dit. Kontrollera årtalet." if dag > idag + FRAMAT else ""
