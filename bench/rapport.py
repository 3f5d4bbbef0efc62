#!/usr/bin/env python3
"""Seconds per page of a report against stock WeasyPrint on the same HTML.

    python3 bench/rapport.py [rounds]

In one run, interleaved, each in a process of its own that stays: stock WeasyPrint with nothing
else imported (`HTML(...).write_pdf()`, the same PDF/A-2a options), stock in a process with Django
loaded as a worker has it (the collector then walks a larger heap), and ours, which does more: it
mends the file to PDF/UA-1 and frees the memory before it answers. CPU time and wall time; the
ratio that counts is of the medians of CPU, since the machine is shared. Each round also starts
a new process of ours, started as a worker, and times its first report beside the warm one.
The goal is at most 0.85 of stock. The last line is JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

ROT = Path(__file__).resolve().parents[1]
RUNDOR = 9
MAL = 0.85
SLAG = ("ra", "ra_i_django", "egen")
Tid = tuple[float, float]
"""CPU and wall seconds."""


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1] in SLAG:
        return rita(sys.argv[1])
    sys.path.insert(0, str(ROT / "bin"))
    from startare import miljo

    miljo.se_till(miljo.UTV)
    rundor = int(sys.argv[1]) if len(sys.argv) > 1 else RUNDOR
    tider: dict[str, list[Tid]] = {slag: [] for slag in (*SLAG, "forsta")}
    sidor = 0
    with ExitStack() as stack:
        processer = {slag: stack.enter_context(Ritare(slag, miljo.PYTHON)) for slag in SLAG}
        for runda in range(rundor + 1):
            ordning = SLAG if runda % 2 else SLAG[::-1]
            for slag in ordning:
                tid, sidor = processer[slag].rita()
                if runda:  # the first of each is cold
                    tider[slag].append(tid)
            with Ritare("egen", miljo.PYTHON) as ny:
                tider["forsta"].append(ny.rita()[0])
    return _beratta(tider, sidor)


class Ritare:
    """A process that renders the report once for each line it is given."""

    def __init__(self, slag: str, python: Path | str) -> None:
        self._process = subprocess.Popen(
            [str(python), __file__, slag],
            cwd=ROT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Ritare:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)

    def rita(self) -> tuple[Tid, int]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("en\n")
        self._process.stdin.flush()
        svar = json.loads(self._process.stdout.readline())
        return (svar["cpu"], svar["vagg"]), svar["sidor"]


# --- in the process that renders ----------------------------------------------------------------


def rita(slag: str) -> int:
    sys.path.insert(0, str(ROT))
    os.environ.update(
        KVALITET_LAGE="test",
        DATABASE_URL="postgres://ingen@127.0.0.1:1/ingen",
        REDIS_URL="redis://127.0.0.1:1/0",
        DJANGO_SETTINGS_MODULE="kvalitet.settings",
    )
    gor = {"ra": _ra, "ra_i_django": _ra_i_django, "egen": _egen}[slag](_html())
    for _ in sys.stdin:
        cpu, vagg = time.process_time(), time.perf_counter()
        data = gor()
        tid = {"cpu": time.process_time() - cpu, "vagg": time.perf_counter() - vagg}
        print(json.dumps({**tid, "sidor": _antal_sidor(data)}), flush=True)
    return 0


def _html() -> str:
    """The HTML of the report, made by another process so that this one stays bare."""
    kod = (
        "import django; django.setup()\n"
        "from tests.uppfoljning import rapportexempel\n"
        "from uppfoljning.rapport.html import rapport_html\n"
        "import sys; sys.stdout.write(rapport_html(rapportexempel.full(), utkast=False))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", kod], cwd=ROT, check=True, capture_output=True, text=True
    ).stdout


def _ra(html: str) -> Any:
    import weasyprint

    bas = f"{(ROT / 'uppfoljning/rapport').as_uri()}/"
    val = {"pdf_variant": "pdf/a-2a", "pdf_tags": True, "output_intent": "srgb"}
    return lambda: weasyprint.HTML(string=html, base_url=bas).write_pdf(**val)


def _ra_i_django(html: str) -> Any:
    _som_arbetare()
    return _ra(html)


def _egen(html: str) -> Any:
    """The worker's own road; WeasyPrint is imported as the worker starts."""
    _som_arbetare()
    from datetime import UTC, datetime

    from kvalitet.pdf import gor_pdf
    from uppfoljning.rapport.html import MAPP

    val = {"bas": MAPP, "titel": "Delårsrapport", "skapad": datetime(2026, 10, 6, tzinfo=UTC)}
    return lambda: gor_pdf(html, **val).bytes


def _som_arbetare() -> None:
    import django

    django.setup()
    from celery.signals import worker_init

    from kvalitet.celery import app

    app.loader.import_default_modules()
    worker_init.send(sender=app)


def _antal_sidor(data: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


# --- the answer ---------------------------------------------------------------------------------


def _beratta(tider: dict[str, list[Tid]], sidor: int) -> int:
    cpu = {slag: median(t[0] for t in rader) for slag, rader in tider.items()}
    vagg = {slag: median(t[1] for t in rader) for slag, rader in tider.items()}
    for slag in tider:
        print(
            f"{slag:12} {cpu[slag] / sidor * 1000:6.1f} ms CPU per sida, "
            f"{vagg[slag] / sidor * 1000:6.1f} ms på klockan"
        )
    mot_ra = cpu["egen"] / cpu["ra"]
    rad = {
        "sidor": sidor,
        "rundor": len(tider["egen"]),
        "cpu_s": {slag: round(t, 3) for slag, t in cpu.items()},
        "spridning": {
            slag: round(max(t[0] for t in rader) / min(t[0] for t in rader), 2)
            for slag, rader in tider.items()
        },
        "mot_ra": round(mot_ra, 3),
        "mot_ra_minst": round(_minst(tider, "egen") / _minst(tider, "ra"), 3),
        "mot_ra_i_django": round(cpu["egen"] / cpu["ra_i_django"], 3),
        "mot_ra_klocka": round(vagg["egen"] / vagg["ra"], 3),
        "forsta_mot_varm": round(cpu["forsta"] / cpu["egen"], 2),
        "last": round(os.getloadavg()[0], 1),
        "mal": MAL,
        "klarat": mot_ra <= MAL,
    }
    print(json.dumps(rad))
    return 0 if rad["klarat"] else 1


def _minst(tider: dict[str, list[Tid]], slag: str) -> float:
    return min(t[0] for t in tider[slag])


if __name__ == "__main__":
    sys.exit(main())
