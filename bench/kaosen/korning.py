"""One chaos run from start to table."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from statistics import median
from typing import Any

from bench.kaosen import fel, folk, rakning
from bench.kaosen.stall import Stall, vanta
from bin.startare.platser import ROT

KLIENTER = 8
TOMNING = 900.0
"""Seconds that the queues may take to empty when the load is over."""


@dataclass(frozen=True)
class Uppdrag:
    fro: int
    synpunkter: int
    rapporter: int
    fel: int
    demo: bool = False
    """Load the whole demo municipality, so that the reports have something to tell."""


@dataclass
class Resultat:
    uppdrag: Uppdrag
    skedda: list[fel.Skett]
    rader: list[rakning.Rad]
    svar: Counter[str]
    brev_igen: int
    kvar: int
    kvitterade: int = 0
    bestallda: int = 0
    sekunder: dict[str, float] = field(default_factory=dict)

    @property
    def klarat(self) -> bool:
        """Whether everybody got through, nothing is lost, doubled or left, and all came back."""
        alla = (self.kvitterade, self.bestallda) == (
            self.uppdrag.synpunkter,
            self.uppdrag.rapporter,
        )
        helt = not self.kvar and not any(rad.forlorade or rad.dubbla for rad in self.rader)
        return alla and helt and all(ett.sekunder < fel.FRIST for ett in self.skedda)


@contextmanager
def _mapp() -> Iterator[Path]:
    from bin.startare import postgres
    from bin.startare.platser import Datamapp

    with tempfile.TemporaryDirectory(prefix="kaos-", ignore_cleanup_errors=True) as namn:
        mapp = Datamapp(Path(namn).resolve())
        mapp.rot.chmod(0o711)  # as root the database runs as another user
        mapp.skapa()
        yield mapp.rot
        shutil.rmtree(postgres.egen_mapp(mapp), ignore_errors=True)


def kor(uppdrag: Uppdrag, beratta: Callable[[str], None] = print) -> Resultat:
    """Start everything, load it, kill it, let it come to rest, and count."""
    with _mapp() as mapp:
        stall = Stall(mapp)
        try:
            stall.starta_lager()
            _ladda(stall, demo=uppdrag.demo)
            bestallare = _las_in_django(stall)
            stall.starta_resten()
            beratta("allt är igång")
            return _kor(stall, uppdrag, bestallare, beratta)
        finally:
            stall.stang()


def _ladda(stall: Stall, *, demo: bool) -> None:
    """Make the tables and a municipality, with the site's own keys."""
    _manage(stall, "collectstatic", "--no-input", "-v0")
    if demo:
        _manage(stall, "demo", "--migrera", lage="demo")
    else:
        _manage(stall, "migrate", "-v0")


def _manage(stall: Stall, *argument: str, lage: str = "produktion") -> None:
    subprocess.run(
        [sys.executable, "manage.py", *argument],
        cwd=ROT,
        env={**stall.miljo, "KVALITET_LAGE": lage},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _las_in_django(stall: Stall) -> str:
    """Let this process read the same database and storage. Returns who orders reports."""
    os.environ.update(stall.miljo)
    import django

    django.setup()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # each line of each letter
    from kvalitet.models import Anvandare, Enhet

    if not Enhet.objects.exists():
        _liten_kommun()
    # The demo's coordinator, or the small municipality's.
    return Anvandare.objects.filter(tilldelningar__roll="KV").order_by("pk")[0].epost


def _liten_kommun() -> None:
    from tests import factories

    kommun = factories.kommun()
    factories.person("Karin Kvalitetssamordnare", "KV", kommun.rot)


def _kor(
    stall: Stall, uppdrag: Uppdrag, bestallare: str, beratta: Callable[[str], None]
) -> Resultat:
    slump = random.Random(uppdrag.fro)
    utfall, borjan = folk.Utfall(), time.monotonic()
    efter = rakning.senaste_rapport()
    person = _inloggad(stall, bestallare, utfall)
    ordrar = folk.bestallningar(person, uppdrag.rapporter)
    last = folk.Last(uppdrag.synpunkter, KLIENTER)
    tradar = [
        threading.Thread(target=folk.invanare, args=(stall.webbport, last, utfall))
        for _ in range(KLIENTER)
    ]
    tradar.append(threading.Thread(target=folk.tjansteman, args=(person, ordrar, utfall)))
    for trad in tradar:
        trad.start()
    plan = fel.planera(slump, uppdrag.fel, uppdrag.synpunkter)
    skedda = fel.utfor(stall, plan, last, lambda: len(utfall.kvitterade), slump, beratta)
    for trad in tradar:
        trad.join()
    lasttid = time.monotonic() - borjan
    beratta(f"lasten är över efter {lasttid:.0f} s")
    kvar = _tom(stall)
    rader = rakning.rakna(utfall, stall.post, bestallare, efter=efter)
    tider = {"last": round(lasttid), "tomning": round(time.monotonic() - borjan - lasttid)}
    igen = rakning.brev_igen(stall.post)
    tagna = (len(utfall.kvitterade), len(utfall.bestallda))
    return Resultat(uppdrag, skedda, rader, utfall.svar, igen, kvar, *tagna, tider)


def _inloggad(stall: Stall, bestallare: str, utfall: folk.Utfall) -> folk.Person:
    """A browser with a session of the person's, as the sign-in makes it."""
    from django.conf import settings
    from django.test import Client

    from kvalitet.models import Anvandare
    from tests.inloggad import logga_in

    klient = Client()
    logga_in(klient, Anvandare.objects.get(epost=bestallare))
    person = folk.Person(stall.webbport, "10.255.0.1", utfall)
    namn = settings.SESSION_COOKIE_NAME
    person.kakor[namn] = klient.cookies[namn].value
    return person


def _tom(stall: Stall) -> int:
    """Wait until nothing waits; return what still does when the time is out."""
    from django.db import connection

    vanta(stall.redo, "att allt är redo", frist=fel.FRIST)
    connection.close()  # the one of before has been killed
    with suppress(TimeoutError):
        vanta(lambda: not rakning.kvar(), "tomma köer", frist=TOMNING, paus=0.5)
    return rakning.kvar()


# --- telling ---------------------------------------------------------------------------------


def tabell(resultat: Resultat) -> str:
    """The tables of docs/kaos.md."""
    rader = [
        "| fel | gånger | förlorade | dubbla | återhämtning, median | längst |",
        "|---|---|---|---|---|---|",
    ]
    forlorade = sum(rad.forlorade for rad in resultat.rader)
    dubbla = sum(rad.dubbla for rad in resultat.rader)
    for slag in fel.SLAG:
        tider = [ett.sekunder for ett in resultat.skedda if ett.slag == slag]
        if tider:
            rader.append(
                f"| {slag.namn} | {len(tider)} | {forlorade} | {dubbla} | "
                f"{_s(median(tider))} | {_s(max(tider))} |"
            )
    rader += ["", "| spår | ska finnas | förlorade | dubbla |", "|---|---|---|---|"]
    rader += [
        f"| {rad.namn} | {rad.vantade} | {rad.forlorade} | {rad.dubbla} |" for rad in resultat.rader
    ]
    return "\n".join(rader)


def _s(sekunder: float) -> str:
    return (
        f"{sekunder:.1f} s".replace(".", ",") if isfinite(sekunder) else f"över {fel.FRIST:.0f} s"
    )


def _tal(sekunder: float) -> float | None:
    """JSON has no word for never."""
    return round(sekunder, 1) if isfinite(sekunder) else None


def som_json(resultat: Resultat) -> str:
    tider = [ett.sekunder for ett in resultat.skedda]
    data: dict[str, Any] = {
        "fro": resultat.uppdrag.fro,
        "synpunkter": resultat.uppdrag.synpunkter,
        "rapporter": resultat.uppdrag.rapporter,
        "fel": len(resultat.skedda),
        "kvitterade": resultat.kvitterade,
        "bestallda": resultat.bestallda,
        "forlorade": sum(rad.forlorade for rad in resultat.rader),
        "dubbla": sum(rad.dubbla for rad in resultat.rader),
        "kvar_i_ko": resultat.kvar,
        "samma_brev_igen": resultat.brev_igen,
        "aterhamtning_max_s": _tal(max(tider, default=0.0)),
        "aterhamtning_median_s": _tal(median(tider)) if tider else 0.0,
        "avbrutna_forsok": dict(resultat.svar),
        "sekunder": resultat.sekunder,
        "klarat": resultat.klarat,
    }
    return json.dumps(data, ensure_ascii=False)
