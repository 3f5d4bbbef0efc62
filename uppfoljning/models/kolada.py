"""Kolada: its catalogue, and how each indicator that is fetched from it stands."""

from __future__ import annotations

import re
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from cykel.models import Indikator
from kvalitet.databas import SvNyckel
from kvalitet.models import Anvandare
from synpunkter.sokvektor import vektor

RIKET = "0000"


class Koladanyckeltal(models.Model):
    """A key figure of Kolada's catalogue, as the API describes it."""

    class Kommuntyp(models.TextChoices):
        KOMMUN = "K", "Kommuner"
        REGION = "L", "Regioner"
        ALLA = "A", "Kommuner och regioner"

    kod = models.CharField("nyckel", max_length=10, unique=True)
    titel = models.CharField("titel", max_length=400)
    beskrivning = models.TextField("beskrivning", blank=True, default="")
    konsuppdelad = models.BooleanField("könsuppdelat", default=False)
    kommuntyp = models.CharField(
        "gäller", max_length=4, choices=Kommuntyp.choices, blank=True, default=""
    )
    huvudman = models.CharField("huvudman", max_length=4, blank=True, default="")
    verksamhetsomrade = models.CharField("område", max_length=200, blank=True, default="")
    perspektiv = models.CharField("perspektiv", max_length=100, blank=True, default="")
    preliminar = models.DateField("preliminära värden", null=True, blank=True)
    publicering = models.DateField("nästa publicering", null=True, blank=True)
    publicerad_period = models.CharField("perioden", max_length=10, blank=True, default="")
    har_enheter = models.BooleanField("finns per enhet", default=False)
    definition_sha256 = models.CharField(max_length=64)
    """Of title and description: another one is another definition until a person has said not."""
    upphord_ar = models.PositiveSmallIntegerField("upphörde", null=True, blank=True)
    """The last year, read from the title: (- 2024)."""
    gammal_definition = models.BooleanField("gammal definition", default=False)
    borttagen = models.DateTimeField("borttaget", null=True, blank=True)
    """When it was found that the catalogue no longer has it."""
    hamtad = models.DateTimeField("hämtat")
    upphord = models.GeneratedField(
        expression=models.Case(
            models.When(
                Q(upphord_ar__isnull=False)
                | Q(gammal_definition=True)
                | Q(borttagen__isnull=False),
                then=True,
            ),
            default=False,
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    titelnyckel = models.GeneratedField(
        expression=SvNyckel("titel"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    sokvektor = vektor("kod", "titel", "beskrivning")
    titelvektor = vektor("kod", "titel")
    """Which hits have the words in their title is asked of every hit."""

    class Meta:
        verbose_name = "Koladas nyckeltal"
        verbose_name_plural = "Koladas nyckeltal"
        indexes = [
            GinIndex(fields=["sokvektor"], name="koladanyckeltal_orden"),
            # The first page of the search, before anything is typed.
            models.Index(fields=["upphord", "titelnyckel", "id"], name="koladanyckeltal_ordning"),
        ]

    def __str__(self) -> str:
        return f"{self.kod} {self.titel}"

    @property
    def upphordtext(self) -> str:
        """Return "Upphörd 2024", or nothing for one that goes on."""
        if self.upphord_ar:
            return f"Upphörd {self.upphord_ar}"
        if self.borttagen:
            return "Borttagen ur Kolada"
        return "Gammal definition" if self.gammal_definition else ""


class Koladaomrade(models.Model):
    """What Kolada has values for: a municipality, a region, riket, or a group of municipalities."""

    class Slag(models.TextChoices):
        RIKET = "riket", "Riket"
        KOMMUN = "kommun", "Kommun"
        REGION = "region", "Region"
        GRUPP = "grupp", "Grupp"

    kod = models.CharField("nyckel", max_length=10, unique=True)
    namn = models.CharField("namn", max_length=200)
    slag = models.CharField("slag", max_length=6, choices=Slag.choices)
    ar = models.PositiveSmallIntegerField("år", null=True, blank=True)
    """Of a group that is made anew each year: the one it was made for."""
    medlemmar = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name="medlemmar"
    )
    """The codes of a group's municipalities."""
    borttagen = models.DateTimeField("borttaget", null=True, blank=True)

    class Meta:
        verbose_name = "Koladas område"
        verbose_name_plural = "Koladas områden"
        indexes = [GinIndex(fields=["medlemmar"], name="koladaomrade_medlemmar")]
        constraints = [
            models.CheckConstraint(
                condition=Q(slag="grupp") | Q(medlemmar=[]),
                name="koladaomrade_bara_grupp_har_medlemmar",
                violation_error_message="Bara en grupp har medlemmar.",
            )
        ]

    def __str__(self) -> str:
        return self.namn

    def namn_i_mening(self, egen: str = "") -> str:
        """Return the name as it stands after "än", without our own municipality's in a group's:
        riket; Linköping; liknande kommuner, övergripande, 2025."""
        if self.slag == self.Slag.RIKET:
            return "riket"
        if self.slag != self.Slag.GRUPP:
            return self.namn
        delar = [del_.strip() for del_ in self.namn.split(",")]
        text = ", ".join(del_ for del_ in delar if del_ and del_ != egen)
        return re.sub(r"^Liknande", "liknande", text)


class KoladahamtningQuerySet(models.QuerySet["Koladahamtning"]):
    def aktiva(self) -> Self:
        """Those that are fetched: no question about them is open."""
        fragor = Koladafraga.objects.filter(indikator=models.OuterRef("indikator"), svar="")
        return self.foljda().filter(~models.Exists(fragor))

    def foljda(self) -> Self:
        """Not ended, and the indicator still has Kolada as its source."""
        return self.filter(avslutad__isnull=True, indikator__kalla=Indikator.Kalla.KOLADA)


class Koladahamtning(models.Model):
    """How the fetching of an indicator stands, and which definition a person has accepted."""

    indikator = models.OneToOneField(
        Indikator, models.PROTECT, primary_key=True, related_name="koladahamtning"
    )
    titel = models.CharField("titel", max_length=400, blank=True, default="")
    beskrivning = models.TextField("beskrivning", blank=True, default="")
    definition_sha256 = models.CharField(max_length=64, blank=True, default="")
    hamta_fran = models.DateField("hämtas från", null=True, blank=True)
    """The day since when changes are asked for; None asks for everything."""
    senast_lyckad = models.DateTimeField("hämtades senast", null=True, blank=True)
    senast_forsok = models.DateTimeField("senaste försöket", null=True, blank=True)
    fel = models.CharField("fel", max_length=400, blank=True, default="")
    """Why the latest attempt failed; empty when it did not."""
    avslutad = models.DateTimeField("avslutad", null=True, blank=True)

    objects = KoladahamtningQuerySet.as_manager()

    class Meta:
        verbose_name = "hämtning från Kolada"
        verbose_name_plural = "hämtningar från Kolada"
        constraints = [
            models.CheckConstraint(
                condition=Q(senast_lyckad__isnull=True) | Q(senast_forsok__gte=F("senast_lyckad")),
                name="koladahamtning_lyckad_ar_forsok",
                violation_error_message="Den senaste hämtningen är också ett försök.",
            )
        ]

    def __str__(self) -> str:
        return f"Hämtning av {self.indikator}"


class Koladajamforelse(models.Model):
    """An area whose values are fetched beside our own, for comparison."""

    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="koladajamforelser")
    omrade = models.ForeignKey(Koladaomrade, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "jämförelse i Kolada"
        verbose_name_plural = "jämförelser i Kolada"
        constraints = [
            models.UniqueConstraint(
                fields=["indikator", "omrade"],
                name="koladajamforelse_en_gang",
                violation_error_message="Indikatorn jämförs redan med det området.",
            )
        ]

    def __str__(self) -> str:
        return str(self.omrade)


class Koladafraga(models.Model):
    """A question to the owner: Kolada has changed or taken away the key figure. While it is
    open nothing is fetched."""

    class Orsak(models.TextChoices):
        ANDRAD = "andrad", "Titeln eller beskrivningen har ändrats"
        UPPHORD = "upphord", "Nyckeltalet har upphört"
        BORTTAGEN = "borttagen", "Nyckeltalet finns inte längre i Kolada"

    class Svar(models.TextChoices):
        SAMMA = "samma", "Samma mått, fortsätt hämta"
        NYTT = "nytt", "Nytt mått: lägg ett seriebrott och fortsätt hämta"
        SLUTA = "sluta", "Sluta hämta"

    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="koladafragor")
    orsak = models.CharField("orsak", max_length=10, choices=Orsak.choices)
    gammal_titel = models.CharField("titeln förut", max_length=400)
    gammal_beskrivning = models.TextField("beskrivningen förut", blank=True, default="")
    ny_titel = models.CharField("titeln nu", max_length=400, blank=True, default="")
    ny_beskrivning = models.TextField("beskrivningen nu", blank=True, default="")
    stalld = models.DateTimeField("ställd")
    svar = models.CharField("svar", max_length=6, choices=Svar.choices, blank=True, default="")
    brott_fran = models.DateField("ny serie från", null=True, blank=True)
    skal = models.CharField("skäl", max_length=200, blank=True, default="")
    besvarad = models.DateTimeField("besvarad", null=True, blank=True)
    besvarad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "fråga om Kolada"
        verbose_name_plural = "frågor om Kolada"
        constraints = [
            models.UniqueConstraint(
                fields=["indikator"],
                condition=Q(svar=""),
                name="koladafraga_en_oppen",
                violation_error_message="Det finns redan en fråga som väntar på svar.",
            ),
            models.CheckConstraint(
                condition=Q(svar="", besvarad__isnull=True, besvarad_av__isnull=True)
                | (~Q(svar="") & Q(besvarad__isnull=False, besvarad_av__isnull=False)),
                name="koladafraga_svar_har_person",
                violation_error_message="Ett svar har en person och en tid.",
            ),
            models.CheckConstraint(
                condition=(Q(svar="nytt") & Q(brott_fran__isnull=False) & ~Q(skal=""))
                | (~Q(svar="nytt") & Q(brott_fran__isnull=True)),
                name="koladafraga_nytt_matt_har_datum",
                violation_error_message="Ett nytt mått har ett datum och ett skäl.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_orsak_display()}: {self.indikator}"
