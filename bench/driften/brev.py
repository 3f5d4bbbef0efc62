"""A mail server that keeps when each mail came, and the receipts that are put in the outbox."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.controller import Controller

FORSTA = 10**9
"""No case of a site's has such a number."""
_huvuden = BytesHeaderParser()


class Klockad:
    def __init__(self, port: int) -> None:
        self.kom: dict[str, float] = {}
        """When each Message-ID came the first time (seconds of the epoch)."""
        self.igen = 0
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # each line of each letter
        self._styrning = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_DATA(self, _server: Any, _session: Any, kuvert: Any) -> str:  # noqa: N802
        huvud = kuvert.content.partition(b"\r\n\r\n")[0]
        nummer = str(_huvuden.parsebytes(huvud + b"\r\n\r\n")["Message-ID"])
        self.igen += nummer in self.kom
        self.kom.setdefault(nummer, time.time())
        return "250 OK"

    @contextmanager
    def igang(self) -> Iterator[Klockad]:
        self._styrning.start()
        try:
            yield self
        finally:
            self._styrning.stop()


def ett_arende(nr: int, nu: datetime) -> tuple[Any, Any]:
    """A case and its sender, as the public form makes them; not saved."""
    from kvalitet.models import Enhet, Namnd
    from synpunkter.models import Kontakt, Synpunkt

    arende = Synpunkt(
        pk=FORSTA + nr,
        referens=f"SP-2026-{nr:06d}",
        typ="klagomal",
        kanal=Synpunkt.Kanal.WEBB,
        text="Tiden på morgonen ändras utan att någon säger till.",
        namnd=Namnd(namn="Vård- och omsorgsnämnden"),
        enhet=Enhet(namn="Hemtjänst Centrum"),
        inkom=nu,
        svar_senast=nu.date(),
        sprak="sv",
    )
    return arende, Kontakt(epost=f"n{nr}@exempel.se", namn="Gunilla Ek")


def lagg_kvitto(arende: Any, kontakt: Any, nu: datetime) -> None:
    """Put the receipt of a case in the outbox, as taking it in does."""
    from kvalitet import notiser
    from synpunkter import epost

    nyckel = f"synpunkt-{arende.pk}-{epost.KVITTO_NYCKEL}"
    notiser.notifiera_flera(epost.KVITTO, [epost.kvittonotis(kontakt, arende, nyckel)], nu=nu)
