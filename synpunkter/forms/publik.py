"""The forms that residents fill in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kvalitet.formular import Radioval
from kvalitet.models import Enhet
from kvalitet.trad import i_tradordning
from synpunkter.models import Synpunkt

Verksamheter = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Choices of verksamhet by kontor: ((kontor, ((pk, name), …)), …)."""

MEST_TEXT = 4000
BESKRIVNINGAR = {
    Synpunkt.Typ.KLAGOMAL: "Något blev fel eller dåligt",
    Synpunkt.Typ.FORSLAG: "En idé om hur det kan bli bättre",
    Synpunkt.Typ.BEROM: "Något fungerade bra",
    Synpunkt.Typ.FRAGA: "Du undrar över något",
}


def verksamheter() -> Verksamheter:
    """Return every unit at work below the kommun, grouped by kontor, in one query."""
    grupper: dict[str, list[tuple[str, str]]] = {}
    kontor = ""
    for enhet in i_tradordning(Enhet.objects.verksamma().exclude(sokvag="").i_ordning()):
        if enhet.djup == 0:
            continue
        if enhet.djup == 1:
            kontor = enhet.namn
        grupper.setdefault(kontor, []).append((str(enhet.pk), _indraget(enhet)))
    return tuple((namn, tuple(val)) for namn, val in grupper.items())


def _indraget(enhet: Enhet) -> str:
    return "\N{NO-BREAK SPACE}" * 4 * max(0, enhet.djup - 2) + enhet.namn


class EpostVidBehov(forms.EmailField):
    """Asked for with one answer only, so it is neither demanded nor called optional."""

    def validate(self, value: Any) -> None:
        """An empty one is the form's business (`SynpunktForm.clean`)."""


class SynpunktForm(forms.Form):
    typ = forms.ChoiceField(
        label="Vad vill du lämna?",
        choices=Synpunkt.Typ.choices,
        widget=Radioval(
            rad=True, stor=True, beskrivningar={str(k): v for k, v in BESKRIVNINGAR.items()}
        ),
        error_messages={"required": "Välj vad du vill lämna."},
    )
    text = forms.CharField(
        label="Vad vill du berätta?",
        help_text="Beskriv vad som hände, när det hände och vad du önskar. Skriv inte "
        "personnummer och skriv helst inget om någons hälsa.",
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=MEST_TEXT,
        error_messages={
            "required": "Skriv vad du vill berätta. Några meningar räcker.",
            "max_length": "Texten är för lång. Korta den till högst 4 000 tecken.",
        },
    )
    verksamhet = forms.ChoiceField(label="Verksamhet", required=False)
    plats = forms.CharField(
        label="Plats eller adress",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Skriv platsen kortare, högst 200 tecken."},
    )
    svarsval = forms.ChoiceField(
        label="Vill du ha svar?",
        help_text="Innan du skickar visar vi vilken dag du senast får svar.",
        choices=Synpunkt.Svarsval.choices,
        widget=Radioval(
            stor=True,
            beskrivningar={"kod": "Du får en kod och läser svaret här på webbplatsen."},
        ),
        error_messages={"required": "Välj om du vill ha svar."},
    )
    epost = EpostVidBehov(
        label="E-post",
        help_text="Behövs bara om du vill ha svar med e-post.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Skriv en hel e-postadress, till exempel namn@exempel.se."},
    )
    namn = forms.CharField(
        label="Namn",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": "Skriv namnet kortare, högst 100 tecken."},
    )
    visa_frivilligt = True

    def __init__(self, data: Any = None, *, verksamheter: Verksamheter) -> None:
        super().__init__(data)
        falt = self.fields["verksamhet"]
        assert isinstance(falt, forms.ChoiceField)  # noqa: S101 - narrows the type
        falt.choices = [("", "Vet inte"), *verksamheter]
        falt.error_messages["invalid_choice"] = "Välj en verksamhet i listan, eller ”Vet inte”."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        med_epost = data.get("svarsval") == Synpunkt.Svarsval.EPOST
        if med_epost and not data.get("epost") and "epost" not in self.errors:
            self.add_error("epost", "Skriv din e-postadress, så att svaret kommer fram.")
        if not med_epost:
            # Anonymous means anonymous: what was typed before the choice changed is dropped.
            data["epost"] = data["namn"] = ""
            self.errors.pop("epost", None)
            self.errors.pop("namn", None)
        return data

    def bifoga(self) -> Iterable[tuple[str, str]]:
        """Return the answers as they are carried on, in hidden fields, to the next page."""
        falt = [n for n, f in self.fields.items() if not isinstance(f, forms.FileField)]
        return [(namn, str(self.cleaned_data.get(namn, "") or "")) for namn in falt]


class FoljForm(forms.Form):
    referens = forms.CharField(
        label="Referens",
        help_text="Till exempel SP-2026-7K3Q",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Skriv referensen som du fick när du skickade din synpunkt."},
    )
    kod = forms.CharField(
        label="Hemlig kod",
        help_text="Tolv tecken. Stora och små bokstäver spelar ingen roll.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Skriv koden som du fick när du skickade din synpunkt."},
    )


class SkrivForm(forms.Form):
    text = forms.CharField(
        label="Ditt meddelande",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MEST_TEXT,
        error_messages={
            "required": "Skriv vad du vill säga.",
            "max_length": "Texten är för lång. Korta den till högst 4 000 tecken.",
        },
    )


class OppnaForm(forms.Form):
    skal = forms.CharField(
        label="Vad är du inte nöjd med?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MEST_TEXT,
        error_messages={
            "required": "Skriv vad du inte är nöjd med, så att vi vet vad vi ska göra.",
            "max_length": "Texten är för lång. Korta den till högst 4 000 tecken.",
        },
    )
