"""A scanner for the tests: speaks clamd's INSTREAM, or misbehaves as it is told."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.synpunkter.bilagor.filer import EICAR

Svara = Callable[[socket.socket, bytes], None]


def arlig(anslutning: socket.socket, data: bytes) -> None:
    fynd = EICAR in data
    anslutning.sendall(b"stream: Eicar-Test-Signature FOUND\0" if fynd else b"stream: OK\0")


def sager(svar: bytes) -> Svara:
    return lambda anslutning, _: anslutning.sendall(svar)


def tiger(anslutning: socket.socket, _: bytes) -> None:
    anslutning.recv(1)  # until the other side has had enough


def droppar(anslutning: socket.socket, _: bytes) -> None:
    """A byte now and then: each is in time, all of them never come."""
    try:
        while True:
            anslutning.sendall(b"s")
            anslutning.settimeout(0.05)
            try:
                if not anslutning.recv(1):
                    return
            except TimeoutError:
                continue
    except OSError:
        return


@contextmanager
def clamd(svara: Svara = arlig) -> Iterator[tuple[str, list[bytes]]]:
    """Give the address of a running scanner, and the files that it has been shown."""
    visade: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        trad = threading.Thread(target=_lyssna, args=(server, svara, visade), daemon=True)
        trad.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}", visade
        server.shutdown(socket.SHUT_RDWR)
    trad.join(5)


def _lyssna(server: socket.socket, svara: Svara, visade: list[bytes]) -> None:
    while True:
        try:
            anslutning, _ = server.accept()
        except OSError:
            return
        with anslutning:
            anslutning.settimeout(10)
            try:
                data = ta_emot(anslutning)
                visade.append(data)
                svara(anslutning, data)
            except OSError:
                continue


def ta_emot(anslutning: socket.socket) -> bytes:
    assert _las(anslutning, 10) == b"zINSTREAM\0"
    data = b""
    while langd := struct.unpack("!L", _las(anslutning, 4))[0]:
        data += _las(anslutning, langd)
    return data


def _las(anslutning: socket.socket, antal: int) -> bytes:
    data = b""
    while len(data) < antal:
        if not (bit := anslutning.recv(antal - len(data))):
            raise ConnectionError
        data += bit
    return data


def stangd_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"tcp://127.0.0.1:{server.getsockname()[1]}"
