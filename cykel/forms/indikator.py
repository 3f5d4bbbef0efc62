"""Forms of indicators and their values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db import models
from django.db.models import QuerySet

from cykel.actions.definition import ORDEN
from cykel.forms.plan import aktiva, personfalt
from cykel.models import Indikator, Matvarde
from cykel.rutnat import taltext
from cykel.vardekontroll import periodfel, totalen_mellan, utanfor
from kvalitet import klocka
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.models import Anvandare, Enhet
from kvalitet.personval import PersonValj


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
            "lagst",
            "hogst",
            "riktning",
            "regi",
            "kalla",
            "kolada_id",
            "berakning",
            "namnare",
            "frekvens",
            "agare",
            "konsuppdelad",
            "skal_ej_kon",
            "redovisas",
        ]
        labels = {
            "konsuppdelad": "Värdena delas upp på kvinnor och män",
            "frekvens": "Hur ofta den mäts",
            "skal_ej_kon": "Skäl till att inte dela upp på kön",
            "regi": "Vem som driver det som mäts",
            "redovisas": "Var den står i rapporten",
        }
        help_texts = {
            "matt": "Procent, dagar, kronor per invånare.",
            "lagst": "Ett värde under det går inte att föra in. För procent är det oftast 0.",
            "hogst": "Ett värde över det går inte att föra in. För procent är det oftast 100.",
            "kolada_id": "Bara när källan är Kolada, till exempel N00945.",
            "berakning": "Bara när källan är att den beräknas. Värdet räknas om varje natt.",
            "namnare": "Bara för klagomål per 1 000 användare: indikatorn med antalet användare.",
        }
        error_messages = {
            "namn": {"required": "Skriv indikatorns namn."},
            "matt": {"required": "Skriv vad värdet är ett antal av."},
            "riktning": {"required": "Välj åt vilket håll det är bättre."},
            "regi": {"required": "Välj vem som driver det som mäts."},
            "kalla": {"required": "Välj var värdena kommer ifrån."},
            "frekvens": {"required": "Välj hur ofta indikatorn mäts."},
            "agare": {"required": "Välj vem som äger indikatorn."},
        }

    def __init__(
        self, data: Any = None, *, av: Anvandare | None = None, instance: Indikator | None = None
    ) -> None:
        super().__init__(
            data, instance=instance, initial={} if instance else {"agare": av, "decimaler": 1}
        )
        agare = aktiva()
        if instance:  # one who has left still owns it, until it is handed over
            agare = agare | Anvandare.objects.filter(pk=instance.agare_id)
        self.fields["agare"] = personfalt("Ägare", error_messages=self.Meta.error_messages["agare"])
        cast(PersonValj, self.fields["agare"]).queryset = agare
        for namn in ("lagst", "hogst"):
            self.fields[namn].localize = True
            self.fields[namn].widget = forms.TextInput(
                attrs={"inputmode": "decimal", "class": "smalt"}
            )
            self.fields[namn].error_messages["invalid"] = "Skriv ett tal, till exempel 100."
            if (varde := self.initial.get(namn)) is not None:
                self.initial[namn] = taltext(varde)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("konsuppdelad") and not data.get("skal_ej_kon"):
            self.add_error("skal_ej_kon", "Dela upp på kön, eller skriv varför det inte går.")
        if data.get("kalla") == Indikator.Kalla.KOLADA and not data.get("kolada_id"):
            self.add_error("kolada_id", "Ange vilket nyckeltal i Kolada indikatorn hämtas från.")
        lagst, hogst = data.get("lagst"), data.get("hogst")
        if lagst is not None and hogst is not None and hogst <= lagst:
            self.add_error("hogst", "Det högsta möjliga värdet ska vara högre än det lägsta.")
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


class AndraIndikatorForm(IndikatorForm):
    """What is stable of an indicator. Whether changed words are put right or say another thing
    is the person's to tell: only the second breaks the series."""

    class Andring(models.TextChoices):
        RATTNING = "rattning", "Orden är rättade. Samma sak mäts på samma sätt."
        NY = "ny", "Något annat mäts. Äldre värden går inte att jämföra med nya."

    andring = forms.ChoiceField(
        label="Om definition, mått eller riktning är ändrade",
        choices=Andring.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    ny_fran = Datumfalt(
        label="Den nya definitionen gäller från och med",
        help_text="Bara när något annat mäts. Serien bryts den dagen.",
        required=False,
    )
    skal = forms.CharField(
        label="Varför indikatorn ändras",
        help_text="Behövs när något annat mäts. Skälet visas vid seriebrottet.",
        max_length=200,
        required=False,
    )
    utgava = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, instance: Indikator) -> None:
        super().__init__(data, instance=instance)
        self._fore = {namn: getattr(instance, namn) for namn in ORDEN}
        self.initial["utgava"] = instance.utgava

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        andring = data.pop("andring", "")
        andrade = any(namn in data and data[namn] != v for namn, v in self._fore.items())
        if andrade and not andring and "andring" not in self.errors:
            self.add_error("andring", "Välj om orden är rättade eller om något annat mäts.")
        if andring != self.Andring.NY:
            data["ny_fran"] = None
            return data
        if not andrade:
            self.add_error(
                "andring",
                "Definition, mått och riktning är som förut. Har mätningen ändrats ändå, lägg "
                "till ett seriebrott.",
            )
        if not data.get("ny_fran") and "ny_fran" not in self.errors:
            self.add_error("ny_fran", "Skriv från vilken dag den nya definitionen gäller.")
        if not data.get("skal"):
            self.add_error("skal", "Skriv varför definitionen ändras.")
        return data


class SeriebrottForm(forms.Form):
    datum = Datumfalt(
        label="Första dagen i den nya serien",
        help_text="Värden för perioder som slutar före dagen jämförs inte med senare värden.",
        error_messages={"required": "Skriv från vilken dag mätningen är ändrad."},
    )
    orsak = forms.CharField(
        label="Vad som ändrades",
        help_text="Till exempel: ny metod hos SCB.",
        max_length=200,
        error_messages={"required": "Skriv vad som ändrades i mätningen."},
    )


class TaBortSeriebrottForm(forms.Form):
    skal = forms.CharField(
        label="Varför seriebrottet tas bort",
        max_length=200,
        error_messages={"required": "Skriv varför seriebrottet tas bort."},
    )


@dataclass(frozen=True)
class Konsvarde:
    kon: str
    varde: Decimal | None
    osakerhet: Decimal | None = None


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
    osakerhet = forms.DecimalField(
        label="Osäkerhet för totalen, plus eller minus",
        help_text="Halva 95-procentsintervallet, när värdet kommer ur ett urval.",
        min_value=0,
        max_digits=10,
        decimal_places=4,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "smalt"}),
        error_messages={
            "invalid": "Skriv osäkerheten som ett tal, till exempel 2,5.",
            "min_value": "Skriv osäkerheten utan minus.",
        },
    )
    skal = forms.CharField(
        label="Varför värdet ändras",
        help_text="Bara när perioden redan har ett värde. Det gamla finns kvar i historiken.",
        max_length=400,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, indikator: Indikator, enheter: QuerySet[Enhet], enhet: int | None
    ) -> None:
        super().__init__(data, initial={"matdatum": klocka.idag(), "enhet": enhet})
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter
        kon = Matvarde.Kon
        self._indikator = indikator
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
                "osakerhet",
                "bortfallsorsak",
                "matdatum",
                "kalla",
            ]
        )

    @staticmethod
    def faltnamn(kon: Matvarde.Kon) -> str:
        return f"varde_{kon.value.lower()}"

    @property
    def varden(self) -> list[Konsvarde]:
        """The values to enter: the total always, women and men when they are given."""
        alla = [Konsvarde(kon.value, self.cleaned_data[self.faltnamn(kon)]) for kon in self._kon]
        if alla[0].varde is not None:
            alla[0] = replace(alla[0], osakerhet=self.cleaned_data.get("osakerhet"))
        return [v for v in alla if v.kon == "T" or v.varde is not None]

    @property
    def varning(self) -> str:
        """What may be wrong without being impossible."""
        t, k, m = (self.cleaned_data.get(f"varde_{kon}") for kon in "tkm")
        return totalen_mellan(self._indikator, t, k, m)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        total, orsak = data.get("varde_t"), data.get("bortfallsorsak")
        if "varde_t" not in self.errors and (total is None) == (not orsak):
            falt = "varde_t" if total is None else "bortfallsorsak"
            self.add_error(falt, "Ange ett värde, eller varför det saknas.")
        fran, till = data.get("period_fran"), data.get("period_till")
        if fran and till and (mening := periodfel(self._indikator.frekvens, fran, till)):
            self.add_error("period_till", mening)
        for kon in self._kon:
            if mening := utanfor(self._indikator, data.get(self.faltnamn(kon))):
                self.add_error(self.faltnamn(kon), mening)
        if (dag := data.get("matdatum")) and dag > klocka.idag():
            self.add_error("matdatum", "Mätdatumet ligger i framtiden.")
        return data
