"""The forms of many verbal synpunkter at once: the unit and period, and a row for each."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from kvalitet import klocka
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.formular import Datumvaljare
from kvalitet.models import Enhet
from synpunkter.actions.mangd import FLEST, Muntlig
from synpunkter.forms.publik import MEST_TEXT
from synpunkter.models import Synpunkt
from synpunkter.tillstand import VALBARA, Utfall

TERTIAL = ((1, "januari–april"), (5, "maj–augusti"), (9, "september–december"))
MANADER = 4
PERIODER = 3
RADER = 8


def perioder(dag: date) -> list[tuple[str, str, date, date]]:
    """Return the tertial that runs and those before it: key, words, first and last day."""
    ut = []
    ar, forsta = dag.year, max(manad for manad, _ in TERTIAL if manad <= dag.month)
    for _ in range(PERIODER):
        nasta = date(ar + (forsta + MANADER > 12), (forsta + MANADER - 1) % 12 + 1, 1)
        sista = date.fromordinal(nasta.toordinal() - 1)
        ut.append((f"{ar}-{forsta}", f"{dict(TERTIAL)[forsta]} {ar}", date(ar, forsta, 1), sista))
        ar, forsta = (ar, forsta - MANADER) if forsta > MANADER else (ar - 1, 9)
    return ut


class MangdForm(forms.Form):
    enhet = EnhetValj(
        label="Enhet",
        queryset=Enhet.objects.none(),
        empty_label="Välj enhet",
        error_messages={
            "required": "Välj vilken enhet synpunkterna gäller.",
            "invalid_choice": "Välj en enhet i listan.",
        },
    )
    period = forms.ChoiceField(label="Delår", error_messages={"required": "Välj delår."})
    kanal = forms.ChoiceField(
        label="Hur kom de in?",
        choices=[
            (Synpunkt.Kanal.BESOK, "På plats"),
            (Synpunkt.Kanal.TELEFON, "På telefon"),
        ],
    )

    def __init__(self, data: Any = None, *, enheter: QuerySet[Enhet]) -> None:
        self.perioder = perioder(klocka.idag())
        super().__init__(data)
        cast(EnhetValj, self.fields["enhet"]).queryset = enheter
        falt = cast(forms.ChoiceField, self.fields["period"])
        falt.choices = [(nyckel, ord_) for nyckel, ord_, _, _ in self.perioder]

    def dagar(self) -> tuple[date, date]:
        """Return the first and last day of the chosen period."""
        vald = self.cleaned_data["period"]
        return next((fran, till) for nyckel, _, fran, till in self.perioder if nyckel == vald)


class RadForm(forms.Form):
    """A row that is left empty is no row."""

    visa_frivilligt = False
    dag = Datumfalt(
        label="Dag",
        widget=Datumvaljare(),
        error_messages={"required": "Skriv vilken dag det sades."},
    )
    typ = forms.ChoiceField(
        label="Typ",
        choices=[("", "Välj"), *Synpunkt.Typ.choices],
        error_messages={"required": "Välj typ."},
    )
    text = forms.CharField(
        label="Vad sades?",
        max_length=MEST_TEXT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Skriv vad som sades.", "max_length": "Korta texten."},
    )
    gjort = forms.CharField(
        label="Vad gjorde ni?",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Korta det till 400 tecken."},
    )
    utfall = forms.ChoiceField(
        label="Avsluta som", required=False, choices=[("", "Låt den vara öppen"), *VALBARA]
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        behover_skal = data.get("utfall") and (
            data.get("typ") == Synpunkt.Typ.KLAGOMAL or data["utfall"] == Utfall.INGEN
        )
        if behover_skal and not data.get("gjort"):
            self.add_error("gjort", "Skriv vad ni gjorde eller svarade, eller varför inget.")
        return data

    def muntlig(self) -> Muntlig:
        return Muntlig(**{namn: self.cleaned_data[namn] for namn in self.fields})


class _Rader(forms.BaseFormSet):  # type: ignore[type-arg]
    period: tuple[date, date] | None = None
    """Set before the rows are judged."""

    def initial_form_count(self) -> int:
        """None: rows shown again with what was written may be emptied like any other."""
        return 0

    def clean(self) -> None:
        """A day outside the chosen period is a fault of its row."""
        if self.period is None:
            return
        fran, till = self.period[0], min(self.period[1], klocka.idag())
        for form in self.forms:
            dag = form.cleaned_data.get("dag") if hasattr(form, "cleaned_data") else None
            if dag is not None and not fran <= dag <= till:
                form.add_error("dag", "Dagen ligger utanför delåret, eller har inte varit än.")

    @property
    def ifyllda(self) -> list[RadForm]:
        return [form for form in self.forms if form.has_changed()]


RadFormSet = forms.formset_factory(
    RadForm, formset=_Rader, extra=RADER, max_num=FLEST, absolute_max=FLEST, validate_max=True
)
