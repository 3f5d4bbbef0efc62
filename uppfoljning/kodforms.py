"""Forms of a survey's codes: ordering them, reminding, and typing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kvalitet.formular import Radioval
from kvalitet.importforms import FilForm
from kvalitet.kalkyl import Kalkylfel
from kvalitet.texter import tal
from uppfoljning import utskicksfil
from uppfoljning.actions.svarskod import MEST
from uppfoljning.utskicksfil import Lista

FORMAT = (("xlsx", "Excel (.xlsx)"), ("csv", "CSV med semikolon"))
FILHJALP = (
    "Excel (.xlsx) eller CSV, högst 5 MB och {mest} rader, med rubriker på första raden. "
    "Listan läses och lämnas tillbaka. Vi sparar inget av den."
)


class FormatForm(forms.Form):
    visa_frivilligt = False
    format = forms.ChoiceField(
        label="Vilken sorts fil vill ni ha?", choices=FORMAT, initial="xlsx", widget=Radioval()
    )


class _ListaForm(FilForm):
    """A file of people that is read at once and kept by nobody."""

    lista: Lista | None = None

    def clean_fil(self) -> Any:
        if (fil := self.cleaned_data.get("fil")) is None:
            return None
        fil = super().clean_fil()
        try:
            self.lista = self.prova(utskicksfil.las(fil.read()))
        except Kalkylfel as fel:
            raise forms.ValidationError(fel.mening) from fel
        return fil

    def prova(self, lista: Lista) -> Lista:
        return lista


class BestallForm(_ListaForm, FormatForm):
    """How many codes, or a list with a row for each person who gets one."""

    field_order = ("antal", "fil", "byt", "format")
    antal = forms.IntegerField(
        label="Antal koder",
        min_value=1,
        max_value=MEST,
        required=False,
        help_text=f"Lämna tomt om ni har en lista. Högst {tal(MEST)} åt gången.",
        error_messages={
            "invalid": "Skriv antalet med siffror, till exempel 120.",
            "min_value": "Skapa minst en kod.",
            "max_value": f"Skapa högst {tal(MEST)} koder åt gången. Ni kan skapa fler efteråt.",
        },
    )
    byt = forms.BooleanField(
        required=False, help_text="Välj det när filen med koder är borta eller har hamnat fel."
    )

    def __init__(self, *args: Any, oanvanda: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fil = self.fields["fil"]
        fil.required, fil.label = False, "Lista över dem ni frågar"
        fil.help_text = FILHJALP.format(mest=tal(MEST))
        if oanvanda:
            vad = "koden som ingen har använt" if oanvanda == 1 else f"{tal(oanvanda)} koder"
            slut = "" if oanvanda == 1 else " som ingen har använt"
            self.fields["byt"].label = f"De nya ersätter {vad}{slut}"
        else:
            del self.fields["byt"]

    def prova(self, lista: Lista) -> Lista:
        return lista.utan_koder()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        antal, rader = data.get("antal"), len(self.lista.rader) if self.lista else None
        if antal is None and rader is None and not self.errors:
            self.add_error("antal", "Skriv hur många koder ni behöver, eller välj en lista.")
        elif antal is not None and rader is not None and antal != rader:
            self.add_error(
                "antal",
                f"Listan har {tal(rader)} personer, och du skrev {tal(antal)}. Lämna antalet tomt "
                "så får varje person en kod.",
            )
        elif rader is not None:
            data["antal"] = rader
        return data


class PaminnForm(_ListaForm, FormatForm):
    """The file with codes, back again."""

    field_order = ("fil", "format")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.koder: list[str] = []
        fil = self.fields["fil"]
        fil.label = "Filen med koder"
        fil.help_text = FILHJALP.format(mest=tal(MEST))

    def prova(self, lista: Lista) -> Lista:
        self.koder = lista.koder()
        return lista


class KodForm(forms.Form):
    """A code as the letter has it."""

    kod = forms.CharField(
        label=_("Din kod"),
        help_text=_("Den står i brevet, till exempel 7KQ4M-X9P2R."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Skriv koden som står i brevet.")},
    )
