"""What every format is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from uppfoljning.rapport.dokument import Dokument
from uppfoljning.rapport.modell import Rapportlage
from uppfoljning.rapport.slag import Underlag

SIFFRA = 12
"""Of the fingerprint, in the short address where it can be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exportunderlag:
    """`fingeravtryck`: sha256 of the snapshot, in hex. `kontroll`: the address where it can be
    checked, "" when the snapshot knows none."""

    dokument: Dokument
    utkast: bool
    skapad: datetime
    forfattare: str
    fingeravtryck: str
    kontroll: str = ""

    @property
    def tid(self) -> datetime:
        """The snapshot's moment as Office files hold it: UTC, whole seconds, no zone."""
        return self.skapad.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    @property
    def fakta(self) -> tuple[tuple[str, str], ...]:
        """What tells where the figures come from."""
        kontroll = (("Kontrollera rapporten", self.kontroll),) if self.kontroll else ()
        return (("Underlagets fingeravtryck, SHA-256", self.fingeravtryck), *kontroll)


@dataclass(frozen=True, slots=True)
class Exportfil:
    """A finished file; `andelse` without its dot."""

    data: bytes
    andelse: str
    typ: str


def exportunderlag(dokument: Dokument, u: Underlag, fingeravtryck: str) -> Exportunderlag:
    return Exportunderlag(
        dokument=dokument,
        utkast=u.status.lage is not Rapportlage.FASTSTALLD,
        skapad=u.skapad,
        forfattare=f"{u.kontor}, {u.kommun}",
        fingeravtryck=fingeravtryck,
        kontroll=f"{u.adress}/r/{fingeravtryck[:SIFFRA]}/" if u.adress else "",
    )
