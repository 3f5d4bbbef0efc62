"""What people write themselves in a report of a period, before it is made."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kvalitet.models import Anvandare, Enhet, Namnd
from uppfoljning.models.rapport import Rapport


class Rapporttext(models.Model):
    """A text under one heading. Frozen into the report when that is ordered; changed until then."""

    slag = models.CharField(max_length=16, choices=Rapport.Slag.choices)
    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="+", verbose_name="nämnd")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="+")
    """The kontor that the report is made by."""
    period_fran = models.DateField("från")
    period_till = models.DateField("till")
    avsnitt = models.CharField(max_length=20)
    """The key of the heading (`uppfoljning.rapport.avsnitt`)."""
    text = models.TextField("text", max_length=6000)
    skriven_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    skriven = models.DateTimeField()

    class Meta:
        verbose_name = "text i rapport"
        verbose_name_plural = "texter i rapporter"
        constraints = [
            models.UniqueConstraint(
                fields=["slag", "namnd", "enhet", "period_fran", "period_till", "avsnitt"],
                name="rapporttext_en_per_avsnitt",
                violation_error_message="Avsnittet har redan en text.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="rapporttext_har_text",
                violation_error_message="Skriv texten.",
            ),
            models.CheckConstraint(
                condition=Q(period_till__gte=F("period_fran")),
                name="rapporttext_period",
                violation_error_message="Textens period slutar innan den börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()}, {self.namnd}: {self.avsnitt}"


class Lagval(models.Model):
    """Which law's headings a nämnd's kvalitetsberättelse follows, when somebody has chosen."""

    class Lag(models.TextChoices):
        VARD = "vard", "Vård och omsorg: SOSFS 2011:9"
        SKOLA = "skola", "Skola: skollagen 4 kap."
        OVRIG = "ovrig", "Annan verksamhet: kommunallagen 6 kap. 6 §"

    namnd = models.OneToOneField(Namnd, models.PROTECT, primary_key=True, related_name="lagval")
    lag = models.CharField("lag", max_length=5, choices=Lag.choices)

    class Meta:
        verbose_name = "val av lag"
        verbose_name_plural = "val av lag"
        constraints = [
            models.CheckConstraint(
                condition=Q(lag__in=("vard", "skola", "ovrig")),
                name="lagval_kand_lag",
                violation_error_message="Välj vilken lag berättelsen följer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.namnd}: {self.get_lag_display()}"
