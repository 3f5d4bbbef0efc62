"""The verksamhetsplan and its versions.

The plan has a stage on the wheel (`fas`); what is written and reviewed is a version, with its
rows in `planrad`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

from cykel.tillstand import PLAN, PLANVERSION, Fas, Versionslage
from kvalitet.databas import ingen_borttagning
from kvalitet.models import Anvandare, Enhet, Namnd, Ogonblick
from kvalitet.models.historik import med_historik
from kvalitet.overgang import vakt

from .lardomsrad import nar_planen_gar
from .mal import Styrmodell

if TYPE_CHECKING:
    from .tillfalle import Uppfoljningstillfalle, Varv

LEVANDE = (Fas.PLANERA, Fas.GENOMFORA, Fas.FOLJA_UPP, Fas.ATGARDA, Fas.KVALITETSSAKRA)


class VerksamhetsplanQuerySet(models.QuerySet["Verksamhetsplan"]):
    def levande(self) -> Self:
        return self.filter(fas__in=LEVANDE)

    def med_plats(self) -> Self:
        """Load what a page or a right needs to know of where the plan belongs."""
        return self.select_related("enhet", "namnd", "styrmodell", "planansvarig")


@med_historik(
    "enhet",
    "namnd",
    "period_fran",
    "period_till",
    "planansvarig",
    "dnr",
    index="planhistorik_tx",
)
class Verksamhetsplan(models.Model):
    """One unit's plan for one nämnd and period, and where it stands on the wheel."""

    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="planer")
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="planer", verbose_name="nämnd")
    """Stored, and changed only by a recorded handover: never derived from today's tree."""
    styrmodell = models.ForeignKey(Styrmodell, models.PROTECT, related_name="planer")
    period_fran = models.DateField("från och med")
    period_till = models.DateField("till och med")
    planansvarig = models.ForeignKey(Anvandare, models.PROTECT, related_name="planer")
    fas = models.CharField(max_length=14, choices=Fas.choices, default=Fas.PLANERA)
    niva = models.PositiveSmallIntegerField("nivå", default=1)
    """The level the wheel rolls on; a förbättringssprång lifts it."""
    foregangare = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="eftertradare"
    )
    dnr = models.CharField("diarienummer", max_length=40, blank=True, default="")
    skapad = models.DateTimeField()
    avslutad = models.DateTimeField("avslutad eller avbruten", null=True, blank=True)
    avslutad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    avslut_datum = models.DateField("beslut om avslut", null=True, blank=True)
    avslut_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")
    avslut_skal = models.CharField("skäl till avbrott", max_length=400, blank=True, default="")
    inlast = models.BooleanField("inläst från fil", default=False, editable=False)
    """Read in when its year was over: it was followed up and closed somewhere else."""
    upphor = models.BooleanField("verksamheten upphör", default=False)
    """Closed without a successor, since the unit or its task ends."""
    mottagare = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="tar_over_fran"
    )
    """The plan that took over what an ended plan left open; it inherits its learnings too."""
    arkiv = models.OneToOneField(
        Ogonblick, models.PROTECT, null=True, blank=True, related_name="arkivets_plan"
    )

    lasta_varv: list[Varv] | None = None
    """Its laps in order, where a page that only shows the plan has read them once for all."""
    lasta_tillfallen: list[Uppfoljningstillfalle] | None = None
    """The rounds that it can still be followed up in, read in the same way."""

    objects = VerksamhetsplanQuerySet.as_manager()

    class Meta:
        verbose_name = "verksamhetsplan"
        verbose_name_plural = "verksamhetsplaner"
        triggers = [
            vakt(PLAN),
            ingen_borttagning(utom="old.fas = 'planera'"),
            nar_planen_gar(),
        ]
        indexes = [
            models.Index(fields=["namnd", "-period_fran", "id"], name="plan_namnd_period"),
            # After ten years nine plans of ten are done; the lists and the start page ask for the
            # rest, the newest first.
            models.Index(
                fields=["-period_fran", "id"], condition=Q(fas__in=LEVANDE), name="plan_levande"
            ),
            # The list of all plans, the latest period first: an incremental sort of one period's
            # 5 900 by name instead of all 50 000 (167 -> 45 ms).
            models.Index(fields=["-period_fran", "id"], name="plan_senaste"),
            # Counting by stage, and the plans of one stage, without a look at the rows.
            models.Index(
                fields=["fas", "id"],
                include=["enhet", "namnd", "planansvarig", "period_fran", "period_till"],
                condition=Q(fas__in=LEVANDE),
                name="plan_skede",
            ),
            # Whose laps a round counts: a nämnd's plans in order, each with its unit.
            models.Index(
                fields=["namnd", "id"],
                include=["enhet"],
                condition=~Q(fas="avbruten"),
                name="plan_ej_avbruten",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enhet", "namnd", "period_fran"],
                condition=~Q(fas="avbruten"),
                name="plan_en_levande",
                violation_error_message="Enheten har redan en plan för nämnden och perioden.",
            ),
            models.CheckConstraint(
                condition=Q(period_till__gt=F("period_fran")),
                name="plan_period_framat",
                violation_error_message="Periodens slut ska vara efter dess början.",
            ),
            models.CheckConstraint(
                condition=~Q(fas="avslutad")
                | Q(inlast=True)
                | Q(
                    avslutad__isnull=False,
                    avslutad_av__isnull=False,
                    avslut_datum__isnull=False,
                    arkiv__isnull=False,
                ),
                name="plan_avslutad_helt",
                violation_error_message="En avslutad plan har beslut, person och arkivpaket.",
            ),
            models.CheckConstraint(
                condition=~Q(fas="avbruten")
                | (
                    Q(
                        avslutad__isnull=False,
                        avslutad_av__isnull=False,
                        avslut_datum__isnull=False,
                    )
                    & ~Q(avslut_skal="")
                ),
                name="plan_avbruten_helt",
                violation_error_message="En avbruten plan har beslut, person och skäl.",
            ),
        ]

    def __str__(self) -> str:
        return f"Verksamhetsplan {self.period_namn}, {self.enhet}"

    @property
    def period_namn(self) -> str:
        fran, till = self.period_fran.year, self.period_till.year
        return str(fran) if fran == till else f"{fran}–{till}"

    def loggdata(self) -> dict[str, Any]:
        """What every event on the plan records beside who and when (ids and codes)."""
        varv = self.varv.order_by("-nummer").values_list("nummer", flat=True).first()
        version = self.versioner.order_by("-nummer").values_list("nummer", flat=True).first()
        return {"varv": varv, "version": version}


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def gallande(self) -> Self:
        return self.filter(lage=Versionslage.FASTSTALLD)

    def i_arbete(self) -> Self:
        return self.filter(lage__in=(Versionslage.UTKAST, Versionslage.GRANSKNING))

    def aktuella(self) -> Self:
        """Those that hold or may come to: neither replaced nor dropped."""
        return self.exclude(lage__in=(Versionslage.ERSATT, Versionslage.FORKASTAD))


class PlanVersion(models.Model):
    """What is written, reviewed and adopted; a revision stands beside the one in force."""

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="versioner")
    nummer = models.PositiveSmallIntegerField("version")
    lage = models.CharField(
        max_length=10, choices=Versionslage.choices, default=Versionslage.UTKAST
    )
    inskickad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    faststalld_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    faststalld = models.DateTimeField(null=True, blank=True)
    beslut_datum = models.DateField("beslutsdatum", null=True, blank=True)
    beslut_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")
    mbl_datum = models.DateField("samverkan (MBL)", null=True, blank=True)
    mbl_berors_inte = models.BooleanField("samverkan berörs inte", default=False)
    ogonblick = models.OneToOneField(
        Ogonblick, models.PROTECT, null=True, blank=True, related_name="planversion"
    )
    skapad = models.DateTimeField()
    revidering_skal = models.CharField(
        "skäl till revideringen", max_length=400, blank=True, default=""
    )
    revidering_datum = models.DateField("beslut om revidering", null=True, blank=True)
    revidering_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "planversion"
        verbose_name_plural = "planversioner"
        triggers = [vakt(PLANVERSION), ingen_borttagning(utom="old.lage = 'utkast'")]
        indexes = [
            # The start page: the last few that were adopted.
            models.Index(
                fields=["-faststalld", "-id"],
                condition=Q(lage=Versionslage.FASTSTALLD),
                name="planversion_antagna",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "nummer"],
                name="planversion_eget_nummer",
                violation_error_message="Versionen finns redan.",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(lage__in=("utkast", "granskning")),
                name="planversion_ett_utkast",
                violation_error_message="Planen har redan ett utkast.",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(lage="faststalld"),
                name="planversion_en_gallande",
                violation_error_message="Planen har redan en version som gäller.",
            ),
            models.CheckConstraint(
                condition=~Q(lage__in=("faststalld", "ersatt"))
                | Q(
                    faststalld__isnull=False,
                    faststalld_av__isnull=False,
                    beslut_datum__isnull=False,
                    ogonblick__isnull=False,
                ),
                name="planversion_faststalld_helt",
                violation_error_message="En fastställd version har beslut och person.",
            ),
            models.CheckConstraint(
                condition=Q(faststalld_av__isnull=True) | ~Q(faststalld_av=F("inskickad_av")),
                name="planversion_fyra_ogon",
                violation_error_message="Den som skickade in planen kan inte fastställa den.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.nummer}"

    @property
    def enhet(self) -> Enhet:
        return self.plan.enhet

    @property
    def enhet_id(self) -> int:
        return self.plan.enhet_id

    @property
    def namnd_id(self) -> int:
        return self.plan.namnd_id

    def loggdata(self) -> dict[str, Any]:
        return {"plan": self.plan_id, "version": self.nummer}
