"""The faults: which, when, and how long until everything answers again.

A seed chooses the order of the kinds and how much of the load has gone through when each one
comes, so that a run can be repeated whatever the machine's speed.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.kaosen.folk import Last
from bench.kaosen.stall import Stall, Tjanst, vanta

FRIST = 90.0
"""Seconds within which everything must answer again."""


@dataclass(frozen=True)
class Felslag:
    namn: str
    """As it stands in the table."""
    tjanst: str
    hur: Callable[[Tjanst, random.Random], None]


def _alltihop(tjanst: Tjanst, _slump: random.Random) -> None:
    tjanst.doda()


def _ett_barn(tjanst: Tjanst, slump: random.Random) -> None:
    if barn := [pid for pid in tjanst.barn() if _ar_arbetare(pid)]:
        _doda(slump.choice(barn))


def _en_koppling(tjanst: Tjanst, slump: random.Random) -> None:
    """A backend that serves one of ours; PostgreSQL then restarts all of itself."""
    if barn := [pid for pid in tjanst.barn() if b"kvalitet" in _rad(pid)]:
        _doda(slump.choice(barn))


def _ordnat(tjanst: Tjanst, _slump: random.Random) -> None:
    tjanst.doda(signal.SIGTERM)


def _doda(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _rad(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _ar_arbetare(pid: int) -> bool:
    """Not the helper that multiprocessing keeps beside its children."""
    return b"resource_tracker" not in _rad(pid)


SLAG = (
    Felslag("webbprocess, kill −9", "webb", _ett_barn),
    Felslag("hela webbservern, kill −9", "webb", _alltihop),
    Felslag("arbetarens barn, kill −9", "arbetare", _ett_barn),
    Felslag("hela arbetaren, kill −9", "arbetare", _alltihop),
    Felslag("beat, kill −9", "beat", _alltihop),
    Felslag("kön, kill −9", "ko", _alltihop),
    Felslag("databasens huvudprocess, kill −9", "databas", _alltihop),
    Felslag("en databaskoppling, kill −9", "databas", _en_koppling),
    Felslag("webbservern, ordnad omstart", "webb", _ordnat),
    Felslag("arbetaren, ordnad omstart", "arbetare", _ordnat),
)


@dataclass(frozen=True)
class Skett:
    slag: Felslag
    sekunder: float
    """Until the pages answered and the pulse had beaten anew; `inf`: never within `FRIST`."""
    klara: int
    """How much of the load had gone through."""


def planera(slump: random.Random, antal: int, last: int) -> list[tuple[int, Felslag]]:
    """Return (after how much of the load, which kind): every kind as often as another."""
    slagen: list[Felslag] = []
    while len(slagen) < antal:
        slagen += slump.sample(SLAG, len(SLAG))
    nar = sorted(slump.randrange(1, max(2, last * 19 // 20)) for _ in range(antal))
    return list(zip(nar, slagen[:antal], strict=True))


def utfor(
    stall: Stall,
    plan: list[tuple[int, Felslag]],
    last: Last,
    klara: Callable[[], int],
    slump: random.Random,
    beratta: Callable[[str], None],
) -> list[Skett]:
    """Do what is planned, each when its time has come and the one before has been got over."""
    skedda: list[Skett] = []
    andel = max(4, last.antal // max(1, len(plan)))
    for nar, slag in plan:
        last.slapp(nar + andel)  # so much is under way when it strikes
        vanta(lambda nar=nar: klara() >= nar, "lasten", frist=1800, paus=0.02)
        time.sleep(slump.random())  # anywhere in the sweeps' round of two seconds, and the pulse's
        stund = time.time()
        stall.sla(slag.tjanst, lambda tjanst, slag=slag: slag.hur(tjanst, slump))
        sekunder = _aterhamtning(stall, stund)
        skedda.append(Skett(slag, sekunder, klara()))
        beratta(f"{len(skedda):3d}  {slag.namn:<34} {sekunder:5.1f} s  ({klara()} klara)")
    last.slapp(last.antal)
    return skedda


def _aterhamtning(stall: Stall, stund: float) -> float:
    borjan = time.monotonic()
    try:
        vanta(lambda: stall.pulsen_efter(stund) and stall.redo(), "återhämtning", frist=FRIST)
    except TimeoutError:
        return float("inf")
    return time.monotonic() - borjan
