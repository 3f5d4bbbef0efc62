"""Child processes that never outlive the start, and the watch over them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NoReturn

from .fel import FEL, Startfel
from .platser import ROT
from .utskrift import sista_raderna, skriv

Kommando = Sequence[str | Path]

_AVBROTT = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FRIST = 10.0  # seconds that a child has to stop by itself
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Avbruten(BaseException):
    """Ctrl-C or a request to stop."""

    def __init__(self, signalnummer: int) -> None:
        super().__init__(signalnummer)
        self.signalnummer = signalnummer


def kor_till_slut(gor: Callable[[], int]) -> int:
    """Runs a whole command: its exit code, with every known ending told in a sentence."""
    _lyssna_pa_avbrott()
    try:
        return gor()
    except Startfel as fel:
        skriv(f"\n{fel}")
        return fel.kod
    except OSError as fel:
        skriv(f"\nStarten misslyckades: {fel}")
        return FEL
    except Avbruten as avbrott:
        skriv("\nAvbrutet. Allt som startades är stoppat.")
        return 128 + avbrott.signalnummer


def _lyssna_pa_avbrott() -> None:
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
    skikt: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def prova(self) -> None:
        """Raises with the reason when the process has ended by itself."""
        kod = self.process.poll()
        if kod is None:
            return
        hur = f"signal {-kod}" if kod < 0 else f"kod {kod}"
        raise Startfel(
            f"{self.namn} (process {self.pid}) stannade oväntat ({hur}). Allt annat stoppas.\n"
            f"  Sist i loggen {self.logg}:\n"
            f"{sista_raderna(self.logg.read_text(encoding='utf-8', errors='replace'))}"
        )


class Uppsikt:
    """All children of one start. When it ends, however it ends, so do they."""

    def __init__(self) -> None:
        self._barn: list[Barn] = []

    def __enter__(self) -> "Uppsikt":
        return self

    def __exit__(
        self,
        _typ: type[BaseException] | None,
        _fel: BaseException | None,
        _spar: TracebackType | None,
    ) -> None:
        # What uses the database and the broker goes first.
        for skikt in sorted({ett.skikt for ett in self._barn}, reverse=True):
            _stoppa([ett for ett in self._barn if ett.skikt == skikt])

    def starta(
        self,
        namn: str,
        kommando: Kommando,
        *,
        logg: Path,
        skikt: int,
        stoppsignal: signal.Signals = signal.SIGTERM,
        indata: bytes = b"",
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
        self._barn.append(barn := Barn(namn, process, logg, stoppsignal, skikt))
        if process.stdin is not None:
            with suppress(BrokenPipeError), process.stdin:
                process.stdin.write(indata)
        return barn

    def vanta_tills(
        self, redo: Callable[[], bool], *, frist: float, for_sent: Callable[[], str]
    ) -> None:
        """Waits until `redo`; raises when a child ends or the time (seconds) is up."""
        slut = time.monotonic() + frist
        while not redo():
            self._prova()
            if time.monotonic() > slut:
                raise Startfel(for_sent())
            time.sleep(0.05)

    def vakta(self) -> NoReturn:
        """Ends only with an exception: a child ended (Startfel) or we are to stop (Avbruten)."""
        while True:
            self._prova()
            time.sleep(0.2)

    def _prova(self) -> None:
        for ett in self._barn:
            ett.prova()


def _stoppa(barn: Sequence[Barn]) -> None:
    """Asks all to stop at once, waits, and ends what is left of their sessions."""
    for ett in barn:
        if ett.process.poll() is None:
            ett.process.send_signal(ett.stoppsignal)
    slut = time.monotonic() + _FRIST
    for ett in barn:
        with suppress(subprocess.TimeoutExpired):
            ett.process.wait(max(0.0, slut - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(ett.pid, signal.SIGKILL)
        ett.process.wait()


def kor(kommando: Kommando, *, indata: str = "", **vidare: Any) -> subprocess.CompletedProcess[str]:
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
