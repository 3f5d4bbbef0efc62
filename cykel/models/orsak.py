"""Why something fell short: five whys, a fishbone, and who thought it through."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kvalitet.models import Anvandare

from .atgard import Brist


class Orsaksanalys(models.Model):
    """The analysis behind a brist's `orsak`, which is its conclusion in words."""

    brist = models.OneToOneField(Brist, models.PROTECT, related_name="analys")
    deltog = models.CharField("vilka som deltog", max_length=400)
    """Skollagen 4 kap. 4 §: staff, pupils and guardians take part."""
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "orsaksanalys"
        verbose_name_plural = "orsaksanalyser"
        constraints = [
            models.CheckConstraint(
                condition=~Q(deltog=""),
                name="orsaksanalys_vilka_deltog",
                violation_error_message="Skriv vilka som har deltagit i analysen.",
            )
        ]

    def __str__(self) -> str:
        return f"Orsaksanalys: {self.brist}"


class Orsaksrad(models.Model):
    """One answer to "varför?", or one bone of the fish."""

    class Slag(models.TextChoices):
        VARFOR = "varfor", "Varför?"
        MANNISKA = "manniska", "Människa"
        METOD = "metod", "Metod"
        RESURSER = "resurser", "Resurser och utrustning"
        INFORMATION = "information", "Information"
        OMGIVNING = "omgivning", "Omgivning"
        LEDNING = "ledning", "Ledning"

    FLEST_VARFOR = 5

    analys = models.ForeignKey(Orsaksanalys, models.CASCADE, related_name="rader")
    slag = models.CharField("slag", max_length=11, choices=Slag.choices)
    ordning = models.PositiveSmallIntegerField("ordning")
    text = models.CharField("orsak", max_length=300)

    class Meta:
        verbose_name = "rad i orsaksanalysen"
        verbose_name_plural = "rader i orsaksanalysen"
        constraints = [
            models.UniqueConstraint(
                fields=["analys", "slag", "ordning"],
                name="orsaksrad_en_per_plats",
                violation_error_message="Platsen i analysen är redan upptagen.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="orsaksrad_har_text",
                violation_error_message="Skriv orsaken.",
            ),
            models.CheckConstraint(
                condition=~Q(slag="varfor") | Q(ordning__range=(1, 5)),
                name="orsaksrad_fem_varfor",
                violation_error_message="Fråga varför högst fem gånger.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
