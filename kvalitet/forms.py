"""Forms of the core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from kvalitet import klocka
from kvalitet.databas import SvNyckel
from kvalitet.formular import Datumvaljare
from kvalitet.models import Enhet
from kvalitet.trad import i_tradordning


class InloggningForm(AuthenticationForm):
    username = forms.EmailField(
        label="E-post", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Lösenord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": "E-postadressen eller lösenordet stämmer inte. Försök igen.",
        "inactive": "Kontot är stängt. Kontakta den som sköter konton hos er.",
    }


class _Tradval(ModelChoiceIterator[Enhet]):
    """The choices in the order of the tree, so that the indent says under what each unit lies."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for enhet in i_tradordning(self.queryset.order_by(SvNyckel("namn"), "pk")):
            yield self.choice(enhet)


class EnhetValj(forms.ModelChoiceField[Enhet]):
    """A choice of unit, in the order of the tree and indented as it."""

    iterator = _Tradval

    def label_from_instance(self, obj: Enhet) -> str:
        return "\N{NO-BREAK SPACE}" * 4 * obj.djup + obj.namn


class Datumfalt(forms.DateField):
    """A date with the browser's own picker; the value is always ISO in the page."""

    def __init__(self, **val: Any) -> None:
        val.setdefault("widget", Datumvaljare({"class": "smalt"}))
        val.setdefault("error_messages", {})
        val["error_messages"] |= {
            "invalid": "Skriv datumet som år-månad-dag, till exempel 2026-09-01."
        }
        super().__init__(input_formats=["%Y-%m-%d"], **val)


class FlyttForm(forms.Form):
    under = EnhetValj(
        label="Ny plats",
        help_text="Enheten och allt under den flyttar dit.",
        queryset=Enhet.objects.none(),
        empty_label="Välj enhet",
        error_messages={
            "required": "Välj vilken enhet den ska ligga under.",
            "invalid_choice": "Välj en enhet i listan.",
        },
    )
    fran = Datumfalt(
        label="Gäller från och med",
        help_text="Fram till den dagen ligger enheten kvar där den är.",
        error_messages={"required": "Skriv från vilket datum flytten gäller."},
    )

    def __init__(self, data: Any = None, *, enhet: Enhet, mal: QuerySet[Enhet]) -> None:
        super().__init__(data, initial={"fran": klocka.idag() + timedelta(days=1)})
        falt = cast(EnhetValj, self.fields["under"])
        falt.queryset = mal.verksamma().exclude(sokvag__startswith=enhet.sokvag).i_ordning()  # type: ignore[attr-defined]
