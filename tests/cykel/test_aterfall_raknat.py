"""The rate of recurrence as the database counts it is the rate of the printed rule."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q
from django.test import Client

from cykel.aterfall import Aterfall
from cykel.models import Brist, Lardom
from cykel.views.aterfall import raknat as raknat_med_vantan
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.cykel.aterfallsregeln import aterfall, sakrade
from tests.cykel.kil import NU, Kil

ALLA = Lardom.objects.all


def raknat(*, dag: date) -> Aterfall:
    rate, _ = raknat_med_vantan(Q(), dag=dag)
    return rate


@pytest.fixture
def sakrad(kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare) -> Lardom:
    bevis = kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef)
    return kil.lardom(kilen, bevis, lage="sakrad")


@pytest.mark.parametrize(
    ("kom", "taljare"),
    # From 10 June 2026 to 10 June 2028 are 731 days: the last of them counts.
    [(-1, 0), (0, 1), (300, 1), (731, 1), (732, 0), (800, 0)],
)
@pytest.mark.parametrize("dag", [date(2026, 6, 11), date(2028, 6, 9), date(2028, 6, 10)])
def test_the_database_counts_as_the_rule(
    kilen: Kil, sakrad: Lardom, kom: int, taljare: int, dag: date
) -> None:
    Lardom.objects.filter(pk=sakrad.pk).update(sakrad=NU)
    igen = kil.brist(kilen, "Igen")
    Brist.objects.filter(pk=igen.pk).update(upprepar=sakrad, skapad=NU + timedelta(days=kom))
    rate = raknat(dag=dag)
    assert rate == aterfall(sakrade(ALLA()), dag=dag)
    assert rate.taljare == taljare


@pytest.mark.parametrize(
    ("sakrades", "dag"),
    [
        (date(2026, 2, 28), date(2028, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 29)),
        (date(2026, 3, 1), date(2028, 2, 29)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2026, 3, 1)),
    ],
)
def test_a_learning_is_followed_as_long_as_the_rule_says_in_leap_years_too(
    sakrad: Lardom, sakrades: date, dag: date
) -> None:
    for timme in (0, 23):
        tid = datetime.combine(sakrades, time(timme, 30), tzinfo=ZoneInfo("Europe/Stockholm"))
        Lardom.objects.filter(pk=sakrad.pk).update(sakrad=tid)
        assert raknat(dag=dag) == aterfall(sakrade(ALLA()), dag=dag)


def test_a_proposed_learning_counts_and_a_draft_does_not(kilen: Kil, sakrad: Lardom) -> None:
    utkast = kil.lardom(kilen, lage="utkast")
    Lardom.objects.filter(pk=utkast.pk).update(upprepar=sakrad, skapad=sakrad.sakrad)
    assert raknat(dag=NU.date()).taljare == 0
    Lardom.objects.filter(pk=utkast.pk).update(lage="foreslagen")
    rate = raknat(dag=NU.date())
    assert (rate.taljare, rate.namnare) == (1, 1)
    assert rate == aterfall(sakrade(ALLA()), dag=NU.date())


def test_those_with_no_next_plan_come_first_the_latest_first(
    kilen: Kil,
    sakrad: Lardom,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    client: Client,
) -> None:
    bevis = kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef)
    senare = kil.lardom(kilen, bevis, lage="sakrad")
    Lardom.objects.filter(pk=sakrad.pk).update(sakrad=NU - timedelta(days=30), rubrik="Den äldre")
    Lardom.objects.filter(pk=senare.pk).update(sakrad=NU, rubrik="Den nyare")
    client.force_login(erik_enhetschef)
    sida = client.get("/arbete/larande/").content.decode()
    assert sida.index("Den nyare") < sida.index("Den äldre")
    assert client.get("/arbete/larande/?sida=9").status_code == 200
