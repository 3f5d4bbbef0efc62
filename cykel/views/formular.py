"""A form that takes an act: what most pages of the wheel do when something is posted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from kvalitet.fel import Regelbrott


def lyckas(form: forms.BaseForm, akt: Callable[[dict[str, Any]], object]) -> bool:
    """Take the act with the form's data; a broken rule becomes a message of the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        akt(form.cleaned_data)
    except Regelbrott as fel:
        form.add_error(None, mening(fel))
        return False
    return True


def mening(fel: Regelbrott) -> str:
    """The sentence with what remains after it, since the summary shows one line."""
    kvar = [f"{punkt.mening.removesuffix('.')}." for punkt in fel.punkter if not punkt.klar]
    return " ".join([fel.mening, *kvar])
