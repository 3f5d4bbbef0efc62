"""The small forms of what is updated: how an activity goes, a value for its period."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from cykel.models import Aktivitetslage, Indikator, Matvarde
from cykel.vardekontroll import utanfor

Status = Aktivitetslage.Status


class AktivitetslageForm(forms.Form):
    """How one activity goes; the page has one form per activity."""

    visa_frivilligt = False

    status = forms.ChoiceField(label="Hur går det?", choices=Status.choices)
    framsteg = forms.IntegerField(
        label="Gjort hittills, i procent",
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "smalt"}),
        error_messages={
            "invalid": "Skriv framsteget som ett heltal, till exempel 40.",
            "min_value": "Skriv framsteget i procent, från 0 till 100.",
            "max_value": "Skriv framsteget i procent, från 0 till 100.",
        },
    )
    kommentar = forms.CharField(
        label="Kommentar",
        help_text="Behövs när aktiviteten är försenad eller struken.",
        max_length=400,
        required=False,
    )
    hinder = forms.CharField(
        label="Hinder",
        help_text="Vad som står i vägen, och vad du behöver hjälp med.",
        max_length=400,
        required=False,
    )
    fil = forms.FileField(
        label="Fil som visar hur det går",
        help_text="Pdf, bild, Word, Excel eller PowerPoint, högst 10 MB.",
        required=False,
        widget=forms.FileInput,
        error_messages={"empty": "Filen är tom. Välj en fil med innehåll."},
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, prefix: str, lage: Aktivitetslage | None
    ) -> None:
        super().__init__(data, files, prefix=prefix)
        self.initial = {
            "status": lage.status if lage else Status.PAGAR,
            "framsteg": lage.framsteg if lage else None,
            "hinder": lage.hinder if lage else "",
        }

    @property
    def har_fel_i_mer(self) -> bool:
        """Whether what is folded away needs mending."""
        return bool(self.errors.keys() & {"hinder", "fil"}) or self.filen_tappad

    @property
    def filen_tappad(self) -> bool:
        """A browser sends no file twice: after an error it must be chosen again."""
        return bool(self.errors) and self.add_prefix("fil") in self.files

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("status") in (Status.FORSENAD, Status.STRUKEN) and not data.get("kommentar"):
            self.add_error("kommentar", "Skriv varför aktiviteten är försenad eller struken.")
        return data


class VardeForm(forms.Form):
    """A value of an indicator whose unit and period are known."""

    visa_frivilligt = False

    bortfallsorsak = forms.CharField(
        label="Varför värdet saknas",
        help_text="Bara när det inte finns något värde.",
        max_length=200,
        required=False,
    )
    kalla = forms.CharField(
        label="Källa",
        help_text="Varifrån värdet kommer, till exempel verksamhetssystemet.",
        max_length=80,
        error_messages={"required": "Skriv varifrån värdet kommer."},
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, prefix: str, indikator: Indikator, kalla: str
    ) -> None:
        super().__init__(data, prefix=prefix, initial={"kalla": kalla})
        kon = Matvarde.Kon
        self._indikator = indikator
        self._kon = [kon.T, kon.K, kon.M] if indikator.konsuppdelad else [kon.T]
        for ett in self._kon:
            self.fields[_falt(ett)] = _vardefalt(ett, indikator, ensamt=len(self._kon) == 1)
        self.order_fields([*map(_falt, self._kon), "bortfallsorsak", "kalla"])

    @property
    def varden(self) -> list[tuple[str, Decimal | None]]:
        """The total always, women and men when they are given."""
        alla = [(ett.value, self.cleaned_data[_falt(ett)]) for ett in self._kon]
        return [(kon, varde) for kon, varde in alla if kon == "T" or varde is not None]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        total, orsak = data.get("varde_t"), data.get("bortfallsorsak")
        if "varde_t" not in self.errors and (total is None) == (not orsak):
            falt = "varde_t" if total is None else "bortfallsorsak"
            self.add_error(falt, "Ange ett värde, eller varför det saknas.")
        for kon in self._kon:
            if mening := utanfor(self._indikator, data.get(_falt(kon))):
                self.add_error(_falt(kon), mening)
        return data


def _falt(kon: Matvarde.Kon) -> str:
    return f"varde_{kon.value.lower()}"


def _vardefalt(kon: Matvarde.Kon, indikator: Indikator, *, ensamt: bool) -> forms.DecimalField:
    namn = "Värde" if ensamt else f"Värde, {kon.label.lower()}"
    return forms.DecimalField(
        label=f"{namn} ({indikator.matt})",
        max_digits=16,
        decimal_places=4,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "smalt"}),
        error_messages={"invalid": "Skriv värdet som ett tal, till exempel 86,5."},
    )
