"""Where things lie: the checkout and the data folder."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .fel import Startfel

ROT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Datamapp:
    """The data folder. Only the names below are ever made or removed in it."""

    rot: Path

    @property
    def databas(self) -> Path:
        return self.rot / "databas"

    @property
    def hemligheter(self) -> Path:
        return self.rot / "hemligheter.json"

    @property
    def logg(self) -> Path:
        return self.rot / "logg"

    @property
    def epost(self) -> Path:
        return self.rot / "epost"

    @property
    def beat(self) -> Path:
        return self.rot / "beat"

    @property
    def statiskt(self) -> Path:
        return self.rot / "static"

    @property
    def statisk_stampel(self) -> Path:
        return self.rot / "static-stampel"

    @property
    def laddad_stampel(self) -> Path:
        return self.rot / "laddad-stampel"

    def skapa(self) -> None:
        try:
            for mapp in (self.rot, self.logg, self.epost, self.beat):
                mapp.mkdir(parents=True, exist_ok=True)
        except OSError as fel:
            raise Startfel(
                f"Datamappen {self.rot} går inte att skriva i ({fel.strerror}). "
                "Välj en annan med --data MAPP."
            ) from fel
        if not os.access(self.rot, os.W_OK):
            raise Startfel(
                f"Datamappen {self.rot} går inte att skriva i. Välj en annan med --data MAPP."
            )

    def tom(self) -> None:
        """Removes what earlier starts have left here, and nothing else."""
        for namn in ("databas", "databas.ny", "logg", "epost", "beat", "filer", "static"):
            shutil.rmtree(self.rot / namn, ignore_errors=True)
        for fil in (self.hemligheter, self.statisk_stampel, self.laddad_stampel):
            fil.unlink(missing_ok=True)


@contextmanager
def ensam(mapp: Path, upptaget: str | None = None) -> Iterator[None]:
    """Holds a folder for one start at a time; the kernel lets go of it however we end.

    Another start waits for its turn, or is told that it is taken.
    """
    fil = os.open(mapp, os.O_RDONLY)
    try:
        try:
            fcntl.flock(fil, fcntl.LOCK_EX | (fcntl.LOCK_NB if upptaget else 0))
        except BlockingIOError as fel:
            raise Startfel(upptaget or str(fel)) from fel
        yield
    finally:
        os.close(fil)
