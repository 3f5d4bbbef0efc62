"""The test database: cloning it for tests that really commit, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import IntegrityError, transaction
from psycopg import sql

from tests import factories


def klona(kalla: str, klon: str) -> None:
    """Make `klon` a fresh copy of `kalla`, to which nobody may be connected."""
    slapp(klon)
    _kor("create database {} template {}", klon, kalla)


def slapp(namn: str) -> None:
    _kor("drop database if exists {} with (force)", namn)


def _kor(fraga: str, *namn: str) -> None:
    with psycopg.connect(factories.databasadress("postgres"), autocommit=True) as forbindelse:
        forbindelse.execute(sql.SQL(fraga).format(*map(sql.Identifier, namn)))


@contextmanager
def nekas(villkor: str) -> Iterator[None]:
    """Expect the database to refuse what is done inside, by the constraint of that name."""
    with pytest.raises(IntegrityError, match=rf'"{villkor}"'), transaction.atomic():
        yield
