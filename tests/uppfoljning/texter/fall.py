"""A closed survey with words of residents."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from tests.uppfoljning.lage import Lage, undersokning
from uppfoljning.models import Fraga, Fragesvar, Svar, Undersokning

STANGD = {"oppnar": date(2026, 5, 1), "stanger": date(2026, 5, 31)}


def skrivet(u: Undersokning, *texter: str, fraga: Fraga | None = None) -> list[Fragesvar]:
    """An answer for each text."""
    version = u.versioner.i_bruk()[0]
    fraga = fraga or version.fragor.get(slag="fritext")
    svar = Svar.objects.bulk_create(
        Svar(
            undersokning=u,
            version=version,
            manad=u.oppnar,
            kon="K",
            token_hmac=uuid.uuid4().hex,
        )
        for _ in texter
    )
    return Fragesvar.objects.bulk_create(
        Fragesvar(svar=ett, fraga=fraga, text=text) for ett, text in zip(svar, texter, strict=True)
    )


def last(lage: Lage, *texter: str, **andrat: Any) -> Undersokning:
    """A closed survey with these texts, and as many answers as it takes to read them."""
    u = undersokning(lage, **(STANGD | andrat))
    skrivet(u, *texter, *(f"Utfyllnad {nr}" for nr in range(u.troskel - len(texter))))
    return u
