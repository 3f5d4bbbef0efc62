"""The whole stack for browser tests: database clone, web server, worker, beat, SMTP sink."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aiosmtpd.controller import Controller

ROT = Path(__file__).resolve().parents[2]
TALAMOD = 180.0
"""Seconds to wait for something that the stack should do; three stacks may start at once."""


@dataclass
class Brevlada:
    """An SMTP sink: what the stack has sent."""

    brev: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        meddelande = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(meddelande, EmailMessage)
        self.brev.append(meddelande)
        return "250 OK"

    def texter(self, epost: str) -> list[str]:
        """Return the plain text of every mail to the address."""
        till = [brev for brev in self.brev if epost in str(brev["To"])]
        return [kropp.get_content() for brev in till if (kropp := brev.get_body(("plain",)))]


@dataclass
class Webbplats:
    """A running site."""

    adress: str
    databas: str
    brevlada: Brevlada
    miljo: dict[str, str]

    def manage(self, *argument: str) -> str:
        svar = subprocess.run(
            [sys.executable, "manage.py", *argument],
            cwd=ROT,
            env=self.miljo,
            check=False,
            capture_output=True,
            text=True,
        )
        assert svar.returncode == 0, svar.stderr
        return svar.stdout


@contextmanager
def stack(
    databas: str, mapp: Path, *, demo: bool, egna: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Webbplats]:
    """Start everything against `databas` (its migrations made), and stop it again; `egna` are
    settings of this site alone. Without `demo`, both come from `ladda`."""
    brevlada = Brevlada()
    postport, port = ledig_port(), ledig_port()
    with ExitStack() as stop:
        sink = Controller(brevlada, hostname="127.0.0.1", port=postport)
        sink.start()
        stop.callback(sink.stop)
        adress = f"http://127.0.0.1:{port}"
        miljo = {**_miljo(databas, mapp, postport, adress), **egna}
        plats = Webbplats(adress, databas, brevlada, miljo)
        if demo:
            _ladda(plats)
        for namn, argument in _processer(port, mapp).items():
            stop.enter_context(_process(namn, argument, plats.miljo, mapp))
        vanta(lambda: _svarar(f"{adress}/halsa/redo/"), "the stack to be ready")
        yield plats


def ladda(databas: str, mapp: Path) -> None:
    """Load the demo into `databas` and `mapp`, for sites that are started later, elsewhere: its
    outbox is empty, so no address of this one is left."""
    ingen = 1
    adress = f"http://127.0.0.1:{ingen}"
    miljo = _miljo(databas, mapp, ingen, adress)
    _ladda(Webbplats(adress, databas, Brevlada(), miljo))


def _ladda(plats: Webbplats) -> None:
    plats.manage("collectstatic", "--noinput", "-v0")
    plats.manage("demo")


def vanta(klart: Any, vad: str, *, talamod: float = TALAMOD) -> None:
    """Poll until `klart()` is true, or fail saying what was waited for."""
    slut = time.monotonic() + talamod
    while time.monotonic() < slut:
        if klart():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {talamod:.0f} s for {vad}")


def ledig_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _miljo(databas: str, mapp: Path, postport: int, adress: str) -> dict[str, str]:
    # A broker database of its own, so that no other test's worker takes the tasks.
    redis = os.environ["REDIS_URL"].rpartition("/")[0] + "/7"
    arbetare = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return {
        **os.environ,
        "KVALITET_LAGE": "demo",
        "KVALITET_VAR": str(mapp),
        "KVALITET_ADRESS": adress,
        "DATABASE_URL": databas,
        "REDIS_URL": redis[:-1] + str(7 + int(arbetare)),
        "EMAIL_URL": f"smtp://127.0.0.1:{postport}",
        "PYTHONWARNINGS": "ignore",
    }


def _processer(port: int, mapp: Path) -> dict[str, list[str]]:
    program = Path(sys.executable).parent
    celery = [str(program / "celery"), "-A", "kvalitet"]
    return {
        "webb": [
            str(program / "granian"),
            *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--no-ws", "kvalitet.wsgi:application"),
        ],
        "arbetare": [
            *celery,
            *(
                "worker",
                "--concurrency",
                "1",
                "--without-gossip",
                "--without-mingle",
                "-l",
                "warning",
            ),
        ],
        "beat": [*celery, "beat", "-s", str(mapp / "beat"), "-l", "warning"],
    }


@contextmanager
def _process(namn: str, argument: list[str], miljo: dict[str, str], mapp: Path) -> Iterator[None]:
    with (mapp / f"{namn}.log").open("wb") as logg:
        process = subprocess.Popen(
            argument, cwd=ROT, env=miljo, stdout=logg, stderr=logg, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _svarar(adress: str) -> bool:
    try:
        with urllib.request.urlopen(adress, timeout=5) as svar:  # noqa: S310  (own loopback)
            return bool(svar.status == 200)
    except (urllib.error.URLError, OSError):
        return False
