"""Forms for goals and assignments."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.forms.styrmodell import MalValj
from cykel.models import Mal, Malniva, Uppdrag
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.models import Enhet, Namnd

KRITERIEKODER = ("A", "B", "C")


class NivaValj(forms.ModelChoiceField[Malniva]):
    def label_from_instance(self, obj: Malniva) -> str:
        return f"{obj.etikett} ({obj.styrmodell})"


class MalForm(forms.ModelForm[Mal]):
    """A decided goal with up to three criteria; more can be registered later."""

    niva = NivaValj(
        label="Nivå",
        queryset=Malniva.objects.none(),
        empty_label="Välj nivå",
        error_messages={"required": "Välj vilken nivå målet ligger på."},
    )
    foralder = MalValj(
        label="Ligger under",
        queryset=Mal.objects.none(),
        empty_label="Inget annat mål",
        required=False,
    )
    beslut_datum = Datumfalt(
        label="Beslutsdatum", error_messages={"required": "Skriv vilken dag målet beslutades."}
    )
    text = forms.CharField(
        label="Måltext",
        help_text="Som den står i beslutet.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv måltexten."},
    )

    class Meta:
        model = Mal
        fields = [
            "niva",
            "foralder",
            "namnd",
            "nummer",
            "kort",
            "text",
            "radighet",
            "bedoms",
            "geh",
            "beslut_organ",
            "beslut_datum",
            "beslut_paragraf",
            "dnr",
        ]
        labels = {"kort": "Kort namn"}
        help_texts = {
            "kort": "Några ord, för tabeller och rubriker.",
            "radighet": "Hur mycket kommunen själv kan påverka om målet nås.",
        }
        error_messages = {
            "nummer": {"required": "Skriv målets nummer."},
            "kort": {"required": "Skriv ett kort namn."},
            "beslut_organ": {"required": "Skriv vem som har beslutat målet."},
        }

    def __init__(self, data: Any = None, *, namnder: QuerySet[Namnd], hela_kommunen: bool) -> None:
        super().__init__(data)
        oppna = Malniva.objects.exclude(styrmodell__status="avslutad").select_related("styrmodell")
        cast(NivaValj, self.fields["niva"]).queryset = oppna.order_by("styrmodell__fran", "ordning")
        cast(MalValj, self.fields["foralder"]).queryset = Mal.objects.exclude(
            niva__styrmodell__status="avslutad"
        )
        namnd = cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"])
        namnd.queryset = namnder
        namnd.empty_label = "Hela kommunen" if hela_kommunen else "Välj en nämnd"
        namnd.required = not hela_kommunen
        for kod in KRITERIEKODER:
            self.fields[f"kriterium_{kod.lower()}"] = forms.CharField(
                label=f"Kriterium {kod}",
                help_text="Så vet vi att målet är nått." if kod == "A" else "",
                max_length=400,
                required=False,
            )

    @property
    def kriterier(self) -> list[tuple[str, str]]:
        texter = [(kod, self.cleaned_data[f"kriterium_{kod.lower()}"]) for kod in KRITERIEKODER]
        return [(kod, text) for kod, text in texter if text]

    @property
    def maldata(self) -> dict[str, Any]:
        return {namn: self.cleaned_data[namn] for namn in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the instance alone: the act makes it."""


class UppdragForm(forms.ModelForm[Uppdrag]):
    enhet = EnhetValj(
        label="Mottagande enhet",
        queryset=Enhet.objects.none(),
        empty_label="Välj en enhet",
        error_messages={"required": "Välj vilken enhet som får uppdraget."},
    )
    beslut_datum = Datumfalt(
        label="Beslutsdatum", error_messages={"required": "Skriv vilken dag uppdraget gavs."}
    )
    forfaller = Datumfalt(label="Återrapporteras senast", required=False)
    text = forms.CharField(
        label="Beskrivning",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Uppdrag
        fields = [
            "rubrik",
            "text",
            "givare",
            "namnd",
            "enhet",
            "beslut_datum",
            "beslut_paragraf",
            "dnr",
            "forfaller",
        ]
        help_texts = {"givare": "Till exempel kommunfullmäktige."}
        error_messages = {
            "rubrik": {"required": "Skriv uppdragets rubrik."},
            "givare": {"required": "Skriv vem som gav uppdraget."},
            "namnd": {"required": "Välj vilken nämnd som fick uppdraget."},
        }

    def __init__(
        self, data: Any = None, *, namnder: QuerySet[Namnd], enheter: QuerySet[Enhet]
    ) -> None:
        super().__init__(data)
        namnd = cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"])
        namnd.queryset, namnd.empty_label = namnder, "Välj en nämnd"
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        beslut, forfaller = data.get("beslut_datum"), data.get("forfaller")
        if beslut and forfaller and forfaller < beslut:
            self.add_error("forfaller", "Sista dag ska vara samma dag som beslutet eller senare.")
        return data

    def _post_clean(self) -> None:
        """Leave the instance alone: the act makes it."""


class AvslutaUppdragForm(forms.Form):
    datum = Datumfalt(
        label="Beslutsdatum",
        error_messages={"required": "Skriv vilken dag uppdraget förklarades avslutat."},
    )
    organ = forms.CharField(
        label="Beslutat av",
        help_text="Den som gav uppdraget avslutar det, om inget annat är bestämt.",
        max_length=80,
        required=False,
    )
    paragraf = forms.CharField(
        label="Paragraf",
        help_text="Som den står i protokollet, till exempel § 12.",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv paragrafen i beslutet som avslutar uppdraget."},
    )
    aterrapportering = forms.CharField(
        label="Återrapportering",
        help_text="Vad uppdraget ledde till.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv vad uppdraget ledde till."},
    )
