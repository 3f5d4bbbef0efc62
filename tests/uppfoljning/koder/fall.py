"""A survey that takes codes, and a resident who answers it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.test import Client

from kvalitet.models import Anvandare
from tests.uppfoljning.lage import Lage, undersokning
from uppfoljning.actions import svarskod as akter
from uppfoljning.models import Undersokning

OPPEN = {"oppnar": date(2026, 6, 1), "stanger": date(2026, 6, 30)}
SVAR: dict[str, str] = {
    "f_nki_1": "8",
    "f_nki_2": "7",
    "f_nki_3": "6",
    "f_beratta": "Bra",
    "kon": "K",
    "skicka": "1",
}
SIDTOKEN = "en sidas token"


def med_koder(lage: Lage, **andrat: Any) -> Undersokning:
    dagar = {"oppnar": date(2026, 5, 20), "stanger": date(2026, 6, 30)}
    return undersokning(lage, kraver_kod=True, **(dagar | andrat))


def bestall(u: Undersokning, antal: int, av: Anvandare, token: str = SIDTOKEN) -> list[str]:
    return akter.bestall(u, token=token, antal=antal, av=av)


def url(u: Undersokning) -> str:
    return f"/undersokningar/{u.slug}/"


def token(sida: str) -> str:
    traff = re.search(r'name="token" value="([^"]+)"', sida)
    assert traff
    return traff[1]


def medford(sida: str) -> str:
    """Return the code that the page carries unseen."""
    traff = re.search(r'<input type="hidden" name="kod" value="([^"]*)"', sida)
    assert traff
    return traff[1]


def svara(client: Client, u: Undersokning, kod: str, **andrat: str) -> Any:
    """Open the survey by a code and send it in."""
    sida = client.get(url(u), {"kod": kod}).content.decode()
    return client.post(url(u), {**SVAR, "token": token(sida), "kod": medford(sida), **andrat})
