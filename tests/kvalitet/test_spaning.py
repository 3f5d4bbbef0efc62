"""Errors and traces arrive where the settings say, and nothing of a person goes with them."""

from __future__ import annotations

import gzip
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
import pytest

from kvalitet import spaning, spar
from kvalitet.miljo import Miljo
from kvalitet.spaning import OTEL, SENTRY, Platser, platser, rensad
from tests import arbetare
from tests.kvalitet.spaning_prov import HEMLIGT, NAMN

ROT = Path(__file__).resolve().parents[2]


@dataclass
class Mottagare:
    adress: str
    kroppar: list[bytes] = field(default_factory=list)

    @property
    def allt(self) -> bytes:
        return b"\n".join(self.kroppar)


@pytest.fixture
def mottagare() -> Iterator[Mottagare]:
    """A server that takes what is sent to it, as Sentry and a collector do."""

    class Tar(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kropp = self.rfile.read(int(self.headers["Content-Length"]))
            packa_upp = {"gzip": gzip.decompress, "br": brotli.decompress}
            packning = self.headers.get("Content-Encoding", "")
            mottagare.kroppar.append(packa_upp.get(packning, bytes)(kropp))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tar)
    mottagare = Mottagare(f"127.0.0.1:{server.server_port}")
    trad = threading.Thread(target=server.serve_forever)
    trad.start()
    yield mottagare
    server.shutdown()
    trad.join()
    server.server_close()


def kor(databas: str, mapp: Path, **egna: str) -> str:
    miljo = {**arbetare.miljo(databas, mapp), "PYTHONPATH": str(ROT), **egna}
    svar = subprocess.run(
        [sys.executable, "-m", "tests.kvalitet.spaning_prov"],
        cwd=ROT,
        env=miljo,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert svar.returncode == 0, svar.stderr
    return svar.stderr


@pytest.mark.langsam
def test_an_error_reaches_sentry_and_nobody_with_it(
    riktig_databas: str, tmp_path: Path, mottagare: Mottagare
) -> None:
    kor(riktig_databas, tmp_path, KVALITET_SENTRY=f"http://nyckel@{mottagare.adress}/1")
    for ord_ in (b"RuntimeError", b"spanad-0001", b"spaning_prov.py"):
        assert ord_ in mottagare.allt, ord_
    for ord_ in ("Gick inte för %s", "Arbetet är inte klart", "Raden om %s saknas", "prov, logga,"):
        assert ord_.encode() in mottagare.allt or json.dumps(ord_)[1:-1].encode() in mottagare.allt
    assert HEMLIGT.encode() not in mottagare.allt
    assert b"anna" not in mottagare.allt
    assert NAMN.encode() not in mottagare.allt
    assert b"Hemlig" not in mottagare.allt


@pytest.mark.langsam
def test_a_fault_that_is_logged_reaches_sentry_with_its_place(
    riktig_databas: str, tmp_path: Path, mottagare: Mottagare
) -> None:
    """The site's own log cleans its line first, and takes nothing from whoever listens next."""
    kor(riktig_databas, tmp_path, KVALITET_SENTRY=f"http://nyckel@{mottagare.adress}/1")
    handelser = [json.loads(rad) for rad in mottagare.allt.splitlines() if b'"LookupError"' in rad]
    (fel,) = [e for handelse in handelser for e in handelse["exception"]["values"]]
    assert (fel["type"], fel["value"]) == ("LookupError", "")
    assert [ram["function"] for ram in fel["stacktrace"]["frames"]] == ["logga"]


@pytest.mark.langsam
def test_a_trace_reaches_the_collector_and_nobody_with_it(
    riktig_databas: str, tmp_path: Path, mottagare: Mottagare
) -> None:
    kor(riktig_databas, tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{mottagare.adress}")
    for ord_ in (b"trasig/<str:nyckel>/", b"RuntimeError", b"forbattringshjulet", b"FROM"):
        assert ord_ in mottagare.allt, ord_
    assert HEMLIGT.encode() not in mottagare.allt
    assert b"anna" not in mottagare.allt
    assert NAMN.encode() not in mottagare.allt


@pytest.mark.langsam
def test_where_neither_is_named_nothing_is_sent(
    riktig_databas: str, tmp_path: Path, mottagare: Mottagare
) -> None:
    kor(riktig_databas, tmp_path)
    assert mottagare.kroppar == []


def test_an_event_keeps_what_is_listed_only() -> None:
    bricka = spar.begaran.set("abc-12345")
    ren = rensad(
        {
            "event_id": "1",
            "request": {"data": HEMLIGT},
            "user": {"email": HEMLIGT},
            "extra": {"vem": HEMLIGT},
            "contexts": {"celery-job": {"args": [HEMLIGT]}},
            "transaction": f"/folj/{HEMLIGT}/",
            "logentry": {"message": "för %s", "params": [HEMLIGT], "formatted": HEMLIGT},
            "exception": {
                "values": [
                    {
                        "type": "IntegrityError",
                        "value": f"Key (epost)=({HEMLIGT}) already exists.",
                        "stacktrace": {"frames": [{"function": "f", "vars": {"x": HEMLIGT}}]},
                    }
                ]
            },
        }
    )
    spar.begaran.reset(bricka)
    assert HEMLIGT not in str(ren)
    assert "logentry" not in ren  # it comes of the line alone
    assert ren["tags"] == {"begaran": "abc-12345", "process": spar.process.slag}
    assert ren["exception"]["values"][0]["type"] == "IntegrityError"
    assert ren["exception"]["values"][0]["stacktrace"]["frames"] == [{"function": "f"}]


@pytest.mark.parametrize(
    ("namn", "msg", "args", "blir"),
    [
        ("kvalitet.jobb", "Gick inte", (), "Gick inte"),
        ("annans", "för %s", (NAMN,), "för %s"),
        ("annans", f"för {NAMN}", (), "annans, f, 7"),
        ("kvalitet.jobb", ValueError(NAMN), (), "kvalitet.jobb, f, 7"),
        ("annans", f"för {HEMLIGT}, %s", (1,), "för [e-postadress], %s"),
    ],
)
def test_a_line_leaves_as_it_stands_in_the_code(
    namn: str, msg: object, args: tuple[object, ...], blir: str
) -> None:
    rad = logging.LogRecord(namn, logging.ERROR, "x.py", 7, msg, args, None, func="f")
    assert rensad({}, rad)["logentry"] == {"message": blir}


def test_values_in_a_question_are_taken_out() -> None:
    fraga = "SELECT 'it''s Anna' FROM t1 WHERE id = 42 AND x = %s"
    assert spaning._valda({"db.statement": fraga, "db.statement.parameters": "Anna"}) == {
        "db.statement": "SELECT ? FROM t1 WHERE id = ? AND x = %s"
    }


@pytest.mark.parametrize(
    ("namn", "varde", "fel"),
    [
        (SENTRY, "https://nyckel@sentry.example/1", False),
        (SENTRY, "http://nyckel@sentry:9000/1", False),
        (SENTRY, "http://nyckel@sentry.example/1", True),
        (SENTRY, "https://sentry.example/1", True),
        (SENTRY, "https://nyckel@sentry.example:x/1", True),
        (OTEL, "https://otel.example", False),
        (OTEL, "http://otel:4318", False),
        (OTEL, "http://otel.example", True),
        (OTEL, "otel:4318", True),
    ],
)
def test_where_to_is_an_address_that_nobody_can_listen_to(namn: str, varde: str, fel: bool) -> None:
    miljo = Miljo({namn: varde})
    platser(miljo)
    assert bool(miljo.fel) is fel
    assert "nyckel@sentry" not in "".join(miljo.fel)


def test_without_the_packages_the_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spaning, "find_spec", lambda _: None)
    miljo = Miljo({SENTRY: "https://n@sentry.example/1", OTEL: "http://otel:4318"})
    platser(miljo)
    assert len(miljo.fel) == 2
    assert all("krav-tillval.txt" in mening for mening in miljo.fel)
    assert platser(Miljo({})) == Platser()
