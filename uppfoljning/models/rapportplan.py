"""Around the reports: when a nämnd gets them by itself, who is told, and what was corrected."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from kvalitet.databas import bara_tillagg
from kvalitet.krypto import KrypteradText
from kvalitet.models import Anvandare, Namnd
from uppfoljning.models.rapport import Rapport
from uppfoljning.rapportperioder import Period

INNAN_FORSTA_MARS = 59
"""Days from the end of a year to 28 February: the kvalitetsberättelse is ready before 1 March."""


class RapportschemaQuerySet(models.QuerySet["Rapportschema"]):
    def pa(self) -> Self:
        return self.filter(fran__isnull=False)


class Rapportschema(models.Model):
    """That a nämnd gets a report of a kind by itself, some days after each period's end.

    Måluppfyllelse needs no row: it is made when the follow-up is approved.
    """

    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="rapportscheman", verbose_name="nämnd"
    )
    slag = models.CharField(max_length=16, choices=Rapport.Slag.choices)
    period = models.CharField("period", max_length=8, choices=Period.choices)
    dagar = models.PositiveSmallIntegerField("dagar efter periodens slut")
    fran = models.DateField("på sedan", null=True, blank=True)
    """Periods that end on this day or later are reported; empty: turned off."""
    fel = models.CharField(max_length=400, blank=True, default="")
    """Why the latest report that was due could not be ordered."""
    fel_period = models.DateField(null=True, blank=True)
    """The last day of the period that it is about."""
    andrad = models.DateTimeField()
    andrad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """None for the set-up."""

    objects = RapportschemaQuerySet.as_manager()

    class Meta:
        verbose_name = "rapportschema"
        verbose_name_plural = "rapportscheman"
        constraints = [
            models.UniqueConstraint(
                fields=["namnd", "slag"],
                name="rapportschema_en_gang",
                violation_error_message="Nämnden har redan ett schema för den rapporten.",
            ),
            models.CheckConstraint(
                condition=Q(slag="manad", period="manad")
                | Q(slag="kvalitet", period="ar")
                | Q(slag="synpunkter", period__in=("kvartal", "halvar", "ar")),
                name="rapportschema_period_efter_slag",
                violation_error_message="Den rapporten görs inte så ofta.",
            ),
            models.CheckConstraint(
                condition=Q(dagar__gte=1, dagar__lte=90)
                & (~Q(slag="kvalitet") | Q(dagar__lte=INNAN_FORSTA_MARS)),
                name="rapportschema_dagar",
                violation_error_message="Välj 1 till 90 dagar. Kvalitetsberättelsen ska vara klar "
                f"före den 1 mars, så där är det högst {INNAN_FORSTA_MARS} dagar.",
            ),
            models.CheckConstraint(
                condition=Q(fel="", fel_period__isnull=True)
                | (~Q(fel="") & Q(fel_period__isnull=False)),
                name="rapportschema_fel_med_period",
                violation_error_message="Ett fel hör till en period.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()}, {self.namnd}"


class Rapportmottagare(models.Model):
    """Someone who is told by mail when the nämnd has published a report.

    The nämnd's förtroendevalda need no row: they are told by their role.
    """

    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="rapportmottagare", verbose_name="nämnd"
    )
    namn = models.CharField("namn", max_length=120)
    epost = KrypteradText("e-post")
    epost_hmac = models.CharField(max_length=64)
    """Keyed look-up value of the address in lower case: the same address once in each list."""
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """None for the set-up."""

    class Meta:
        verbose_name = "rapportmottagare"
        verbose_name_plural = "rapportmottagare"
        constraints = [
            models.UniqueConstraint(
                fields=["namnd", "epost_hmac"],
                name="rapportmottagare_en_gang",
                violation_error_message="Adressen finns redan i listan.",
            ),
            models.CheckConstraint(
                condition=~Q(namn="") & ~Q(epost="") & ~Q(epost_hmac=""),
                name="rapportmottagare_hel",
                violation_error_message="En mottagare har namn och e-postadress.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn


class Rapportrattelse(models.Model):
    """What was wrong in a published report and what is right: printed in the version that replaces
    it, and in all after that."""

    rapport = models.OneToOneField(Rapport, models.PROTECT, related_name="rattelsetext")
    """The new version."""
    rattar = models.ForeignKey(Rapport, models.PROTECT, related_name="rattad_av")
    """The published version that was wrong."""
    fel = models.CharField("det här var fel", max_length=600)
    ratt = models.CharField("så här är det rätt", max_length=600)
    skriven = models.DateTimeField()
    skriven_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "rättelse av en rapport"
        verbose_name_plural = "rättelser av rapporter"
        triggers = bara_tillagg()
        constraints = [
            models.CheckConstraint(
                condition=~Q(fel="") & ~Q(ratt=""),
                name="rapportrattelse_hel",
                violation_error_message="Skriv både vad som var fel och vad som är rätt.",
            ),
            models.CheckConstraint(
                condition=~Q(rapport=F("rattar")),
                name="rapportrattelse_i_ny_version",
                violation_error_message="Rättelsen står i en ny version av rapporten.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rättelse av {self.rattar_id}"

    @property
    def text(self) -> str:
        """As it is printed."""
        return f"Fel: {_mening(self.fel)} Rätt: {_mening(self.ratt)}"


def _mening(text: str) -> str:
    return text if text[-1:] in (".", "!", "?") else f"{text}."
