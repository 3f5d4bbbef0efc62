"""What bench/inkorg.py measures: the questions, and the page that is the floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client


def inloggad(klient: Client, vem: str) -> Client:
    from kvalitet.models import Anvandare
    from tests.inloggad import logga_in

    logga_in(klient, Anvandare.objects.get(epost=f"{vem}@kommun.example"))
    return klient
