"""Reads settings from the environment and collects every fault, so that all are told at once."""

import os
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from environ import Env

PROVENS: Final = frozenset({"KVALITET_BENCH", "KVALITET_BILDER", "KVALITET_FELPUNKT"})
"""Names that tests and benches read by themselves; they mean nothing on a site in production."""
EGET: Final = "KVALITET_"


class Miljo:
    """Typed look-ups in an environment.

    A missing or wrong value gives a harmless stand-in and a Swedish sentence in `fel`;
    `prova()` raises them together. A secret can stand in a file named by `<NAMN>_FILE`
    (Docker and systemd hand secrets over that way).
    """

    def __init__(self, variabler: Mapping[str, str] | None = None) -> None:
        self._variabler = os.environ if variabler is None else variabler
        self.fel: list[str] = []
        self.lasta: set[str] = set()

    def text(self, namn: str, forval: str | None = None, *, hjalp: str = "") -> str:
        self.lasta.add(namn)
        varde = self._ur_fil(namn) or self._variabler.get(namn, "").strip()
        if varde:
            return varde
        if forval is None:
            self.fel.append(f"{namn} saknas. {hjalp}".strip())
            return ""
        return forval

    def _ur_fil(self, namn: str) -> str:
        fil = self._variabler.get(f"{namn}_FILE", "").strip()
        if not fil:
            return ""
        try:
            innehall = Path(fil).read_text(encoding="utf-8").strip()
        except OSError as fel:
            self.fel.append(f"{namn}_FILE pekar på {fil}, som inte går att läsa ({fel.strerror}).")
        except ValueError:
            self.fel.append(f"{namn}_FILE pekar på {fil}, som inte är text i UTF-8.")
        else:
            if not innehall:
                self.fel.append(f"{namn}_FILE pekar på {fil}, som är tom.")
            return innehall
        return ""

    def val(self, namn: str, tillatna: tuple[str, ...], forval: str) -> str:
        varde = self.text(namn, forval)
        if varde in tillatna:
            return varde
        self.fel.append(f"{namn} är ”{varde}”. Välj något av: {', '.join(tillatna)}.")
        return forval

    def lista(self, namn: str, forval: str | None = None, *, hjalp: str = "") -> list[str]:
        return [d.strip() for d in self.text(namn, forval, hjalp=hjalp).split(",") if d.strip()]

    def tidpunkt(self, namn: str) -> datetime | None:
        """Return a moment with its zone (2026-10-14T10:30+02:00), or None when none is named."""
        varde = self.text(namn, "")
        try:
            tid = datetime.fromisoformat(varde) if varde else None
        except ValueError:
            tid = None
        if varde and (tid is None or tid.tzinfo is None):
            self.fel.append(f"{namn} är ”{varde}”. Skriv som 2026-10-14T10:30+02:00.")
            return None
        return tid

    def webbadress(self, namn: str) -> str:
        """Return the address of a page, or "" when none is named."""
        varde = self.text(namn, "")
        if not varde or varde.startswith("https://"):
            return varde
        self.fel.append(f"{namn} är ”{varde}” men ska börja med https://.")
        return ""

    def heltal(self, namn: str, forval: int) -> int:
        varde = self.text(namn, str(forval))
        if varde.isdecimal() and len(varde) < 10:
            return int(varde)
        self.fel.append(f"{namn} är ”{varde}” men ska vara ett heltal.")
        return forval

    def nycklar(self, namn: str, forval: str | None = None, *, hjalp: str = "") -> list[str]:
        """Fernet keys, newest first (urlsafe base64, 32 bytes)."""
        giltiga = []
        for nummer, nyckel in enumerate(self.lista(namn, forval, hjalp=hjalp), start=1):
            try:
                Fernet(nyckel)
            except ValueError:
                self.fel.append(f"{namn}: nyckel {nummer} är inte en giltig Fernet-nyckel.")
            else:
                giltiga.append(nyckel)
        return giltiga

    def databas(self, namn: str, *, hjalp: str) -> dict[str, Any]:
        sorter = ("postgres", "postgresql")
        databas = self._tolkad(namn, Env.db_url_config, sorter, None, hjalp=hjalp)
        if databas and not databas.get("NAME"):
            self.fel.append(f"{namn} saknar databasens namn. Skriv den som postgres://värd/namn.")
        return databas

    def mapp(self, namn: str, forval: Path) -> Path:
        """Return a folder that can be made, or is there and can be written in."""
        mapp = Path(self.text(namn, str(forval)))
        narmast = next(del_ for del_ in (mapp, *mapp.absolute().parents) if del_.exists())
        if not narmast.is_dir():
            self.fel.append(f"{namn} är {mapp}, men {narmast} är ingen mapp.")
        elif mapp.exists() and not os.access(mapp, os.W_OK | os.X_OK):
            self.fel.append(f"{namn} är {mapp}, som inte går att skriva i.")
        return mapp

    def epost(self, namn: str, forval: str | None, *, hjalp: str) -> dict[str, Any]:
        sorter = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail")
        return self._tolkad(namn, Env.email_url_config, sorter, forval, hjalp=hjalp)

    def redis(self, namn: str, forval: str | None = None, *, hjalp: str) -> str:
        adress = self.text(namn, forval, hjalp=hjalp)
        if adress == forval:
            return adress  # another setting's, which has been told of already
        if adress and not adress.startswith(("redis://", "rediss://")):
            self.fel.append(f"{namn} ska börja med redis:// eller rediss://.")
        elif adress and not _vard_och_port(adress):
            self.fel.append(f"{namn} går inte att tolka. Skriv den som redis://värd:6379/0.")
        return adress

    def _tolkad(
        self,
        namn: str,
        tolka: Callable[[str], Any],
        sorter: tuple[str, ...],
        forval: str | None,
        *,
        hjalp: str,
    ) -> dict[str, Any]:
        adress = self.text(namn, forval, hjalp=hjalp)
        if not adress:
            return {}
        if adress.partition("://")[0] not in sorter:
            self.fel.append(f"{namn} ska börja med {sorter[0]}://.")
            return {}
        try:
            return dict(tolka(adress))
        except (ValueError, KeyError, ImproperlyConfigured):
            self.fel.append(f"{namn} går inte att tolka. Skriv den som {sorter[0]}://värd/….")
            return {}

    def prova(self, *, drift: bool = True) -> None:
        """Stop the start with every fault that was found; a site in `drift` knows no test names."""
        fel = [*self.fel, *self._okanda(set() if drift else PROVENS)]
        if fel:
            rader = "\n".join(f"- {mening}" for mening in fel)
            raise ImproperlyConfigured(f"Inställningarna har fel:\n{rader}")

    def _okanda(self, utover: Set[str]) -> Iterator[str]:
        """Tell of names that begin as ours and that nobody reads: a setting without effect."""
        kanda = self.lasta | {f"{namn}_FILE" for namn in self.lasta} | utover
        egna = {namn for namn in self._variabler if namn.startswith(EGET)}
        for namn in sorted(egna - kanda):
            (likt, *_) = [*get_close_matches(namn, sorted(kanda), 1, 0.8), ""]
            mena = f" Menade du {likt}?" if likt else " Se docs/installningar.md."
            yield f"{namn} finns inte.{mena}"


def _vard_och_port(adress: str) -> bool:
    """Whether the address names a host, and a port that is a number if any."""
    try:
        delar = urlsplit(adress)
        return bool(delar.hostname) and (delar.port or 1) > 0
    except ValueError:
        return False
