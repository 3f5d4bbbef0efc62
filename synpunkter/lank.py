"""Links that open one case without sign-in: from a mail, or after reference and code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from kvalitet.signering import slutar as _slutar

_DYGN = 24 * 3600
GILTIG_EPOST_DAGAR = 90
_SLAG = {"epost": GILTIG_EPOST_DAGAR * _DYGN, "kod": 2 * 3600}
"""How long a link lives, in seconds: one in a mail, one in the address bar after the code."""
_PLATS = "SIGNERAT"


@dataclass(frozen=True)
class Oppnad:
    """What a link opens. `for_gammal`: ours, but past its time."""

    referens: str
    slag: str
    for_gammal: bool = False


def signera(referens: str, slag: str = "kod") -> str:
    return signing.dumps(referens, salt=f"synpunkter.lank.{slag}")


def adress(referens: str, sprak: str) -> str:
    """Return the whole address for a mail, made anew for each mail; the page is in `sprak`."""
    return settings.ADRESS + _vag(sprak).replace(_PLATS, signera(referens, "epost"))


@cache
def _vag(sprak: str) -> str:
    """The path with a place for what is signed: to find the words of a language for each mail
    costs more than to sign."""
    with translation.override(sprak):
        return reverse("synpunkter:folj_arende", args=[_PLATS])


def slutar(adress: str) -> datetime:
    """Return when the address of a mail stops working."""
    return _slutar(adress, timedelta(days=GILTIG_EPOST_DAGAR))


def oppna(signerad: str) -> Oppnad | None:
    """Return what the link opens, or None when it is not ours."""
    for slag, livstid in _SLAG.items():
        salt = f"synpunkter.lank.{slag}"
        try:
            return Oppnad(signing.loads(signerad, salt=salt, max_age=livstid), slag)
        except signing.SignatureExpired:
            return Oppnad(signing.loads(signerad, salt=salt), slag, for_gammal=True)
        except signing.BadSignature:
            continue
    return None
