"""What the database refuses of judgements and surveys."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kvalitet.models import Anvandare
from tests.cykel.kil import NU
from tests.databas import nekas
from tests.uppfoljning.lage import Lage, bedomt, undersokning
from uppfoljning.models import Malbedomning, Rostgenomgang, Undersokning


def test_a_goal_is_judged_once_in_a_lap(lage: Lage, petra_planansvarig: Anvandare) -> None:
    bedomt(lage, petra_planansvarig)
    with nekas("malbedomning_en_per_varv"):
        bedomt(lage, petra_planansvarig)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"motivering": ""}, "malbedomning_har_motivering"),
        ({"orsak": ""}, "malbedomning_orsak_nar_ej_gront"),
    ],
)
def test_no_grade_without_reasons(
    lage: Lage, petra_planansvarig: Anvandare, andrat: dict[str, Any], villkor: str
) -> None:
    bedomt(lage, petra_planansvarig)
    with nekas(villkor):
        Malbedomning.objects.update(**andrat)


def test_what_is_green_or_not_ready_needs_no_cause(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    bedomt(lage, petra_planansvarig, orsak="", bedomning="uppfyllt")
    Malbedomning.objects.update(bedomning="ej", klar=False)


def test_the_voices_are_gone_through_once(lage: Lage, petra_planansvarig: Anvandare) -> None:
    rad: dict[str, Any] = {"varv": lage.varv, "vad": "synpunkter", "antal": 0, "tid": NU}
    Rostgenomgang.objects.create(**rad, slutsats="Inget nytt.", av=petra_planansvarig)
    with nekas("rostgenomgang_en_per_del"):
        Rostgenomgang.objects.create(**rad, slutsats="Igen.", av=petra_planansvarig)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"stanger": date(2026, 1, 31)}, "undersokning_tid_framat"),
        ({"overtackning": 50}, "undersokning_urval_storre"),
        ({"troskel": 4}, "undersokning_kand_troskel"),
    ],
)
def test_a_survey_that_contradicts_itself(lage: Lage, andrat: dict[str, Any], villkor: str) -> None:
    undersokning(lage)
    with nekas(villkor):
        Undersokning.objects.update(**andrat)
