"""The line organisation: a tree of units held as dated placements, and the nämnder."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from kvalitet import klocka
from kvalitet.databas import LIKA, OVERLAPPAR, SvNyckel


class EnhetQuerySet(models.QuerySet["Enhet"]):
    def i_ordning(self) -> Self:
        return self.order_by(SvNyckel("namn"), "pk")

    def under(self, enhet: Enhet) -> Self:
        """Return `enhet` and everything below it today; nothing when it has no place."""
        return self.filter(sokvag__startswith=enhet.sokvag) if enhet.sokvag else self.none()

    def verksamma(self) -> Self:
        """Return the units that have not ended; one that ends later is still at work."""
        return self.filter(Q(upphorde__isnull=True) | Q(upphorde__gt=klocka.idag()))


class Enhet(models.Model):
    """A unit of the line organisation. Never deleted: it ends with a date."""

    class Slag(models.TextChoices):
        KOMMUN = "kommun", "Kommun"
        KONTOR = "kontor", "Kontor"
        BOLAG = "bolag", "Bolag"
        OMRADE = "omrade", "Verksamhetsområde"
        ENHET = "enhet", "Enhet"

    namn = models.CharField("namn", max_length=120)
    slag = models.CharField("slag", max_length=10, choices=Slag.choices)
    sokvag = models.CharField(max_length=200, default="", editable=False)
    """Cache of today's place: the ids from the root down, each followed by a point ("1.4.12.").
    Rebuilt under one advisory lock by `kvalitet.actions.organisation`. Empty for a unit without
    a place, which no role covers but those held at the root."""
    upphorde = models.DateField("upphörde", null=True, blank=True)

    objects = EnhetQuerySet.as_manager()

    class Meta:
        verbose_name = "enhet"
        verbose_name_plural = "enheter"
        indexes = [
            # A subtree is a prefix of the path; the operator class lets LIKE 'x%' use the index
            # whatever the collation.
            models.Index(fields=["sokvag"], name="enhet_sokvag", opclasses=["varchar_pattern_ops"]),
            models.Index(SvNyckel("namn"), name="enhet_sv_namn"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(namn=""),
                name="enhet_har_namn",
                violation_error_message="Skriv enhetens namn.",
            ),
            models.UniqueConstraint(
                fields=["slag"],
                condition=Q(slag="kommun"),
                name="enhet_en_kommun",
                violation_error_message="Det finns redan en kommun överst i organisationen.",
            ),
            models.CheckConstraint(
                condition=Q(slag__in=["kommun", "kontor", "bolag", "omrade", "enhet"]),
                name="enhet_kant_slag",
                violation_error_message="Välj vilket slags enhet det är.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn

    @property
    def djup(self) -> int:
        """Levels below the root (0 for the root itself)."""
        return max(self.sokvag.count(".") - 1, 0)

    @property
    def foralder_id(self) -> int | None:
        delar = self.sokvag.rstrip(".").split(".")
        return int(delar[-2]) if len(delar) > 1 else None


class EnhetPlacering(models.Model):
    """Where a unit stands, from a date until a date (closed-open)."""

    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="placeringar")
    foralder = models.ForeignKey(Enhet, models.PROTECT, related_name="barnplaceringar")
    giltig = DateRangeField("giltig")

    class Meta:
        verbose_name = "placering"
        verbose_name_plural = "placeringar"
        constraints = [
            ExclusionConstraint(
                name="placering_en_i_taget",
                expressions=[("enhet", LIKA), ("giltig", OVERLAPPAR)],
                violation_error_message="Enheten har redan en plats under den tiden.",
            ),
            models.CheckConstraint(
                condition=~Q(enhet=F("foralder")),
                name="placering_inte_under_sig",
                violation_error_message="En enhet kan inte ligga under sig själv.",
            ),
            models.CheckConstraint(
                condition=Q(giltig__isempty=False) & Q(giltig__lower_inf=False),
                name="placering_har_borjan",
                violation_error_message="Ange från vilket datum placeringen gäller.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enhet} under {self.foralder}"

    @property
    def fran(self) -> date:
        return self.giltig.lower  # type: ignore[no-any-return]

    @property
    def till(self) -> date | None:
        """The first day on which it no longer holds."""
        return self.giltig.upper  # type: ignore[no-any-return]

    @property
    def sista_dag(self) -> date | None:
        return self.till - timedelta(days=1) if self.till else None


class Namnd(models.Model):
    """A political committee. Personuppgiftsansvarig in its own area."""

    kod = models.CharField("kod", max_length=10, unique=True)
    namn = models.CharField("namn", max_length=120)

    class Meta:
        verbose_name = "nämnd"
        verbose_name_plural = "nämnder"

    def __str__(self) -> str:
        return self.namn


class NamndAnsvar(models.Model):
    """Which nämnd answers for a unit (and what lies below it without an answer of its own).

    Apart from the tree, since one kontor may serve several nämnder.
    """

    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="ansvar")
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="ansvar")
    giltig = DateRangeField("giltig")

    class Meta:
        verbose_name = "nämndansvar"
        verbose_name_plural = "nämndansvar"
        constraints = [
            ExclusionConstraint(
                name="namndansvar_en_gang",
                expressions=[("enhet", LIKA), ("namnd", LIKA), ("giltig", OVERLAPPAR)],
                violation_error_message="Nämnden ansvarar redan för enheten under den tiden.",
            ),
            models.CheckConstraint(
                condition=Q(giltig__isempty=False) & Q(giltig__lower_inf=False),
                name="namndansvar_har_borjan",
                violation_error_message="Ange från vilket datum nämnden ansvarar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.namnd} för {self.enhet}"
