"""The wheel's examples on the public start: from published reports, and nothing that is few."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kvalitet.models import Anvandare
from tests.uppfoljning import rapportexempel
from tests.uppfoljning.rapporter.conftest import fall, lager, snabb_pdf, utskickade
from tests.uppfoljning.rapporter.fall import NU, Fall
from tests.uppfoljning.rapporter.publika import publicera, ratta
from uppfoljning.hjulexempel import SKEDEN, exempel
from uppfoljning.rapport.modell import (
    Aktivitet,
    Arbetslage,
    Atgard,
    Effekt,
    Fraga,
    Konsvarde,
    Lardom,
    Lardomslage,
    Undersokning,
)

__all__ = ["fall", "lager", "snabb_pdf", "utskickade"]
pytestmark = pytest.mark.django_db

ENKAT = Undersokning(
    namn="Så är hemtjänsten",
    troskel=10,
    urval=100,
    svar=42,
    sammanfattning="Någon skrev att Rut är snäll.",
    fragor=(Fraga(text="Hur blev du bemött?", matt="index", n=42, varde=Konsvarde(t=Decimal(81))),),
)
ATGARD = Atgard(
    rubrik="Ring innan tiden flyttas",
    ansvarig="Ansvarig Anna",
    alder_dagar=40,
    status=Arbetslage.KLAR,
    effekt=Effekt.JA,
    verifierad_av="Kontrollant Kim",
)
LARDOM = Lardom(
    rubrik="Besked hinner inte fram",
    hande="Brevet kom efter besöket.",
    gor_annorlunda="Vi ringer alltid samma dag.",
    lage=Lardomslage.SAKRAD,
)


def helt(fall: Fall, **andrat: Any) -> None:
    """A report with something of every stage."""
    mal = fall.underlag.mal[0]
    klar = Aktivitet(rubrik="Alla har en kontaktman", status=Arbetslage.KLAR, ansvarig="Anna")
    delar = {
        "mal": (replace(mal, aktiviteter=(klar,)), *fall.underlag.mal[1:]),
        "undersokningar": (ENKAT,),
        "atgarder": (ATGARD,),
        "lardomar": (LARDOM,),
        "sprang": rapportexempel.full().sprang,
    }
    fall.underlag = replace(fall.underlag, **{**delar, **andrat})


def start() -> str:
    svar = Client().get("/")
    assert svar.status_code == 200
    return svar.content.decode()


def test_without_a_published_report_no_stage_opens(fall: Fall) -> None:
    helt(fall)
    assert exempel() == dict.fromkeys(SKEDEN)
    sida = start()
    assert "Politikerna beslutar om mål." in sida
    assert '<details class="exempel"' not in sida


def test_every_stage_opens_with_its_own_example(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    helt(fall)
    rapport = publicera(fall, nina_namndsekreterare)
    assert all(exempel().values())
    sida = start()
    assert sida.count('<details class="exempel"') == len(SKEDEN)
    for text in (
        fall.underlag.mal[0].text,
        "Alla har en kontaktman",
        "81,0 av 100",
        "42 personer svarade.",
        "Ring innan tiden flyttas",
        "Vi ringer alltid samma dag.",
        fall.underlag.sprang[0].titel,
    ):
        assert text in sida
    twin = Client().get(f"/rapporter/{rapport.pk}/").content.decode()
    for ett in filter(None, exempel().values()):
        assert f'id="{ett.ankare}"' in twin, ett
        assert f'href="/rapporter/{rapport.pk}/#{ett.ankare}"' in sida


def test_no_person_and_no_residents_words_are_told(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    helt(fall)
    publicera(fall, nina_namndsekreterare)
    sida = start()
    for namn in ("Ansvarig Anna", "Kontrollant Kim", "Rut är snäll"):
        assert namn not in sida


@pytest.mark.parametrize(
    "enkat",
    [
        replace(ENKAT, svar=9),
        replace(ENKAT, fragor=(), pagar_till=NU.date()),
        replace(
            ENKAT,
            fragor=(Fraga(text="Hur?", matt="index", varde=Konsvarde(dolda=("T", "K", "M"))),),
        ),
    ],
    ids=["under the threshold", "open", "hidden"],
)
def test_a_survey_that_may_not_be_told_is_no_example(
    fall: Fall, nina_namndsekreterare: Anvandare, enkat: Undersokning
) -> None:
    helt(fall, undersokningar=(enkat,))
    publicera(fall, nina_namndsekreterare)
    assert exempel()["folja_upp"] is None
    assert ENKAT.namn not in start()


def test_what_is_not_done_or_did_not_help_is_no_example(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    helt(
        fall,
        atgarder=(replace(ATGARD, effekt=Effekt.NEJ), replace(ATGARD, status=Arbetslage.PAGAR)),
        lardomar=(replace(LARDOM, lage=Lardomslage.FORESLAGEN),),
        sprang=(),
    )
    publicera(fall, nina_namndsekreterare)
    assert {skede for skede, ett in exempel().items() if ett} == {
        "planera",
        "genomfora",
        "folja_upp",
    }


def test_a_report_of_another_version_stops_no_page(
    fall: Fall, nina_namndsekreterare: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    helt(fall)
    publicera(fall, nina_namndsekreterare)
    monkeypatch.setattr("uppfoljning.rapport.modell.las.FAR_SAKNAS", {})
    assert exempel() == dict.fromkeys(SKEDEN)
    assert "Politikerna beslutar om mål." in start()


def test_a_replaced_version_is_no_source(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    helt(fall)
    publicera(fall, nina_namndsekreterare)
    helt(fall, atgarder=(replace(ATGARD, rubrik="Rättad åtgärd"),))
    ny = ratta(fall, nina_namndsekreterare, nu=NU + timedelta(days=3))
    assert {e.rapport for e in exempel().values() if e} == {ny.pk}
    assert "Rättad åtgärd" in start()


def test_the_examples_cost_one_query_until_something_is_published(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    helt(fall)
    publicera(fall, nina_namndsekreterare)
    exempel()
    with CaptureQueriesContext(connection) as fragor:
        exempel()
    assert len(fragor) == 1


def test_what_is_remembered_between_visits_holds_no_words_of_one_language(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    helt(fall)
    publicera(fall, nina_namndsekreterare)
    for kod, svar in (("en", "81,0 out of 100"), ("sv", "81,0 av 100")):
        with override(kod):
            ett = exempel()["folja_upp"]
            assert ett is not None
            assert ett.svaret == svar
