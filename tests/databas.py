"""Cloning the migrated test database, for tests where transactions really commit."""

from __future__ import annotations

import psycopg
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
