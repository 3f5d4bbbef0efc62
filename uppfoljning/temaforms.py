"""Forms of residents' own words: a theme's name, and the summary."""

from __future__ import annotations

from django import forms


class TemaForm(forms.Form):
    namn = forms.CharField(
        label="Namn",
        help_text="Med egna ord, till exempel ”Byten av personal”. Namnet på ett annat tema slår "
        "ihop dem.",
        max_length=80,
        error_messages={"required": "Skriv vad temat heter."},
    )


class SammanfattningForm(forms.Form):
    text = forms.CharField(
        label="Vad säger texterna?",
        help_text="Det som återkommer, det som är allvarligt och det som är bra. Inga citat och "
        "inga namn. Det här visas i rapporten.",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Skriv vad ni ser. Några meningar räcker."},
    )
