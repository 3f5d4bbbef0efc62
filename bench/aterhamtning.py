#!/usr/bin/env python3
"""How soon a report whose worker was killed is taken up again, and whether it is made once.

    python3 bench/aterhamtning.py [--fel N] [--fro N]

Starts a database and a broker of its own (as bin/test does) with the demo municipality, two workers
of one process each (as on two servers) and beat. A report is ordered, and while it is being made
its worker is killed with kill -9: the process of the pool, or the whole worker (which is then
started again). Every third time it is the broker that is killed, as soon as the order lies there,
and comes back empty. From the kill until the job has a new holder (or has been done): goal ≤ the
loan of 10 s + 5 s, and one whole file and one event of each. The whole site under load is
bench/kaos.py. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

ROT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROT)

from bench.driften import plats  # noqa: E402
from bench.rapporter_parallellt import _lagg_upp, _langsta  # noqa: E402

OVER_LANET = 5.0
KON = "kön"


def main() -> int:
    return plats.kor(__file__, mat, demo=True)


class Arbetare:
    """One server's worker, of one process."""

    def __init__(self, namn: str, adress: str) -> None:
        self._namn, self._adress = namn, adress
        self.starta()

    def starta(self) -> None:
        celery = str(Path(sys.executable).parent / "celery")
        flaggor = ["-A", "kvalitet", *plats.ARBETARE, "-c", "1", "-n", f"{self._namn}@bench"]
        flaggor += ["-I", "bench.driften.start"]
        logg = Path(os.environ["KVALITET_VAR"]) / f"{self._namn}.log"
        with logg.open("ab") as ut:
            self.process = subprocess.Popen(
                [celery, *flaggor],
                cwd=ROT,
                env={**os.environ, "REDIS_URL": self._adress, "EMAIL_URL": "memorymail://"},
                stdout=ut,
                stderr=ut,
                start_new_session=True,
            )

    def doda(self, signalnummer: int = signal.SIGKILL) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signalnummer)
        self.process.wait(60)


class Ko:
    """The broker of the run, which can be killed and comes back empty on the same port."""

    def __init__(self) -> None:
        from bin.startare import portar

        self.port = portar.ledig()
        self.adress = f"redis://127.0.0.1:{self.port}/0"
        self.starta()

    def starta(self) -> None:
        from bin.startare.valkey import _hitta_program

        val = f"--port {self.port} --bind 127.0.0.1 --save --appendonly no".split()
        val.insert(val.index("--save") + 1, "")
        self.process = subprocess.Popen(
            [_hitta_program(), *val], cwd="/", stdout=subprocess.DEVNULL
        )

    def doda(self) -> None:
        self.process.kill()
        self.process.wait(30)


def mat() -> int:
    val = _argument()
    fil = Path(os.environ["KVALITET_VAR"]) / "starter"
    fil.unlink(missing_ok=True)
    os.environ["BENCH_START"] = str(fil)
    with ExitStack() as stang:
        ko = Ko()
        stang.callback(ko.doda)
        os.environ["REDIS_URL"] = ko.adress
        import django

        django.setup()
        arbetare = [Arbetare(namn, ko.adress) for namn in ("ett", "tva")]
        for en in arbetare:
            stang.callback(en.doda)
        stang.enter_context(plats.celery(*plats.tidtagare(), logg="beat"))
        slump, skedda = random.Random(val.fro), []
        for nr in range(val.fel):
            slag = ("barnet", "hela arbetaren", KON)[nr % 3]
            rad = _ett_fel(slag, fil, arbetare, ko, slump)
            skedda.append((slag, *rad))
            print(f"{nr + 1:3d}  {slag:<16} {rad[0]:5.1f} s  {rad[1]}", flush=True)
    return _beratta(skedda)


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description="Hur snart en rapport tas upp igen.")
    tolk.add_argument("--fel", type=int, default=30)
    tolk.add_argument("--fro", type=int, default=1)
    return tolk.parse_args()


def _ett_fel(
    slag: str, fil: Path, arbetare: list[Arbetare], ko: Ko, slump: random.Random
) -> tuple[float, str]:
    """Kill while the report is being made. Returns (seconds, what is wrong with the result)."""
    from bench.driften import start
    from uppfoljning import rapportjobb
    from uppfoljning.models import Rapportjobb

    (pk,) = _lagg_upp(_langsta(), 1)
    rader = Rapportjobb.objects.filter(pk=pk)

    def lage() -> tuple[str, Any]:
        return rader.values_list("lage", "lan_token")[0]

    rapportjobb.lagg_i_ko(pk)
    holl: Any = None
    pid = 0
    if slag != KON:
        plats.vanta(lambda: lage()[0] == "pagar", "att den börjar", frist=300, paus=0.005)
        holl = lage()[1]
        time.sleep(slump.random() * 0.5)  # anywhere in its making
        pid = start.hos(fil, rapportjobb.UPPGIFT, pk)
    borjan = time.monotonic()
    _doda(slag, pid, arbetare, ko)

    def igang() -> bool:
        namn, token = lage()
        return namn == "klar" or (namn == "pagar" and token != holl)

    plats.vanta(igang, "att den tas upp igen", frist=120)
    tid = time.monotonic() - borjan
    plats.vanta(lambda: lage()[0] == "klar", "att den blir klar", frist=300)
    return tid, _fel_i(pk)


def _doda(slag: str, pid: int, arbetare: list[Arbetare], ko: Ko) -> None:
    if slag == KON:
        ko.doda()
        ko.starta()
    elif slag == "barnet":
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    else:
        (en,) = (en for en in arbetare if pid in plats.tradet(en.process.pid))
        en.doda()
        en.starta()


def _fel_i(pk: int) -> str:
    from kvalitet.models import Handelse
    from uppfoljning import lager
    from uppfoljning.models import Rapportjobb

    jobb = Rapportjobb.objects.select_related("fil", "rapport").get(pk=pk)
    handelser = Handelse.objects.filter(slag="rapport.fardig", objekt_id=jobb.rapport_id).count()
    if jobb.fil is None or handelser != 1:
        return f"{handelser} händelser"
    with lager.oppna(jobb.fil) as oppen:
        return "" if oppen.read(5) == b"%PDF-" else "ingen hel fil"


def _beratta(skedda: list[tuple[str, float, str]]) -> int:
    from uppfoljning import rapportjobb

    mal = rapportjobb.LAN.total_seconds() + OVER_LANET
    tider = [tid for _, tid, _ in skedda]
    fel = [f"{slag}: {vad}" for slag, _, vad in skedda if vad]
    rad = {
        "fel": len(skedda),
        "aterhamtning_s": plats.p(tider, gang=1),
        "langst_s": {
            slag: round(max(tid for ett, tid, _ in skedda if ett == slag), 1)
            for slag in dict.fromkeys(slag for slag, _, _ in skedda)
        },
        "forlorat_eller_dubbelt": fel,
        "last": plats.last(),
        "mal_s": mal,
        "klarat": not fel and max(tider) <= mal,
    }
    print(json.dumps(rad, ensure_ascii=False))
    return 0 if rad["klarat"] else 1


if __name__ == "__main__":
    sys.exit(main())
