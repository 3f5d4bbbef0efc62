"""How each kind of process reaches the database: how long it waits, through which pool, and
whether there is a copy to read."""

from __future__ import annotations

from typing import Any, Final

from kvalitet.miljo import Miljo

ANSLUTNING: Final = 5
"""Seconds to wait for a connection."""
GRANSER: Final[dict[str, dict[str, str]]] = {
    # Somebody waits for the page: seconds, then a page that says so and keeps what was written.
    "webb": {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
    },
    # A worker's tasks end by Celery's own limits; a migration takes the time that it takes.
    "arbete": {},
}
LASKOPIANS: Final = {"default_transaction_read_only": "on", "statement_timeout": "5s"}
"""The primary still has to answer after a copy that did not."""
EFTERSLAP: Final = 15
"""Seconds; three beats of the worker's pulse."""


def databasval(miljo: Miljo) -> dict[str, Any]:
    """Return the options of the connection for the kind of process that KVALITET_PROCESS names:
    `wsgi.py` says webb, everything else is arbete."""
    process = miljo.val("KVALITET_PROCESS", tuple(GRANSER), "arbete")
    return {"connect_timeout": ANSLUTNING, **_satta(miljo, GRANSER[process])}


def poolval(miljo: Miljo) -> dict[str, Any]:
    """Return what a pool that lends a connection for one transaction asks of Django: nothing may be
    left in the session. The limits are then the pool's own to set (docs/skalning.md)."""
    miljo.val("KVALITET_POOL", ("ingen", "transaktion"), "ingen")
    return {"DISABLE_SERVER_SIDE_CURSORS": True} if _pool(miljo) else {}


def laskopia(miljo: Miljo, primar: dict[str, Any]) -> dict[str, Any] | None:
    """Return the copy that public pages may read, or None where there is none."""
    if not miljo.text("KVALITET_LASKOPIA", ""):
        return None
    kopia = miljo.databas("KVALITET_LASKOPIA", hjalp="")
    if kopia and all(kopia.get(d) == primar.get(d) for d in ("HOST", "PORT", "NAME")):
        miljo.fel.append("KVALITET_LASKOPIA och DATABASE_URL är samma databas. Ta bort den ena.")
    val = {
        "connect_timeout": 2,
        "tcp_user_timeout": 3000,
        **_satta(miljo, LASKOPIANS),
        **kopia.get("OPTIONS", {}),
    }
    # No SELECT 1 before each page: one that fails is answered by the primary.
    return {**primar, **kopia, "CONN_HEALTH_CHECKS": False, "OPTIONS": val}


def efterslap(miljo: Miljo) -> int:
    """Return how many seconds the copy may be behind and still be read."""
    sekunder = miljo.heltal("KVALITET_LASKOPIA_EFTERSLAP", EFTERSLAP)
    if sekunder < 1:
        miljo.fel.append("KVALITET_LASKOPIA_EFTERSLAP ska vara minst 1.")
    return sekunder


def _pool(miljo: Miljo) -> bool:
    return miljo.text("KVALITET_POOL", "ingen") == "transaktion"


def _satta(miljo: Miljo, granser: dict[str, str]) -> dict[str, str]:
    """Settings of the session, which stand in the connection's first message: a pool refuses it."""
    if _pool(miljo) or not granser:
        return {}
    return {"options": " ".join(f"-c {namn}={varde}" for namn, varde in granser.items())}
