"""Form of a follow-up round."""

from __future__ import annotations

from typing import Any

from django import forms

from cykel.models import Uppfoljningstillfalle
from kvalitet import klocka
from kvalitet.forms import Datumfalt


class TillfalleForm(forms.ModelForm[Uppfoljningstillfalle]):
    period_fran = Datumfalt(
        label="Perioden börjar", error_messages={"required": "Skriv när perioden börjar."}
    )
    matdatum = Datumfalt(
        label="Mäter läget den",
        help_text="Delåret mäter läget mellan 30 juni och 31 augusti.",
        error_messages={"required": "Skriv vilken dag läget mäts."},
    )
    oppnar = Datumfalt(
        label="Öppnar",
        help_text="Den dagen öppnas uppföljningen i alla planer och de ansvariga får mejl.",
        error_messages={"required": "Skriv när uppföljningen öppnar."},
    )
    enheter_senast = Datumfalt(
        label="Enheterna klara senast",
        help_text="Före kontoret, så att kontoret hinner läsa.",
        error_messages={"required": "Skriv när enheterna ska vara klara."},
    )
    kontor_senast = Datumfalt(
        label="Kontoren klara senast",
        help_text="Efter enheterna och före nämnden. Lämna tomt om kontoren har till sista dagen.",
        required=False,
    )
    stanger = Datumfalt(
        label="Stänger", error_messages={"required": "Skriv när uppföljningen stänger."}
    )

    class Meta:
        model = Uppfoljningstillfalle
        fields = [
            "slag",
            "ar",
            "period_fran",
            "matdatum",
            "oppnar",
            "enheter_senast",
            "kontor_senast",
            "stanger",
        ]
        error_messages = {
            "slag": {"required": "Välj vilket slags uppföljning det är."},
            "ar": {
                "required": "Skriv vilket år det gäller.",
                "invalid": "Skriv året med siffror, till exempel 2027.",
            },
        }

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"ar": klocka.idag().year})
        self.fields["ar"].widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "smalt"})

    def _post_clean(self) -> None:
        """Leave the instance alone: the act makes it, and asks the same of it."""
