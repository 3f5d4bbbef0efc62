"""Forms for steering models: the model itself, what an old goal becomes, a changed goal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from cykel.models import Mal, Styrmodell
from kvalitet.forms import Datumfalt
from kvalitet.formular import Kryssval, Radioval

MAX_KRITERIER = 8


class _Nivaval(ModelChoiceIterator[Mal]):
    """The goals grouped by level, the highest first."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        alla = self.queryset.select_related("niva__styrmodell", "namnd").order_by(
            "niva__styrmodell__fran", "niva__ordning", "namnd__namn", "nummer", "pk"
        )
        for niva, malen in groupby(alla, key=lambda mal: mal.niva):
            yield f"{niva.etikett}, {niva.styrmodell}", [self.choice(mal) for mal in malen]


class MalValj(forms.ModelChoiceField[Mal]):
    iterator = _Nivaval

    def label_from_instance(self, obj: Mal) -> str:
        vems = f" ({obj.namnd})" if obj.namnd else ""
        return f"{obj.nummer}. {obj.kort}{vems}"


class StyrmodellForm(forms.ModelForm[Styrmodell]):
    fran = Datumfalt(
        label="Gäller från och med",
        error_messages={"required": "Skriv vilken dag mandatperioden börjar."},
    )
    till = Datumfalt(
        label="Gäller till och med",
        error_messages={"required": "Skriv vilken dag mandatperioden slutar."},
    )
    nivaer = forms.CharField(
        label="Målnivåer",
        help_text="En på varje rad, den högsta först. Till exempel Målområde, Övergripande mål.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv minst en målnivå."},
    )
    beslut_datum = Datumfalt(label="Beslutsdatum", required=False)

    class Meta:
        model = Styrmodell
        fields = [
            "namn",
            "fran",
            "till",
            "nivaer",
            "kriterier_kallas",
            "forslagsregel",
            "delvis_fran",
            "beslut_organ",
            "beslut_datum",
            "beslut_paragraf",
            "dnr",
        ]
        help_texts = {
            "namn": "Till exempel Styrmodell 2027–2030.",
            "kriterier_kallas": "Vad ni kallar det som visar om målet är nått.",
            "forslagsregel": "Så föreslår indikatorerna en bedömning. En människa bedömer alltid.",
            "delvis_fran": "Används bara när regeln räknar hur stor del som är nådd.",
            "beslut_paragraf": "Som den står i protokollet, till exempel § 248.",
        }
        widgets = {
            "forslagsregel": Radioval,
            "delvis_fran": forms.NumberInput(attrs={"class": "smalt", "inputmode": "numeric"}),
            "beslut_paragraf": forms.TextInput(attrs={"class": "smalt"}),
            "dnr": forms.TextInput(attrs={"class": "smalt"}),
        }
        error_messages = {
            "namn": {"required": "Skriv styrmodellens namn."},
            "beslut_organ": {"required": "Skriv vem som beslutar styrmodellen."},
        }

    def __init__(self, data: Any = None, *, styrmodell: Styrmodell | None = None) -> None:
        initial = {"beslut_organ": "Kommunfullmäktige"}
        if styrmodell is not None:
            etiketter = styrmodell.nivaer.values_list("etikett", flat=True).order_by("ordning")
            initial = {"nivaer": "\n".join(etiketter)}
        super().__init__(data, instance=styrmodell, initial=initial)

    @property
    def akten(self) -> dict[str, Any]:
        data: dict[str, Any] = {namn: self.cleaned_data[namn] for namn in self.Meta.fields}
        return data | {"nivaer": self.cleaned_data["nivaer"].splitlines()}

    def _post_clean(self) -> None:
        """Leave the instance alone: the act makes it."""


class _Malkryss(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Mal) -> str:
        return f"{obj.niva}: {obj.nummer}. {obj.kort}"


class MappningForm(forms.Form):
    till = _Malkryss(
        label="Målet blir",
        help_text="Välj ett eller flera. Flera gamla mål kan bli samma nya mål.",
        queryset=Mal.objects.none(),
        required=False,
        widget=Kryssval,
    )
    skal = forms.CharField(
        label="Skäl",
        help_text="Behövs när målet upphör, alltså när du inte väljer något nytt mål.",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, nya: QuerySet[Mal], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        falt = cast("forms.ModelMultipleChoiceField[Mal]", self.fields["till"])
        falt.queryset = nya
        cast(Kryssval, falt.widget).beskrivningar = {
            str(mal.pk): mal.text for mal in nya if mal.text != mal.kort
        }


class MalAndraForm(forms.ModelForm[Mal]):
    foralder = MalValj(
        label="Ligger under",
        queryset=Mal.objects.none(),
        empty_label="Inget annat mål",
        required=False,
    )
    text = forms.CharField(
        label="Måltext",
        help_text="Som den står i beslutet.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv måltexten."},
    )
    beslut_datum = Datumfalt(
        label="Beslutsdatum", error_messages={"required": "Skriv vilken dag målet beslutades."}
    )

    class Meta:
        model = Mal
        fields = [
            "kort",
            "text",
            "foralder",
            "radighet",
            "geh",
            "beslut_organ",
            "beslut_datum",
            "beslut_paragraf",
            "dnr",
        ]
        labels = {"kort": "Kort namn"}
        help_texts = {"radighet": "Hur mycket kommunen själv kan påverka om målet nås."}

    def __init__(self, data: Any = None, *, mal: Mal) -> None:
        super().__init__(data, instance=mal)
        over = Mal.objects.filter(
            niva__styrmodell=mal.niva.styrmodell_id, niva__ordning__lt=mal.niva.ordning
        )
        cast(MalValj, self.fields["foralder"]).queryset = over
        texter = {rad.kod: rad.text for rad in mal.kriterier.all()}
        self.koder = [*sorted(texter), *(k for k in "ABCDEFGHIJ" if k not in texter)]
        self.koder = self.koder[: min(max(len(texter) + 1, 3), MAX_KRITERIER)]
        kallas = mal.niva.styrmodell.kriterier_kallas
        for kod in self.koder:
            self.fields[f"kriterium_{kod.lower()}"] = forms.CharField(
                label=f"{kallas} {kod}", max_length=400, required=False, initial=texter.get(kod)
            )
        self.fields["skal"] = forms.CharField(
            label="Varför målet ändras",
            help_text="Det sparas i målets historik tillsammans med det som stod förut.",
            max_length=400,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": "Skriv varför målet ändras."},
        )

    @property
    def akten(self) -> dict[str, Any]:
        data = {namn: self.cleaned_data[namn] for namn in (*self.Meta.fields, "skal")}
        texter = [(kod, self.cleaned_data[f"kriterium_{kod.lower()}"]) for kod in self.koder]
        return data | {"kriterier": [(kod, text) for kod, text in texter if text]}

    def _post_clean(self) -> None:
        """Leave the instance alone: the act changes it."""
