"""Which role the process works as in the database: the application's, or the tables' owner."""

from __future__ import annotations

from typing import Any

from kvalitet.miljo import Miljo

# Who changes tables waits for those who use them, and whoever comes after waits behind him: so he
# gives up soon, the site runs on, and he tries again (docs/uppgradera.md).
_TALAMOD = "-c lock_timeout=5s -c statement_timeout=15min"


def som_agare(miljo: Miljo, appens: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the database to work with, and the application's own where that is another.

    Only `migrate`, `rattigheter` and `aterstall` (and in compose the backup, which is run by the
    same service) are started with `KVALITET_AGARE_DATABASE_URL`; web, worker and beat never hold
    the owner's secret.
    """
    if not miljo.text("KVALITET_AGARE_DATABASE_URL", ""):
        return appens, None
    agarens = miljo.databas("KVALITET_AGARE_DATABASE_URL", hjalp="")
    if agarens and agarens.get("USER") == appens.get("USER"):
        miljo.fel.append(
            "KVALITET_AGARE_DATABASE_URL och DATABASE_URL har samma användare. "
            "Appens roll får inte äga tabellerna."
        )
    val = dict(agarens.get("OPTIONS", {}))
    val["options"] = f"{val.get('options', '')} {_TALAMOD}".strip()
    return {**appens, **agarens, "OPTIONS": val}, appens
