"""How long each kind of process waits for the database."""

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


def databasval(miljo: Miljo) -> dict[str, Any]:
    """Return the options of the connection for the kind of process that KVALITET_PROCESS names:
    `wsgi.py` says webb, everything else is arbete."""
    process = miljo.val("KVALITET_PROCESS", tuple(GRANSER), "arbete")
    granser = " ".join(f"-c {namn}={varde}" for namn, varde in GRANSER[process].items())
    return {"connect_timeout": ANSLUTNING, **({"options": granser} if granser else {})}
