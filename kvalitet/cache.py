"""The short-lived memory in Valkey, which nobody has to wait for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logg = logging.getLogger(__name__)
T = TypeVar("T")


class TaligCache(RedisCache):
    """Django's own, which answers as if empty when Valkey is down.

    What stands here are counts and marks that live for minutes (attempts to sign in, used codes).
    Without them people must still come in: each failure is warned of, and lets through.
    """

    def add(self, *args: Any, **val: Any) -> bool:
        return self._eller(True, super().add, *args, **val)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._eller(default, super().get, key, default, version)

    def set(self, *args: Any, **val: Any) -> None:
        self._eller(None, super().set, *args, **val)

    def delete(self, *args: Any, **val: Any) -> bool:
        return self._eller(False, super().delete, *args, **val)

    def _eller(self, annars: T, gor: Callable[..., T], *args: Any, **val: Any) -> T:
        try:
            return gor(*args, **val)
        except (RedisError, OSError) as fel:
            logg.warning("Valkey svarar inte, ingen räknas: %s", type(fel).__name__)
            return annars
