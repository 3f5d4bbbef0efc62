"""Search forms of learnings, åtgärder, routines and the neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from cykel.models import Mal
from kvalitet.filterform import Filterform, Lastval, lasta_namnder
from kvalitet.models import Namnd


class AtgardsfilterForm(Filterform):
    VISA = (
        ("", "Öppna"),
        ("sena", "Sena"),
        ("kontroll", "Klara, effekten är inte bedömd"),
        ("avgjorda", "Effekten är bedömd"),
        ("alla", "Alla"),
    )

    visa = forms.ChoiceField(label="Visa", choices=VISA, required=False)
    namnd = lasta_namnder()

    def __init__(self, data: Any = None, *, namnder: Sequence[Namnd]) -> None:
        super().__init__(data)
        cast(Lastval[Namnd], self.fields["namnd"]).las(namnder)


class LardomssokForm(Filterform):
    VAR = (("", "Mina enheter"), ("alla", "Hela kommunen"))

    q = forms.CharField(label="Sök", max_length=200, required=False)
    var = forms.ChoiceField(label="Var", choices=VAR, required=False)
    namnd = lasta_namnder()
    mal: Lastval[Mal] = Lastval(
        label="Mål", queryset=Mal.objects.none(), empty_label="Alla mål", required=False
    )

    def __init__(self, data: Any = None, *, namnder: Sequence[Namnd], mal: Sequence[Mal]) -> None:
        super().__init__(data)
        cast(Lastval[Namnd], self.fields["namnd"]).las(namnder)
        cast(Lastval[Mal], self.fields["mal"]).las(mal)
