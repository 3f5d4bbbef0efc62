"""Secrecy of a case: its marks, who may see a protected sender, and each prövning. Append-only.

What is decided is never changed: a mark is lifted by a new row. Only gallring takes rows away.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kvalitet.databas import gallras_bara
from kvalitet.models import Anvandare
from synpunkter.models.synpunkt import Synpunkt
from synpunkter.sekretessgrunder import KODER, Sekretessgrund, grund


class Sekretessmarkering(models.Model):
    """That a case was marked, or its mark lifted: by whom, when and why."""

    class Slag(models.TextChoices):
        SEKRETESS = "sekretess", "Sekretess"
        SKYDD = "skydd", "Skyddade personuppgifter"

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="sekretessmarkeringar")
    slag = models.CharField(max_length=9, choices=Slag.choices)
    galler = models.BooleanField("gäller")
    """True when the mark is set, False when it is lifted."""
    grund = models.CharField("lagrum", max_length=8, blank=True, default="")
    skal = models.CharField("skäl", max_length=400)
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "sekretessmarkering"
        verbose_name_plural = "sekretessmarkeringar"
        ordering = ["-tid", "-pk"]
        triggers = [gallras_bara("synpunkt_id", "slag", "galler", "grund", "skal", "av_id", "tid")]
        constraints = [
            models.CheckConstraint(
                condition=Q(galler=True, grund__in=KODER) | Q(galler=False, grund=""),
                name="sekretessmarkering_med_lagrum",
                violation_error_message="Välj vilken paragraf som sekretessen gäller enligt.",
            ),
            models.CheckConstraint(
                condition=~Q(skal=""),
                name="sekretessmarkering_med_skal",
                violation_error_message="Skriv varför.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} {'sattes' if self.galler else 'lyftes'}"

    @property
    def lagrum(self) -> Sekretessgrund | None:
        return grund(self.grund) if self.grund else None


class Skyddslasare(models.Model):
    """One of the few who may see the contact of a sender with protected identity."""

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="skyddslasare")
    anvandare = models.ForeignKey(Anvandare, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "skyddsläsare"
        verbose_name_plural = "skyddsläsare"
        constraints = [
            models.UniqueConstraint(
                fields=["synpunkt", "anvandare"],
                name="skyddslasare_en_gang",
                violation_error_message="Personen får redan se kontaktuppgifterna.",
            )
        ]

    def __str__(self) -> str:
        return str(self.anvandare)


class Sekretessprovning(models.Model):
    """What was decided when somebody asked for what a case holds. That another nämnd gets it is
    decided by an `Overlamnande`."""

    class Utfall(models.TextChoices):
        LAMNAS = "lamnas", "Lämnas ut"
        DELVIS = "delvis", "Lämnas ut med maskning"
        NEKAS = "nekas", "Lämnas inte ut"

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="sekretessprovningar")
    utfall = models.CharField("beslut", max_length=6, choices=Utfall.choices)
    grund = models.CharField("lagrum", max_length=8, blank=True, default="")
    skal = models.TextField("skäl", max_length=2000, blank=True, default="")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "sekretessprövning"
        verbose_name_plural = "sekretessprövningar"
        ordering = ["-tid", "-pk"]
        triggers = [gallras_bara("synpunkt_id", "utfall", "grund", "skal", "av_id", "tid")]
        constraints = [
            models.CheckConstraint(
                condition=Q(utfall="lamnas") | (Q(grund__in=KODER) & ~Q(skal="")),
                name="sekretessprovning_nej_med_grund",
                violation_error_message="Ange paragraf och skäl när något inte lämnas ut.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_utfall_display()

    @property
    def lagrum(self) -> Sekretessgrund | None:
        return grund(self.grund) if self.grund else None
