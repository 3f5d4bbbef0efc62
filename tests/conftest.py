"""Strict ground for every test: real PostgreSQL, no network, people with names."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql

from kvalitet.models import Anvandare
from tests import factories


@pytest.fixture
def riktig_databas(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """Give a database of its own where transactions really commit, and return its URL.

    A clone of the migrated test database, dropped afterwards: the append-only tables refuse
    TRUNCATE, so Django's own way of cleaning up after such tests cannot be used.
    """
    kalla = connection.settings_dict["NAME"]
    klon = f"{kalla}_egen"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        _bygg("drop database if exists {} with (force)", klon)
        _bygg("create database {} template {}", klon, kalla)
        connection.settings_dict["NAME"] = klon
        try:
            yield factories.databasadress()
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = kalla
            _bygg("drop database {} with (force)", klon)


def _bygg(fraga: str, *namn: str) -> None:
    with psycopg.connect(factories.databasadress("postgres"), autocommit=True) as forbindelse:
        forbindelse.execute(sql.SQL(fraga).format(*map(sql.Identifier, namn)))


@pytest.fixture
def kommun(db: None) -> factories.Kommun:
    return factories.kommun()


@pytest.fixture
def anna_administrator(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Anna Administratör", "ADM", kommun.rot)


@pytest.fixture
def erik_enhetschef(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Erik Enhetschef", "CH", kommun.hemtjanst)


@pytest.fixture
def nina_namndsekreterare(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Nina Nämndsekreterare", "NS", kommun.rot, namnd=kommun.von)


@pytest.fixture
def karin_kvalitetssamordnare(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Karin Kvalitetssamordnare", "KV", kommun.rot)


@pytest.fixture
def petra_planansvarig(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Petra Planansvarig", "PA", kommun.hemtjanst)


@pytest.fixture
def hanna_handlaggare(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Hanna Handläggare", "HS", kommun.vok, namnd=kommun.von)


@pytest.fixture
def rut_revisor(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Rut Revisor", "REV", kommun.rot)
