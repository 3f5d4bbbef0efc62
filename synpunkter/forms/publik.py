"""The forms that residents fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kvalitet.formular import Radioval
from synpunkter import personnummer
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage

MEST_TEXT = 4000
BESKRIVNINGAR = {
    Synpunkt.Typ.KLAGOMAL: _("Något blev fel eller dåligt"),
    Synpunkt.Typ.FORSLAG: _("En idé om hur det kan bli bättre"),
    Synpunkt.Typ.BEROM: _("Något fungerade bra"),
    Synpunkt.Typ.FRAGA: _("Du undrar över något"),
}


def _ord(val: type[TextChoices]) -> list[tuple[str, Any]]:
    """The choices in the language of the page that shows them."""
    return [(str(varde), _(etikett)) for varde, etikett in val.choices]


class EpostVidBehov(forms.EmailField):
    """Asked for with one answer only, so it is neither demanded nor called optional."""

    def validate(self, value: Any) -> None:
        """An empty one is the form's business (`SynpunktForm.clean`)."""


class SynpunktForm(forms.Form):
    typ = forms.ChoiceField(
        label=_("Vad vill du lämna?"),
        choices=_ord(Synpunkt.Typ),
        widget=Radioval(
            rad=True, stor=True, beskrivningar={str(k): v for k, v in BESKRIVNINGAR.items()}
        ),
        error_messages={"required": _("Välj vad du vill lämna.")},
    )
    text = forms.CharField(
        label=_("Vad vill du berätta?"),
        help_text=_(
            "Beskriv vad som hände, när det hände och vad du önskar. Skriv inte "
            "personnummer och skriv helst inget om någons hälsa."
        ),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=MEST_TEXT,
        error_messages={
            "required": _("Skriv vad du vill berätta. Några meningar räcker."),
            "max_length": _("Texten är för lång. Korta den till högst 4 000 tecken."),
        },
    )
    verksamhet = forms.ChoiceField(label=_("Verksamhet"), required=False)
    plats = forms.CharField(
        label=_("Plats eller adress"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Skriv platsen kortare, högst 200 tecken.")},
    )
    svarsval = forms.ChoiceField(
        label=_("Vill du ha svar?"),
        help_text=_("Innan du skickar visar vi vilken dag du senast får svar."),
        choices=_ord(Synpunkt.Svarsval),
        widget=Radioval(
            stor=True,
            beskrivningar={"kod": _("Du får en kod och läser svaret här på webbplatsen.")},
        ),
        error_messages={"required": _("Välj om du vill ha svar.")},
    )
    epost = EpostVidBehov(
        label=_("E-post"),
        help_text=_("Behövs bara om du vill ha svar med e-post."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Skriv en hel e-postadress, till exempel namn@exempel.se.")},
    )
    namn = forms.CharField(
        label=_("Namn"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("Skriv namnet kortare, högst 100 tecken.")},
    )
    visa_frivilligt = True
    EPOST_SAKNAS: ClassVar[Any] = _("Skriv din e-postadress, så att svaret kommer fram.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        med_epost = data.get("svarsval") == Synpunkt.Svarsval.EPOST
        if med_epost and not data.get("epost") and "epost" not in self.errors:
            self.add_error("epost", self.EPOST_SAKNAS)
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
        label=_("Referens"),
        help_text=_("Till exempel SP-2026-7K3Q"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Skriv referensen som du fick när du skickade din synpunkt.")
        },
    )
    kod = forms.CharField(
        label=_("Hemlig kod"),
        help_text=_("Tolv tecken. Stora och små bokstäver spelar ingen roll."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Skriv koden som du fick när du skickade din synpunkt.")},
    )


class _MedNummervarning(forms.Form):
    """Points out a personnummer the first time the text is sent; the second time it goes on."""

    varnad = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    fritext: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        nummer = personnummer.hitta(str(data.get(self.fritext) or ""))
        if nummer and not data.get("varnad"):
            mening = _(
                "Det ser ut som ett personnummer: %(nummer)s. Ta bort det, eller skicka ändå."
            )
            self.add_error(self.fritext, mening % {"nummer": ", ".join(nummer)})
            self.data = dict(self.data.items()) | {"varnad": "ja"}
        return data


class SkrivForm(_MedNummervarning):
    fritext = "text"
    text = forms.CharField(
        label=_("Ditt meddelande"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MEST_TEXT,
        error_messages={
            "required": _("Skriv vad du vill säga."),
            "max_length": _("Texten är för lång. Korta den till högst 4 000 tecken."),
        },
    )

    def __init__(self, data: Any = None, *, delar: Sequence[Synpunkt] = ()) -> None:
        """With `delar` the sender chooses which part of the case the words are about."""
        super().__init__(data)
        if delar:
            val = [(str(d.pk), f"{d.enhet}, {d.namnd}") for d in delar]
            fragar = [str(d.pk) for d in delar if d.lage == Lage.VANTAR_KOMPLETTERING]
            troligen = fragar or [pk for pk, _namn in val]
            self.fields["till"] = forms.TypedChoiceField(
                label=_("Vem skriver du till?"),
                choices=val,
                coerce=lambda pk: next(d for d in delar if str(d.pk) == pk),
                widget=Radioval(),
                initial=troligen[0] if len(troligen) == 1 else None,
                error_messages={"required": _("Välj vem du skriver till.")},
            )
            self.order_fields(["till", "text"])


class OppnaForm(_MedNummervarning):
    fritext = "skal"
    skal = forms.CharField(
        label=_("Vad är du inte nöjd med?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MEST_TEXT,
        error_messages={
            "required": _("Skriv vad du inte är nöjd med, så att vi vet vad vi ska göra."),
            "max_length": _("Texten är för lång. Korta den till högst 4 000 tecken."),
        },
    )
