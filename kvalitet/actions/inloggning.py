"""What is written of signing in: who, when and which way, never from where or with what."""

from __future__ import annotations

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.models import Anvandare


@transaction.atomic
def anteckna(slag: str, anvandare: Anvandare, **data: str) -> None:
    """Log what a person did with their own account."""
    logg.skriv(slag, anvandare, av=anvandare, nu=klocka.nu(), data=data)


@transaction.atomic
def anteckna_forsok(slag: str, epost: str) -> None:
    """Log an attempt that failed. One at an address without an account is written too (as number
    0), so that it takes as long to answer."""
    anvandare = Anvandare.objects.filter(epost=epost.strip().lower()).first()
    logg.skriv(slag, anvandare or Anvandare(pk=0), av=None, nu=klocka.nu())
