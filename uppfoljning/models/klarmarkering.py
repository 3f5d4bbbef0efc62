"""That somebody has looked at a value that came by itself, and holds it for right."""

from __future__ import annotations

from django.db import models

from cykel.models import Indikator, Varv
from kvalitet.models import Anvandare


class Klarmarkering(models.Model):
    """An indicator's values in a lap, marked ready. It falls when they are no longer those.

    Of every other part it is known already: a judgement handed in, an activity reported, voices
    gone through. What is entered by hand in the round is marked by the one who entered it.
    """

    varv = models.ForeignKey(Varv, models.PROTECT, related_name="klarmarkeringar")
    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="+")
    avtryck = models.CharField(max_length=64)
    """Of the values as they were (`uppfoljning.varden.avtryck`)."""
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "klarmarkering"
        verbose_name_plural = "klarmarkeringar"
        constraints = [
            models.UniqueConstraint(
                fields=["varv", "indikator"],
                name="klarmarkering_en_per_indikator",
                violation_error_message="Värdet är redan klarmarkerat.",
            ),
            models.CheckConstraint(
                condition=~models.Q(avtryck=""),
                name="klarmarkering_av_ett_varde",
                violation_error_message="Det finns inget värde att klarmarkera.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.indikator)
