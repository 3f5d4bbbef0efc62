"""What may be disposed of, by decision, and what each disposal covers."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from kvalitet.databas import ingen_borttagning
from kvalitet.models import Anvandare, Gallring, Namnd
from kvalitet.texter import datum
from synpunkter.tillstand import Utfall

from .synpunkt import Synpunkt


class GallringsregelQuerySet(models.QuerySet["Gallringsregel"]):
    def gallande(self, dag: date) -> Self:
        """Return the rules in force on the day, those that keep longest first."""
        return self.filter(
            Q(galler_till=None) | Q(galler_till__gte=dag), galler_fran__lte=dag
        ).order_by("-ar", "pk")


class Gallringsregel(models.Model):
    """A decided rule. It is not edited: it ends, and a new one is decided."""

    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="gallringsregler", verbose_name="nämnd"
    )
    handlingstyp = models.CharField("handlingstyp", max_length=120)
    """As the nämnd's plan for its documents calls it."""
    typ = models.CharField(max_length=8, choices=Synpunkt.Typ.choices, blank=True, default="")
    """Empty: all types."""
    utfall = models.CharField(max_length=14, choices=Utfall.choices, blank=True, default="")
    """Empty: all outcomes."""
    ar = models.PositiveSmallIntegerField("år efter att ärendet avslutades")
    beslut_organ = models.CharField("beslutat av", max_length=80)
    beslut_datum = models.DateField("beslutsdatum")
    beslut_paragraf = models.CharField("paragraf", max_length=20)
    beslut_dnr = models.CharField("beslutets diarienummer", max_length=40)
    galler_fran = models.DateField("gäller från och med")
    galler_till = models.DateField("gäller till och med", null=True, blank=True)
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)

    objects = GallringsregelQuerySet.as_manager()

    class Meta:
        verbose_name = "gallringsregel"
        verbose_name_plural = "gallringsregler"
        triggers = [ingen_borttagning()]
        constraints = [
            models.CheckConstraint(
                condition=Q(ar__gte=1, ar__lte=100),
                name="gallringsregel_rimlig_tid",
                violation_error_message="Skriv mellan 1 och 100 år.",
            ),
            models.CheckConstraint(
                condition=~Q(handlingstyp="")
                & ~Q(beslut_organ="")
                & ~Q(beslut_paragraf="")
                & ~Q(beslut_dnr=""),
                name="gallringsregel_har_beslut",
                violation_error_message="En gallringsregel har ett beslut bakom sig.",
            ),
            models.CheckConstraint(
                condition=Q(galler_fran__gte=F("beslut_datum")),
                name="gallringsregel_efter_beslutet",
                violation_error_message="Regeln gäller tidigast från dagen för beslutet.",
            ),
            models.CheckConstraint(
                condition=Q(galler_till=None) | Q(galler_till__gte=F("galler_fran")),
                name="gallringsregel_slutar_efter_start",
                violation_error_message="Regeln slutar gälla tidigast dagen den börjar.",
            ),
        ]

    def __str__(self) -> str:
        return self.handlingstyp

    @property
    def beslut(self) -> str:
        dag = datum(self.beslut_datum)
        return f"{self.beslut_organ} {dag} {self.beslut_paragraf}, {self.beslut_dnr}"

    @property
    def galler(self) -> str:
        """What the rule covers, in words."""
        typ = self.get_typ_display() if self.typ else "Alla typer"
        utfall = f", utfall {self.get_utfall_display().lower()}" if self.utfall else ""
        return f"{typ}{utfall}"

    def traffar(self) -> Q:
        villkor = Q(namnd=self.namnd_id)
        if self.typ:
            villkor &= Q(typ=self.typ)
        return villkor & Q(utfall=self.utfall) if self.utfall else villkor


class Gallringspost(models.Model):
    """A case that a disposal covers. Numbers and codes only: it outlives what was in the case."""

    class Status(models.TextChoices):
        VANTAR = "vantar", "Väntar"
        GALLRAD = "gallrad", "Gallrad"
        UNDANTAGEN = "undantagen", "Undantagen"

    gallring = models.ForeignKey(Gallring, models.PROTECT, related_name="poster")
    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="gallringsposter")
    regel = models.ForeignKey(Gallringsregel, models.PROTECT, related_name="poster")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.VANTAR)
    skal = models.CharField("varför den undantogs", max_length=200, blank=True, default="")
    gallrad = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "gallringspost"
        verbose_name_plural = "gallringsposter"
        triggers = [ingen_borttagning()]
        constraints = [
            models.UniqueConstraint(
                fields=["gallring", "synpunkt"],
                name="gallringspost_en_gang",
                violation_error_message="Ärendet finns redan i gallringen.",
            ),
            models.UniqueConstraint(
                fields=["synpunkt"],
                condition=~Q(status="undantagen"),
                name="gallringspost_en_gallring",
                violation_error_message="Ärendet finns redan i en annan gallring.",
            ),
            models.CheckConstraint(
                condition=Q(status="gallrad", gallrad__isnull=False)
                | ~Q(status="gallrad") & Q(gallrad__isnull=True),
                name="gallringspost_gallrad_har_tid",
                violation_error_message="En gallrad post har en tid.",
            ),
            models.CheckConstraint(
                condition=Q(status="undantagen") & ~Q(skal="")
                | ~Q(status="undantagen") & Q(skal=""),
                name="gallringspost_undantag_har_skal",
                violation_error_message="Ett undantag har ett skäl.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.synpunkt_id} i {self.gallring_id}"
