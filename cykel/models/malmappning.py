"""What became of a goal when the mandatperiod changed."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When

from kvalitet.databas import LIKA

from .mal import Mal, Styrmodell


class MalmappningQuerySet(models.QuerySet["Malmappning"]):
    def mellan(self, fran: Styrmodell, till: Styrmodell) -> Self:
        """Return the answers for the old goals that `till` took over from `fran`."""
        return self.filter(fran__niva__styrmodell=fran, styrmodell=till)


class Malmappning(models.Model):
    """One answer for an old goal: a new goal that carries it on, or that it ends, and why.

    One old goal may become several new ones, and several may become one.
    """

    fran = models.ForeignKey(Mal, models.PROTECT, related_name="blev", verbose_name="gammalt mål")
    styrmodell = models.ForeignKey(Styrmodell, models.PROTECT, related_name="malmappningar")
    """The new steering model, in which the old goal is answered."""
    till = models.ForeignKey(
        Mal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kommer_av",
        verbose_name="nytt mål",
    )
    """Empty when the goal ends."""
    skal = models.CharField("skäl", max_length=400, blank=True, default="")

    objects = MalmappningQuerySet.as_manager()

    class Meta:
        verbose_name = "målmappning"
        verbose_name_plural = "målmappningar"
        constraints = [
            models.UniqueConstraint(
                fields=["fran", "styrmodell", "till"],
                nulls_distinct=False,
                name="malmappning_en_gang",
                violation_error_message="Det gamla målet leder redan till det nya.",
            ),
            models.CheckConstraint(
                condition=Q(till__isnull=False) | ~Q(skal=""),
                name="malmappning_upphor_med_skal",
                violation_error_message="Skriv varför målet upphör.",
            ),
            models.CheckConstraint(
                condition=Q(till__isnull=True) | ~Q(till=F("fran")),
                name="malmappning_inte_till_sig",
                violation_error_message="Ett mål kan inte bli sig självt.",
            ),
            ExclusionConstraint(
                # A goal that ends has no other answer.
                name="malmappning_upphor_ensamt",
                expressions=[
                    ("fran", LIKA),
                    ("styrmodell", LIKA),
                    (
                        Case(When(till__isnull=True, then=Value(1)), default=Value(0)),
                        RangeOperators.NOT_EQUAL,
                    ),
                ],
                violation_error_message="Ett mål som upphör leder inte till något nytt mål.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fran} blir {self.till}" if self.till else f"{self.fran} upphör"
