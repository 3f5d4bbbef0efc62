"""Reminders: by working days around each one's own day, one mail a person and day."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import pytest

from cykel import tasks
from cykel.actions import paminnelse
from cykel.models import Atgard
from cykel.tillstand import Fas
from cykel.villkor import paminnelse as villkor
from kvalitet import klocka
from kvalitet.models import Anvandare, Utskick
from tests import factories
from tests.cykel import fabrik, kil


def den(dag: date) -> datetime:
    return fabrik.tid(dag.month, dag.day, ar=dag.year, timme=6)


def skicka(dag: date) -> list[str]:
    """Return to whom the day's reminders went, in order."""
    Utskick.objects.all().delete()
    with klocka.stalld(den(dag)):
        tasks.skicka_paminnelser()
    return sorted(json.loads(u.innehall)["mottagare"] for u in alla())


def alla() -> list[Utskick]:
    return list(Utskick.objects.filter(mall="paminnelse").order_by("pk"))


def brev_till(person: Anvandare) -> dict[str, str]:
    alla_brev = [json.loads(u.innehall) for u in alla()]
    (ett,) = [b for b in alla_brev if b["mottagare"] == person.epost]
    return dict(ett)


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    """The delår is open; the units are ready on Friday 2 October."""
    return fabrik.i_folja_upp(kommun)


@pytest.mark.parametrize(
    ("dag", "skickas"),
    [
        (date(2026, 9, 22), False),
        (date(2026, 9, 23), True),  # seven working days before
        (date(2026, 9, 24), False),
        (date(2026, 10, 1), True),  # the working day before
        (date(2026, 10, 2), False),
        (date(2026, 10, 3), False),  # Saturday
        (date(2026, 10, 5), True),  # the working day after, a Monday
        (date(2026, 10, 6), False),
        (date(2026, 10, 7), True),  # three working days after
        (date(2026, 10, 8), False),
    ],
)
def test_reminders_come_by_working_days(p: fabrik.Plan, dag: date, skickas: bool) -> None:
    vantat = sorted([p.folk.amir.epost, p.folk.petra.epost]) if skickas else []
    assert skicka(dag) == vantat


def test_nothing_on_holidays_and_the_count_passes_over_them(p: fabrik.Plan) -> None:
    """Alla helgons dag is a Saturday; jul and nyår are the test."""
    k = brist(p)
    atgard = kil.atgard(k, p.folk.amir, status="pagar", klar_senast=date(2027, 1, 4))
    p.plan.varv.update(godkand=None)
    type(p.plan).objects.update(fas="atgarda")
    # Working days before Monday 4 January: 30 29 28 23 22 21 18 December.
    assert skicka(date(2026, 12, 18)) == [p.folk.amir.epost]
    assert skicka(date(2026, 12, 30)) == [p.folk.amir.epost]
    for helg in (date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1)):
        assert skicka(helg) == []
    atgard.status = Atgard.Status.KLAR
    atgard.save()
    assert skicka(date(2026, 12, 30)) == []


def brist(p: fabrik.Plan) -> object:
    k = kil.Kil(p.plan, p.version, None, None, p.varv, p.styrning.trygghet)  # type: ignore[arg-type]
    return kil.brist(k)


def test_the_units_are_reminded_before_the_kontor(p: fabrik.Plan) -> None:
    tillfalle = p.varv.tillfalle
    assert tillfalle
    tillfalle.kontor_senast = date(2026, 10, 9)
    tillfalle.save()
    assert skicka(date(2026, 10, 1)) != []
    type(p.kommun.hemtjanst).objects.filter(pk=p.kommun.hemtjanst.pk).update(slag="kontor")
    assert skicka(date(2026, 10, 1)) == []
    assert skicka(date(2026, 10, 8)) != []


def test_all_that_is_near_or_late_is_in_one_mail(p: fabrik.Plan) -> None:
    kil.atgard(brist(p), p.folk.petra, status="pagar", klar_senast=date(2026, 9, 4))  # type: ignore[arg-type]
    fabrik.uppdrag(p, forfaller=date(2026, 10, 6))
    fabrik.uppdrag(p, rubrik="Långt bort", forfaller=date(2026, 12, 1))
    skicka(date(2026, 10, 1))
    ett = brev_till(p.folk.petra)
    assert ett["amne"] == "Tre saker att göra, en sen"
    ordning = ["Dubbla ersättare", "Följ upp Verksamhetsplan", "Se över hur kontaktmän utses"]
    assert [text for text in ordning if text in ett["text"]] == ordning
    assert sorted(ordning, key=ett["text"].index) == ordning
    assert "Långt bort" not in ett["text"]
    assert "/uppdatera/" not in ett["text"]  # she has no rows that the link could open
    assert "utan att logga in" in brev_till(p.folk.amir)["html"]


def test_the_link_of_the_mail_opens_its_rows(p: fabrik.Plan, client: object) -> None:
    skicka(date(2026, 10, 1))
    text = brev_till(p.folk.amir)["text"]
    traff = re.search(r"http://[^/]+(/uppdatera/\S+)", text)
    assert traff
    with klocka.stalld(den(date(2026, 10, 1))):
        sida = client.get(traff[1])  # type: ignore[attr-defined]
    assert "Alla har en namngiven kontaktman" in sida.text
    assert "Trygga i hemmet" in sida.text


def test_sent_twice_it_comes_once(p: fabrik.Plan) -> None:
    with klocka.stalld(den(date(2026, 10, 1))):
        assert paminnelse.skicka_paminnelser() == 2
        paminnelse.skicka_paminnelser()
    assert len(alla()) == 2


def test_who_has_left_or_lost_the_role_is_not_reminded(p: fabrik.Plan) -> None:
    Anvandare.objects.filter(pk=p.folk.petra.pk).update(is_active=False)
    p.folk.amir.tilldelningar.update(giltig=(factories.SEDAN, date(2026, 9, 30)))
    assert skicka(date(2026, 10, 1)) == []


def test_one_that_fails_stops_no_other(p: fabrik.Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    riktig = paminnelse._skriv

    def ibland(person: Anvandare, *rest: object) -> None:
        if person == p.folk.amir:
            raise RuntimeError
        riktig(person, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(paminnelse, "_skriv", ibland)
    assert skicka(date(2026, 10, 1)) == [p.folk.petra.epost]


def test_plans_are_gone_through_some_at_a_time(
    p: fabrik.Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    annan = kil.plan(p.kommun, p.folk.petra, p.styrning.trygghet, fas=Fas.GENOMFORA, ar=2025)
    dag = date(2026, 10, 1)
    pa_en_gang = [(f.plats, f.text) for f in villkor.rader(dag)]
    monkeypatch.setattr(villkor, "PA_EN_GANG", 1)
    assert [(f.plats, f.text) for f in villkor.rader(dag)] == pa_en_gang
    assert {p.plan, annan.plan} == {plats for plats, text in pa_en_gang if "Rapportera" in text}
