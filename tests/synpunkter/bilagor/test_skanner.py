"""The scanner's answer is believed only when it is one of the two that clamd gives."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest

from synpunkter.bilagor.skanner import SkannerNere, Svar, skanna
from tests.synpunkter.bilagor import clamd
from tests.synpunkter.bilagor.filer import EICAR


def test_a_clean_file_is_shown_whole_and_cleared() -> None:
    data = bytes(range(256)) * 2000
    with clamd.clamd() as (adress, visade):
        assert skanna(adress, data) == Svar(ren=True)
    assert visade == [data]


def test_what_is_found_is_named() -> None:
    with clamd.clamd() as (adress, _):
        assert skanna(adress, b"hej " + EICAR) == Svar(ren=False, fynd="Eicar-Test-Signature")


@pytest.mark.parametrize(
    "svar",
    [
        b"",
        b"\0",
        b"stream: OK",
        b"stream: OK\0stream: OK\0",
        b"OK\0",
        b"stream: UNKNOWN\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\xff" * 10_000,
    ],
)
def test_garbage_is_no_answer(svar: bytes) -> None:
    with clamd.clamd(clamd.sager(svar)) as (adress, _), pytest.raises(SkannerNere):
        skanna(adress, b"hej")


@pytest.mark.parametrize("svara", [clamd.tiger, clamd.droppar])
def test_a_slow_scanner_is_waited_for_no_longer_than_the_limit(svara: clamd.Svara) -> None:
    borjan = time.monotonic()
    with clamd.clamd(svara) as (adress, _), pytest.raises(SkannerNere):
        skanna(adress, b"hej", frist=0.4)
    assert time.monotonic() - borjan < 3


def test_nobody_listening_is_no_answer() -> None:
    with pytest.raises(SkannerNere):
        skanna(clamd.stangd_port(), b"hej")
    with pytest.raises(SkannerNere):
        skanna("unix:///finns/inte.sock", b"hej")


def test_a_scanner_that_hangs_up_in_the_middle_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def svara() -> None:
            server.accept()[0].close()

        trad = threading.Thread(target=svara, daemon=True)
        trad.start()
        with pytest.raises(SkannerNere):
            skanna(f"tcp://127.0.0.1:{server.getsockname()[1]}", bytes(5_000_000))
        trad.join(5)


def test_a_scanner_beside_us_is_asked_through_its_socket(tmp_path: Path) -> None:
    stig = tmp_path / "clamd.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(stig))
        server.listen()

        def svara() -> None:
            anslutning, _ = server.accept()
            with anslutning:
                clamd.arlig(anslutning, clamd.ta_emot(anslutning))

        trad = threading.Thread(target=svara, daemon=True)
        trad.start()
        assert skanna(f"unix://{stig}", b"hej").ren
        trad.join(5)
