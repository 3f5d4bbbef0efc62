"""The forms of secrecy."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from kvalitet.formular import Kryssval
from kvalitet.models import Anvandare
from synpunkter.actions.sekretess import FLEST_LASARE
from synpunkter.models import Synpunkt
from synpunkter.sekretess import lasare
from synpunkter.sekretessgrunder import SKYDDSVAL, VAL

_VALJ = [("", "Välj paragraf")]


def _skal(etikett: str, hjalp: str = "") -> forms.CharField:
    return forms.CharField(
        label=etikett,
        help_text=hjalp,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Skriv varför.",
            "max_length": "Texten är för lång. Korta den till 400 tecken.",
        },
    )


def _grund(val: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Enligt vilken paragraf?",
        choices=[*_VALJ, *val],
        error_messages={"required": "Välj vilken paragraf som gäller."},
    )


class MarkeraForm(forms.Form):
    grund = _grund(VAL)
    skal = _skal(
        "Varför?", "Skriv vad i ärendet som är känsligt, utan att upprepa det. Läses i historiken."
    )


class LyftForm(forms.Form):
    skal = _skal("Varför gäller den inte längre?")


class SkyddaForm(forms.Form):
    grund = _grund(SKYDDSVAL)
    lasare = forms.ModelMultipleChoiceField(
        label="Vem får se kontaktuppgifterna?",
        help_text=f"Välj så få som möjligt, högst {FLEST_LASARE}. Ta med dig själv om du behöver "
        "nå avsändaren.",
        queryset=Anvandare.objects.none(),
        widget=Kryssval(),
        error_messages={"required": "Välj minst en person."},
    )
    skal = _skal("Varför?", "Till exempel hur du fick veta det. Skriv inga uppgifter om adress.")

    def __init__(self, data: Any = None, *, synpunkt: Synpunkt, jag: Anvandare) -> None:
        super().__init__(data)
        pk = {p.pk for p in lasare(synpunkt)} | {jag.pk}
        falt = cast("forms.ModelMultipleChoiceField[Anvandare]", self.fields["lasare"])
        falt.queryset = Anvandare.objects.filter(pk__in=pk).order_by("namn", "pk")
        self.initial["lasare"] = list(synpunkt.skyddslasare.values_list("anvandare", flat=True))
