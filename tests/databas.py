"""The test database: cloning it for tests that really commit, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from psycopg import sql

from tests import factories

MALL = f"{TEST_DATABASE_PREFIX}mall"


def migrerad_mall() -> str:
    """Return the name of a migrated database to clone; one process makes it, the others wait.

    To migrate takes many times longer than to copy. The server of bin/test is new each time, so
    what it has is of these migrations.
    """
    with psycopg.connect(factories.databasadress("postgres"), autocommit=True) as forbindelse:
        forbindelse.execute("select pg_advisory_lock(hashtext(%s))", [MALL])
        finns = forbindelse.execute("select 1 from pg_database where datname = %s", [MALL])
        if finns.fetchone() is None:
            _migrera(MALL)
    return MALL


def _migrera(namn: str) -> None:
    gammalt = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = namn
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"] = gammalt


def klona(kalla: str, klon: str) -> None:
    """Make `klon` a fresh copy of `kalla`, to which nobody may be connected."""
    slapp(klon)
    _kor("create database {} template {}", klon, kalla)


def slapp(namn: str) -> None:
    """Drop a database, whoever is connected; autovacuum, not ours to end, yields by itself."""
    try:
        _kor("drop database if exists {} with (force)", namn)
    except psycopg.errors.InsufficientPrivilege:
        _kor("drop database if exists {}", namn)


def _kor(fraga: str, *namn: str) -> None:
    with psycopg.connect(factories.databasadress("postgres"), autocommit=True) as forbindelse:
        forbindelse.execute(sql.SQL(fraga).format(*map(sql.Identifier, namn)))


@contextmanager
def vagras(mening: str) -> Iterator[None]:
    """Expect a trigger of the database to refuse what is done inside, with these words."""
    with pytest.raises(IntegrityError, match=mening), transaction.atomic():
        yield


@contextmanager
def nekas(villkor: str) -> Iterator[None]:
    """Expect the database to refuse what is done inside, by the constraint of that name."""
    with pytest.raises(IntegrityError, match=rf'"{villkor}"'), transaction.atomic():
        yield
