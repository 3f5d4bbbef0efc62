"""A signal in a unit's series of an indicator: more than chance gives, by its own history."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from cykel.models import Indikator, Verksamhetsplan
from kvalitet.models import Anvandare, Enhet, Namnd


class IndikatorsignalQuerySet(models.QuerySet["Indikatorsignal"]):
    def oppna(self) -> Self:
        return self.filter(svar="")


class Indikatorsignal(models.Model):
    """A task for the plan owner: something has changed, and why is worth knowing."""

    class Variation(models.TextChoices):
        FORBATTRING = "forbattring", "Har blivit bättre"
        FORSAMRING = "forsamring", "Har blivit sämre"
        ANDRING = "andring", "Har förändrats"

    class Svar(models.TextChoices):
        BRIST = "brist", "Vi har noterat en brist"
        KANT = "kant", "Vi vet vad det beror på och gör inget mer"
        LARDOM = "lardom", "Vi tar med det som en lärdom"
        BEVAKAS = "bevakas", "Vi följer hur det utvecklas"

    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="signaler")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="indikatorsignaler")
    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="indikatorsignaler")
    ansvarig = models.ForeignKey(
        Anvandare, models.PROTECT, related_name="indikatorsignaler", verbose_name="ansvarig"
    )
    """The plan's planansvarig on that day."""
    period_till = models.DateField("periodens slut")
    """The end of the period whose value gave the signal."""
    variation = models.CharField("vad som hänt", max_length=11, choices=Variation.choices)
    varde = models.DecimalField("värde", max_digits=16, decimal_places=4)
    vanligt = models.DecimalField("vanligt", max_digits=16, decimal_places=4)
    """The centre of the chart on that day."""
    senast = models.DateField("besvaras senast")
    skapad = models.DateTimeField()
    svar = models.CharField("svar", max_length=7, choices=Svar.choices, blank=True, default="")
    besvarad = models.DateTimeField(null=True, blank=True)
    besvarad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = IndikatorsignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signal i en indikator"
        verbose_name_plural = "signaler i indikatorer"
        constraints = [
            models.UniqueConstraint(
                fields=["indikator", "enhet", "period_till"],
                name="indikatorsignal_en_gang",
                violation_error_message="Perioden har redan en signal.",
            ),
            models.UniqueConstraint(
                fields=["indikator", "enhet"],
                condition=Q(svar=""),
                name="indikatorsignal_en_oppen",
                violation_error_message="Det finns redan en signal som ingen har svarat på.",
            ),
            models.CheckConstraint(
                condition=Q(svar="", besvarad__isnull=True, besvarad_av__isnull=True)
                | (~Q(svar="") & Q(besvarad__isnull=False, besvarad_av__isnull=False)),
                name="indikatorsignal_besvarad_helt",
                violation_error_message="En besvarad signal har svar, tid och person.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indikator} {self.get_variation_display().lower()}"

    @property
    def namnd(self) -> Namnd:
        return self.plan.namnd

    @property
    def namnd_id(self) -> int:
        return self.plan.namnd_id
