"""Reminders before the last day: each step once, in one mail a person, without what is asked."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from kvalitet import klocka
from kvalitet.kalender import midnatt
from kvalitet.models import Anvandare, Handelse, Rolltilldelning, Utskick
from tests import factories
from tests.samtidigt import Tradar
from tests.uppfoljning.namnd.fall import NU, TEXT, Namndfall, bygg
from uppfoljning.actions.fragepaminnelse import paminn, steg_for
from uppfoljning.actions.namndfraga import besvara, ta_tillbaka
from uppfoljning.models import Fragepaminnelse
from uppfoljning.tasks import paminn_om_fragor

SENAST = date(2026, 10, 7)


def den(dag: date) -> int:
    with klocka.stalld(midnatt(dag) + timedelta(hours=7)):
        return paminn()


def brev() -> list[dict[str, str]]:
    rader = Utskick.objects.filter(mall="namndfraga_paminnelse").order_by("pk")
    return [json.loads(rad.innehall) for rad in rader]


@pytest.mark.parametrize(
    ("dag", "steg"),
    [
        (date(2026, 10, 1), None),
        (date(2026, 10, 2), "fore"),  # Friday: Monday, Tuesday, Wednesday are left
        (date(2026, 10, 6), "fore"),
        (SENAST, "samma"),
        (date(2026, 10, 8), "efter"),
        (date(2026, 11, 8), "efter"),
    ],
)
def test_which_step_a_day_has_reached(dag: date, steg: str | None) -> None:
    assert steg_for(dag, SENAST) == steg


def test_each_step_is_sent_once(fall: Namndfall) -> None:
    fall.fraga()
    skickat = [den(date(2026, 9, 24) + timedelta(days=n)) for n in range(25)]
    assert sum(skickat) == 3
    assert list(Fragepaminnelse.objects.order_by("pk").values_list("steg", flat=True)) == [
        "fore",
        "samma",
        "efter",
    ]
    assert Handelse.objects.filter(slag="namndfraga.paminnelse").count() == 3
    assert {b["mottagare"] for b in brev()} == {fall.eva.epost}


def test_the_same_day_twice_is_once(fall: Namndfall) -> None:
    fall.fraga()
    assert (den(SENAST), den(SENAST)) == (1, 0)
    assert len(brev()) == 1


def test_several_questions_are_one_mail_without_their_words(fall: Namndfall) -> None:
    ett, annat = fall.fraga(), fall.fraga("Hur många väntar?")
    assert den(SENAST) == 1
    (mejl,) = brev()
    assert mejl["amne"] == "Två frågor från nämnden väntar på svar"
    assert "onsdag 7 oktober" in mejl["text"].replace("\N{NO-BREAK SPACE}", " ")
    for fraga in (ett, annat):
        assert f"/arbete/namnd/fragor/{fraga.pk}/" in mejl["text"]
        assert fraga.text not in mejl["text"] + mejl["html"]


def test_what_came_when_the_step_was_reached_is_not_reminded_of_at_once(fall: Namndfall) -> None:
    with klocka.stalld(midnatt(date(2026, 10, 6)) + timedelta(hours=12)):
        fall.fraga(TEXT)
    assert den(date(2026, 10, 6)) == 0
    assert den(SENAST) == 1


def test_a_late_one_is_told_to_everyone_who_may_answer(
    fall: Namndfall, karin_kvalitetssamordnare: Anvandare
) -> None:
    fall.fraga()
    assert den(SENAST) == 1
    assert den(date(2026, 10, 8)) == 2
    assert karin_kvalitetssamordnare.epost in {b["mottagare"] for b in brev()}


def test_answered_and_taken_back_are_not_reminded_of(fall: Namndfall) -> None:
    besvara(fall.fraga(), text="Svar.", av=fall.eva)
    ta_tillbaka(fall.fraga("En annan?"), av=fall.fia)
    assert den(SENAST) == 0


def test_no_reminder_on_a_day_off_or_to_those_without_a_role(fall: Namndfall) -> None:
    fall.fraga()
    assert den(date(2026, 10, 3)) == 0
    Rolltilldelning.objects.filter(anvandare=fall.eva).delete()
    den(SENAST)
    assert brev() == []


def test_two_runs_at_once_send_one_mail(riktig_databas: str) -> None:
    kommun = factories.kommun()
    with klocka.stalld(NU):
        bygg(kommun, factories.person("Nina", "NS", kommun.rot, namnd=kommun.von)).fraga()
    with Tradar() as tradar:
        svar = [tradar.kor(lambda: den(SENAST)) for _ in range(4)]
        assert sum(s.result(timeout=60) for s in svar) == 1
    assert len(brev()) == 1


def test_the_task_of_the_beat(fall: Namndfall) -> None:
    fall.fraga()
    with klocka.stalld(midnatt(SENAST) + timedelta(hours=7)):
        paminn_om_fragor()
    assert len(brev()) == 1
