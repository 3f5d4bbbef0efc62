"""Decided changes of the organisation that end a unit: closed, merged, split."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from kvalitet.texter import datum

from .anvandare import Anvandare
from .enhet import Enhet


class OmorganisationQuerySet(models.QuerySet["Omorganisation"]):
    def vantande(self) -> Self:
        return self.filter(genomford__isnull=True, angrad__isnull=True)

    def forfallna(self, dag: date) -> Self:
        return self.vantande().filter(fran__lte=dag)


class Omorganisation(models.Model):
    """One unit ends on a day, and what becomes of what is open in it.

    The tree changes by its dates at once; plans and cases follow on the day itself.
    """

    class Slag(models.TextChoices):
        UPPHOR = "upphor", "Upphör"
        SLAS_IHOP = "slas_ihop", "Slås ihop"
        DELAS = "delas", "Delas"

    class Planregel(models.TextChoices):
        FOLJER = "foljer", "Planerna följer med till den enhet som tar över"
        STANNAR = "stannar", "Planerna görs färdiga där de är"

    slag = models.CharField("slag", max_length=10, choices=Slag.choices)
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="omorganisationer")
    mottagare = models.ForeignKey(Enhet, models.PROTECT, related_name="+", db_index=False)
    """Takes over synpunkter and uppdrag, and the plans when they follow."""
    planregel = models.CharField("planerna", max_length=8, choices=Planregel.choices)
    fran = models.DateField("från och med")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    beslutad = models.DateTimeField()
    genomford = models.DateTimeField("genomförd", null=True, blank=True)
    angrad = models.DateTimeField("ångrad", null=True, blank=True)
    fore = models.JSONField(default=dict)
    """Until when the rows that it ended held before, and the roles it gave, by primary key."""
    hinder = models.CharField("hinder", max_length=400, blank=True, default="")
    """Why it could not be carried out on its day; tried again each day."""

    objects = OmorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "omorganisation"
        verbose_name_plural = "omorganisationer"
        constraints = [
            models.UniqueConstraint(
                fields=["enhet"],
                condition=Q(angrad__isnull=True),
                name="omorganisation_en_per_enhet",
                violation_error_message="Det är redan bestämt att enheten upphör.",
            ),
            models.CheckConstraint(
                condition=~Q(enhet=F("mottagare")),
                name="omorganisation_annan_mottagare",
                violation_error_message="Välj en annan enhet som tar över.",
            ),
            models.CheckConstraint(
                condition=Q(genomford__isnull=True) | Q(angrad__isnull=True),
                name="omorganisation_genomford_eller_angrad",
                violation_error_message="Det som är genomfört går inte att ångra.",
            ),
            models.CheckConstraint(
                condition=Q(slag__in=["upphor", "slas_ihop", "delas"]),
                name="omorganisation_kant_slag",
                violation_error_message="Välj hur organisationen ändras.",
            ),
            models.CheckConstraint(
                condition=Q(planregel__in=["foljer", "stannar"]),
                name="omorganisation_kand_planregel",
                violation_error_message="Välj vad som händer med planerna.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enhet} {self.get_slag_display().lower()} {datum(self.fran)}"
