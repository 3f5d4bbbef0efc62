"""The forms of handing out a public record, and of judging a signal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from kvalitet.formular import Radioval
from synpunkter.maskning import Traff
from synpunkter.models import Sekretessprovning, Signalbedomning, Utlamnande
from synpunkter.sekretessgrunder import VAL

_SLAG = {
    "personnummer": "personnummer",
    "telefon": "telefonnummer",
    "epost": "e-postadress",
    "namn": "namn",
    "adress": "adress",
}


def _skal(etikett: str, hjalp: str = "", *, kravs: bool = True) -> forms.CharField:
    return forms.CharField(
        label=etikett,
        help_text=hjalp,
        required=kravs,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Skriv varför.",
            "max_length": "Texten är för lång. Korta den till 2 000 tecken.",
        },
    )


class BegaranForm(forms.Form):
    begaran = forms.CharField(
        label="Vad vill personen ha ut?",
        help_text="Fråga inte varför. Den som begär en allmän handling behöver inte säga det.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Skriv vad som begärs.",
            "max_length": "Texten är för lång. Korta den till 1 000 tecken.",
        },
    )
    sokande = forms.CharField(
        label="Vem frågar, och hur når vi personen?",
        help_text="Lämna tomt om personen vill vara anonym.",
        required=False,
        max_length=300,
    )


class DoljForm(forms.Form):
    text = forms.CharField(
        label="Dölj fler ord",
        help_text="Skriv ett ord eller en mening som den står i ärendet. Alla ställen döljs.",
        max_length=1000,
        error_messages={"required": "Skriv de ord som ska döljas."},
    )


class VisaForm(forms.Form):
    traff = forms.ChoiceField(
        label="Visa något som är maskat i onödan",
        widget=Radioval(),
        error_messages={"required": "Välj vad som ska synas."},
    )
    skal = forms.CharField(
        label="Varför ska det synas?",
        max_length=200,
        error_messages={"required": "Skriv varför det ska synas."},
    )

    def __init__(self, data: Any = None, *, traffar: Iterable[Traff]) -> None:
        super().__init__(data)
        val = {t.text: f"{t.text} ({_SLAG[t.slag]})" for t in traffar if t.slag in _SLAG}
        falt = cast(forms.ChoiceField, self.fields["traff"])
        falt.choices = sorted(val.items())


class ProvaForm(forms.Form):
    utfall = forms.ChoiceField(
        label="Vad blir beslutet?",
        choices=Sekretessprovning.Utfall.choices,
        widget=Radioval(),
        error_messages={"required": "Välj ett beslut."},
    )
    grund = forms.ChoiceField(
        label="Enligt vilken paragraf?",
        help_text="Behövs när något inte lämnas ut.",
        required=False,
        choices=[("", "Välj paragraf"), *VAL],
    )
    skal = _skal(
        "Skäl",
        "Behövs när något inte lämnas ut, och när ärendet är markerat. Står i beslutet.",
        kravs=False,
    )
    med_anteckningar = forms.BooleanField(
        label="Ta med interna anteckningar",
        help_text="Går bara när ärendet är avslutat. Innan dess är de inte allmänna handlingar.",
        required=False,
    )


class LamnaUtForm(forms.Form):
    satt = forms.ChoiceField(
        label="Hur lämnades handlingen?",
        choices=Utlamnande.Satt.choices,
        widget=Radioval(),
        error_messages={"required": "Välj hur handlingen lämnades."},
    )
    genomlast = forms.BooleanField(label="Jag har läst igenom den maskade kopian", required=False)

    def __init__(self, data: Any = None, *, helt: bool) -> None:
        super().__init__(data)
        if helt:
            del self.fields["genomlast"]


class SkalForm(forms.Form):
    skal = _skal("Varför?")


class BedomForm(forms.Form):
    beslut = forms.ChoiceField(
        label="Vad blir svaret?",
        choices=Signalbedomning.Beslut.choices,
        widget=Radioval(),
        error_messages={"required": "Välj ett svar."},
    )
    skal = forms.CharField(
        label="Varför?",
        help_text="Skriv vad du bygger svaret på. Läses av dem som läser ärendet.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Skriv varför.",
            "max_length": "Texten är för lång. Korta den till 1 000 tecken.",
        },
    )
