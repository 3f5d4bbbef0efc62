"""Which goal a brist from synpunkter belongs to: its cases are then evidence when it is judged."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from cykel.actions.kallor import plan_som_pagar
from cykel.models import Mal
from kvalitet.models import Enhet, Namnd


def malfalt() -> forms.ModelChoiceField[Mal]:
    return forms.ModelChoiceField(
        label="Mål som bristen gäller",
        help_text="Synpunkterna visas då som underlag när målet bedöms.",
        queryset=Mal.objects.none(),
        required=False,
        empty_label="Inget särskilt mål",
    )


def planens_mal(enhet: Enhet, namnd: Namnd) -> QuerySet[Mal]:
    """Return the goals of the plan that a brist of the unit lands in; none without a plan."""
    plan = plan_som_pagar(enhet, namnd)
    if plan is None:
        return Mal.objects.none()
    i_planen = Mal.objects.filter(planmal__version__in=plan.versioner.gallande())
    return Mal.objects.filter(pk__in=i_planen.values("pk")).i_ordning()
