"""What fell short, and what is done about it."""

from __future__ import annotations

from datetime import date
from typing import Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q

from kvalitet.models import Anvandare, Enhet

from .mal import Mal
from .plan import Verksamhetsplan
from .tillfalle import Varv

ORDEN_I_BRIST = SearchVector("rubrik", "kalla_mening", "orsak", config="swedish")
"""The words of a brist, stemmed; the same expression in the index and in the search."""


class Brist(models.Model):
    """A shortcoming. It keeps its source as a kind and a frozen sentence; the source's own app
    holds the link."""

    class Kalla(models.TextChoices):
        INDIKATOR = "indikator", "Indikator under målvärdet"
        BEDOMNING = "bedomning", "Mål som inte är uppfyllt"
        UNDERSOKNING = "undersokning", "Undersökning"
        SYNPUNKTER = "synpunkter", "Synpunkter"
        AKTIVITET = "aktivitet", "Försenad aktivitet"
        EGENKONTROLL = "egenkontroll", "Egenkontroll"
        RISK = "risk", "Risk"
        INTERNKONTROLL = "internkontroll", "Internkontroll"
        PERSON = "person", "En medarbetares iakttagelse"

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="brister")
    varv = models.ForeignKey(Varv, models.PROTECT, related_name="brister")
    mal = models.ForeignKey(Mal, models.PROTECT, null=True, blank=True, related_name="brister")
    rubrik = models.CharField("brist", max_length=160)
    kalla = models.CharField("källa", max_length=14, choices=Kalla.choices)
    kalla_mening = models.CharField("underlag", max_length=400)
    orsak = models.TextField("orsak", blank=True, default="")
    ingen_atgard_skal = models.CharField(
        "skäl till ingen åtgärd", max_length=400, blank=True, default=""
    )
    ingen_atgard_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """The chef who approved that nothing is done."""
    skapad = models.DateTimeField()
    ursprung = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="flyttade"
    )
    """The brist of another plan that this one goes on with, after that plan was ended."""
    aktivitet = models.UUIDField("försenad aktivitet", null=True, blank=True)
    """The `nyckel` of the activity that it comes from, when it comes from a late one."""
    upprepar = models.ForeignKey(
        "cykel.Lardom", models.PROTECT, null=True, blank=True, related_name="upprepade_brister"
    )
    """The secured learning that should have kept it from happening again."""

    class Meta:
        verbose_name = "brist"
        verbose_name_plural = "brister"
        constraints = [
            models.CheckConstraint(
                condition=Q(ingen_atgard_av__isnull=True) | ~Q(ingen_atgard_skal=""),
                name="brist_ingen_atgard_med_skal",
                violation_error_message="Skriv varför ingen åtgärd behövs.",
            ),
            models.UniqueConstraint(
                fields=["plan", "ursprung"],
                condition=Q(ursprung__isnull=False),
                name="brist_flyttad_en_gang",
                violation_error_message="Bristen är redan flyttad till planen.",
            ),
            models.CheckConstraint(
                condition=Q(aktivitet__isnull=True) | Q(kalla="aktivitet"),
                name="brist_aktivitet_ar_kallan",
                violation_error_message="Bara en brist ur en försenad aktivitet pekar på en.",
            ),
        ]
        indexes = [
            # Each new brist is compared with the earlier ones of its unit, by words.
            GinIndex(ORDEN_I_BRIST, name="brist_orden"),
        ]

    def __str__(self) -> str:
        return self.rubrik

    @property
    def enhet(self) -> Enhet:
        return self.plan.enhet

    @property
    def enhet_id(self) -> int:
        return self.plan.enhet_id

    @property
    def namnd_id(self) -> int:
        return self.plan.namnd_id

    def alder(self, dag: date) -> int:
        """Days since it was noted."""
        return (dag - self.skapad.date()).days


class AtgardQuerySet(models.QuerySet["Atgard"]):
    def oppna(self) -> Self:
        """Åtgärder whose effect is not decided yet."""
        return self.exclude(effekt__in=Atgard.AVGJORD)


class Atgard(models.Model):
    """A remedy: who, by when, and what it should change; then whether it did."""

    class Status(models.TextChoices):
        PLANERAD = "planerad", "Planerad"
        PAGAR = "pagar", "Pågår"
        KLAR = "klar", "Klar"

    class Effekt(models.TextChoices):
        JA = "ja", "Ja"
        DELVIS = "delvis", "Delvis"
        NEJ = "nej", "Nej"
        FOR_TIDIGT = "for_tidigt", "För tidigt att säga"

    AVGJORD = (Effekt.JA, Effekt.DELVIS, Effekt.NEJ)
    """The effects that decide; "för tidigt" leaves the åtgärd open."""

    brist = models.ForeignKey(Brist, models.PROTECT, related_name="atgarder")
    rubrik = models.CharField("åtgärd", max_length=160)
    ansvarig = models.ForeignKey(Anvandare, models.PROTECT, related_name="atgarder")
    klar_senast = models.DateField("klar senast")
    vantad_effekt = models.CharField("väntad effekt", max_length=400)
    status = models.CharField(
        "status", max_length=8, choices=Status.choices, default=Status.PLANERAD
    )
    effekt = models.CharField(
        "hjälpte det?", max_length=10, choices=Effekt.choices, blank=True, default=""
    )
    effekt_text = models.CharField("så vet vi det", max_length=400, blank=True, default="")
    verifierad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    verifierad = models.DateTimeField(null=True, blank=True)
    skapad = models.DateTimeField()
    kostnad = models.PositiveIntegerField("kostnad i kronor", null=True, blank=True)

    objects = AtgardQuerySet.as_manager()

    class Meta:
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        indexes = [
            # Those that are open, the most urgent first: 1 700 of 198 000.
            models.Index(
                fields=["klar_senast", "id"],
                include=["brist"],
                condition=~Q(effekt__in=("ja", "delvis", "nej")),
                name="atgard_oppna",
            ),
            # Which plans have a late one is asked plan by plan.
            models.Index(
                fields=["brist", "klar_senast"],
                condition=~Q(effekt__in=("ja", "delvis", "nej")) & ~Q(status="klar"),
                name="atgard_oppna_av_brist",
            ),
        ]
        triggers = [
            # A decided effect is the proof of learnings; it is never written over.
            pgtrigger.Trigger(
                name="avgjord_effekt_star_fast",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("effekt"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "old.effekt in ('ja', 'delvis', 'nej')"
                    " and new.effekt is distinct from old.effekt"
                ),
                func="""
                    raise exception 'effekten är redan avgjord'
                        using errcode = 'check_violation';
                """,
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verifierad_av__isnull=True) | ~Q(verifierad_av=F("ansvarig")),
                name="atgard_verifieras_av_annan",
                violation_error_message="Effekten ska bedömas av någon annan än den som ansvarar.",
            ),
            models.CheckConstraint(
                condition=Q(effekt="", verifierad_av__isnull=True, verifierad__isnull=True)
                | (
                    ~Q(effekt="")
                    & ~Q(effekt_text="")
                    & Q(verifierad_av__isnull=False, verifierad__isnull=False)
                ),
                name="atgard_effekt_helt",
                violation_error_message="Skriv hur ni vet om åtgärden hjälpte.",
            ),
        ]

    def __str__(self) -> str:
        return self.rubrik

    @property
    def enhet(self) -> Enhet:
        return self.brist.plan.enhet

    @property
    def enhet_id(self) -> int:
        return self.brist.plan.enhet_id

    @property
    def namnd_id(self) -> int:
        return self.brist.plan.namnd_id

    @property
    def avgjord(self) -> bool:
        return self.effekt in self.AVGJORD

    def alder(self, dag: date) -> int:
        """Days since it was decided."""
        return (dag - self.skapad.date()).days

    def sen(self, dag: date) -> bool:
        """Say whether its day has passed without it being done."""
        return self.status != self.Status.KLAR and self.klar_senast < dag
