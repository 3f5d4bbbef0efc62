"""Forms for an assignment under way, and the search form of the list."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.models import Uppdrag
from kvalitet import klocka
from kvalitet.forms import Datumfalt
from kvalitet.models import Namnd


class UppdragfilterForm(forms.Form):
    visa_frivilligt = False

    visa = forms.ChoiceField(
        label="Visa",
        choices=[("oppna", "Öppna"), ("sena", "Sena"), ("avslutade", "Avslutade")],
        required=False,
    )
    namnd = forms.ModelChoiceField(
        label="Nämnd", queryset=Namnd.objects.none(), empty_label="Alla nämnder", required=False
    )

    def __init__(self, data: Any = None, *, uppdrag: QuerySet[Uppdrag]) -> None:
        super().__init__(data)
        namnder = Namnd.objects.filter(uppdrag__in=uppdrag.order_by()).distinct()
        falt = cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"])
        falt.queryset = namnder.order_by("namn", "pk")

    @property
    def valt(self) -> tuple[str, Namnd | None]:
        """What is chosen; a value that does not exist shows the open ones."""
        if not self.is_bound:
            return "oppna", None
        self.is_valid()
        return self.cleaned_data.get("visa") or "oppna", self.cleaned_data.get("namnd")

    def filtrera(self, uppdrag: QuerySet[Uppdrag]) -> QuerySet[Uppdrag]:
        visa, namnd = self.valt
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
