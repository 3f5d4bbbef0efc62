"""Forms of learnings, routines and the next plan's answers."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet, Value

from cykel.forms.atgard import textfalt
from cykel.forms.plan import personfalt
from cykel.likhet import orden, sok_lardomar
from cykel.models import Atgard, Lardom, Rutin, Verksamhetsplan
from kvalitet.forms import Datumfalt
from kvalitet.formular import Langval, UrvalsValj
from kvalitet.nyckel import nyckel
from kvalitet.texter import antal

FLEST_LARDOMAR = 100
"""In the choice: more are found by words."""


class LardomSokForm(forms.Form):
    """Words that change what the choice of `LardomForm.upprepar` shows."""

    visa_frivilligt = False

    sok = forms.CharField(
        label="Ord i lärdomen",
        help_text="Valet ”Har det hänt förut?” visar de senaste i er enhet och er nämnd. Sök, så "
        "visar det dem som orden står i.",
        required=False,
        max_length=100,
    )


class LardomForm(forms.Form):
    atgard = forms.ModelChoiceField(
        label="Åtgärd som är beviset",
        help_text="Behövs när ni föreslår lärdomen. Den säkras när någon har kontrollerat om "
        "åtgärden hjälpte.",
        queryset=Atgard.objects.none(),
        required=False,
        empty_label="Välj en åtgärd",
    )
    rubrik = forms.CharField(
        label="Lärdomen i en mening",
        help_text="Till exempel ”Ring när tiden flyttas”.",
        max_length=160,
        error_messages={"required": "Skriv lärdomen i en mening."},
    )
    hande = textfalt(
        "Vad hände?", max_length=2000, error_messages={"required": "Skriv vad som hände."}
    )
    orsak = textfalt(
        "Varför hände det?",
        max_length=2000,
        error_messages={"required": "Skriv varför det hände."},
    )
    gor_annorlunda = textfalt(
        "Vad gör ni annorlunda nu?",
        max_length=2000,
        error_messages={"required": "Skriv vad ni gör annorlunda."},
    )
    rutin = forms.ModelChoiceField(
        label="Rutin som är ändrad",
        queryset=Rutin.objects.none(),
        required=False,
        empty_label="Ingen rutin",
        widget=Langval,
    )
    upprepar = UrvalsValj(
        label="Har det hänt förut?",
        help_text="Välj lärdomen som borde ha hindrat det. Upprepningar räknas.",
        queryset=Lardom.objects.none(),
        required=False,
        empty_label="Nej, det är nytt",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        plan: Verksamhetsplan,
        rutiner: QuerySet[Rutin],
        tidigare: QuerySet[Lardom],
        initial: dict[str, Any] | None = None,
        sokt: str = "",
    ) -> None:
        super().__init__(data, initial=initial)
        self._valj("atgard", Atgard.objects.filter(brist__plan=plan).order_by("-skapad", "-pk"))
        self._valj("rutin", rutiner)
        self._valj("upprepar", tidigare)
        self.sokform = LardomSokForm(initial={"sok": sokt})
        urval = _sokta(tidigare, sokt) if orden(sokt) else _narmast(tidigare, plan)
        if sokt:
            self._beratta(len(urval), sokt)
        cast(UrvalsValj, self.fields["upprepar"]).urval = self._med_vald(urval, tidigare)

    def _beratta(self, traffar: int, sokt: str) -> None:
        """Say what the search found where it is chosen, and lead there."""
        falt = self.fields["upprepar"]
        hittat = f"{antal(traffar, 'lärdom', 'lärdomar')} passar ”{sokt}”. {falt.help_text}"
        falt.help_text = hittat if traffar else f"Ingen lärdom passar ”{sokt}”. Sök på andra ord."
        falt.widget.attrs["autofocus"] = True

    def _med_vald(self, urval: list[Lardom], tidigare: QuerySet[Lardom]) -> list[Lardom]:
        """The one chosen already stands among those that are shown."""
        varde = self["upprepar"].value()
        vald = nyckel(str(getattr(varde, "pk", varde) or ""))
        if not vald or any(lardom.pk == vald for lardom in urval):
            return urval
        return [*tidigare.filter(pk=vald), *urval]

    def _valj(self, namn: str, rader: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[namn]).queryset = rader


def _sokta(tidigare: QuerySet[Lardom], sokt: str) -> list[Lardom]:
    return list(sok_lardomar(tidigare, sokt)[:FLEST_LARDOMAR])


def _narmast(tidigare: QuerySet[Lardom], plan: Verksamhetsplan) -> list[Lardom]:
    """The latest of the unit, then of the nämnd: each part stops where it has enough."""
    i_namnden = tidigare.filter(plan__namnd=plan.namnd_id).order_by("-sakrad", "-pk")
    i_enheten = Q(plan__enhet=plan.enhet_id)
    egna: QuerySet[Any]
    egna, ovriga = (
        i_namnden.filter(var).annotate(egen=Value(egen))[:FLEST_LARDOMAR]
        for var, egen in ((i_enheten, 1), (~i_enheten, 0))
    )
    rader: QuerySet[Any] = egna.union(ovriga, all=True)
    ordnade = sorted(rader, key=lambda rad: (rad.egen, rad.sakrad, rad.pk), reverse=True)
    return ordnade[:FLEST_LARDOMAR]


class RutinForm(forms.Form):
    namn = forms.CharField(
        label="Vad heter rutinen?",
        max_length=120,
        error_messages={"required": "Skriv vad rutinen heter."},
    )
    version = forms.CharField(
        label="Version",
        help_text="Den nya, ändrade versionen, till exempel 3.",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv vilken version det är."},
    )
    agare = personfalt("Ägare", error_messages={"required": "Välj vem som äger rutinen."})
    galler_fran = Datumfalt(
        label="Gäller från", error_messages={"required": "Skriv när rutinen börjar gälla."}
    )


Plats = tuple[str, str]
"""A choice of place: "aktivitet:<nyckel>", "indikator:<nyckel>" or "rutin:<pk>", and its name."""


class InarbetaForm(forms.Form):
    """Where in the plan an inherited learning is worked in."""

    plats = forms.ChoiceField(
        label="Var i planen är lärdomen inarbetad?",
        error_messages={
            "required": "Välj var i planen lärdomen är inarbetad.",
            "invalid_choice": "Raden finns inte längre i planen. Välj en annan.",
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        prefix: str,
        platser: list[tuple[str, list[Plats]]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix, initial=initial)
        falt = cast(forms.ChoiceField, self.fields["plats"])
        falt.choices = [("", "Välj en rad"), *platser]

    def svar(self) -> dict[str, Any]:
        """The place as the act takes it."""
        slag, _, nyckel = self.cleaned_data["plats"].partition(":")
        if slag == "rutin":
            return {"rutin": Rutin.objects.filter(pk=nyckel).first()}
        return {slag: UUID(nyckel)}


class AvvisaForm(forms.Form):
    skal = textfalt(
        "Varför avvisas lärdomen?",
        rader=2,
        max_length=400,
        error_messages={"required": "Skriv varför lärdomen avvisas."},
    )
