"""How often one address, or one account, may post, without anyone knowing the address.

Valkey keeps a count under a hash of the address with a random salt; salt and count are gone
within the hour, and it writes nothing to disk. When it is down, everybody is let through: a
synpunkt must never be lost to a counter.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from redis import Redis
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


_RAKNAT = "kvalitet.tak"
"""Where the request keeps what was counted when it came, in META: no header has such a name."""
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def raknas(*slag: str) -> Callable[[V], V]:
    """Let each post to the view be counted as these kinds when it comes, whatever is wrong with it,
    in the same order as what stands behind every form; `for_manga` then tells how it went."""

    def markera(vy: V) -> V:
        setattr(vy, _RAKNAT, slag)
        return vy

    return markera


def kom(request: HttpRequest, vy: Callable[..., HttpResponseBase]) -> bool:
    """Count a post that comes to the view: by account, or by address for who is not signed in. Say
    whether it is one too many for any form.

    As the view's own kinds only what comes from a page of ours: no other site's page has the
    cookie sent along, and none can use up what a whole library may send."""
    konto = request.user.is_authenticated
    alla = (f"konto {request.user.pk}", "konto") if konto else (adress(request), "oppet")
    var_sida = settings.CSRF_COOKIE_NAME in request.COOKIES
    egna: tuple[str, ...] = getattr(vy, _RAKNAT, ()) if var_sida else ()
    over = _over(alla, *((adress(request), vad) for vad in egna))
    request.META[_RAKNAT] = {vad: vad in over for vad in egna}
    return alla[1] in over


def for_manga(request: HttpRequest, vad: str) -> bool:
    """Count one post of kind `vad` from the address, unless that was done when it came (`raknas`),
    and say whether it is one too many."""
    raknat: dict[str, bool] = request.META.get(_RAKNAT, {})
    return raknat[vad] if vad in raknat else vad in _over((adress(request), vad))


def _over(*poster: tuple[str, str]) -> set[str]:
    """Count one more of each (by whom, kind), and return the kinds of which it is one too many."""
    try:
        antal = _antal(poster)
    except ValueError:  # the count ended between the two lines
        return set()
    except (RedisError, OSError) as fel:
        logg.warning("taket räknas inte: %s", type(fel).__name__)
        return set()
    for (_, vad), ett in zip(poster, antal, strict=True):
        if ett == HOGST[vad] + 1:  # said once, not for each that is turned away
            logg.warning("taket %s är nått", vad)
    return {vad for (_, vad), ett in zip(poster, antal, strict=True) if ett > HOGST[vad]}


def _antal(poster: Sequence[tuple[str, str]]) -> list[int]:
    """Count one more of each and return how many."""
    minne = caches["default"]
    if isinstance(minne, RedisCache):
        return _rakning(minne).rakna(poster)
    nycklar = [_nyckel(vem, vad, _salt()) for vem, vad in poster]
    return [1 if cache.add(n, 1, TIMME) else int(cache.incr(n)) for n in nycklar]


def _salt() -> str:
    salt = cache.get("tak.salt")
    if salt is None:
        cache.add("tak.salt", secrets.token_hex(16), TIMME)
        salt = cache.get("tak.salt") or ""
    return str(salt)


def _nyckel(vem: str, vad: str, salt: str) -> str:
    return f"tak.{vad}.{hmac.digest(salt.encode(), vem.encode(), 'sha256').hex()}"


class Rakning:
    """The counts in Valkey: salt and counts in one order, by a connection of its own.

    Not asked if it is alive before each order: one post passes uncounted when it is not. The salt
    is remembered for the next order, which brings another when that one has ended.
    """

    SKRIPT = """
        local salt = redis.call('get', KEYS[1])
        if salt ~= ARGV[1] then return salt end
        local antal = {}
        for nr = 2, #KEYS do
            antal[nr - 1] = redis.call('incr', KEYS[nr])
            if antal[nr - 1] == 1 then redis.call('expire', KEYS[nr], ARGV[2]) end
        end
        return antal
    """

    def __init__(self, minne: RedisCache) -> None:
        egen = minne._cache.get_client(write=True).connection_pool
        self._klient = Redis(connection_pool=egen, single_connection_client=True)
        self._skript = self._klient.register_script(self.SKRIPT)
        self._rum = minne.make_and_validate_key("")
        self._saltnyckel, self._salt = f"{self._rum}tak.salt", ""

    def rakna(self, poster: Sequence[tuple[str, str]]) -> list[int]:
        """Raise `ValueError` when the salt ends each time it is asked for."""
        for _ in range(3):
            nycklar = [self._rum + _nyckel(vem, vad, self._salt) for vem, vad in poster]
            svar = self._skript(keys=[self._saltnyckel, *nycklar], args=[self._salt, TIMME])
            if isinstance(svar, list):
                return svar
            self._salt = svar.decode() if isinstance(svar, bytes) else self._nytt_salt()
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
