"""Reminders of promised days: to whom, on which working days, and once each."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from kvalitet import klocka
from kvalitet.kalender import SVENSK_TID, ar_arbetsdag, plus_arbetsdagar
from kvalitet.models import Anvandare, Handelse, Utskick
from synpunkter.actions import franvaro
from synpunkter.actions import synpunkt as akter
from synpunkter.actions.paminnelse import skicka_paminnelser
from synpunkter.models import Svarspaminnelse, Synpunkt, Tidsfrist
from synpunkter.tasks import skicka_paminnelser as uppgiften
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG

SVAR = date(2026, 10, 28)
"""The day promised to whoever writes on ONSDAG."""


def morgon(dag: date) -> datetime:
    return datetime(dag.year, dag.month, dag.day, 6, 40, tzinfo=SVENSK_TID)


def paminn(dag: date) -> list[str]:
    """Run the day's reminders; return who gets a mail, in order."""
    fore = set(Utskick.objects.order_by("pk").values_list("pk", flat=True))
    with klocka.stalld(morgon(dag)):
        skicka_paminnelser()
    nya = Utskick.objects.filter(mall="svarspaminnelse").exclude(pk__in=fore).order_by("pk")
    return sorted(json.loads(rad.innehall)["mottagare"] for rad in nya)


def brevet() -> dict[str, str]:
    rad = Utskick.objects.filter(mall="svarspaminnelse").order_by("-pk").first()
    assert rad is not None
    return json.loads(rad.innehall)  # type: ignore[no-any-return]


@pytest.fixture
def tilldelad(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, hanna_handlaggare: Anvandare
) -> Synpunkt:
    with klocka.stalld(ONSDAG):
        s = exempel.synpunkt(kommun)
        return akter.tilldela(
            s, enhet=s.enhet, handlaggare=hanna_handlaggare, av=karin_kvalitetssamordnare
        )


def test_three_days_before_and_on_the_day_the_handler_then_the_chef_too(
    tilldelad: Synpunkt, hanna_handlaggare: Anvandare, erik_enhetschef: Anvandare
) -> None:
    utfall = {}
    dag = date(2026, 10, 15)
    while dag <= SVAR + timedelta(days=14):
        if vilka := paminn(dag):
            utfall[dag] = vilka
        dag += timedelta(days=1)
    hanna, erik = hanna_handlaggare.epost, erik_enhetschef.epost
    assert utfall == {
        date(2026, 10, 23): [hanna],  # Friday: Monday, Tuesday and Wednesday are left
        SVAR: [hanna],
        date(2026, 11, 2): sorted([erik, hanna]),  # Thursday, Friday, and Monday
    }


def test_the_mail_names_the_case_and_its_day_and_nothing_of_what_was_written(
    tilldelad: Synpunkt,
) -> None:
    paminn(date(2026, 10, 23))
    brev = brevet()
    assert brev["amne"] == "Synpunkter: 1 att svara på snart"
    assert f"{tilldelad.referens}, Hemtjänst. Svara senast onsdag 28" in brev["text"].replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert f"/arbete/synpunkter/{tilldelad.pk}/" in brev["text"]
    assert "orolig" not in brev["text"] + brev["html"]
    assert "Gunilla" not in brev["text"] + brev["html"]


def test_run_again_nothing_more_is_sent(tilldelad: Synpunkt) -> None:
    assert paminn(SVAR)
    assert paminn(SVAR) == []
    with klocka.stalld(morgon(SVAR)):
        uppgiften()
    assert Svarspaminnelse.objects.count() == 1
    assert Handelse.objects.filter(slag="synpunkt.paminnelse").count() == 1


@pytest.mark.parametrize("dag", [date(2026, 10, 31), date(2026, 11, 1)])
def test_nothing_on_days_off(tilldelad: Synpunkt, dag: date) -> None:
    assert not ar_arbetsdag(dag)
    assert paminn(dag) == []


def test_an_eve_reminds_only_where_it_is_a_working_day(
    kommun: Kommun, hanna_handlaggare: Anvandare
) -> None:
    julafton = date(2026, 12, 24)
    with klocka.stalld(morgon(date(2026, 12, 1))):
        s = exempel.synpunkt(kommun)
    Synpunkt.objects.filter(pk=s.pk).update(svar_senast=date(2026, 12, 23))
    assert paminn(julafton) == []
    Tidsfrist.objects.create(namnd=kommun.von, aftnar_lediga=False)
    assert paminn(julafton) != []


def test_a_step_missed_while_the_server_stood_still_is_taken_the_next_working_day(
    tilldelad: Synpunkt, hanna_handlaggare: Anvandare
) -> None:
    assert paminn(plus_arbetsdagar(SVAR, 1)) == [hanna_handlaggare.epost]
    assert "Svaret skulle ha kommit" in brevet()["text"]
    assert [p.steg for p in Svarspaminnelse.objects.order_by("pk")] == ["samma"]


def test_nobody_is_reminded_of_what_is_answered_closed_or_waits_for_its_sender(
    kommun: Kommun,
) -> None:
    personal = exempel.Personal(kommun)
    with klocka.stalld(ONSDAG):
        for lage in ("besvarad", "avslutad", "vantar_komplettering"):
            exempel.i_lage(lage, kommun, personal)  # type: ignore[arg-type]
    assert paminn(SVAR) == []


def test_a_case_without_handler_reminds_the_nearest_handlers_of_its_function(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    with klocka.stalld(ONSDAG):
        s = exempel.synpunkt(kommun, enhet=kommun.centrum)
        akter.tilldela(s, enhet=s.enhet, av=karin_kvalitetssamordnare)
    assert paminn(date(2026, 10, 23)) == [hanna_handlaggare.epost]  # the kontor's
    narmare = factories.person("Nora Närmast", "HS", kommun.hemtjanst)
    factories.person("Bo Bibliotek", "HS", kommun.kfk)
    assert paminn(SVAR) == [narmare.epost]


def test_a_case_that_nobody_has_assigned_reminds_those_who_assign(
    synpunkt: Synpunkt, karin_kvalitetssamordnare: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    Synpunkt.objects.update(inkom=ONSDAG, svar_senast=SVAR)
    assert paminn(SVAR) == [karin_kvalitetssamordnare.epost]


def test_an_absent_handlers_case_reminds_somebody_who_is_there(
    tilldelad: Synpunkt, kommun: Kommun, hanna_handlaggare: Anvandare
) -> None:
    annan = factories.person("Anton Annan", "HS", kommun.vok)
    with klocka.stalld(morgon(date(2026, 10, 20))):
        franvaro.anmal_franvaro(
            person=hanna_handlaggare,
            fran=date(2026, 10, 23),
            till=date(2026, 10, 30),
            ersattare=None,
            av=hanna_handlaggare,
        )
    assert paminn(date(2026, 10, 23)) == [annan.epost]


def test_a_new_promise_is_reminded_of_anew(
    tilldelad: Synpunkt, hanna_handlaggare: Anvandare
) -> None:
    assert paminn(SVAR)
    nytt = plus_arbetsdagar(SVAR, 10)
    Synpunkt.objects.filter(pk=tilldelad.pk).update(svar_senast=nytt)
    assert paminn(nytt) == [hanna_handlaggare.epost]


def test_many_cases_are_one_mail(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    with klocka.stalld(ONSDAG):
        for _ in range(3):
            s = exempel.synpunkt(kommun)
            akter.tilldela(
                s, enhet=s.enhet, handlaggare=hanna_handlaggare, av=karin_kvalitetssamordnare
            )
    assert paminn(SVAR) == [hanna_handlaggare.epost]
    assert brevet()["amne"] == "Synpunkter: 3 att svara på snart"


def test_half_way_nothing_is_written(
    tilldelad: Synpunkt, hanna_handlaggare: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faller(*_: object, **__: object) -> None:
        raise RuntimeError("strömmen gick")

    with monkeypatch.context() as m:
        m.setattr("synpunkter.actions.paminnelse.logg.skriv_flera", faller)
        with pytest.raises(RuntimeError), transaction.atomic():
            paminn(SVAR)
    assert not Svarspaminnelse.objects.exists()
    assert paminn(SVAR) == [hanna_handlaggare.epost]


def test_the_database_keeps_each_step_once(tilldelad: Synpunkt) -> None:
    rad = {"synpunkt": tilldelad, "steg": "fore", "svar_senast": SVAR, "tid": ONSDAG}
    Svarspaminnelse.objects.create(**rad)
    with pytest.raises(IntegrityError, match="svarspaminnelse_en_gang"), transaction.atomic():
        Svarspaminnelse.objects.create(**rad)


def test_as_many_questions_for_one_case_as_for_thirty(
    kommun: Kommun, hanna_handlaggare: Anvandare, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def antal(n: int) -> int:
        with klocka.stalld(ONSDAG):
            for _ in range(n):
                exempel.synpunkt(kommun)
        with CaptureQueriesContext(connection) as tagna:
            paminn(SVAR)
        Svarspaminnelse.objects.all().delete()
        Utskick.objects.all().delete()
        return len(tagna)

    assert antal(1) == antal(30)
