"""Forms of brister and of åtgärder."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from cykel.forms.plan import personfalt
from cykel.models import Atgard, Brist, Mal, Verksamhetsplan
from kvalitet.forms import Datumfalt
from kvalitet.formular import Radioval


def textfalt(label: str, *, rader: int = 3, **val: Any) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rader}), **val)


class BristForm(forms.Form):
    rubrik = forms.CharField(
        label="Vad brister?",
        help_text="En mening, till exempel ”Ändrade tider meddelas inte”.",
        max_length=160,
        error_messages={"required": "Skriv vad som brister."},
    )
    kalla = forms.ChoiceField(
        label="Hur vet ni det?",
        choices=[("", "Välj källa"), *Brist.Kalla.choices],
        error_messages={"required": "Välj hur ni vet det."},
    )
    kalla_mening = textfalt(
        "Vad säger underlaget?",
        help_text="Skriv så att den som läser senare förstår, med siffror när ni har dem.",
        max_length=400,
        error_messages={"required": "Skriv vad underlaget säger."},
    )
    mal = forms.ModelChoiceField(
        label="Mål som det gäller",
        queryset=Mal.objects.none(),
        required=False,
        empty_label="Inget särskilt mål",
    )
    orsak = textfalt("Varför brister det?", max_length=2000, required=False)

    def __init__(
        self, data: Any = None, *, plan: Verksamhetsplan, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        falt = cast("forms.ModelChoiceField[Mal]", self.fields["mal"])
        versioner = plan.versioner.gallande()
        falt.queryset = Mal.objects.filter(planmal__version__in=versioner).i_ordning()


class AtgardForm(forms.Form):
    rubrik = forms.CharField(
        label="Vad ska ni göra?",
        max_length=160,
        error_messages={"required": "Skriv vad ni ska göra."},
    )
    ansvarig = personfalt(
        "Ansvarig",
        help_text="Någon annan kontrollerar sedan om åtgärden hjälpte.",
        error_messages={"required": "Välj vem som ansvarar."},
    )
    klar_senast = Datumfalt(
        label="Klar senast", error_messages={"required": "Skriv när åtgärden ska vara klar."}
    )
    vantad_effekt = textfalt(
        "Väntad effekt",
        help_text="Vad ska bli annorlunda, och hur märker ni det?",
        max_length=400,
        error_messages={"required": "Skriv vilken effekt ni väntar er."},
    )
    kostnad = forms.IntegerField(
        label="Kostnad i kronor",
        help_text="Ungefär, i hela kronor. Lämna tomt om åtgärden görs inom det vanliga arbetet.",
        min_value=0,
        max_value=2_000_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "smalt", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Skriv kostnaden i hela kronor, med siffror.",
            "min_value": "Skriv kostnaden i hela kronor, från noll och uppåt.",
            "max_value": "Kostnaden är orimligt hög. Skriv den i hela kronor.",
        },
    )


class IngenAtgardForm(forms.Form):
    skal = textfalt(
        "Varför behövs ingen åtgärd?",
        help_text="Skälet följer med i uppföljningen och kan läsas av revisorer.",
        max_length=400,
        error_messages={"required": "Skriv varför ingen åtgärd behövs."},
    )


class AtgardslageForm(forms.Form):
    status = forms.ChoiceField(
        label="Hur långt har åtgärden kommit?",
        choices=Atgard.Status.choices,
        widget=Radioval(rad=True),
        error_messages={"required": "Välj hur långt åtgärden har kommit."},
    )


class EffektForm(forms.Form):
    """The check that someone other than the owner makes."""

    effekt = forms.ChoiceField(
        label="Hjälpte det?",
        choices=Atgard.Effekt.choices,
        widget=Radioval(
            rad=True,
            beskrivningar={
                Atgard.Effekt.JA: "Effekten blev den vi väntade",
                Atgard.Effekt.DELVIS: "Det blev bättre, men inte så bra som vi väntade",
                Atgard.Effekt.NEJ: "Det blev inte bättre",
                Atgard.Effekt.FOR_TIDIGT: "Frågan kommer tillbaka i nästa varv",
            },
        ),
        error_messages={"required": "Välj om åtgärden hjälpte."},
    )
    effekt_text = textfalt(
        "Hur vet ni det?",
        help_text="Skriv vad ni jämför och vad siffrorna säger.",
        max_length=400,
        error_messages={"required": "Skriv hur ni vet om åtgärden hjälpte."},
    )
