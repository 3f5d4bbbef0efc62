"""Builds a scene, sends what is generated to it, and takes each request back."""

from __future__ import annotations

import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.urls import resolve

from kvalitet import klocka
from kvalitet.models import Anvandare
from kvalitet.roller import Roll
from tests import factories
from tests.fragor import Bygge, Scen, Varld, alva
from tests.fuzz import anrop as anropen
from tests.fuzz import formular
from tests.fuzz.anrop import Anrop, Kunskap
from tests.inloggad import logga_in

OPPNA_SIDOR = ("/", "/synpunkter/lamna/", "/synpunkter/folj/", "/konto/logga-in/",
               "/konto/losenord/", "/rapporter/kontrollera/")  # fmt: skip
MINNE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
"""Without limits: they are tried in tests/kvalitet/test_granser.py, and would answer everything."""

MED_NAT = "kvalitet.middleware.OsparbartMiddleware"
"""Answers 400 for what the database refuses; here the form should have said so first."""
DRIFTENS = ("/halsa/", "/halsa/redo/")
"""Answer 503 when the queue stands still, as here, where no worker is: so they should."""


@dataclass
class Fel:
    """A request that the site did not answer as it should."""

    fro: int
    scen: str
    nummer: int
    vem: str
    anrop: Anrop
    status: int
    vad: str
    spar: str = field(repr=False, default="")

    def __str__(self) -> str:
        var = f"--fro {self.fro} --scen {self.scen} --nummer {self.nummer}"
        return f"{var} ({self.vem}): {self.status} {self.vad}\n  {self.anrop}"


@dataclass
class Utfall:
    status: Counter[int] = field(default_factory=Counter)
    fel: list[Fel] = field(default_factory=list)

    @property
    def antal(self) -> int:
        return self.status.total()


def kor(bygge: Bygge, fro: int, nummer: range | list[int]) -> Utfall:
    """Send the requests of those numbers to the scene. Nothing of it is left in the database."""
    utfall = Utfall()
    with scenen(bygge) as (scen, klienter):
        vet = lar(scen, klienter)
        for n in nummer:
            _ett(bygge.namn, fro, n, vet, klienter, scen, utfall)
    return utfall


@contextmanager
def scenen(bygge: Bygge) -> Iterator[tuple[Scen, dict[str, Client]]]:
    lappar = pytest.MonkeyPatch()
    with (
        tempfile.TemporaryDirectory() as mapp,
        override_settings(CACHES=MINNE, MIDDLEWARE=_utan_nat()),
        transaction.atomic(),
    ):
        try:
            kommun = factories.kommun()
            scen = bygge.bygg(Varld(kommun, alva(kommun), lappar, Path(mapp)))
            with klocka.stalld(scen.nu):
                yield scen, _klienter(kommun, scen)
        finally:
            lappar.undo()
            transaction.set_rollback(True)


def _utan_nat() -> list[str]:
    return [namn for namn in settings.MIDDLEWARE if namn != MED_NAT]


def _klienter(kommun: factories.Kommun, scen: Scen) -> dict[str, Client]:
    """Everybody who can send: a resident, who holds all roles, and one of each."""
    folk: dict[str, Anvandare | None] = {"invånare": None}
    if scen.vem:
        folk["scenens"] = scen.vem
    for roll in Roll:
        enhet = kommun.bibliotek if roll in (Roll.CHEF, Roll.HANDLAGGARE) else kommun.rot
        folk[roll.value] = factories.person(f"Fuzz {roll.value}", roll, enhet)
    ut = {}
    for namn, person in folk.items():
        ut[namn] = Client(raise_request_exception=False)
        if person:
            logga_in(ut[namn], person)
    return ut


def lar(scen: Scen, klienter: dict[str, Client]) -> Kunskap:
    vet = Kunskap()
    som = klienter.get("scenens", klienter["invånare"])
    for namn, vag in scen.sidor.items():
        if namn == "galleri":
            continue  # shows components, takes nothing, and is the largest page of all
        svar = _hamta(som, vag)
        if svar.headers.get("Content-Type", "").startswith("text/html"):
            vet.formular += formular.las(svar.content.decode(), vag)
        elif "spreadsheet" in svar.headers.get("Content-Type", ""):
            vet.mallar.append(svar.getvalue())
        for plats, varde in resolve(urlsplit(vag).path).kwargs.items():
            vet.nycklar.setdefault(plats, []).append(str(varde))
    if scen.vem is None:
        for vag in OPPNA_SIDOR:
            vet.formular += formular.las(_hamta(som, vag).content.decode(), vag)
    vet.formular = _olika(vet.formular)
    alla = [f for ett in vet.formular for f in ett.falt]
    vet.namn = sorted({f.namn for f in alla})
    vet.varden = sorted({v for f in alla for v in (f.varde, *f.val) if v})
    return vet


def _olika(alla: list[formular.Formular]) -> list[formular.Formular]:
    """One of each: the frame of the page has the same search on every page."""
    return list({(f.metod, f.vag, tuple(g.namn for g in f.falt)): f for f in alla}.values())


def _hamta(klient: Client, vag: str) -> Any:
    with transaction.atomic():
        svar = klient.get(vag)
        if svar.streaming:
            svar.getvalue()  # the client closes what is sent from a file when it has been read
        transaction.set_rollback(True)
    return svar


def _ett(
    namn: str, fro: int, n: int, vet: Kunskap, klienter: dict[str, Client], scen: Scen, ut: Utfall
) -> None:
    slump = Random(f"{fro} {namn} {n}")
    vem = _vem(slump, klienter, scen)
    anrop = anropen.gor(slump, vet)
    with klocka.stalld(scen.nu):
        status, vad, spar = skicka(klienter[vem], anrop, n)
    ut.status[status] += 1
    if vad:
        ut.fel.append(Fel(fro, namn, n, vem, anrop, status, vad, spar))


def _vem(slump: Random, klienter: dict[str, Client], scen: Scen) -> str:
    if slump.random() < 0.6:
        return "scenens" if scen.vem else "invånare"
    return slump.choice(sorted(klienter))


def skicka(klient: Client, anrop: Anrop, n: int = 0) -> tuple[int, str, str]:
    """Return the status, what is wrong with it ("" when nothing is), and the trace."""
    kakor = klient.cookies.copy()
    miljo = {
        "PATH_INFO": unquote_to_bytes(anrop.vag).decode("latin-1"),
        "QUERY_STRING": anrop.fraga,
        "REMOTE_ADDR": f"2001:db8::{n:x}",
        **anrop.huvud,
    }
    spar = ""
    with _tas_tillbaka():
        svar = klient.generic(anrop.metod, "/", anrop.kropp, anrop.typ, **miljo)
        if svar.streaming:
            svar.getvalue()
        vad = ""
        if svar.status_code >= 500 and anrop.vag not in DRIFTENS:
            vad, spar = _orsak(svar)
        else:
            vad = _villkoren_haller()
    klient.cookies = kakor
    return svar.status_code, vad, spar


@contextmanager
def _tas_tillbaka() -> Iterator[None]:
    hela = transaction.atomic()
    hela._from_testcase = True  # type: ignore[attr-defined]  # lets durable blocks stand inside
    with hela:
        yield
        transaction.set_rollback(True)


def _villkoren_haller() -> str:
    """Try the constraints that wait for the commit, which never comes here."""
    try:
        connection.check_constraints()
    except IntegrityError as fel:
        return f"vid commit: {fel}"
    return ""


def _orsak(svar: Any) -> tuple[str, str]:
    if not svar.exc_info:
        return "svaret är ett fel", ""
    slag, fel, spar = svar.exc_info
    egna = [r for r in traceback.extract_tb(spar) if "site-packages" not in r.filename]
    var = f"{Path(egna[-1].filename).name}:{egna[-1].lineno}" if egna else ""
    return f"{slag.__name__}: {str(fel)[:200]} [{var}]", "".join(traceback.format_tb(spar)[-6:])
