"""A refusal tells nothing: what is hidden is answered as what does not exist, to the last byte."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import BigAutoField
from django.test import Client, override_settings
from django.urls import resolve, reverse

from kvalitet import klocka
from kvalitet.atkomst import MATRIS
from kvalitet.atkomst.typer import Atkomst, Ligger, Stalle, oppnar
from kvalitet.roller import Rattighet, Roll
from tests.atkomst.aktorer import Aktor, Plats, person
from tests.atkomst.varld import ADRESSER, BYGGEN, adresser, inloggad, scenen
from tests.factories import Kommun
from tests.fragor import Bygge, Varld, alva

FINNS_INTE = BigAutoField.MAX_BIGINT - 1
EGNA_RUBRIKER = {"Content-Length", "ETag", "X-Request-ID"}
"""Another in each answer."""
DELAR_SCEN = {"synpunkter:diarium_fil", "synpunkter:diarium_dnr"}
"""Their objects lie with the actors here; the matrix tries them."""


@pytest.fixture
def tyst() -> Iterator[None]:
    minne = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    logging.disable(logging.CRITICAL)
    with override_settings(CACHES=minne):
        yield
    logging.disable(logging.NOTSET)


def dold(rad: Atkomst) -> bool:
    """Say whether the row's object is hidden from another unit's people."""
    har_nyckel = any(isinstance(v, int) for v in ADRESSER[rad.namn].exempel.values())
    borta = Stalle.ANNAN_ENHET not in rad.ligger.kand
    return har_nyckel and borta and rad.namn not in DELAR_SCEN and _besokare(rad) is not None


def _besokare(rad: Atkomst) -> Roll | None:
    roller = (roll for roll in Roll if isinstance(rad.dorr, Rattighet) and oppnar(rad, roll))
    return next(roller, Roll.REVISOR if rad.se else None)


def utan_objekt(namn: str, url: str) -> str:
    """Return the address of the same kind whose first number no row has."""
    nycklar = dict(resolve(url).kwargs)
    forsta = next(n for n in re.findall(r"<int:(\w+)>", ADRESSER[namn].monster))
    return reverse(
        namn, kwargs={n: nycklar[n] for n in ADRESSER[namn].exempel} | {forsta: FINNS_INTE}
    )


def svar(client: Client, url: str, metod: str) -> tuple[int, list[tuple[str, str]], str]:
    """Return the whole answer, with nothing in it that says which address was asked for.

    A form's token is new each time, and so is the page's ETag.
    """
    if metod == "POST":
        s = client.post(url)
    else:
        s = client.get(url, headers={"HX-Request": "true"} if metod == "HTMX" else None)
    rubriker = sorted((n, v) for n, v in s.headers.items() if n not in EGNA_RUBRIKER)
    text = s.content.decode().replace(url, "")
    return s.status_code, rubriker, re.sub(r'(nonce|value)="[\w-]{16,}"', "", text)


SCENER = [
    b for b in BYGGEN if any(dold(MATRIS[n]) for n, a in ADRESSER.items() if scenen(a) == b.namn)
]


def test_most_kinds_of_objects_are_hidden_from_somebody() -> None:
    dolda = {namn for namn, rad in MATRIS.items() if dold(rad)}
    assert len(dolda) > 150
    assert dolda >= {
        *("cykel:plan", "cykel:bevis", "cykel:arkiv", "synpunkter:arende", "synpunkter:bilaga"),
        *("synpunkter:utlamnandefil", "synpunkter:gallring_csv", "uppfoljning:rapport_fil"),
        *("uppfoljning:rapport_export", "uppfoljning:rapport_arkivpaket", "uppfoljning:extern_csv"),
        *("uppfoljning:undersokning_fil", "uppfoljning:matrader", "uppfoljning:synpunktsrader"),
    }, "filer, exporter och bitar av sidor är med"


@pytest.mark.langsam
@pytest.mark.parametrize("bygge", SCENER, ids=lambda bygge: bygge.namn)
def test_what_is_hidden_is_answered_as_what_does_not_exist(
    bygge: Bygge, kommun: Kommun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tyst: None
) -> None:
    varld = Varld(kommun, alva(kommun), monkeypatch, tmp_path)
    scen = bygge.bygg(varld)
    klienter: dict[Roll, Client] = {}
    with klocka.stalld(scen.nu):
        for namn, adress in adresser(bygge, scen, varld).items():
            rad, url = MATRIS[namn], adress.partition("?")[0]
            if not dold(rad):
                continue
            roll = _besokare(rad)
            assert roll
            if roll not in klienter:
                klienter[roll] = inloggad(person(kommun, Aktor(roll, Plats.ANNAN_ENHET)))
            for metod in (*(["GET", "HTMX"] if "GET" in rad.metoder else []), "POST"):
                dolt = svar(klienter[roll], url, metod)
                assert dolt == svar(klienter[roll], utan_objekt(namn, url), metod), (namn, metod)
                assert dolt[0] in (404, 405), namn


def test_a_secret_case_is_answered_as_one_that_does_not_exist(
    kommun: Kommun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tyst: None
) -> None:
    """Also in its own unit, to a handler who reads the others there."""
    bygge = next(b for b in BYGGEN if b.namn == "markt_arende")
    scen = bygge.bygg(Varld(kommun, alva(kommun), monkeypatch, tmp_path))
    klient = inloggad(person(kommun, Aktor(Roll.HANDLAGGARE, Plats.HAR)))
    with klocka.stalld(scen.nu):
        hemliga = [namn for namn in scen.sidor if MATRIS[namn].ligger == Ligger.HEMLIGT]
        assert len(hemliga) == 5
        for namn in hemliga:
            url = scen.sidor[namn]
            assert svar(klient, url, "GET") == svar(klient, utan_objekt(namn, url), "GET")
            assert svar(klient, url, "GET")[0] == 404
