"""Indicators and their values."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kvalitet.models import Anvandare, Enhet
from kvalitet.models.historik import med_historik


@med_historik(
    "namn",
    "definition",
    "matt",
    "riktning",
    "kalla",
    "kolada_id",
    "berakning",
    "namnare",
    "frekvens",
    "agare",
    "decimaler",
    "konsuppdelad",
    "skal_ej_kon",
    "regi",
    "lagst",
    "hogst",
    index="indikatorhistorik_tx",
)
class Indikator(models.Model):
    """What is measured. Stable fields; each value stands in `Matvarde`."""

    class Riktning(models.TextChoices):
        HOGRE = "hogre", "Högre är bättre"
        LAGRE = "lagre", "Lägre är bättre"

    class Kalla(models.TextChoices):
        MANUELL = "manuell", "Förs in för hand"
        KOLADA = "kolada", "Kolada"
        UNDERSOKNING = "undersokning", "Egen undersökning"
        BERAKNAD = "beraknad", "Beräknas"
        FIL = "fil", "Fil"

    class Frekvens(models.TextChoices):
        MANAD = "manad", "Varje månad"
        TILLFALLE = "tillfalle", "Varje uppföljning"
        HALVAR = "halvar", "Varje halvår"
        HELAR = "helar", "Varje år"

    class Regi(models.TextChoices):
        BADA = "bada", "Egen regi och privat"
        EGEN = "egen", "Bara egen regi"
        PRIVAT = "privat", "Bara privat"

    class Redovisas(models.TextChoices):
        MAL = "", "Bara i de mål som den hör till"
        EKONOMI = "ekonomi", "Även under ekonomi"
        PERSONAL = "personal", "Även under personal"

    class Berakning(models.TextChoices):
        SVAR_I_TID = "svar_i_tid", "Andel synpunkter som fick svar i tid, i procent"
        MEDIAN_DAGAR = "median_dagar", "Mediantid från synpunkt till svar, i dagar"
        KLAGOMAL = "klagomal", "Klagomål per 1 000 användare"
        AKTIVITETER = "aktiviteter", "Andel av planens aktiviteter som är klara i tid, i procent"

    namn = models.CharField("namn", max_length=160)
    definition = models.TextField("definition")
    matt = models.CharField("mått", max_length=40)
    """What a value is a number of: procent, dagar, kronor per invånare."""
    riktning = models.CharField("riktning", max_length=5, choices=Riktning.choices)
    kalla = models.CharField("källa", max_length=12, choices=Kalla.choices)
    kolada_id = models.CharField("Koladas nyckel", max_length=10, blank=True, default="")
    berakning = models.CharField(
        "beräkning", max_length=12, choices=Berakning.choices, blank=True, default=""
    )
    """How it is computed, when that is its source."""
    namnare = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taljare",
        verbose_name="antal användare",
    )
    """The indicator that holds how many users a unit has, when the computation is per user."""
    frekvens = models.CharField("frekvens", max_length=10, choices=Frekvens.choices)
    agare = models.ForeignKey(
        Anvandare, models.PROTECT, related_name="indikatorer", verbose_name="ägare"
    )
    decimaler = models.PositiveSmallIntegerField("decimaler", default=1)
    konsuppdelad = models.BooleanField("könsuppdelad", default=False)
    skal_ej_kon = models.CharField(
        "skäl till att inte dela upp", max_length=200, blank=True, default=""
    )
    regi = models.CharField("vem som driver", max_length=6, choices=Regi.choices, default=Regi.BADA)
    """Who runs what is measured."""
    redovisas = models.CharField(
        "var den redovisas",
        max_length=8,
        choices=Redovisas.choices,
        blank=True,
        default="",
    )
    """The part of the report that shows it beside the goals, for units that have a value."""
    lagst = models.DecimalField(
        "lägsta möjliga värde", max_digits=16, decimal_places=4, null=True, blank=True
    )
    hogst = models.DecimalField(
        "högsta möjliga värde", max_digits=16, decimal_places=4, null=True, blank=True
    )
    """Beyond these no value can be, whatever is measured: 0 and 100 for a share in percent."""
    utgava = models.PositiveIntegerField("utgåva", default=1, editable=False)
    """Counts the times it was changed, so that of two who change it at once one is told."""

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        constraints = [
            models.UniqueConstraint(
                fields=["kolada_id"],
                condition=~Q(kolada_id=""),
                name="indikator_en_per_kolada",
                violation_error_message="Nyckeltalet finns redan som indikator.",
            ),
            models.CheckConstraint(
                condition=Q(konsuppdelad=True) | ~Q(skal_ej_kon=""),
                name="indikator_kon_eller_skal",
                violation_error_message="Dela upp på kön, eller skriv varför det inte går.",
            ),
            models.CheckConstraint(
                condition=~Q(kalla="kolada") | ~Q(kolada_id=""),
                name="indikator_kolada_har_nyckel",
                violation_error_message="Ange vilket nyckeltal i Kolada indikatorn hämtas från.",
            ),
            models.CheckConstraint(
                condition=Q(lagst__isnull=True) | Q(hogst__isnull=True) | Q(hogst__gt=F("lagst")),
                name="indikator_granser_ratt_vag",
                violation_error_message="Det högsta möjliga värdet ska vara högre än det lägsta.",
            ),
            models.CheckConstraint(
                condition=(Q(kalla="beraknad") & ~Q(berakning=""))
                | (~Q(kalla="beraknad") & Q(berakning="")),
                name="indikator_beraknas_pa_ett_satt",
                violation_error_message=(
                    "Välj hur indikatorn beräknas, just när källan är att den beräknas."
                ),
            ),
            models.CheckConstraint(
                condition=Q(berakning="klagomal", namnare__isnull=False)
                | (~Q(berakning="klagomal") & Q(namnare__isnull=True)),
                name="indikator_per_anvandare_har_namnare",
                violation_error_message=(
                    "Välj vilken indikator som har antalet användare, just när det räknas per "
                    "användare."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.namn


@med_historik("varde", "bortfallsorsak", "osakerhet", "matdatum", "kalla", index="vardehistorik_tx")
class Matvarde(models.Model):
    """One value of an indicator: for a unit, or for an area that Kolada compares with.

    Missing is never 0: a row holds a value or a reason why there is none.
    """

    class Kon(models.TextChoices):
        T = "T", "Totalt"
        K = "K", "Kvinnor"
        M = "M", "Män"

    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="varden")
    enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="matvarden"
    )
    omrade = models.CharField("område", max_length=10, blank=True, default="")
    """Kolada's code of a municipality, riket or a group, when the value is a comparison."""
    period_fran = models.DateField("från och med")
    period_till = models.DateField("till och med")
    kon = models.CharField("kön", max_length=1, choices=Kon.choices, default=Kon.T)
    varde = models.DecimalField("värde", max_digits=16, decimal_places=4, null=True, blank=True)
    bortfallsorsak = models.CharField("bortfallsorsak", max_length=200, blank=True, default="")
    osakerhet = models.DecimalField(
        "osäkerhet", max_digits=10, decimal_places=4, null=True, blank=True
    )
    """Half the width of the 95 % interval, in the value's own unit."""
    matdatum = models.DateField("mätdatum")
    kalla = models.CharField("källa", max_length=80)
    infort_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "mätvärde"
        verbose_name_plural = "mätvärden"
        indexes = [
            # What a unit has values of in a period, index-only.
            models.Index(
                fields=["enhet", "period_till", "indikator"],
                condition=Q(kon="T", omrade=""),
                name="matvarde_i_perioden",
            ),
            # What came by itself is asked to be marked ready; most values are entered by hand.
            models.Index(
                fields=["indikator", "enhet", "period_till"],
                condition=Q(infort_av__isnull=True, omrade=""),
                name="matvarde_hamtade",
            ),
            # The latest values of an indicator, in the order of its page: a hundred of 50 000.
            models.Index(
                fields=["indikator", "-period_till", "-period_fran", "enhet", "kon"],
                name="matvarde_senaste",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["indikator", "enhet", "omrade", "period_till", "period_fran", "kon"],
                nulls_distinct=False,
                name="matvarde_ett_per_period",
                violation_error_message="Det finns redan ett värde för perioden.",
            ),
            models.CheckConstraint(
                condition=Q(enhet__isnull=False, omrade="")
                | (Q(enhet__isnull=True) & ~Q(omrade="")),
                name="matvarde_enhet_eller_omrade",
                violation_error_message="Värdet gäller en enhet eller ett område, inte båda.",
            ),
            models.CheckConstraint(
                condition=Q(varde__isnull=False, bortfallsorsak="")
                | (Q(varde__isnull=True) & ~Q(bortfallsorsak="")),
                name="matvarde_varde_eller_orsak",
                violation_error_message="Ange ett värde, eller varför det saknas.",
            ),
            models.CheckConstraint(
                condition=Q(period_till__gte=F("period_fran")),
                name="matvarde_period_framat",
                violation_error_message="Periodens slut ska vara efter dess början.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indikator} {self.period_till:%Y}: {self.varde}"
