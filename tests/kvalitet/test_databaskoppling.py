"""A kept connection is looked at, not asked; one that has died is noticed before it is used."""

from __future__ import annotations

import select

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql import base

from kvalitet.postgresql.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


def _koppling() -> DatabaseWrapper:
    koppling = DatabaseWrapper(connection.settings_dict, connection.alias)
    with koppling.cursor() as markor:
        markor.execute("select 1")
    return koppling


def test_a_connection_used_a_moment_ago_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    koppling = _koppling()
    fragade: list[str] = []
    monkeypatch.setattr(
        base.DatabaseWrapper, "is_usable", lambda _: bool(fragade.append("fråga")) or True
    )
    try:
        assert koppling.is_usable()
        assert not fragade
        koppling._anvand -= 60
        assert koppling.is_usable()
        assert fragade == ["fråga"]
        koppling._anvand += 60
        koppling.errors_occurred = True
        assert koppling.is_usable()
        assert fragade == ["fråga", "fråga"]
    finally:
        koppling.close()


def test_a_connection_that_the_server_has_ended_is_noticed() -> None:
    koppling = _koppling()
    val = connection.get_connection_params()
    pid = koppling.connection.info.backend_pid
    hamtas = {n: val[n] for n in ("host", "port", "user", "password", "dbname") if n in val}
    with psycopg.connect(**hamtas, autocommit=True) as annan:
        annan.execute("select pg_terminate_backend(%s)", [pid])
    lyssna = select.poll()
    lyssna.register(koppling.connection.fileno(), select.POLLIN)
    assert lyssna.poll(10_000)
    assert not koppling.is_usable()
    koppling.close()


def _tre(koppling: DatabaseWrapper) -> list[int]:
    ut = []
    for tal in range(3):
        with koppling.forberedd() as markor:
            markor.execute("select %s::int + 1", [tal])
            ut += markor.fetchone()
    return ut


def _sparade(koppling: DatabaseWrapper) -> int:
    with koppling.cursor() as markor:
        markor.execute("select count(*) from pg_prepared_statements")
        return int(markor.fetchone()[0])


def test_a_prepared_statement_is_kept_and_an_ordinary_one_is_not() -> None:
    koppling = _koppling()
    try:
        for _ in range(10):
            with koppling.cursor() as markor:
                markor.execute("select %s::int + 2", [1])
        assert _sparade(koppling) == 0
        assert _tre(koppling) == [1, 2, 3]
        assert _sparade(koppling) == 1
    finally:
        koppling.close()


def test_behind_a_pool_nothing_is_kept() -> None:
    val = {**connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS": True}
    koppling = DatabaseWrapper(val, connection.alias)
    try:
        assert _tre(koppling) == [1, 2, 3]
        assert _sparade(koppling) == 0
    finally:
        koppling.close()


def test_a_pool_that_nobody_told_of_loses_nothing() -> None:
    koppling = _koppling()
    try:
        assert _tre(koppling) == [1, 2, 3]
        with koppling.cursor() as markor:
            # As another server's session knows none of ours; psycopg itself sees a plain one.
            markor.execute("do $$ begin execute 'deallocate all'; end $$")
        assert _tre(koppling) == [1, 2, 3]
        assert _sparade(koppling) == 0
    finally:
        koppling.close()
