"""What is counted as it happens: requests here, tasks by whichever worker runs them.

Nothing is counted, and nothing imported, where no key opens the figures (KVALITET_MATT_NYCKEL).
The processes of a web server share files that each writes its part of (prometheus-client's
multiprocess mode), so that the answer is the same whoever gives it. They belong to one server and
its start, on a disk of its own: never to several hosts. What tasks did is counted in the broker,
which every host reaches. No label holds an id, an address or a person.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

logg = logging.getLogger(__name__)

MAPP: Final = "PROMETHEUS_MULTIPROC_DIR"
GRANSER: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds; a page should answer within 0.25 (tests/e2e), an upload within 10."""
UPPGIFTER: Final = "kvalitet:matt:uppgifter"


@dataclass(frozen=True)
class Webb:
    antal: Counter
    tid: Histogram


_webb: list[Webb] = []


def starta_webb() -> None:
    """Begin to count in this process of a web server, once."""
    if not settings.MATT_NYCKEL or _webb:
        return
    if MAPP not in os.environ:
        os.environ[MAPP] = str(_gemensam_mapp())  # read when prometheus_client is imported
    from prometheus_client import Counter, Histogram

    antal = Counter("kvalitet_begaran", "Answered requests.", ["vy", "metod", "klass"])
    tid = Histogram("kvalitet_begaran_sekunder", "Time to an answer.", ["vy"], buckets=GRANSER)
    _webb.append(Webb(antal, tid))


def raknas() -> bool:
    """Say whether this process counts requests."""
    return bool(_webb)


def _gemensam_mapp() -> Path:
    """Return the folder that this server's processes share; those of servers that are gone go."""
    rot = Path(tempfile.gettempdir()) / f"kvalitet-matt-{os.geteuid()}"
    rot.mkdir(mode=0o700, exist_ok=True)
    if rot.stat().st_uid != os.geteuid() or rot.is_symlink():  # made by someone else
        return Path(tempfile.mkdtemp(prefix="kvalitet-matt-"))
    for gammal in rot.iterdir():
        if gammal.name.isdecimal() and not Path("/proc", gammal.name).exists():
            shutil.rmtree(gammal, ignore_errors=True)
    egen = rot / str(os.getppid())  # granian's main process
    egen.mkdir(mode=0o700, exist_ok=True)
    return egen


def begaran(vy: str, metod: str, status: int, sekunder: float) -> None:
    if _webb:
        antal, tid = _rad(vy, metod, status // 100)
        antal.inc()
        tid.observe(sekunder)


@cache
def _rad(vy: str, metod: str, klass: int) -> tuple[Counter, Histogram]:
    """Looking a row up costs more than counting in it."""
    (webb,) = _webb
    return webb.antal.labels(vy, metod, f"{klass}xx"), webb.tid.labels(vy)


# --- Tasks ----------------------------------------------------------------------------------


@cache
def ko() -> Redis:
    """Return a way to the broker that never makes anyone wait."""
    return Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=0.3,
        socket_timeout=0.3,
        decode_responses=True,
    )


def uppgift(namn: str, utfall: str, sekunder: float) -> None:
    """Count a task that has run; a broker that is gone loses the count and nothing else."""
    if not settings.MATT_NYCKEL:
        return
    with suppress(RedisError, OSError), ko().pipeline(transaction=False) as ror:
        ror.hincrby(UPPGIFTER, f"{namn}|{utfall}|antal", 1)
        ror.hincrbyfloat(UPPGIFTER, f"{namn}|{utfall}|sekunder", round(sekunder, 6))
        ror.execute()


@dataclass(frozen=True)
class Uppgiftstal:
    namn: str
    utfall: str
    antal: int
    sekunder: float


def uppgifter() -> Iterator[Uppgiftstal]:
    """Read what tasks have done since the broker began. Raises RedisError."""
    falt: dict[str, str] = ko().hgetall(UPPGIFTER)  # type: ignore[assignment]
    for nyckel in sorted(n for n in falt if n.endswith("|antal")):
        namn, utfall, _ = nyckel.split("|")
        sekunder = float(falt.get(f"{namn}|{utfall}|sekunder", 0))
        yield Uppgiftstal(namn, utfall, int(falt[nyckel]), sekunder)


@dataclass(frozen=True)
class Kolage:
    vantar: int
    """Messages that no worker has taken, in all queues."""
    under_vag: int
    """Messages that a worker has and has not yet done with."""


def kolage() -> Kolage:
    """Return how the queue stands. Raises RedisError."""
    klient = ko()
    return Kolage(vantande(klient), int(klient.hlen("unacked")))


def vantande(klient: Redis) -> int:
    """Return how many messages wait in the queues that workers take from. Raises RedisError."""
    koer = settings.CELERY_TASK_QUEUES
    return sum(int(klient.llen(ett.name)) for ett in koer)
