"""What is handed over to others, and which cases belong together without being one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kvalitet.databas import gallras_bara
from kvalitet.models import Anvandare, Namnd
from synpunkter.models.synpunkt import Synpunkt


class Overlamnande(models.Model):
    """A case, or a part of it, that left its nämnd: to whom, why, by which paragraph (OSL).

    It is the prövning itself, and covers what is merged into the case.
    """

    class Lagrum(models.TextChoices):
        INGEN = "ingen", "Uppgifterna omfattas inte av sekretess"
        SAMTYCKE = "10:1", "Avsändaren samtycker (OSL 10 kap. 1 §)"
        EGEN = "10:2", "Det behövs för vår egen verksamhet (OSL 10 kap. 2 §)"
        INTRESSE = "10:27", "Intresset av att lämna uppgifterna väger tyngre (OSL 10 kap. 27 §)"
        SKYLDIGHET = "10:28", "En lag kräver att vi lämnar uppgifterna (OSL 10 kap. 28 §)"
        HANVISNING = "hanvisning", "Inget lämnas över. Avsändaren får veta vart hen kan vända sig"

    synpunkt = models.ForeignKey(Synpunkt, models.PROTECT, related_name="overlamnanden")
    """The case that was handed over; of a split, the case that was split."""
    fran_namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="+")
    till_namnd = models.ForeignKey(
        Namnd, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    delen = models.OneToOneField(
        Synpunkt, models.PROTECT, null=True, blank=True, related_name="overlamnad"
    )
    """The part that was made of it, when not the case itself went."""
    till = models.CharField("myndighet eller verksamhet", max_length=160, blank=True, default="")
    """Who it went to, outside the municipality's nämnder."""
    lagrum = models.CharField("lagrum", max_length=10, choices=Lagrum.choices)
    skal = models.CharField("skäl", max_length=400)
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "överlämnande"
        verbose_name_plural = "överlämnanden"
        ordering = ["tid", "pk"]
        triggers = [
            gallras_bara(
                *("synpunkt_id", "fran_namnd_id", "till_namnd_id", "delen_id", "till"),
                *("lagrum", "skal", "av_id", "tid"),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(till="", till_namnd__isnull=False)
                & ~Q(lagrum="hanvisning")
                & ~Q(till_namnd=F("fran_namnd"))
                | ~Q(till="") & Q(till_namnd__isnull=True),
                name="overlamnande_har_en_mottagare",
                violation_error_message="Ange en annan nämnd, eller en mottagare utanför.",
            ),
            models.CheckConstraint(
                condition=~Q(skal=""),
                name="overlamnande_har_skal",
                violation_error_message="Skriv varför uppgifterna får lämnas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.synpunkt_id} till {self.till or self.till_namnd_id}"

    @property
    def mening(self) -> str:
        """What was decided, for the history; the reason stands apart."""
        till = self.till or str(self.till_namnd)
        if self.lagrum == self.Lagrum.HANVISNING:
            return f"Avsändaren hänvisades till {till}. Inget lämnades över."
        vad = "En del lämnades" if self.delen_id else "Lämnades"
        return f"{vad} från {self.fran_namnd} till {till} efter prövning: {self.grund}."

    @property
    def grund(self) -> str:
        etikett = str(self.get_lagrum_display())
        return etikett[:1].lower() + etikett[1:]


class Samband(models.Model):
    """Two cases of a nämnd that belong together but are answered each by itself."""

    en = models.ForeignKey(Synpunkt, models.PROTECT, related_name="+")
    annan = models.ForeignKey(Synpunkt, models.PROTECT, related_name="+")
    """The one that came to be a case later; so the pair stands once."""

    class Meta:
        verbose_name = "samband mellan synpunkter"
        verbose_name_plural = "samband mellan synpunkter"
        constraints = [
            models.UniqueConstraint(
                fields=["en", "annan"],
                name="samband_en_gang",
                violation_error_message="Ärendena är redan länkade till varandra.",
            ),
            models.CheckConstraint(
                condition=Q(en__lt=F("annan")),
                name="samband_i_ordning",
                violation_error_message="Ett ärende länkas till ett annat, det äldre först.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.en_id} – {self.annan_id}"
