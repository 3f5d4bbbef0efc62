"""What the database refuses of Kolada."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cykel.models import Indikator
from kvalitet.models import Anvandare
from tests.cykel.kil import NU
from tests.databas import nekas
from uppfoljning.models import Koladafraga, Koladahamtning, Koladajamforelse, Koladaomrade


@pytest.fixture
def indikator(petra_planansvarig: Anvandare) -> Indikator:
    return Indikator.objects.create(
        namn="Nöjda",
        definition="Andel nöjda.",
        matt="procent",
        riktning="hogre",
        kalla="kolada",
        kolada_id="N00001",
        frekvens="helar",
        agare=petra_planansvarig,
        konsuppdelad=True,
    )


def fraga(indikator: Indikator, **andrat: Any) -> Koladafraga:
    grund = {"indikator": indikator, "orsak": "andrad", "gammal_titel": "Nöjda", "stalld": NU}
    return Koladafraga.objects.create(**{**grund, **andrat})


def test_only_a_group_has_members(db: None) -> None:
    Koladaomrade.objects.create(kod="G1", namn="Grupp", slag="grupp", medlemmar=["0581"])
    with nekas("koladaomrade_bara_grupp_har_medlemmar"):
        Koladaomrade.objects.create(kod="0581", namn="Ort", slag="kommun", medlemmar=["0580"])


def test_a_success_is_an_attempt_too(indikator: Indikator) -> None:
    with nekas("koladahamtning_lyckad_ar_forsok"):
        Koladahamtning.objects.create(
            indikator=indikator,
            senast_lyckad=datetime(2026, 6, 2, tzinfo=UTC),
            senast_forsok=datetime(2026, 6, 1, tzinfo=UTC),
        )


def test_an_area_is_compared_with_once(indikator: Indikator) -> None:
    riket = Koladaomrade.objects.create(kod="0000", namn="Riket", slag="riket")
    Koladajamforelse.objects.create(indikator=indikator, omrade=riket)
    with nekas("koladajamforelse_en_gang"):
        Koladajamforelse.objects.create(indikator=indikator, omrade=riket)


def test_one_question_at_a_time(indikator: Indikator) -> None:
    fraga(indikator, svar="samma", besvarad=NU, besvarad_av=indikator.agare)
    fraga(indikator)
    with nekas("koladafraga_en_oppen"):
        fraga(indikator)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"svar": "samma"}, "koladafraga_svar_har_person"),
        ({"svar": "nytt", "brott_fran": None}, "koladafraga_nytt_matt_har_datum"),
        ({"svar": "samma", "brott_fran": date(2026, 1, 1)}, "koladafraga_nytt_matt_har_datum"),
    ],
)
def test_an_answer_is_whole(indikator: Indikator, andrat: dict[str, Any], villkor: str) -> None:
    if villkor != "koladafraga_svar_har_person":
        andrat = {**andrat, "besvarad": NU, "besvarad_av": indikator.agare}
    with nekas(villkor):
        fraga(indikator, **andrat)
