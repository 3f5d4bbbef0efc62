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
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache
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
        antal = _antal(vem, vad)
    except ValueError:  # the count ended between the two lines
        return False
    except (RedisError, OSError) as fel:
        logg.warning("taket räknas inte: %s", type(fel).__name__)
        return False
    if antal == HOGST[vad] + 1:  # said once, not for each that is turned away
        logg.warning("taket %s är nått", vad)
    return antal > HOGST[vad]


def _antal(vem: str, vad: str) -> int:
    """Count one more and return how many."""
    minne = caches["default"]
    if isinstance(minne, RedisCache):
        return _rakning(minne).rakna(vem, vad)
    nyckel = _nyckel(vem, vad, _salt())
    return 1 if cache.add(nyckel, 1, TIMME) else int(cache.incr(nyckel))


def _salt() -> str:
    salt = cache.get("tak.salt")
    if salt is None:
        cache.add("tak.salt", secrets.token_hex(16), TIMME)
        salt = cache.get("tak.salt") or ""
    return str(salt)


def _nyckel(vem: str, vad: str, salt: str) -> str:
    return f"tak.{vad}.{hmac.new(salt.encode(), vem.encode(), hashlib.sha256).hexdigest()}"


class Rakning:
    """The counts in Valkey: salt and count in one order, by a connection that is kept.

    The salt is remembered for the next order, which brings another when that one has ended.
    """

    SKRIPT = """
        local salt = redis.call('get', KEYS[1])
        if salt ~= ARGV[1] then return salt end
        local antal = redis.call('incr', KEYS[2])
        if antal == 1 then redis.call('expire', KEYS[2], ARGV[2]) end
        return antal
    """

    def __init__(self, minne: RedisCache) -> None:
        self._namn = minne.make_and_validate_key
        self._klient = minne._cache.get_client(write=True)
        self._skript = self._klient.register_script(self.SKRIPT)
        self._saltnyckel, self._salt = self._namn("tak.salt"), ""

    def rakna(self, vem: str, vad: str) -> int:
        """Raise `ValueError` when the salt ends each time it is asked for."""
        for _ in range(3):
            nyckel = self._namn(_nyckel(vem, vad, self._salt))
            svar = self._skript(keys=[self._saltnyckel, nyckel], args=[self._salt, TIMME])
            if isinstance(svar, int):
                return svar
            self._salt = svar.decode() if svar else self._nytt_salt()
        raise ValueError("no salt")

    def _nytt_salt(self) -> str:
        """Make one, unless another process has done so meanwhile: its own is then the answer to
        the next order."""
        salt = secrets.token_hex(16)
        self._klient.set(self._saltnyckel, salt, ex=TIMME, nx=True)
        return salt


_rakningar: WeakKeyDictionary[RedisCache, Rakning] = WeakKeyDictionary()


def _rakning(minne: RedisCache) -> Rakning:
    if minne not in _rakningar:
        _rakningar[minne] = Rakning(minne)
    return _rakningar[minne]


def adress(request: HttpRequest) -> str:
    """Return the sender's address: behind a proxy, the one that the proxy itself has seen."""
    if settings.SECURE_PROXY_SSL_HEADER:
        sedd = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if sedd:
            return str(sedd)
    return str(request.META.get("REMOTE_ADDR", ""))
