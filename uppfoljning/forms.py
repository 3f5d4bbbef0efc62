"""Forms of follow-up: judgements, voices gone through, the approval."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from kvalitet.formular import Radioval
from uppfoljning import krav, sprakhjalp
from uppfoljning.bedomning import Bedomning
from uppfoljning.models import Malbedomning, Rostgenomgang

TOMT_VAL = ("", "Välj")


class BedomningForm(forms.Form):
    """One goal's judgement. "Spara utkast" keeps what is written so far."""

    visa_frivilligt = False
    bedomning = forms.ChoiceField(
        label="Bedömning",
        choices=Malbedomning.Bedomning.choices,
        widget=Radioval(grader=True),
        required=False,
    )
    avviker_skal = forms.CharField(
        label="Om du avviker från förslaget: varför?",
        help_text=f"Skrivs ut i rapporten. {sprakhjalp.FRAGOR['avviker_skal']}",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    motivering = forms.CharField(
        label="Motivering",
        help_text=sprakhjalp.FRAGOR["motivering"],
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    fungerade_inte = forms.CharField(
        label="Det här fungerade inte",
        help_text=sprakhjalp.FRAGOR["fungerade_inte"],
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    orsak = forms.CharField(
        label="Orsak när målet inte är uppfyllt",
        help_text=sprakhjalp.FRAGOR["orsak"],
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    prognos = forms.ChoiceField(
        label="Prognos vid årets slut",
        choices=[TOMT_VAL, *Malbedomning.Prognos.choices],
        required=False,
    )
    trend = forms.ChoiceField(
        label="Trend",
        choices=[TOMT_VAL, *Malbedomning.Trend.choices],
        required=False,
    )
    last_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, initial: Any = None, forslag: Bedomning, slag: str
    ) -> None:
        super().__init__(data, initial=initial)
        self.forslag, self.slag = forslag, slag
        for namn, langd in sprakhjalp.RIKTMARKEN.items():
            self.fields[namn].riktmarke = langd  # type: ignore[attr-defined]
        if not krav.prognos_kravs(slag):
            del self.fields["prognos"]

    @property
    def ar_utkast(self) -> bool:
        return "utkast" in self.data

    def texter(self) -> dict[str, str]:
        """Return what is written so far, in the fields that have help with their words."""
        return {namn: str(self[namn].value() or "") for namn in sprakhjalp.RIKTMARKEN}

    def uppgifter(self) -> dict[str, str]:
        """Return what the act takes."""
        ut = {namn: varde for namn, varde in self.cleaned_data.items() if namn != "last_version"}
        return cast(dict[str, str], {"prognos": "", **ut})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        tomt = {namn: data.get(namn, "") for namn in krav.Uppgifter.__dataclass_fields__}
        u = krav.Uppgifter(**tomt)
        fel = (
            krav.utkastfel(u)
            if self.ar_utkast
            else krav.fel(u, forslag=self.forslag, slag=self.slag)
        )
        for falt, mening in fel.items():
            if falt in self.fields and falt not in self.errors:
                self.add_error(falt, mening)
        return data


class RostForm(forms.Form):
    """What is seen in the synpunkter, or in the surveys, of a period."""

    vad = forms.ChoiceField(choices=Rostgenomgang.Del.choices, widget=forms.HiddenInput)
    slutsats = forms.CharField(
        label="Vad ser ni?",
        help_text="Det som återkommer, det som är allvarligt och det som är bra. Inga citat.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Skriv vad ni ser. En mening räcker, också när ni inte ser något nytt."
        },
    )


class GodkannForm(forms.Form):
    """The approval; the reason is asked for when something remains."""

    visa_frivilligt = False
    luckor_skal = forms.CharField(
        label="Skäl att godkänna fast något saknas",
        help_text="Det som saknas skrivs ut i rapporten, med den som ansvarar.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, data: Any = None, *, luckor: bool) -> None:
        super().__init__(data)
        if not luckor:
            del self.fields["luckor_skal"]

    def clean_luckor_skal(self) -> str:
        skal: str = self.cleaned_data["luckor_skal"].strip()
        if not skal:
            raise forms.ValidationError(
                "Skriv varför uppföljningen godkänns fast något saknas, eller gör klart det först."
            )
        return skal
