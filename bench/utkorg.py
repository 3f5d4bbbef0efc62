#!/usr/bin/env python3
"""The outbox: what a request pays, how soon a mail has left, and how soon ten thousand have.

    python3 bench/utkorg.py [--kort]

Starts a database and a broker of its own (as bin/test does), a worker of two processes, beat and a
mail server (aiosmtpd). Four figures:

- what the request pays: a synpunkt taken in with its contact and its log, and the same with the
  receipt in the outbox, in turns. CPU of the process and of its database backend in the least
  disturbed round of each, as in inlamning.py; the time on the clock is told beside it. Beside them
  an act that puts a receipt in the outbox in a statement of its own, and the same with a bare row.
  The broker's own count of commands shows that it was not asked. Goal: 0.3 ms;
- commit to SMTP: receipts committed one by one at any time of the sweep's round. Goal: p95 < 5 s;
- a backlog of 10 000 handed to SMTP. Goal: < 60 s;
- an ordered report, from dispatch to the task's start, against a bare `.delay()` of an empty task
  to the same worker, in turns. Goal: p50 at most twice as long.

`--kort`: a twentieth of the backlog and fewer of the others. The last line is JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from secrets import token_urlsafe
from statistics import median
from typing import Any
from unittest import mock

sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.driften import plats  # noqa: E402

KORT = "--kort" in sys.argv
RUNDOR, POSTER = (10, 25) if KORT else (40, 50)
BREV = 40 if KORT else 200
KO = 500 if KORT else 10_000
STARTER = 50 if KORT else 300
UTAN, MED = "en synpunkt utan kvitto", "en synpunkt med kvitto"
INGET, EN_RAD, BREVET = "en bar rad", "en bar rad till", "en bar rad och kvittot"
BAR_RAD = "insert into bench_rad (text) values ('en rad')"
MAL = {"begaran_ms": 0.3, "brev_p95_s": 5.0, "ko_s": 60.0, "start_ganger": 2.0}


def main() -> int:
    return plats.kor(__file__, mat)


def mat() -> int:
    from bin.startare import portar

    port = portar.ledig()
    fil = Path(os.environ["KVALITET_VAR"]) / "starter"
    fil.unlink(missing_ok=True)
    egen = {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "BENCH_START": str(fil)}
    import django

    django.setup()
    from bench.driften.brev import Klockad

    svar: dict[str, Any] = {"begaran": _sagt("begaran", _begaran())}
    arbetare = (*plats.ARBETARE, "-I", "bench.driften.start")
    with (
        Klockad(port).igang() as post,
        plats.celery(*arbetare, logg="arbetare", **egen) as process,
        plats.celery(*plats.tidtagare(), logg="beat", **egen),
    ):
        svar["start"] = _sagt("start", _starter(fil))
        svar["brev"] = _sagt("brev", _brev(post))
        svar["ko"] = _sagt("ko", _ko(post, process.pid))
    return _beratta(svar)


def _sagt(namn: str, rad: dict[str, Any]) -> dict[str, Any]:
    print(f"{namn}: {json.dumps(rad)}", flush=True)
    return rad


# --- what the request pays ----------------------------------------------------------------------


def _begaran() -> dict[str, Any]:
    """Milliseconds of each act, and what the outbox is of them."""
    from django.conf import settings
    from django.db import connection
    from redis import Redis

    with connection.cursor() as markor:
        markor.execute("create table if not exists bench_rad (id bigserial primary key, text text)")
    akter: dict[str, Callable[[int], None]] = {
        **_mottagningar(),
        **{vad: partial(_transaktion, vad=vad) for vad in (INGET, EN_RAD, BREVET)},
    }
    vagg: dict[str, list[float]] = {vad: [] for vad in akter}
    arbete: dict[str, list[float]] = {vad: [] for vad in akter}
    ko = Redis.from_url(settings.CELERY_BROKER_URL)
    kommandon = -_kommandon(ko)
    for runda in range(RUNDOR + 1):
        for vad in akter if runda % 2 else reversed(akter):
            fore = plats.arbete()
            tider = [_tid(akter[vad], runda * POSTER + nr) for nr in range(POSTER)]
            if runda:  # the first warms templates and plans
                vagg[vad] += tider
                arbete[vad].append((plats.arbete() - fore) / POSTER)
    kommandon += _kommandon(ko) - 1  # its own question
    _bort()
    minst = {vad: min(arbete[vad]) * 1000 for vad in akter}
    return {
        "ms": {vad: plats.p(vagg[vad]) for vad in akter},
        "cpu_ms": {vad: round(ms, 2) for vad, ms in minst.items()},
        "betalar_ms": round((median(vagg[MED]) - median(vagg[UTAN])) * 1000, 2),
        "betalar_cpu_ms": round(minst[MED] - minst[UTAN], 2),
        "egen_sats_cpu_ms": round(minst[BREVET] - minst[INGET], 2),
        "fragor_till_kon": kommandon,
        "last": plats.last(),
    }


def _mottagningar() -> dict[str, Callable[[int], None]]:
    """Taking a synpunkt in as the public form does, with and without its receipt."""
    from kvalitet.ihop import NYCKELN
    from synpunkter.actions import mottagning
    from tests import factories

    kommun = factories.kommun()
    data = {
        "typ": "klagomal",
        "text": "Tiden på morgonen ändras utan att någon säger till.",
        "svarsval": "epost",
        "namn": "Gunilla Ek",
        "namnd": kommun.von,
        "enhet": kommun.centrum,
    }

    def bara_kontakten(_synpunkt: Any, kontakt: Any, _nu: Any) -> list[Any]:
        kontakt.synpunkt_id = NYCKELN
        return [kontakt]

    def ta_emot(nr: int) -> None:
        mottagning.ta_emot(token=token_urlsafe(18), epost=f"n{nr}@exempel.se", **data)

    def utan(nr: int) -> None:
        with mock.patch.object(mottagning, "_till_avsandaren", bara_kontakten):
            ta_emot(nr)

    return {UTAN: utan, MED: ta_emot}


def _bort() -> None:
    """Nothing that one figure put in the outbox stands in the way of the next one's letters."""
    from kvalitet.models import Utskick

    Utskick.objects.all().delete()


def _kommandon(ko: Any) -> int:
    return int(ko.info("stats")["total_commands_processed"])


def _transaktion(nr: int, vad: str) -> None:
    from django.db import connection, transaction

    from bench.driften import brev
    from kvalitet import klocka

    nu = klocka.nu()
    with transaction.atomic(), connection.cursor() as markor:
        markor.execute(BAR_RAD)
        if vad == EN_RAD:
            markor.execute(BAR_RAD)
        if vad == BREVET:
            brev.lagg_kvitto(*brev.ett_arende(nr, nu), nu)


def _tid(akt: Callable[[int], None], nr: int) -> float:
    start = time.perf_counter()
    akt(nr)
    return time.perf_counter() - start


# --- dispatch to start --------------------------------------------------------------------------


def _starter(fil: Path) -> dict[str, Any]:
    """An ordered report and an empty task, in turns, each when the one before has begun."""
    from bench.driften import start
    from uppfoljning import rapportjobb

    slag = {
        start.tom.name: lambda nr: start.tom.delay(nr),
        rapportjobb.UPPGIFT: rapportjobb.lagg_i_ko,
    }
    skickat: dict[str, dict[int, tuple[float, float]]] = {namn: {} for namn in slag}
    start.tom.delay(0)
    plats.vanta(lambda: 0 in start.las(fil, start.tom.name), "arbetaren", frist=300)
    for nr in range(10**9, 10**9 + STARTER + 5):  # no job has such a number
        for namn, skicka in slag.items():
            fore = time.time()
            skicka(nr)
            skickat[namn][nr] = (fore, time.time())
            plats.vanta(
                lambda namn=namn, nr=nr: nr in start.las(fil, namn), namn, frist=300, paus=0.003
            )
    ut: dict[str, Any] = {"last": plats.last()}
    for namn, kort in ((start.tom.name, "delay"), (rapportjobb.UPPGIFT, "rapport")):
        borjade = start.las(fil, namn)
        varma = list(skickat[namn].items())[5:]
        ut[f"{kort}_ms"] = plats.p([borjade[nr] - fore for nr, (fore, _) in varma])
        ut[f"{kort}_skicka_ms"] = plats.p([efter - fore for _, (fore, efter) in varma])
    ut["ganger"] = round(ut["rapport_ms"]["p50"] / ut["delay_ms"]["p50"], 2)
    return ut


# --- commit to SMTP -----------------------------------------------------------------------------


def _brev(post: Any) -> dict[str, Any]:
    from bench.driften import brev
    from kvalitet import klocka
    from kvalitet.models import Utskick

    _bort()
    slump, lagda = Random(1), {}
    for nr in range(BREV):
        nu = klocka.nu()
        brev.lagg_kvitto(*brev.ett_arende(nr, nu), nu)
        lagda[nr] = time.time()
        time.sleep(slump.random() * 0.3)
    vagar = {
        nr: Utskick.objects.get(nyckel=f"synpunkt-{brev.FORSTA + nr}-kvitto").message_id
        for nr in range(BREV)
    }
    plats.vanta(lambda: all(v in post.kom for v in vagar.values()), "breven", frist=120)
    tider = [post.kom[vag] - lagda[nr] for nr, vag in vagar.items()]
    return {"s": plats.p(tider, gang=1), "antal": BREV, "igen": post.igen, "last": plats.last()}


# --- a backlog ----------------------------------------------------------------------------------


def _ko(post: Any, arbetare: int) -> dict[str, Any]:
    from django.db import transaction

    from bench.driften import brev
    from kvalitet import klocka
    from kvalitet.models import Utskick

    _bort()
    fore, igen, nu = len(post.kom), post.igen, klocka.nu()
    with transaction.atomic():
        for nr in range(KO):
            brev.lagg_kvitto(*brev.ett_arende(nr, nu), nu)
    start, arbete = time.time(), plats.cpu(arbetare)
    plats.vanta(lambda: len(post.kom) - fore >= KO, "kön", frist=900, paus=0.2)
    tid = max(post.kom.values()) - start
    arbete = plats.cpu(arbetare) - arbete
    kvar = Utskick.objects.filter(nyckel__startswith="synpunkt-1000").exclude(status="skickad")
    plats.vanta(lambda: not kvar.exists(), "böckerna", frist=30)
    return {
        "antal": KO,
        "s": round(tid, 1),
        "brev_per_s": round(KO / tid, 1),
        "arbetarens_cpu_ms_per_brev": round(arbete / KO * 1000, 2),
        "igen": post.igen - igen,
        "last": plats.last(),
    }


def _beratta(svar: dict[str, Any]) -> int:
    utfall = {
        "begaran_ms": svar["begaran"]["betalar_cpu_ms"],
        "brev_p95_s": svar["brev"]["s"]["p95"],
        "ko_s": svar["ko"]["s"],
        "start_ganger": svar["start"]["ganger"],
    }
    orord = svar["begaran"]["fragor_till_kon"] == 0
    klarat = {namn: tal <= MAL[namn] for namn, tal in utfall.items()} | {"kon_orord": orord}
    allt = all(klarat.values())
    print(json.dumps({**svar, "utfall": utfall, "mal": MAL, "delar": klarat, "klarat": allt}))
    return 0 if allt else 1


if __name__ == "__main__":
    sys.exit(main())
