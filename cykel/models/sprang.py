"""Förbättringssprång: an innovation that is tried, and the level that it raises for good."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from cykel.tillstand import SPRANG, Spranglage
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import vakt

from .indikator import Indikator
from .lardom import Lardom, Rutin
from .mal import Mal
from .plan import Verksamhetsplan

PAGAENDE = (Spranglage.IDE, Spranglage.PROV, Spranglage.UTVARDERING)


class SprangQuerySet(models.QuerySet["Forbattringssprang"]):
    def pagaende(self) -> Self:
        return self.filter(lage__in=PAGAENDE)

    def med_plats(self) -> Self:
        """Load what a page, a right or a guard needs to know of where the leap belongs."""
        return self.select_related(
            "enhet", "namnd", "plan", "indikator", "agare", "rutin", "lardom", "beslut_av"
        )


class Forbattringssprang(models.Model):
    """A bigger leap than the daily improvement: from an idea, through a trial, to a decision."""

    class Ursprung(models.TextChoices):
        SYNPUNKT = "synpunkt", "Synpunkter"
        UNDERSOKNING = "undersokning", "Undersökning"
        MEDARBETARE = "medarbetare", "Medarbetare"
        OMVARLD = "omvarld", "Omvärlden"
        LARDOM = "lardom", "Lärdom"

    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="sprang")
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="sprang", verbose_name="nämnd")
    plan = models.ForeignKey(
        Verksamhetsplan, models.PROTECT, null=True, blank=True, related_name="sprang"
    )
    """The unit's live plan when the leap was written or decided; a leap needs none to begin."""
    rubrik = models.CharField("språng", max_length=160)
    problem = models.TextField("problem")
    hypotes = models.TextField("hypotes", blank=True, default="")
    ursprung = models.CharField("ursprung", max_length=12, choices=Ursprung.choices)
    ursprung_mening = models.CharField("var idén kom ifrån", max_length=400)
    """Frozen when the idea is written: what the source said then."""
    mal = models.ManyToManyField(Mal, related_name="sprang", blank=True, verbose_name="mål")
    indikator = models.ForeignKey(
        Indikator, models.PROTECT, null=True, blank=True, related_name="sprang"
    )
    """The main indicator: what the trial is to move, and whose level is raised."""
    ovriga_indikatorer = models.ManyToManyField(
        Indikator, related_name="+", blank=True, verbose_name="andra indikatorer som berörs"
    )
    pilotenheter = models.ManyToManyField(
        Enhet, related_name="+", blank=True, verbose_name="enheter i provet"
    )
    pilot_fran = models.DateField("provet börjar", null=True, blank=True)
    pilot_till = models.DateField("provet slutar", null=True, blank=True)
    baslinje = models.DecimalField(
        "baslinje", max_digits=14, decimal_places=4, null=True, blank=True
    )
    baslinje_k = models.DecimalField(
        "baslinje, kvinnor", max_digits=14, decimal_places=4, null=True, blank=True
    )
    baslinje_m = models.DecimalField(
        "baslinje, män", max_digits=14, decimal_places=4, null=True, blank=True
    )
    baslinje_datum = models.DateField("baslinjen mättes", null=True, blank=True)
    vantad_niva = models.DecimalField(
        "väntad ny nivå", max_digits=14, decimal_places=4, null=True, blank=True
    )
    stoppkriterium = models.CharField("stoppkriterium", max_length=400, blank=True, default="")
    stopp_natt = models.CharField(
        "så nåddes stoppkriteriet", max_length=400, blank=True, default=""
    )
    """Why the trial was stopped before its time; empty when it ran out."""
    kostnad = models.CharField("kostnad", max_length=200, blank=True, default="")
    agare = models.ForeignKey(
        Anvandare,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sprang",
        verbose_name="ägare i linjen",
    )
    rutin = models.ForeignKey(Rutin, models.PROTECT, null=True, blank=True, related_name="sprang")
    """The routine that holds the new level: the wedge under it."""
    effekt_motivering = models.CharField(
        "varför införa ändå", max_length=400, blank=True, default=""
    )
    """Why it is adopted although the expected level was not reached."""
    avslutad_skal = models.CharField("varför avslutad", max_length=400, blank=True, default="")
    lardom = models.OneToOneField(
        Lardom, models.PROTECT, null=True, blank=True, related_name="sprang"
    )
    """What was learnt when it was not adopted."""
    beslut_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    beslut_datum = models.DateField("beslutsdatum", null=True, blank=True)
    beslut_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")
    dnr = models.CharField("diarienummer", max_length=40, blank=True, default="")
    lage = models.CharField(max_length=12, choices=Spranglage.choices, default=Spranglage.IDE)
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)

    objects = SprangQuerySet.as_manager()

    class Meta:
        verbose_name = "förbättringssprång"
        verbose_name_plural = "förbättringssprång"
        triggers = [vakt(SPRANG)]
        indexes = [models.Index(fields=["-skapad", "-id"], name="sprang_senaste")]
        constraints = [
            models.CheckConstraint(
                condition=Q(pilot_till__isnull=True) | Q(pilot_till__gt=F("pilot_fran")),
                name="sprang_prov_framat",
                violation_error_message="Provet ska sluta efter att det har börjat.",
            ),
            models.CheckConstraint(
                condition=Q(lage__in=("ide", "avslutad"))
                | (
                    ~Q(hypotes="")
                    & ~Q(stoppkriterium="")
                    & Q(
                        indikator__isnull=False,
                        baslinje__isnull=False,
                        baslinje_datum__isnull=False,
                        vantad_niva__isnull=False,
                        pilot_fran__isnull=False,
                        pilot_till__isnull=False,
                        agare__isnull=False,
                    )
                ),
                name="sprang_prov_helt",
                violation_error_message=(
                    "Ett prov har hypotes, baslinje, väntad nivå, stoppkriterium, tid och ägare."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(lage="inford")
                | Q(rutin__isnull=False, beslut_av__isnull=False, beslut_datum__isnull=False)
                & ~Q(dnr=""),
                name="sprang_infort_helt",
                violation_error_message="Ett infört språng har rutin och beslut.",
            ),
            models.CheckConstraint(
                condition=~Q(lage="inford") | ~Q(beslut_av=F("agare")),
                name="sprang_fyra_ogon",
                violation_error_message="Den som äger språnget kan inte besluta att införa det.",
            ),
            models.CheckConstraint(
                condition=~Q(lage="avslutad") | ~Q(avslutad_skal=""),
                name="sprang_avslutat_med_skal",
                violation_error_message="Skriv varför språnget avslutas.",
            ),
        ]

    def __str__(self) -> str:
        return self.rubrik

    def loggdata(self) -> dict[str, Any]:
        return {"enhet": self.enhet_id, "plan": self.plan_id}


class Nivahojning(models.Model):
    """From this day a unit accepts no less of an indicator than the new level.

    Reality changed: not to be mixed up with a series that is measured in another way.
    """

    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="nivahojningar")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="nivahojningar")
    fran_datum = models.DateField("från datum")
    gammal_niva = models.DecimalField("gammal nivå", max_digits=14, decimal_places=4)
    ny_niva = models.DecimalField("ny nivå", max_digits=14, decimal_places=4)
    sprang = models.OneToOneField(Forbattringssprang, models.PROTECT, related_name="nivahojning")
    skapad = models.DateTimeField()

    class Meta:
        verbose_name = "nivåhöjning"
        verbose_name_plural = "nivåhöjningar"
        triggers = [
            pgtrigger.Protect(
                name="nivahojning_star_fast",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(ny_niva=F("gammal_niva")),
                name="nivahojning_andrar",
                violation_error_message="Den nya nivån ska vara en annan än den gamla.",
            ),
            models.UniqueConstraint(
                fields=["enhet", "indikator", "fran_datum"],
                name="nivahojning_en_per_dag",
                violation_error_message="Nivån har redan höjts den dagen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indikator}, {self.enhet}: {self.ny_niva}"
