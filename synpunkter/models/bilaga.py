"""A file in a case: from its sender, to its sender, or of staff alone."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from kvalitet.models import Anvandare, Namnd
from synpunkter.bilagor.slag import BILDER, MEDIETYP, Slag
from synpunkter.models.synpunkt import Meddelande, Synpunkt

Riktning = Meddelande.Riktning


class BilagaQuerySet(models.QuerySet["Bilaga"]):
    def oknutna(self) -> Self:
        """Chosen in a form that has not been sent."""
        return self.filter(synpunkt=None)

    def inom(self, namnd: int) -> Self:
        """Leave out what staff of another nämnd kept for themselves, as of their notes."""
        return self.filter(Q(namnd=None) | Q(namnd=namnd))

    def avsandarens(self) -> Self:
        """What the sender may open: what came from them, and what was sent to them."""
        return self.exclude(riktning=Riktning.INTERN)

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
    """What it came or went with; None when it came with the synpunkt, or stands by itself."""
    riktning = models.CharField(max_length=6, choices=Riktning.choices, default=Riktning.FRAN)
    av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Who of staff put it in the case; None when its sender did."""
    namnd = models.ForeignKey(
        Namnd, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Of an internal file: the nämnd that put it there and alone reads it."""
    nyckel = models.CharField(max_length=32, editable=False)
    """Its random name in the storage. What was sent to the senders of merged cases is in each of
    them, and lies there once."""
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
            models.UniqueConstraint(
                fields=["nyckel", "synpunkt"],
                nulls_distinct=False,
                name="bilaga_en_gang_i_arendet",
                violation_error_message="Filen finns redan i ärendet.",
            ),
            models.CheckConstraint(
                condition=Q(riktning="intern", namnd__isnull=False, meddelande=None)
                | ~Q(riktning="intern") & Q(namnd=None),
                name="bilaga_intern_har_namnd",
                violation_error_message="En intern fil hör till en nämnd och följer inte med ett "
                "meddelande.",
            ),
            models.CheckConstraint(
                condition=Q(riktning="fran")
                | Q(riktning="intern", av__isnull=False, synpunkt__isnull=False)
                | Q(riktning="till", av__isnull=False, meddelande__isnull=False),
                name="bilaga_ratt_avsandare",
                violation_error_message="En fil från oss har en medarbetare och ett ärende, och en "
                "som skickas hör till ett meddelande.",
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
