"""A short trial of a real replica (bench/laskopia.py): what it spares, its lag and its death."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.kopian.besok import Utfall

ROT = Path(__file__).resolve().parents[1]


@pytest.mark.langsam
def test_pages_read_a_real_replica_and_nobody_notices_when_it_is_late_or_killed() -> None:
    """A process of its own: the trial has two databases and four web servers."""
    kommando = [sys.executable, "bench/laskopia.py", "--liten", "--sekunder", "2", "--rundor", "1"]
    svar = subprocess.run(
        kommando, cwd=ROT, capture_output=True, text=True, check=False, timeout=900
    )
    assert svar.returncode == 0, svar.stdout[-3000:] + svar.stderr[-3000:]
    utfall = json.loads(svar.stdout.splitlines()[-1])
    assert utfall["klarat"]
    assert (utfall["fel"], utfall["fel_vid_paus"], utfall["fel_vid_dod"]) == ([], [], [])
    assert utfall["utan"]["primarens_rader_per_sida"] > 1
    assert utfall["utan"]["kopians_rader_per_sida"] < 0.01
    assert utfall["med"]["primarens_rader_per_sida"] < 0.01
    assert utfall["aldsta_sidan_s"] > 0


def test_the_share_of_the_pages_within_a_time() -> None:
    utfall = Utfall(ms=[float(n) for n in range(100, 0, -1)], sekunder=10)
    assert (utfall.per_sekund, utfall.andel(0.5), utfall.andel(0.95)) == (10.0, 51.0, 96.0)
    assert utfall.andel(1.0) == 100.0
