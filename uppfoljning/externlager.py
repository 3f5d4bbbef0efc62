"""Where an uploaded survey file lies while it is looked at: in memory, encrypted, for an hour.

It may hold one person's answers in each row. It is therefore not kept in the database or on disk
(a large upload passes through the request's own temporary file, which goes with the request): it
lies in the cache, whose server writes nothing to disk, under a key of the person and the survey,
and is taken away when it has been read in, given up, or forgotten. When the cache loses it, the
file is uploaded again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cryptography.fernet import InvalidToken
from django.core.cache import cache
from redis.exceptions import RedisError

from kvalitet.fel import Regelbrott
from kvalitet.krypto import dekryptera, kryptera
from kvalitet.models import Anvandare
from uppfoljning.externfil.tabell import Ark, Fil
from uppfoljning.models import Externundersokning

SPARAS = 3600
"""Seconds."""
UR_BRUK = (
    "Filen kan inte tas emot just nu, för korttidsminnet svarar inte. Vänta en stund och försök "
    "igen."
)
T = TypeVar("T")


@dataclass(frozen=True)
class Uppladdning:
    nyckel: uuid.UUID
    """One for each upload."""
    namn: str
    fil: Fil
    omgang: dict[str, Any]
    """What was said of the round, as text."""
    tolkning: dict[str, Any] | None = None
    """How the columns were read, when a person has said so."""

    @property
    def stampel(self) -> str:
        """Says which file and which reading of it a page shows."""
        visat = json.dumps([str(self.nyckel), self.tolkning], sort_keys=True)
        return hashlib.sha256(visat.encode()).hexdigest()[:32]


def spara(upp: Uppladdning, undersokning: Externundersokning, av: Anvandare) -> None:
    """Keep the file for an hour. An earlier one of the same person and survey goes."""
    plats = _plats(undersokning, av)
    ark = [
        [a.namn, a.antal, a.hinder, kryptera(base64.b64encode(a.data).decode())]
        for a in upp.fil.ark
    ]
    _prova(lambda: cache.set(f"{plats}:fil", ark, SPARAS))
    spara_val(upp, undersokning, av)


def spara_val(upp: Uppladdning, undersokning: Externundersokning, av: Anvandare) -> None:
    val = {
        "nyckel": str(upp.nyckel),
        "namn": upp.namn,
        "dolda": upp.fil.dolda,
        "omgang": upp.omgang,
        "tolkning": upp.tolkning,
    }
    plats = _plats(undersokning, av)
    _prova(lambda: cache.set(f"{plats}:val", kryptera(json.dumps(val)), SPARAS))


def hamta(undersokning: Externundersokning, av: Anvandare) -> Uppladdning | None:
    """Return what the person has uploaded, or None when there is nothing or it is forgotten."""
    plats = _plats(undersokning, av)
    allt = _prova(lambda: cache.get_many([f"{plats}:fil", f"{plats}:val"]))
    if len(allt) != 2:
        return None
    try:
        val = json.loads(dekryptera(allt[f"{plats}:val"]))
        ark = tuple(
            Ark(namn, antal, base64.b64decode(dekryptera(data)), hinder)
            for namn, antal, hinder, data in allt[f"{plats}:fil"]
        )
    except InvalidToken:
        return None  # kept under a key that is no longer ours
    return Uppladdning(
        nyckel=uuid.UUID(val["nyckel"]),
        namn=val["namn"],
        fil=Fil(ark, tuple(val["dolda"])),
        omgang=val["omgang"],
        tolkning=val["tolkning"],
    )


def kasta(undersokning: Externundersokning, av: Anvandare) -> None:
    plats = _plats(undersokning, av)
    _prova(lambda: cache.delete_many([f"{plats}:fil", f"{plats}:val"]))


def _plats(undersokning: Externundersokning, av: Anvandare) -> str:
    return f"externfil:{undersokning.pk}:{av.pk}"


def _prova(akt: Callable[[], T]) -> T:
    try:
        return akt()
    except (RedisError, OSError) as fel:
        raise Regelbrott(UR_BRUK) from fel
