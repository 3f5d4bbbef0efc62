"""Starts a command of bench/ in the environment of the project, which is made where it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bin.startare import miljo

ROT = Path(__file__).resolve().parents[1]
A = TypeVar("A")


def i_miljon(fil: str, argument: Callable[[], A], kor: Callable[[A], int]) -> int:
    """Run `kor` in a process of its own. A mistake in the arguments is told before anything is
    installed, and KVALITET_BENCH is taken away: it is no setting of a site in production."""
    val = argument()
    if os.environ.pop("KVALITET_BENCH", "") == "ja":
        return kor(val)
    miljo.se_till(miljo.UTV)
    egen = {**os.environ, "KVALITET_BENCH": "ja"}
    kommando = [miljo.PYTHON, fil, *sys.argv[1:]]
    return subprocess.run(kommando, cwd=ROT, env=egen, check=False).returncode
