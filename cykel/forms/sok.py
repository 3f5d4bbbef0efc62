"""Search forms of learnings, åtgärder, routines and the neighbours."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.models import Mal
from kvalitet.models import Namnd


class Filterform(forms.Form):
    """A search form that shows what is chosen; a value that does not exist chooses nothing."""

    visa_frivilligt = False

    @property
    def valt(self) -> dict[str, Any]:
        if not self.is_bound:
            return {}
        self.is_valid()
        return {namn: varde for namn, varde in self.cleaned_data.items() if varde}

    def satt(self, namn: str, rader: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[namn]).queryset = rader


def namndfalt() -> forms.ModelChoiceField[Namnd]:
    return forms.ModelChoiceField(
        label="Nämnd", queryset=Namnd.objects.none(), empty_label="Alla nämnder", required=False
    )


class AtgardsfilterForm(Filterform):
    VISA = (
        ("", "Öppna"),
        ("sena", "Sena"),
        ("kontroll", "Klara, effekten är inte bedömd"),
        ("avgjorda", "Effekten är bedömd"),
        ("alla", "Alla"),
    )

    visa = forms.ChoiceField(label="Visa", choices=VISA, required=False)
    namnd = namndfalt()

    def __init__(self, data: Any = None, *, namnder: QuerySet[Namnd]) -> None:
        super().__init__(data)
        self.satt("namnd", namnder)


class LardomssokForm(Filterform):
    VAR = (("", "Mina enheter"), ("alla", "Hela kommunen"))

    q = forms.CharField(label="Sök", max_length=200, required=False)
    var = forms.ChoiceField(label="Var", choices=VAR, required=False)
    namnd = namndfalt()
    mal = forms.ModelChoiceField(
        label="Mål", queryset=Mal.objects.none(), empty_label="Alla mål", required=False
    )

    def __init__(self, data: Any = None, *, namnder: QuerySet[Namnd], mal: QuerySet[Mal]) -> None:
        super().__init__(data)
        self.satt("namnd", namnder)
        self.satt("mal", mal)
