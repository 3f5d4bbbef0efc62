"""The rows of a version of a plan: goals, activities and indicators.

They carry a `nyckel` that stays the same from version to version, so that what is reported on
them outlives a revision.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from kvalitet.models import Anvandare
from kvalitet.models.historik import med_historik

from .indikator import Indikator
from .mal import Mal, Malkriterium, Uppdrag
from .plan import PlanVersion, Verksamhetsplan
from .rundvakt import last_runda

PLANEN = "cykel.verksamhetsplan"
"""Changes of a version's rows are told on the plan's timeline."""


class Rad(models.Model):
    """A row of a version. `nyckel` names the same row in every version."""

    nyckel = models.UUIDField(default=uuid.uuid4, editable=False)
    utgava = models.PositiveIntegerField("utgåva", default=1, editable=False)
    """Counts the times it was saved. A form carries the one it was opened on, so that two who
    write at once are told instead of one writing over the other."""

    class Meta:
        abstract = True


@med_historik("koppling", "skal", nyckel="nyckel", om=PLANEN, index="planmalhistorik_tx")
class Planmal(Rad):
    """How a goal or an assignment concerns the unit: directly, indirectly, or not, and why."""

    class Koppling(models.TextChoices):
        DIREKT = "direkt", "Direkt"
        INDIREKT = "indirekt", "Indirekt"
        BEROR_INTE = "beror_inte", "Berör oss inte"

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="mal")
    mal = models.ForeignKey(Mal, models.PROTECT, null=True, blank=True, related_name="planmal")
    uppdrag = models.ForeignKey(
        Uppdrag, models.PROTECT, null=True, blank=True, related_name="planmal"
    )
    koppling = models.CharField("koppling", max_length=10, choices=Koppling.choices)
    skal = models.CharField("skäl", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = "mål i planen"
        verbose_name_plural = "mål i planen"
        indexes = [
            # How many plans answer to each goal: index-only (CPU 110 -> 61 ms).
            models.Index(
                fields=["mal", "version"],
                condition=~Q(koppling="beror_inte"),
                name="planmal_svarar",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(mal__isnull=False, uppdrag__isnull=True)
                | Q(mal__isnull=True, uppdrag__isnull=False),
                name="planmal_mal_eller_uppdrag",
                violation_error_message="Raden gäller ett mål eller ett uppdrag, inte båda.",
            ),
            models.UniqueConstraint(
                fields=["version", "mal"],
                name="planmal_en_gang",
                violation_error_message="Målet finns redan i planen.",
            ),
            models.UniqueConstraint(
                fields=["version", "uppdrag"],
                name="planmal_uppdrag_en_gang",
                violation_error_message="Uppdraget finns redan i planen.",
            ),
            models.CheckConstraint(
                condition=~Q(koppling="beror_inte") | ~Q(skal=""),
                name="planmal_avboj_med_skal",
                violation_error_message="Skriv varför målet inte berör er.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.mal or self.uppdrag)


@med_historik(
    "rubrik",
    "ansvarig",
    "rapportor",
    "start",
    "slut",
    "vantad_effekt",
    "resurser",
    nyckel="nyckel",
    om=PLANEN,
    index="aktivitethistorik_tx",
)
class Aktivitet(Rad):
    """What the unit will do: who does it, who reports on it, when, and what it should give."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="aktiviteter")
    planmal = models.ForeignKey(Planmal, models.CASCADE, related_name="aktiviteter")
    rubrik = models.CharField("aktivitet", max_length=160)
    ansvarig = models.ForeignKey(
        Anvandare, models.PROTECT, related_name="+", verbose_name="ansvarig för genomförande"
    )
    rapportor = models.ForeignKey(
        Anvandare, models.PROTECT, related_name="+", verbose_name="ansvarig för rapportering"
    )
    start = models.DateField("börjar")
    slut = models.DateField("klart senast")
    vantad_effekt = models.CharField("väntad effekt", max_length=400, blank=True, default="")
    resurser = models.CharField("resurser", max_length=400, blank=True, default="")
    kopia_av = models.UUIDField("kopia av", null=True, blank=True, editable=False)
    """The `nyckel` of the row it was copied from: last year's, a template's or the kontor's."""

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        indexes = [
            # The queue of leavers asks who is named in every living plan, of the index alone.
            models.Index(fields=["version", "ansvarig", "rapportor"], name="aktivitet_folk")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "nyckel"],
                name="aktivitet_en_gang",
                violation_error_message="Aktiviteten finns redan i versionen.",
            ),
            models.UniqueConstraint(
                fields=["version", "kopia_av"],
                name="aktivitet_kopieras_en_gang",
                violation_error_message="Aktiviteten är redan kopierad hit.",
            ),
            models.CheckConstraint(
                condition=Q(slut__gte=F("start")),
                name="aktivitet_tid_framat",
                violation_error_message="Slutdatum ska vara samma dag som start eller senare.",
            ),
        ]

    def __str__(self) -> str:
        return self.rubrik


class Aktivitetslage(models.Model):
    """How an activity goes, as reported on a day. The latest report is the one that holds."""

    class Status(models.TextChoices):
        PLANERAD = "planerad", "Planerad"
        PAGAR = "pagar", "Pågår"
        KLAR = "klar", "Klar"
        FORSENAD = "forsenad", "Försenad"
        STRUKEN = "struken", "Struken"

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="aktivitetslagen")
    aktivitet = models.UUIDField()
    """The activity's `nyckel`, the same in every version."""
    varv = models.ForeignKey("cykel.Varv", models.PROTECT, related_name="aktivitetslagen")
    status = models.CharField("status", max_length=10, choices=Status.choices)
    kommentar = models.CharField("kommentar", max_length=400, blank=True, default="")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()
    framsteg = models.PositiveSmallIntegerField("framsteg i procent", null=True, blank=True)
    """How much is done, 0 to 100; empty when nobody has said."""
    hinder = models.CharField("hinder", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = "aktivitetens läge"
        verbose_name_plural = "aktiviteternas lägen"
        triggers = [last_runda("aktivitet")]
        indexes = [
            # The latest report of every activity of a plan.
            models.Index(fields=["plan", "aktivitet", "-tid", "-id"], name="aktivitetslage_senaste")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=("forsenad", "struken")) | ~Q(kommentar=""),
                name="aktivitetslage_skal",
                violation_error_message="Skriv varför aktiviteten är försenad eller struken.",
            ),
            models.CheckConstraint(
                condition=Q(framsteg__isnull=True) | Q(framsteg__lte=100),
                name="aktivitetslage_framsteg_procent",
                violation_error_message="Framsteget anges i procent, från 0 till 100.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    @property
    def fil(self) -> models.Model | None:
        """The file that shows it (`Bevisfil`), if there is one."""
        fil: models.Model | None = getattr(self, "bevis", None)
        return fil


@med_historik(
    "kriterium",
    "maltyp",
    "malvarde",
    "malvarde_ovre",
    "basar",
    "baslinje",
    "jamforelse",
    "beskrivning",
    "satts_senast",
    "lagre_skal",
    nyckel="nyckel",
    om=PLANEN,
    index="plannyckelhistorik_tx",
)
class Planindikator(Rad):
    """An indicator that the plan is followed up by, with its target."""

    class Maltyp(models.TextChoices):
        ABSOLUT = "absolut", "Ett bestämt värde"
        INTERVALL = "intervall", "Inom ett intervall"
        RIKTNING = "riktning_mot_basar", "Bättre än basåret"
        GAP = "gap_mot_jamforelse", "Jämfört med andra"
        KVALITATIV = "kvalitativ", "Beskrivet med ord"

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="indikatorer")
    planmal = models.ForeignKey(Planmal, models.CASCADE, related_name="indikatorer")
    kriterium = models.ForeignKey(
        Malkriterium, models.PROTECT, null=True, blank=True, related_name="+"
    )
    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="planindikatorer")
    maltyp = models.CharField("typ av mål", max_length=20, choices=Maltyp.choices)
    malvarde = models.DecimalField(
        "målvärde", max_digits=14, decimal_places=4, null=True, blank=True
    )
    """The value to reach; the lower bound of an interval."""
    malvarde_ovre = models.DecimalField(
        "övre gräns", max_digits=14, decimal_places=4, null=True, blank=True
    )
    basar = models.PositiveSmallIntegerField("basår", null=True, blank=True)
    baslinje = models.DecimalField(
        "utgångsvärde", max_digits=14, decimal_places=4, null=True, blank=True
    )
    jamforelse = models.CharField("jämförs med", max_length=10, blank=True, default="")
    """Kolada's code of the area compared with ("0000" is riket)."""
    beskrivning = models.CharField("beskrivning", max_length=400, blank=True, default="")
    satts_senast = models.DateField("sätts senast", null=True, blank=True)
    """The day by which a target that cannot be set yet will be set."""
    lagre_skal = models.CharField(
        "skäl till ett mål under nivån", max_length=400, blank=True, default=""
    )
    """Why the target is below the level that a förbättringssprång has raised."""
    kopia_av = models.UUIDField("kopia av", null=True, blank=True, editable=False)
    """The `nyckel` of the row it was copied from."""

    class Meta:
        verbose_name = "indikator i planen"
        verbose_name_plural = "indikatorer i planen"
        indexes = [
            # How many plans each indicator is in: index-only (82 -> 36 ms for 30 of 180).
            models.Index(fields=["indikator", "version"], name="planindikator_planer")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "indikator"],
                name="planindikator_en_gang",
                violation_error_message="Indikatorn finns redan i planen.",
            ),
            models.UniqueConstraint(
                fields=["version", "kopia_av"],
                name="planindikator_kopieras_en_gang",
                violation_error_message="Indikatorn är redan kopierad hit.",
            ),
            models.CheckConstraint(
                condition=Q(malvarde_ovre__isnull=True) | Q(malvarde_ovre__gte=F("malvarde")),
                name="planindikator_intervall_ratt_vag",
                violation_error_message="Övre gränsen ska vara minst lika hög som den undre.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.indikator)
