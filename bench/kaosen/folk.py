"""People who use the site over HTTP, behind a proxy, and try again when the line breaks.

A resident fetches the form, fills it in, checks it and sends it; when no answer comes, the same
form is sent again, with the same key, as a browser's "try again" does. An official orders reports.
"""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from bench.kaosen.stall import BAKOM_PROXY, VARD

TALAMOD = 240.0
"""Seconds that someone goes on trying to get one page."""
PAUS = 0.25
LASTID = 3.2
"""Seconds between the form and its sending: quicker is taken for a program (skrap.py)."""
KNIPPE = 20
"""Forms that one client has open at a time at most, so that it need not wait for each."""
_DOLT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_REFERENS = re.compile(r"SP-\d{4}-[0-9A-Z]+")


@dataclass
class Utfall:
    """What people have seen; shared by the threads."""

    kvitterade: dict[int, str] = field(default_factory=dict)
    """Number of the synpunkt to the reference on its receipt."""
    bestallda: dict[tuple[str, str], str] = field(default_factory=dict)
    """(nämnd, period) to the address of the report."""
    svar: Counter[str] = field(default_factory=Counter)
    """How the attempts ended, beyond those that went well."""
    las: threading.Lock = field(default_factory=threading.Lock)

    @property
    def klara(self) -> int:
        return len(self.kvitterade) + len(self.bestallda)

    def notera(self, vad: str) -> None:
        with self.las:
            self.svar[vad] += 1


class Last:
    """The synpunkter to leave, let out by and by, so that there is load at each fault."""

    def __init__(self, antal: int, klienter: int) -> None:
        self.antal, self._klienter = antal, klienter
        self._utdelade = self._slappta = 0
        self._vakt = threading.Condition()

    def slapp(self, upp_till: int) -> None:
        with self._vakt:
            self._slappta = max(self._slappta, min(upp_till, self.antal))
            self._vakt.notify_all()

    def knippe(self) -> list[int]:
        """The next few numbers, when they are let out; none when all have been."""
        with self._vakt:
            self._vakt.wait_for(
                lambda: self._utdelade < self._slappta or self._utdelade == self.antal
            )
            ute = self._slappta - self._utdelade
            tagna = min(ute, KNIPPE, -(-ute // self._klienter))
            self._utdelade += tagna
            if self._utdelade == self.antal:
                self._vakt.notify_all()
            return list(range(self._utdelade - tagna, self._utdelade))


class GavUpp(Exception):
    """Somebody has tried for as long as anyone does."""


class Person:
    """One browser with an address and cookies of its own."""

    def __init__(self, port: int, adress: str, utfall: Utfall) -> None:
        self._port, self._adress, self._utfall = port, adress, utfall
        self.kakor: dict[str, str] = {}

    def hamta(self, vag: str) -> str:
        return self._forsok("GET", vag, None)[1]

    def posta(self, vag: str, falt: dict[str, str]) -> tuple[int, str]:
        """Send until there is an answer. Returns (status, page or address that it points to)."""
        return self._forsok("POST", vag, urlencode(falt))

    def _forsok(self, metod: str, vag: str, kropp: str | None) -> tuple[int, str]:
        slut = time.monotonic() + TALAMOD
        while time.monotonic() < slut:
            try:
                status, sida = self._fraga(metod, vag, kropp)
            except (OSError, http.client.HTTPException) as fel:
                self._utfall.notera(type(fel).__name__)
            else:
                if status < 400:
                    return status, sida
                self._utfall.notera(str(status))
            time.sleep(PAUS)
        raise GavUpp(vag)

    def _fraga(self, metod: str, vag: str, kropp: str | None) -> tuple[int, str]:
        linje = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            linje.request(metod, vag, kropp, self._huvuden(kropp))
            svar = linje.getresponse()
            sida = svar.read().decode()
            for kaka in svar.headers.get_all("Set-Cookie") or ():
                namn, _, varde = kaka.partition(";")[0].partition("=")
                self.kakor[namn] = varde
            return svar.status, svar.getheader("Location") or sida
        finally:
            linje.close()

    def _huvuden(self, kropp: str | None) -> dict[str, str]:
        huvuden = {
            **BAKOM_PROXY,
            "X-Forwarded-For": self._adress,
            "Referer": f"https://{VARD}/synpunkter/lamna/",
            "Cookie": "; ".join(f"{namn}={varde}" for namn, varde in self.kakor.items()),
        }
        if kropp is not None:
            huvuden["Content-Type"] = "application/x-www-form-urlencoded"
        return huvuden


def dolda(sida: str) -> dict[str, str]:
    return {namn: unescape(varde) for namn, varde in _DOLT.findall(sida)}


# --- residents -------------------------------------------------------------------------------


def epost(nr: int) -> str:
    return f"n{nr}@exempel.se"


def invanare(port: int, last: Last, utfall: Utfall) -> None:
    """Let one person after the other leave a synpunkt, until there is none left."""
    while knippe := last.knippe():
        oppna = []
        for nr in knippe:
            person = Person(port, f"10.{nr >> 16 & 255}.{nr >> 8 & 255}.{nr & 255}", utfall)
            try:
                oppna.append((nr, person, dolda(person.hamta("/synpunkter/lamna/"))))
            except GavUpp:
                utfall.notera("gav upp")
        time.sleep(LASTID)
        for nr, person, falt in oppna:
            try:
                _lamna(nr, person, falt, utfall)
            except GavUpp:
                utfall.notera("gav upp")


def _lamna(nr: int, person: Person, falt: dict[str, str], utfall: Utfall) -> None:
    svar = {
        **falt,
        "typ": ("klagomal", "forslag", "berom", "fraga")[nr % 4],
        "text": f"Kaosprov {nr}. Bussen till badet gick för tidigt i dag.",
        "svarsval": "epost",
        "epost": epost(nr),
        "namn": f"Person {nr}",
    }
    _, sida = person.posta("/synpunkter/lamna/granska/", svar)
    sist = dolda(sida)
    if "token" not in sist:
        utfall.notera("granska utan token")
        return
    _, kvitto = person.posta("/synpunkter/lamna/kvittens/", sist)
    referens = _REFERENS.search(kvitto)
    with utfall.las:
        if referens is None:
            utfall.svar["kvittens utan referens"] += 1
        else:
            utfall.kvitterade[nr] = referens[0]


# --- an official -----------------------------------------------------------------------------

BESTALL = "/arbete/rapporter/bestall/"


def bestallningar(person: Person, antal: int) -> list[tuple[str, str]]:
    """What can be ordered: (nämnd, period), by the form's own choices, the first `antal`."""
    sida = person.hamta(f"{BESTALL}?slag=manad")
    namnder, spann = _val(sida, "namnd"), _val(sida, "spann")[1:]  # not the one that goes on
    alla = [(namnd, ett) for ett in spann for namnd in namnder]
    assert len(alla) >= antal, f"bara {len(alla)} rapporter går att beställa"
    return alla[:antal]


def _val(sida: str, namn: str) -> list[str]:
    valjare = re.search(rf'<select[^>]*name="{namn}".*?</select>', sida, re.DOTALL)
    assert valjare, f"sidan har inget val av {namn}"
    return [v for v in re.findall(r'<option value="([^"]*)"', valjare[0]) if v]


def tjansteman(person: Person, att_bestalla: list[tuple[str, str]], utfall: Utfall) -> None:
    """Order the reports one after the other, each until it is taken."""
    for namnd, spann in att_bestalla:
        try:
            nyckel = dolda(person.hamta(f"{BESTALL}?slag=manad"))["csrfmiddlewaretoken"]
            falt = {"slag": "manad", "namnd": namnd, "spann": spann}
            status, adress = person.posta(BESTALL, {**falt, "csrfmiddlewaretoken": nyckel})
        except GavUpp:
            utfall.notera("gav upp")
            continue
        with utfall.las:
            if status == 302:
                utfall.bestallda[namnd, spann] = adress
            else:
                utfall.svar["beställning utan rapport"] += 1
