"""Every address as every role, where the object lies and elsewhere: what the matrix says, no more.

A new address fails here until it has its row in kvalitet/atkomst/. When a cell differs, ask first
which of the two is right (domain.md sections 3, 5 and 11): a door that stands open is mended, and
a row that says too little is rewritten.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.urls import resolve

from kvalitet import klocka
from kvalitet.atkomst import MATRIS
from kvalitet.atkomst.typer import Atkomst, Dorr, Ligger, Stalle, far_gora, kanner, oppnar
from kvalitet.roller import ROLLER, Rattighet, Roll
from tests.atkomst.aktorer import AKTORER, FRAMLING, I_ANNAN_NAMND, Aktor, Plats, person
from tests.atkomst.varld import (
    ADRESSER,
    BYGGEN,
    METODER,
    adresser,
    inloggad,
    prova,
    scenen,
    utan_mallar,
)
from tests.factories import Kommun
from tests.fragor import Bygge, Varld, alva
from tests.kvalitet.test_behorighet import FOR_ALLA_INLOGGADE, OPPNA

STALLEN = {
    Plats.HAR: Stalle.HAR,
    Plats.ROTEN: Stalle.OVER,
    Plats.ANNAN_ENHET: Stalle.ANNAN_ENHET,
    Plats.ANNAN_NAMND: Stalle.ANNAN_NAMND,
}
"""Where the places of the actors lie, seen from an object in Hemtjänst under its nämnd."""
I_DEN_ANDRA = STALLEN | {
    Plats.HAR: Stalle.ANNAN_ENHET,
    Plats.ANNAN_ENHET: Stalle.HAR,
    Plats.ANNAN_NAMND: Stalle.HAR,
}
DEN_ANDRAS = {"synpunkter:diarium_dnr", "synpunkter:diarium_fil"}
"""The scenes' objects here lie in the other kontor, under the other nämnd."""
DEN_ANDRA_NAMNDENS = {"synpunkter:diarieinstallning"}
FOR_ALLA_NAMNDER = {"synpunkter:franvaro_avbryt"}
"""Of somebody whose role is for all nämnder, whom a role for one of them does not cover."""
SAKNAR_RAD = {
    "cykel:aktiviteter",
    "cykel:erbjudna_rader",
    "cykel:lardomar",
    "cykel:uppdatera",
    "publikt:uppdatera",
}
"""An empty post here names no row of the page, and there is none of no name: 404."""
ALLA_SVARAS = {
    "logga_in_demo": "404",
    "oidc": "404",
    "oidc_svar": "inloggning",
    "tvasteg_kod": "inloggning",
}
"""What everybody is answered here, where there is no demo, no provider and no half sign-in."""


def stallet(rad: Atkomst, aktor: Aktor) -> Stalle:
    assert aktor.plats
    if rad.namn in DEN_ANDRAS:
        return I_DEN_ANDRA[aktor.plats]
    if rad.namn in DEN_ANDRA_NAMNDENS and aktor.plats == Plats.ANNAN_NAMND:
        return Stalle.OVER
    if rad.namn in FOR_ALLA_NAMNDER and aktor.plats == Plats.HAR:
        return Stalle.ANNAN_NAMND
    return STALLEN[aktor.plats]


def vantat(rad: Atkomst, aktor: Aktor, metod: str) -> str:
    """Return what the matrix says that the actor is answered."""
    slag = "POST" if metod == "POST" else "GET"
    if rad.dorr not in (Dorr.OPPEN, Dorr.SIGNERAD) and aktor == FRAMLING:
        return "403" if slag == "POST" else "inloggning"
    if slag not in rad.metoder.split():
        return "405"
    if rad.namn in ALLA_SVARAS:
        return ALLA_SVARAS[rad.namn]
    if rad.namn == "tvasteg_valj" and aktor == FRAMLING:
        return "inloggning"
    if rad.dorr in (Dorr.OPPEN, Dorr.SIGNERAD):
        svar = "in"
    elif aktor.roll is None:
        svar = _utan_roll(rad)
    else:
        svar = _med_roll(rad, aktor.roll, stallet(rad, aktor), slag)
    return "404" if svar == "in" and slag == "POST" and rad.namn in SAKNAR_RAD else svar


def _utan_roll(rad: Atkomst) -> str:
    if isinstance(rad.dorr, Rattighet):
        return "403"
    return "404" if rad.se else "in"


def _med_roll(rad: Atkomst, roll: Roll, stalle: Stalle, slag: str) -> str:
    if not oppnar(rad, roll):
        return "403"
    if not kanner(rad, roll, stalle) or (slag == "POST" and rad.namn in SAKNAR_RAD):
        return "404"
    return "in" if far_gora(rad, roll, stalle, slag) else "403"


def provas(rad: Atkomst, aktor: Aktor) -> bool:
    """Say whether the cell tells something new.

    Where the role is held matters to those who pass the door, and only when there is an object.
    """
    if aktor.roll is None or aktor.plats == Plats.HAR:
        return True
    if rad.ligger == Ligger.INGENSTANS or not oppnar(rad, aktor.roll):
        return False
    return (
        aktor.plats == Plats.ANNAN_ENHET
        or aktor.roll in I_ANNAN_NAMND
        or Stalle.HAR not in rad.ligger.gor
    )


def metoder(rad: Atkomst, aktor: Aktor) -> tuple[str, ...]:
    """htmx asks as a page does: tried by those whom most doors are closed to."""
    if aktor.plats in (None, Plats.ANNAN_ENHET):
        return METODER
    return ("GET", "POST") if aktor.plats == Plats.HAR else tuple(rad.metoder.split())


def celler(namn: list[str]) -> Iterator[tuple[Atkomst, Aktor, str]]:
    for aktor in AKTORER:
        for rad in (MATRIS[ett] for ett in namn):
            if provas(rad, aktor):
                for metod in metoder(rad, aktor):
                    yield rad, aktor, metod


# --- The table against the code --------------------------------------------------------------


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    utan = sorted(set(ADRESSER) - set(MATRIS))
    assert not utan, f"skriv i kvalitet/atkomst/ vem som får öppna {', '.join(utan)}"
    assert not set(MATRIS) - set(ADRESSER), "finns inte längre"


@pytest.mark.parametrize("rad", MATRIS.values(), ids=lambda rad: rad.namn)
def test_the_row_says_what_the_view_asks_for(rad: Atkomst) -> None:
    ratt = getattr(resolve(ADRESSER[rad.namn].url).func, "ratt", None)
    if ratt is not None:
        assert rad.dorr == ratt
    else:
        assert rad.dorr in Dorr
        assert (rad.dorr == Dorr.INLOGGAD) == (rad.namn not in OPPNA)
    if rad.dorr == Dorr.INLOGGAD and rad.namn not in FOR_ALLA_INLOGGADE:
        assert rad.se, "en sida utan rättighet frågar efter objektet"


def test_there_are_more_than_ten_thousand_cells() -> None:
    assert sum(1 for _ in celler(list(MATRIS))) > 10_000


def test_every_address_is_tried_in_one_scene() -> None:
    namn = {bygge.namn for bygge in BYGGEN}
    assert {scenen(adress) for adress in ADRESSER.values()} <= namn


# --- Every door ------------------------------------------------------------------------------


@pytest.fixture
def snabbt() -> Iterator[None]:
    minne = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    md5 = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    logging.disable(logging.CRITICAL)  # a refusal is no fault, and thousands are told slowly
    with override_settings(CACHES=minne, PASSWORD_HASHERS=md5):
        yield
    logging.disable(logging.NOTSET)


def avvikelser(
    bygge: Bygge, kommun: Kommun, monkeypatch: pytest.MonkeyPatch, mapp: Path
) -> tuple[list[str], int]:
    """Try the scene's cells; return those that answered otherwise, and how many were tried."""
    varld = Varld(kommun, alva(kommun), monkeypatch, mapp)
    scen = bygge.bygg(varld)
    with klocka.stalld(scen.nu):
        urler = adresser(bygge, scen, varld)
        personer = {aktor: person(kommun, aktor) for aktor in AKTORER}
        klienter = {aktor: inloggad(nagon) for aktor, nagon in personer.items()}
        utan_mallar(monkeypatch)
        fel, antal = [], 0
        for rad, aktor, metod in celler(list(urler)):
            svar = prova(klienter[aktor], metod, urler[rad.namn])
            antal += 1
            if svar != (ratt := vantat(rad, aktor, metod)):
                fel.append(f"{rad.namn} {metod} {aktor}: {svar}, tabellen säger {ratt}")
    return fel, antal


@pytest.mark.langsam
@pytest.mark.parametrize("bygge", BYGGEN, ids=lambda bygge: bygge.namn)
def test_every_door_answers_as_the_matrix_says(
    bygge: Bygge, kommun: Kommun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, snabbt: None
) -> None:
    fel, antal = avvikelser(bygge, kommun, monkeypatch, tmp_path)
    assert not fel, "\n".join(fel)
    assert antal or not [a for a in ADRESSER.values() if scenen(a) == bygge.namn]


# --- The matrix can fail -----------------------------------------------------------------------

ORGANISATIONEN = next(bygge for bygge in BYGGEN if bygge.namn == "organisationen")


def test_a_role_with_one_right_too_many_is_found(
    kommun: Kommun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, snabbt: None
) -> None:
    facit = dict(ROLLER)
    tilldelade = facit | {Roll.CHEF: facit[Roll.CHEF] | {Rattighet.ORGANISATION_ANDRA}}
    monkeypatch.setattr("kvalitet.behorighet.ROLLER", tilldelade)
    fel, _ = avvikelser(ORGANISATIONEN, kommun, monkeypatch, tmp_path)
    assert fel
    assert all(" CH i " in ett for ett in fel)
    assert any("enhet_flytta POST CH i hemtjanst von: in, tabellen säger 403" in f for f in fel)


def test_a_view_that_asks_for_nothing_is_found(
    kommun: Kommun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, snabbt: None
) -> None:
    def utan(*_arg: Any, **_val: Any) -> None:
        return None

    monkeypatch.setattr("kvalitet.behorighet.prova", utan)
    fel, _ = avvikelser(ORGANISATIONEN, kommun, monkeypatch, tmp_path)
    assert any(f.startswith("galleri GET utan roll") for f in fel)


def test_an_object_that_all_may_know_of_is_found(
    kommun: Kommun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, snabbt: None
) -> None:
    from kvalitet.models import Enhet

    def alla(*_arg: Any, **_val: Any) -> Any:
        return Enhet.objects.all()

    monkeypatch.setattr("kvalitet.views.organisation.synliga_enheter", alla)
    fel, _ = avvikelser(ORGANISATIONEN, kommun, monkeypatch, tmp_path)
    assert "enhet GET CH i kfk kfn: in, tabellen säger 404" in fel
