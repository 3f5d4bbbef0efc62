"""A round in one nämnd: its own days, when it was locked, and what was opened after that."""

from __future__ import annotations

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from kvalitet.databas import ingen_borttagning
from kvalitet.models import Anvandare, Enhet, Namnd

from .tillfalle import Uppfoljningstillfalle
from .uppfoljningsdel import Uppfoljningsdel


class Namndtider(models.Model):
    """A nämnd's own days in a round, within those of the whole municipality."""

    tillfalle = models.ForeignKey(
        Uppfoljningstillfalle, models.PROTECT, related_name="namndtider", verbose_name="uppföljning"
    )
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="+", verbose_name="nämnd")
    enheter_senast = models.DateField("enheterna klara senast")
    kontor_senast = models.DateField("kontoret klart senast")
    namnd_senast = models.DateField("nämndens dag")
    """After this day the round is locked for the nämnd."""
    andrad = models.DateTimeField()
    andrad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """None for the set-up."""

    class Meta:
        verbose_name = "nämndens tider"
        verbose_name_plural = "nämndernas tider"
        triggers = [
            pgtrigger.Trigger(
                name="inom_tillfallet",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                # Holds the round's row, so that its own days cannot move meanwhile.
                func="""
                    perform 1 from cykel_uppfoljningstillfalle t
                    where t.id = new.tillfalle_id
                    and new.enheter_senast >= t.oppnar and new.namnd_senast <= t.stanger
                    for share;
                    if not found then
                        raise exception 'nämndens dagar ligger utanför uppföljningens'
                            using errcode = 'check_violation',
                            constraint = 'namndtider_inom_tillfallet';
                    end if;
                    return new;
                """,
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tillfalle", "namnd"],
                name="namndtider_en_gang",
                violation_error_message="Nämnden har redan egna tider i uppföljningen.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kontor_senast__gte=F("enheter_senast"), namnd_senast__gte=F("kontor_senast")
                ),
                name="namndtider_i_ordning",
                violation_error_message=(
                    "Dagarna ska komma i ordning: enheterna först, sedan kontoret, sedan nämnden."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tillfalle}, {self.namnd}"

    def senast_for(self, slag: str) -> date:
        """Return the day on which a unit of the kind is ready."""
        if slag in (Enhet.Slag.KONTOR, Enhet.Slag.BOLAG):
            return self.kontor_senast
        return self.enheter_senast


class RundlasQuerySet(models.QuerySet["Rundlas"]):
    def galler(self) -> Self:
        return self.filter(havd__isnull=True)


class Rundlas(models.Model):
    """That a round is locked for a nämnd: by its day (nobody), or by a person before that."""

    tillfalle = models.ForeignKey(
        Uppfoljningstillfalle, models.PROTECT, related_name="las", verbose_name="uppföljning"
    )
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="+", verbose_name="nämnd")
    tid = models.DateTimeField("låst")
    av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    havd = models.DateTimeField("hävt", null=True, blank=True)
    havd_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = RundlasQuerySet.as_manager()

    class Meta:
        verbose_name = "låst uppföljning"
        verbose_name_plural = "låsta uppföljningar"
        triggers = [ingen_borttagning()]
        constraints = [
            models.UniqueConstraint(
                fields=["tillfalle", "namnd"],
                condition=Q(havd__isnull=True),
                name="rundlas_ett_i_taget",
                violation_error_message="Uppföljningen är redan låst för nämnden.",
            ),
            models.CheckConstraint(
                condition=Q(havd__isnull=True, havd_av__isnull=True)
                | Q(havd__gte=F("tid"), havd_av__isnull=False),
                name="rundlas_havs_av_nagon",
                violation_error_message="Den som häver låset står med, efter att det sattes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tillfalle}, {self.namnd}"


class Delopning(Uppfoljningsdel):
    """That one part may be changed in a locked round: why, and until when."""

    till_och_med = models.DateField("öppen till och med")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta(Uppfoljningsdel.Meta):
        verbose_name = "öppnad del"
        verbose_name_plural = "öppnade delar"
        triggers = [ingen_borttagning()]
        constraints = [*Uppfoljningsdel.Meta.constraints]
