"""Waiting for a completion ends by itself; a closed case opens again within thirty days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse, Utskick
from synpunkter import lank, tasks
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Tidsfrist
from synpunkter.tillstand import Lage
from tests import factories
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage

SISTA = date(2026, 10, 28)
"""Ten working days after Wednesday 14 October 2026."""


def dag(d: date, timme: int = 6) -> datetime:
    return datetime(d.year, d.month, d.day, timme, 40, tzinfo=UTC)


def mallar() -> list[str]:
    return list(
        Utskick.objects.filter(mall__startswith="synpunkt_vantan")
        .order_by("pk")
        .values_list("mall", flat=True)
    )


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


def test_the_handler_is_reminded_and_then_the_case_goes_on(
    kommun: Kommun, personal: Personal
) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.VANTAR_KOMPLETTERING, kommun, personal)
    lovat = s.svar_senast
    for d in range(15):
        with klocka.stalld(dag(ONSDAG.date() + timedelta(days=d))):
            tasks.bevaka_vantan()
        s.refresh_from_db()
        assert s.lage == Lage.VANTAR_KOMPLETTERING
        pamind = ONSDAG.date() + timedelta(days=d) >= date(2026, 10, 23)
        assert mallar() == ["synpunkt_vantan_paminnelse"] * pamind
    for _ in range(2):
        with klocka.stalld(dag(SISTA + timedelta(days=1))):
            tasks.bevaka_vantan()
    s.refresh_from_db()
    assert (s.lage, s.stannad, lovat) == (Lage.UNDER_HANDLAGGNING, None, SISTA)
    assert s.svar_senast == date(2026, 11, 12), "elva vardagar senare"
    assert mallar() == ["synpunkt_vantan_paminnelse", "synpunkt_vantan_slut"]
    handelse = Handelse.objects.om(s).filter(slag="synpunkt.komplettera")
    assert [h.av for h in handelse] == [None]


def test_the_namnd_says_how_long_it_waits(kommun: Kommun, personal: Personal) -> None:
    Tidsfrist.objects.create(namnd=kommun.von, vanta_vardagar=1)
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.VANTAR_KOMPLETTERING, kommun, personal)
    with klocka.stalld(dag(date(2026, 10, 16))):
        tasks.bevaka_vantan()
    s.refresh_from_db()
    assert s.lage == Lage.UNDER_HANDLAGGNING
    with nekas("tidsfrist_minst_en_dag"):
        Tidsfrist.objects.update(vanta_vardagar=0)


def test_the_clock_goes_on_as_soon_as_the_sender_replies(
    kommun: Kommun, personal: Personal
) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.VANTAR_KOMPLETTERING, kommun, personal)
    with klocka.stalld(dag(date(2026, 10, 16))):
        s = akter.komplettera(s, text="Det var i måndags.")
        assert (s.lage, s.svar_senast) == (Lage.UNDER_HANDLAGGNING, date(2026, 10, 30))
    with klocka.stalld(dag(SISTA + timedelta(days=9))):
        tasks.bevaka_vantan()
    assert mallar() == []


def test_the_pause_is_seen_on_both_sides(
    kommun: Kommun, personal: Personal, client: Client
) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.VANTAR_KOMPLETTERING, kommun, personal)
        client.force_login(personal.handlaggare)
        sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
        assert "klockan står still" in sida
        assert "till och med onsdag 28\N{NO-BREAK SPACE}oktober" in sida
        sida = client.get(f"/synpunkter/folj/{lank.signera(s.referens)}/").content.decode()
    assert "Medan vi väntar på dig står vår svarstid still" in sida


def test_one_that_fails_does_not_stop_the_others_the_next_day(
    kommun: Kommun, personal: Personal
) -> None:
    """Each case is a transaction of its own; one without a handler goes on all the same."""
    with klocka.stalld(ONSDAG):
        alla = [i_lage(Lage.VANTAR_KOMPLETTERING, kommun, personal) for _ in range(3)]
    type(alla[0]).objects.filter(pk=alla[1].pk).update(handlaggare=None)
    with klocka.stalld(dag(SISTA + timedelta(days=1))):
        tasks.bevaka_vantan()
    for s in alla:
        s.refresh_from_db()
        assert s.lage == Lage.UNDER_HANDLAGGNING
    assert mallar() == ["synpunkt_vantan_slut"] * 2


def test_beat_asks_every_working_morning() -> None:
    rad = settings.CELERY_BEAT_SCHEDULE["vantan_pa_komplettering"]
    assert rad["task"] == tasks.bevaka_vantan.name
    assert str(rad["schedule"]._orig_day_of_week) == "mon-fri"


# --- Opening again ------------------------------------------------------------------------

Stang = Callable[[Kommun, Personal], Any]
SENT = datetime(2026, 10, 14, 21, 30, tzinfo=UTC)
"""Half past eleven in the evening in Sweden: still the fourteenth."""


@pytest.mark.parametrize("lage", [Lage.AVSLUTAD, Lage.VIDAREBEFORDRAD])
@pytest.mark.parametrize(
    ("nar", "gar"),
    [
        (datetime(2026, 11, 13, 22, 59, tzinfo=UTC), True),  # 23.59 on the thirtieth day
        (datetime(2026, 11, 13, 23, 1, tzinfo=UTC), False),  # past midnight, in winter time
    ],
)
@pytest.mark.parametrize("vem", ["avsandaren", "chefen"])
def test_a_closed_case_opens_within_thirty_swedish_days(
    kommun: Kommun, personal: Personal, lage: Lage, nar: datetime, gar: bool, vem: str
) -> None:
    with klocka.stalld(SENT):
        s = i_lage(lage, kommun, personal)
    av = personal.chef if vem == "chefen" else None
    with klocka.stalld(nar):
        if gar:
            s = akter.ateroppna(s, skal="Det hände igen.", av=av)
            assert (s.lage, s.avslutad, s.besvarad, s.utfall) == (Lage.ATEROPPNAD, None, None, "")
        else:
            with pytest.raises(Regelbrott) as fel:
                akter.ateroppna(s, skal="Det hände igen.", av=av)
            assert "högst 30 dagar sedan" in str(fel.value.punkter)


@pytest.mark.parametrize("roll", ["HS", "KV", "NS", "REV"])
def test_nobody_else_opens_it(kommun: Kommun, personal: Personal, roll: str) -> None:
    s = i_lage(Lage.AVSLUTAD, kommun, personal)
    with pytest.raises(PermissionDenied):
        akter.ateroppna(s, skal="Jag vill.", av=factories.person("Någon", roll, kommun.rot))


def test_opening_again_asks_why(kommun: Kommun, personal: Personal) -> None:
    s = i_lage(Lage.AVSLUTAD, kommun, personal)
    with pytest.raises(Regelbrott, match="motivering"):
        akter.ateroppna(s, skal=" ")
