"""A Kolada of our own: a local HTTP server that speaks the documented shapes, faults included.

It is stricter than the real one where the rules are known: more than 25 ids in a part of the
address, or more than 5 000 rows a page, are answered by 400.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

Rad = dict[str, Any]


class Koladaserver:
    """The catalogue and the values that it tells of, the faults it shall make, and what it saw."""

    def __init__(self) -> None:
        self.nyckeltal: list[Rad] = []
        self.omraden: list[Rad] = [omrade("0000", "Riket", "L"), omrade("0581", "Norrköping")]
        self.grupper: list[Rad] = []
        self.varden: list[Rad] = []
        self.per_sida = 5000
        self.nasta_heter = "next_url"
        self.sett: list[str] = []
        """Every address that was asked for, in order."""
        self.huvuden: list[dict[str, str]] = []
        self.fel: deque[Fel] = deque()
        """Faults, each for one answer; then all is well again."""
        self.alltid: Fel | None = None
        self.fel_vid: dict[str, Fel] = {}
        """Faults for addresses that hold a text, every time."""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handtag(self))
        self._http.daemon_threads = False
        self.adress = f"http://127.0.0.1:{self._http.server_port}"

    @contextmanager
    def igang(self) -> Iterator[Koladaserver]:
        trad = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        trad.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            trad.join()

    @property
    def vagar(self) -> list[str]:
        return [urlsplit(adress).path for adress in self.sett]

    def nasta_fel(self, adress: str) -> Fel | None:
        for text, fel in self.fel_vid.items():
            if text in adress:
                return fel
        return self.fel.popleft() if self.fel else self.alltid

    def svara(self, adress: str) -> tuple[int, Any]:
        delar = urlsplit(adress)
        fraga = {namn: varden[0] for namn, varden in parse_qs(delar.query).items()}
        per_sida, sida = int(fraga.get("per_page", 5000)), int(fraga.get("page", 1))
        vag = delar.path.strip("/").split("/")
        urval = dict(zip(vag[2::2], vag[3::2], strict=False))
        if per_sida > 5000 or any(v.count(",") >= 25 for v in vag):
            return 400, {"detail": "too many"}
        rader = self._rader(vag, urval, fraga.get("from_date"))
        if rader is None:
            return 404, {"detail": "not found"}
        antal = min(per_sida, self.per_sida)
        bit = rader[(sida - 1) * antal : sida * antal]
        fler = sida * antal < len(rader)
        vidare = f"{self.adress}{delar.path}?{urlencode({**fraga, 'page': sida + 1})}"
        svar = {"values": bit, "count": len(rader), self.nasta_heter: vidare if fler else None}
        return 200, svar

    def _rader(self, vag: list[str], urval: dict[str, str], fran: str | None) -> list[Rad] | None:
        if vag[0] != "v3":
            return None
        if vag[1] == "kpi":
            valda = vag[2].split(",") if len(vag) > 2 else None
            return [r for r in self.nyckeltal if valda is None or r.get("id") in valda]
        if vag[1] in ("municipality", "municipality_groups"):
            return self.omraden if vag[1] == "municipality" else self.grupper
        if vag[1] not in ("data", "oudata"):
            return None
        return [_synlig(r) for r in self.varden if _vald(r, urval, fran)]


def _vald(rad: Rad, urval: dict[str, str], fran: str | None) -> bool:
    if fran and rad.get("andrad", "9999-12-31") < fran:
        return False
    falt = {"kpi": "kpi", "municipality": "municipality", "ou": "ou", "year": "period"}
    return all(
        str(rad.get(falt[vad])) in koder.split(",") for vad, koder in urval.items() if vad in falt
    )


def _synlig(rad: Rad) -> Rad:
    return {namn: varde for namn, varde in rad.items() if namn != "andrad"}


# --- rows in the API's shape ---------------------------------------------------------------------


def nyckeltal(kod: str, titel: str = "Nöjda, andel (%)", **andrat: Any) -> Rad:
    return {
        "id": kod,
        "title": titel,
        "description": f"Beskrivning av {kod}. Källa: SCB.",
        "is_divided_by_gender": True,
        "municipality_type": "K",
        "auspice": "T",
        "operating_area": "Äldre och funktionshinder",
        "perspective": "Kvalitet och resultat",
        "prel_publication_date": None,
        "publication_date": "2026-04-01",
        "publ_period": "2025",
        "has_ou_data": False,
        **andrat,
    }


def omrade(kod: str, namn: str, typ: str = "K") -> Rad:
    return {"id": kod, "title": namn, "type": typ}


def grupp(kod: str, namn: str, *medlemmar: str) -> Rad:
    poster = [{"member_id": ett, "member_title": f"Kommun {ett}"} for ett in medlemmar]
    return {"id": kod, "title": namn, "members": poster}


def varde(
    kpi: str, omrade: str, ar: int, tal: Any, *, andrad: date | None = None, **andrat: Any
) -> Rad:
    """A total; `konsvarden` for women and men too."""
    rad = {"kpi": kpi, "municipality": omrade, "period": ar, "values": [kon("T", tal, **andrat)]}
    return {**rad, "andrad": andrad.isoformat()} if andrad else rad


def konsvarden(kpi: str, omrade: str, ar: int, t: Any, k: Any, m: Any) -> Rad:
    varden = [kon("T", t), kon("K", k), kon("M", m)]
    return {"kpi": kpi, "municipality": omrade, "period": ar, "values": varden}


def kon(vilka: str, tal: Any, **andrat: Any) -> Rad:
    grund = {"gender": vilka, "count": 1, "status": "", "value": tal, "isdeleted": False}
    return {**grund, **andrat}


# --- faults --------------------------------------------------------------------------------------

Fel = Callable[["Koladaserver", BaseHTTPRequestHandler], None]


def status(kod: int, *, vanta: str = "") -> Fel:
    def gor(_: Koladaserver, h: BaseHTTPRequestHandler) -> None:
        _skriv(h, kod, b'{"detail": "no"}', {"Retry-After": vanta} if vanta else {})

    return gor


def svar(innehall: Any) -> Fel:
    """Answer this, whatever was asked."""
    return ratt_av(json.dumps(innehall).encode())


def ratt_av(innehall: bytes, **huvuden: str) -> Fel:
    """Answer these bytes, whatever was asked."""

    def gor(_: Koladaserver, h: BaseHTTPRequestHandler) -> None:
        _skriv(h, 200, innehall, {k.replace("_", "-"): v for k, v in huvuden.items()})

    return gor


def avbruten(server: Koladaserver, h: BaseHTTPRequestHandler) -> None:
    """Half a page, and the line goes dead."""
    _, innehall = server.svara(h.path)
    hela = json.dumps(innehall).encode()
    h.send_response(200)
    h.send_header("Content-Length", str(len(hela)))
    h.end_headers()
    h.wfile.write(hela[: len(hela) // 2])
    h.close_connection = True


def halv_json(server: Koladaserver, h: BaseHTTPRequestHandler) -> None:
    """Half a page that says that it is whole."""
    _, innehall = server.svara(h.path)
    hela = json.dumps(innehall).encode()
    _skriv(h, 200, hela[: len(hela) // 2])


def oandlig(server: Koladaserver, h: BaseHTTPRequestHandler) -> None:
    """There is always another page."""
    nasta = f"{server.adress}{urlsplit(h.path).path}?page={len(server.sett) + 1}"
    _skriv(h, 200, json.dumps({"values": [], "next_url": nasta}).encode())


def _handtag(server: Koladaserver) -> type[BaseHTTPRequestHandler]:
    class Handtag(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5
        wbufsize = 65536  # head and body leave together

        def do_GET(self) -> None:
            server.sett.append(self.path)
            server.huvuden.append(dict(self.headers.items()))
            fel = server.nasta_fel(self.path)
            if fel is not None:
                fel(server, self)
                return
            kod, innehall = server.svara(self.path)
            kropp, huvuden = json.dumps(innehall).encode(), {}
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                kropp, huvuden = gzip.compress(kropp), {"Content-Encoding": "gzip"}
            _skriv(self, kod, kropp, huvuden)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handtag


def _skriv(
    h: BaseHTTPRequestHandler, kod: int, kropp: bytes, huvuden: dict[str, str] | None = None
) -> None:
    h.send_response(kod)
    for namn, varde_ in {"Content-Type": "application/json", **(huvuden or {})}.items():
        h.send_header(namn, varde_)
    h.send_header("Content-Length", str(len(kropp)))
    h.end_headers()
    h.wfile.write(kropp)
