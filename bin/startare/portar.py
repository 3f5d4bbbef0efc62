"""Ports on the loopback address."""

import errno
import socket

from .fel import Startfel

VARD = "127.0.0.1"


def ar_ledig(port: int) -> bool:
    try:
        _bind(port)
    except OSError:
        return False
    return True


def ledig() -> int:
    return _bind(0)


def prova(port: int) -> None:
    """Raises with the reason when the port that a person asked for cannot be had."""
    try:
        _bind(port)
    except OSError as fel:
        varfor = {
            errno.EADDRINUSE: "är upptagen av ett annat program",
            errno.EACCES: "får inte användas av den här användaren (portar under 1024)",
        }.get(fel.errno or 0, f"går inte att använda ({fel.strerror})")
        raise Startfel(f"Port {port} {varfor}. Välj en annan med --port N.") from fel


def _bind(port: int) -> int:
    with socket.socket() as s:
        # As the servers do: without it a port that was just let go counts as taken.
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((VARD, port))
        return int(s.getsockname()[1])
