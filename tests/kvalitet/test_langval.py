"""A choice among thousands is written as Django writes it, option by option."""

from __future__ import annotations

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from kvalitet.forms import EnhetValj
from kvalitet.formular import Langval
from kvalitet.models import Anvandare, Enhet
from kvalitet.personval import PersonValj
from kvalitet.trad import Gren, i_tradordning
from tests.factories import Kommun

VAL = [
    ("", "Välj"),
    (1, 'Åsa <b> & "Bo"'),
    (2, "\N{NO-BREAK SPACE}Hemtjänst"),
    (3, "O'Hara"),
    ('Fler & "andra"', [(4, "Å")]),
]


@pytest.mark.parametrize("varde", [None, "", 2, "2", 9, ["3"], 4])
def test_the_markup_is_that_of_an_ordinary_choice(varde: object) -> None:
    falt = {"id": "id_x", "class": "ds-input", "data-a": '"<', "hidden": True, "cols": False}
    lang, vanlig = (w(attrs={"class": "y"}, choices=VAL) for w in (Langval, forms.Select))
    assertHTMLEqual(lang.render("x", varde, falt), vanlig.render("x", varde, falt))


def test_units_stand_in_the_order_of_the_tree(kommun: Kommun) -> None:
    falt = EnhetValj(queryset=Enhet.objects.all(), empty_label="Välj")
    rader = [
        (enhet.pk, falt.label_from_instance(enhet))
        for enhet in i_tradordning(Enhet.objects.i_ordning())
    ]
    assert list(falt.choices) == [("", "Välj"), *rader]
    for enhet in Enhet.objects.all():
        gren = Gren(enhet.pk, enhet.namn, enhet.sokvag)
        assert (gren.djup, gren.foralder_id) == (enhet.djup, enhet.foralder_id)
    assert Gren(1, "Utan plats", "").foralder_id is None


def test_people_stand_by_name(kommun: Kommun, petra_planansvarig: Anvandare) -> None:
    falt = PersonValj(queryset=Anvandare.objects.order_by("namn"), empty_label=None)
    assert list(falt.choices) == [(petra_planansvarig.pk, str(petra_planansvarig))]
    assert falt.clean(str(petra_planansvarig.pk)) == petra_planansvarig
