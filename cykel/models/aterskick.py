"""A part of a follow-up that was sent back to be done again (row 7)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cykel.tillstand import Versionslage
from kvalitet.databas import ingen_borttagning
from kvalitet.models import Anvandare

from .indikator import Indikator
from .mal import Mal
from .plan import Verksamhetsplan
from .planrad import Aktivitet, Planindikator, Planmal
from .tillfalle import Varv


class AterskickQuerySet(models.QuerySet["Aterskick"]):
    def oppna(self) -> Self:
        """Those not done again yet."""
        return self.filter(gjord__isnull=True)

    def i_planen(self) -> Self:
        """Those whose part the version in force still has: what a later version has left out can
        no longer be done, and nobody waits for it."""
        i_kraft = {"version__plan": OuterRef("plan"), "version__lage": Versionslage.FASTSTALLD}
        mal = Planmal.objects.filter(mal=OuterRef("mal"), **i_kraft)
        return self.filter(
            Exists(mal.exclude(koppling=Planmal.Koppling.BEROR_INTE))
            | Exists(Aktivitet.objects.filter(nyckel=OuterRef("aktivitet"), **i_kraft))
            | Exists(Planindikator.objects.filter(indikator=OuterRef("indikator"), **i_kraft))
        )


class Aterskick(models.Model):
    """What is to be done again, why, by whom and until when; and when it was done."""

    class Slag(models.TextChoices):
        MAL = "mal", "Bedömningen av ett mål"
        AKTIVITET = "aktivitet", "Läget för en aktivitet"
        INDIKATOR = "indikator", "Värdet för en indikator"

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="aterskick")
    varv = models.ForeignKey(Varv, models.PROTECT, related_name="aterskick")
    slag = models.CharField("del", max_length=9, choices=Slag.choices)
    mal = models.ForeignKey(Mal, models.PROTECT, null=True, blank=True, related_name="+")
    aktivitet = models.UUIDField(null=True, blank=True)
    """The activity's `nyckel`, the same in every version."""
    indikator = models.ForeignKey(
        Indikator, models.PROTECT, null=True, blank=True, related_name="aterskick"
    )
    namn = models.CharField("del", max_length=400)
    """The part in the words it had then."""
    skal = models.CharField("skäl", max_length=400)
    till = models.ForeignKey(
        Anvandare, models.PROTECT, related_name="aterskick", verbose_name="görs om av"
    )
    senast = models.DateField("klar senast")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()
    gjord = models.DateTimeField("gjord om", null=True, blank=True)
    gjord_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """None when it was done again by an import."""

    objects = AterskickQuerySet.as_manager()

    class Meta:
        verbose_name = "återskickad del"
        verbose_name_plural = "återskickade delar"
        triggers = [ingen_borttagning()]
        constraints = [
            models.CheckConstraint(
                condition=Q(slag="mal", mal__isnull=False, aktivitet=None, indikator=None)
                | Q(slag="aktivitet", mal=None, aktivitet__isnull=False, indikator=None)
                | Q(slag="indikator", mal=None, aktivitet=None, indikator__isnull=False),
                name="aterskick_en_del",
                violation_error_message="Välj en del: ett mål, en aktivitet eller en indikator.",
            ),
            models.UniqueConstraint(
                fields=["varv", "slag", "mal", "aktivitet", "indikator"],
                condition=Q(gjord__isnull=True),
                nulls_distinct=False,
                name="aterskick_en_oppen_per_del",
                violation_error_message="Delen är redan skickad åter.",
            ),
            models.CheckConstraint(
                condition=~Q(skal=""),
                name="aterskick_med_skal",
                violation_error_message="Skriv varför delen skickas åter.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn
