"""The days on which a nämnd meets."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models

from kvalitet.models import Anvandare, Namnd


class SammantradeQuerySet(models.QuerySet["Sammantrade"]):
    def efter(self, dag: date) -> Self:
        """What lies ahead, the day itself not counted, the next first."""
        return self.filter(dag__gt=dag).order_by("dag", "pk")


class Sammantrade(models.Model):
    """A meeting: what the kontor shall have answered before it, and what is decided there."""

    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="sammantraden", verbose_name="nämnd"
    )
    dag = models.DateField("dag")
    inlagd = models.DateTimeField()
    inlagd_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)

    objects = SammantradeQuerySet.as_manager()

    class Meta:
        verbose_name = "sammanträde"
        verbose_name_plural = "sammanträden"
        constraints = [
            models.UniqueConstraint(
                fields=["namnd", "dag"],
                name="sammantrade_en_gang_per_dag",
                violation_error_message="Nämnden har redan ett sammanträde den dagen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.namnd} {self.dag}"
