"""Forms of the acts that revise, send back, open again, correct, close and break off."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.models import Atgard, Verksamhetsplan
from cykel.villkor.aterskick import Del
from kvalitet import klocka
from kvalitet.forms import Datumfalt

SLAG = {
    "mal": "Mål",
    "aktivitet": "Aktiviteter",
    "indikator": "Indikatorer",
    "synpunkter": "Synpunkter",
    "undersokningar": "Undersökningar",
}


class SkalForm(forms.Form):
    """The reason, where nothing else is asked."""

    skal = forms.CharField(
        label="Skäl",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv varför. Den som läser planen sedan behöver veta det."},
    )


class BeslutForm(forms.Form):
    """A decision as it stands in the minutes."""

    beslut_datum = Datumfalt(
        label="Beslutsdatum", error_messages={"required": "Skriv vilken dag beslutet togs."}
    )
    beslut_paragraf = forms.CharField(
        label="Paragraf",
        help_text="Som den står i protokollet, till exempel § 8.",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "smalt"}),
    )

    def __init__(self, data: Any = None, *, paragraf_kravs: bool) -> None:
        super().__init__(data, initial={"beslut_datum": klocka.idag()})
        falt = self.fields["beslut_paragraf"]
        falt.required = paragraf_kravs
        falt.error_messages["required"] = "Skriv vilken paragraf nämndens beslut har."


class ReviderForm(SkalForm, BeslutForm):
    field_order = ("skal", "beslut_datum", "beslut_paragraf")


class AvslutaForm(BeslutForm):
    upphor = forms.BooleanField(
        label="Verksamheten upphör, så ingen plan följer efter", required=False
    )

    def __init__(self, data: Any = None, *, paragraf_kravs: bool, har_nasta: bool) -> None:
        super().__init__(data, paragraf_kravs=paragraf_kravs)
        if har_nasta:
            del self.fields["upphor"]


class AvbrytForm(SkalForm, BeslutForm):
    mottagare = forms.ModelChoiceField(
        label="Plan som tar över",
        help_text="Öppna åtgärder och säkrade lärdomar går vidare dit.",
        queryset=Verksamhetsplan.objects.none(),
        required=False,
        empty_label="Ingen",
    )
    field_order = ("skal", "beslut_datum", "beslut_paragraf", "mottagare")

    def __init__(
        self,
        data: Any = None,
        *,
        paragraf_kravs: bool,
        planer: QuerySet[Verksamhetsplan],
        har_oppet: bool,
    ) -> None:
        super().__init__(data, paragraf_kravs=paragraf_kravs)
        falt = cast("forms.ModelChoiceField[Verksamhetsplan]", self.fields["mottagare"])
        falt.queryset, falt.required = planer, har_oppet
        falt.empty_label = "Välj plan" if har_oppet else "Ingen"
        falt.error_messages["required"] = "Välj vilken plan som tar över de öppna åtgärderna."


class SkickaAterForm(SkalForm):
    del_ = forms.ChoiceField(
        label="Del som ska göras om",
        error_messages={"required": "Välj vilken del som ska göras om."},
    )
    senast = Datumfalt(
        label="Klar senast",
        error_messages={"required": "Skriv vilken dag delen ska vara klar."},
    )
    field_order = ("del_", "skal", "senast")

    def __init__(self, data: Any = None, *, delar: list[Del], vald: str = "") -> None:
        super().__init__(data, initial={"del_": vald})
        self._delar = {en.nyckel: en for en in delar}
        falt = cast(forms.ChoiceField, self.fields["del_"])
        falt.choices = [
            ("", "Välj del"),
            *(
                (rubrik, [(en.nyckel, f"{en.namn} ({en.till})") for en in delar if en.slag == slag])
                for slag, rubrik in SLAG.items()
                if any(en.slag == slag for en in delar)
            ),
        ]

    def clean_del_(self) -> Del:
        return self._delar[self.cleaned_data["del_"]]


class FlyttaForm(forms.Form):
    atgarder = forms.ModelMultipleChoiceField(
        label="Åtgärder som flyttas",
        queryset=Atgard.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en åtgärd."},
    )
    till = forms.ModelChoiceField(
        label="Plan som tar över",
        queryset=Verksamhetsplan.objects.none(),
        empty_label="Välj plan",
        error_messages={"required": "Välj vilken plan som tar över åtgärderna."},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        atgarder: QuerySet[Atgard],
        planer: QuerySet[Verksamhetsplan],
        nasta: Verksamhetsplan | None,
    ) -> None:
        super().__init__(data, initial={"till": nasta, "atgarder": [a.pk for a in atgarder]})
        cast("forms.ModelMultipleChoiceField[Atgard]", self.fields["atgarder"]).queryset = atgarder
        till = cast("forms.ModelChoiceField[Verksamhetsplan]", self.fields["till"])
        till.queryset = planer
        if nasta is None:
            till.help_text = "Nästa plan finns inte än. Skapa den först, så är den vald här."


class RattelseForm(forms.Form):
    fel = forms.CharField(
        label="Det här blev fel",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vad som blev fel."},
    )
    ratt = forms.CharField(
        label="Så här är det",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv hur det är."},
    )
