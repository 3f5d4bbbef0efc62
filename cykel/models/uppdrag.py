"""What the receiver of an assignment has reported back. The assignment itself: `mal.Uppdrag`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kvalitet.databas import bara_tillagg
from kvalitet.models import Anvandare

from .mal import Uppdrag


class Aterrapportering(models.Model):
    """One report on an assignment. There may be several; none is changed or taken away."""

    uppdrag = models.ForeignKey(Uppdrag, models.PROTECT, related_name="aterrapporteringar")
    datum = models.DateField("datum")
    text = models.TextField("återrapportering")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "återrapportering"
        verbose_name_plural = "återrapporteringar"
        triggers = bara_tillagg()
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="aterrapportering_har_text",
                violation_error_message="Skriv vad som har gjorts.",
            ),
        ]

    def __str__(self) -> str:
        return f"Återrapportering {self.datum}"
