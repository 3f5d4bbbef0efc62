"""A part of a follow-up that was sent back to be done again (row 7)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from kvalitet.databas import ingen_borttagning
from kvalitet.models import Anvandare

from .plan import Verksamhetsplan
from .uppfoljningsdel import Uppfoljningsdel, i_versionen


class AterskickQuerySet(models.QuerySet["Aterskick"]):
    def oppna(self) -> Self:
        """Those not done again yet."""
        return self.filter(gjord__isnull=True)

    def i_planen(self) -> Self:
        """Those whose part the version in force still has: what a later version has left out can
        no longer be done, and nobody waits for it."""
        return self.filter(i_versionen("plan"))


class Aterskick(Uppfoljningsdel):
    """What is to be done again, why, by whom and until when; and when it was done."""

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="aterskick")
    till = models.ForeignKey(
        Anvandare, models.PROTECT, related_name="aterskick", verbose_name="görs om av"
    )
    senast = models.DateField("klar senast")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()
    gjord = models.DateTimeField("gjord om", null=True, blank=True)
    gjord_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """None when it was done again by an import."""

    objects = AterskickQuerySet.as_manager()

    class Meta(Uppfoljningsdel.Meta):
        verbose_name = "återskickad del"
        verbose_name_plural = "återskickade delar"
        triggers = [ingen_borttagning()]
        constraints = [
            *Uppfoljningsdel.Meta.constraints,
            models.UniqueConstraint(
                fields=["varv", "slag", "mal", "aktivitet", "indikator"],
                condition=Q(gjord__isnull=True),
                nulls_distinct=False,
                name="aterskick_en_oppen_per_del",
                violation_error_message="Delen är redan skickad åter.",
            ),
        ]
