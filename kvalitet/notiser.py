"""Notices by e-mail, through the outbox."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from email.utils import make_msgid
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import translation

from kvalitet import brev, klocka, krypto
from kvalitet.ihop import Nyckel
from kvalitet.models import Utskick


@dataclass(frozen=True)
class Brev:
    """A finished e-mail: HTML and text from the same words."""

    mottagare: str
    amne: str
    text: str
    html: str


def skriv_brev(
    mall: str,
    *,
    mottagare: str,
    sammanhang: Mapping[str, Any],
    sprak: str = settings.LANGUAGE_CODE,
) -> Brev:
    """Write templates/epost/<mall>.txt as HTML and as text.

    In the receiver's language, whatever the page is in from which the mail comes.
    """
    with translation.override(sprak):
        innehall = brev.las_mall(mall, sammanhang)
        text, html = brev.som_text(innehall), brev.som_html(innehall)
    return Brev(mottagare=mottagare, amne=innehall.amne, text=text, html=html)


def notifiera(
    mall: str,
    *,
    mottagare: str,
    nyckel: str,
    sammanhang: Mapping[str, Any],
    sprak: str = settings.LANGUAGE_CODE,
    nu: datetime | None = None,
) -> None:
    """Put a mail in the outbox, in the caller's transaction; the sweep sends it.

    The same `nyckel` (at most 120 characters) adds nothing the second time.
    """
    notifiera_flera(mall, [Notis(mottagare, nyckel, sammanhang, sprak)], nu=nu)


@dataclass(frozen=True)
class Notis:
    """One mail of many from the same template."""

    mottagare: str
    nyckel: str | Nyckel
    sammanhang: Mapping[str, Any]
    sprak: str = settings.LANGUAGE_CODE
    skrivs_sist: bool = False
    """Let the sweep write the letter, which costs more than the rest of a short act. What it says
    is frozen all the same: `sammanhang` holds texts, numbers, dates and dicts of them."""


_LAGG = """
insert into kvalitet_utskick
    (nyckel, mall, innehall, message_id, status, skapad, nasta_forsok, forsok, fel)
values {} on conflict do nothing
"""
_RAD = "(%s, %s, %s, %s, 'vantar', %s, %s, 0, '')"
_OMGANG = 1000


def notifiera_flera(mall: str, notiser: Iterable[Notis], *, nu: datetime | None = None) -> None:
    """As `notifiera`, a mail each, in one question to the database for every thousand."""
    nu = nu or klocka.nu()
    kvar = iter(notiser)
    while rader := [_rad(mall, notis, nu) for notis in islice(kvar, _OMGANG)]:
        # Written out: the ORM's own way costs a request more than the letter's words do.
        with connection.cursor() as markor:
            fraga = _LAGG.format(", ".join([_RAD] * len(rader)))
            markor.execute(fraga, [varde for rad in rader for varde in rad])


def _rad(mall: str, notis: Notis, nu: datetime) -> tuple[str | datetime, ...]:
    innehall = krypto.kryptera(_innehall(mall, notis))
    message_id = make_msgid(domain=urlsplit(settings.ADRESS).hostname)
    return (str(notis.nyckel), mall, innehall, message_id, nu, nu)


def utskick(mall: str, notis: Notis, nu: datetime) -> Utskick:
    """Return the mail as it will wait in the outbox, unsaved."""
    return Utskick(
        nyckel=notis.nyckel,  # type: ignore[misc]  # or what stands for it (kvalitet.ihop)
        mall=mall,
        innehall=_innehall(mall, notis),
        message_id=make_msgid(domain=urlsplit(settings.ADRESS).hostname),
        skapad=nu,
        nasta_forsok=nu,
    )


def _innehall(mall: str, notis: Notis) -> str:
    """What the row holds, before it is encrypted: the letter, or what it will be written of."""
    if notis.skrivs_sist:
        falt: dict[str, Any] = {"mottagare": notis.mottagare, "sprak": notis.sprak}
        falt["sammanhang"] = dict(notis.sammanhang)
    else:
        falt = asdict(
            skriv_brev(
                mall, mottagare=notis.mottagare, sammanhang=notis.sammanhang, sprak=notis.sprak
            )
        )
    return _KODARE.encode(falt)


def las(mall: str, innehall: str) -> Brev:
    """Return the letter of a row's contents, written now if it has not been."""
    varden = json.loads(innehall, object_hook=_tid_in)
    return skriv_brev(mall, **varden) if "sammanhang" in varden else Brev(**varden)


def _tid_ut(varde: object) -> dict[str, str]:
    if isinstance(varde, datetime):
        return {"$tid": varde.isoformat()}
    if isinstance(varde, date):
        return {"$dag": varde.isoformat()}
    raise TypeError(f"{type(varde).__name__} kan inte frysas i ett brev")


_KODARE = json.JSONEncoder(ensure_ascii=False, default=_tid_ut)


def _tid_in(varde: dict[str, Any]) -> Any:
    if varde.keys() == {"$tid"}:
        return datetime.fromisoformat(varde["$tid"])
    return date.fromisoformat(varde["$dag"]) if varde.keys() == {"$dag"} else varde
