"""A file that someone is about to read in. Kept until it is done, or until it expires."""

from __future__ import annotations

from django.db import models

from .anvandare import Anvandare


class Importfil(models.Model):
    slag = models.CharField("slag", max_length=20)
    """Which import it is for (kvalitet.views.importslag)."""
    namn = models.CharField("filnamn", max_length=120)
    innehall = models.BinaryField("innehåll")
    skapad = models.DateTimeField("skapad")
    skapad_av = models.ForeignKey(
        Anvandare, models.CASCADE, related_name="+", verbose_name="uppladdad av"
    )
    gar_ut = models.DateTimeField("går ut", db_index=True)

    class Meta:
        verbose_name = "importfil"
        verbose_name_plural = "importfiler"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gar_ut__gt=models.F("skapad")),
                name="importfil_gar_ut",
                violation_error_message="Filen ska gå ut efter att den laddades upp.",
            )
        ]

    def __str__(self) -> str:
        return self.namn
