"""How often one address, or one account, may post, without anyone knowing the address.

Valkey keeps a count under a hash of the address with a random salt; salt and count are gone
within the hour, and it writes nothing to disk. When it is down, everybody is let through: a
synpunkt must never be lost to a counter.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

logg = logging.getLogger(__name__)

TIMME = 3600
HOGST = {
    "lamna": 60,
    "folj": 30,
    "kod": 30,
    "skriv": 30,
    "filer": 60,
    "kontrollera": 120,
    "losenord": 120,
    "oppet": 6000,
    "konto": 3000,
}
"""Posts in an hour from one address. A library or a school shares one, so they are roomy.

`oppet`: everything that is posted without a sign-in, also
answers to surveys, which a whole school may give in the same lesson. `konto`: by one account; the
entry grid saves a row at a time."""


def for_manga(request: HttpRequest, vad: str) -> bool:
    """Count one post of kind `vad` from the address, and say whether it is one too many."""
    return for_manga_av(adress(request), vad)


def for_manga_av(vem: str, vad: str) -> bool:
    """Count one more of kind `vad` by `vem`, and say whether it is one too many."""
    try:
        nyckel = f"tak.{vad}.{_summa(vem, _salt())}"
        antal = _rakna(nyckel)
    except ValueError:  # the count ended between the two lines
        return False
    except (RedisError, OSError) as fel:
        logg.warning("taket räknas inte: %s", type(fel).__name__)
        return False
    if antal == HOGST[vad] + 1:  # said once, not for each that is turned away
        logg.warning("taket %s är nått", vad)
    return antal > HOGST[vad]


def _rakna(nyckel: str) -> int:
    """Count one more and return how many. Most people come once, and cost one order less."""
    if cache.add(nyckel, 1, TIMME):
        return 1
    return int(cache.incr(nyckel))


def _salt() -> str:
    salt = cache.get("tak.salt")
    if salt is None:
        cache.add("tak.salt", secrets.token_hex(16), TIMME)
        salt = cache.get("tak.salt") or ""
    return str(salt)


def _summa(adress: str, salt: str) -> str:
    return hmac.new(salt.encode(), adress.encode(), hashlib.sha256).hexdigest()


def adress(request: HttpRequest) -> str:
    """Return the sender's address: behind a proxy, the one that the proxy itself has seen."""
    if settings.SECURE_PROXY_SSL_HEADER:
        sedd = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if sedd:
            return str(sedd)
    return str(request.META.get("REMOTE_ADDR", ""))
