"""What is written of signing in: who, when and which way, never from where or with what."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.models import Anvandare, Handelse

HOGST, FRIST = 5, timedelta(minutes=5)
"""As many failed attempts, within as long, as `ACCOUNT_RATE_LIMITS` lets an account have."""


@transaction.atomic
def anteckna(slag: str, anvandare: Anvandare, **data: str) -> None:
    """Log what a person did with their own account."""
    logg.skriv(slag, anvandare, av=anvandare, nu=klocka.nu(), data=data)


@transaction.atomic
def anteckna_forsok(slag: str, epost: str) -> None:
    """Log an attempt that failed. One at an address without an account is written too (as number
    0), so that it takes as long to answer."""
    logg.skriv(slag, _konto(epost), av=None, nu=klocka.nu())


def for_manga_forsok(slag: str, epost: str) -> bool:
    """Say whether the account has had so many failed attempts of the kind that it must wait, by
    the log: the count in Valkey is lost with Valkey. An address without an account is not held."""
    if not settings.ACCOUNT_RATE_LIMITS:
        return False
    konto, sedan = _konto(epost), klocka.nu() - FRIST
    return Handelse.objects.om(konto).filter(slag=slag, tid__gt=sedan).count() >= HOGST and bool(
        konto.pk
    )


def _konto(epost: str) -> Anvandare:
    return Anvandare.objects.filter(epost=epost.strip().lower()).first() or Anvandare(pk=0)
