"""Search forms of the lists. They show what is chosen, and never stand in the way."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.models import Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet.models import Namnd


class PlanfilterForm(forms.Form):
    visa_frivilligt = False

    namnd = forms.ModelChoiceField(
        label="Nämnd", queryset=Namnd.objects.none(), empty_label="Alla nämnder", required=False
    )
    fas = forms.ChoiceField(
        label="Skede", choices=[("", "Alla skeden"), *Fas.choices], required=False
    )
    ar = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None, *, planer: QuerySet[Verksamhetsplan]) -> None:
        super().__init__(data)
        namnder = cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"])
        namnder.queryset = (
            Namnd.objects.filter(planer__in=planer.order_by()).distinct().order_by("namn", "pk")
        )
        ar = planer.order_by("-period_fran__year").values_list("period_fran__year", flat=True)
        self.fields["ar"].choices = [("", "Alla år"), *((ett, ett) for ett in ar.distinct())]  # type: ignore[attr-defined]

    @property
    def valt(self) -> dict[str, Any]:
        """What is chosen; a value that does not exist chooses nothing."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {namn: varde for namn, varde in self.cleaned_data.items() if varde}

    @property
    def anvant(self) -> bool:
        return bool(self.valt)

    def filtrera(self, planer: QuerySet[Verksamhetsplan]) -> QuerySet[Verksamhetsplan]:
        falt = {"namnd": "namnd", "fas": "fas", "ar": "period_fran__year"}
        return planer.filter(**{falt[namn]: varde for namn, varde in self.valt.items()})
