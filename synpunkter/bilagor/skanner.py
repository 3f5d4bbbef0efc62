"""Asking clamd about a file, by its INSTREAM protocol. Knows nothing of settings or tables."""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

FRIST = 8.0
"""Seconds for one file, from the first byte to the answer."""
_BIT = 64 * 1024
_MEST_SVAR = 4096


class SkannerNere(Exception):
    """Nobody can say whether the file is clean: no answer, too late, or not a word of clamd."""


class IngetBesked(SkannerNere):
    """It answered, but not whether this file is clean; the next file may fare better."""


@dataclass(frozen=True)
class Svar:
    ren: bool
    fynd: str = ""
    """What clamd calls what it found."""


def skanna(adress: str, data: bytes, *, frist: float = FRIST) -> Svar:
    """Return clamd's answer; raise `SkannerNere` when there is none. `tcp://host:3310` or `unix:///path`."""
    slut = time.monotonic() + frist
    try:
        with _anslut(adress, frist) as anslutning:
            _skicka(anslutning, b"zINSTREAM\0", slut)
            for nr in range(0, len(data), _BIT):
                bit = data[nr : nr + _BIT]
                _skicka(anslutning, struct.pack("!L", len(bit)) + bit, slut)
            _skicka(anslutning, struct.pack("!L", 0), slut)
            return _tolka(_las(anslutning, slut))
    except (OSError, ValueError) as fel:
        raise SkannerNere(type(fel).__name__) from fel


def _anslut(adress: str, frist: float) -> socket.socket:
    delar = urlsplit(adress)
    vanta = min(2.0, frist)
    if delar.scheme != "unix":
        return socket.create_connection((delar.hostname, delar.port or 3310), vanta)
    anslutning = socket.socket(socket.AF_UNIX)
    try:
        anslutning.settimeout(vanta)
        anslutning.connect(delar.path)
    except OSError:
        anslutning.close()
        raise
    return anslutning


def _skicka(anslutning: socket.socket, data: bytes, slut: float) -> None:
    anslutning.settimeout(_kvar(slut))
    anslutning.sendall(data)


def _las(anslutning: socket.socket, slut: float) -> bytes:
    svar = b""
    while not svar.endswith(b"\0") and len(svar) < _MEST_SVAR:
        anslutning.settimeout(_kvar(slut))
        if not (bit := anslutning.recv(1024)):
            break
        svar += bit
    return svar


def _kvar(slut: float) -> float:
    kvar = slut - time.monotonic()
    if kvar <= 0:
        raise TimeoutError
    return kvar


def _tolka(svar: bytes) -> Svar:
    """Only the two answers that clamd gives of a whole file count."""
    if svar == b"stream: OK\0":
        return Svar(ren=True)
    if svar.startswith(b"stream: ") and svar.endswith(b" FOUND\0"):
        return Svar(ren=False, fynd=svar[8:-7].decode("ascii", "replace")[:100])
    if svar:
        raise IngetBesked("oväntat svar")
    raise SkannerNere("inget svar")
