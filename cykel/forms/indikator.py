"""Forms of indicators and their values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.forms.plan import aktiva
from cykel.models import Indikator, Matvarde
from kvalitet import klocka
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.models import Anvandare, Enhet


class IndikatorForm(forms.ModelForm[Indikator]):
    definition = forms.CharField(
        label="Definition",
        help_text="Vad räknas, bland vilka och hur.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vad indikatorn mäter och hur."},
    )
    decimaler = forms.IntegerField(
        label="Decimaler",
        min_value=0,
        max_value=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "smalt"}),
        error_messages={"required": "Skriv hur många decimaler värdet har."},
    )

    class Meta:
        model = Indikator
        fields = [
            "namn",
            "definition",
            "matt",
            "decimaler",
            "riktning",
            "kalla",
            "kolada_id",
            "berakning",
            "namnare",
            "frekvens",
            "agare",
            "konsuppdelad",
            "skal_ej_kon",
        ]
        labels = {
            "konsuppdelad": "Värdena delas upp på kvinnor och män",
            "frekvens": "Hur ofta den mäts",
            "skal_ej_kon": "Skäl till att inte dela upp på kön",
        }
        help_texts = {
            "matt": "Procent, dagar, kronor per invånare.",
            "kolada_id": "Bara när källan är Kolada, till exempel N00945.",
            "berakning": "Bara när källan är att den beräknas. Värdet räknas om varje natt.",
            "namnare": "Bara för klagomål per 1 000 användare: indikatorn med antalet användare.",
        }
        error_messages = {
            "namn": {"required": "Skriv indikatorns namn."},
            "matt": {"required": "Skriv vad värdet är ett antal av."},
            "riktning": {"required": "Välj åt vilket håll det är bättre."},
            "kalla": {"required": "Välj var värdena kommer ifrån."},
            "frekvens": {"required": "Välj hur ofta indikatorn mäts."},
            "agare": {"required": "Välj vem som äger indikatorn."},
        }

    def __init__(self, data: Any = None, *, av: Anvandare) -> None:
        super().__init__(data, initial={"agare": av, "decimaler": 1})
        cast("forms.ModelChoiceField[Anvandare]", self.fields["agare"]).queryset = aktiva()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("konsuppdelad") and not data.get("skal_ej_kon"):
            self.add_error("skal_ej_kon", "Dela upp på kön, eller skriv varför det inte går.")
        if data.get("kalla") == Indikator.Kalla.KOLADA and not data.get("kolada_id"):
            self.add_error("kolada_id", "Ange vilket nyckeltal i Kolada indikatorn hämtas från.")
        self._prova_berakning(data)
        return data

    def _prova_berakning(self, data: dict[str, Any]) -> None:
        """What is computed says how, and nothing else does."""
        beraknas, berakning = data.get("kalla") == Indikator.Kalla.BERAKNAD, data.get("berakning")
        if beraknas and not berakning:
            self.add_error("berakning", "Välj hur indikatorn beräknas.")
        if berakning and not beraknas:
            self.add_error("berakning", "Ta bort beräkningen, eller välj källan ”Beräknas”.")
        per_anvandare = berakning == Indikator.Berakning.KLAGOMAL
        if per_anvandare and not data.get("namnare"):
            self.add_error("namnare", "Välj indikatorn som har antalet användare.")
        if data.get("namnare") and not per_anvandare:
            self.add_error("namnare", "Antalet användare behövs inte för den beräkningen.")

    def _post_clean(self) -> None:
        """Leave the instance alone: the act makes it, and asks the same of it."""


@dataclass(frozen=True)
class Konsvarde:
    kon: str
    varde: Decimal | None


class MatvardeForm(forms.Form):
    """One period's value for a unit: the total and, when divided, women and men."""

    visa_frivilligt = False

    enhet = EnhetValj(
        label="Enhet",
        queryset=Enhet.objects.none(),
        empty_label="Välj en enhet",
        error_messages={"required": "Välj vilken enhet värdet gäller."},
    )
    period_fran = Datumfalt(
        label="Från och med", error_messages={"required": "Skriv när perioden börjar."}
    )
    period_till = Datumfalt(
        label="Till och med", error_messages={"required": "Skriv när perioden slutar."}
    )
    matdatum = Datumfalt(
        label="Mätdatum", error_messages={"required": "Skriv vilken dag värdet mättes."}
    )
    kalla = forms.CharField(
        label="Källa",
        help_text="Varifrån värdet kommer, till exempel verksamhetssystemet.",
        max_length=80,
        error_messages={"required": "Skriv varifrån värdet kommer."},
    )
    bortfallsorsak = forms.CharField(
        label="Varför värdet saknas",
        help_text="Bara när det inte finns något värde.",
        max_length=200,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, indikator: Indikator, enheter: QuerySet[Enhet], enhet: int | None
    ) -> None:
        super().__init__(data, initial={"matdatum": klocka.idag(), "enhet": enhet})
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter
        kon = Matvarde.Kon
        self._kon = [kon.T, kon.K, kon.M] if indikator.konsuppdelad else [kon.T]
        for ett in self._kon:
            namn = "Värde" if len(self._kon) == 1 else f"Värde, {ett.label.lower()}"
            self.fields[self.faltnamn(ett)] = forms.DecimalField(
                label=f"{namn} ({indikator.matt})",
                max_digits=16,
                decimal_places=4,
                required=False,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "smalt"}),
                error_messages={"invalid": "Skriv värdet som ett tal, till exempel 86,5."},
            )
        # The values stand before the reason why there is none.
        self.order_fields(
            [
                "enhet",
                "period_fran",
                "period_till",
                *map(self.faltnamn, self._kon),
                "bortfallsorsak",
            ]
        )

    @staticmethod
    def faltnamn(kon: Matvarde.Kon) -> str:
        return f"varde_{kon.value.lower()}"

    @property
    def varden(self) -> list[Konsvarde]:
        """The values to enter: the total always, women and men when they are given."""
        alla = [Konsvarde(kon.value, self.cleaned_data[self.faltnamn(kon)]) for kon in self._kon]
        return [v for v in alla if v.kon == "T" or v.varde is not None]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        total, orsak = data.get("varde_t"), data.get("bortfallsorsak")
        if "varde_t" not in self.errors and (total is None) == (not orsak):
            falt = "varde_t" if total is None else "bortfallsorsak"
            self.add_error(falt, "Ange ett värde, eller varför det saknas.")
        fran, till = data.get("period_fran"), data.get("period_till")
        if fran and till and till < fran:
            self.add_error("period_till", "Periodens slut ska vara efter dess början.")
        if (dag := data.get("matdatum")) and dag > klocka.idag():
            self.add_error("matdatum", "Mätdatumet ligger i framtiden.")
        return data
