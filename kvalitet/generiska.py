"""Lets the classes of Django that are generic to the type checker take their parameter at run
time too. django-stubs-ext does the same, but loads all of Django's admin in every process."""

from typing import Any

from django.db.models import Field
from django.forms import ModelChoiceField, ModelForm
from django.forms.models import ModelChoiceIterator


def _sig_sjalv(klass: type[Any], _parameter: object) -> type[Any]:
    return klass


def tillat() -> None:
    for klass in (Field, ModelChoiceField, ModelChoiceIterator, ModelForm):
        klass.__class_getitem__ = classmethod(_sig_sjalv)  # type: ignore[union-attr]
