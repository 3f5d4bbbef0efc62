"""Forms of Kolada: the search, a new indicator from a key figure, comparisons, the answer."""

from __future__ import annotations

from typing import Any

from django import forms

from cykel.forms.indikator import IndikatorForm
from cykel.models import Indikator
from kvalitet import klocka
from kvalitet.filterform import Filterform
from kvalitet.forms import Datumfalt
from kvalitet.models import Anvandare
from uppfoljning.kolada import titel
from uppfoljning.models import Koladafraga, Koladanyckeltal


class KoladasokForm(Filterform):
    q = forms.CharField(label="Sök nyckeltal", max_length=200, required=False)
    omrade = forms.ChoiceField(label="Område", required=False)
    kon = forms.BooleanField(label="Uppdelat på kvinnor och män", required=False)
    enheter = forms.BooleanField(label="Finns per enhet", required=False)

    def __init__(self, data: Any = None, *, omraden: list[str]) -> None:
        super().__init__(data)
        self.fields["omrade"].choices = [("", "Alla områden"), *((o, o) for o in omraden)]  # type: ignore[attr-defined]


class NyckeltalsindikatorForm(IndikatorForm):
    """A new indicator, filled in from what the key figure's title and description say."""

    def __init__(self, data: Any = None, *, nyckeltal: Koladanyckeltal, av: Anvandare) -> None:
        super().__init__(data, av=av)
        for namn in ("kalla", "kolada_id", "berakning", "namnare"):
            del self.fields[namn]
        matt = titel.matt(nyckeltal.titel)
        self.initial.update(
            {
                "namn": titel.namn(nyckeltal.titel),
                "definition": nyckeltal.beskrivning[:4000],
                "matt": matt,
                "decimaler": 0 if matt.startswith(("kronor", "tusen", "kr")) else 1,
                "frekvens": Indikator.Frekvens.HELAR,
                "konsuppdelad": nyckeltal.konsuppdelad,
                "skal_ej_kon": ""
                if nyckeltal.konsuppdelad
                else "Kolada delar inte upp nyckeltalet på kön.",
            }
        )


class FragesvarForm(forms.Form):
    """What the change means."""

    svar = forms.ChoiceField(
        label="Är det samma mått?",
        choices=Koladafraga.Svar.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad ändringen betyder."},
    )
    fran = Datumfalt(
        label="Ny serie från och med", help_text="Bara för ett nytt mått.", required=False
    )
    skal = forms.CharField(
        label="Vad som är nytt",
        help_text="Bara för ett nytt mått. Står vid brottet i serien.",
        max_length=200,
        required=False,
    )

    visa_frivilligt = False

    def __init__(self, data: Any = None, *, fraga: Koladafraga) -> None:
        i_ar = klocka.idag().replace(month=1, day=1)
        super().__init__(data, initial={"fran": i_ar})
        if fraga.orsak == Koladafraga.Orsak.BORTTAGEN:
            bara = [(s.value, s.label) for s in (Koladafraga.Svar.SLUTA,)]
            self.fields["svar"].choices = bara  # type: ignore[attr-defined]
            for namn in ("fran", "skal"):
                del self.fields[namn]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("svar") == Koladafraga.Svar.NYTT:
            if not data.get("fran") and "fran" not in self.errors:
                self.add_error("fran", "Skriv från vilken dag serien är ny.")
            if not data.get("skal"):
                self.add_error("skal", "Skriv vad som är nytt.")
        return data
