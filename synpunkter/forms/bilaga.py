"""The files of a public form: the field to choose them in, and those that are kept already.

A browser sends no file twice, and nothing is kept between the pages but on the pages. So a file is
kept as soon as it comes, and its key travels in a signed hidden field (views/filer.py reads both).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from synpunkter.actions.bilaga import SPARAS
from synpunkter.forms.publik import SkrivForm
from synpunkter.models import Bilaga

ACCEPT = ".jpg,.jpeg,.png,.gif,.webp,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.txt"
"""Without heic: a telephone then sends its picture as jpg."""
_SALT = "synpunkter.bilagor"


def signera(nycklar: Iterable[str]) -> str:
    lista = list(nycklar)
    return signing.dumps(lista, salt=_SALT) if lista else ""


def las(signerad: str) -> list[str]:
    """Return the keys, none when they are not signed by us or too old to be there still."""
    if not signerad:
        return []
    try:
        return [str(n) for n in signing.loads(signerad, salt=_SALT, max_age=SPARAS)]
    except signing.BadSignature:
        return []


class Filval(forms.FileInput):
    allow_multiple_selected = True


class BilagorForm(forms.Form):
    filer = forms.FileField(
        label=_("Bilder eller filer"),
        required=False,
        help_text=_(
            "Högst 5 filer på högst 10 MB: bilder, pdf, Word, Excel, PowerPoint eller text. Vi tar "
            "bort plats och kamera ur bilder. I andra filer kan ditt namn stå som dold uppgift."
        ),
        widget=Filval(attrs={"accept": ACCEPT, "multiple": True}),
    )
    bilagor = forms.CharField(required=False, widget=forms.HiddenInput)

    filfel: tuple[str, ...] = ()
    """Why files that came with the post were not kept; set by the view that read them."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for mening in self.filfel:
            self.add_error("filer", mening)
        return data

    @cached_property
    def nycklar(self) -> list[str]:
        return las(str(self["bilagor"].value() or ""))

    @cached_property
    def valda(self) -> list[Bilaga]:
        """The files that are kept for this form."""
        if not self.nycklar:
            return []
        return list(Bilaga.objects.oknutna().filter(nyckel__in=self.nycklar).i_ordning())


class SkrivMedFilerForm(SkrivForm, BilagorForm):
    field_order = ("till", "text", "filer")
