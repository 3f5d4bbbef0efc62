"""Read by the bench's worker: an empty task as a floor, and when and where each task began.

What it notes goes to the file that BENCH_START names, a line for each.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from celery import shared_task
from celery.signals import task_prerun

FIL = "BENCH_START"


@shared_task(name="bench.tom")
def tom(nr: int) -> None:
    pass


@task_prerun.connect(weak=False)
def notera(task: Any = None, args: Any = None, **_: object) -> None:
    if args:
        with Path(os.environ[FIL]).open("a") as ut:
            ut.write(f"{task.name} {args[0]} {time.time()} {os.getpid()} .\n")


def las(fil: Path, namn: str) -> dict[int, float]:
    """When each began; a line that is being written counts the next time."""
    return {nr: tid for nr, tid, _ in _rader(fil, namn)}


def hos(fil: Path, namn: str, nr: int) -> int:
    """The process that began it last."""
    return [pid for ett, _, pid in _rader(fil, namn) if ett == nr][-1]


def _rader(fil: Path, namn: str) -> list[tuple[int, float, int]]:
    rader = (rad.split() for rad in fil.read_text().splitlines()) if fil.exists() else ()
    hela = (rad for rad in rader if rad[0] == namn and rad[-1] == ".")
    return [(int(rad[1]), float(rad[2]), int(rad[3])) for rad in hela]
