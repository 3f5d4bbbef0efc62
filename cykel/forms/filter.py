"""Search forms of the lists. They show what is chosen, and never stand in the way."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from cykel.models import Indikator, Matvarde, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet.models import Anvandare, Namnd


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


class TavlafilterForm(PlanfilterForm):
    """The board shows every stage."""

    fas = None  # type: ignore[assignment]


class IndikatorfilterForm(forms.Form):
    visa_frivilligt = False

    agare = forms.ModelChoiceField(
        label="Ägare", queryset=Anvandare.objects.none(), empty_label="Alla ägare", required=False
    )
    kalla = forms.ChoiceField(
        label="Källa", choices=[("", "Alla källor"), *Indikator.Kalla.choices], required=False
    )
    frekvens = forms.ChoiceField(
        label="Mäts",
        choices=[("", "Hur ofta som helst"), *Indikator.Frekvens.choices],
        required=False,
    )
    utan_varde = forms.BooleanField(label="Bara de som saknar värden", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        agare = cast("forms.ModelChoiceField[Anvandare]", self.fields["agare"])
        agare.queryset = Anvandare.objects.filter(
            pk__in=Indikator.objects.values("agare")
        ).order_by("namn", "pk")

    @property
    def valt(self) -> dict[str, Any]:
        """What is chosen; a value that does not exist chooses nothing."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {namn: varde for namn, varde in self.cleaned_data.items() if varde}

    def filtrera(self, indikatorer: QuerySet[Indikator]) -> QuerySet[Indikator]:
        valt = self.valt
        if valt.pop("utan_varde", False):
            inforda = Matvarde.objects.filter(indikator=OuterRef("pk"), enhet__isnull=False)
            indikatorer = indikatorer.exclude(Exists(inforda))
        return indikatorer.filter(**valt)
