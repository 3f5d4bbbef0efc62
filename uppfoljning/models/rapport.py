"""Reports, the jobs that make them, and the finished files."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from cykel.models import Uppfoljningstillfalle
from kvalitet.models import Anvandare, Enhet, Namnd, Ogonblick
from kvalitet.overgang import vakt
from kvalitet.texter import periodnamn
from uppfoljning.tillstand import BESLUTADE, CHEFENS, RAPPORT, Rapportliv

RAPPORTNAMN = {"kv1": "Kvartalsrapport 1", "delar": "Delårsrapport", "helar": "Helårsrapport"}
I_RUNDAN = ("maluppfyllelse", "enhet", "kommun")
"""The kinds that follow up a round."""


class Rapport(models.Model):
    """A report of one kind, about one nämnd's part and period, made from a frozen snapshot."""

    class Slag(models.TextChoices):
        MALUPPFYLLELSE = "maluppfyllelse", "Måluppfyllelserapport"
        ENHET = "enhet", "Enhetens måluppfyllelserapport"
        KOMMUN = "kommun", "Måluppfyllelserapport för hela kommunen"
        MANAD = "manad", "Månadsrapport"
        KVALITET = "kvalitet", "Kvalitetsberättelse"
        SYNPUNKTER = "synpunkter", "Synpunktsrapport"

    Lage = Rapportliv

    slag = models.CharField(max_length=16, choices=Slag.choices, default=Slag.MALUPPFYLLELSE)
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="rapporter", verbose_name="nämnd")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="rapporter")
    """The kontor or unit whose plan it is made from; the kommun itself for all of it."""
    tillfalle = models.ForeignKey(
        Uppfoljningstillfalle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rapporter",
        verbose_name="uppföljning",
    )
    """The round that it follows up; None for the kinds that have only a period."""
    period_fran = models.DateField("från")
    period_till = models.DateField("till")
    version = models.PositiveSmallIntegerField("version", default=1)
    lage = models.CharField(max_length=10, choices=Rapportliv.choices, default=Rapportliv.UTKAST)
    ogonblick = models.ForeignKey(Ogonblick, models.PROTECT, related_name="rapporter")
    """What it is made from; the decision is frozen into a new one that replaces the draft's."""
    dnr = models.CharField("diarienummer", max_length=40, blank=True, default="")
    beslut_datum = models.DateField("fastställd", null=True, blank=True)
    beslut_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")
    bestalld = models.DateTimeField()
    bestalld_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """None when the schedule ordered it."""
    publiceras = models.DateTimeField("publiceras", null=True, blank=True)
    """When it is published by itself, chosen with the decision; empty: by hand."""
    publicerad = models.DateTimeField("publicerad", null=True, blank=True)
    fil = models.ForeignKey(
        "Rapportfil", models.PROTECT, null=True, blank=True, related_name="publicerad_som"
    )
    """The published file: it may come after the web page, and is then the same bytes for ever,
    whatever is rendered later."""

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporter"
        triggers = [
            vakt(RAPPORT),
            pgtrigger.Trigger(
                name="det_publicerade_star",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "fil_id", "publicerad", "ogonblick_id"
                ),
                condition=pgtrigger.Condition(
                    "old.publicerad is not null and ("
                    "new.publicerad is distinct from old.publicerad"
                    " or new.ogonblick_id is distinct from old.ogonblick_id"
                    " or (old.fil_id is not null and new.fil_id is distinct from old.fil_id))"
                ),
                func="""
                    raise exception 'det som är publicerat byts inte ut'
                        using errcode = 'check_violation',
                        constraint = 'rapport_det_publicerade_star';
                """,
            ),
        ]
        indexes = [
            models.Index(
                fields=["publiceras"],
                condition=Q(lage="faststalld", publiceras__isnull=False),
                name="rapport_publiceras",
            ),
            models.Index(
                fields=["-publicerad", "-id"],
                condition=Q(publicerad__isnull=False),
                name="rapport_publicerade",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("slag", "namnd", "enhet", "tillfalle"),
                    *("period_fran", "period_till", "version"),
                ],
                nulls_distinct=False,
                name="rapport_egen_version",
                violation_error_message="Den versionen av rapporten finns redan.",
            ),
            models.CheckConstraint(
                condition=Q(slag__in=I_RUNDAN, tillfalle__isnull=False)
                | (~Q(slag__in=I_RUNDAN) & Q(tillfalle__isnull=True)),
                name="rapport_tillfalle_efter_slag",
                violation_error_message="En rapport om måluppfyllelse hör till en uppföljning, "
                "de andra bara till en period.",
            ),
            models.CheckConstraint(
                condition=Q(period_till__gte=F("period_fran")),
                name="rapport_period",
                violation_error_message="Rapportens period slutar innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(
                    lage__in=("utkast", "godkand"), beslut_datum__isnull=True, beslut_paragraf=""
                )
                | Q(lage__in=BESLUTADE, beslut_datum__isnull=False),
                name="rapport_faststalld_med_beslut",
                violation_error_message="En fastställd rapport har beslutets datum.",
            ),
            models.CheckConstraint(
                condition=Q(beslut_datum__isnull=True)
                | Q(slag__in=CHEFENS, beslut_paragraf="")
                | (~Q(slag__in=CHEFENS) & ~Q(beslut_paragraf="")),
                name="rapport_paragraf_av_namnden",
                violation_error_message="Nämndens beslut har en paragraf, chefens har ingen.",
            ),
            models.CheckConstraint(
                condition=Q(lage="publicerad", publicerad__isnull=False)
                | (~Q(lage="publicerad") & Q(publicerad__isnull=True, fil__isnull=True)),
                name="rapport_publiceras_faststalld",
                violation_error_message="Bara en fastställd rapport kan publiceras. Filen hör till "
                "det publicerade.",
            ),
            models.CheckConstraint(
                condition=Q(publiceras__isnull=True) | Q(lage__in=BESLUTADE),
                name="rapport_tid_for_publicering",
                violation_error_message="Tiden för publicering väljs när rapporten fastställs.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.namn}, {self.galler}"

    @property
    def namn(self) -> str:
        """As it stands on the cover: Delårsrapport 2026, Månadsrapport mars 2027."""
        if self.tillfalle is not None:
            return f"{RAPPORTNAMN[self.tillfalle.slag]} {self.tillfalle.ar}"
        return f"{self.get_slag_display()} {periodnamn(self.period_fran, self.period_till)}"

    @property
    def galler(self) -> str:
        """Whom it is about: the nämnd, one of its units, or everyone."""
        if self.slag == self.Slag.KOMMUN:
            return "hela kommunen"
        return str(self.enhet if self.slag == self.Slag.ENHET else self.namnd)

    @property
    def beslutad(self) -> bool:
        """Decided, and so no longer an utkast."""
        return self.lage in BESLUTADE

    def loggdata(self) -> dict[str, Any]:
        return {"tillfalle": self.tillfalle_id, "version": self.version}


class Rapportfil(models.Model):
    """A finished file, stored under its own hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    storlek = models.PositiveIntegerField("storlek i byte")
    sidor = models.PositiveSmallIntegerField("sidor")
    skapad = models.DateTimeField()
    verktyg = models.JSONField(default=dict, blank=True)
    """Name and version of every program that had a part in its bytes; {} for old files."""

    class Meta:
        verbose_name = "rapportfil"
        verbose_name_plural = "rapportfiler"

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def stig(self) -> str:
        """Name in the storage."""
        return f"rapporter/{self.sha256[:2]}/{self.sha256}.pdf"


class RapportjobbQuerySet(models.QuerySet["Rapportjobb"]):
    def att_gora(self) -> Self:
        """Jobs that wait and whose time has come, and jobs whose worker has gone silent; by the
        clock that the loans are measured by, the database's, whatever the worker's own says."""
        return self.filter(
            Q(lage=Rapportjobb.Lage.KOAD) | Q(lage=Rapportjobb.Lage.PAGAR, lan_till__lt=Now()),
            Q(tidigast__isnull=True) | Q(tidigast__lte=Now()),
        )

    def gallande(self) -> Self:
        """The last job of each report: what an earlier one met is over."""
        senare = Rapportjobb.objects.filter(rapport=OuterRef("rapport"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(senare))

    def misslyckade(self) -> Self:
        """What waits for a person."""
        return self.gallande().filter(lage=Rapportjobb.Lage.MISSLYCKAD)

    def pa_vag(self) -> Self:
        return self.filter(lage__in=(Rapportjobb.Lage.KOAD, Rapportjobb.Lage.PAGAR))


class Rapportjobb(models.Model):
    """The making of one file. The truth about it stands here; Celery carries only the id.

    A worker borrows the job for a while (`lan_till`) under a token and renews the loan while it
    works; it may write the result only while the token is still its own.
    """

    class Lage(models.TextChoices):
        KOAD = "koad", "Väntar"
        PAGAR = "pagar", "Skapas"
        KLAR = "klar", "Klar"
        MISSLYCKAD = "misslyckad", "Misslyckades"

    rapport = models.ForeignKey(Rapport, models.PROTECT, related_name="jobb")
    ogonblick = models.ForeignKey(Ogonblick, models.PROTECT, related_name="rapportjobb")
    nyckel = models.CharField(max_length=64, unique=True)
    """Hash of kind, scope, round, snapshot, status and template version: the same again gives
    no new job."""
    bestalld_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Who is told by mail how it went; None when the schedule ordered it."""
    lage = models.CharField(max_length=10, choices=Lage.choices, default=Lage.KOAD)
    steg = models.CharField(max_length=60, blank=True, default="")
    """What the worker does now, in words for the page."""
    andel = models.PositiveSmallIntegerField(default=0)
    """Progress in percent."""
    forsok = models.PositiveSmallIntegerField(default=0)
    lan_till = models.DateTimeField(null=True, blank=True)
    lan_token = models.UUIDField(null=True, blank=True)
    tidigast = models.DateTimeField(null=True, blank=True)
    """Not to be tried before this, by the database's clock; None when it may be at once."""
    fel = models.CharField(max_length=400, blank=True, default="")
    """Why it failed, or why it waits for another attempt."""
    stannade = models.DateTimeField(null=True, blank=True)
    """When it was given up."""
    varningar = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    """Sentences about a file that is valid but not as it should be (a page that overflows)."""
    fil = models.ForeignKey(Rapportfil, models.PROTECT, null=True, blank=True, related_name="jobb")
    skapad = models.DateTimeField()
    klar = models.DateTimeField(null=True, blank=True)

    objects = RapportjobbQuerySet.as_manager()

    class Meta:
        verbose_name = "rapportjobb"
        verbose_name_plural = "rapportjobb"
        indexes = [
            models.Index(
                fields=["skapad"], condition=Q(lage__in=("koad", "pagar")), name="rapportjobb_kvar"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lage="klar", fil__isnull=False, klar__isnull=False)
                | (~Q(lage="klar") & Q(fil__isnull=True, klar__isnull=True)),
                name="rapportjobb_klart_med_fil",
                violation_error_message="Ett klart jobb har en fil.",
            ),
            models.CheckConstraint(
                condition=Q(lage="pagar", lan_till__isnull=False, lan_token__isnull=False)
                | (~Q(lage="pagar") & Q(lan_till__isnull=True, lan_token__isnull=True)),
                name="rapportjobb_lan_medan_det_pagar",
                violation_error_message="Ett jobb är utlånat just medan det pågår.",
            ),
            models.CheckConstraint(
                condition=~Q(lage="misslyckad") | ~Q(fel=""),
                name="rapportjobb_misslyckat_med_skal",
                violation_error_message="Ett misslyckat jobb har ett skäl.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rapport} {self.lage}"
