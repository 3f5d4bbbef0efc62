"""A real Celery worker in a process of its own, to be killed at named points."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROT = Path(__file__).resolve().parents[1]


def miljo(databas: str, mapp: Path, *, broker: str = "", felpunkt: str = "") -> dict[str, str]:
    """The environment of a process beside the test: its database, its storage, its queue."""
    return {
        **os.environ,
        "KVALITET_LAGE": "test",
        "KVALITET_VAR": str(mapp),
        "DATABASE_URL": databas,
        "REDIS_URL": broker or eget_bord(),
        "KVALITET_FELPUNKT": felpunkt,
        "PYTHONWARNINGS": "ignore",
    }


def eget_bord() -> str:
    """A broker database that no other test's worker reads."""
    arbetare = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{12 + int(arbetare) % 4}"


@contextmanager
def arbetare(
    env: dict[str, str], logg: Path, *, pool: str = "solo"
) -> Iterator[subprocess.Popen[bytes]]:
    """Run one worker that takes a task at a time, in its only process or (prefork) in a child of
    its own; killed at the end."""
    celery = str(Path(sys.executable).parent / "celery")
    val = ["--pool", pool, "-c", "1", "--without-gossip", "--without-mingle", "-l", "info"]
    with logg.open("ab") as ut:
        process = subprocess.Popen(
            [celery, "-A", "kvalitet", "worker", *val],
            cwd=ROT,
            env=env,
            stdout=ut,
            stderr=ut,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and its children
        process.wait()
