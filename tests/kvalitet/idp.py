"""A real OpenID Connect provider in a process of its own, and how a browser goes through it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.contrib.auth import get_user
from django.test import Client

from kvalitet import klocka
from kvalitet.actions.idp import Identitet
from kvalitet.models import Anvandare, Handelse
from tests import factories

SUB = "a1b2"
UPPGIFTER: dict[str, Any] = {
    "email": "Siv.Akesson@kommun.example",
    "email_verified": True,
    "name": "Siv Åkesson",
    "groups": ["hjulet-chef"],
}


@dataclass(frozen=True)
class Idp:
    adress: str

    def ar(self, sub: str = SUB, **andrat: Any) -> None:
        """Let the person be known, with these claims over the usual ones."""
        svar = requests.put(f"{self.adress}/users/{sub}", json={**UPPGIFTER, **andrat}, timeout=5)
        assert svar.status_code == 204, svar.text

    def sager_bara(self, ansprak: dict[str, Any]) -> None:
        """Let the person be known with these claims and no other."""
        requests.put(f"{self.adress}/users/{SUB}", json=ansprak, timeout=5)

    def godkann(self, vidare: str, sub: str = SUB) -> str:
        """Sign in at the provider; return where it leads, with its code."""
        svar = requests.post(vidare, data={"sub": sub}, allow_redirects=False, timeout=5)
        assert svar.status_code == 302, svar.text
        return svar.headers["Location"]

    def neka(self, vidare: str) -> str:
        """Say no at the provider. This one forgets to send the state along, as others do."""
        svar = requests.post(vidare, data={"action": "deny"}, allow_redirects=False, timeout=5)
        state = parse_qs(urlsplit(vidare).query)["state"][0]
        return f"{svar.headers['Location']}&state={state}"


@contextmanager
def startad() -> Iterator[Idp]:
    """Start the provider on a free port and wait until it answers."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    idp = Idp(f"http://127.0.0.1:{port}")
    try:
        _vanta(idp, process)
        yield idp
    finally:
        process.terminate()
        process.wait(10)


def _vanta(idp: Idp, process: subprocess.Popen[bytes]) -> None:
    slut = time.monotonic() + 30
    while time.monotonic() < slut and process.poll() is None:
        try:
            requests.get(f"{idp.adress}/.well-known/openid-configuration", timeout=1)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("leverantören startade inte")


def in_via(client: Client, idp: Idp, sub: str = SUB, vidare: str = "") -> Any:
    """Go the whole way as a browser does, and return our answer to the provider's redirect."""
    till = client.post("/konto/kommunen/", {"next": vidare} if vidare else {}).headers["Location"]
    assert till.startswith(idp.adress)
    return client.get(stig(idp.godkann(till, sub)))


def stig(adress: str) -> str:
    """The path and query of an address at our own site."""
    return "/" + adress.split("/", 3)[3]


def inloggad(client: Client) -> bool:
    return bool(get_user(client).is_authenticated)  # type: ignore[arg-type]


def roller(person: Anvandare) -> set[tuple[str, str]]:
    giltiga = person.tilldelningar.giltiga(klocka.idag())
    return set(giltiga.values_list("roll", "kalla").order_by("pk"))


def slag() -> set[str]:
    return set(Handelse.objects.values_list("slag", flat=True).order_by("pk"))


def siv_pa_riktigt() -> Anvandare:
    return factories.person("Siv Åkesson", "PA", factories.kommun().hemtjanst)


def identiteten(siv: Anvandare, sub: str) -> Identitet:
    return Identitet(sub, siv.epost, verifierad=True, namn=siv.namn, grupper=frozenset())
