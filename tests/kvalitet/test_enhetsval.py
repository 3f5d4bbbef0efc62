"""A unit is chosen in the tree while there are few, and written when there are many."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from kvalitet import skrivval
from kvalitet.actions.organisation import bygg_sokvagar
from kvalitet.enhetsval import FLEST_FORSLAG, SKRIV, SKRIV_MER
from kvalitet.filterform import Filterform
from kvalitet.forms import EnhetValj
from kvalitet.models import Enhet
from synpunkter.forms.handlaggning import RegistreraForm
from tests.factories import Kommun, enhet

I_CENTRUM = "Hemtjänst Centrum (Hemtjänst, Vård- och omsorgskontoret)"
NORR_I_HEMTJANST = "Norr (Hemtjänst, Vård- och omsorgskontoret)"
NORR_I_KULTUR = "Norr (Kultur- och fritidskontoret)"


class Formular(forms.Form):
    var = EnhetValj(label="Var?", queryset=Enhet.objects.none(), empty_label="Välj en enhet")

    def __init__(self, data: Any = None, **val: Any) -> None:
        super().__init__(data, **val)
        falt: Any = self.fields["var"]
        falt.queryset = Enhet.objects.verksamma().exclude(namn="Stängt")


@pytest.fixture
def norr(kommun: Kommun) -> list[Enhet]:
    """Two of one name, under different units."""
    bada = [enhet("Norr", "enhet", under) for under in (kommun.hemtjanst, kommun.kfk)]
    bygg_sokvagar()
    return [Enhet.objects.get(pk=ny.pk) for ny in bada]


@pytest.fixture
def manga(monkeypatch: pytest.MonkeyPatch, norr: list[Enhet]) -> list[Enhet]:
    """More units than a list takes."""
    monkeypatch.setattr(skrivval, "FLEST_I_LISTAN", 3)
    return norr


def vald(text: object) -> Enhet | None:
    form = Formular({"var": text})
    assert form.is_valid(), form.errors
    svar: Enhet | None = form.cleaned_data["var"]
    return svar


def felet(text: object) -> str:
    form = Formular({"var": text})
    assert not form.is_valid()
    return str(form.errors["var"][0])


def test_few_are_a_tree_and_a_name_is_no_choice_there(norr: list[Enhet]) -> None:
    ritat = str(Formular(initial={"var": norr[0].pk})["var"])
    assert ritat.count("<option") == 1 + Enhet.objects.count()
    assert f'<option value="{norr[0].pk}" selected>' in ritat
    assert SKRIV not in ritat
    assert felet("Stadsbiblioteket") == felet("999999")


def test_many_are_written_with_a_hint_that_is_read_with_the_field(manga: list[Enhet]) -> None:
    ritat = str(Formular()["var"])
    assert "<option" not in ritat
    assert f'<p class="liten dov" id="id_var_skriv">{SKRIV}</p>' in ritat
    assert 'type="text" name="var"' in ritat
    assert 'aria-describedby="id_var_skriv"' in ritat


@pytest.mark.parametrize(
    ("text", "namn"),
    [
        ("hemtjänst", "Hemtjänst"),  # the whole name goes before the beginning of another
        ("  HEMTJÄNST   centrum ", "Hemtjänst Centrum"),
        ("centrum", "Hemtjänst Centrum"),
        ("bibliotek kultur", "Stadsbiblioteket"),
        ("Stadsbiblioteket (Kultur- och fritidskontoret)", "Stadsbiblioteket"),
        ("provkommun", "Provkommun"),
    ],
)
def test_a_name_or_a_part_of_one_is_enough(manga: list[Enhet], text: str, namn: str) -> None:
    assert str(vald(text)) == namn


def test_what_the_field_says_chooses_the_same_unit(manga: list[Enhet], kommun: Kommun) -> None:
    assert f'value="{I_CENTRUM}"' in str(Formular(initial={"var": kommun.centrum.pk})["var"])
    assert vald(I_CENTRUM) == kommun.centrum
    assert vald(str(kommun.centrum.pk)) == kommun.centrum
    for en, text in zip(manga, (NORR_I_HEMTJANST, NORR_I_KULTUR), strict=True):
        assert f'value="{text}"' in str(Formular(initial={"var": en})["var"])
        assert vald(text) == en


def test_several_of_a_name_are_told_with_what_they_lie_under_and_offered(
    manga: list[Enhet],
) -> None:
    form = Formular({"var": "norr"})
    assert form.errors["var"] == [
        f"Flera enheter passar: {NORR_I_KULTUR}; {NORR_I_HEMTJANST}. {SKRIV_MER}"
    ]
    ritat = str(form["var"])
    assert 'value="norr"' in ritat
    assert 'list="id_var_forslag"' in ritat
    assert f'<option value="{NORR_I_KULTUR}"></option>' in ritat
    assert vald("norr hemtjänst") == manga[0]


def test_two_of_one_name_in_one_place_differ_by_number(manga: list[Enhet], kommun: Kommun) -> None:
    tvilling = enhet("Norr", "enhet", kommun.hemtjanst)
    bygg_sokvagar()
    for en in (manga[0], tvilling):
        text = f"{NORR_I_HEMTJANST} #{en.pk}"
        assert text in felet(NORR_I_HEMTJANST)
        assert f'value="{text}"' in str(Formular(initial={"var": en.pk})["var"])
        assert vald(text) == en


def test_no_more_are_told_than_a_sentence_takes(manga: list[Enhet], kommun: Kommun) -> None:
    for nr in range(FLEST_FORSLAG + 2):
        enhet(f"Ny Grupp {nr}", "enhet", kommun.hemtjanst)
    bygg_sokvagar()
    form = Formular({"var": "grupp"})
    assert form.errors["var"][0].count("Ny Grupp") == 5
    assert " och fler. " in form.errors["var"][0]
    assert str(form["var"]).count("<option") == FLEST_FORSLAG


@pytest.mark.parametrize("text", ["hemjänst centrm", "Hemtjänst Centrums", "stadsbibloteket"])
def test_the_nearest_is_named_and_never_chosen(manga: list[Enhet], text: str) -> None:
    mening = felet(text)
    assert mening.startswith(f"Ingen enhet som går att välja heter ”{text}”. Närmast är: ")
    assert "(" in mening


@pytest.mark.parametrize("text", ["Finns Alls Inte", "a\0b", "x" * 300, "9" * 30, "9" * 5000, "#9"])
def test_what_is_no_unit_is_said(manga: list[Enhet], text: str) -> None:
    assert felet(text).endswith("Skriv enhetens namn.")
    assert 'name="var"' in str(Formular({"var": text})["var"])


def test_one_that_may_not_be_chosen_is_neither_found_nor_named(
    manga: list[Enhet], kommun: Kommun
) -> None:
    Enhet.objects.filter(pk=kommun.bibliotek.pk).update(namn="Stängt")
    for text in ("Stängt", "stängd", str(kommun.bibliotek.pk), f"Stängt #{kommun.bibliotek.pk}"):
        assert "Stängt (" not in felet(text)
    assert 'value="' not in str(Formular(initial={"var": kommun.bibliotek.pk})["var"])


def test_nothing_written_is_nothing_chosen(manga: list[Enhet]) -> None:
    assert felet("   ") == str(forms.Field.default_error_messages["required"])


def test_the_field_asks_for_no_more_units_than_a_list_takes(
    manga: list[Enhet], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1) as fragor:
        str(Formular()["var"])
    assert f"LIMIT {skrivval.FLEST_I_LISTAN + 1}" in fragor.captured_queries[0]["sql"]


class Urval(Filterform):
    var = EnhetValj(queryset=Enhet.objects.none(), required=False, empty_label="Alla enheter")


def test_a_filter_says_what_empty_means_and_answers_a_name_it_does_not_know(
    manga: list[Enhet], kommun: Kommun
) -> None:
    for skrivet, valt in (("stadsbiblioteket", kommun.bibliotek), ("norr", None), ("qqq", None)):
        form = Urval(QueryDict(f"var={skrivet}"))
        form.satt("var", Enhet.objects.all())
        assert form.valt.get("var") == valt
        assert bool(form.errors) is (valt is None)
        assert f"{SKRIV} Tomt betyder ”Alla enheter”." in str(form["var"])


def test_a_kontor_is_a_heading_in_a_list_and_a_name_like_others_when_written(
    norr: list[Enhet], kommun: Kommun, monkeypatch: pytest.MonkeyPatch
) -> None:
    ritat = str(RegistreraForm()["verksamhet"])
    assert '<optgroup label="Kultur- och fritidskontoret">' in ritat
    assert "Provkommun" not in ritat
    assert ritat.count("<option ") == Enhet.objects.count()  # one is "Vet inte"
    monkeypatch.setattr(skrivval, "FLEST_I_LISTAN", 3)
    ritat = str(RegistreraForm(forra={"verksamhet": str(norr[1].pk)})["verksamhet"])
    assert f'value="{NORR_I_KULTUR}"' in ritat
    assert "Tomt betyder ”Vet inte”." in ritat
