"""Forms for an assignment under way, and the search form of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from cykel.models import Uppdrag
from kvalitet import klocka
from kvalitet.filterform import Filterform, namndfalt
from kvalitet.forms import Datumfalt
from kvalitet.models import Namnd


class UppdragfilterForm(Filterform):
    visa = forms.ChoiceField(
        label="Visa",
        choices=[("", "Öppna"), ("sena", "Sena"), ("avslutade", "Avslutade")],
        required=False,
    )
    namnd = namndfalt()

    def __init__(self, data: Any = None, *, uppdrag: QuerySet[Uppdrag]) -> None:
        super().__init__(data)
        namnder = Namnd.objects.filter(uppdrag__in=uppdrag.order_by()).distinct()
        self.satt("namnd", namnder.order_by("namn", "pk"))

    def filtrera(self, uppdrag: QuerySet[Uppdrag]) -> QuerySet[Uppdrag]:
        visa, namnd = self.valt.get("visa"), self.valt.get("namnd")
        if visa == "avslutade":
            uppdrag = uppdrag.filter(avslutat_datum__isnull=False)
        elif visa == "sena":
            uppdrag = uppdrag.sena(klocka.idag())  # type: ignore[attr-defined]
        else:
            uppdrag = uppdrag.oppna()  # type: ignore[attr-defined]
        return uppdrag.filter(namnd=namnd) if namnd else uppdrag


class AterrapporteraForm(forms.Form):
    datum = Datumfalt(
        label="Läget den dag",
        error_messages={"required": "Skriv vilken dag återrapporteringen gäller."},
    )
    text = forms.CharField(
        label="Vad som har gjorts",
        help_text="Och vad som återstår. Det som är skrivet kan inte ändras efteråt.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Skriv vad som har gjorts."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"datum": klocka.idag()})
