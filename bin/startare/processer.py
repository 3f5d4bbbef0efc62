"""Child processes that never outlive the start, and the watch over them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from .fel import Startfel
from .platser import ROT
from .utskrift import sista_raderna

_AVBROTT = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Avbruten(BaseException):
    """Ctrl-C or a request to stop."""

    def __init__(self, signalnummer: int) -> None:
        super().__init__(signalnummer)
        self.signalnummer = signalnummer


def lyssna_pa_avbrott() -> None:
    for nummer in _AVBROTT:
        # nohup has asked that a hang-up be ignored; a shell's background job has asked the
        # same for Ctrl-C, but `kill -INT` must stop that one too.
        if nummer != signal.SIGHUP or signal.getsignal(nummer) != signal.SIG_IGN:
            signal.signal(nummer, _avbryt)


def _avbryt(nummer: int, _ram: FrameType | None) -> None:
    for annan in _AVBROTT:
        signal.signal(annan, signal.SIG_IGN)  # the stopping itself is not to be cut short
    raise Avbruten(nummer)


@dataclass
class Barn:
    """A process that is meant to run until we stop it."""

    namn: str
    process: subprocess.Popen[bytes]
    logg: Path
    stoppsignal: signal.Signals

    def prova(self) -> None:
        """Raises with the reason when the process has ended by itself."""
        kod = self.process.poll()
        if kod is None:
            return
        hur = f"signal {-kod}" if kod < 0 else f"kod {kod}"
        raise Startfel(
            f"{self.namn} (process {self.process.pid}) stannade oväntat ({hur}).\n"
            f"  Sist i loggen {self.logg}:\n"
            f"{sista_raderna(self.logg.read_text(encoding='utf-8', errors='replace'))}"
        )


def starta(
    namn: str,
    kommando: Sequence[str | Path],
    *,
    logg: Path,
    stoppsignal: signal.Signals = signal.SIGTERM,
    indata: bytes | None = None,
    **vidare: Any,
) -> Barn:
    """Starts a child in a session of its own, so that Ctrl-C reaches us alone."""
    with logg.open("wb") as ut:
        process = subprocess.Popen(
            kommando,
            stdin=subprocess.PIPE,
            stdout=ut,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dor_med_oss(stoppsignal),
            **{"cwd": ROT, **vidare},
        )
    assert process.stdin is not None
    process.stdin.write(indata or b"")
    process.stdin.close()
    return Barn(namn, process, logg, stoppsignal)


def kor(
    kommando: Sequence[str | Path],
    *,
    indata: str = "",
    **vidare: Any,
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end; its output is kept, not shown."""
    return subprocess.run(
        kommando,
        input=indata,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=dor_med_oss(signal.SIGTERM),
        **{"cwd": ROT, **vidare},
    )


def dor_med_oss(signalnummer: signal.Signals) -> Callable[[], None] | None:
    """Linux tells the child when we die, so that even `kill -9` of us leaves nothing."""
    if _libc is None:
        return None
    libc, vi = _libc, os.getpid()

    def fore_start() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(signalnummer))
        if os.getppid() != vi:  # we died before the child had asked
            os._exit(1)

    return fore_start


def stoppa(barn: Sequence[Barn], frist: float = 10) -> None:
    """Asks all to stop at once, waits, and ends what is left of their sessions."""
    for ett in barn:
        if ett.process.poll() is None:
            ett.process.send_signal(ett.stoppsignal)
    slut = time.monotonic() + frist
    for ett in barn:
        try:
            ett.process.wait(max(0.0, slut - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        _doda_gruppen(ett.process.pid)
        ett.process.wait()


def _doda_gruppen(grupp: int) -> None:
    try:
        os.killpg(grupp, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


@contextmanager
def stoppas(barn: Sequence[Barn]) -> Iterator[None]:
    """Stops them all at the end, with those that have been added to the list meanwhile."""
    try:
        yield
    finally:
        stoppa(barn)


def vanta_tills(
    redo: Callable[[], bool], barn: Sequence[Barn], *, frist: float, for_sent: Callable[[], str]
) -> None:
    """Waits until `redo` says so; raises when a child ends or the time (seconds) is up."""
    slut = time.monotonic() + frist
    while not redo():
        for ett in barn:
            ett.prova()
        if time.monotonic() > slut:
            raise Startfel(for_sent())
        time.sleep(0.05)


def vakta(barn: Sequence[Barn]) -> None:
    """Returns never: raises when a child ends (Startfel) or a person stops us (Avbruten)."""
    while True:
        for ett in barn:
            ett.prova()
        time.sleep(0.2)
