"""The forms of the register: how it numbers, answers from another one, rules, and extracts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from kvalitet import klocka
from kvalitet.forms import Datumfalt
from kvalitet.formular import Radioval
from kvalitet.models import Namnd
from synpunkter.diariefil import MAX_BYTE
from synpunkter.models import Diarieinstallning, Gallringsregel, Synpunkt
from synpunkter.tillstand import Utfall
from synpunkter.utdrag import Sokning

SMALT = {"class": "smalt"}


def _att_valja(form: forms.Form, namnder: QuerySet[Namnd]) -> None:
    """A nämnd is chosen by the person, unless there is one alone to choose."""
    falt = cast("forms.ModelChoiceField[Namnd]", form.fields["namnd"])
    if len(namnder) == 1:
        falt.empty_label = None
    falt.queryset = namnder


class InstallningForm(forms.Form):
    satt = forms.ChoiceField(
        label="Vem ger numret?",
        choices=Diarieinstallning.Satt.choices,
        widget=Radioval(
            beskrivningar={
                "egen": "Numret ges här, i följd och utan luckor.",
                "extern": "Ärendet lämnas som en fil. Ni skriver in numret, eller läser in svaret.",
            }
        ),
    )
    form = forms.CharField(
        label="Numrets form",
        help_text="{kod} blir nämndens kod, {ar} året och {nr} löpnumret. "
        "”{kod} {ar}/{nr}” ger till exempel VON 2026/0123.",
        max_length=30,
        widget=forms.TextInput(attrs=SMALT),
        error_messages={"required": "Skriv hur numret ser ut."},
    )
    siffror = forms.IntegerField(
        label="Siffror i löpnumret",
        min_value=1,
        max_value=8,
        widget=forms.NumberInput(attrs=SMALT),
        error_messages={
            "required": "Skriv hur många siffror löpnumret har.",
            "min_value": "Skriv 1 till 8.",
            "max_value": "Skriv 1 till 8.",
            "invalid": "Skriv 1 till 8.",
        },
    )
    fortsatt_efter = forms.IntegerField(
        label="Fortsätt efter nummer",
        help_text="Om serien redan har börjat i år på ett annat ställe.",
        min_value=0,
        max_value=99_999_999,
        required=False,
        widget=forms.NumberInput(attrs=SMALT),
        error_messages={
            "invalid": "Skriv det senaste numret, till exempel 122.",
            "min_value": "Skriv det senaste numret, till exempel 122.",
            "max_value": "Numret är för stort.",
        },
    )
    filformat = forms.ChoiceField(
        label="Filens format",
        help_text="Används när ett annat diarium ger numret.",
        choices=Diarieinstallning.Filformat.choices,
        widget=Radioval(rad=True),
    )

    def __init__(self, data: Any = None, *, installning: Diarieinstallning) -> None:
        forval = {
            "satt": installning.satt,
            "form": installning.format,
            "siffror": installning.siffror,
            "filformat": installning.filformat,
        }
        super().__init__(data, initial=forval)


class SvarsfilForm(forms.Form):
    svarsfil = forms.FileField(
        label="Fil med diarienummer",
        help_text="XML, JSON eller CSV med nyckel (eller referens) och dnr.",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom."},
    )

    def clean_svarsfil(self) -> UploadedFile[bytes]:
        fil: UploadedFile[bytes] = self.cleaned_data["svarsfil"]
        if (fil.size or 0) > MAX_BYTE:
            raise forms.ValidationError("Filen är större än 2 MB. Dela upp den.")
        return fil


class RegelForm(forms.Form):
    """A rule as the nämnd has decided it."""

    visa_frivilligt = False

    namnd = forms.ModelChoiceField(
        label="Nämnd",
        queryset=Namnd.objects.none(),
        empty_label="Välj nämnd",
        error_messages={"required": "Välj nämnd.", "invalid_choice": "Välj en nämnd i listan."},
    )
    handlingstyp = forms.CharField(
        label="Handlingstyp",
        help_text="Som den heter i nämndens dokumenthanteringsplan.",
        max_length=120,
        error_messages={"required": "Skriv vad handlingarna heter i planen."},
    )
    typ = forms.ChoiceField(
        label="Typ", choices=[("", "Alla typer"), *Synpunkt.Typ.choices], required=False
    )
    utfall = forms.ChoiceField(
        label="Utfall", choices=[("", "Alla utfall"), *Utfall.choices], required=False
    )
    ar = forms.IntegerField(
        label="År efter att ärendet avslutades",
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs=SMALT),
        error_messages={
            "required": "Skriv hur många år ärendet ska finnas kvar.",
            "min_value": "Skriv mellan 1 och 100 år.",
            "max_value": "Skriv mellan 1 och 100 år.",
            "invalid": "Skriv mellan 1 och 100 år.",
        },
    )
    beslut_organ = forms.CharField(
        label="Beslutat av",
        max_length=80,
        error_messages={"required": "Skriv vem som har beslutat om gallringen."},
    )
    beslut_datum = Datumfalt(
        label="Beslutsdatum", error_messages={"required": "Skriv vilken dag beslutet togs."}
    )
    beslut_paragraf = forms.CharField(
        label="Paragraf",
        max_length=20,
        widget=forms.TextInput(attrs=SMALT),
        error_messages={"required": "Skriv paragrafen, till exempel § 41."},
    )
    beslut_dnr = forms.CharField(
        label="Beslutets diarienummer",
        max_length=40,
        widget=forms.TextInput(attrs=SMALT),
        error_messages={"required": "Skriv beslutets diarienummer."},
    )
    galler_fran = Datumfalt(
        label="Gäller från och med",
        error_messages={"required": "Skriv från vilken dag regeln gäller."},
    )

    def __init__(self, data: Any = None, *, namnder: QuerySet[Namnd]) -> None:
        super().__init__(data)
        _att_valja(self, namnder)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        beslut, fran = data.get("beslut_datum"), data.get("galler_fran")
        if beslut and fran and fran < beslut:
            self.add_error("galler_fran", "Regeln gäller tidigast från dagen för beslutet.")
        return data

    def regel(self) -> Gallringsregel:
        return Gallringsregel(**self.cleaned_data)


class AvslutaRegelForm(forms.Form):
    galler_till = Datumfalt(
        label="Gäller till och med",
        error_messages={"required": "Skriv regelns sista dag."},
    )

    def __init__(self, data: Any = None) -> None:
        igar: date = klocka.idag() - timedelta(days=1)
        super().__init__(data, initial={"galler_till": igar})


class AvslaForm(forms.Form):
    skal = forms.CharField(
        label="Varför ska gallringen inte göras?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv varför gallringen inte ska göras."},
    )


class SokForm(forms.Form):
    """Who the extract is about. Posted, so that no address or log holds it."""

    visa_frivilligt = False

    namnd = forms.ModelChoiceField(
        label="Nämnd",
        help_text="Varje nämnd är personuppgiftsansvarig för sitt register.",
        queryset=Namnd.objects.none(),
        empty_label="Välj nämnd",
        error_messages={"required": "Välj nämnd.", "invalid_choice": "Välj en nämnd i listan."},
    )
    epost = forms.EmailField(
        label="E-post",
        required=False,
        max_length=254,
        error_messages={"invalid": "Skriv e-postadressen som namn@exempel.se."},
    )
    namn = forms.CharField(label="Namn", required=False, max_length=120)
    telefon = forms.CharField(label="Telefon", required=False, max_length=30)
    personnummer = forms.CharField(
        label="Personnummer",
        help_text="Med tio eller tolv siffror. Söks i texterna och sparas inte.",
        required=False,
        max_length=20,
    )

    def __init__(self, data: Any = None, *, namnder: QuerySet[Namnd]) -> None:
        super().__init__(data)
        _att_valja(self, namnder)

    def clean_telefon(self) -> str:
        return self._siffror("telefon", range(6, 16), "Skriv hela telefonnumret.")

    def clean_personnummer(self) -> str:
        return self._siffror("personnummer", (10, 12), "Skriv tio eller tolv siffror.")

    def _siffror(self, falt: str, antal: Any, mening: str) -> str:
        text: str = self.cleaned_data[falt]
        if text and len(re.sub(r"\D", "", text)) not in antal:
            raise forms.ValidationError(mening)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.sokning().uttryck:
            self.add_error(None, "Skriv något om personen att söka efter.")
        return data

    def sokning(self) -> Sokning:
        falt = ("epost", "namn", "telefon", "personnummer")
        return Sokning(**{namn: self.cleaned_data.get(namn, "") for namn in falt})
