"""A choice among many: a list while they are few, and a text to write when they are more.

Thousands of rows in a list are half a megabyte a field, and no list to choose from with a keyboard
or a screen reader. Above `FLEST_I_LISTAN` the field is a text field, and which row is meant is
decided when the form is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kvalitet.formular import Langval
from kvalitet.nyckel import nyckel

FLEST_I_LISTAN = 400


class Skrivval(Langval):
    """The list or the text field, by how many the choice is among."""

    skriv: ClassVar[str]
    """What to write, under the label."""
    lasta: Sequence[Any] | None = None
    """The choices, when the page has read them already: no more than one too many for a list."""
    forslag: Sequence[str] = ()
    """What a written text may have meant: the browser offers them while one writes."""

    def i_ord(self, varde: Any, rader: QuerySet[Any]) -> str:
        """The one chosen, as a text that chooses the same row again; else what was written."""
        text = str(varde or "")
        if not text.isdecimal():
            return text
        rad = rader.filter(pk=nyckel(text) or 0).first()
        return self.som_skrivs(rad, rader) if rad else ""

    def som_skrivs(self, rad: Any, rader: QuerySet[Any]) -> str:
        """What chooses `rad` among `rader`: its name, where no two have the same."""
        return str(rad)

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        val: Any = self.choices
        rader = list(iter(val if self.lasta is None else self.lasta))  # iter: or len() asks too
        fasta = not isinstance(val, ModelChoiceIterator)
        if fasta or len(rader) <= FLEST_I_LISTAN + (val.field.empty_label is not None):
            return Langval(self.attrs, choices=rader).render(name, value, attrs, renderer)
        falt = {"spellcheck": "false", **(attrs or {})}
        tips, lista = (f"{falt.get('id', name)}_{namn}" for namn in ("skriv", "forslag"))
        falt["aria-describedby"] = f"{falt.get('aria-describedby') or ''} {tips}".strip()
        falt |= {"list": lista} if self.forslag else {"autocomplete": "off"}
        text = self.i_ord(value, val.queryset)
        ruta = forms.TextInput(self.attrs).render(name, text, falt, renderer)
        skriv = f"{self.skriv}{_tomt(val.field)}"
        ord_ = format_html('<p class="liten dov" id="{}">{}</p>{}', tips, skriv, ruta)
        return ord_ + self._datalista(lista)

    def _datalista(self, lista: str) -> SafeString:
        if not self.forslag:
            return SafeString()
        rader = format_html_join("", '<option value="{}"></option>', ((t,) for t in self.forslag))
        return format_html('<datalist id="{}">{}</datalist>', lista, rader)


def _tomt(falt: Any) -> str:
    """What the list would have said at its top."""
    return "" if falt.required else f" Tomt betyder ”{falt.empty_label}”."
