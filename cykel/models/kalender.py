"""The secret address of a person's calendar."""

from __future__ import annotations

from django.db import models

from kvalitet.models import Anvandare


class Kalenderadress(models.Model):
    """Which address opens a person's calendar: the one signed over this number.

    The address itself is not kept. A new number makes a new address, and the old one dead.
    """

    person = models.OneToOneField(Anvandare, models.PROTECT, related_name="kalenderadress")
    nummer = models.PositiveIntegerField("nummer", default=1)
    skapad = models.DateTimeField()

    class Meta:
        verbose_name = "kalenderadress"
        verbose_name_plural = "kalenderadresser"

    def __str__(self) -> str:
        return f"Kalender för {self.person}"
