"""Encryption of contact details at rest, and keyed look-up values for them."""

import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _nycklar(nycklar: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(nyckel) for nyckel in nycklar])


def kryptera(klartext: str) -> str:
    return _nycklar(tuple(settings.KRYPTONYCKLAR)).encrypt(klartext.encode()).decode()


def dekryptera(kryptotext: str) -> str:
    """Raise `cryptography.fernet.InvalidToken` when no key of the ring fits."""
    return _nycklar(tuple(settings.KRYPTONYCKLAR)).decrypt(kryptotext.encode()).decode()


def pa_nyaste(kryptotext: str) -> bool:
    """Say whether the newest key of the ring made it."""
    try:
        _nycklar(tuple(settings.KRYPTONYCKLAR[:1])).decrypt(kryptotext.encode())
    except InvalidToken:
        return False
    return True


def uppslag(varde: str, *, rum: str) -> str:
    """Return a keyed HMAC-SHA256 (hex) of `varde`; `rum` keeps the uses apart."""
    return _summa(settings.UPPSLAGSNYCKEL, varde, rum)


def uppslag_alla(varde: str, *, rum: str) -> list[str]:
    """Return the sum by the key in use and by those that it has replaced, for what cannot be
    summed anew: a code that is kept nowhere."""
    nycklar = [settings.UPPSLAGSNYCKEL, *settings.GAMLA_UPPSLAGSNYCKLAR]
    return [_summa(nyckel, varde, rum) for nyckel in nycklar]


def _summa(nyckel: str, varde: str, rum: str) -> str:
    return hmac.digest(nyckel.encode(), f"{rum}\0{varde}".encode(), "sha256").hex()


class KrypteradText(models.TextField[str, str]):
    """A text that is a Fernet token in the database; the empty text stays empty."""

    def from_db_value(self, varde: str | None, *_: object) -> str | None:
        return dekryptera(varde) if varde else varde

    def get_prep_value(self, value: Any) -> Any:
        return kryptera(value) if value else value
