"""What keeps programs from a public form without troubling people: no puzzle, no third party."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from kvalitet import klocka
from synpunkter import skrap

PLATS = "TID-PLATSHALLARE"
"""Stands for the moment in a page that is kept."""
_SALT = "synpunkter.startad"


def stampel() -> str:
    """Return the present moment, signed."""
    return _stampel(int(klocka.nu().timestamp()))


@lru_cache(maxsize=1)
def _stampel(sekund: int) -> str:
    return signing.dumps(sekund, salt=_SALT)


class SkyddForm(forms.Form):
    """A field that people do not see, and when the form was fetched. Both travel with the form."""

    hemsida = forms.CharField(
        label=_("Lämna det här fältet tomt"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    startad = forms.CharField(required=False, widget=forms.HiddenInput)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        given = super().get_initial_for_field(field, field_name)
        return given or stampel() if field_name == "startad" else given

    def skal(self) -> tuple[str, ...]:
        """Return why the answers are suspected spam; call it on a valid form."""
        return skrap.skal(
            self.cleaned_data["text"],
            honung=bool(self.cleaned_data["hemsida"]),
            sekunder=self._sekunder(),
        )

    def _sekunder(self) -> float | None:
        try:
            startad = int(signing.loads(self.cleaned_data["startad"], salt=_SALT))
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return klocka.nu().timestamp() - startad
