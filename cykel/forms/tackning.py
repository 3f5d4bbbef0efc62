"""The search form of the coverage page."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Max, Min

from cykel.models import Verksamhetsplan
from kvalitet import klocka
from kvalitet.filterform import Filterform, namndfalt
from kvalitet.models import Namnd


class TackningForm(Filterform):
    namnd = namndfalt()
    ar = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.satt("namnd", Namnd.objects.order_by("namn", "pk"))
        idag = klocka.idag().year
        ar = Verksamhetsplan.objects.aggregate(forst=Min("period_fran"), sist=Max("period_till"))
        forst = min(ar["forst"].year if ar["forst"] else idag, idag)
        sist = max(ar["sist"].year if ar["sist"] else idag, idag)
        falt = cast("forms.TypedChoiceField", self.fields["ar"])
        falt.choices = [(ett, ett) for ett in range(sist, forst - 1, -1)]
        falt.initial = idag

    @property
    def aret(self) -> int:
        """The year: this year when none (or one that does not exist) is chosen."""
        return self.valt.get("ar") or klocka.idag().year
