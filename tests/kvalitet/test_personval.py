"""A person is chosen in a list while there are few, and written when there are many."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from kvalitet import skrivval
from kvalitet.models import Anvandare
from kvalitet.personval import SKRIV, PersonValj
from tests.factories import Kommun, person


class Formular(forms.Form):
    vem = PersonValj(label="Vem?", queryset=Anvandare.objects.none(), empty_label="Välj en person")

    def __init__(self, data: Any = None, **val: Any) -> None:
        super().__init__(data, **val)
        falt: Any = self.fields["vem"]
        falt.queryset = Anvandare.objects.filter(is_active=True).order_by("namn", "pk")


@pytest.fixture
def folk(kommun: Kommun) -> list[Anvandare]:
    namnen = ("Anna Berg", "Anna Bergström", "Nils Öberg", "Sara Lind")
    return [person(namn, "PA", kommun.hemtjanst) for namn in namnen]


@pytest.fixture
def manga(monkeypatch: pytest.MonkeyPatch, folk: list[Anvandare]) -> list[Anvandare]:
    """More people than a list takes."""
    monkeypatch.setattr(skrivval, "FLEST_I_LISTAN", len(folk) - 1)
    return folk


def vald(text: object) -> Anvandare | None:
    form = Formular({"vem": text})
    assert form.is_valid(), form.errors
    svar: Anvandare | None = form.cleaned_data["vem"]
    return svar


def felet(text: object) -> str:
    form = Formular({"vem": text})
    assert not form.is_valid()
    return str(form.errors["vem"][0])


def test_few_are_a_list(monkeypatch: pytest.MonkeyPatch, folk: list[Anvandare]) -> None:
    monkeypatch.setattr(skrivval, "FLEST_I_LISTAN", len(folk))
    ritat = str(Formular(initial={"vem": folk[1].pk})["vem"])
    assert ritat.count("<option") == 1 + len(folk)
    assert f'<option value="{folk[1].pk}" selected>Anna Bergström</option>' in ritat
    assert SKRIV not in ritat


def test_many_are_written_with_a_hint_that_is_read_with_the_field(manga: list[Anvandare]) -> None:
    ritat = str(Formular()["vem"])
    assert "<option" not in ritat
    assert f'<p class="liten dov" id="id_vem_skriv">{SKRIV}</p>' in ritat
    assert 'type="text" name="vem"' in ritat
    assert 'aria-describedby="id_vem_skriv"' in ritat


def test_one_too_many_is_written_also_where_somebody_is_chosen_from_the_start(
    monkeypatch: pytest.MonkeyPatch, folk: list[Anvandare]
) -> None:
    """Such a list has no empty row at its top."""

    class Redan(forms.Form):
        vem = PersonValj(queryset=Anvandare.objects.order_by("namn", "pk"), initial=folk[1])

    monkeypatch.setattr(skrivval, "FLEST_I_LISTAN", len(folk))
    assert str(Redan()["vem"]).count("<option") == len(folk)
    monkeypatch.setattr(skrivval, "FLEST_I_LISTAN", len(folk) - 1)
    ritat = str(Redan()["vem"])
    assert "<option" not in ritat
    assert f'value="Anna Bergström ({folk[1].epost})"' in ritat


def test_what_the_field_says_chooses_the_same_person(manga: list[Anvandare]) -> None:
    anna = manga[0]
    text = f"Anna Berg ({anna.epost})"
    assert f'value="{text}"' in str(Formular(initial={"vem": anna})["vem"])
    assert f'value="{text}"' in str(Formular(initial={"vem": anna.pk})["vem"])
    assert vald(text) == anna


@pytest.mark.parametrize(
    ("text", "namn"),
    [
        ("anna berg", "Anna Berg"),  # the whole name goes before the beginning of another
        ("  Anna   Bergström ", "Anna Bergström"),
        ("lind", "Sara Lind"),
        ("öberg nils", "Nils Öberg"),
    ],
)
def test_a_name_or_a_part_of_one_is_enough(manga: list[Anvandare], text: str, namn: str) -> None:
    assert str(vald(text)) == namn


def test_an_address_and_a_key_choose_too(manga: list[Anvandare]) -> None:
    assert vald(manga[2].epost.upper()) == manga[2]
    assert vald(str(manga[2].pk)) == manga[2]


def test_several_that_fit_are_named_with_their_addresses(manga: list[Anvandare]) -> None:
    mening = felet("anna")
    assert mening == (
        f"Flera passar: Anna Berg ({manga[0].epost}), Anna Bergström ({manga[1].epost}). "
        "Skriv e-postadressen till den du menar."
    )
    assert 'value="anna"' in str(Formular({"vem": "anna"})["vem"])


def test_no_more_than_five_are_named(manga: list[Anvandare], kommun: Kommun) -> None:
    for nr in range(6):
        person(f"Bo Ek {'abcdef'[nr]}", "PA", kommun.hemtjanst)
    mening = felet("bo ek")
    assert mening.count("@") == 5
    assert "och fler" in mening


@pytest.mark.parametrize("text", ["Ingen Alls", "finns.inte@kommun.example", "a\0b", "x" * 300])
def test_nobody_that_fits_is_said(manga: list[Anvandare], text: str) -> None:
    assert "Skriv namnet eller e-postadressen." in felet(text)


def test_one_who_cannot_be_chosen_is_not_found(manga: list[Anvandare]) -> None:
    Anvandare.objects.filter(pk=manga[3].pk).update(is_active=False)
    assert "Ingen som går att välja heter ”Sara Lind”" in felet("Sara Lind")
    assert Formular({"vem": str(manga[3].pk)}).is_valid() is False


@pytest.mark.parametrize("siffror", ["9" * 30, "9" * 5000])
def test_digits_that_are_nobodys_key_choose_nobody(manga: list[Anvandare], siffror: str) -> None:
    form = Formular({"vem": siffror})
    assert not form.is_valid()
    assert 'name="vem"' in str(form["vem"])


def test_nothing_written_is_nothing_chosen(manga: list[Anvandare]) -> None:
    assert felet("   ") == str(forms.Field.default_error_messages["required"])
