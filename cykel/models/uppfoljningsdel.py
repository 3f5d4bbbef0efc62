"""A part of a follow-up, as the rows name it that send it back or open it."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cykel.tillstand import Versionslage

from .indikator import Indikator
from .mal import Mal
from .planrad import Aktivitet, Planindikator, Planmal
from .tillfalle import Varv

ROSTER = ("synpunkter", "undersokningar")


class Delslag(models.TextChoices):
    MAL = "mal", "Bedömningen av ett mål"
    AKTIVITET = "aktivitet", "Läget för en aktivitet"
    INDIKATOR = "indikator", "Värdet för en indikator"
    SYNPUNKTER = "synpunkter", "Genomgången av synpunkter"
    UNDERSOKNINGAR = "undersokningar", "Genomgången av undersökningar"


class Uppfoljningsdel(models.Model):
    """One part of one lap: a goal, an activity, an indicator, or what residents said."""

    Slag = Delslag

    varv = models.ForeignKey(Varv, models.PROTECT, related_name="%(class)s")
    slag = models.CharField("del", max_length=14, choices=Delslag.choices)
    mal = models.ForeignKey(Mal, models.PROTECT, null=True, blank=True, related_name="+")
    aktivitet = models.UUIDField(null=True, blank=True)
    """The activity's `nyckel`, the same in every version."""
    indikator = models.ForeignKey(
        Indikator, models.PROTECT, null=True, blank=True, related_name="%(class)s"
    )
    namn = models.CharField("del", max_length=400)
    """The part in the words it had then."""
    skal = models.CharField("skäl", max_length=400)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(slag="mal", mal__isnull=False, aktivitet=None, indikator=None)
                | Q(slag="aktivitet", mal=None, aktivitet__isnull=False, indikator=None)
                | Q(slag="indikator", mal=None, aktivitet=None, indikator__isnull=False)
                | Q(slag__in=ROSTER, mal=None, aktivitet=None, indikator=None),
                name="%(class)s_en_del",
                violation_error_message=(
                    "Välj en del: ett mål, en aktivitet, en indikator eller en genomgång."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(skal=""),
                name="%(class)s_med_skal",
                violation_error_message="Skriv varför.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn

    @property
    def nyckel(self) -> str:
        """As `cykel.villkor.aterskick.Del.nyckel`."""
        pk = self.mal_id or self.aktivitet or self.indikator_id
        return f"{self.slag}:{pk}" if pk else self.slag


def i_versionen(plan: str) -> Q:
    """Those whose part the version in force of the plan (its look-up path) still has."""
    i_kraft = {"version__plan": OuterRef(plan), "version__lage": Versionslage.FASTSTALLD}
    mal = Planmal.objects.filter(mal=OuterRef("mal"), **i_kraft)
    return (
        Q(slag__in=ROSTER)
        | Q(Exists(mal.exclude(koppling=Planmal.Koppling.BEROR_INTE)))
        | Q(Exists(Aktivitet.objects.filter(nyckel=OuterRef("aktivitet"), **i_kraft)))
        | Q(Exists(Planindikator.objects.filter(indikator=OuterRef("indikator"), **i_kraft)))
    )
