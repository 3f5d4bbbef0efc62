"""Which indicator gets its values from which question."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cykel.models import Indikator
from uppfoljning.models.undersokning import Undersokning


class Frageindikator(models.Model):
    """A question's result as an indicator's value, entered when the survey has closed.

    The question is named by its `nyckel`; of a choice the share of one alternative is measured.
    """

    undersokning = models.ForeignKey(Undersokning, models.CASCADE, related_name="frageindikatorer")
    fraga_nyckel = models.SlugField("fråga", max_length=40)
    alternativ_nyckel = models.SlugField("alternativ", max_length=40, blank=True, default="")
    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="frageindikatorer")
    infort = models.DateTimeField("infört", null=True, blank=True)
    """When its values were entered."""

    class Meta:
        verbose_name = "indikator ur en fråga"
        verbose_name_plural = "indikatorer ur frågor"
        constraints = [
            models.UniqueConstraint(
                fields=["undersokning", "indikator"],
                name="frageindikator_en_fraga",
                violation_error_message="Indikatorn hämtas redan från en fråga i undersökningen.",
            ),
            models.CheckConstraint(
                condition=~Q(fraga_nyckel=""),
                name="frageindikator_har_fraga",
                violation_error_message="Välj frågan som indikatorn hämtas från.",
            ),
        ]
        indexes = [
            models.Index(fields=["undersokning"], condition=Q(infort=None), name="frageind_kvar")
        ]

    def __str__(self) -> str:
        return f"{self.indikator_id} ur {self.fraga_nyckel}"
