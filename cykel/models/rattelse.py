"""Corrections of what can no longer be changed: dated, and beside what they correct."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kvalitet.databas import bara_tillagg
from kvalitet.models import Anvandare, Enhet

from .plan import Verksamhetsplan
from .tillfalle import Varv


class Rattelse(models.Model):
    """What was wrong and what is right, of an approved lap or of a whole closed year."""

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="rattelser")
    varv = models.ForeignKey(Varv, models.PROTECT, null=True, blank=True, related_name="rattelser")
    """None when it concerns the closed year."""
    fel = models.CharField("det här blev fel", max_length=1000)
    ratt = models.CharField("så här är det", max_length=1000)
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "rättelse"
        verbose_name_plural = "rättelser"
        triggers = bara_tillagg()
        constraints = [
            models.CheckConstraint(
                condition=~Q(fel="") & ~Q(ratt=""),
                name="rattelse_fel_och_ratt",
                violation_error_message="Skriv både vad som blev fel och hur det är.",
            )
        ]

    def __str__(self) -> str:
        return self.fel

    @property
    def enhet(self) -> Enhet:
        return self.plan.enhet

    @property
    def enhet_id(self) -> int:
        return self.plan.enhet_id

    @property
    def namnd_id(self) -> int:
        return self.plan.namnd_id
