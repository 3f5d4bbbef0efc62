"""The limit counts without knowing whom, forgets within the hour, and never stands in the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from redis import Redis

from kvalitet import tak

ADRESS = "203.0.113.77"


@contextmanager
def _eget_valkey() -> Iterator[Any]:
    eget = settings.CACHES["default"] | {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": settings.CELERY_BROKER_URL,
        "KEY_PREFIX": "provtak",
    }
    with override_settings(CACHES={"default": eget}):
        valkey = cache._cache.get_client()  # type: ignore[attr-defined]
        try:
            yield valkey
        finally:
            for nyckel in valkey.keys("provtak*"):
                valkey.delete(nyckel)


def _fran(adress: str = ADRESS, **huvud: str) -> bool:
    return tak.for_manga(RequestFactory().post("/", REMOTE_ADDR=adress, headers=huvud), "folj")


def test_one_too_many_from_one_address_but_not_from_another() -> None:
    assert not any(_fran() for _ in range(tak.HOGST["folj"]))
    assert _fran()
    assert not _fran("198.51.100.4")


def test_behind_a_proxy_it_is_what_the_proxy_saw() -> None:
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        for nr in range(tak.HOGST["folj"]):
            _fran("10.0.0.1", **{"X-Forwarded-For": f"påhittad-{nr}, {ADRESS}"})
        assert _fran("10.0.0.1", **{"X-Forwarded-For": f"en till, {ADRESS}"})
        assert not _fran("10.0.0.1", **{"X-Forwarded-For": "198.51.100.4"})


def test_in_valkey_there_is_no_address_and_all_is_gone_within_the_hour() -> None:
    with _eget_valkey() as valkey:
        _fran()
        nycklar = valkey.keys("provtak*")
        assert len(nycklar) == 2
        for nyckel in nycklar:
            assert 0 < valkey.ttl(nyckel) <= 3600
            assert ADRESS.encode() not in nyckel + valkey.get(nyckel)


@tak.raknas("folj")
def _vy(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=429 if tak.for_manga(request, "folj") else 200)


def _post(adress: str = ADRESS, **kakor: str) -> HttpRequest:
    fraga = RequestFactory().post("/", REMOTE_ADDR=adress)
    fraga.user, fraga.COOKIES = AnonymousUser(), kakor
    return fraga


def _posta() -> tuple[bool, int]:
    """What the middleware is told, and what the view then answers."""
    fraga = _post(**{settings.CSRF_COOKIE_NAME: "från en sida av oss"})
    return tak.kom(fraga, _vy), _vy(fraga).status_code


def test_what_the_view_counts_is_counted_with_what_stands_behind_every_form(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(tak.HOGST, "oppet", 3)
    monkeypatch.setitem(tak.HOGST, "folj", 1)
    with _eget_valkey() as valkey:
        assert [_posta() for _ in range(4)] == [
            (False, 200),
            (False, 429),
            (False, 429),
            (True, 429),
        ]
        order = []
        skicka = Redis.execute_command
        monkeypatch.setattr(
            Redis, "execute_command", lambda *a, **k: order.append(a[1]) or skicka(*a, **k)
        )
        _posta()
        assert order == ["EVALSHA"]
        assert len(valkey.keys("provtak*")) == 3
        assert not _fran("198.51.100.4")
    assert [r.getMessage() for r in caplog.records] == ["taket folj är nått", "taket oppet är nått"]


def test_a_page_of_another_site_uses_up_nothing_of_what_the_view_allows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its posts come without our cookie, and are refused after they are counted."""
    monkeypatch.setitem(tak.HOGST, "folj", 1)
    for _ in range(3):
        assert not tak.kom(_post("198.51.100.9"), _vy)
    assert [_vy(_post("198.51.100.9")).status_code for _ in range(2)] == [200, 429]


def test_a_salt_that_ends_takes_the_counts_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tak.HOGST, "folj", 1)
    with _eget_valkey() as valkey:
        assert [_posta()[1] for _ in range(2)] == [200, 429]
        valkey.delete(cache.make_key("tak.salt"))
        assert [_posta()[1] for _ in range(2)] == [200, 429]


def test_a_valkey_that_is_down_lets_everybody_through_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    dod = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
    }
    with override_settings(CACHES={"default": dod}):
        borjan = time.monotonic()
        assert not _fran()
    assert time.monotonic() - borjan < 1
    assert ADRESS not in caplog.text
