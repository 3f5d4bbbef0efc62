"""Templates for plans of one kind of unit: activities and indicators without a goal."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from kvalitet.models import Anvandare, Enhet

from .indikator import Indikator
from .planrad import Planindikator


class Planmall(models.Model):
    """A named set of rows that plans of one kind of unit may begin from."""

    namn = models.CharField("namn", max_length=80)
    enhetsslag = models.CharField("för", max_length=10, choices=Enhet.Slag.choices)
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "planmall"
        verbose_name_plural = "planmallar"
        constraints = [
            models.UniqueConstraint(
                fields=["enhetsslag", "namn"],
                name="planmall_eget_namn",
                violation_error_message="Det finns redan en mall med det namnet.",
            )
        ]

    def __str__(self) -> str:
        return self.namn


class Mallaktivitet(models.Model):
    """An activity of a template; its days are counted from the first day of the plan's period."""

    mall = models.ForeignKey(Planmall, models.CASCADE, related_name="aktiviteter")
    nyckel = models.UUIDField(default=uuid.uuid4, editable=False)
    rubrik = models.CharField("aktivitet", max_length=160)
    start_dag = models.PositiveSmallIntegerField("börjar, dagar in i perioden")
    slut_dag = models.PositiveSmallIntegerField("klart, dagar in i perioden")
    vantad_effekt = models.CharField("väntad effekt", max_length=400, blank=True, default="")
    resurser = models.CharField("resurser", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = "aktivitet i mall"
        verbose_name_plural = "aktiviteter i mall"
        constraints = [
            models.CheckConstraint(
                condition=Q(slut_dag__gte=F("start_dag")),
                name="mallaktivitet_tid_framat",
                violation_error_message="Slutdatum ska vara samma dag som start eller senare.",
            )
        ]

    def __str__(self) -> str:
        return self.rubrik


class Mallindikator(models.Model):
    """An indicator of a template with its target; where a unit stands is the unit's own."""

    mall = models.ForeignKey(Planmall, models.CASCADE, related_name="indikatorer")
    nyckel = models.UUIDField(default=uuid.uuid4, editable=False)
    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="+")
    maltyp = models.CharField("typ av mål", max_length=20, choices=Planindikator.Maltyp.choices)
    malvarde = models.DecimalField(
        "målvärde", max_digits=14, decimal_places=4, null=True, blank=True
    )
    malvarde_ovre = models.DecimalField(
        "övre gräns", max_digits=14, decimal_places=4, null=True, blank=True
    )
    jamforelse = models.CharField("jämförs med", max_length=10, blank=True, default="")
    beskrivning = models.CharField("beskrivning", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = "indikator i mall"
        verbose_name_plural = "indikatorer i mall"
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "indikator"],
                name="mallindikator_en_gang",
                violation_error_message="Indikatorn finns redan i mallen.",
            )
        ]

    def __str__(self) -> str:
        return str(self.indikator)
