"""Results of surveys that others made: aggregated figures only, never an answer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cykel.models import Indikator, Mal
from kvalitet.models import Enhet, Namnd
from uppfoljning.models.undersokning import Undersokning


class Externundersokning(models.Model):
    """A survey that comes back, made by someone else: Skolenkäten, Brukarundersökningen."""

    namn = models.CharField("namn", max_length=120)
    leverantor = models.CharField("leverantör", max_length=80)
    enhet = models.ForeignKey(
        Enhet, models.PROTECT, related_name="externa_undersokningar", verbose_name="enhet"
    )
    """Figures are taken in for this unit and what lies below it."""
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="externa_undersokningar")
    mal = models.ForeignKey(
        Mal, models.PROTECT, null=True, blank=True, related_name="externa_undersokningar"
    )
    troskel = models.PositiveSmallIntegerField(
        "minsta antal svar",
        choices=Undersokning.Troskel.choices,
        default=Undersokning.Troskel.TIO,
    )
    metod = models.TextField("metod", blank=True, default="")
    """How it was made, in words: who was asked, how, and what the figures mean."""

    class Meta:
        verbose_name = "extern undersökning"
        verbose_name_plural = "externa undersökningar"
        constraints = [
            models.UniqueConstraint(
                fields=["namn", "leverantor", "enhet", "namnd"],
                name="externundersokning_en_gang",
                violation_error_message="Undersökningen finns redan. Läs in filen i den.",
            ),
            models.CheckConstraint(
                condition=Q(troskel__in=(5, 10, 20, 30)),
                name="externundersokning_kand_troskel",
                violation_error_message="Välj minst 5, 10, 20 eller 30 svar.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn


class Externomgang(models.Model):
    """One time that the survey was made."""

    undersokning = models.ForeignKey(Externundersokning, models.PROTECT, related_name="omgangar")
    ar = models.PositiveSmallIntegerField("år")
    period_fran = models.DateField("från och med")
    period_till = models.DateField("till och med")
    matdatum = models.DateField("mätdatum")
    urval = models.PositiveIntegerField("antal tillfrågade", null=True, blank=True)
    overtackning = models.PositiveIntegerField("övertäckning", default=0)
    ram = models.PositiveIntegerField("antal i hela gruppen", null=True, blank=True)
    svarande = models.PositiveIntegerField(null=True, blank=True)
    """People who answered, when the file had a row for each."""
    uppladdning = models.UUIDField(null=True, blank=True, editable=False)
    """Which upload was read in last, so that two presses are one."""
    inlast = models.DateTimeField("inläst", null=True, blank=True)

    class Meta:
        verbose_name = "omgång"
        verbose_name_plural = "omgångar"
        constraints = [
            models.UniqueConstraint(
                fields=["undersokning", "ar"],
                name="externomgang_en_per_ar",
                violation_error_message="Året finns redan. Läs in filen där, så byts siffrorna ut.",
            ),
            models.CheckConstraint(
                condition=Q(period_till__gte=F("period_fran")),
                name="externomgang_period_framat",
                violation_error_message="Periodens slut ska vara efter dess början.",
            ),
            models.CheckConstraint(
                condition=Q(urval__isnull=True) | Q(urval__gt=F("overtackning")),
                name="externomgang_urval_storre",
                violation_error_message="Urvalet ska vara större än övertäckningen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.undersokning} {self.ar}"


class Externfraga(models.Model):
    """A question, the same from year to year by its code."""

    class Matt(models.TextChoices):
        ANDEL = "andel", "Andel positiva svar, procent"
        INDEX = "index", "Index 0–100"
        NKI = "nki", "NKI"
        MEDEL = "medel", "Medelvärde"

    undersokning = models.ForeignKey(Externundersokning, models.PROTECT, related_name="fragor")
    kod = models.CharField("kod", max_length=40)
    text = models.CharField("fråga", max_length=300)
    matt = models.CharField("mått", max_length=5, choices=Matt.choices)
    ordning = models.PositiveSmallIntegerField(default=0)
    indikator = models.OneToOneField(
        Indikator, models.PROTECT, null=True, blank=True, related_name="externfraga"
    )
    """The indicator whose values are entered from this question when a file is read in."""

    class Meta:
        verbose_name = "fråga i extern undersökning"
        verbose_name_plural = "frågor i externa undersökningar"
        constraints = [
            models.UniqueConstraint(
                fields=["undersokning", "kod"],
                name="externfraga_en_per_kod",
                violation_error_message="Frågan finns redan i undersökningen.",
            ),
            models.CheckConstraint(
                condition=Q(matt__in=("andel", "index", "nki", "medel")),
                name="externfraga_kant_matt",
                violation_error_message="Välj andel, index, NKI eller medelvärde.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Externresultat(models.Model):
    """A figure of a unit: a value with the answers behind it, or why none is shown.

    What must be hidden is not here at all: neither its value nor its number of answers.
    """

    class Kon(models.TextChoices):
        T = "T", "Totalt"
        K = "K", "Kvinnor"
        M = "M", "Män"

    class Orsak(models.TextChoices):
        FOR_FA = "for_fa", "för få svar"
        LEVERANTOR = "leverantor", "dolt av leverantören"
        SAKNAS = "saknas", "uppgift saknas"
        UTAN_ANTAL = "utan_antal", "antal svar saknas i filen"

    omgang = models.ForeignKey(Externomgang, models.PROTECT, related_name="resultat")
    fraga = models.ForeignKey(Externfraga, models.PROTECT, related_name="resultat")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="externresultat")
    kon = models.CharField("kön", max_length=1, choices=Kon.choices)
    n = models.PositiveIntegerField("antal svar", null=True, blank=True)
    varde = models.DecimalField("värde", max_digits=9, decimal_places=4, null=True, blank=True)
    undre = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    ovre = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    """The 95 % interval, as the supplier gave it or as computed."""
    orsak = models.CharField(max_length=10, choices=Orsak.choices, blank=True, default="")

    class Meta:
        verbose_name = "externt resultat"
        verbose_name_plural = "externa resultat"
        constraints = [
            models.UniqueConstraint(
                fields=["omgang", "fraga", "enhet", "kon"],
                name="externresultat_ett_per_nyckel",
                violation_error_message="Det finns redan en siffra för enheten, frågan och könet.",
            ),
            models.CheckConstraint(
                condition=Q(varde__isnull=False, n__isnull=False, orsak="")
                | (
                    Q(varde__isnull=True, n__isnull=True, undre__isnull=True, ovre__isnull=True)
                    & ~Q(orsak="")
                ),
                name="externresultat_varde_eller_orsak",
                violation_error_message="Ange ett värde med antal svar, eller varför det saknas.",
            ),
            models.CheckConstraint(
                condition=Q(undre__isnull=True, ovre__isnull=True)
                | Q(undre__lte=F("varde"), ovre__gte=F("varde")),
                name="externresultat_inom_intervallet",
                violation_error_message="Värdet ska ligga inom sitt intervall.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fraga_id} {self.kon}: {self.varde}"


class Importmappning(models.Model):
    """How the last file from a supplier was read, offered for the next one."""

    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="+")
    leverantor = models.CharField("leverantör", max_length=80)
    """In small letters, so that Origo and ORIGO are one."""
    slag = models.CharField("slag av fil", max_length=4)
    val = models.JSONField("val", default=dict)
    """By heading, by answer and by name of a unit. Answers that few gave are not here."""
    andrad = models.DateTimeField("ändrad")

    class Meta:
        verbose_name = "importmappning"
        verbose_name_plural = "importmappningar"
        constraints = [
            models.UniqueConstraint(
                fields=["namnd", "leverantor", "slag"],
                name="importmappning_en_per_leverantor",
                violation_error_message="Leverantören har redan en sparad mappning.",
            ),
            models.CheckConstraint(
                condition=Q(slag__in=("lang", "bred", "svar")),
                name="importmappning_kant_slag",
                violation_error_message="Välj vilket slags fil det är.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leverantor} ({self.slag})"
