"""The codes that let each person who was asked answer a survey once, and nothing more."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Count, Q

from uppfoljning.models.undersokning import Undersokning


class KodomgangQuerySet(models.QuerySet["Kodomgang"]):
    def med_kvar(self) -> Self:
        """Annotate `kvar`: how many of the codes are not used yet."""
        return self.annotate(kvar=Count("koder"))


class Kodomgang(models.Model):
    """Codes that were ordered at once: how many and when, never to whom."""

    undersokning = models.ForeignKey(Undersokning, models.PROTECT, related_name="kodomgangar")
    antal = models.PositiveIntegerField("antal koder")
    skapad = models.DateTimeField()
    ersatt = models.DateTimeField("ersatt", null=True, blank=True)
    """When those of its codes that were not used ceased, because others were made instead."""
    token_hmac = models.CharField(max_length=64, unique=True)
    """Keyed HMAC of the ordering page's one-time token, so that a double submit makes no more."""

    objects = KodomgangQuerySet.as_manager()

    class Meta:
        verbose_name = "kodomgång"
        verbose_name_plural = "kodomgångar"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(antal__gt=0),
                name="kodomgang_har_koder",
                violation_error_message="Skapa minst en kod.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.antal} koder till {self.undersokning_id}"


class Svarskod(models.Model):
    """A code that nobody has answered with yet. The row goes when the answer is saved.

    Its key is the keyed HMAC of the code, so the table has no order of its own: neither the
    order of a file nor that of the answers can be read from it.
    """

    kod_hmac = models.CharField(primary_key=True, max_length=64, editable=False)
    omgang = models.ForeignKey(Kodomgang, models.PROTECT, related_name="koder")

    class Meta:
        verbose_name = "svarskod"
        verbose_name_plural = "svarskoder"

    def __str__(self) -> str:
        return f"Kod i omgång {self.omgang_id}"
