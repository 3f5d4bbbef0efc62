"""How content the sender of a closed case is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from synpunkter.models.synpunkt import Synpunkt


class Nojdhet(models.Model):
    """One answer, 1–5, for each time a case was closed. Another answer takes the place of the
    first; after an opening again there is a new one."""

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="nojdheter")
    avslutad = models.DateField("avslutad")
    """The day of the closing that is judged."""
    poang = models.PositiveSmallIntegerField("poäng")
    dag = models.DateField("svarsdag")
    """The day of the answer; nothing finer is kept, of anonymous senders and others alike."""

    class Meta:
        verbose_name = "nöjdhet"
        verbose_name_plural = "nöjdhet"
        constraints = [
            models.UniqueConstraint(
                fields=["synpunkt", "avslutad"],
                name="nojdhet_en_per_avslut",
                violation_error_message="Du har redan svarat hur nöjd du är.",
            ),
            models.CheckConstraint(
                condition=Q(poang__gte=1, poang__lte=5),
                name="nojdhet_ett_till_fem",
                violation_error_message="Välj ett svar från 1 till 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.synpunkt}: {self.poang}"
