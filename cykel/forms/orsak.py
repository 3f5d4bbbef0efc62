"""The form of a cause analysis: five whys, a fishbone, the conclusion, who took part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cykel.forms.atgard import textfalt
from cykel.models import Brist, Orsaksrad

Slag = Orsaksrad.Slag
BEN = [slag for slag in Slag if slag is not Slag.VARFOR]
HJALP = {
    Slag.MANNISKA: "Kunskap, bemanning, samarbete. Inte vem, utan vad som saknades.",
    Slag.METOD: "Rutiner och arbetssätt.",
    Slag.RESURSER: "Lokaler, system, hjälpmedel, pengar.",
    Slag.INFORMATION: "Vad någon inte visste, eller visste för sent.",
    Slag.OMGIVNING: "Det som händer runt om: regler, leverantörer, väder.",
    Slag.LEDNING: "Mål, ansvar och prioriteringar.",
}
LANGST_RAD = 300


class OrsakForm(forms.Form):
    """`varfor_1` to `varfor_5`, one area for each bone with a cause on each line."""

    deltog = forms.CharField(
        label="Vilka deltog?",
        help_text="Roller räcker, till exempel ”planeraren, två undersköterskor och en anhörig”.",
        max_length=400,
        error_messages={"required": "Skriv vilka som har deltagit i analysen."},
    )
    orsak = textfalt(
        "Slutsats: det här är orsaken",
        max_length=2000,
        error_messages={"required": "Skriv slutsatsen: vad är orsaken?"},
    )

    def __init__(self, data: Any = None, *, brist: Brist, rader: Iterable[Orsaksrad]) -> None:
        super().__init__(data, initial={"orsak": brist.orsak, "deltog": _deltog(brist)})
        skrivet: dict[str, list[str]] = {}
        for rad in rader:
            skrivet.setdefault(rad.slag, []).append(rad.text)
        for nummer in range(1, Orsaksrad.FLEST_VARFOR + 1):
            self.fields[f"varfor_{nummer}"] = _varfor(nummer)
        for ben in BEN:
            self.fields[ben.value] = _ben(ben)
            self.initial[ben.value] = "\n".join(skrivet.get(ben, []))
        for nummer, text in enumerate(skrivet.get(Slag.VARFOR, []), start=1):
            self.initial[f"varfor_{nummer}"] = text

    @property
    def varfor(self) -> list[forms.BoundField]:
        return [self[f"varfor_{nummer}"] for nummer in range(1, Orsaksrad.FLEST_VARFOR + 1)]

    @property
    def fiskben(self) -> list[forms.BoundField]:
        return [self[ben.value] for ben in BEN]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for ben in BEN:
            if any(len(rad) > LANGST_RAD for rad in data.get(ben.value, "").splitlines()):
                self.add_error(ben.value, f"Varje orsak får vara högst {LANGST_RAD} tecken.")
        return data

    def svar(self) -> dict[str, Any]:
        """The form as the act takes it."""
        data = self.cleaned_data
        return {
            "varfor": [data[falt.name] for falt in self.varfor],
            "fiskben": {ben.value: data[ben.value].splitlines() for ben in BEN},
            "orsak": data["orsak"],
            "deltog": data["deltog"],
        }


def _varfor(nummer: int) -> forms.CharField:
    label = "Varför hände det?" if nummer == 1 else "Varför det?"
    return forms.CharField(label=f"{nummer}. {label}", max_length=LANGST_RAD, required=False)


def _ben(ben: Orsaksrad.Slag) -> forms.CharField:
    return textfalt(
        str(ben.label), rader=2, help_text=f"{HJALP[ben]} En orsak per rad.", required=False
    )


def _deltog(brist: Brist) -> str:
    return brist.analys.deltog if hasattr(brist, "analys") else ""
