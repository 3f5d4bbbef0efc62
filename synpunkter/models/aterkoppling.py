"""What is told of what came of it: to each sender, and to everybody."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cykel.models import Atgard, Brist
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import vakt
from synpunkter.tillstand_slinga import (
    ATERKOPPLING,
    PUBLICERING,
    Beskedslage,
    Publiceringslage,
)

from .monster import Tema


class Slag(models.TextChoices):
    GJORDE = "gjorde", "Vi gjorde"
    GJORDE_INTE = "gjorde_inte", "Vi gjorde inte, därför att"


class Aterkoppling(models.Model):
    """A text to every sender behind a brist who wanted an answer; sent when it is approved."""

    brist = models.ForeignKey(Brist, models.PROTECT, related_name="aterkopplingar")
    atgard = models.OneToOneField(
        Atgard, models.PROTECT, null=True, blank=True, related_name="aterkoppling"
    )
    """The åtgärd whose effect it tells of; none when it was decided that nothing is done."""
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="+")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="+")
    handlaggare = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="besked_att_godkanna"
    )
    """Who is reminded; anybody with the right may approve it."""
    text = models.TextField("text till avsändarna")
    lage = models.CharField(max_length=8, choices=Beskedslage.choices, default=Beskedslage.UTKAST)
    senast = models.DateField("godkänns senast")
    skapad = models.DateTimeField()
    skickad = models.DateTimeField(null=True, blank=True)
    godkand_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    antal = models.PositiveIntegerField("synpunkter som fick besked", null=True, blank=True)

    class Meta:
        verbose_name = "återkoppling"
        verbose_name_plural = "återkopplingar"
        triggers = [vakt(ATERKOPPLING)]
        constraints = [
            models.UniqueConstraint(
                fields=["brist"],
                condition=Q(atgard__isnull=True),
                name="aterkoppling_ingen_atgard_en_gang",
                violation_error_message="Det finns redan ett besked om att ingen åtgärd görs.",
            ),
            models.CheckConstraint(
                condition=Q(
                    lage="skickad",
                    skickad__isnull=False,
                    godkand_av__isnull=False,
                    antal__isnull=False,
                )
                | (
                    ~Q(lage="skickad")
                    & Q(skickad__isnull=True, godkand_av__isnull=True, antal__isnull=True)
                ),
                name="aterkoppling_skickad_ar_godkand",
                violation_error_message="Ett skickat besked är godkänt av någon.",
            ),
        ]

    def __str__(self) -> str:
        return f"Besked om {self.brist}"

    @property
    def slag(self) -> Slag:
        return Slag.GJORDE if self.atgard_id else Slag.GJORDE_INTE


class Publicering(models.Model):
    """A row of the public "Ni sa – vi gjorde": our own words, approved by another person."""

    aterkoppling = models.ForeignKey(Aterkoppling, models.PROTECT, related_name="publiceringar")
    tema = models.ForeignKey(Tema, models.PROTECT, related_name="publiceringar")
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="+")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="publiceringar")
    slag = models.CharField(max_length=11, choices=Slag.choices)
    ni_sa = models.CharField("ni sa", max_length=300)
    vi_gjorde = models.CharField("vi gjorde", max_length=600)
    antal = models.PositiveIntegerField("synpunkter bakom")
    """Frozen when the text is approved; shown when it is large enough (statistik.MINST)."""
    lage = models.CharField(
        max_length=14, choices=Publiceringslage.choices, default=Publiceringslage.UTKAST
    )
    forfattare = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    skapad = models.DateTimeField()
    godkand_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    publicerad = models.DateTimeField(null=True, blank=True)
    tillbakadragen = models.DateTimeField(null=True, blank=True)
    inlamnad = models.DateTimeField("lämnad för godkännande", null=True, blank=True)
    """The last time that it was handed in: from then on its approvers are reminded."""

    class Meta:
        verbose_name = "publicering"
        verbose_name_plural = "publiceringar"
        triggers = [vakt(PUBLICERING)]
        indexes = [
            models.Index(
                fields=["tema", "enhet", "-publicerad"],
                condition=Q(lage="publicerad"),
                name="publicering_publik",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["aterkoppling"],
                condition=~Q(lage="tillbakadragen"),
                name="publicering_en_i_taget",
                violation_error_message="Det finns redan en text om det här.",
            ),
            models.CheckConstraint(
                condition=~Q(ni_sa="") & ~Q(vi_gjorde=""),
                name="publicering_har_ord",
                violation_error_message="Skriv vad ni hörde och vad ni gjorde.",
            ),
            models.CheckConstraint(
                condition=Q(godkand_av__isnull=True) | ~Q(godkand_av=F("forfattare")),
                name="publicering_godkanns_av_annan",
                violation_error_message="Texten ska godkännas av någon annan än den som skrev.",
            ),
            models.CheckConstraint(
                condition=~Q(lage="publicerad")
                | Q(godkand_av__isnull=False, publicerad__isnull=False),
                name="publicering_publicerad_ar_godkand",
                violation_error_message="En publicerad text är godkänd av någon.",
            ),
            models.CheckConstraint(
                condition=Q(lage="tillbakadragen", tillbakadragen__isnull=False)
                | (~Q(lage="tillbakadragen") & Q(tillbakadragen__isnull=True)),
                name="publicering_tillbakadragen_har_tid",
                violation_error_message="En tillbakadragen text har en tid.",
            ),
        ]

    def __str__(self) -> str:
        return self.ni_sa
