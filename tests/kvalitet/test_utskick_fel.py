"""The outbox under fire: real worker, real beat, real broker, real SMTP; and kill -9.

Nothing is mocked. Twenty people post while the broker is stopped and the mail server refuses;
workers are killed at every named point; when all are back, each mail has left, each with its
own Message-ID, and stands once in our books.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from copy import deepcopy
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as installningar
from django.db import transaction
from django.test import Client
from kombu.exceptions import OperationalError

from bin.startare.valkey import _hitta_program
from kvalitet import klocka, tasks, utskick
from kvalitet.celery import app
from kvalitet.models import Puls, Utskick
from tests.post import Mottagare, ledig_port
from tests.samtidigt import nagon_vantar_pa_las, vanta_tills

pytestmark = pytest.mark.langsam

ROT = Path(installningar.ROT)
ANTAL = 20
VANTAR, SKICKAD = Utskick.Status.VANTAR, Utskick.Status.SKICKAD
FRIST = 60.0
"""Seconds for a worker to start or a retry to come, on a busy machine."""


class Process:
    """A process of ours in a group of its own, so that its children go with it."""

    def __init__(self, mapp: Path, namn: str, kommando: list[str], miljo: dict[str, str]) -> None:
        self.loggfil = mapp / f"{namn}.log"
        with self.loggfil.open("ab") as logg:
            self._process = subprocess.Popen(
                kommando, cwd=ROT, env=miljo, stdout=logg, stderr=logg, start_new_session=True
            )

    @property
    def logg(self) -> str:
        return self.loggfil.read_text(errors="replace")

    def vanta_pa_slutet(self) -> int:
        return self._process.wait(FRIST)

    def doda(self) -> None:
        """kill -9, children and all."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)


class Ko:
    """A broker of this test's own, that can be stopped and started on the same port."""

    def __init__(self, mapp: Path) -> None:
        self._mapp = mapp
        self.port = ledig_port()
        self.adress = f"redis://127.0.0.1:{self.port}/0"
        self._process: Process | None = None

    def starta(self) -> None:
        flaggor = f"--port {self.port} --bind 127.0.0.1 --save --appendonly no".split()
        flaggor[5:5] = [""]  # --save "": nothing on disk
        self._process = Process(self._mapp, "ko", [str(_hitta_program()), *flaggor], {})
        vanta_tills(self._svarar, "kön svarar")

    def stoppa(self) -> None:
        if self._process:
            self._process.doda()

    def _svarar(self) -> bool:
        try:
            with redis.Redis(port=self.port) as klient:
                return bool(klient.ping())
        except redis.ConnectionError:
            return False


class Stall:
    """What the test has to play with."""

    def __init__(self, mapp: Path, databas: str, post: Mottagare, ko: Ko) -> None:
        self.post, self.ko, self._mapp = post, ko, mapp
        self._stop = ExitStack()
        self._miljo = {
            **{namn: v for namn, v in os.environ.items() if not namn.startswith("KVALITET_")},
            "KVALITET_LAGE": "test",
            "KVALITET_VAR": str(mapp),
            "DATABASE_URL": databas,
            "REDIS_URL": ko.adress,
            "EMAIL_URL": f"smtp://127.0.0.1:{post.port}",
            "PYTHONWARNINGS": "ignore",
        }

    def arbetare(self, *, pool: str = "solo", felpunkt: str = "") -> Process:
        flaggor = f"worker -l info --pool {pool} -c 2 --without-gossip --without-mingle".split()
        return self._celery(
            f"arbetare-{felpunkt or pool}", flaggor, {"KVALITET_FELPUNKT": felpunkt}
        )

    def taktare(self) -> Process:
        schema = ["--schedule", str(self._mapp / "schema"), "--pidfile="]
        return self._celery("taktare", ["beat", "-l", "info", *schema], {})

    def _celery(self, namn: str, argument: list[str], extra: dict[str, str]) -> Process:
        kommando = [sys.executable, "-m", "celery", "-A", "kvalitet", *argument]
        process = Process(self._mapp, namn, kommando, {**self._miljo, **extra})
        self._stop.callback(process.doda)
        return process

    def stang(self) -> None:
        self._stop.close()
        self.ko.stoppa()
        self.post.stang()


@pytest.fixture
def stall(riktig_databas: str, tmp_path: Path, settings: Any) -> Iterator[Stall]:
    mallar = deepcopy(settings.TEMPLATES)
    mallar[0]["DIRS"].append(ROT / "tests" / "mallar")
    settings.TEMPLATES = mallar
    settings.ROOT_URLCONF = "tests.kvalitet.urls_prov"
    stall = Stall(tmp_path, riktig_databas, Mottagare(), Ko(tmp_path))
    Client().get("/halsa/")  # a web server has its pages loaded before it is asked
    yield stall
    stall.stang()


def _posta_alla() -> float:
    """Let each person post the form; return the slowest request, in seconds."""
    langst = 0.0
    for nummer in range(ANTAL):
        start = time.perf_counter()
        svar = Client().post("/prov/", {"till": f"n{nummer}@kommun.example"})
        langst = max(langst, time.perf_counter() - start)
        assert svar.status_code == 200
    return langst


def _lagen() -> Counter[str]:
    return Counter(Utskick.objects.values_list("status", flat=True))


def test_nothing_is_lost_and_nothing_stands_twice_in_our_books(stall: Stall) -> None:
    stall.ko.starta()
    stall.taktare()
    forsta = stall.arbetare(pool="prefork", felpunkt="utskick.hamtat")
    vanta_tills(Puls.objects.filter(namn="arbetare").exists, "arbetaren har hörts av", frist=FRIST)

    # Broker and mail server down: people post, and are answered at once.
    stall.ko.stoppa()
    assert _posta_alla() < 1.0
    assert _lagen() == {VANTAR: ANTAL}

    # The broker comes back. The worker finds it again, takes a mail, and its child dies.
    stall.post.vagra = lambda adress: "451 Try again later"
    stall.post.oppna()
    stall.ko.starta()
    vanta_tills(lambda: "SIGKILL" in forsta.logg, "barnet dör vid utskick.hamtat", frist=FRIST)
    forsta.doda()
    assert _lagen() == {VANTAR: ANTAL}

    # A sound worker, but the mail server refuses everything; then the whole worker is killed.
    andra = stall.arbetare(pool="prefork")
    vanta_tills(
        lambda: not Utskick.objects.filter(forsok=0).exists(),
        "varje brev har vägrats en gång",
        frist=FRIST,
    )
    andra.doda()
    assert _lagen() == {VANTAR: ANTAL}
    assert not stall.post.brev

    # The mail server takes mail again. Two workers die with a mail handed over.
    stall.post.vagra = lambda adress: ""
    for nummer, punkt in enumerate(["utskick.overlamnat", "utskick.bokfort"], start=1):
        assert stall.arbetare(felpunkt=punkt).vanta_pa_slutet() == -signal.SIGKILL
        assert len(stall.post.brev) == nummer
        assert _lagen() == {VANTAR: ANTAL}

    # All are back.
    stall.arbetare(pool="prefork")
    vanta_tills(lambda: _lagen() == {SKICKAD: ANTAL}, "allt har gått iväg", frist=FRIST)
    assert set(stall.post.message_id) == set(Utskick.objects.values_list("message_id", flat=True))
    assert len(set(stall.post.message_id)) == ANTAL
    assert len(stall.post.brev) == ANTAL + 2, "bara de två som dog efter överlämnandet gick om"
    assert not Utskick.objects.exclude(innehall="").exists()


def test_worker_and_beat_outlive_a_broker_that_comes_and_goes(stall: Stall) -> None:
    """Also when it goes with a task under way: kombu 5.7 ended the worker then."""
    stall.ko.starta()
    taktare = stall.taktare()
    stall.arbetare(pool="prefork")
    vanta_tills(Puls.objects.filter(namn="arbetare").exists, "arbetaren har hörts av", frist=FRIST)
    for _ in range(2):
        with transaction.atomic():
            list(Puls.objects.select_for_update())
            vanta_tills(nagon_vantar_pa_las, "arbetaren är mitt i en uppgift", frist=FRIST)
            stall.ko.stoppa()
            borta, fel = klocka.nu(), taktare.logg.count("Message Error")
            vanta_tills(
                lambda fel=fel: taktare.logg.count("Message Error") > fel,
                "taktaren märker att kön är borta",
            )
        stall.ko.starta()
        vanta_tills(
            lambda tid=borta: Puls.objects.filter(tid__gt=tid).exists(),
            "pulsen slår igen",
            frist=FRIST,
        )


def test_handing_out_work_never_waits_for_a_dead_broker(tmp_path: Path) -> None:
    ko = Ko(tmp_path)
    with app.connection_for_write(ko.adress) as forbindelse:
        start = time.perf_counter()
        with pytest.raises(OperationalError):
            tasks.puls.apply_async(connection=forbindelse)
        assert time.perf_counter() - start < 1.0


def test_a_sender_with_swedish_letters_is_written_as_mail_wants_it() -> None:
    skriven = utskick._avsandaren("Förbättringshjulet <svara-inte@växjö.se>")
    namn, adress = parseaddr(skriven)
    assert skriven.isascii()
    assert str(make_header(decode_header(namn))) == "Förbättringshjulet"
    assert adress == "svara-inte@" + "växjö.se".encode("idna").decode()
