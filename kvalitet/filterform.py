"""The filter of a list: shows what is chosen, takes it away again, and never stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar, cast

from django import forms
from django.db.models import Model, QuerySet
from django.forms.boundfield import BoundField
from django.http import QueryDict

from kvalitet import texter
from kvalitet.models import Namnd
from kvalitet.visning import Filterval

SKRIVNA = ("ingen", "flera")
"""What is wrong with the name that is written in a choice among many (`kvalitet.skrivval`)."""
BLADNYCKLAR = ("fore", "efter", "sida")
"""Where one is in a list: gone as soon as the list is another."""


class Filterform(forms.Form):
    """The fields of komponenter/filterrad.html; a value that does not exist chooses nothing."""

    visa_frivilligt = False
    fritext = "q"
    """The field for words, which is not folded on a phone."""

    def full_clean(self) -> None:
        """A choice that is none (an old address) is left alone; what is written is answered."""
        super().full_clean()
        for namn, fel in list(self.errors.as_data().items()):
            val = isinstance(self.fields.get(namn), forms.ChoiceField)
            if val and not any(ett.code in SKRIVNA for ett in fel):
                del self.errors[namn]

    @property
    def valt(self) -> dict[str, Any]:
        if not self.is_bound:
            return {}
        self.is_valid()
        return {namn: varde for namn, varde in self.cleaned_data.items() if varde}

    def satt(self, namn: str, rader: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[namn]).queryset = rader

    @property
    def sokfalt(self) -> BoundField | None:
        return self[self.fritext] if self.fritext in self.fields else None

    @property
    def falt(self) -> list[BoundField]:
        return [falt for falt in self.visible_fields() if falt.name != self.fritext]

    @property
    def sorterad(self) -> str:
        """The order of the list (`kvalitet.visning.Sorthuvud`), kept while one filters."""
        return "" if "ordning" in self.fields else str(self.data.get("ordning", ""))

    @property
    def val(self) -> list[Filterval]:
        """What is chosen, each with the address of the list without it."""
        return [
            Filterval(_ord(falt, self.valt[falt.name]), self._adress(falt.name))
            for falt in self.visible_fields()
            if falt.name in self.valt and self.valt[falt.name] != falt.field.initial
        ]

    @property
    def rensad(self) -> str:
        """The address of the list with nothing chosen."""
        return self._adress(*(falt.name for falt in self.visible_fields()))

    def _adress(self, *utan: str) -> str:
        kvar = cast(QueryDict, self.data).copy()
        for namn in (*utan, *BLADNYCKLAR):
            kvar.pop(namn, None)
        for namn in [namn for namn, varde in kvar.items() if not varde]:
            del kvar[namn]
        return f"?{kvar.urlencode()}"


def _ord(falt: BoundField, varde: Any) -> str:
    """Return a choice in words: "Nämnd: Socialnämnden"; a box says it by its label alone."""
    if varde is True:
        return str(falt.label)
    if isinstance(varde, date):
        return f"{falt.label} {texter.datum(varde)}"
    if isinstance(falt.field, forms.ModelChoiceField):
        text = str(falt.field.label_from_instance(varde)).strip()
    elif isinstance(falt.field, forms.ChoiceField):
        val = {str(nyckel): str(text) for nyckel, text in falt.field.choices}  # type: ignore[union-attr, misc]
        text = val[str(varde)]
    else:
        text = f"”{varde}”"
    return f"{falt.label}: {text}"


M = TypeVar("M", bound=Model)


class Lastval(forms.ModelChoiceField[M]):
    """A choice among rows that the page has read already: nothing is asked when one is chosen."""

    lasta: Sequence[M] = ()

    def las(self, rader: Sequence[M], *, rubrik: str = "") -> None:
        """Offer `rader`, under a heading of their own in the list when they have one."""
        self.lasta = rader
        val: list[Any] = [(rad.pk, self.label_from_instance(rad)) for rad in rader]
        tom = [] if self.empty_label is None else [("", str(self.empty_label))]
        self.choices = [*tom, (rubrik, val)] if rubrik else [*tom, *val]

    def to_python(self, value: Any) -> M | None:
        if value in self.empty_values:
            return None
        for rad in self.lasta:
            if str(rad.pk) == str(value):
                return rad
        raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


def namndfalt() -> forms.ModelChoiceField[Namnd]:
    return forms.ModelChoiceField(
        label="Nämnd", queryset=Namnd.objects.none(), empty_label="Alla nämnder", required=False
    )


def lasta_namnder() -> Lastval[Namnd]:
    """As `namndfalt`, where the page has read the nämnder already."""
    return Lastval(
        label="Nämnd", queryset=Namnd.objects.none(), empty_label="Alla nämnder", required=False
    )
