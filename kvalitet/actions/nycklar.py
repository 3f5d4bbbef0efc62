"""Changing keys: what is encrypted is encrypted anew, and what is looked up is summed anew.

A batch is a transaction with its rows locked, so that nobody's change is lost and the work goes on
where it stopped: a row that the newest key made is passed by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast, Replace

from kvalitet import krypto
from kvalitet.felpunkter import felpunkt
from kvalitet.krypto import KrypteradText
from kvalitet.models import Utskick

OMGANG = 200
"""Rows locked at a time."""


@dataclass(frozen=True)
class Utfall:
    """What became of one field. `kvar` are on older keys still, since no key of the ring opens
    them."""

    falt: str
    bytta: int
    kvar: int


def krypterade_falt() -> Iterator[tuple[type[models.Model], str]]:
    for modell in apps.get_models(include_auto_created=True):
        for falt in modell._meta.concrete_fields:
            if isinstance(falt, KrypteradText):
                yield modell, falt.name


def byt_kryptonyckel() -> list[Utfall]:
    """Encrypt anew, with the newest key, all that an older one made."""
    return [_byt_falt(modell, falt) for modell, falt in krypterade_falt()]


def kvar_pa_gamla(modell: type[models.Model], falt: str) -> int:
    rader = _ravt(modell, falt).values_list("ravt", flat=True)
    return sum(not krypto.pa_nyaste(ravt) for ravt in rader.iterator(chunk_size=2000))


def byt_uppslag() -> list[Utfall]:
    """Sum anew the addresses that are looked up, from what is encrypted beside them."""
    return [_byt_summor(*rad) for rad in settings.UPPSLAGSFALT]


def _ravt(modell: type[models.Model], falt: str) -> models.QuerySet[Any]:
    """Rows with something in the field, and its token as the database has it."""
    rader: models.QuerySet[Any] = modell._default_manager.exclude(**{falt: ""})
    rader = rader.annotate(ravt=Cast(F(falt), models.TextField()))
    return rader.order_by("pk")


def _byt_falt(modell: type[models.Model], falt: str) -> Utfall:
    bytta, efter = 0, None
    while True:
        antal, efter = _krypteringsomgang(modell, falt, efter)
        bytta += antal
        felpunkt("nycklar.omgang")
        if efter is None:
            namn = f"{modell._meta.label}.{falt}"
            return Utfall(namn, bytta, kvar_pa_gamla(modell, falt))


@transaction.atomic
def _krypteringsomgang(modell: type[models.Model], falt: str, efter: Any) -> tuple[int, Any]:
    """Return how many changed, and the key to go on after; None when there were no more."""
    rader = _ravt(modell, falt).select_for_update(of=("self",), no_key=True)
    if efter is not None:
        rader = rader.filter(pk__gt=efter)
    omgang, bytta = list(rader.values_list("pk", "ravt")[:OMGANG]), 0
    for pk, ravt in omgang:
        if krypto.pa_nyaste(ravt):
            continue
        try:
            klartext = krypto.dekryptera(ravt)
        except InvalidToken:
            continue  # counted as what is left: a key is missing, and nothing may be lost
        modell._default_manager.filter(pk=pk).update(**{falt: klartext})
        bytta += 1
    return bytta, omgang[-1][0] if omgang else None


def _byt_summor(etikett: str, klartext: str, summa: str, rum: str) -> Utfall:
    modell, bytta, kvar, efter = apps.get_model(etikett), 0, 0, None
    while True:
        omgang = _summeringsomgang(modell, klartext, summa, rum, efter)
        bytta, kvar, efter = bytta + omgang[0], kvar + omgang[1], omgang[2]
        if efter is None:
            return Utfall(f"{modell._meta.label}.{summa}", bytta, kvar)


@transaction.atomic
def _summeringsomgang(
    modell: type[models.Model], klartext: str, summa: str, rum: str, efter: Any
) -> tuple[int, int, Any]:
    rader = _ravt(modell, klartext).select_for_update(of=("self",), no_key=True)
    if efter is not None:
        rader = rader.filter(pk__gt=efter)
    omgang, bytta, kvar = list(rader.values_list("pk", "ravt", summa)[:OMGANG]), 0, 0
    for pk, ravt, gammal in omgang:
        try:
            ny = krypto.uppslag(krypto.dekryptera(ravt).strip().lower(), rum=rum)
        except InvalidToken:
            kvar += 1
            continue
        if ny != gammal:
            modell._default_manager.filter(pk=pk).update(**{summa: ny})
            _byt_i_brevnycklar(gammal, ny)
            bytta += 1
    return bytta, kvar, omgang[-1][0] if omgang else None


def _byt_i_brevnycklar(gammal: str, ny: str) -> None:
    """A mail that goes once to each address is known by the sum of it."""
    brev = Utskick.objects.filter(nyckel__endswith=f"-{gammal}")
    brev.update(nyckel=Replace("nyckel", Value(gammal), Value(ny)))
