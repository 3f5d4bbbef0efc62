#!/usr/bin/env python3
"""Growth: every figure that a person waits for, with a million cases against a hundred thousand.

    python3 bench/vaxt.py [--data LITEN STOR] [--rundor 7] [--bara DEL]

The two filled databases stand at once, each with a process of its own, and are asked the same in
turns: the staff pages (bench/arbetssidor.py), the start page and the boards (bench/oversikt.py),
the inbox's pages, searches (as pages), filters (their question) and counts (bench/inkorg.py). A
figure is CPU of the process and its database backend, the median of the rounds, of which the first
two warm. What has grown by more than the goal is asked again, thrice as often, and that is what is
told: most such ratios are chance. Goal: ≤ 1.3 ×. The last line is JSON; exit code 1 when a figure
has grown by more.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.driften import plats  # noqa: E402

MAL = 1.3
STORLEKAR = ("hundratusen", "miljon")
OVERSIKTER = ("kv", "chef", "ns.von", "fv.von", "ch.von", "hs1.von")
"""Whose start pages are read."""


def main() -> int:
    if os.environ.get("KVALITET_BENCH") == "ja":
        return _svara()
    from bench.fyllning.plats import cachemapp, fylld, protokoll
    from bench.fyllning.varlden import FORVAL
    from bin.startare import miljo

    val = _argument()
    miljo.se_till(miljo.UTV)
    with ExitStack() as stack:
        par = []
        for namn, mapp in zip(STORLEKAR, val.data or (None, None), strict=True):
            miljon = stack.enter_context(fylld(FORVAL[namn], mapp=mapp, lage="test"))
            stor = protokoll(mapp or cachemapp(FORVAL[namn]))["stor_plan"]
            par.append(stack.enter_context(Svarande(miljo.PYTHON, miljon, stor)))
        return mat(val, *par)


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description="Vad en miljon kostar mot hundratusen.")
    tolk.add_argument("--data", type=Path, nargs=2)
    tolk.add_argument("--rundor", type=int, default=7)
    tolk.add_argument("--bara", default="")
    return tolk.parse_args()


class Svarande:
    """A process beside one of the databases, which does what it is told and says what it cost."""

    def __init__(self, python: str, miljon: dict[str, str], stor_plan: int) -> None:
        egen = {**os.environ, **miljon, "KVALITET_BENCH": "ja", "STOR_PLAN": str(stor_plan)}
        kommando = [python, __file__]
        ror = subprocess.PIPE
        self._process = subprocess.Popen(kommando, env=egen, stdin=ror, stdout=ror, text=True)
        self.namn: list[str] = self._rad()

    def __enter__(self) -> Svarande:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ms(self, namn: str) -> float | None:
        """What it cost; None when there is no such page for that person."""
        assert self._process.stdin is not None
        print(namn, file=self._process.stdin, flush=True)
        return self._rad()  # type: ignore[no-any-return]

    def _rad(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def mat(val: argparse.Namespace, liten: Svarande, stor: Svarande) -> int:
    kvoter: dict[str, tuple[float, float, float]] = {}
    for namn in _namnen(val, liten, stor):
        if kvot := _kvot(namn, val.rundor, liten, stor):
            kvoter[namn] = kvot
    for namn in [namn for namn, (kvot, *_) in kvoter.items() if kvot > MAL]:
        kvoter[namn] = _kvot(namn, 3 * val.rundor, liten, stor) or kvoter[namn]
    vaxte = {namn: matt for namn, matt in kvoter.items() if matt[0] > MAL}
    for namn, (kvot, fore, efter) in sorted(vaxte.items(), key=lambda rad: -rad[1][0]):
        print(f"MISSAT: {namn}: {kvot} × ({fore} och {efter} ms)")
    svar = {
        "antal": len(kvoter),
        "i_mitten": round(median(kvot for kvot, *_ in kvoter.values()), 2),
        "over": dict(sorted(vaxte.items(), key=lambda rad: -rad[1][0])),
        "mal": MAL,
        "takt_ms": round(plats.takt(), 1),
        "last": plats.last(),
        "klarat": not vaxte,
    }
    print(json.dumps(svar, ensure_ascii=False))
    return 1 if vaxte else 0


def _namnen(val: argparse.Namespace, liten: Svarande, stor: Svarande) -> Iterable[str]:
    finns = set(liten.namn)
    return [namn for namn in stor.namn if namn in finns and val.bara in namn]


def _kvot(
    namn: str, rundor: int, liten: Svarande, stor: Svarande
) -> tuple[float, float, float] | None:
    """How many times more the large one costs, and ms of both."""
    tider: list[tuple[float, float]] = []
    for _ in range(rundor + 2):
        fore, efter = liten.ms(namn), stor.ms(namn)
        if fore is None or efter is None:
            return None
        tider.append((fore, efter))
    fore, efter = (median(ms) for ms in zip(*tider[2:], strict=True))
    print(f"{namn:<60} {efter / fore:5.2f}  {fore:7.2f} {efter:7.2f} ms", flush=True)
    return round(efter / fore, 2), round(fore, 2), round(efter, 2)


# --- the process beside a database ----------------------------------------------------------------


def _svara() -> int:
    """Tell what can be asked, then do what each line of the input names."""
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)  # pages that the person may not see
    from django.conf import settings

    from kvalitet.uppstart import lagg_undan

    settings.ALLOWED_HOSTS = ["*"]
    akter = {**_sidor(), **_inkorgen()}
    lagg_undan()  # as the web server
    print(json.dumps([*akter]), flush=True)
    for rad in sys.stdin:
        akt = akter[rad.rstrip("\n")]
        fore = plats.arbete()
        finns = akt()
        ms = (plats.arbete() - fore) * 1000
        print(json.dumps(None if finns is False else ms), flush=True)
    return 0


def _sidor() -> dict[str, Callable[[], object]]:
    from django.test import Client
    from django.urls import reverse

    from bench.sidorna.vagar import vagar
    from kvalitet.models import Anvandare
    from tests.inloggad import logga_in

    klienter: dict[str, Client] = {}

    def klient(vem: str) -> Client:
        if vem not in klienter:
            klienter[vem] = Client(raise_request_exception=False)
            logga_in(klienter[vem], Anvandare.objects.get(epost=f"{vem}@kommun.example"))
        return klienter[vem]

    vagarna = [(v.namn, v.vem, v.url) for v in vagar(int(os.environ["STOR_PLAN"]))]
    vagarna += [("arbete", vem, reverse("arbete")) for vem in OVERSIKTER]
    return {f"sida {namn} {vem}": partial(_visas, klient(vem), url) for namn, vem, url in vagarna}


def _visas(klient: Any, url: str) -> bool:
    svar = klient.get(url, headers={"X-Forwarded-Proto": "https"})
    if svar.status_code >= 500:
        raise RuntimeError(f"{url} svarade {svar.status_code}")
    return svar.status_code == 200 and "html" in svar.get("Content-Type", "")


def _inkorgen() -> dict[str, Callable[[], object]]:
    from bench.inkorg import fragan
    from bench.inkorgen import katalog

    return {
        **{f"filter {f.namn}": fragan(f) for f in katalog.filter_()},
        **{f"sökning {namn}": hamta for namn, hamta in katalog.soksidor().items()},
        **{f"inkorgen {namn}": hamta for namn, hamta in katalog.sidor().items()},
        "inkorgen antal": katalog.rakning(),
    }


if __name__ == "__main__":
    sys.exit(main())
