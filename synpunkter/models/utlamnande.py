"""A request to have a case's records, what is masked in them, and the files that are made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kvalitet.krypto import KrypteradText
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import vakt
from synpunkter.models.sekretess import Sekretessprovning
from synpunkter.models.synpunkt import Synpunkt
from synpunkter.tillstand_utlamnande import OPPNA, UTLAMNANDE, Lage


class UtlamnandeQuerySet(models.QuerySet["Utlamnande"]):
    def oppna(self) -> Self:
        return self.filter(lage__in=OPPNA)

    def med_plats(self) -> Self:
        return self.select_related("synpunkt__enhet", "synpunkt__namnd", "provning__av")


class Utlamnande(models.Model):
    """Somebody asks for a case's records. Who asks need not say who he is (TF 2 kap. 18 §)."""

    class Satt(models.TextChoices):
        PA_PLATS = "pa_plats", "På plats"
        EPOST = "epost", "Med e-post"
        BREV = "brev", "Med brev"

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="utlamnanden")
    lage = models.CharField("läge", max_length=9, choices=Lage.choices, default=Lage.BEGARD)
    begaran = models.TextField("vad som begärs", max_length=1000)
    sokande = KrypteradText("vem som frågar", blank=True, default="")
    """Name and how to reach them, if they want to say; empty is anonymous."""
    inkom = models.DateTimeField("kom in")
    mottagen_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    provning = models.OneToOneField(
        Sekretessprovning, models.PROTECT, null=True, blank=True, related_name="utlamnande"
    )
    """The decision in force; earlier ones stay with the case."""
    med_anteckningar = models.BooleanField("med interna anteckningar", default=False)
    utlamnad = models.DateTimeField(null=True, blank=True)
    satt = models.CharField("hur", max_length=8, choices=Satt.choices, blank=True, default="")

    objects = UtlamnandeQuerySet.as_manager()

    class Meta:
        verbose_name = "utlämnande"
        verbose_name_plural = "utlämnanden"
        triggers = [vakt(UTLAMNANDE)]
        indexes = [models.Index(fields=["-inkom", "-id"], name="utlamnande_nyast")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(begaran=""),
                name="utlamnande_begar_nagot",
                violation_error_message="Skriv vad som begärs.",
            ),
            models.CheckConstraint(
                condition=Q(lage__in=("begard", "atertagen"), provning__isnull=True)
                | Q(lage__in=("beviljad", "utlamnad", "avslagen"), provning__isnull=False),
                name="utlamnande_avgjort_med_provning",
                violation_error_message="Ett avgjort utlämnande har en prövning.",
            ),
            models.CheckConstraint(
                condition=Q(lage="utlamnad", utlamnad__isnull=False) & ~Q(satt="")
                | (~Q(lage="utlamnad") & Q(utlamnad__isnull=True, satt="")),
                name="utlamnande_lamnat_med_tid",
                violation_error_message="Ett utlämnande som är gjort har en tid och ett sätt.",
            ),
        ]

    def __str__(self) -> str:
        return f"Utlämnande av {self.synpunkt}"

    @property
    def enhet(self) -> Enhet:
        return self.synpunkt.enhet

    @property
    def enhet_id(self) -> int:
        return self.synpunkt.enhet_id

    @property
    def namnd(self) -> Namnd:
        return self.synpunkt.namnd

    @property
    def namnd_id(self) -> int:
        return self.synpunkt.namnd_id

    @property
    def helt(self) -> bool:
        """Whether everything is handed out."""
        return self.provning is not None and self.provning.utfall == "lamnas"

    @property
    def gallande_filer(self) -> list[Utlamnandefil]:
        """The files of the decision in force, without their contents."""
        return list(self.filer.filter(provning=self.provning_id).defer("innehall").order_by("pk"))

    def loggdata(self) -> dict[str, Any]:
        beslut = {"provning": self.provning_id} if self.provning_id else {}
        return {"synpunkt": self.synpunkt_id, **beslut}


class Maskval(models.Model):
    """What a person decided about the masking: words to hide too, or a false hit to show."""

    class Slag(models.TextChoices):
        DOLJ = "dolj", "Dölj"
        VISA = "visa", "Visa"

    utlamnande = models.ForeignKey(Utlamnande, models.PROTECT, related_name="maskval")
    slag = models.CharField(max_length=4, choices=Slag.choices)
    text = KrypteradText("ord")
    skal = models.CharField("skäl", max_length=200, blank=True, default="")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "maskval"
        verbose_name_plural = "maskval"
        ordering = ["tid", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slag="dolj") | ~Q(skal=""),
                name="maskval_visa_med_skal",
                violation_error_message="Skriv varför det ska synas.",
            )
        ]

    def __str__(self) -> str:
        return self.get_slag_display()


LANGST_LAN = timedelta(hours=1)


class UtlamnandefilQuerySet(models.QuerySet["Utlamnandefil"]):
    def att_gora(self) -> Self:
        """What nobody has, or has let go of; by the database's clock, which lends."""
        # Lent for longer than any loan is what a clock that went wrong has lent.
        ledig = Q(lan_till=None) | Q(lan_till__lt=Now()) | Q(lan_till__gt=Now() + LANGST_LAN)
        return self.filter(ledig, lage=Utlamnandefil.Lage.KOAD).order_by("bestalld", "pk")


class Utlamnandefil(models.Model):
    """A file of a request: ordered in the act, made by a worker, kept in the database.

    In the database rather than in the file store, so that a decision and its files are backed
    up and purged together, and no file is left that no row knows of.
    """

    class Slag(models.TextChoices):
        HEL = "hel", "Hela ärendet"
        MASKAD = "maskad", "Maskad kopia"
        BESLUT = "beslut", "Beslut"

    class Lage(models.TextChoices):
        KOAD = "koad", "Skapas"
        KLAR = "klar", "Klar"
        MISSLYCKAD = "misslyckad", "Misslyckades"

    utlamnande = models.ForeignKey(Utlamnande, models.PROTECT, related_name="filer")
    provning = models.ForeignKey(Sekretessprovning, models.PROTECT, related_name="filer")
    """The decision that it was made for. Made, it stays, also when another decision follows."""
    slag = models.CharField(max_length=6, choices=Slag.choices)
    lage = models.CharField(max_length=10, choices=Lage.choices, default=Lage.KOAD)
    bestalld = models.DateTimeField()
    forsok = models.PositiveSmallIntegerField(default=0)
    lan_till = models.DateTimeField(null=True, blank=True)
    """Until when a worker has it; one that dies lets the time run out."""
    innehall = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    sidor = models.PositiveSmallIntegerField(default=0)
    klar = models.DateTimeField(null=True, blank=True)

    objects = UtlamnandefilQuerySet.as_manager()

    class Meta:
        verbose_name = "utlämnandefil"
        verbose_name_plural = "utlämnandefiler"
        indexes = [
            models.Index(fields=["bestalld"], condition=Q(lage="koad"), name="utlamnandefil_koade")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provning", "slag"],
                name="utlamnandefil_en_av_varje",
                violation_error_message="Filen är redan beställd.",
            ),
            models.CheckConstraint(
                condition=Q(lage="klar", innehall__isnull=False, klar__isnull=False)
                | (~Q(lage="klar") & Q(innehall__isnull=True, klar__isnull=True)),
                name="utlamnandefil_klar_med_innehall",
                violation_error_message="En klar fil har ett innehåll.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_slag_display()
