"""A member asks, the kontor answers: who may, once only, in time, and nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.kalender import midnatt
from kvalitet.models import Anvandare, Handelse, Rolltilldelning, Utskick
from tests import factories
from tests.samtidigt import Tradar
from tests.uppfoljning.namnd.fall import NU, TEXT, Namndfall, bygg
from uppfoljning.actions import namndfraga as acts
from uppfoljning.models import Namndfraga, Namndsvar
from uppfoljning.models.namndfraga import LANGST_FRAGA, LANGST_SVAR


def brev(mall: str) -> list[dict[str, str]]:
    rader = Utskick.objects.filter(mall=mall).order_by("pk")
    return [json.loads(rad.innehall) for rad in rader]


def test_a_question_is_of_the_report_and_shall_be_answered_before_the_meeting(
    fall: Namndfall,
) -> None:
    fraga = acts.stall(fall.rapport, text=f"  {TEXT}\n", mal_nummer="1", av=fall.fia)
    assert (fraga.namnd, fraga.enhet) == (fall.kommun.von, fall.kommun.vok)
    assert (fraga.text, fraga.mal_nummer) == (TEXT, "1")
    assert fraga.mal_namn
    assert fraga.sammantrade == fall.sammantrade
    assert fraga.besvaras_senast == date(2026, 10, 7)
    assert Handelse.objects.om(fraga).get().slag == "namndfraga.stalld"


def test_the_kontor_is_told_and_the_mail_does_not_hold_the_question(fall: Namndfall) -> None:
    fraga = fall.fraga()
    (ett,) = brev("namndfraga_ny")
    assert ett["mottagare"] == fall.eva.epost
    assert f"/arbete/namnd/fragor/{fraga.pk}/" in ett["text"]
    assert TEXT not in ett["text"] + ett["html"] + ett["amne"]


def test_without_anyone_at_the_kontor_the_municipality_is_told(
    fall: Namndfall, karin_kvalitetssamordnare: Anvandare
) -> None:
    Rolltilldelning.objects.filter(anvandare=fall.eva).delete()
    fall.fraga()
    assert [b["mottagare"] for b in brev("namndfraga_ny")] == [karin_kvalitetssamordnare.epost]


def test_nobody_without_a_role_is_told(fall: Namndfall) -> None:
    Rolltilldelning.objects.filter(anvandare=fall.eva).update(
        giltig=(factories.SEDAN, klocka.idag())
    )
    fraga = fall.fraga()
    assert not Utskick.objects.exists()
    chef = factories.person("Viveka Chef", "CH", fall.kommun.vok)
    Rolltilldelning.objects.filter(anvandare=fall.fia).delete()
    acts.besvara(fraga, text="Vi saknade personal.", av=chef)
    assert not Utskick.objects.exists()


def test_pressed_twice_it_is_one_question(fall: Namndfall) -> None:
    assert fall.fraga().pk == fall.fraga().pk
    assert Namndfraga.objects.count() == 1
    assert len(brev("namndfraga_ny")) == 1
    assert fall.fraga(av=fall.frans).pk != fall.fraga().pk


@pytest.mark.parametrize("vem", ["kim", "eva", "nina"])
def test_only_a_member_of_the_namnd_asks(fall: Namndfall, vem: str) -> None:
    with pytest.raises(PermissionDenied):
        fall.fraga(av=getattr(fall, vem))
    assert not Namndfraga.objects.exists()


@pytest.mark.parametrize(
    ("text", "mal", "mening"),
    [
        ("  \n ", "", "Skriv din fråga"),
        ("a" * (LANGST_FRAGA + 1), "", "Texten är för lång: 1001 tecken"),
        ("Varför?", "999", "Målet finns inte i rapporten"),
    ],
)
def test_what_cannot_be_asked_is_told(fall: Namndfall, text: str, mal: str, mening: str) -> None:
    with pytest.raises(Regelbrott, match=mening):
        acts.stall(fall.rapport, text=text, mal_nummer=mal, av=fall.fia)


def test_one_person_asks_so_many_questions_in_a_day(fall: Namndfall) -> None:
    for n in range(acts.MEST_PER_DYGN):
        fall.fraga(f"Fråga {n}?")
    with pytest.raises(Regelbrott, match="Vänta till i morgon"):
        fall.fraga("En till?")
    fall.fraga("En till?", av=fall.frans)
    with klocka.stalld(NU + timedelta(days=1, minutes=1)):
        fall.fraga("En till?")


@pytest.mark.parametrize(
    ("dag", "senast"),
    [
        (date(2026, 10, 7), date(2026, 10, 7)),  # the day before: the same day
        (date(2026, 10, 8), date(2026, 10, 22)),  # the meeting itself is too late; ten days
    ],
)
def test_the_last_day_is_never_past_and_never_the_meeting(
    fall: Namndfall, dag: date, senast: date
) -> None:
    with klocka.stalld(midnatt(dag) + timedelta(hours=9)):
        fraga = fall.fraga()
    assert fraga.besvaras_senast == senast
    assert (fraga.sammantrade is None) == (dag == fall.sammantrade.dag)


def test_the_kontor_answers_and_the_asker_is_told(fall: Namndfall) -> None:
    fraga = acts.besvara(fall.fraga(), text=" Vi saknade personal. ", av=fall.eva)
    assert (fraga.lage, fraga.besvarad) == ("besvarad", NU)
    assert Namndsvar.objects.get().text == "Vi saknade personal."
    (ett,) = brev("namndfraga_svar")
    assert ett["mottagare"] == fall.fia.epost
    assert ett["amne"] == "Din fråga har fått svar"
    assert "personal" not in ett["text"] + ett["html"]


def test_an_answer_put_right_keeps_the_old_one(fall: Namndfall) -> None:
    fraga = acts.besvara(fall.fraga(), text="Elva dagar.", av=fall.eva)
    with klocka.stalld(NU + timedelta(hours=1)):
        acts.ratta_svar(fraga, text="Tolv dagar.", av=fall.eva)
    fraga = Namndfraga.objects.med_allt().get()
    assert fraga.svaret is not None
    assert fraga.svaret.text == "Tolv dagar."
    assert [s.text for s in fraga.tidigare_svar] == ["Elva dagar."]
    assert fraga.besvarad == NU
    assert [b["amne"] for b in brev("namndfraga_svar")] == [
        "Din fråga har fått svar",
        "Svaret på din fråga är rättat",
    ]


def test_the_same_words_again_put_nothing_right(fall: Namndfall) -> None:
    fraga = acts.besvara(fall.fraga(), text="Elva dagar.", av=fall.eva)
    with pytest.raises(Regelbrott) as fel:
        acts.ratta_svar(fraga, text="Elva dagar.", av=fall.eva)
    assert fel.value.punkter[0].mening == "Ändra det som var fel i svaret"
    assert Namndsvar.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  ", "a" * (LANGST_SVAR + 1)])
def test_an_answer_has_words_and_is_not_too_long(fall: Namndfall, text: str) -> None:
    fraga = fall.fraga()
    with pytest.raises(Regelbrott):
        acts.besvara(fraga, text=text, av=fall.eva)
    fraga.refresh_from_db()
    assert fraga.lage == "stalld"


def test_who_may_not_answer(
    fall: Namndfall, petra_planansvarig: Anvandare, rut_revisor: Anvandare
) -> None:
    fraga = fall.fraga()
    bodil = factories.person("Bodil", "PA", fall.kommun.kfk)
    for av in (fall.fia, fall.kim, fall.nina, petra_planansvarig, rut_revisor, bodil):
        with pytest.raises(PermissionDenied):
            acts.besvara(fraga, text="Nej.", av=av)
    assert not Namndsvar.objects.exists()


def test_the_asker_takes_the_question_back_and_it_stays_to_be_read(fall: Namndfall) -> None:
    fraga = acts.ta_tillbaka(fall.fraga(), av=fall.fia)
    assert fraga.lage == "atertagen"
    with pytest.raises(Regelbrott, match="Tillbakatagen"):
        acts.besvara(fraga, text="Ändå.", av=fall.eva)


def test_nobody_else_takes_it_back_and_not_after_an_answer(fall: Namndfall) -> None:
    fraga = fall.fraga()
    with pytest.raises(Regelbrott) as fel:
        acts.ta_tillbaka(fraga, av=fall.frans)
    assert "Bara den som ställde" in fel.value.punkter[0].mening
    acts.besvara(fraga, text="Svar.", av=fall.eva)
    with pytest.raises(Regelbrott, match="Besvarad"):
        acts.ta_tillbaka(fraga, av=fall.fia)


def _samtidigt(kor: Callable[[Namndfall], list[Callable[[], object]]]) -> list[object]:
    kommun = factories.kommun()
    with klocka.stalld(NU):
        fall = bygg(kommun, factories.person("Nina", "NS", kommun.rot, namnd=kommun.von))
        uppgifter = kor(fall)

    def en(uppgift: Callable[[], object]) -> object:
        with klocka.stalld(NU):
            try:
                return uppgift()
            except Regelbrott as fel:
                return fel

    with Tradar() as tradar:
        svar = [tradar.kor(lambda u=u: en(u)) for u in uppgifter]
        return [s.result(timeout=60) for s in svar]


def test_two_answers_at_once_are_one(riktig_databas: str) -> None:
    def kor(fall: Namndfall) -> list[Callable[[], object]]:
        fraga = fall.fraga()
        return [
            lambda text=text: acts.besvara(fraga, text=text, av=fall.eva)
            for text in ("Det ena.", "Det andra.", "Det tredje.")
        ]

    svar = _samtidigt(kor)
    assert sum(isinstance(s, Namndfraga) for s in svar) == 1
    assert all(
        "Någon annan kan ha hunnit före" in str(s) for s in svar if isinstance(s, Regelbrott)
    )
    assert Namndsvar.objects.count() == 1
    assert Utskick.objects.filter(mall="namndfraga_svar").count() == 1


def test_the_same_question_at_once_is_one(riktig_databas: str) -> None:
    svar = _samtidigt(lambda fall: [fall.fraga for _ in range(4)])
    assert all(isinstance(s, Namndfraga) for s in svar)
    assert Namndfraga.objects.count() == 1
    assert Utskick.objects.filter(mall="namndfraga_ny").count() == 1


def test_answered_and_taken_back_at_once_is_one_of_them(riktig_databas: str) -> None:
    def kor(fall: Namndfall) -> list[Callable[[], object]]:
        fraga = fall.fraga()
        return [
            lambda: acts.besvara(fraga, text="Svar.", av=fall.eva),
            lambda: acts.ta_tillbaka(fraga, av=fall.fia),
        ]

    svar = _samtidigt(kor)
    assert sum(isinstance(s, Namndfraga) for s in svar) == 1
    besvarad = Namndfraga.objects.get().lage == "besvarad"
    assert Namndsvar.objects.exists() is besvarad
