"""SIGTERM lets what is under way be done: a request gets its answer, a task its end."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import arbetare
from tests.e2e.stack import vanta
from tests.kvalitet.test_matt import granian, hamta

ROT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.langsam


@contextmanager
def last_tabell(databas: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Hold the table that the pulse stands in: whoever wants it waits until this is over."""
    with psycopg.connect(databas) as grind:
        grind.execute("LOCK TABLE kvalitet_puls IN ACCESS EXCLUSIVE MODE")
        yield grind


def nagon_vantar(databas: str) -> bool:
    with psycopg.connect(databas) as fraga:
        rad = fraga.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
            " AND relation = 'kvalitet_puls'::regclass"
        ).fetchone()
    return bool(rad and rad[0])


def test_a_request_under_way_gets_its_answer(riktig_databas: str, tmp_path: Path) -> None:
    miljo = arbetare.miljo(riktig_databas, tmp_path)
    svar: list[str] = []
    with granian(miljo, tmp_path, 1) as (adress, server), last_tabell(riktig_databas) as grind:
        trad = threading.Thread(target=lambda: svar.append(hamta(f"{adress}/halsa/redo/")))
        trad.start()
        vanta(lambda: nagon_vantar(riktig_databas), "the request to reach the database")
        server.send_signal(signal.SIGTERM)
        logg = tmp_path / "granian.log"
        vanta(lambda: "Shutting down" in logg.read_text(), "the server to hear it")
        assert svar == []
        grind.rollback()
        trad.join(20)
        assert server.wait(20) == 0
    assert svar == ["Ingen bakgrundsarbetare har hörts av den senaste minuten.\n"]
    assert "Granian shutdown completed" in logg.read_text()


@pytest.mark.parametrize("pool", ["solo", "prefork"])
def test_a_task_under_way_comes_to_its_end(riktig_databas: str, tmp_path: Path, pool: str) -> None:
    miljo = arbetare.miljo(riktig_databas, tmp_path)
    logg = tmp_path / "arbetare.log"
    skicka = "from kvalitet.tasks import puls; puls.delay()"
    with arbetare.arbetare(miljo, logg, pool=pool) as process:
        with last_tabell(riktig_databas) as grind:
            subprocess.run(
                [sys.executable, "manage.py", "shell", "-c", skicka],
                cwd=ROT,
                env=miljo,
                check=True,
                capture_output=True,
            )
            vanta(lambda: nagon_vantar(riktig_databas), "the task to reach the database")
            process.send_signal(signal.SIGTERM)
            vanta(lambda: "Warm shutdown" in logg.read_text(), "the worker to hear it")
            grind.rollback()
        assert process.wait(30) == 0, logg.read_text()[-2000:]
    assert "Task kvalitet.tasks.puls" in logg.read_text()
    with psycopg.connect(riktig_databas) as fraga:
        assert fraga.execute("SELECT count(*) FROM kvalitet_puls").fetchone() == (1,)
