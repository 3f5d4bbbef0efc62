"""What residents wrote in their own words, sorted by staff: themes, and a summary in our words."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from kvalitet.models import Anvandare
from uppfoljning.models.enkatsvar import Fragesvar
from uppfoljning.models.undersokning import Undersokning


class Texttema(models.Model):
    """Something that several have written about. A text can have many themes."""

    undersokning = models.ForeignKey(Undersokning, models.PROTECT, related_name="teman")
    namn = models.CharField("tema", max_length=80)

    class Meta:
        verbose_name = "texttema"
        verbose_name_plural = "textteman"
        ordering = ["namn", "pk"]
        constraints = [
            models.UniqueConstraint(
                "undersokning",
                Lower("namn"),
                name="texttema_eget_namn",
                violation_error_message="Temat finns redan.",
            ),
            models.CheckConstraint(
                condition=~Q(namn=""),
                name="texttema_har_namn",
                violation_error_message="Skriv vad temat heter.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn


class Temamarkning(models.Model):
    """That a text is about a theme, by whom and when it was said."""

    tema = models.ForeignKey(Texttema, models.CASCADE, related_name="markningar")
    fragesvar = models.ForeignKey(Fragesvar, models.CASCADE, related_name="temamarkningar")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "temamärkning"
        verbose_name_plural = "temamärkningar"
        constraints = [
            models.UniqueConstraint(
                fields=["fragesvar", "tema"],
                name="temamarkning_en_gang",
                violation_error_message="Texten har redan temat.",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="temamarkning_egen_undersokning",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    if not exists (
                        select from uppfoljning_fragesvar f
                        join uppfoljning_svar s on s.nyckel = f.svar_id
                        join uppfoljning_texttema t on t.undersokning_id = s.undersokning_id
                        where f.nyckel = new.fragesvar_id and t.id = new.tema_id and f.text <> ''
                    ) then
                        raise exception 'texten hör inte dit, "temamarkning_egen_undersokning"'
                            using errcode = 'check_violation';
                    end if;
                    return new;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.tema_id} i en text"


class Textsammanfattning(models.Model):
    """What the texts of a survey say, in the staff's own words: all of them that is published."""

    undersokning = models.OneToOneField(
        Undersokning, models.PROTECT, related_name="textsammanfattning"
    )
    text = models.TextField("sammanfattning", max_length=1500)
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "textsammanfattning"
        verbose_name_plural = "textsammanfattningar"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="textsammanfattning_har_text",
                violation_error_message="Skriv vad ni ser i texterna.",
            )
        ]

    def __str__(self) -> str:
        return f"Sammanfattning av {self.undersokning_id}"
