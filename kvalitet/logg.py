"""The only writer of `Handelse`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from kvalitet.ihop import NYCKELN
from kvalitet.models import Anvandare, Enhet, Handelse, Handelsetext


def skriv(
    slag: str,
    objekt: models.Model,
    *,
    av: Anvandare | None,
    nu: datetime,
    roll: str = "",
    data: Mapping[str, Any] | None = None,
    kommentar: str = "",
) -> Handelse:
    """Record that `slag` happened to `objekt`, in the transaction of the act.

    `data` holds ids and codes only; free words go in `kommentar`, which can be purged.
    `av` is None for the system and for residents.
    """
    handelse = osparad(slag, objekt, av=av, nu=nu, roll=roll, data=data)
    handelse.save(force_insert=True)
    if kommentar:
        Handelsetext.objects.create(handelse=handelse, text=kommentar)
    return handelse


def osparad(
    slag: str,
    objekt: models.Model,
    *,
    av: Anvandare | None,
    nu: datetime,
    roll: str = "",
    data: Mapping[str, Any] | None = None,
) -> Handelse:
    """Return the event for the act to write with what it is about (`ihop.skriv_ihop`)."""
    return Handelse(
        tid=nu,
        slag=slag,
        objekttyp=objekt._meta.label_lower,
        objekt_id=NYCKELN if objekt.pk is None else objekt.pk,
        av=av,
        roll=roll,
        enhet_id=_enhet_id(objekt),
        namnd_id=getattr(objekt, "namnd_id", None),
        data=dict(data or {}),
    )


def skriv_flera(
    slag: str,
    poster: Iterable[tuple[models.Model, Mapping[str, Any]]],
    *,
    av: Anvandare | None,
    nu: datetime,
    roll: str = "",
    kommentar: str = "",
) -> None:
    """Record that `slag` happened to many objects in one act, each with its own data.

    `kommentar` is the same of them all.
    """
    handelser = Handelse.objects.bulk_create(
        (osparad(slag, objekt, av=av, nu=nu, roll=roll, data=data) for objekt, data in poster),
        batch_size=1000,
    )
    if kommentar:
        Handelsetext.objects.bulk_create(
            Handelsetext(handelse=handelse, text=kommentar) for handelse in handelser
        )


def _enhet_id(objekt: models.Model) -> int | None:
    return objekt.pk if isinstance(objekt, Enhet) else getattr(objekt, "enhet_id", None)
