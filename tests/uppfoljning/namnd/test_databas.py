"""What the database refuses of meetings, questions and answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.databas import nekas
from tests.uppfoljning.namnd.fall import NU, Namndfall
from uppfoljning.actions.namndfraga import besvara, ta_tillbaka
from uppfoljning.models import Fragepaminnelse, Namndfraga, Namndsvar, Sammantrade


def test_a_namnd_meets_once_a_day(fall: Namndfall) -> None:
    fall.sammantrade.pk = None
    with nekas("sammantrade_en_gang_per_dag"):
        fall.sammantrade.save(force_insert=True)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"text": ""}, "namndfraga_har_text"),
        ({"mal_nummer": "1"}, "namndfraga_malet_helt"),
        ({"mal_namn": "Trygghet"}, "namndfraga_malet_helt"),
        ({"besvarad": NU}, "namndfraga_besvarad_med_tid"),
        ({"lage": "besvarad"}, "namndfraga_besvarad_med_tid"),
    ],
)
def test_a_question_that_contradicts_itself(
    fall: Namndfall, andrat: dict[str, Any], villkor: str
) -> None:
    fall.fraga()
    with nekas(villkor):
        Namndfraga.objects.update(**andrat)


def test_an_answer_has_words(fall: Namndfall) -> None:
    fraga = fall.fraga()
    with nekas("namndsvar_har_text"):
        Namndsvar.objects.create(fraga=fraga, text="", av=fall.eva, tid=NU)


def test_a_reminder_goes_once(fall: Namndfall) -> None:
    fraga = fall.fraga()
    allt = {"fraga": fraga, "steg": "fore", "besvaras_senast": fraga.besvaras_senast, "tid": NU}
    Fragepaminnelse.objects.create(**allt)
    with nekas("fragepaminnelse_en_gang"):
        Fragepaminnelse.objects.create(**allt)


@pytest.mark.parametrize("till", ["stalld", "besvarad"])
def test_what_is_taken_back_stays_so(fall: Namndfall, till: str) -> None:
    ta_tillbaka(fall.fraga(), av=fall.fia)
    besvarad = NU if till == "besvarad" else None
    with pytest.raises(IntegrityError, match="otillåten övergång"), transaction.atomic():
        Namndfraga.objects.update(lage=till, besvarad=besvarad)


def test_no_question_and_no_answer_goes_away(fall: Namndfall) -> None:
    besvara(fall.fraga(), text="Svar.", av=fall.eva)
    for rader in (Namndsvar.objects.all(), Namndfraga.objects.all()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            rader._raw_delete(rader.db)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Namndsvar.objects.update(text="Ett annat.")
    assert Sammantrade.objects.count() == 1
