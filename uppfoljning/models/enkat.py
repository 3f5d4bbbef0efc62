"""The questions of a survey: versions, questions, and the alternatives of a choice.

What has been answered stands as it was asked: a trigger keeps the questions of a version from
change once it has an answer. A change makes a new version, and a question that is the same in
both has the same `nyckel`.
"""

from __future__ import annotations

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from cykel.models import Mal
from kvalitet.statistik import NKI_MAX, NKI_MIN
from uppfoljning.models.undersokning import Undersokning

SPRAK = {"sv": "", "en": "_en", "sv-lattlast": "_lattlast"}
"""What a column of text ends with, by language. Swedish is always there; it stands in for the
others."""


def texten(rad: models.Model, falt: str, sprak: str) -> tuple[str, str]:
    """Return a row's text in a language and the language that it is in."""
    egen: str = getattr(rad, falt + SPRAK.get(sprak, ""))
    return (egen, sprak) if egen else (getattr(rad, falt), "sv")


def _orord(version: str) -> pgtrigger.Trigger:
    """Refuse a change of what has been answered; `version` is SQL of a row's version."""
    return pgtrigger.Trigger(
        name="orord_nar_besvarad",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("rad", "record")],
        func=f"""
            if tg_op = 'DELETE' then
                rad := old;
            else
                rad := new;
            end if;
            if exists (select from uppfoljning_svar where version_id = {version}) then
                raise exception 'versionen har svar, "enkatversion_orord_nar_besvarad"'
                    using errcode = 'check_violation';
            end if;
            return rad;
        """,
    )


class EnkatversionQuerySet(models.QuerySet["Enkatversion"]):
    def i_bruk(self) -> Self:
        """The versions that are or have been in use, the latest first."""
        return self.filter(utkast=False).order_by("-nummer")


class Enkatversion(models.Model):
    """The questions as they are, or were, asked. The latest that is no draft is in use."""

    undersokning = models.ForeignKey(Undersokning, models.CASCADE, related_name="versioner")
    nummer = models.PositiveSmallIntegerField("version", default=1)
    utkast = models.BooleanField("utkast", default=True)

    objects = EnkatversionQuerySet.as_manager()

    class Meta:
        verbose_name = "enkätversion"
        verbose_name_plural = "enkätversioner"
        constraints = [
            models.UniqueConstraint(
                fields=["undersokning", "nummer"],
                name="enkatversion_eget_nummer",
                violation_error_message="Den versionen av frågorna finns redan.",
            ),
            models.UniqueConstraint(
                fields=["undersokning"],
                condition=Q(utkast=True),
                name="enkatversion_ett_utkast",
                violation_error_message="Det finns redan ett utkast till frågor.",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.nummer}"

    def far_andras(self, dag: date) -> bool:
        """Whether its questions may change: a draft, or not open to anyone yet."""
        return self.utkast or dag < self.undersokning.oppnar


class Fraga(models.Model):
    """One question. The NKI triple is one: its text is what the three are about ("hemtjänsten").

    `lagst` and `hogst` are words for the ends of a scale.
    """

    class Slag(models.TextChoices):
        NKI = "nki", "NKI: tre frågor, 1–10"
        SKALA_5 = "skala5", "Skala 1–5"
        SKALA_10 = "skala10", "Skala 1–10"
        JA_NEJ = "ja_nej", "Ja eller nej"
        ETT_VAL = "ett_val", "Ett av flera alternativ"
        FLERVAL = "flerval", "Ett eller flera alternativ"
        FRITEXT = "fritext", "Egna ord"

    version = models.ForeignKey(Enkatversion, models.CASCADE, related_name="fragor")
    nyckel = models.SlugField("nyckel", max_length=40)
    """The same in all versions of the survey, and in those that it is compared with."""
    ordning = models.PositiveSmallIntegerField("plats")
    slag = models.CharField("slag", max_length=8, choices=Slag.choices)
    obligatorisk = models.BooleanField("måste besvaras", default=True)
    vet_inte = models.BooleanField("”vet inte” är ett svar", default=False)
    text = models.CharField("fråga", max_length=300)
    text_en = models.CharField("fråga på engelska", max_length=300, blank=True, default="")
    text_lattlast = models.CharField("fråga på lättläst", max_length=300, blank=True, default="")
    hjalp = models.CharField("förklaring", max_length=300, blank=True, default="")
    hjalp_en = models.CharField("förklaring på engelska", max_length=300, blank=True, default="")
    hjalp_lattlast = models.CharField(
        "förklaring på lättläst", max_length=300, blank=True, default=""
    )
    lagst = models.CharField("lägst betyder", max_length=60, blank=True, default="")
    lagst_en = models.CharField("lägst på engelska", max_length=60, blank=True, default="")
    lagst_lattlast = models.CharField("lägst på lättläst", max_length=60, blank=True, default="")
    hogst = models.CharField("högst betyder", max_length=60, blank=True, default="")
    hogst_en = models.CharField("högst på engelska", max_length=60, blank=True, default="")
    hogst_lattlast = models.CharField("högst på lättläst", max_length=60, blank=True, default="")
    mal = models.ForeignKey(
        Mal, models.PROTECT, null=True, blank=True, related_name="enkatfragor", verbose_name="mål"
    )
    """The goal that its result says something of; otherwise the survey's."""

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "nyckel"],
                name="fraga_egen_nyckel",
                violation_error_message="Frågan finns redan i versionen.",
            ),
            models.UniqueConstraint(
                fields=["version", "ordning"],
                deferrable=models.Deferrable.DEFERRED,
                name="fraga_egen_plats",
                violation_error_message="Två frågor kan inte stå på samma plats.",
            ),
            models.CheckConstraint(
                condition=Q(
                    slag__in=("nki", "skala5", "skala10", "ja_nej", "ett_val", "flerval", "fritext")
                ),
                name="fraga_kant_slag",
                violation_error_message="Välj vilket slags fråga det är.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="fraga_har_text",
                violation_error_message="Skriv frågan.",
            ),
            models.CheckConstraint(
                condition=Q(vet_inte=False) | ~Q(slag="fritext"),
                name="fraga_vet_inte_utom_fritext",
                violation_error_message="En fråga med egna ord kan inte besvaras med ”vet inte”.",
            ),
        ]
        triggers = [_orord("rad.version_id")]

    def __str__(self) -> str:
        return self.text

    @property
    def delar(self) -> tuple[int, ...]:
        """The answers that it takes: one, or the three of the NKI triple."""
        return (1, 2, 3) if self.slag == self.Slag.NKI else (0,)

    @property
    def skala(self) -> tuple[int, int] | None:
        """The lowest and highest number of an answer; None where answers are no numbers.

        Of yes and no, yes is 1 and no is 0.
        """
        return {
            self.Slag.NKI: (NKI_MIN, NKI_MAX),
            self.Slag.SKALA_5: (1, 5),
            self.Slag.SKALA_10: (1, 10),
            self.Slag.JA_NEJ: (0, 1),
        }.get(self.Slag(self.slag))

    @property
    def har_alternativ(self) -> bool:
        return self.slag in (self.Slag.ETT_VAL, self.Slag.FLERVAL)


class Svarsalternativ(models.Model):
    """One of the answers that a choice offers."""

    fraga = models.ForeignKey(Fraga, models.CASCADE, related_name="alternativ")
    nyckel = models.SlugField("nyckel", max_length=40)
    ordning = models.PositiveSmallIntegerField("plats")
    text = models.CharField("alternativ", max_length=120)
    text_en = models.CharField("på engelska", max_length=120, blank=True, default="")
    text_lattlast = models.CharField("på lättläst", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "svarsalternativ"
        verbose_name_plural = "svarsalternativ"
        constraints = [
            models.UniqueConstraint(
                fields=["fraga", "nyckel"],
                name="svarsalternativ_egen_nyckel",
                violation_error_message="Alternativet finns redan.",
            ),
            models.UniqueConstraint(
                fields=["fraga", "ordning"],
                deferrable=models.Deferrable.DEFERRED,
                name="svarsalternativ_egen_plats",
                violation_error_message="Två alternativ kan inte stå på samma plats.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="svarsalternativ_har_text",
                violation_error_message="Skriv alternativet.",
            ),
        ]
        triggers = [
            _orord("(select version_id from uppfoljning_fraga where id = rad.fraga_id)"),
        ]

    def __str__(self) -> str:
        return self.text
