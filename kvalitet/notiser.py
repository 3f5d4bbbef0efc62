"""Notices by e-mail, through the outbox."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation

from kvalitet import brev, klocka
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


def notifiera_flera(mall: str, notiser: Iterable[Notis], *, nu: datetime | None = None) -> None:
    """As `notifiera`, a mail each, in one question to the database for every thousand."""
    nu = nu or klocka.nu()
    Utskick.objects.bulk_create(
        (utskick(mall, notis, nu) for notis in notiser), batch_size=1000, ignore_conflicts=True
    )


def utskick(mall: str, notis: Notis, nu: datetime) -> Utskick:
    """Return the mail as it will wait in the outbox, unsaved."""
    brevet = skriv_brev(
        mall, mottagare=notis.mottagare, sammanhang=notis.sammanhang, sprak=notis.sprak
    )
    return Utskick(
        nyckel=notis.nyckel,  # type: ignore[misc]  # or what stands for it (kvalitet.ihop)
        mall=mall,
        innehall=json.dumps(asdict(brevet), ensure_ascii=False),
        message_id=make_msgid(domain=urlsplit(settings.ADRESS).hostname),
        skapad=nu,
        nasta_forsok=nu,
    )
