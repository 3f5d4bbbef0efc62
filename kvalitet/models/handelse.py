"""The event log: who did what, when. Append-only; ids and codes, no free text."""

from __future__ import annotations

from typing import Self

from django.db import models

from kvalitet.databas import Transaktion, bara_tillagg, gallras_bara

from .anvandare import Anvandare
from .enhet import Enhet, Namnd


class HandelseQuerySet(models.QuerySet["Handelse"]):
    def om(self, objekt: models.Model) -> Self:
        """Return the events of one object, newest first."""
        return self.filter(objekttyp=objekt._meta.label_lower, objekt_id=objekt.pk).order_by(
            "-tid", "-pk"
        )


class Handelse(models.Model):
    """One event, written by `kvalitet.logg` in the same transaction as the act."""

    tid = models.DateTimeField("tid")
    slag = models.CharField("slag", max_length=60)
    objekttyp = models.CharField(max_length=60)
    objekt_id = models.BigIntegerField()
    av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    roll = models.CharField(max_length=3, blank=True, default="")
    enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    namnd = models.ForeignKey(
        Namnd, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict)
    transaktion = models.UUIDField(db_default=Transaktion(), editable=False)
    """The database transaction of the act; the rows it changed carry the same (Radhistorik)."""

    objects = HandelseQuerySet.as_manager()

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        indexes = [
            # The timeline of one object, newest first.
            models.Index(fields=["objekttyp", "objekt_id", "-tid", "-id"], name="handelse_objekt"),
            # The auditor's page: everything by time, and what one person has done.
            models.Index(fields=["-tid", "-id"], name="handelse_tid"),
            models.Index(fields=["av", "-tid", "-id"], name="handelse_av"),
        ]
        triggers = bara_tillagg()

    def __str__(self) -> str:
        return f"{self.slag} {self.objekttyp} {self.objekt_id}"


class Handelsetext(models.Model):
    """The free comment of an event, in a row of its own so that it can be purged by decision."""

    handelse = models.OneToOneField(Handelse, models.PROTECT, primary_key=True, related_name="text")
    text = models.TextField("kommentar")

    class Meta:
        verbose_name = "kommentar till händelse"
        verbose_name_plural = "kommentarer till händelser"
        triggers = [gallras_bara("text")]

    def __str__(self) -> str:
        return self.text
