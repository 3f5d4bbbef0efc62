"""Forms of the external surveys: laying one up, a file, and how the file is to be read."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from cykel.models import Indikator, Mal
from kvalitet import klocka
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.models import Enhet, Namnd
from uppfoljning.externfil.tabell import MAX_BYTE
from uppfoljning.models import Undersokning
from uppfoljning.undersokningsforms import MalValj

VALBARA = Indikator.objects.filter(
    kalla__in=(Indikator.Kalla.FIL, Indikator.Kalla.UNDERSOKNING)
).order_by("namn", "pk")
"""Indicators whose values may come from a question."""


class ExternForm(forms.Form):
    """A survey that someone else makes."""

    namn = forms.CharField(label="Namn", help_text="Till exempel Skolenkäten.", max_length=120)
    leverantor = forms.CharField(
        label="Leverantör",
        help_text="Den som gör undersökningen. Hur filen läses sparas för leverantören.",
        max_length=80,
    )
    enhet = EnhetValj(
        label="Enhet",
        help_text="Siffror tas in för enheten och allt under den.",
        queryset=Enhet.objects.none(),
    )
    namnd = forms.ModelChoiceField(label="Nämnd", queryset=Namnd.objects.order_by("namn"))
    mal = MalValj(
        label="Mål som resultatet hör till",
        help_text="Resultatet blir då underlag när målet bedöms.",
        queryset=Mal.objects.none(),
        required=False,
    )
    troskel = forms.TypedChoiceField(
        label="Minsta antal svar för att visas",
        choices=Undersokning.Troskel.choices,
        coerce=int,
        initial=Undersokning.Troskel.TIO,
        help_text="Siffror med färre svar sparas inte. Gäller också det som annars gick att räkna "
        "ut.",
    )
    metod = forms.CharField(
        label="Så görs undersökningen",
        help_text="Vilka som får frågorna, hur, och vad siffrorna betyder.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet]) -> None:
        super().__init__(data)
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter
        cast(MalValj, self.fields["mal"]).queryset = (
            Mal.objects.filter(bedoms=True, niva__styrmodell__status="gallande")
            .select_related("namnd")
            .i_ordning()
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        namnd, mal = data.get("namnd"), data.get("mal")
        if namnd and mal and mal.namnd_id not in (None, namnd.pk):
            self.add_error("mal", f"Målet hör till en annan nämnd än {namnd}.")
        return data


class OmgangForm(forms.Form):
    """The file, and which time the survey was made."""

    fil = forms.FileField(
        label="Fil",
        help_text=f"Excel (.xlsx), CSV eller svar från Formbricks, högst {MAX_BYTE // 1024**2} MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.json,.jsonl"}),
        error_messages={
            "required": "Välj en fil.",
            "empty": "Filen är tom. Välj en fil med rader.",
            "missing": "Välj en fil.",
        },
    )
    ar = forms.IntegerField(label="År", min_value=2000, max_value=2100)
    period_fran = Datumfalt(
        label="Siffrorna gäller från och med",
        help_text="Lämna tomt när de gäller hela året.",
        required=False,
    )
    period_till = Datumfalt(label="Till och med", required=False)
    matdatum = Datumfalt(label="Mätdatum", help_text="Sista dagen då det gick att svara.")
    urval = forms.IntegerField(
        label="Antal tillfrågade",
        min_value=1,
        max_value=10_000_000,
        required=False,
        help_text="Ger svarsfrekvensen.",
    )
    overtackning = forms.IntegerField(
        label="Övertäckning",
        min_value=0,
        max_value=10_000_000,
        required=False,
        help_text="Tillfrågade som inte längre hör till gruppen.",
    )
    ram = forms.IntegerField(
        label="Antal i hela gruppen",
        min_value=1,
        max_value=10_000_000,
        required=False,
        help_text="Ger ett säkrare intervall när en stor del av gruppen svarar.",
    )

    def clean_fil(self) -> UploadedFile[bytes]:
        fil: UploadedFile[bytes] = self.cleaned_data["fil"]
        if (fil.size or 0) > MAX_BYTE:
            raise forms.ValidationError(
                f"Filen är större än {MAX_BYTE // 1024**2} MB. Dela upp den, till exempel en fil "
                "per skola eller område."
            )
        return fil

    def clean_matdatum(self) -> date:
        dag: date = self.cleaned_data["matdatum"]
        if dag > klocka.idag():
            raise forms.ValidationError(
                "Mätdatumet ligger i framtiden. Skriv den dag då undersökningen stängde."
            )
        return dag

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if ar := data.get("ar"):
            data["period_fran"] = data.get("period_fran") or date(ar, 1, 1)
            data["period_till"] = data.get("period_till") or date(ar, 12, 31)
            if data["period_till"] < data["period_fran"]:
                self.add_error("period_till", "Periodens slut ska vara efter dess början.")
        data["overtackning"] = data.get("overtackning") or 0
        urval = data.get("urval")
        if urval is not None and data["overtackning"] >= urval:
            self.add_error("overtackning", "Övertäckningen ska vara mindre än antalet tillfrågade.")
        return data

    @property
    def filnamn(self) -> str:
        """The file's own name without folders, as it is shown."""
        namn = PurePath(str(self.cleaned_data["fil"].name).replace("\\", "/")).name
        return "".join(t for t in namn if t.isprintable())[-120:] or "filen"


class KopplaForm(forms.Form):
    """The indicator whose values come from a question."""

    indikator = forms.ModelChoiceField(
        label="Indikator",
        queryset=VALBARA,
        required=False,
        empty_label="Ingen",
    )
