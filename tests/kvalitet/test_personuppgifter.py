"""The inventory: every field that may hold something of a person is in it, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kvalitet.models import Anvandare
from kvalitet.personuppgifter import Byte, Personuppgift, alla, utan_personuppgift

ORD = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.BinaryField,
    models.GenericIPAddressField,
    ArrayField,
)
VERKTYG = ("pghistory",)
"""Proxies and empty tables of a library that we use without its context."""


def misstankta() -> Iterator[str]:
    """Give each field that can hold words, files or who somebody is. A choice of a list is a
    code; a search vector is made of fields that are here themselves."""
    for modell in apps.get_models(include_auto_created=True):
        if modell._meta.app_label in VERKTYG or modell._meta.proxy:
            continue
        for falt in modell._meta.concrete_fields:
            person = falt.is_relation and falt.related_model is Anvandare
            ord_ = isinstance(falt, ORD) and not falt.choices and falt.name != "pgh_label"
            if person or ord_:
                yield f"{modell._meta.label}.{falt.name}"


def test_every_field_that_may_hold_personal_data_is_declared() -> None:
    kanda = {**alla(), **utan_personuppgift()}
    saknas = [falt for falt in misstankta() if falt not in kanda]
    assert not saknas, f"säg i appens personuppgifter.py vad de rymmer: {saknas}"


def test_the_inventory_names_no_field_that_is_gone() -> None:
    finns = {
        f"{modell._meta.label}.{falt.name}"
        for modell in apps.get_models(include_auto_created=True)
        for falt in modell._meta.concrete_fields
    }
    assert sorted({*alla(), *utan_personuppgift()} - finns) == []


def test_no_field_both_holds_and_does_not_hold_personal_data() -> None:
    assert sorted(set(alla()) & set(utan_personuppgift())) == []


@pytest.mark.parametrize(
    "uppgift", dict.fromkeys(alla().values()), ids=lambda u: f"{u.kategori[:30]}-{u.byte}"
)
def test_each_says_what_why_by_which_law_how_long_and_how_it_is_kept(
    uppgift: Personuppgift,
) -> None:
    for falt in fields(uppgift):
        assert getattr(uppgift, falt.name), falt.name


def test_the_key_of_a_person_is_never_taken_for_words() -> None:
    """Else the pseudonymisation would write letters in a column of numbers."""
    for nyckel, uppgift in alla().items():
        app, modell, namn = nyckel.split(".")
        falt = apps.get_model(app, modell)._meta.get_field(namn)
        if falt.is_relation:
            assert uppgift.byte is Byte.NYCKEL, nyckel


def test_what_a_history_table_keeps_is_the_same_data() -> None:
    assert alla()["cykel.AktivitetHistorik.ansvarig"] == alla()["cykel.Aktivitet.ansvarig"]
