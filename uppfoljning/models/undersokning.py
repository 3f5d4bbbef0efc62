"""Surveys answered on the public web: what is asked about, of whom and when.

The questions stand in `enkat`, the answers in `enkatsvar`.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from cykel.models import Brist, Mal
from kvalitet.models import Enhet, Namnd


class UndersokningQuerySet(models.QuerySet["Undersokning"]):
    def oppna(self, dag: date) -> Self:
        return self.filter(oppnar__lte=dag, stanger__gte=dag, stangd__isnull=True)


class Undersokning(models.Model):
    """A survey of one unit.

    Sample, over-coverage and the size of the frame are stored so that the response rate and
    the finite-population correction can be computed and explained.
    """

    class Troskel(models.IntegerChoices):
        FEM = 5, "5"
        TIO = 10, "10"
        TJUGO = 20, "20"
        TRETTIO = 30, "30"

    class Visning(models.TextChoices):
        SIDA = "sida", "Alla frågor på en sida"
        STEG = "steg", "En fråga per sida"

    namn = models.CharField("namn", max_length=120)
    slug = models.SlugField("adress", max_length=60, unique=True)
    inledning = models.TextField("inledning", blank=True, default="")
    om = models.CharField("gäller", max_length=120)
    """What the questions are about, in a form that fits in them: "hemtjänsten". Surveys of the
    same unit, nämnd and thing are compared over time."""
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="undersokningar")
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="undersokningar")
    mal = models.ForeignKey(
        Mal, models.PROTECT, null=True, blank=True, related_name="undersokningar"
    )
    oppnar = models.DateField("öppnar")
    stanger = models.DateField("stänger")
    """The last day to answer."""
    stangd = models.DateTimeField("stängd i förtid", null=True, blank=True)
    """When it was closed by hand, on what then became its last day."""
    urval = models.PositiveIntegerField("antal tillfrågade")
    overtackning = models.PositiveIntegerField("övertäckning", default=0)
    ram = models.PositiveIntegerField("antal i hela gruppen", null=True, blank=True)
    troskel = models.PositiveSmallIntegerField(
        "minsta antal svar", choices=Troskel.choices, default=Troskel.FEM
    )
    kraver_kod = models.BooleanField("bara med kod", default=False)
    """Whether only someone with a single-use code can answer, else everyone with the address."""
    visning = models.CharField(
        "frågorna visas", max_length=4, choices=Visning.choices, default=Visning.SIDA
    )
    konsfraga = models.BooleanField("fråga om kön", default=True)
    """Asked last, so that women and men can be compared."""
    brist = models.OneToOneField(
        Brist, models.PROTECT, null=True, blank=True, related_name="undersokning"
    )
    """What fell short by its result, noted in the unit's plan."""

    objects = UndersokningQuerySet.as_manager()

    class Meta:
        verbose_name = "undersökning"
        verbose_name_plural = "undersökningar"
        constraints = [
            models.CheckConstraint(
                condition=Q(stanger__gte=F("oppnar")),
                name="undersokning_tid_framat",
                violation_error_message="Undersökningen ska stänga samma dag eller senare.",
            ),
            models.CheckConstraint(
                condition=Q(urval__gt=F("overtackning")),
                name="undersokning_urval_storre",
                violation_error_message="Urvalet ska vara större än övertäckningen.",
            ),
            models.CheckConstraint(
                condition=Q(troskel__in=(5, 10, 20, 30)),
                name="undersokning_kand_troskel",
                violation_error_message="Välj minst 5, 10, 20 eller 30 svar.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn

    def ar_oppen(self, dag: date) -> bool:
        return self.oppnar <= dag and not self.har_stangt(dag)

    def har_stangt(self, dag: date) -> bool:
        """Whether no more answers can come, so that the result may be shown."""
        return self.stangd is not None or dag > self.stanger
