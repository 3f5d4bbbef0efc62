"""The filter of a list: what is chosen, how it is told, and how it is taken away again."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

from kvalitet.filterform import Filterform
from kvalitet.forms import Datumfalt
from kvalitet.formular import Datumvaljare
from kvalitet.visning import Blad, Traffar
from tests.factories import Kommun
from tests.htmx import ar_sidans, del_och_bredvid
from uppfoljning.rapportforms import LagesfilterForm


class Filter(Filterform):
    q = forms.CharField(label="Sök", required=False)
    fas = forms.ChoiceField(
        label="Skede", choices=[("", "Alla"), ("planera", "Planera")], required=False
    )
    ar = forms.TypedChoiceField(
        label="År", coerce=int, initial=2026, choices=[(2026, 2026), (2025, 2025)], required=False
    )
    fran = forms.DateField(
        label="Från och med",
        required=False,
        widget=Datumvaljare(),
        error_messages={"invalid": "Skriv datumet som år-månad-dag."},
    )
    sena = forms.BooleanField(label="Bara sena", required=False)
    urval = forms.CharField(required=False, widget=forms.HiddenInput)


def filtret(fraga: str) -> Filter:
    return Filter(QueryDict(fraga))


def rad(filter_: Filter, **mer: Any) -> str:
    return render_to_string(
        "komponenter/filterrad.html", {"filter": filter_, "namn": "Filtrera", **mer}
    )


def test_every_choice_is_told_in_words_and_can_be_taken_away() -> None:
    val = filtret("q=trygg&fas=planera&fran=2026-03-01&sena=on&efter=7").val
    assert [(ett.text, ett.utan) for ett in val] == [
        ("Sök: ”trygg”", "?fas=planera&fran=2026-03-01&sena=on"),
        ("Skede: Planera", "?q=trygg&fran=2026-03-01&sena=on"),
        ("Från och med 1\N{NO-BREAK SPACE}mars 2026", "?q=trygg&fas=planera&sena=on"),
        ("Bara sena", "?q=trygg&fas=planera&fran=2026-03-01"),
    ]


@pytest.mark.parametrize("dag", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_mistyped(dag: str) -> None:
    with pytest.raises(forms.ValidationError, match="Kontrollera årtalet"):
        Datumfalt().clean(dag)


def test_the_selection_and_the_order_stay_when_the_filter_is_cleared() -> None:
    filter_ = filtret("urval=sena&ordning=-klar&fas=planera&q=x&sida=3")
    assert filter_.rensad == "?urval=sena&ordning=-klar"
    html = rad(filter_)
    assert '<input type="hidden" name="ordning" value="-klar">' in html
    assert '<input type="hidden" name="urval" value="sena"' in html


def test_what_is_chosen_from_the_start_is_no_choice() -> None:
    assert filtret("ar=2026").val == []
    assert [ett.text for ett in filtret("ar=2025").val] == ["År: 2025"]
    assert Filter().val == []


def test_a_choice_that_is_none_is_left_alone_and_a_written_day_is_answered() -> None:
    gammal = filtret("fas=finns-inte")
    assert (gammal.valt, gammal.val) == ({}, [])
    assert "ds-validation-message" not in rad(gammal)
    assert "Skriv datumet som år-månad-dag." in rad(filtret("fran=i+g%C3%A5r"))


def test_words_stand_outside_the_fold_that_tells_how_many_are_chosen() -> None:
    html = rad(filtret("fas=planera&sena=on"))
    fore, inne = html.split("<details>")
    assert 'name="q"' in fore
    assert 'name="fas"' in inne
    assert '<span id="filterantal">(2 valda)</span>' in inne
    assert '<span id="filterantal"></span>' in rad(Filter())
    assert "(1 vald)" in rad(filtret("fas=planera"))


def test_hostile_words_are_written_as_words() -> None:
    html = rad(filtret("q=%22%3E%3Cscript%3E"))
    assert "<script>" not in html
    assert "”&quot;&gt;&lt;script&gt;”" in html


@pytest.mark.parametrize(
    ("traffar", "mening"),
    [
        (Traffar(0, "plan", "planer"), "Inga planer att visa."),
        (Traffar(1, "plan", "planer"), "1 plan."),
        (Traffar(2, "plan", "planer", ordning="den senaste först"), "2 planer. Den senaste först."),
        (
            Traffar(30, "plan", "planer", Blad(nasta="?efter=3")),
            "30 planer på den här sidan, det finns fler.",
        ),
        (Traffar(4, "plan", "planer", Blad(foregaende="?fore=9")), "4 planer på den sista sidan."),
    ],
)
def test_the_number_of_rows_is_a_sentence(traffar: Traffar, mening: str) -> None:
    assert str(traffar) == mening


def test_what_htmx_swaps_goes_to_the_elements_that_stay() -> None:
    filter_ = filtret("fas=planera")
    svar = Traffar(2, "plan", "planer")
    sida = rad(filter_) + render_to_string("komponenter/traffar.html", {"svar": svar})
    byts = render_to_string("komponenter/filtersvar.html", {"filter": filter_, "svar": svar})
    _, bredvid = del_och_bredvid(byts)
    assert set(bredvid) == {"filterval", "filterantal", "traffar"}
    assert ar_sidans(byts, sida)
    assert '<p id="traffar" role="status">2 planer.</p>' in sida


def test_the_boards_namnder_are_those_it_has_read_in_their_order(kommun: Kommun) -> None:
    lasta = [kommun.kfn, kommun.von]
    filter_ = LagesfilterForm({"namnd": str(kommun.von.pk)}, namnder=lasta)
    val = list(filter_.fields["namnd"].choices)  # type: ignore[attr-defined]
    assert val == [("", "Alla nämnder"), *((ett.pk, ett.namn) for ett in lasta)]
    assert filter_.valt == {"namnd": kommun.von}
    assert "namnd" not in LagesfilterForm({"namnd": str(kommun.von.pk)}, namnder=lasta[:1]).valt
