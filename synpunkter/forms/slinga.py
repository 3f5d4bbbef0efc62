"""The forms of the closed loop."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.models import Mal
from kvalitet.models import Enhet
from synpunkter.forms.malval import malfalt
from synpunkter.models import Monster, Tema

EGNA_ORD = "Med egna ord. Citera inte, och skriv inget som pekar ut någon."


class TemaFalt(forms.CharField):
    """A theme that is there, or a new one; the browser proposes those that are."""

    def __init__(self) -> None:
        super().__init__(
            label="Tema",
            help_text="Välj ett som finns eller skriv ett nytt, till exempel ”Bemötande”.",
            max_length=60,
            widget=forms.TextInput(attrs={"list": "teman", "autocomplete": "off"}),
            error_messages={"required": "Skriv vilket tema det hör till."},
        )


class MonsterForm(forms.Form):
    namn = forms.CharField(
        label="Vad ska mönstret heta?",
        help_text="Till exempel ”Tider ändras utan besked”.",
        max_length=120,
        error_messages={"required": "Skriv vad mönstret ska heta."},
    )
    beskrivning = forms.CharField(
        label="Vad har synpunkterna gemensamt?",
        help_text=EGNA_ORD,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv vad synpunkterna har gemensamt."},
    )
    tema = TemaFalt()


class MonstervalForm(MonsterForm):
    """Into a mönster that is there, or a new one."""

    monster = forms.ModelChoiceField(
        label="Lägg i ett mönster som finns",
        queryset=Monster.objects.none(),
        required=False,
        empty_label="Nej, gör ett nytt",
    )
    field_order = ("monster", "namn", "beskrivning", "tema")

    def __init__(self, data: Any = None, *, monster: QuerySet[Monster]) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Monster]", self.fields["monster"]).queryset = monster
        if self.is_bound and self.data.get("monster"):
            for namn in ("namn", "beskrivning", "tema"):
                self.fields[namn].required = False


class MonsterbristForm(forms.Form):
    rubrik = forms.CharField(
        label="Vad brister?",
        help_text="En mening, till exempel ”Ändrade tider meddelas inte”.",
        max_length=160,
        error_messages={"required": "Skriv vad som brister."},
    )
    mening = forms.CharField(
        label="Vad handlar synpunkterna om?",
        help_text=f"Bristen läses av fler än synpunkterna. {EGNA_ORD}",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vad synpunkterna handlar om, med egna ord."},
    )
    mal = malfalt()

    def __init__(self, data: Any = None, *, initial: Any = None, malen: QuerySet[Mal]) -> None:
        super().__init__(data, initial=initial)
        cast("forms.ModelChoiceField[Mal]", self.fields["mal"]).queryset = malen


class BeskedForm(forms.Form):
    text = forms.CharField(
        label="Text till avsändarna",
        help_text="Alla får samma text. Skriv utan namn och citera ingen.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={
            "required": "Skriv vad avsändarna ska få veta.",
            "max_length": "Texten är för lång. Korta den till högst 4 000 tecken.",
        },
    )


class SkalForm(forms.Form):
    skal = forms.CharField(
        label="Varför?",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv varför."},
    )


class PubliceringForm(forms.Form):
    tema = TemaFalt()
    ni_sa = forms.CharField(
        label="Ni sa",
        help_text=f"Vad vi hörde, i en eller två meningar. {EGNA_ORD}",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vad ni hörde."},
    )
    vi_gjorde = forms.CharField(
        label="Vi gjorde",
        help_text="Vad vi gjorde och om det hjälpte. Lova inget.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv vad ni gjorde, eller varför inte."},
    )

    def __init__(self, data: Any = None, *, initial: Any = None, gjordes: bool = True) -> None:
        super().__init__(data, initial=initial)
        if not gjordes:
            self.fields["vi_gjorde"].label = "Vi gjorde inte, därför att"
            self.fields["vi_gjorde"].help_text = "Säg som det är, så att det går att förstå."


class NiSaFilter(forms.Form):
    """The public page's choice of theme and unit."""

    visa_frivilligt = False
    tema = forms.ModelChoiceField(
        label="Tema", queryset=Tema.objects.none(), required=False, empty_label="Alla teman"
    )
    enhet = forms.ModelChoiceField(
        label="Verksamhet",
        queryset=Enhet.objects.none(),
        required=False,
        empty_label="Alla verksamheter",
    )

    def __init__(self, data: Any, *, teman: QuerySet[Tema], enheter: QuerySet[Enhet]) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Tema]", self.fields["tema"]).queryset = teman
        cast("forms.ModelChoiceField[Enhet]", self.fields["enhet"]).queryset = enheter
