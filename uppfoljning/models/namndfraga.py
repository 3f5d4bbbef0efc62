"""Questions from a nämnd's members about its reports, what the kontor answers, and reminders."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Prefetch, Q

from kvalitet.databas import bara_tillagg, ingen_borttagning
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import vakt
from uppfoljning.models.rapport import Rapport
from uppfoljning.models.sammantrade import Sammantrade
from uppfoljning.tillstand_namndfraga import NAMNDFRAGA, Fragelage

LANGST_FRAGA, LANGST_SVAR = 1000, 4000
"""Characters."""


class NamndfragaQuerySet(models.QuerySet["Namndfraga"]):
    def obesvarade(self) -> Self:
        return self.filter(lage=Fragelage.STALLD)

    def med_allt(self) -> Self:
        """With what its pages show, in questions as many for one as for a hundred."""
        svar = Namndsvar.objects.select_related("av").order_by("tid", "pk")
        return self.select_related(
            "namnd", "enhet", "rapport__namnd", "rapport__tillfalle", "stalld_av", "sammantrade"
        ).prefetch_related(Prefetch("svar", svar, to_attr="alla_svar"))


class Namndfraga(models.Model):
    """A public record from the moment that it is asked; read by the whole nämnd."""

    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="fragor", verbose_name="nämnd")
    enhet = models.ForeignKey(Enhet, models.PROTECT, related_name="namndfragor")
    """The kontor that answers: the one whose report it is."""
    rapport = models.ForeignKey(Rapport, models.PROTECT, related_name="fragor")
    mal_nummer = models.CharField("målets nummer", max_length=20, blank=True, default="")
    mal_namn = models.CharField("målet", max_length=200, blank=True, default="")
    """As the report has them; empty when the question is about the whole of it."""
    text = models.TextField("frågan", max_length=LANGST_FRAGA)
    stalld = models.DateTimeField("ställd")
    stalld_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="namndfragor")
    sammantrade = models.ForeignKey(
        Sammantrade, models.PROTECT, null=True, blank=True, related_name="fragor"
    )
    """The meeting before which it is answered; None while none is known."""
    besvaras_senast = models.DateField("besvaras senast")
    lage = models.CharField(
        "läge", max_length=9, choices=Fragelage.choices, default=Fragelage.STALLD
    )
    besvarad = models.DateTimeField("besvarad", null=True, blank=True)

    objects = NamndfragaQuerySet.as_manager()

    class Meta:
        verbose_name = "nämndfråga"
        verbose_name_plural = "nämndfrågor"
        triggers = [vakt(NAMNDFRAGA), ingen_borttagning()]
        indexes = [
            models.Index(
                fields=["besvaras_senast"], condition=Q(lage="stalld"), name="namndfraga_vantar"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="namndfraga_har_text",
                violation_error_message="Skriv din fråga.",
            ),
            models.CheckConstraint(
                condition=Q(mal_nummer="", mal_namn="") | ~Q(mal_nummer="") & ~Q(mal_namn=""),
                name="namndfraga_malet_helt",
                violation_error_message="Ett mål i en fråga har både nummer och namn.",
            ),
            models.CheckConstraint(
                condition=Q(lage="besvarad", besvarad__isnull=False)
                | (~Q(lage="besvarad") & Q(besvarad__isnull=True)),
                name="namndfraga_besvarad_med_tid",
                violation_error_message="En besvarad fråga har en tid.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fråga om {self.rapport.namn}"

    @property
    def svaret(self) -> Namndsvar | None:
        """The answer that holds; `med_allt` has read them."""
        alla: list[Namndsvar] = self.alla_svar  # type: ignore[attr-defined]
        return alla[-1] if alla else None

    @property
    def tidigare_svar(self) -> list[Namndsvar]:
        """What stood before it was put right, the latest first."""
        alla: list[Namndsvar] = self.alla_svar  # type: ignore[attr-defined]
        return alla[-2::-1]

    def sen(self, dag: date) -> bool:
        return self.lage == Fragelage.STALLD and self.besvaras_senast < dag

    def loggdata(self) -> dict[str, Any]:
        return {"rapport": self.rapport_id}


class Namndsvar(models.Model):
    """What the kontor answered. Put right, it is followed by another; none is changed."""

    fraga = models.ForeignKey(Namndfraga, models.PROTECT, related_name="svar")
    text = models.TextField("svaret", max_length=LANGST_SVAR)
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "svar på nämndfråga"
        verbose_name_plural = "svar på nämndfrågor"
        triggers = bara_tillagg()
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="namndsvar_har_text",
                violation_error_message="Skriv svaret.",
            )
        ]

    def __str__(self) -> str:
        return f"Svar {self.tid.date()}"


class Fragepaminnelse(models.Model):
    """That the kontor has been reminded of a question: each step once for each last day."""

    class Steg(models.TextChoices):
        FORE = "fore", "Tre arbetsdagar före"
        SAMMA = "samma", "Sista dagen"
        EFTER = "efter", "Dagen efter"

    fraga = models.ForeignKey(Namndfraga, models.PROTECT, related_name="paminnelser")
    steg = models.CharField(max_length=5, choices=Steg.choices)
    besvaras_senast = models.DateField()
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "påminnelse om nämndfråga"
        verbose_name_plural = "påminnelser om nämndfrågor"
        constraints = [
            models.UniqueConstraint(
                fields=["fraga", "steg", "besvaras_senast"],
                name="fragepaminnelse_en_gang",
                violation_error_message="Påminnelsen har redan gått ut.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fraga_id} {self.get_steg_display()}"
