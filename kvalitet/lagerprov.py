"""How what stands beside the database and the queue fares (kvalitet.drift)."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from redis.exceptions import RedisError

from kvalitet import laskopia, matt
from kvalitet.drift import Lage, Prov, antal_ord

_PRIMAREN = "De publika sidorna läser huvuddatabasen så länge."


def laskopian() -> Prov:
    """How far behind the copy is that public pages read. Without it they are as right as ever."""
    namn, grans = "Läskopia", settings.LASKOPIA_EFTERSLAP
    try:
        efter = laskopia.efterslap()
    except (DatabaseError, InterfaceError):
        mening = f"Läskopian svarar inte. {_PRIMAREN}"
        return Prov(namn, Lage.VARNING, mening, "Starta kopian, eller se efter nätet dit.")
    if efter is None:
        mening = f"Läskopian följer inte huvuddatabasen. {_PRIMAREN}"
        gor = "Se efter att KVALITET_LASKOPIA pekar på en kopia och att den får sin WAL."
        return Prov(namn, Lage.VARNING, mening, gor)
    sekunder = antal_ord(round(efter), "sekund", "sekunder")
    if efter > grans:
        mening = f"Läskopian ligger {sekunder} efter (gränsen är {grans}). {_PRIMAREN}"
        return Prov(namn, Lage.VARNING, mening, "Se efter kopians disk, nätet och arbetaren.")
    return Prov(namn, Lage.BRA, f"Läskopian ligger {sekunder} efter (gränsen är {grans}).")


def kon_behaller() -> Prov:
    """A queue whose memory is full must refuse what is new, never throw away what waits."""
    namn = "Köns minne"
    try:
        minne = matt.ko().info("memory")
    except (RedisError, OSError):
        return Prov(namn, Lage.FEL, "Meddelandekön svarar inte.", "Starta Valkey.")
    regel = str(minne.get("maxmemory_policy", "noeviction"))
    if regel != "noeviction":
        mening = f"Kön får kasta uppgifter som väntar när minnet tar slut ({regel})."
        gor = (
            "Sätt maxmemory-policy noeviction, och ge räknarna en egen plats (KVALITET_CACHE_URL)."
        )
        return Prov(namn, Lage.VARNING, mening, gor)
    return Prov(namn, Lage.BRA, "Kön kastar inget som väntar.")
