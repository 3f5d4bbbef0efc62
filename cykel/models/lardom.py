"""The wedge: learnings, the routines that hold them, and each next plan's answer."""

from __future__ import annotations

from datetime import date
from typing import Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from cykel.tillstand import LARDOM, Fas, Lardomslage
from kvalitet.models import Anvandare, Enhet
from kvalitet.overgang import vakt

from .atgard import Atgard
from .lardomsrad import nar_lardom_besvaras, nar_lardom_sakras
from .plan import Verksamhetsplan
from .tillfalle import Varv

ORDEN_I_LARDOM = SearchVector("rubrik", "hande", "orsak", "gor_annorlunda", config="swedish")
"""The words of a learning, stemmed; the same expression in the index and in the search."""


class RutinQuerySet(models.QuerySet["Rutin"]):
    def senaste(self) -> Self:
        """The latest version of each series."""
        senare = self.model._default_manager.filter(ersatter=OuterRef("pk"))
        return self.filter(~Exists(senare))


class Rutin(models.Model):
    """A documented routine in one version. The versions of one unit and name are a series, each
    pointing at the one it replaced; an old version is kept and can be read."""

    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="rutiner")
    namn = models.CharField("rutin", max_length=120)
    version = models.CharField("version", max_length=20)
    agare = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", verbose_name="ägare")
    galler_fran = models.DateField("gäller från")
    text = models.TextField("så gör vi", blank=True, default="")
    dokument = models.CharField("dokument", max_length=300, blank=True, default="")
    """Where the document is, when the routine is not written here: an address or a dnr."""
    ses_over_senast = models.DateField("ses över senast", null=True, blank=True)
    ersatter = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="ersatt_av"
    )

    objects = RutinQuerySet.as_manager()

    class Meta:
        verbose_name = "rutin"
        verbose_name_plural = "rutiner"
        constraints = [
            models.UniqueConstraint(
                fields=["enhet", "namn", "version"],
                name="rutin_en_per_version",
                violation_error_message="Den versionen av rutinen finns redan.",
            ),
            models.UniqueConstraint(
                fields=["enhet", "namn"],
                condition=Q(ersatter__isnull=True),
                name="rutin_en_forsta_version",
                violation_error_message="Rutinen finns redan. Lägg till en ny version av den.",
            ),
            models.CheckConstraint(
                condition=Q(ses_over_senast__isnull=True) | Q(ses_over_senast__gt=F("galler_fran")),
                name="rutin_ses_over_senare",
                violation_error_message="Rutinen ska ses över efter att den har börjat gälla.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.namn}, version {self.version}"

    def sen(self, dag: date) -> bool:
        """Say whether the day for looking it over has passed."""
        return self.ses_over_senast is not None and self.ses_over_senast < dag


class LardomQuerySet(models.QuerySet["Lardom"]):
    def sakrade(self) -> Self:
        return self.filter(lage=Lardomslage.SAKRAD)

    def arvda_av(self, plan: Verksamhetsplan) -> Self:
        """Secured learnings that `plan` answers: those of its predecessor, of plans that were
        ended and left it what was open, and those it chose to reuse."""
        fore = Verksamhetsplan.objects.filter(
            Q(pk=plan.foregangare_id) | Q(mottagare=plan.pk, fas=Fas.AVBRUTEN)
        )
        # As one list of keys: with `or` between the two every learning of all years is read.
        dess = self.model._default_manager.filter(plan__in=fore).values("pk")
        valda = plan.ateranvandningar.values("lardom")
        return self.sakrade().filter(pk__in=dess.union(valda))

    def obesvarade_av(self, plan: Verksamhetsplan) -> Self:
        svar = LardomSvar.objects.filter(lardom=OuterRef("pk"), plan=plan)
        return self.arvda_av(plan).filter(~Exists(svar))

    def med_svar_av(self, plan: Verksamhetsplan) -> Self:
        """Annotate `svar` ("", inarbetad or avvisad) that `plan` has given."""
        svar = LardomSvar.objects.filter(lardom=OuterRef("pk"), plan=plan)
        return self.annotate(svar_av_planen=Subquery(svar.values("svar")[:1]))


class Lardom(models.Model):
    """What happened, why, and what we do differently; secured with proof that it helped."""

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="lardomar")
    varv = models.ForeignKey(Varv, models.PROTECT, related_name="lardomar")
    atgard = models.ForeignKey(
        Atgard, models.PROTECT, null=True, blank=True, related_name="lardomar", verbose_name="bevis"
    )
    """The åtgärd whose verified effect is the evidence."""
    rubrik = models.CharField("lärdom", max_length=160)
    hande = models.TextField("vad hände?")
    orsak = models.TextField("varför?")
    gor_annorlunda = models.TextField("vad gör vi annorlunda?")
    rutin = models.ForeignKey(Rutin, models.PROTECT, null=True, blank=True, related_name="lardomar")
    upprepar = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="upprepningar"
    )
    lage = models.CharField(max_length=10, choices=Lardomslage.choices, default=Lardomslage.UTKAST)
    sakrad = models.DateTimeField("säkrad", null=True, blank=True)
    sakrad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    skapad = models.DateTimeField()

    objects = LardomQuerySet.as_manager()

    class Meta:
        verbose_name = "lärdom"
        verbose_name_plural = "lärdomar"
        triggers = [
            vakt(LARDOM),
            nar_lardom_sakras(),
            # The wedge holds only with proof: an effect that is decided, never "för tidigt".
            pgtrigger.Trigger(
                name="sakrad_med_effekt",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("lage", "atgard_id"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition("new.lage = 'sakrad'"),
                func="""
                    if not exists (
                        select 1 from cykel_atgard
                        where id = new.atgard_id and effekt in ('ja', 'delvis', 'nej')
                    ) then
                        raise exception 'lärdomen saknar avgjord effekt'
                            using errcode = 'check_violation';
                    end if;
                    return new;
                """,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    lage="sakrad",
                    sakrad__isnull=False,
                    sakrad_av__isnull=False,
                    atgard__isnull=False,
                )
                | (~Q(lage="sakrad") & Q(sakrad__isnull=True, sakrad_av__isnull=True)),
                name="lardom_sakrad_helt",
                violation_error_message="En säkrad lärdom har bevis, person och tid.",
            )
        ]
        indexes = [
            # Units search each other's learnings by word, over the municipality and all years.
            GinIndex(ORDEN_I_LARDOM, name="lardom_orden"),
            # The latest secured, and which of them wait: index-only over 44 000 (their texts are
            # 20 MB). With `atgard_oppna`, the database's CPU for that page 184 -> 84 ms.
            models.Index(
                fields=["-sakrad", "-id"],
                include=["plan"],
                condition=Q(lage="sakrad"),
                name="lardom_sakrade",
            ),
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


class LardomSvar(models.Model):
    """How one plan answers an inherited learning: worked in, or declined with reason."""

    class Svar(models.TextChoices):
        INARBETAD = "inarbetad", "Inarbetad"
        AVVISAD = "avvisad", "Avvisad"

    lardom = models.ForeignKey(Lardom, models.PROTECT, related_name="svar")
    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="lardomssvar")
    svar = models.CharField("svar", max_length=10, choices=Svar.choices)
    aktivitet = models.UUIDField("aktivitet", null=True, blank=True)
    """The `nyckel` of the activity that works it in."""
    indikator = models.UUIDField("indikator", null=True, blank=True)
    """The `nyckel` of the plan's indicator whose target works it in."""
    rutin = models.ForeignKey(Rutin, models.PROTECT, null=True, blank=True, related_name="+")
    skal = models.CharField("skäl", max_length=400, blank=True, default="")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "svar på lärdom"
        verbose_name_plural = "svar på lärdomar"
        triggers = [nar_lardom_besvaras()]
        constraints = [
            models.UniqueConstraint(
                fields=["lardom", "plan"],
                name="lardomsvar_ett_per_plan",
                violation_error_message="Planen har redan svarat på lärdomen.",
            ),
            models.CheckConstraint(
                condition=Q(
                    Q(aktivitet__isnull=False)
                    | Q(indikator__isnull=False)
                    | Q(rutin__isnull=False),
                    svar="inarbetad",
                )
                | (Q(svar="avvisad") & ~Q(skal="")),
                name="lardomsvar_rad_eller_skal",
                violation_error_message=(
                    "Peka ut var i planen lärdomen är inarbetad, eller skriv varför den avvisas."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.get_svar_display()


class Ateranvandning(models.Model):
    """A plan that takes up another plan's learning, and then answers it as an inherited one."""

    lardom = models.ForeignKey(Lardom, models.PROTECT, related_name="ateranvandningar")
    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="ateranvandningar")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "återanvändning"
        verbose_name_plural = "återanvändningar"
        constraints = [
            models.UniqueConstraint(
                fields=["lardom", "plan"],
                name="ateranvandning_en_per_plan",
                violation_error_message="Planen använder redan lärdomen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lardom} i {self.plan}"
