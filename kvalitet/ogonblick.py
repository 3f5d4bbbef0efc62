"""Freezing what was true when something was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from kvalitet.models import Anvandare, Ogonblick


def frys(
    slag: str,
    data: Mapping[str, Any],
    *,
    schema: int,
    av: Anvandare | None,
    nu: datetime,
    ersatter: Ogonblick | None = None,
) -> Ogonblick:
    """Write `data` as a snapshot, in the caller's transaction."""
    innehall = kanonisk(data)
    return Ogonblick.objects.create(
        slag=slag,
        schema=schema,
        innehall=innehall,
        sha256=sha256(innehall.encode()).hexdigest(),
        ersatter=ersatter,
        skapad=nu,
        skapad_av=av,
    )


def kanonisk(data: Mapping[str, Any]) -> str:
    """Return canonical JSON: equal data give equal bytes, and so the same hash.

    Keys sorted, no spaces, letters as they are. Decimals are plain strings without trailing
    zeros, dates ISO, moments ISO in UTC. What has no one form is refused with `TypeError`:
    floats (a stored figure has been decided to its last digit), sets, naive moments, and keys
    that are not strings.
    """
    return json.dumps(_ren(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _ren(varde: object) -> Any:
    if isinstance(varde, Enum):
        return _ren(varde.value)
    if varde is None or isinstance(varde, str | bool | int):
        return varde
    if isinstance(varde, Mapping):
        return {_nyckel(nyckel): _ren(v) for nyckel, v in varde.items()}
    if isinstance(varde, Sequence) and not isinstance(varde, bytes | bytearray):
        return [_ren(v) for v in varde]
    return _text(varde)


def _nyckel(nyckel: object) -> str:
    if not isinstance(nyckel, str):
        raise TypeError(f"the key {nyckel!r} is not a string")
    return str(nyckel)


def _text(varde: object) -> str:
    if isinstance(varde, Decimal) and varde.is_finite():
        return format(varde.normalize() + 0, "f")  # + 0 takes the sign from a negative zero
    if isinstance(varde, datetime):
        if varde.tzinfo is None:
            raise TypeError("a moment needs a time zone")
        return varde.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(varde, date):
        return varde.isoformat()
    if isinstance(varde, UUID):
        return str(varde)
    raise TypeError(f"{type(varde).__name__} has no canonical form")
