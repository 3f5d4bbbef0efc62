"""What the client sends: ready requests, each synpunkt with a token and an address of its own."""

from __future__ import annotations

import secrets
import time
from urllib.parse import urlencode

from bench.kaosen.stall import VARD

_CSRF = "ab" * 16
"""A secret as Django takes it: the same in the cookie and in the form."""
TEXT = "Tiden på morgonen ändras utan att någon säger till. Det hände igen i dag, nummer {}."


def hamta(vag: str) -> bytes:
    return (f"GET {vag} HTTP/1.1\r\n{_huvud(1)}\r\n").encode()


def posta(vag: str, nr: int, svar: dict[str, str], kaka: str) -> bytes:
    kropp = urlencode({"csrfmiddlewaretoken": _CSRF, **svar}).encode()
    falt = (
        f"POST {vag} HTTP/1.1\r\n{_huvud(nr)}Origin: https://{VARD}\r\n"
        f"Cookie: {kaka}={_CSRF}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(kropp)}\r\n\r\n"
    )
    return falt.encode() + kropp


def _huvud(nr: int) -> str:
    """Behind a proxy; every sender has an address, since most people write once."""
    adress = f"10.{nr >> 16 & 255}.{nr >> 8 & 255}.{nr & 255}"
    return f"Host: {VARD}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: {adress}\r\n"


def svaret(nr: int, enhet: int) -> dict[str, str]:
    """The answers that both forms take: a complaint, with an answer by e-mail."""
    return {
        "typ": "klagomal",
        "text": TEXT.format(nr),
        "verksamhet": str(enhet),
        "plats": "Storgatan 1",
        "svarsval": "epost",
        "epost": f"gunilla.ek{nr}@exempel.se",
        "namn": "Gunilla Ek",
    }


def vart(nr: int, enhet: int) -> dict[str, str]:
    """What our last page sends besides: when the form was fetched, and its one-time token."""
    from django.core import signing

    startad = signing.dumps(int(time.time()) - 60, salt="synpunkter.startad")
    token = signing.dumps(secrets.token_urlsafe(18), salt="synpunkter.formular")
    return {**svaret(nr, enhet), "hemsida": "", "bilagor": "", "startad": startad, "token": token}
