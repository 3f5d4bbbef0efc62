"""The forms of what is set once for a nämnd: promises and reply templates."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from kvalitet.formular import Radioval
from kvalitet.models import Namnd
from synpunkter import svarsmall
from synpunkter.actions.tidsfrist import MEST_ATT_SVARA, MEST_ATT_TA_HAND_OM, MEST_ATT_VANTA
from synpunkter.forms.publik import MEST_TEXT
from synpunkter.models import Svarsmall, Tidsfrist


def _dagar(etikett: str, hjalp: str, mest: int) -> forms.IntegerField:
    fel = f"Skriv ett helt tal från 1 till {mest}."
    return forms.IntegerField(
        label=etikett,
        help_text=hjalp,
        min_value=1,
        max_value=mest,
        widget=forms.NumberInput(attrs={"class": "smalt"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), fel),
    )


class TidsfristForm(forms.Form):
    svara_dagar = _dagar(
        "Svar inom så många dagar",
        "Räknas från dagen efter den då synpunkten kom in.",
        MEST_ATT_SVARA,
    )
    svara_i_vardagar = forms.TypedChoiceField(
        label="Vilka dagar räknas?",
        choices=[("ja", "Vardagar"), ("nej", "Alla dagar")],
        coerce=lambda val: val == "ja",
        widget=Radioval(
            rad=True,
            beskrivningar={
                "ja": "Helger och röda dagar räknas inte",
                "nej": "Slutar tiden på en ledig dag gäller nästa vardag",
            },
        ),
        error_messages={"required": "Välj vilka dagar som räknas."},
    )
    ta_hand_om_vardagar = _dagar(
        "Tas om hand inom så många vardagar",
        "När någon ska ha börjat med ärendet.",
        MEST_ATT_TA_HAND_OM,
    )
    vanta_vardagar = _dagar(
        "Vänta på komplettering i så många vardagar",
        "Sedan går ärendet vidare med det som finns.",
        MEST_ATT_VANTA,
    )
    aftnar_lediga = forms.BooleanField(
        label="Midsommarafton, julafton och nyårsafton är lediga dagar",
        help_text="Ta bort krysset om nämnden har öppet de dagarna och räknar dem som vardagar.",
        required=False,
    )

    def __init__(self, data: Any = None, *, frist: Tidsfrist) -> None:
        super().__init__(
            data,
            initial={
                "svara_dagar": frist.svara_dagar,
                "svara_i_vardagar": "ja" if frist.svara_i_vardagar else "nej",
                "ta_hand_om_vardagar": frist.ta_hand_om_vardagar,
                "vanta_vardagar": frist.vanta_vardagar,
                "aftnar_lediga": frist.aftnar_lediga,
            },
        )


class SvarsmallForm(forms.Form):
    namnd = forms.ModelChoiceField(
        label="Nämnd",
        queryset=Namnd.objects.none(),
        empty_label="Välj nämnd",
        error_messages={
            "required": "Välj vilken nämnd mallen är till för.",
            "invalid_choice": "Välj en nämnd i listan.",
        },
    )
    namn = forms.CharField(
        label="Mallens namn",
        help_text="Till exempel ”Tack för berömmet”. Avsändaren ser det inte.",
        max_length=80,
        error_messages={
            "required": "Skriv ett namn på mallen.",
            "max_length": "Skriv namnet kortare, högst 80 tecken.",
        },
    )
    text = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=MEST_TEXT,
        error_messages={
            "required": "Skriv mallens text.",
            "max_length": "Texten är för lång. Korta den till högst 4 000 tecken.",
        },
    )

    def __init__(
        self, data: Any = None, *, namnder: QuerySet[Namnd], mall: Svarsmall | None = None
    ) -> None:
        varden = {"namnd": mall.namnd_id, "namn": mall.namn, "text": mall.text} if mall else None
        super().__init__(data, initial=varden)
        cast("forms.ModelChoiceField[Namnd]", self.fields["namnd"]).queryset = namnder
        if mall is not None:
            del self.fields["namnd"]  # a template stays in its nämnd

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if okanda := svarsmall.okanda(text):
            raise forms.ValidationError(
                f"Det finns inget som heter {', '.join(okanda)}. "
                "Välj bland utfyllnaderna på sidan, eller ta bort hakparenteserna."
            )
        return text
