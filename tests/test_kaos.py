"""One percent of the chaos run (bench/kaos.py): every kind of fault under load; nothing lost."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from bench.kaosen import fel, rakning
from bench.kaosen.folk import Last
from bench.kaosen.stall import webbflaggor

ROT = Path(__file__).resolve().parents[1]


@pytest.mark.langsam
def test_nothing_is_lost_and_nothing_doubled_whatever_is_killed() -> None:
    """A process of its own: the run has a database, settings and a clock that are a site's."""
    kommando = [sys.executable, "bench/kaos.py", "--liten", "--fro", "1"]
    val = ["--synpunkter", "100", "--rapporter", "2", "--fel", str(len(fel.SLAG))]
    svar = subprocess.run(
        [*kommando, *val], cwd=ROT, capture_output=True, text=True, check=False, timeout=600
    )
    assert svar.returncode == 0, svar.stdout[-3000:] + svar.stderr[-3000:]
    utfall = json.loads(svar.stdout.splitlines()[-1])
    assert (utfall["kvitterade"], utfall["bestallda"], utfall["fel"]) == (100, 2, len(fel.SLAG))
    assert (utfall["forlorade"], utfall["dubbla"], utfall["kvar_i_ko"]) == (0, 0, 0)


def test_a_seed_gives_the_same_faults_and_every_kind_comes() -> None:
    plan = fel.planera(random.Random(7), 20, 1000)
    assert plan == fel.planera(random.Random(7), 20, 1000)
    assert plan != fel.planera(random.Random(8), 20, 1000)
    assert sorted(slag.namn for _, slag in plan) == sorted(2 * [slag.namn for slag in fel.SLAG])
    assert [nar for nar, _ in plan] == sorted(nar for nar, _ in plan)


def test_what_is_lost_and_what_is_doubled_is_counted() -> None:
    rad = rakning.jamfor("prov", [1, 2, 3, 4], {1: 1, 2: 3, 4: 2, 9: 1})
    assert (rad.vantade, rad.forlorade, rad.dubbla) == (4, 1, 3)


def test_the_load_is_let_out_by_and_by_and_comes_to_an_end() -> None:
    last = Last(10, klienter=2)
    last.slapp(4)
    assert [last.knippe(), last.knippe(), last.knippe()] == [[0, 1], [2], [3]]
    last.slapp(99)
    assert [nr for _ in range(6) for nr in last.knippe()] == [4, 5, 6, 7, 8, 9]
    assert last.knippe() == []


def test_the_web_server_is_tried_with_the_flags_of_the_image() -> None:
    assert "--respawn-failed-workers" in webbflaggor()
    assert "--port" not in webbflaggor()
