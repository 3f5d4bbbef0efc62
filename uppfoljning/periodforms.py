"""The form in which people write the texts of a period's report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from uppfoljning.models import Lagval, Rapport
from uppfoljning.rapport.avsnitt import Textavsnitt

SKRIVS: tuple[str, ...] = (Rapport.Slag.KVALITET, Rapport.Slag.SYNPUNKTER)
"""The kinds that hold texts of their own, written before the report is made."""


class TexterForm(forms.Form):
    """One field per heading. What each said when the page was made goes along with it.

    A text may be left for later, but no report is fastställd without it: none is "frivilligt".
    """

    visa_frivilligt = False

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
