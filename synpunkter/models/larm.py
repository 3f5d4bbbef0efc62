"""A signal in the weekly counts of a unit: more than chance gives, by its own history."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from cykel.models import Verksamhetsplan
from kvalitet.models import Anvandare, Enhet, Namnd

from .synpunkt import Synpunkt


class TrendlarmQuerySet(models.QuerySet["Trendlarm"]):
    def oppna(self) -> Self:
        return self.filter(svar="")


class Trendlarm(models.Model):
    """A task for the plan owner. It holds numbers and no word of any synpunkt."""

    class Regel(models.TextChoices):
        OVER = "over", "En vecka långt över det vanliga"
        SVIT = "svit", "Åtta veckor i rad över det vanliga"

    class Svar(models.TextChoices):
        BRIST = "brist", "Vi har noterat en brist"
        KANT = "kant", "Vi vet vad det beror på och gör inget mer"
        BEVAKAS = "bevakas", "Vi följer hur det utvecklas"

    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="trendlarm")
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="trendlarm")
    typ = models.CharField("typ", max_length=8, choices=Synpunkt.Typ.choices)
    regel = models.CharField("regel", max_length=4, choices=Regel.choices)
    vecka = models.DateField("veckans måndag")
    antal = models.PositiveIntegerField("antal den veckan")
    vanligt = models.FloatField("vanligt per vecka")
    plan = models.ForeignKey(
        Verksamhetsplan, models.PROTECT, null=True, blank=True, related_name="trendlarm"
    )
    ansvarig = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="trendlarm"
    )
    """The plan's planansvarig on that day; none where the unit works by no plan."""
    senast = models.DateField("besvaras senast")
    skapad = models.DateTimeField()
    svar = models.CharField("svar", max_length=7, choices=Svar.choices, blank=True, default="")
    besvarad = models.DateTimeField(null=True, blank=True)
    besvarad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = TrendlarmQuerySet.as_manager()

    class Meta:
        verbose_name = "trendlarm"
        verbose_name_plural = "trendlarm"
        constraints = [
            models.UniqueConstraint(
                fields=["enhet", "namnd", "typ", "vecka"],
                name="trendlarm_en_gang",
                violation_error_message="Veckan har redan ett larm.",
            ),
            models.UniqueConstraint(
                fields=["enhet", "namnd", "typ"],
                condition=Q(svar=""),
                name="trendlarm_ett_oppet",
                violation_error_message="Det finns redan ett larm som ingen har svarat på.",
            ),
            models.CheckConstraint(
                condition=Q(svar="", besvarad__isnull=True, besvarad_av__isnull=True)
                | (~Q(svar="") & Q(besvarad__isnull=False, besvarad_av__isnull=False)),
                name="trendlarm_besvarat_helt",
                violation_error_message="Ett besvarat larm har svar, tid och person.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fler {self.ord} än vanligt"

    @property
    def ord(self) -> str:
        return PLURAL[Synpunkt.Typ(self.typ)]


PLURAL = {
    Synpunkt.Typ.KLAGOMAL: "klagomål",
    Synpunkt.Typ.FORSLAG: "förslag",
    Synpunkt.Typ.BEROM: "beröm",
    Synpunkt.Typ.FRAGA: "frågor",
}
