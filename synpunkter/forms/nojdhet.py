"""How content the sender is: five buttons, each an answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

SVAR = {
    5: _("Mycket nöjd"),
    4: _("Nöjd"),
    3: _("Varken nöjd eller missnöjd"),
    2: _("Missnöjd"),
    1: _("Mycket missnöjd"),
}
LAGT = 2
"""At this and below, the page proposes to open the case again."""


class NojdhetForm(forms.Form):
    poang = forms.TypedChoiceField(
        choices=[(str(poang), mening) for poang, mening in SVAR.items()],
        coerce=int,
        error_messages={
            "required": _("Välj hur nöjd du är."),
            "invalid_choice": _("Välj hur nöjd du är."),
        },
    )
