"""The public page of how it goes for the goals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvalitet import klocka
from kvalitet.models import Anvandare
from synpunkter.models import Synpunkt
from tests import factories
from tests.cykel import kil
from tests.uppfoljning.lage import Lage, bedomt, helt, last, rapporterat, synpunkt
from uppfoljning.actions.godkannande import godkann
from uppfoljning.publikt import svarslage, svarstider


def test_nothing_unapproved_is_public(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    sida = client.get("/sa-gar-det/").content.decode()
    assert "Ingen uppföljning är godkänd än." in sida
    assert lage.mal.text not in sida
    assert "Planeraren saknar" not in sida


def test_approved_goals_are_shown_with_grade_and_trend(
    lage: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    svaret = client.get("/sa-gar-det/")
    sida = svaret.content.decode()
    assert lage.mal.text in sida
    assert "Ej uppfyllt" in sida
    assert "Försämring" in sida
    assert "inte fastställd av nämnden" in sida
    assert "Petra" not in sida  # goals are graded, never persons
    assert not svaret.cookies


def test_only_the_nämnds_highest_unit_speaks_for_it(
    lage: Lage, client: Client, kommun: factories.Kommun,
    petra_planansvarig: Anvandare, erik_enhetschef: Anvandare,
) -> None:  # fmt: skip
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    ovanfor = _kontorets(lage, kommun)
    sida = client.get("/sa-gar-det/").content.decode()
    assert "Bedömt av Vård- och omsorgskontoret" in sida
    assert "Bedömt av Hemtjänst." not in sida
    assert ovanfor.varv.ogonblick is not None


def _kontorets(lage: Lage, kommun: factories.Kommun) -> Lage:
    from types import SimpleNamespace
    from typing import cast

    chef = factories.person("Vera Verksamhetschef", "CH", kommun.vok)
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=kommun.vok, von=kommun.von))
    k = kil.plan(plats, chef, lage.mal, fas="folja_upp", tillfalle=lage.varv.tillfalle)
    assert k.varv
    ny = Lage(k, k.varv)
    bedomt(ny, chef, bedomning="okant")
    last(ny, chef)
    rapporterat(ny, chef)
    godkann(k.plan, luckor_skal="Värdet kommer i maj.", av=chef)
    ny.varv.refresh_from_db()
    return ny


def test_answer_times_of_few_cases_are_hidden(lage: Lage, client: Client) -> None:
    plan = lage.kil.plan
    for _ in range(4):
        _besvarad(plan.enhet, plan.namnd, dagar=3)
    assert svarstider(kil.NU.date()) == []
    assert svarslage(kil.NU.date()) is None
    _besvarad(plan.enhet, plan.namnd, dagar=3)
    (rad,) = svarstider(kil.NU.date())
    assert (rad.antal, rad.i_tid, rad.median) == ("5", "100\N{NO-BREAK SPACE}%", "3 dagar")
    figurer = svarslage(kil.NU.date())
    assert figurer is not None
    assert (figurer.i_tid_procent, figurer.mediandagar) == (100, 3)
    assert "3 dagar" in client.get("/sa-gar-det/").content.decode()
    for sen in (1, 2):  # answered late: the share is told, the median of five still
        _besvarad(plan.enhet, plan.namnd, dagar=20 + sen)
    assert svarstider(kil.NU.date())[0].i_tid == "71\N{NO-BREAK SPACE}%"


def test_late_answers_have_their_median_told(lage: Lage) -> None:
    for _ in range(4):
        _besvarad(lage.kil.plan.enhet, lage.kil.plan.namnd, dagar=30)
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    (rad,) = svarstider(kil.NU.date())
    assert (rad.antal, rad.i_tid, rad.median) == ("5", "0\N{NO-BREAK SPACE}%", "..")
    _besvarad(lage.kil.plan.enhet, lage.kil.plan.namnd, dagar=30)
    assert svarstider(kil.NU.date())[0].median == "30 dagar"


def _besvarad(enhet: Any, namnd: Any, *, dagar: int) -> Synpunkt:
    kom = datetime(2026, 5, 4, 8, tzinfo=UTC)
    return synpunkt(
        enhet,
        namnd,
        inkom=kom,
        svar_senast=date(2026, 5, 18),
        besvarad=kom + timedelta(days=dagar),
    )


def test_the_page_costs_the_same_however_many_goals_and_laps(
    lage: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)

    def fragor() -> int:
        with klocka.stalld(kil.NU), CaptureQueriesContext(connection) as f:
            client.get("/sa-gar-det/")
        return len(f)

    godkann(lage.kil.plan, av=erik_enhetschef)
    # snapshots, nämnder, two per nämnd, Ni sa – vi gjorde, reports
    assert fragor() <= 3 + 1 + 2 * 2 + 1 + 1


@pytest.mark.parametrize(
    "url", ["/sa-gar-det/", "/undersokningar/x/tack/", "/en/undersokningar/x/tack/"]
)
def test_reading_pages_take_no_post(client: Client, db: None, url: str) -> None:
    assert client.post(url).status_code == 405
