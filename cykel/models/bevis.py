"""Files that show what a report says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .planrad import Aktivitetslage


class Bevisfil(models.Model):
    """The file of one report on an activity. The name that it came with is shown, never used."""

    lage = models.OneToOneField(Aktivitetslage, models.PROTECT, related_name="bevis")
    namn = models.CharField("filnamn", max_length=120)
    slag = models.CharField("filtyp", max_length=100)
    """The media type that its content has, whatever its name says."""
    storlek = models.PositiveIntegerField("storlek i byte")
    stig = models.CharField(max_length=80, unique=True, editable=False)
    """Its random name in the storage."""
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = "bevisfil"
        verbose_name_plural = "bevisfiler"
        constraints = [
            models.CheckConstraint(
                condition=Q(storlek__gt=0),
                name="bevisfil_inte_tom",
                violation_error_message="Filen är tom.",
            )
        ]

    def __str__(self) -> str:
        return self.namn
