"""What the database refuses of reports and the jobs that make them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from kvalitet.models import Anvandare
from tests.databas import nekas
from tests.factories import Kommun
from tests.uppfoljning.rapporter.fall import NU, Fall
from uppfoljning.actions.rapport import bestall
from uppfoljning.models import Lagval, Rapport, Rapportfil, Rapportjobb, Rapporttext
from uppfoljning.samlare.maluppfyllelse import omfang


@pytest.fixture
def rapport(fall: Fall, karin_kvalitetssamordnare: Anvandare) -> Rapport:
    """Ordered, with a job that waits, and a finished file that nobody has."""
    Rapportfil.objects.create(sha256="a" * 64, storlek=1, sidor=1, skapad=NU)
    return bestall(omfang(fall.namnd, fall.tillfalle), av=karin_kvalitetssamordnare)


def test_a_version_of_a_report_is_its_own(rapport: Rapport) -> None:
    rapport.pk = None
    with nekas("rapport_egen_version"):
        rapport.save(force_insert=True)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"lage": "faststalld"}, "rapport_faststalld_med_beslut"),
        ({"lage": "faststalld", "beslut_datum": NU.date()}, "rapport_paragraf_av_namnden"),
        (
            {
                "lage": "faststalld",
                "beslut_datum": NU.date(),
                "beslut_paragraf": "§ 1",
                "slag": "manad",
                "tillfalle": None,
            },
            "rapport_paragraf_av_namnden",
        ),
        ({"publiceras": NU}, "rapport_tid_for_publicering"),
        ({"beslut_datum": NU.date(), "beslut_paragraf": "§ 1"}, "rapport_faststalld_med_beslut"),
        ({"publicerad": NU, "fil_id": "a" * 64}, "rapport_publiceras_faststalld"),
        ({"slag": "manad"}, "rapport_tillfalle_efter_slag"),
        ({"tillfalle": None}, "rapport_tillfalle_efter_slag"),
        ({"period_till": date(2025, 12, 31)}, "rapport_period"),
        (
            {
                "lage": "faststalld",
                "beslut_datum": NU.date(),
                "beslut_paragraf": "§ 1",
                "publicerad": NU,
            },
            "rapport_publiceras_faststalld",
        ),
    ],
)
def test_a_report_that_contradicts_itself(
    rapport: Rapport, andrat: dict[str, Any], villkor: str
) -> None:
    with nekas(villkor):
        Rapport.objects.update(**andrat)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"lage": "klar", "klar": NU}, "rapportjobb_klart_med_fil"),
        ({"fil_id": "a" * 64}, "rapportjobb_klart_med_fil"),
        ({"lage": "pagar", "lan_till": NU}, "rapportjobb_lan_medan_det_pagar"),
        ({"lan_till": NU, "lan_token": uuid.uuid4()}, "rapportjobb_lan_medan_det_pagar"),
        ({"lage": "misslyckad"}, "rapportjobb_misslyckat_med_skal"),
    ],
)
def test_a_job_that_contradicts_itself(
    rapport: Rapport, andrat: dict[str, Any], villkor: str
) -> None:
    with nekas(villkor):
        Rapportjobb.objects.update(**andrat)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"avsnitt": "analys"}, "rapporttext_en_per_avsnitt"),
        ({"text": ""}, "rapporttext_har_text"),
        ({"period_till": date(2025, 12, 31)}, "rapporttext_period"),
    ],
)
def test_a_text_of_a_report_is_one_and_holds_words(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    andrat: dict[str, Any],
    villkor: str,
) -> None:
    val: dict[str, Any] = {
        "slag": "synpunkter",
        "namnd": kommun.von,
        "enhet": kommun.vok,
        "period_fran": date(2026, 1, 1),
        "period_till": date(2026, 3, 31),
        "avsnitt": "analys",
        "text": "Så var det.",
        "skriven_av": karin_kvalitetssamordnare,
        "skriven": NU,
    }
    Rapporttext.objects.create(**val)
    with nekas(villkor):
        Rapporttext.objects.create(**val | {"avsnitt": "gor"} | andrat)


def test_a_law_is_one_that_is_known(kommun: Kommun) -> None:
    with nekas("lagval_kand_lag"):
        Lagval.objects.create(namnd=kommun.von, lag="annan")
