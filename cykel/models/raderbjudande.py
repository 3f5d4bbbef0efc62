"""A row that a kontor's plan offers to a unit's: taken with one press, or declined with reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kvalitet.models import Anvandare, Enhet

from .mal import Mal
from .plan import Verksamhetsplan
from .planrad import Aktivitet, Planindikator


class Raderbjudande(models.Model):
    class Lage(models.TextChoices):
        VANTAR = "vantar", "Väntar på svar"
        ANTAGET = "antaget", "Med i planen"
        AVBOJT = "avbojt", "Avböjt"

    fran = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="erbjudna_rader")
    """The plan that offers."""
    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="raderbjudanden")
    """The plan that answers."""
    mal = models.ForeignKey(Mal, models.PROTECT, related_name="+", verbose_name="mål")
    nyckel = models.UUIDField()
    """The offered row's own `nyckel`, the same in every version of the plan that offers."""
    aktivitet = models.ForeignKey(
        Aktivitet, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    planindikator = models.ForeignKey(
        Planindikator, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    rubrik = models.CharField("rad", max_length=160)
    """As it was called when it was offered; stays when the row itself is taken out."""
    lage = models.CharField("läge", max_length=8, choices=Lage.choices, default=Lage.VANTAR)
    skal = models.CharField("skäl", max_length=400, blank=True, default="")
    skickat_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    skickat = models.DateTimeField()
    besvarat_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    besvarat = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "erbjuden rad"
        verbose_name_plural = "erbjudna rader"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "nyckel"],
                name="raderbjudande_en_gang",
                violation_error_message="Enheten har redan fått raden.",
            ),
            models.CheckConstraint(
                condition=Q(aktivitet__isnull=True) | Q(planindikator__isnull=True),
                name="raderbjudande_en_rad",
                violation_error_message="Det är en aktivitet eller en indikator, inte båda.",
            ),
            models.CheckConstraint(
                condition=~Q(lage="avbojt") | ~Q(skal=""),
                name="raderbjudande_avbojs_med_skal",
                violation_error_message="Skriv varför ni inte tar med raden.",
            ),
            models.CheckConstraint(
                condition=Q(lage="vantar", besvarat_av__isnull=True, besvarat__isnull=True)
                | (~Q(lage="vantar") & Q(besvarat_av__isnull=False, besvarat__isnull=False)),
                name="raderbjudande_besvarat_helt",
                violation_error_message="Ett svar har både person och tid.",
            ),
        ]

    def __str__(self) -> str:
        return self.rubrik

    @property
    def enhet(self) -> Enhet:
        return self.plan.enhet

    @property
    def enhet_id(self) -> int:
        return self.plan.enhet_id

    @property
    def namnd_id(self) -> int:
        return self.plan.namnd_id
