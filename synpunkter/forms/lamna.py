"""The public form as a whole: what is asked in `SynpunktForm`, a search for the place in it, the
files, and what keeps programs away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kvalitet.enhetssok import Traff
from kvalitet.formular import Radioval, delar_falt
from synpunkter import fordelning, personnummer, verksamhetssok
from synpunkter.forms.bilaga import BilagorForm
from synpunkter.forms.publik import SynpunktForm
from synpunkter.forms.skydd import SkyddForm

VET_INTE = "vet-inte"
"""The choice of whoever has searched and found nothing: triage finds the place."""
FRITEXT = ("text", "plats", "namn")
"""Where someone may have written a personnummer."""


class ValVidSokning(forms.ChoiceField):
    """Asked for once something is searched for, so it is neither demanded nor called optional."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


@delar_falt("verksamhet")
class LamnaForm(BilagorForm, SkyddForm, SynpunktForm):
    """One page for all answers. A unit is searched for by name; the hits are radio buttons.

    `verksamhet` takes any unit at work, not only the hits: a link may name one.
    """

    sok = forms.CharField(
        label=_("Sök verksamhet"),
        help_text=_("Till exempel skolans namn, hemtjänst eller bibliotek."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": _("Sök på färre ord, högst 100 tecken.")},
    )
    verksamhet = ValVidSokning(label=_("Välj verksamhet"), widget=Radioval())
    field_order = (
        *("typ", "text", "sok", "verksamhet", "plats", "filer"),
        *("svarsval", "epost", "namn"),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, svar: Mapping[str, str] | None = None
    ) -> None:
        """`data` is judged; `svar` is only filled in, as when someone goes back to change."""
        super().__init__(data)
        given = data if data is not None else svar or {}
        self.initial = {namn: svar.get(namn, "") for namn in self.fields} if svar else {}
        self.val = fordelning.vald(str(given.get("verksamhet", "")))
        self.vald = self.val.enhet if self.val else None
        self.traffar = verksamhetssok.sok(str(given.get("sok", ""))[:100])
        self._verksamhetsval()

    def _verksamhetsval(self) -> None:
        falt = self.fields["verksamhet"]
        assert isinstance(falt, forms.ChoiceField)  # noqa: S101 - narrows the type
        assert isinstance(falt.widget, Radioval)  # noqa: S101
        rader = [*self.traffar.rader]
        if self.vald and self.vald.pk not in {t.pk for t in rader}:
            rader.insert(0, Traff(self.vald.pk, self.vald.namn, ""))
        falt.widget.beskrivningar = {str(t.pk): t.var for t in rader if t.var}
        vet_inte = gettext("Vet inte. Hjälp mig att hitta rätt.")
        falt.choices = [*((str(t.pk), t.namn) for t in rader), (VET_INTE, vet_inte)]
        borta = _("Verksamheten finns inte längre. Sök efter en annan.")
        falt.error_messages["invalid_choice"] = borta
        if not self.is_bound and self.vald:
            self.initial["verksamhet"] = str(self.vald.pk)

    @property
    def visar_verksamheter(self) -> bool:
        """Whether there is anything to choose among yet."""
        return self.vald is not None or self.har_sokt or "verksamhet" in self.errors

    @property
    def har_sokt(self) -> bool:
        return bool(str(self["sok"].value() or "").strip())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.obesvarad_sokning:
            mening = _("Välj en av träffarna, eller ”Vet inte”.")
            if not self.traffar.rader:
                mening = _(
                    "Ingen verksamhet passar det du sökte på. Sök på ett annat ord, eller välj "
                    "”Vet inte”."
                )
            self.add_error("verksamhet", mening)
        if data.get("verksamhet") == VET_INTE:
            data["verksamhet"] = ""
        return data

    def bara_verksamheten(self) -> None:
        """Judge nothing but the search: whoever presses Enter in it is not done with the rest.

        A file that was refused is gone from the page, so that is told all the same.
        """
        for namn in [namn for namn in self.errors if namn not in ("verksamhet", "filer")]:
            del self.errors[namn]

    @property
    def obesvarad_sokning(self) -> bool:
        """Whether words were searched for and none of the hits was chosen."""
        return self.har_sokt and not self.data.get("verksamhet")

    def hittade_nummer(self) -> list[str]:
        """Return the personnummer that stand in the free text of a valid form."""
        texter = [str(self.cleaned_data.get(namn) or "") for namn in FRITEXT]
        return [nummer for text in texter for nummer in personnummer.hitta(text)]

    def bifoga(self) -> Iterable[tuple[str, str]]:
        """What was searched for is settled and goes no further."""
        return [par for par in super().bifoga() if par[0] != "sok"]


def utan_nummer(svar: Mapping[str, str]) -> dict[str, str]:
    """Return the answers with every personnummer taken out of the free text."""
    return {
        namn: personnummer.ta_bort(varde) if namn in FRITEXT else varde
        for namn, varde in svar.items()
    }
