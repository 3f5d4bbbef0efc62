"""Old and new values of rows, kept by the database itself (django-pghistory).

A tracked model gets a table beside it. When one of the tracked fields changes, a trigger writes
the row as it was and as it became; when the row is taken away, as it was. Both carry the name
of the transaction, as the act's `Handelse` does, which is how a timeline finds them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

import pghistory
from django.db import models
from pghistory.models import Event

from kvalitet.databas import Transaktion, bara_tillagg

M = TypeVar("M", bound=type[models.Model])

FORE, EFTER, BORTTAGEN = "fore", "efter", "borttagen"


class Radhistorik(Event):
    """One picture of a row: before a change, after it, or when it was taken away."""

    transaktion = models.UUIDField(db_default=Transaktion(), editable=False)
    berattas_om: ClassVar[str]
    """Label of the model on whose timeline the change is told."""
    falt: ClassVar[tuple[str, ...]]
    """The fields whose changes are told, in order."""

    class Meta:
        abstract = True


def med_historik(*falt: str, nyckel: str = "", om: str = "", index: str) -> Callable[[M], M]:
    """Keep the old and new values of the fields.

    `nyckel` is a field that tells which row it is when the event is about its owner, of model
    `om`. `index` names the index that finds the changes of a transaction.
    """

    def inre(modell: M) -> M:
        spara = pghistory.track(
            pghistory.UpdateEvent(FORE, row=pghistory.Old, trigger_name="historik_fore"),
            pghistory.UpdateEvent(EFTER, row=pghistory.New, trigger_name="historik_efter"),
            pghistory.DeleteEvent(BORTTAGEN, trigger_name="historik_borttagen"),
            fields=[*([nyckel] if nyckel else []), *falt],
            base_model=Radhistorik,
            model_name=f"{modell.__name__}Historik",
            context_field=None,  # type: ignore[arg-type]  # None leaves it out
            attrs={"berattas_om": om or modell._meta.label_lower, "falt": falt},
            meta={
                "triggers": bara_tillagg(),
                "indexes": [models.Index(fields=["transaktion"], name=index)],
            },
        )
        spara(modell)
        return modell

    return inre
