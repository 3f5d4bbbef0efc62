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
