"""The register: numbers of our own without gaps, or numbers that another register gives."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from kvalitet.databas import ingen_borttagning
from kvalitet.models import Anvandare, Namnd
from kvalitet.models.utskick import LANGST_VANTAN

from .synpunkt import Synpunkt

FORMAT = "{kod} {ar}/{nr}"


class Diarieinstallning(models.Model):
    """How a nämnd numbers its cases. Without a row: an own series in the usual format."""

    class Satt(models.TextChoices):
        EGEN = "egen", "Egen nummerserie"
        EXTERN = "extern", "Ett annat diarium ger numret"

    class Filformat(models.TextChoices):
        XML = "xml", "XML"
        JSON = "json", "JSON"

    namnd = models.OneToOneField(
        Namnd, models.PROTECT, primary_key=True, related_name="diarieinstallning"
    )
    satt = models.CharField(max_length=6, choices=Satt.choices, default=Satt.EGEN)
    format = models.CharField("numrets form", max_length=30, default=FORMAT)
    """With {nr} and {ar}, and {kod} for the code of the nämnd."""
    siffror = models.PositiveSmallIntegerField("siffror i löpnumret", default=4)
    filformat = models.CharField(max_length=4, choices=Filformat.choices, default=Filformat.XML)

    class Meta:
        verbose_name = "diarieinställning"
        verbose_name_plural = "diarieinställningar"
        constraints = [
            models.CheckConstraint(
                condition=Q(format__contains="{nr}") & Q(format__contains="{ar}"),
                name="diarieinstallning_nummer_och_ar",
                violation_error_message="Formen ska innehålla {ar} och {nr}.",
            ),
            models.CheckConstraint(
                condition=Q(siffror__gte=1, siffror__lte=8),
                name="diarieinstallning_siffror",
                violation_error_message="Löpnumret har 1 till 8 siffror.",
            ),
        ]

    def __str__(self) -> str:
        return f"Diarium för {self.namnd}"

    def nummer(self, ar: int, lopnr: int) -> str:
        """Return VON 2026/0123. The format is a person's words, so it is replaced in, never run."""
        ord_ = {"{kod}": self.namnd.kod, "{ar}": str(ar), "{nr}": f"{lopnr:0{self.siffror}d}"}
        dnr = self.format
        for plats, varde in ord_.items():
            dnr = dnr.replace(plats, varde)
        return dnr


class Dnrserie(models.Model):
    """The last number given in a nämnd and year: the row that is locked while one is given."""

    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="dnrserier")
    ar = models.PositiveSmallIntegerField("år")
    senaste = models.PositiveIntegerField("senaste nummer", default=0)

    class Meta:
        verbose_name = "diarienummerserie"
        verbose_name_plural = "diarienummerserier"
        constraints = [
            models.UniqueConstraint(
                fields=["namnd", "ar"],
                name="dnrserie_en_per_ar",
                violation_error_message="Nämnden har redan en serie för året.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.namnd} {self.ar}"


class DiarieforingQuerySet(models.QuerySet["Diarieforing"]):
    def vantar(self) -> Self:
        """Return those that another register has not numbered yet."""
        return self.exclude(status=Diarieforing.Status.REGISTRERAD)

    def att_lamna(self, nu: datetime) -> Self:
        """What is due; further ahead than any wait lies only what a wrong clock has set."""
        nar = Q(nasta_forsok__lte=nu) | Q(nasta_forsok__gt=nu + LANGST_VANTAN)
        return self.filter(nar, status=Diarieforing.Status.KOAD).order_by("nasta_forsok", "pk")


class Diarieforing(models.Model):
    """That a case is registered in its nämnd, or is on its way to be."""

    class Status(models.TextChoices):
        KOAD = "koad", "Väntar på att lämnas till diariet"
        LAMNAD = "lamnad", "Lämnad, väntar på diarienummer"
        REGISTRERAD = "registrerad", "Registrerad"

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="diarieforingar")
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="+")
    """The nämnd that registered it. A case that moves to another is registered there anew."""
    satt = models.CharField(max_length=6, choices=Diarieinstallning.Satt.choices)
    nyckel = models.CharField(max_length=40, unique=True)
    """What the other register knows the case by: the same however often it is handed over."""
    ar = models.PositiveSmallIntegerField("år", null=True, blank=True)
    lopnr = models.PositiveIntegerField("löpnummer", null=True, blank=True)
    dnr = models.CharField("diarienummer", max_length=40, blank=True, default="")
    status = models.CharField(max_length=11, choices=Status.choices)
    sekretess = models.BooleanField(default=False)
    """Registered since it is secret (OSL 5 kap.): the words and the sender stay out of the file."""
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    lamnad = models.DateTimeField(null=True, blank=True)
    registrerad = models.DateTimeField(null=True, blank=True)
    forsok = models.PositiveSmallIntegerField(default=0)
    nasta_forsok = models.DateTimeField(null=True, blank=True)

    objects = DiarieforingQuerySet.as_manager()

    class Meta:
        verbose_name = "diarieföring"
        verbose_name_plural = "diarieföringar"
        triggers = [ingen_borttagning()]
        indexes = [
            models.Index(
                fields=["nasta_forsok", "id"], condition=Q(status="koad"), name="diarieforing_koad"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["synpunkt", "namnd"],
                name="diarieforing_en_per_namnd",
                violation_error_message="Ärendet är redan diariefört hos nämnden.",
            ),
            models.UniqueConstraint(
                fields=["namnd", "ar", "lopnr"],
                name="diarieforing_eget_nummer",
                violation_error_message="Numret är redan taget.",
            ),
            models.CheckConstraint(
                condition=Q(satt="egen", ar__isnull=False, lopnr__isnull=False)
                | Q(satt="extern", ar__isnull=True, lopnr__isnull=True),
                name="diarieforing_lopnr_i_egen_serie",
                violation_error_message="Bara den egna serien har löpnummer.",
            ),
            models.CheckConstraint(
                condition=Q(status="registrerad", registrerad__isnull=False) & ~Q(dnr="")
                | ~Q(status="registrerad") & Q(registrerad__isnull=True, dnr="", satt="extern"),
                name="diarieforing_registrerad_har_nummer",
                violation_error_message="Ett registrerat ärende har ett diarienummer.",
            ),
            models.CheckConstraint(
                condition=~Q(status="koad") | Q(nasta_forsok__isnull=False),
                name="diarieforing_koad_har_tid",
                violation_error_message="Ett ärende i kön har en tid för nästa försök.",
            ),
        ]

    def __str__(self) -> str:
        return self.dnr or self.nyckel
