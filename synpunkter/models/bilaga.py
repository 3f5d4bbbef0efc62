"""A file that came with a synpunkt or with what its sender wrote later."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from synpunkter.bilagor.slag import BILDER, MEDIETYP, Slag
from synpunkter.models.synpunkt import Meddelande, Synpunkt


class BilagaQuerySet(models.QuerySet["Bilaga"]):
    def oknutna(self) -> Self:
        """Chosen in a form that has not been sent."""
        return self.filter(synpunkt=None)

    def i_ordning(self) -> Self:
        return self.order_by("skapad", "pk")


class Bilaga(models.Model):
    """The name that it came with is shown, never used; the content decided its kind."""

    class Lage(models.TextChoices):
        KLAR = "klar", "Klar"
        KARANTAN = "karantan", "I karantän"
        SKADLIG = "skadlig", "Skadlig"

    synpunkt = models.ForeignKey(
        Synpunkt, models.PROTECT, null=True, blank=True, related_name="bilagor"
    )
    """None while its form has not been sent; within the hour it is sent or gone."""
    meddelande = models.ForeignKey(
        Meddelande, models.PROTECT, null=True, blank=True, related_name="bilagor"
    )
    """What the sender wrote later; None when it came with the synpunkt itself."""
    nyckel = models.CharField(max_length=32, unique=True, editable=False)
    """Its random name in the storage."""
    namn = models.CharField("filnamn", max_length=120)
    slag = models.CharField("filtyp", max_length=5, choices=Slag.choices)
    storlek = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField(max_length=64, editable=False)
    lage = models.CharField(max_length=8, choices=Lage.choices)
    fynd = models.CharField("vad virusskyddet fann", max_length=100, blank=True, default="")
    skapad = models.DateTimeField()

    objects = BilagaQuerySet.as_manager()

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        indexes = [
            models.Index(
                fields=["skapad"], condition=Q(synpunkt=None), name="bilaga_oknuten_skapad"
            ),
            models.Index(fields=["id"], condition=Q(lage="karantan"), name="bilaga_i_karantan"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(storlek__gt=0),
                name="bilaga_inte_tom",
                violation_error_message="Filen är tom.",
            ),
            models.CheckConstraint(
                condition=Q(meddelande=None) | Q(synpunkt__isnull=False),
                name="bilaga_till_meddelande_har_synpunkt",
                violation_error_message="En bilaga till ett meddelande hör till ett ärende.",
            ),
            models.CheckConstraint(
                condition=Q(lage="skadlig") & ~Q(fynd="") | ~Q(lage="skadlig") & Q(fynd=""),
                name="bilaga_skadlig_har_fynd",
                violation_error_message="En skadlig fil har ett fynd, och bara en sådan.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn

    @property
    def medietyp(self) -> str:
        return MEDIETYP[Slag(self.slag)]

    @property
    def visas(self) -> bool:
        """Whether the browser may show it, rather than save it."""
        return self.slag in BILDER

    @property
    def kan_oppnas(self) -> bool:
        return self.lage == self.Lage.KLAR
