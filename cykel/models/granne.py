"""The wheel's light neighbours: risks, the internal control plan, and egenkontroll.

What fails in them becomes a brist of the unit's plan; the row here holds the link.
"""

from __future__ import annotations

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from kvalitet.models import Anvandare, Enhet, Namnd

from .atgard import Brist


class RiskQuerySet(models.QuerySet["Risk"]):
    def med_lage(self) -> Self:
        """Annotate the assessment that holds: `sannolikhet_nu`, `konsekvens_nu`, `varde_nu`."""
        senaste = Riskbedomning.objects.filter(risk=OuterRef("pk")).order_by("-tid", "-pk")
        return self.annotate(
            sannolikhet_nu=Subquery(senaste.values("sannolikhet")[:1]),
            konsekvens_nu=Subquery(senaste.values("konsekvens")[:1]),
            varde_nu=F("sannolikhet_nu") * F("konsekvens_nu"),
        )


class Risk(models.Model):
    """Something that may go wrong in a unit; how likely and how bad stands in its assessments."""

    HOG = 9
    """From this value (of at most 16) a risk is high and may become a brist."""

    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="risker")
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="risker", verbose_name="nämnd")
    rubrik = models.CharField("risk", max_length=160)
    agare = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", verbose_name="ägare")
    ses_over_senast = models.DateField("ses över senast")
    avslutad = models.DateField("avslutad", null=True, blank=True)
    skapad = models.DateTimeField()

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = "risk"
        verbose_name_plural = "risker"
        constraints = [
            models.CheckConstraint(
                condition=~Q(rubrik=""),
                name="risk_har_rubrik",
                violation_error_message="Skriv vad som kan hända.",
            )
        ]

    def __str__(self) -> str:
        return self.rubrik

    def sen(self, dag: date) -> bool:
        """Say whether the day for looking it over has passed."""
        return self.avslutad is None and self.ses_over_senast < dag


class Riskbedomning(models.Model):
    """One assessment of a risk. A new one is added beside it; the earlier is never changed."""

    class Sannolikhet(models.IntegerChoices):
        OSANNOLIK = 1, "1, osannolik"
        MINDRE = 2, "2, mindre sannolik"
        MOJLIG = 3, "3, möjlig"
        SANNOLIK = 4, "4, sannolik"

    class Konsekvens(models.IntegerChoices):
        FORSUMBAR = 1, "1, försumbar"
        LINDRIG = 2, "2, lindrig"
        KANNBAR = 3, "3, kännbar"
        ALLVARLIG = 4, "4, allvarlig"

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="bedomningar")
    sannolikhet = models.PositiveSmallIntegerField("sannolikhet", choices=Sannolikhet.choices)
    konsekvens = models.PositiveSmallIntegerField("konsekvens", choices=Konsekvens.choices)
    hantering = models.CharField("så hanteras den", max_length=400)
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()
    brist = models.OneToOneField(
        Brist, models.PROTECT, null=True, blank=True, related_name="riskbedomning"
    )

    class Meta:
        verbose_name = "riskbedömning"
        verbose_name_plural = "riskbedömningar"
        indexes = [models.Index(fields=["risk", "-tid", "-id"], name="riskbedomning_senaste")]
        triggers = [
            pgtrigger.ReadOnly(
                name="star_fast",
                fields=["risk", "sannolikhet", "konsekvens", "hantering", "av", "tid"],
            ),
            pgtrigger.Protect(name="tas_inte_bort", operation=pgtrigger.Delete),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sannolikhet__range=(1, 4), konsekvens__range=(1, 4)),
                name="riskbedomning_ett_till_fyra",
                violation_error_message="Välj sannolikhet och konsekvens från 1 till 4.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.risk}: {self.varde}"

    @property
    def varde(self) -> int:
        return self.sannolikhet * self.konsekvens

    @property
    def hog(self) -> bool:
        return self.varde >= Risk.HOG


class Internkontrollplan(models.Model):
    """What a nämnd will check during a year (kommunallagen 6 kap. 6 §)."""

    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="internkontrollplaner", verbose_name="nämnd"
    )
    ar = models.PositiveSmallIntegerField("år")
    beslut_datum = models.DateField("beslutsdatum", null=True, blank=True)
    beslut_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")
    skapad = models.DateTimeField()

    class Meta:
        verbose_name = "internkontrollplan"
        verbose_name_plural = "internkontrollplaner"
        constraints = [
            models.UniqueConstraint(
                fields=["namnd", "ar"],
                name="internkontrollplan_en_per_ar",
                violation_error_message="Nämnden har redan en internkontrollplan för året.",
            ),
            models.CheckConstraint(
                condition=Q(beslut_datum__isnull=True, beslut_paragraf="")
                | (Q(beslut_datum__isnull=False) & ~Q(beslut_paragraf="")),
                name="internkontrollplan_beslut_helt",
                violation_error_message="Ange både datum och paragraf för nämndens beslut.",
            ),
        ]

    def __str__(self) -> str:
        return f"Internkontrollplan {self.ar}, {self.namnd}"


class Kontrollmoment(models.Model):
    """One control of the plan: what, how, by when, who; then what it showed."""

    class Resultat(models.TextChoices):
        UTAN = "utan", "Utan anmärkning"
        MED = "med", "Med anmärkning"
        EJ = "ej", "Ej utförd"

    FALLDA = (Resultat.MED, Resultat.EJ)
    """The results that may become a brist."""

    plan = models.ForeignKey(Internkontrollplan, models.PROTECT, related_name="moment")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="kontrollmoment")
    """Where the control is made."""
    vad = models.CharField("vad som kontrolleras", max_length=160)
    metod = models.CharField("hur", max_length=400)
    senast = models.DateField("senast")
    ansvarig = models.ForeignKey(Anvandare, models.PROTECT, related_name="+")
    resultat = models.CharField(
        "resultat", max_length=4, choices=Resultat.choices, blank=True, default=""
    )
    kommentar = models.CharField("vad kontrollen visade", max_length=400, blank=True, default="")
    av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    tid = models.DateTimeField(null=True, blank=True)
    brist = models.OneToOneField(
        Brist, models.PROTECT, null=True, blank=True, related_name="kontrollmoment"
    )

    class Meta:
        verbose_name = "kontrollmoment"
        verbose_name_plural = "kontrollmoment"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "enhet", "vad"],
                name="kontrollmoment_en_gang",
                violation_error_message="Kontrollen finns redan i planen för enheten.",
            ),
            models.CheckConstraint(
                condition=Q(resultat="", av__isnull=True, tid__isnull=True)
                | (~Q(resultat="") & Q(av__isnull=False, tid__isnull=False)),
                name="kontrollmoment_resultat_helt",
                violation_error_message="Ett resultat har person och tid.",
            ),
            models.CheckConstraint(
                condition=~Q(resultat__in=("med", "ej")) | ~Q(kommentar=""),
                name="kontrollmoment_forklarat",
                violation_error_message=(
                    "Skriv vad kontrollen visade, eller varför den inte är utförd."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.vad

    @property
    def namnd_id(self) -> int:
        return self.plan.namnd_id

    @property
    def fallde(self) -> bool:
        return self.resultat in self.FALLDA

    def sen(self, dag: date) -> bool:
        """Say whether its day has passed without a result."""
        return not self.resultat and self.senast < dag


class Checklista(models.Model):
    """What a unit, and those below it, go through in egenkontroll (SOSFS 2011:9, 5 kap. 2 §)."""

    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="checklistor")
    namn = models.CharField("checklista", max_length=120)
    avslutad = models.DateField("avslutad", null=True, blank=True)
    skapad = models.DateTimeField()

    class Meta:
        verbose_name = "checklista"
        verbose_name_plural = "checklistor"
        constraints = [
            models.UniqueConstraint(
                fields=["enhet", "namn"],
                condition=Q(avslutad__isnull=True),
                name="checklista_en_gallande",
                violation_error_message="Enheten har redan en checklista med det namnet.",
            )
        ]

    def __str__(self) -> str:
        return self.namn


class Checklistepunkt(models.Model):
    """One point of a checklist: a sentence that is true when all is well."""

    checklista = models.ForeignKey(Checklista, models.PROTECT, related_name="punkter")
    ordning = models.PositiveSmallIntegerField("ordning")
    text = models.CharField("punkt", max_length=200)

    class Meta:
        verbose_name = "punkt i checklista"
        verbose_name_plural = "punkter i checklistor"
        constraints = [
            models.UniqueConstraint(
                fields=["checklista", "ordning"],
                name="checklistepunkt_egen_plats",
                violation_error_message="Platsen i checklistan är redan upptagen.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="checklistepunkt_har_text",
                violation_error_message="Skriv vad som ska stämma.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Egenkontroll(models.Model):
    """A checklist gone through in one unit on one day."""

    checklista = models.ForeignKey(Checklista, models.PROTECT, related_name="egenkontroller")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="egenkontroller")
    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="egenkontroller", verbose_name="nämnd"
    )
    datum = models.DateField("gjord")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "egenkontroll"
        verbose_name_plural = "egenkontroller"
        constraints = [
            models.UniqueConstraint(
                fields=["checklista", "enhet", "namnd", "datum"],
                name="egenkontroll_en_per_dag",
                violation_error_message="Egenkontrollen är redan gjord den dagen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.checklista}, {self.enhet}"


class Egenkontrollsvar(models.Model):
    """What one point showed."""

    class Svar(models.TextChoices):
        JA = "ja", "Ja"
        NEJ = "nej", "Nej"
        EJ_AKTUELLT = "ej", "Ej aktuellt"

    egenkontroll = models.ForeignKey(Egenkontroll, models.PROTECT, related_name="svar")
    punkt = models.ForeignKey(Checklistepunkt, models.PROTECT, related_name="svar")
    svar = models.CharField("svar", max_length=3, choices=Svar.choices)
    kommentar = models.CharField("kommentar", max_length=400, blank=True, default="")
    brist = models.OneToOneField(
        Brist, models.PROTECT, null=True, blank=True, related_name="egenkontrollsvar"
    )

    class Meta:
        verbose_name = "svar i egenkontroll"
        verbose_name_plural = "svar i egenkontroller"
        constraints = [
            models.UniqueConstraint(
                fields=["egenkontroll", "punkt"],
                name="egenkontrollsvar_ett_per_punkt",
                violation_error_message="Punkten är redan besvarad.",
            ),
            models.CheckConstraint(
                condition=~Q(svar="nej") | ~Q(kommentar=""),
                name="egenkontrollsvar_nej_forklaras",
                violation_error_message="Skriv vad som inte stämmer.",
            ),
            models.CheckConstraint(
                condition=Q(brist__isnull=True) | Q(svar="nej"),
                name="egenkontrollsvar_brist_av_nej",
                violation_error_message="Bara ett nej blir en brist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.punkt}: {self.get_svar_display()}"
