"""What an indicator has meant over time, and where its series breaks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kvalitet.models import Anvandare
from kvalitet.models.historik import med_historik

from .indikator import Indikator


class Definitionsversion(models.Model):
    """The words that an indicator was defined by from a day on.

    The first is written together with the second: until a definition has changed, the
    indicator's own words are all there is.
    """

    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="definitioner")
    nummer = models.PositiveSmallIntegerField("nummer")
    definition = models.TextField("definition")
    matt = models.CharField("mått", max_length=40)
    galler_fran = models.DateField("gäller från och med", null=True, blank=True)
    """Empty for the first: it has held for as long as there are values."""
    skal = models.CharField("skäl", max_length=200, blank=True, default="")
    av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "version av definitionen"
        verbose_name_plural = "versioner av definitionen"
        constraints = [
            models.UniqueConstraint(
                fields=["indikator", "nummer"],
                name="definitionsversion_eget_nummer",
                violation_error_message="Versionen finns redan.",
            ),
            models.CheckConstraint(
                condition=Q(nummer=1, galler_fran__isnull=True)
                | (Q(nummer__gt=1, galler_fran__isnull=False) & ~Q(skal="")),
                name="definitionsversion_dag_och_skal",
                violation_error_message="Skriv från vilken dag definitionen gäller, och varför.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indikator}, version {self.nummer}"


@med_historik("datum", "orsak", index="seriebrotthistorik_tx")
class Seriebrott(models.Model):
    """From this day an indicator is measured in another way.

    A value whose period ends before the day is not compared with one that ends on it or later.
    It is the measure that changed, not reality: not to be mixed up with a raised level.
    """

    indikator = models.ForeignKey(Indikator, models.PROTECT, related_name="seriebrott")
    datum = models.DateField("första dagen i den nya serien")
    orsak = models.CharField("orsak", max_length=200)
    definition = models.OneToOneField(
        Definitionsversion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seriebrott",
    )
    """The definition that made the break; empty when somebody has entered it."""
    av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "seriebrott"
        verbose_name_plural = "seriebrott"
        constraints = [
            models.UniqueConstraint(
                fields=["indikator", "datum"],
                name="seriebrott_ett_per_dag",
                violation_error_message="Det finns redan ett seriebrott den dagen.",
            ),
            models.CheckConstraint(
                condition=~Q(orsak=""),
                name="seriebrott_har_orsak",
                violation_error_message="Skriv vad som ändrades i mätningen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indikator}, seriebrott {self.datum}"
