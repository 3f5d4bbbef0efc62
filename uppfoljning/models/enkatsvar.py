"""Answers to surveys, anonymous for real.

All keys are random: no number that counts up tells in which order people answered. No row points
at a person, an address or a moment; only the month is kept.
"""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from uppfoljning.models.enkat import Enkatversion, Fraga, Svarsalternativ
from uppfoljning.models.undersokning import Undersokning


class Svar(models.Model):
    """One anonymous answer to a survey: a random key and a coarse date, so that nothing joins
    it to anyone."""

    class Kon(models.TextChoices):
        KVINNA = "K", "Kvinna"
        MAN = "M", "Man"
        ANNAT = "A", "Annat, eller vill inte svara"

    nyckel = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    undersokning = models.ForeignKey(Undersokning, models.PROTECT, related_name="svar")
    version = models.ForeignKey(Enkatversion, models.PROTECT, related_name="svar")
    """The questions as they were put."""
    manad = models.DateField()
    """The first day of the month of the answer: coarse on purpose."""
    kon = models.CharField(max_length=1, choices=Kon.choices, blank=True, default="")
    """Empty where the survey does not ask."""
    token_hmac = models.CharField(max_length=64, unique=True)
    """Keyed HMAC of the page's one-time token, so that a double submit counts once."""

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        constraints = [
            models.CheckConstraint(
                condition=Q(kon__in=("", "K", "M", "A")),
                name="svar_kant_kon",
                violation_error_message="Välj kvinna, man eller annat.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="svar_pa_egen_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    if not exists (
                        select from uppfoljning_enkatversion
                        where id = new.version_id and undersokning_id = new.undersokning_id
                        and not utkast
                    ) then
                        raise exception 'frågorna hör inte dit, "svar_pa_egen_version"'
                            using errcode = 'check_violation';
                    end if;
                    return new;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Svar på {self.undersokning_id}"


class Fragesvar(models.Model):
    """The answer to one question: a number, an alternative, words, or "vet inte".

    A question that was passed over has no row. Of several alternatives each has its own row.
    """

    nyckel = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    svar = models.ForeignKey(Svar, models.CASCADE, related_name="fragesvar")
    fraga = models.ForeignKey(Fraga, models.PROTECT, related_name="fragesvar")
    del_nr = models.PositiveSmallIntegerField("del", default=0)
    """1–3 of the NKI triple: satisfied, expectation, ideal. Otherwise 0."""
    tal = models.PositiveSmallIntegerField("tal", null=True, blank=True)
    alternativ = models.ForeignKey(
        Svarsalternativ, models.PROTECT, null=True, blank=True, related_name="fragesvar"
    )
    text = models.TextField("egna ord", blank=True, default="")
    vet_inte = models.BooleanField("vet inte", default=False)

    class Meta:
        verbose_name = "svar på en fråga"
        verbose_name_plural = "svar på frågor"
        constraints = [
            models.UniqueConstraint(
                fields=["svar", "fraga", "del_nr", "alternativ"],
                nulls_distinct=False,
                name="fragesvar_en_gang",
                violation_error_message="Frågan är redan besvarad.",
            ),
            models.CheckConstraint(
                condition=Q(tal__isnull=False, alternativ=None, text="", vet_inte=False)
                | Q(tal=None, alternativ__isnull=False, text="", vet_inte=False)
                | (Q(tal=None, alternativ=None, vet_inte=False) & ~Q(text=""))
                | Q(tal=None, alternativ=None, text="", vet_inte=True),
                name="fragesvar_ett_slags_svar",
                violation_error_message="Svara med ett tal, ett alternativ, ord eller ”vet inte”.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="fragesvar_passar_fragan",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("f", "uppfoljning_fraga%rowtype"), ("fel", "text")],
                func="""
                    select * into f from uppfoljning_fraga where id = new.fraga_id;
                    fel := case
                        when f.version_id is distinct from
                            (select version_id from uppfoljning_svar where nyckel = new.svar_id)
                            then 'fragesvar_egen_enkat'
                        when (f.slag = 'nki') <> (new.del_nr between 1 and 3)
                            or (f.slag <> 'nki' and new.del_nr <> 0)
                            then 'fragesvar_del_av_fragan'
                        when new.vet_inte and not f.vet_inte then 'fragesvar_vet_inte_tillats'
                        when new.vet_inte then null
                        when new.tal is not null and not coalesce(case f.slag
                                when 'nki' then new.tal between 1 and 10
                                when 'skala10' then new.tal between 1 and 10
                                when 'skala5' then new.tal between 1 and 5
                                when 'ja_nej' then new.tal between 0 and 1
                            end, false) then 'fragesvar_inom_skalan'
                        when new.alternativ_id is not null and (
                                f.slag not in ('ett_val', 'flerval')
                                or f.id is distinct from (
                                    select fraga_id from uppfoljning_svarsalternativ
                                    where id = new.alternativ_id))
                            then 'fragesvar_eget_alternativ'
                        when f.slag = 'ett_val' and exists (
                                select from uppfoljning_fragesvar
                                where svar_id = new.svar_id and fraga_id = new.fraga_id
                                and nyckel <> new.nyckel)
                            then 'fragesvar_ett_av_alternativen'
                        when new.text <> '' and f.slag <> 'fritext'
                            then 'fragesvar_ord_dar_det_fragas'
                    end;
                    if fel is not null then
                        raise exception 'svaret passar inte frågan, "%"', fel
                            using errcode = 'check_violation';
                    end if;
                    return new;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Svar på {self.fraga_id}"
