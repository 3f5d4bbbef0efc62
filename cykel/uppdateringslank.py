"""The link in a reminder that opens its rows, for one person and a time, without sign-in.

It is signed, not kept: it names the person, and each row by its id and the lap that it was
asked for in. What it opens is looked up anew each time, so that it dies with the lap, the
round, the account and the role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from cykel.villkor.uppdatera import Rad
from kvalitet.signering import slutar as _slutar

GILTIG_DAGAR = 10
MEST = 100
"""Rows of one link: an address has to fit in a mail. The rest are on the page behind sign-in."""
_SALT = "cykel.uppdateringslank"


@dataclass(frozen=True)
class Oppnad:
    """What a link opens: `varv` by the `nyckel` of each row."""

    person: int
    varv: dict[str, int]
    for_gammal: bool = False


def adress(person: int, rader: Iterable[Rad]) -> str:
    """Return the whole address for a mail, made anew for each mail."""
    return settings.ADRESS + reverse("publikt:uppdatera", args=[signera(person, rader)])


def slutar(adress: str) -> datetime:
    """Return when the address of a mail stops working, if the round has not closed before."""
    return _slutar(adress, timedelta(days=GILTIG_DAGAR))


def signera(person: int, rader: Iterable[Rad]) -> str:
    par = [[rad.nyckel, rad.varv.pk] for rad in rader][:MEST]
    return signing.dumps([person, par], salt=_SALT, compress=True)


def oppna(signerad: str) -> Oppnad | None:
    """Return what the link opens, or None when it is not ours."""
    try:
        return _tolka(signing.loads(signerad, salt=_SALT, max_age=GILTIG_DAGAR * 24 * 3600))
    except signing.SignatureExpired:
        return _tolka(signing.loads(signerad, salt=_SALT), for_gammal=True)
    except signing.BadSignature:
        return None


def _tolka(innehall: Any, *, for_gammal: bool = False) -> Oppnad:
    person, par = innehall
    return Oppnad(person, dict(par), for_gammal)
