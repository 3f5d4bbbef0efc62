#!/usr/bin/env python3
"""Kill everything, again and again, under load; then count what was lost and what was doubled.

    python3 bench/kaos.py [--fro N] [--synpunkter N] [--rapporter N] [--fel N] [--liten]
                          [--tabell FIL]

Starts a whole site of its own as in production (PostgreSQL with safe settings, Valkey, granian with
two processes, a worker of two, beat) and a mail server. Residents leave synpunkter through the
public form and get a receipt by mail; an official orders reports; whoever gets no answer sends the
same form again. Meanwhile a seeded killer takes web processes, pool processes, whole servers, the
queue and the database (kill -9, and ordered restarts); what ends is started again, as a server
does. When all has come to rest, the database, the storage and the mailbox are counted against what
people saw. The goal is nothing lost and nothing doubled; exit code 1 when it is missed. Writes the
tables of docs/kaos.md; the last line is JSON. `--liten` takes a small municipality, not the demo.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

ROT = Path(__file__).resolve().parents[1]


def main() -> int:
    sys.path[0] = str(ROT)
    from bench.start import i_miljon

    return i_miljon(__file__, _argument, _kor)


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description="Kaosprov: allt dödas, inget förloras.")
    tolk.add_argument("--fro", type=int, default=1)
    tolk.add_argument("--synpunkter", type=int, default=10_000)
    tolk.add_argument("--rapporter", type=int, default=100)
    tolk.add_argument("--fel", type=int, default=60)
    tolk.add_argument("--liten", action="store_true")
    tolk.add_argument("--tabell", type=Path)
    return tolk.parse_args()


def _kor(val: argparse.Namespace) -> int:
    from bench.kaosen import korning

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # all that was started is stopped
    uppdrag = korning.Uppdrag(val.fro, val.synpunkter, val.rapporter, val.fel, demo=not val.liten)
    resultat = korning.kor(uppdrag, lambda rad: print(rad, flush=True))
    tabell = korning.tabell(resultat)
    print(tabell)
    if val.tabell:
        val.tabell.write_text(tabell + "\n", encoding="utf-8")
    print(korning.som_json(resultat))
    return 0 if resultat.klarat else 1


if __name__ == "__main__":
    sys.exit(main())
