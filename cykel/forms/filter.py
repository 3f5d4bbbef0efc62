"""Search forms of the lists of plans and indicators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from cykel.models import Indikator, Matvarde, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet.filterform import Filterform, Lastval, lasta_namnder
from kvalitet.models import Anvandare, Namnd


class PlanfilterForm(Filterform):
    namnd = lasta_namnder()
    fas = forms.ChoiceField(
        label="Skede", choices=[("", "Alla skeden"), *Fas.choices], required=False
    )
    ar = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None, *, planer: QuerySet[Verksamhetsplan]) -> None:
        super().__init__(data)
        # Nämnd and day stand in an index; the years would be reckoned for every plan.
        par = list(planer.order_by().values_list("namnd", "period_fran").distinct())
        namnder = Namnd.objects.filter(pk__in={namnd for namnd, _ in par})
        cast(Lastval[Namnd], self.fields["namnd"]).las(list(namnder.order_by("namn", "pk")))
        _satt_ar(self, {dag.year for _, dag in par})

    def filtrera(self, planer: QuerySet[Verksamhetsplan]) -> QuerySet[Verksamhetsplan]:
        falt = {"namnd": "namnd", "fas": "fas", "ar": "period_fran__year"}
        return planer.filter(**{falt[namn]: varde for namn, varde in self.valt.items()})


class TavlafilterForm(Filterform):
    """The board shows every stage, and has read its plans already."""

    namnd = lasta_namnder()
    ar = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None, *, namnder: Sequence[Namnd], ar: Iterable[int]) -> None:
        super().__init__(data)
        cast(Lastval[Namnd], self.fields["namnd"]).las(namnder)
        _satt_ar(self, ar)

    def visar(self, namnd: int, ar: int) -> bool:
        return self._val in ((None, None), (namnd, None), (None, ar), (namnd, ar))

    @cached_property
    def _val(self) -> tuple[int | None, int | None]:
        namnd = self.valt.get("namnd")
        return namnd and namnd.pk, self.valt.get("ar")


def _satt_ar(form: Filterform, ar: Iterable[int]) -> None:
    val = [("", "Alla år"), *((ett, ett) for ett in sorted(ar, reverse=True))]
    form.fields["ar"].choices = val  # type: ignore[attr-defined]


class IndikatorfilterForm(Filterform):
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
        agare = Anvandare.objects.filter(pk__in=Indikator.objects.values("agare"))
        self.satt("agare", agare.order_by("namn", "pk"))

    def filtrera(self, indikatorer: QuerySet[Indikator]) -> QuerySet[Indikator]:
        valt = self.valt
        if valt.pop("utan_varde", False):
            inforda = Matvarde.objects.filter(indikator=OuterRef("pk"), enhet__isnull=False)
            indikatorer = indikatorer.exclude(Exists(inforda))
        return indikatorer.filter(**valt)
