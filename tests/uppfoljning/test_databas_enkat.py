"""What the database refuses of questions and answers, whatever the code does."""

from __future__ import annotations

from typing import Any

import pytest

from cykel.models import Indikator
from kvalitet.models import Anvandare
from tests.databas import nekas
from tests.uppfoljning.actions.test_enkatsvar import alla_slag
from tests.uppfoljning.lage import Lage, fragor, svar, undersokning
from uppfoljning.models import (
    Enkatversion,
    Fraga,
    Frageindikator,
    Fragesvar,
    Svar,
    Svarsalternativ,
    Undersokning,
)


@pytest.fixture
def u(lage: Lage) -> Undersokning:
    return undersokning(lage)


def ny_fraga(version: Enkatversion, **andrat: Any) -> Fraga:
    falt = {"version": version, "nyckel": "ny", "ordning": 9, "slag": "skala5", "text": "Ny?"}
    return Fraga.objects.create(**{**falt, **andrat})


def test_a_version_has_its_own_number_and_one_is_the_draft(u: Undersokning) -> None:
    with nekas("enkatversion_eget_nummer"):
        Enkatversion.objects.create(undersokning=u, nummer=1)
    Enkatversion.objects.create(undersokning=u, nummer=2)
    with nekas("enkatversion_ett_utkast"):
        Enkatversion.objects.create(undersokning=u, nummer=3)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"nyckel": "nki"}, "fraga_egen_nyckel"),
        ({"slag": "gissa"}, "fraga_kant_slag"),
        ({"text": ""}, "fraga_har_text"),
        ({"slag": "fritext", "vet_inte": True}, "fraga_vet_inte_utom_fritext"),
    ],
)
def test_a_question_that_is_none(u: Undersokning, andrat: dict[str, Any], villkor: str) -> None:
    with nekas(villkor):
        ny_fraga(u.versioner.get(), **andrat)


def test_two_questions_do_not_share_a_place(u: Undersokning) -> None:
    from django.db import connection

    with nekas("fraga_egen_plats"):
        ny_fraga(u.versioner.get(), ordning=1)
        connection.check_constraints()


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"nyckel": "a1"}, "svarsalternativ_egen_nyckel"),
        ({"ordning": 1}, "svarsalternativ_egen_plats"),
        ({"text": ""}, "svarsalternativ_har_text"),
    ],
)
def test_an_alternative_that_is_none(u: Undersokning, andrat: dict[str, Any], villkor: str) -> None:
    from django.db import connection

    fraga = alla_slag(u).fragor.get(slag="ett_val")
    with nekas(villkor):
        Svarsalternativ.objects.create(
            **{"fraga": fraga, "nyckel": "a9", "ordning": 9, "text": "Nio", **andrat}
        )
        connection.check_constraints()


def test_what_is_answered_stands_as_it_was_asked(u: Undersokning) -> None:
    version = alla_slag(u)
    svar_pa(u)
    fraga = version.fragor.get(slag="ett_val")
    with nekas("enkatversion_orord_nar_besvarad"):
        Fraga.objects.filter(pk=fraga.pk).update(text="Något annat?")
    with nekas("enkatversion_orord_nar_besvarad"):
        version.fragor.filter(slag="fritext").delete()
    with nekas("enkatversion_orord_nar_besvarad"):
        ny_fraga(version)
    with nekas("enkatversion_orord_nar_besvarad"):
        fraga.alternativ.filter(nyckel="a1").update(text="Annat")
    with nekas("enkatversion_orord_nar_besvarad"):
        fraga.alternativ.all().delete()


def test_a_new_version_is_written_beside_the_answered_one(u: Undersokning) -> None:
    svar(u, ("K", 5))
    ny_fraga(Enkatversion.objects.create(undersokning=u, nummer=2))


def svar_pa(u: Undersokning, **andrat: Any) -> Svar:
    falt = {
        "undersokning": u,
        "version": u.versioner.get(nummer=1),
        "manad": "2026-02-01",
        "kon": "K",
        "token_hmac": f"{Svar.objects.count()}",
    }
    return Svar.objects.create(**{**falt, **andrat})


def test_an_answer_is_to_a_version_of_its_own_survey_that_is_in_use(
    lage: Lage, u: Undersokning
) -> None:
    annan = undersokning(lage, slug="annan").versioner.get()
    utkast = Enkatversion.objects.create(undersokning=u, nummer=2)
    for version in (annan, utkast):
        with nekas("svar_pa_egen_version"):
            svar_pa(u, version=version)
    with nekas("svar_kant_kon"):
        svar_pa(u, kon="X")


@pytest.mark.parametrize(
    ("slag", "andrat", "villkor"),
    [
        ("nki", {"del_nr": 1, "tal": 0}, "fragesvar_inom_skalan"),
        ("nki", {"del_nr": 3, "tal": 11}, "fragesvar_inom_skalan"),
        ("nki", {"tal": 5}, "fragesvar_del_av_fragan"),
        ("nki", {"del_nr": 4, "tal": 5}, "fragesvar_del_av_fragan"),
        ("skala5", {"tal": 6}, "fragesvar_inom_skalan"),
        ("skala5", {"tal": 0}, "fragesvar_inom_skalan"),
        ("skala5", {"del_nr": 1, "tal": 3}, "fragesvar_del_av_fragan"),
        ("skala10", {"tal": 11}, "fragesvar_inom_skalan"),
        ("ja_nej", {"tal": 2}, "fragesvar_inom_skalan"),
        ("ett_val", {"tal": 1}, "fragesvar_inom_skalan"),
        ("fritext", {"tal": 1}, "fragesvar_inom_skalan"),
        ("skala5", {"text": "fem"}, "fragesvar_ord_dar_det_fragas"),
        ("fritext", {"vet_inte": True}, "fragesvar_vet_inte_tillats"),
        ("skala5", {}, "fragesvar_ett_slags_svar"),
        ("skala5", {"tal": 5, "vet_inte": True}, "fragesvar_ett_slags_svar"),
    ],
)
def test_an_answer_outside_its_question(
    u: Undersokning, slag: str, andrat: dict[str, Any], villkor: str
) -> None:
    fraga = alla_slag(u).fragor.get(slag=slag)
    with nekas(villkor):
        Fragesvar.objects.create(svar=svar_pa(u), fraga=fraga, **andrat)


def test_an_answer_to_a_question_of_another_survey(lage: Lage, u: Undersokning) -> None:
    annan = undersokning(lage, slug="annan").versioner.get().fragor.get(slag="fritext")
    with nekas("fragesvar_egen_enkat"):
        Fragesvar.objects.create(svar=svar_pa(u), fraga=annan, text="Hej")


def test_an_answer_to_another_version_of_the_same_question(u: Undersokning) -> None:
    ny = fragor(u, nummer=2).fragor.get(slag="fritext")
    with nekas("fragesvar_egen_enkat"):
        Fragesvar.objects.create(svar=svar_pa(u), fraga=ny, text="Hej")


def test_an_alternative_of_another_question(u: Undersokning) -> None:
    version = alla_slag(u)
    ett, flera = (version.fragor.get(slag=slag) for slag in ("ett_val", "flerval"))
    with nekas("fragesvar_eget_alternativ"):
        Fragesvar.objects.create(
            svar=svar_pa(u), fraga=ett, alternativ=flera.alternativ.get(nyckel="a1")
        )


def test_a_question_is_answered_once_and_one_choice_is_one(u: Undersokning) -> None:
    version = alla_slag(u)
    ett, flera, skala = (version.fragor.get(slag=s) for s in ("ett_val", "flerval", "skala5"))
    s = svar_pa(u)
    Fragesvar.objects.create(svar=s, fraga=skala, tal=3)
    with nekas("fragesvar_en_gang"):
        Fragesvar.objects.create(svar=s, fraga=skala, tal=4)
    for fraga in (ett, flera):
        a1 = fraga.alternativ.get(nyckel="a1")
        Fragesvar.objects.create(svar=s, fraga=fraga, alternativ=a1)
    Fragesvar.objects.create(svar=s, fraga=flera, alternativ=flera.alternativ.get(nyckel="a2"))
    with nekas("fragesvar_ett_av_alternativen"):
        Fragesvar.objects.create(svar=s, fraga=ett, alternativ=ett.alternativ.get(nyckel="a2"))


def test_an_indicator_takes_one_question_of_a_survey(
    u: Undersokning, petra_planansvarig: Anvandare
) -> None:
    indikator = Indikator.objects.create(
        namn="Nöjda",
        definition="NKI",
        matt="NKI",
        riktning="hogre",
        kalla="undersokning",
        frekvens="helar",
        agare=petra_planansvarig,
        konsuppdelad=True,
    )
    Frageindikator.objects.create(undersokning=u, indikator=indikator, fraga_nyckel="nki")
    with nekas("frageindikator_en_fraga"):
        Frageindikator.objects.create(undersokning=u, indikator=indikator, fraga_nyckel="annan")
    with nekas("frageindikator_har_fraga"):
        Frageindikator.objects.update(fraga_nyckel="")
