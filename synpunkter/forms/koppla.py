"""The choice of the brist that a synpunkt is an example of."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, QuerySet, When

from cykel.models import Brist
from cykel.models.atgard import ORDEN_I_BRIST
from kvalitet.formular import Radioval
from synpunkter.models import Synpunkt

FLEST = 50
"""Shown at once, as many as one reads through. Others are found by words."""


class BristSokForm(forms.Form):
    visa_frivilligt = False
    sok = forms.CharField(
        label="Ord i bristen",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class BristVal(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Brist) -> str:
        return obj.rubrik


class KopplaForm(forms.Form):
    """Shows those of `brister` that lie nearest the case; any of them may be chosen."""

    brist = BristVal(
        label="Vilken brist hör synpunkten till?",
        queryset=Brist.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Välj en brist.",
            "invalid_choice": "Bristen är inte öppen längre. Välj en annan.",
        },
    )

    def __init__(
        self, data: Any = None, *, brister: QuerySet[Brist], synpunkt: Synpunkt, sokt: str
    ) -> None:
        super().__init__(data)
        rader = list(_narmast(brister, synpunkt, sokt)[: FLEST + 1])
        self.sokt, self.fler = sokt, len(rader) > FLEST
        self.sokform = BristSokForm(initial={"sok": sokt})
        falt = cast(BristVal, self.fields["brist"])
        falt.widget = Radioval(
            beskrivningar={str(b.pk): f"{b.plan.enhet}. {b.kalla_mening}" for b in rader[:FLEST]}
        )
        falt.queryset = brister
        falt.choices = [(b.pk, b.rubrik) for b in rader[:FLEST]]


def _narmast(brister: QuerySet[Brist], synpunkt: Synpunkt, sokt: str) -> QuerySet[Brist]:
    """The case's own unit and those above it first, then the others, the latest first in each."""
    if sokt:
        fraga = SearchQuery(sokt, config="swedish", search_type="websearch")
        brister = brister.annotate(orden=ORDEN_I_BRIST).filter(orden=fraga)
    sokvag = synpunkt.enhet.sokvag if synpunkt.enhet else ""
    egna = [int(pk) for pk in sokvag.split(".") if pk]
    nara = Case(When(plan__enhet__in=egna, then=0), default=1)
    kolumner = brister.select_related("plan__enhet").only(
        "rubrik", "kalla_mening", "plan__enhet__namn"
    )
    return kolumner.order_by(nara, "-skapad", "-pk")
