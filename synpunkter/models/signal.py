"""A task to judge whether a synpunkt is something that another law says must be reported."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kvalitet.models import Anvandare
from synpunkter.models.synpunkt import Synpunkt
from synpunkter.signaler import KODER, Signalomrade, omrade


class SignalbedomningQuerySet(models.QuerySet["Signalbedomning"]):
    def oppna(self) -> Self:
        return self.filter(beslut="")


class Signalbedomning(models.Model):
    """Raised by words in a text, decided by a person: nothing is classified by itself.

    Owned by a function, the chef of the case's unit, and due on a day.
    """

    class Beslut(models.TextChoices):
        UTREDS = "utreds", "Ja, det tas vidare enligt rutinen"
        REDAN = "redan", "Ja, men det är redan anmält"
        NEJ = "nej", "Nej, det är inte en sådan händelse"

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="signalbedomningar")
    omrade = models.CharField("område", max_length=12)
    fraser = ArrayField(models.CharField(max_length=60), verbose_name="fraser")
    """The phrases of the table that the text holds; the table's words, never the sender's."""
    skapad = models.DateTimeField()
    bedoms_senast = models.DateField("bedöms senast")
    beslut = models.CharField(max_length=6, choices=Beslut.choices, blank=True, default="")
    skal = models.TextField("skäl", max_length=1000, blank=True, default="")
    beslutad = models.DateTimeField(null=True, blank=True)
    beslutad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = SignalbedomningQuerySet.as_manager()

    class Meta:
        verbose_name = "signalbedömning"
        verbose_name_plural = "signalbedömningar"
        ordering = ["skapad", "pk"]
        indexes = [
            models.Index(
                fields=["bedoms_senast"], condition=Q(beslut=""), name="signalbedomning_oppna"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["synpunkt", "omrade"],
                condition=Q(beslut=""),
                name="signalbedomning_en_oppen",
                violation_error_message="Samma sak väntar redan på att bedömas.",
            ),
            models.CheckConstraint(
                condition=Q(omrade__in=KODER),
                name="signalbedomning_kant_omrade",
                violation_error_message="Området finns inte.",
            ),
            models.CheckConstraint(
                condition=Q(beslut="", skal="", beslutad__isnull=True, beslutad_av__isnull=True)
                | (
                    ~Q(beslut="")
                    & ~Q(skal="")
                    & Q(beslutad__isnull=False, beslutad_av__isnull=False)
                ),
                name="signalbedomning_beslut_med_skal",
                violation_error_message="Ett beslut har en person, en tid och ett skäl.",
            ),
        ]

    def __str__(self) -> str:
        return self.omradet.namn

    @property
    def omradet(self) -> Signalomrade:
        return omrade(self.omrade)

    @property
    def fraser_i_ord(self) -> list[str]:
        """The phrases as they are shown: an ellipsis where the table lets any ending stand."""
        return [fras.replace("*", "…") for fras in self.fraser]

    def ar_sen(self, dag: date) -> bool:
        return not self.beslut and self.bedoms_senast < dag
