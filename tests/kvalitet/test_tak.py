"""The limit counts without knowing whom, forgets within the hour, and never stands in the way."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import RequestFactory, override_settings

from kvalitet import tak

ADRESS = "203.0.113.77"


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
    eget = settings.CACHES["default"] | {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": settings.CELERY_BROKER_URL,
        "KEY_PREFIX": "provtak",
    }
    with override_settings(CACHES={"default": eget}):
        valkey = cache._cache.get_client()  # type: ignore[attr-defined]
        try:
            _fran()
            nycklar = valkey.keys("provtak*")
            assert len(nycklar) == 2
            for nyckel in nycklar:
                assert 0 < valkey.ttl(nyckel) <= 3600
                assert ADRESS.encode() not in nyckel + valkey.get(nyckel)
        finally:
            for nyckel in valkey.keys("provtak*"):
                valkey.delete(nyckel)


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
