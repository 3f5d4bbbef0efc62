"""Forms of the reports of a period: which period, and what people write in them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from kvalitet import klocka
from kvalitet.databas import SvNyckel
from kvalitet.models import Namnd
from uppfoljning.models import Lagval, Rapport
from uppfoljning.rapport.avsnitt import Textavsnitt
from uppfoljning.rapport.perioddelar import Period

SLAG = (Rapport.Slag.KVALITET, Rapport.Slag.SYNPUNKTER)
DELAR = {
    "ar": ("Hela året", 1, 12),
    "h1": ("Januari–juni", 1, 6),
    "h2": ("Juli–december", 7, 12),
    "k1": ("Januari–mars", 1, 3),
    "k2": ("April–juni", 4, 6),
    "k3": ("Juli–september", 7, 9),
    "k4": ("Oktober–december", 10, 12),
}
FORSTA_AR = 2015


class PeriodForm(forms.Form):
    slag = forms.ChoiceField(label="Rapport", choices=[(s.value, s.label) for s in SLAG])
    namnd = forms.ModelChoiceField(
        label="Nämnd",
        queryset=Namnd.objects.none(),
        empty_label="Välj nämnd",
        error_messages={"required": "Välj vilken nämnd rapporten gäller."},
    )
    ar = forms.IntegerField(
        label="År",
        min_value=FORSTA_AR,
        widget=forms.NumberInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv vilket år rapporten gäller, till exempel 2026."},
    )
    del_ = forms.ChoiceField(label="Del av året", choices=[(k, v[0]) for k, v in DELAR.items()])

    def __init__(self, data: Any = None, *, namnder: QuerySet[Namnd]) -> None:
        super().__init__(data, initial={"ar": klocka.idag().year})
        falt = cast("forms.ModelChoiceField[Any]", self.fields["namnd"])
        falt.queryset = namnder.order_by(SvNyckel("namn"), "pk")

    def clean(self) -> None:
        ar, del_ = self.cleaned_data.get("ar"), self.cleaned_data.get("del_")
        if ar is None or del_ is None:
            return
        if self.cleaned_data.get("slag") == Rapport.Slag.KVALITET and del_ != "ar":
            self.add_error("del_", "En kvalitetsberättelse gäller ett helt år. Välj Hela året.")
        _, forsta, sista = DELAR[del_]
        if ar > klocka.idag().year:
            self.add_error("ar", "Året har inte börjat än. Välj i år eller ett tidigare år.")
            return
        self.cleaned_data["period"] = Period(
            fran=date(ar, forsta, 1), till=date(ar, sista, monthrange(ar, sista)[1])
        )


class TexterForm(forms.Form):
    """One field per heading. What each said when the page was made goes along with it."""

    def __init__(
        self,
        data: Any = None,
        *,
        avsnitt: tuple[Textavsnitt, ...],
        skrivna: Mapping[str, str],
        lag: str = "",
    ) -> None:
        super().__init__(data, initial={**skrivna, "lag": lag})
        self.avsnitt = avsnitt
        if lag:
            self.fields["lag"] = forms.ChoiceField(
                label="Lag som berättelsen följer",
                help_text="Rubrikerna nedan följer lagen. Byter du visas de nya när du har sparat.",
                choices=Lagval.Lag.choices,
            )
        for a in avsnitt:
            self.fields[a.nyckel] = forms.CharField(
                label=a.rubrik,
                help_text=a.fraga,
                max_length=6000,
                required=False,
                show_hidden_initial=True,
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def andrade(self) -> dict[str, str]:
        return {
            a.nyckel: _rader(self.cleaned_data[a.nyckel])
            for a in self.avsnitt
            if a.nyckel in self.changed_data
        }

    def sags(self) -> dict[str, str]:
        """What each text said when the page was made."""
        return {
            a.nyckel: _rader(self.data.get(f"initial-{self.add_prefix(a.nyckel)}", ""))
            for a in self.avsnitt
        }


def _rader(text: str) -> str:
    """With the line breaks that are stored: a browser sends its own."""
    return "\n".join(text.splitlines()).strip()
