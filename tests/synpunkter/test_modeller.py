"""What the database itself refuses, and the words it is refused with."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from kvalitet import klocka
from synpunkter.models import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage


@pytest.mark.parametrize(
    ("lage", "andrat", "villkor"),
    [
        (Lage.AVSLUTAD, {"utfall": ""}, "synpunkt_avslutad_med_utfall"),
        (Lage.INKOMMEN, {"avslutad": klocka.nu()}, "synpunkt_avslutad_med_utfall"),
        (Lage.AVSLUTAD, {"utfall": "ingen"}, "synpunkt_ingen_atgard_med_skal"),
        (Lage.BESVARAD, {"besvarad": None}, "synpunkt_besvarad_har_tid"),
        (Lage.VANTAR_KOMPLETTERING, {"stannad": None}, "synpunkt_klockan_star_i_vantan"),
        (Lage.INKOMMEN, {"stannad": klocka.idag()}, "synpunkt_klockan_star_i_vantan"),
    ],
)
def test_a_synpunkt_that_contradicts_itself(
    kommun: Kommun, lage: Lage, andrat: dict[str, Any], villkor: str
) -> None:
    s = i_lage(lage, kommun, Personal(kommun))
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Synpunkt.objects.filter(pk=s.pk).update(**andrat)


def test_a_synpunkt_says_something(kommun: Kommun) -> None:
    with pytest.raises(IntegrityError, match="synpunkt_har_text"), transaction.atomic():
        exempel.synpunkt(kommun, text=" ")


@pytest.mark.parametrize("falt", ["referens", "kod_hmac", "token_hmac"])
def test_what_names_a_case_is_its_own(synpunkt: Synpunkt, falt: str) -> None:
    annan = Synpunkt.objects.get(pk=synpunkt.pk)
    annan.pk = None
    for namn in {"referens", "kod_hmac", "token_hmac"} - {falt}:
        setattr(annan, namn, "annat")
    with pytest.raises(IntegrityError, match=falt), transaction.atomic():
        annan.save(force_insert=True)


def test_a_promise_is_at_least_a_day(kommun: Kommun) -> None:
    with pytest.raises(IntegrityError, match="tidsfrist_minst_en_dag"), transaction.atomic():
        Tidsfrist.objects.create(namnd=kommun.von, svara_dagar=0)


def test_an_address_is_kept_with_its_lookup(synpunkt: Synpunkt) -> None:
    with pytest.raises(IntegrityError, match="kontakt_epost_med_uppslag"), transaction.atomic():
        Kontakt.objects.filter(pk=synpunkt.pk).update(epost_hmac="")


@pytest.mark.parametrize("riktning", ["fran", "intern"])
def test_a_message_has_the_right_hand(synpunkt: Synpunkt, kommun: Kommun, riktning: str) -> None:
    av, namnd = (Personal(kommun).handlaggare, None) if riktning == "fran" else (None, kommun.von)
    with pytest.raises(IntegrityError, match="meddelande_ratt_avsandare"), transaction.atomic():
        Meddelande.objects.create(
            synpunkt=synpunkt, riktning=riktning, text="Hej", av=av, tid=klocka.nu(), namnd=namnd
        )


@pytest.mark.parametrize("riktning", ["till", "intern"])
def test_a_note_and_nothing_else_belongs_to_a_nämnd(
    synpunkt: Synpunkt, kommun: Kommun, riktning: str
) -> None:
    namnd = kommun.von if riktning == "till" else None
    med = {"text": "Hej", "av": Personal(kommun).handlaggare, "tid": klocka.nu()}
    with (
        pytest.raises(IntegrityError, match="meddelande_anteckning_har_namnd"),
        transaction.atomic(),
    ):
        Meddelande.objects.create(synpunkt=synpunkt, riktning=riktning, namnd=namnd, **med)


@pytest.mark.parametrize("modell", [Synpunkt, Tidsfrist, Kontakt, Meddelande, Bristkoppling])
def test_every_constraint_speaks_swedish(modell: type[models.Model]) -> None:
    for villkor in modell._meta.constraints:
        assert villkor.violation_error_message.endswith("."), villkor.name  # type: ignore[union-attr]
        assert "Constraint" not in str(villkor.violation_error_message)


@pytest.mark.parametrize(
    ("text", "rubrik"),
    [
        ("Maten var kall. Igen.", "Maten var kall"),
        ("Varför är det stängt? Jag undrar.", "Varför är det stängt?"),
        ("Rad ett\nrad två", "Rad ett"),
        ("ord " * 60, "ord " * 21 + "ord …"),
    ],
)
def test_the_first_sentence_is_the_heading(text: str, rubrik: str) -> None:
    assert Synpunkt(text=text).rubrik == rubrik
