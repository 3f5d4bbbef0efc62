"""The suggestion of unit and theme: whether a nämnd wants it, and how often it has been right."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kvalitet.models import Anvandare, Namnd


class Forslagsval(models.Model):
    """A nämnd's switch. Without a row it is on."""

    namnd = models.OneToOneField(
        Namnd, models.PROTECT, primary_key=True, related_name="forslagsval"
    )
    pa = models.BooleanField("visa förslag", default=True)
    andrad = models.DateTimeField()
    andrad_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "förslagsval"
        verbose_name_plural = "förslagsval"

    def __str__(self) -> str:
        return f"Förslag i {self.namnd}: {'på' if self.pa else 'av'}"


class Forslagsmatning(models.Model):
    """How often the suggestion was what people decided, on the newest cases of a nämnd."""

    class Slag(models.TextChoices):
        ENHET = "enhet", "Enhet"
        TEMA = "tema", "Tema"

    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="forslagsmatningar")
    slag = models.CharField(max_length=5, choices=Slag.choices)
    matt = models.DateTimeField()
    antal = models.PositiveIntegerField("ärenden som gissades")
    ratt = models.PositiveIntegerField("rätt gissade")
    vanligast_ratt = models.PositiveIntegerField("rätt om det vanligaste alltid gissas")

    class Meta:
        verbose_name = "mätning av förslag"
        verbose_name_plural = "mätningar av förslag"
        constraints = [
            models.UniqueConstraint(
                fields=["namnd", "slag"],
                name="forslagsmatning_senaste",
                violation_error_message="Bara den senaste mätningen sparas.",
            ),
            models.CheckConstraint(
                condition=Q(antal__gte=1, ratt__lte=F("antal"), vanligast_ratt__lte=F("antal")),
                name="forslagsmatning_rimlig",
                violation_error_message="Fler rätt än gissade kan det inte vara.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} i {self.namnd}: {self.ratt} av {self.antal}"

    @property
    def andel(self) -> float:
        return 100 * self.ratt / self.antal

    @property
    def andel_vanligast(self) -> float:
        return 100 * self.vanligast_ratt / self.antal
