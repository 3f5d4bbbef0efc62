"""Follow-up rounds, and the laps that plans turn."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from kvalitet.databas import ingen_borttagning
from kvalitet.models import Anvandare, Enhet, Ogonblick

from .plan import Verksamhetsplan

if TYPE_CHECKING:
    from .runda import Namndtider


class TillfalleQuerySet(models.QuerySet["Uppfoljningstillfalle"]):
    def oppna(self, dag: date) -> Self:
        return self.filter(oppnar__lte=dag, stanger__gte=dag)


class Uppfoljningstillfalle(models.Model):
    """A round in which the whole municipality follows up: kvartal 1, delår or helår."""

    class Slag(models.TextChoices):
        KV1 = "kv1", "Kvartal 1"
        DELAR = "delar", "Delår"
        HELAR = "helar", "Helår"

    slag = models.CharField("slag", max_length=5, choices=Slag.choices)
    ar = models.PositiveSmallIntegerField("år")
    period_fran = models.DateField("från och med")
    matdatum = models.DateField("mäter läget den")
    oppnar = models.DateField("öppnar")
    enheter_senast = models.DateField("enheterna klara senast")
    stanger = models.DateField("stänger")
    kontor_senast = models.DateField("kontoren klara senast", null=True, blank=True)
    """Between the units' day and the day it closes for the nämnder; empty: the day it closes."""

    objects = TillfalleQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljningstillfälle"
        verbose_name_plural = "uppföljningstillfällen"
        triggers = [
            pgtrigger.Trigger(
                name="rymmer_namnderna",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("oppnar", "stanger"),  # type: ignore[no-untyped-call]
                func="""
                    if exists (
                        select from cykel_namndtider n where n.tillfalle_id = new.id
                        and (n.enheter_senast < new.oppnar or n.namnd_senast > new.stanger)
                    ) then
                        raise exception 'nämndernas dagar ligger utanför uppföljningens'
                            using errcode = 'check_violation',
                            constraint = 'tillfalle_rymmer_namnderna';
                    end if;
                    return new;
                """,
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ar", "slag"],
                name="tillfalle_ett_per_ar",
                violation_error_message="Tillfället finns redan för det året.",
            ),
            models.CheckConstraint(
                condition=Q(matdatum__gte=F("period_fran"))
                & Q(enheter_senast__gte=F("oppnar"))
                & Q(stanger__gte=F("enheter_senast")),
                name="tillfalle_datum_i_ordning",
                violation_error_message=(
                    "Datumen ska komma i ordning: öppnar, enheterna klara, stänger."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kontor_senast__isnull=True)
                | Q(kontor_senast__gte=F("enheter_senast"), kontor_senast__lte=F("stanger")),
                name="tillfalle_kontor_efter_enheter",
                violation_error_message=(
                    "Kontoren ska vara klara efter enheterna, och innan uppföljningen stänger."
                ),
            ),
            # KL 11:16 and LKBR 13: a delårsrapport covers half to two thirds of the year.
            models.CheckConstraint(
                condition=~Q(slag="delar")
                | Q(matdatum__month__in=(7,))
                | Q(matdatum__month=6, matdatum__day=30)
                | Q(matdatum__month=8),
                name="tillfalle_delar_juni_augusti",
                violation_error_message="Delåret ska mäta läget mellan 30 juni och 31 augusti.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} {self.ar}"

    def senast_for(self, plan: Verksamhetsplan) -> date:
        """Return the day on which the plan's unit is ready: units, then kontor, then kommun.

        The days are the nämnd's own when it has such; load `namndtider` before asking of many.
        """
        return self.senast_i(plan.namnd_id, plan.enhet.slag)

    def senast_i(self, namnd_id: int, slag: str) -> date:
        """As `senast_for`, of the nämnd's units of that kind."""
        if slag == Enhet.Slag.KOMMUN:
            return self.stanger
        if egna := self.tider_for(namnd_id):
            return egna.senast_for(slag)
        if slag in (Enhet.Slag.KONTOR, Enhet.Slag.BOLAG):
            return self.kontor_senast or self.stanger
        return self.enheter_senast

    def lases_efter(self, plan: Verksamhetsplan) -> date:
        """Return the last day on which the plan's follow-up can be changed: the nämnd's day."""
        egna = self.tider_for(plan.namnd_id)
        kommunens = plan.enhet.slag == Enhet.Slag.KOMMUN
        return self.stanger if egna is None or kommunens else egna.namnd_senast

    def tider_for(self, namnd_id: int) -> Namndtider | None:
        """Return the nämnd's own days, if it has any."""
        return self._tider.get(namnd_id)

    @cached_property
    def _tider(self) -> dict[int, Namndtider]:
        return {tider.namnd_id: tider for tider in self.namndtider.all()}


class VarvQuerySet(models.QuerySet["Varv"]):
    def med_dagar(self) -> Self:
        """Load the round and its nämnder's days, which `klart_senast` asks for."""
        return self.select_related("tillfalle").prefetch_related("tillfalle__namndtider")


class Varv(models.Model):
    """One lap of the wheel: from carrying out, through one round, to the secured learning."""

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="varv")
    nummer = models.PositiveSmallIntegerField("varv")
    tillfalle = models.ForeignKey(
        Uppfoljningstillfalle, models.PROTECT, null=True, blank=True, related_name="varv"
    )
    """The round that follows the lap up; set when it opens."""
    borjade = models.DateTimeField()
    oppnades = models.DateTimeField(null=True, blank=True)
    godkand = models.DateTimeField("godkänd", null=True, blank=True)
    godkand_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    luckor_skal = models.CharField("godkänd med luckor", max_length=400, blank=True, default="")
    ingen_rutin = models.BooleanField("ingen rutin berörs", default=False)
    ingen_lardom = models.BooleanField("ingen ny lärdom", default=False)
    ogonblick = models.OneToOneField(
        Ogonblick, models.PROTECT, null=True, blank=True, related_name="varv"
    )
    avslutades = models.DateTimeField(null=True, blank=True)
    fore_ateroppning = models.ForeignKey(
        Ogonblick, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """What was approved before the follow-up was opened again; the next approval replaces it."""

    objects = VarvQuerySet.as_manager()

    class Meta:
        verbose_name = "varv"
        verbose_name_plural = "varv"
        triggers = [ingen_borttagning()]
        indexes = [
            # The start page: the last few that were approved.
            models.Index(
                fields=["-godkand", "-id"],
                condition=Q(godkand__isnull=False),
                name="varv_godkanda",
            ),
            # The board of a round counts its laps in their plans' order, without a look at them.
            models.Index(
                fields=["tillfalle", "plan"], include=["id", "godkand"], name="varv_i_rundan"
            ),
            # The round of each plan at work, without a look at its laps: one in thirty is open.
            # (What `varv_ett_oppet` includes cannot be changed while the site is used.)
            models.Index(
                fields=["plan"],
                include=["id", "tillfalle"],
                condition=Q(avslutades__isnull=True),
                name="varv_oppna",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "nummer"],
                name="varv_eget_nummer",
                violation_error_message="Varvet finns redan.",
            ),
            models.UniqueConstraint(
                fields=["plan", "tillfalle"],
                name="varv_ett_per_tillfalle",
                violation_error_message="Planen har redan ett varv för tillfället.",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(avslutades__isnull=True),
                name="varv_ett_oppet",
                violation_error_message="Planen har redan ett varv som pågår.",
            ),
            models.CheckConstraint(
                condition=Q(godkand__isnull=True)
                | Q(godkand_av__isnull=False, ogonblick__isnull=False, tillfalle__isnull=False),
                name="varv_godkant_helt",
                violation_error_message="Ett godkänt varv har person och fryst underlag.",
            ),
        ]

    def __str__(self) -> str:
        return f"Varv {self.nummer}"

    @property
    def klart_senast(self) -> date | None:
        """The day on which the plan's unit is ready with the open round."""
        return self.tillfalle.senast_for(self.plan) if self.tillfalle else None

    @property
    def lases_efter(self) -> date | None:
        """The last day on which the open round can be changed in the plan."""
        return self.tillfalle.lases_efter(self.plan) if self.tillfalle else None
