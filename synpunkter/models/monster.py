"""A mönster: what several synpunkter have in common, in our own words."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from cykel.models import Brist
from kvalitet.models import Anvandare, Enhet, Namnd

from .synpunkt import Synpunkt


class Tema(models.Model):
    """What a mönster is about, shared by all nämnder: data, never code."""

    namn = models.CharField("tema", max_length=60)

    class Meta:
        verbose_name = "tema"
        verbose_name_plural = "teman"
        constraints = [
            models.UniqueConstraint(
                Lower("namn"),
                name="tema_en_gang",
                violation_error_message="Temat finns redan.",
            ),
            models.CheckConstraint(
                condition=~Q(namn=""),
                name="tema_har_namn",
                violation_error_message="Skriv vad temat heter.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn


class MonsterQuerySet(models.QuerySet["Monster"]):
    def med_plats(self) -> Self:
        return self.select_related("enhet", "namnd", "tema", "brist__plan__enhet")


class Monster(models.Model):
    """Several synpunkter of one nämnd about the same thing.

    Read within the nämnd only (OSL 8 kap.); elsewhere it is a number.
    """

    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="monster", verbose_name="nämnd")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="monster")
    """The nearest unit that holds all the cases' units: where its plan and its rights are."""
    tema = models.ForeignKey(Tema, models.PROTECT, related_name="monster")
    namn = models.CharField("namn", max_length=120)
    beskrivning = models.TextField("beskrivning")
    brist = models.OneToOneField(
        Brist, models.PROTECT, null=True, blank=True, related_name="monster"
    )
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)

    objects = MonsterQuerySet.as_manager()

    class Meta:
        verbose_name = "mönster"
        verbose_name_plural = "mönster"
        constraints = [
            models.CheckConstraint(
                condition=~Q(namn="") & ~Q(beskrivning=""),
                name="monster_har_ord",
                violation_error_message="Skriv vad mönstret heter och vad det handlar om.",
            ),
            models.UniqueConstraint(
                fields=["namnd", "tema", "namn"],
                name="monster_en_gang",
                violation_error_message="Nämnden har redan ett mönster med det namnet och temat.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn


class Monsterkoppling(models.Model):
    """A synpunkt that belongs to a mönster."""

    monster = models.ForeignKey(Monster, models.PROTECT, related_name="kopplingar")
    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="monsterkopplingar")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "synpunkt i mönster"
        verbose_name_plural = "synpunkter i mönster"
        constraints = [
            models.UniqueConstraint(
                fields=["monster", "synpunkt"],
                name="monsterkoppling_en_gang",
                violation_error_message="Synpunkten finns redan i mönstret.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.synpunkt} – {self.monster}"
