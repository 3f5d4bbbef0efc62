"""What helps those who handle synpunkter through the day: templates, filters, rules, absence."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary
from django.db import models
from django.db.models import F, Q

from kvalitet.databas import LIKA, OVERLAPPAR, Datumspann
from kvalitet.models import Anvandare, Enhet, Namnd

from .synpunkt import Synpunkt


class SvarsmallQuerySet(models.QuerySet["Svarsmall"]):
    def i_bruk(self) -> Self:
        return self.filter(ur_bruk=None)


class Svarsmall(models.Model):
    """A text that a nämnd's handlers begin an answer from. Retired, never changed away."""

    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="svarsmallar", verbose_name="nämnd"
    )
    namn = models.CharField("namn", max_length=80)
    text = models.TextField("text")
    ur_bruk = models.DateTimeField(null=True, blank=True)
    """When it was retired; it can be taken into use again."""

    objects = SvarsmallQuerySet.as_manager()

    class Meta:
        verbose_name = "svarsmall"
        verbose_name_plural = "svarsmallar"
        constraints = [
            models.UniqueConstraint(
                fields=["namnd", "namn"],
                condition=Q(ur_bruk=None),
                name="svarsmall_eget_namn",
                violation_error_message="Nämnden har redan en mall med det namnet.",
            ),
            models.CheckConstraint(
                condition=~Q(namn="") & ~Q(text=""),
                name="svarsmall_har_text",
                violation_error_message="Skriv mallens namn och text.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn


class SparatFilter(models.Model):
    """A search of the inbox that a person has given a name."""

    agare = models.ForeignKey(Anvandare, models.CASCADE, related_name="synpunktsfilter")
    namn = models.CharField("namn", max_length=40)
    fraga = models.CharField(max_length=500)
    """The query string of the inbox, without the page."""

    class Meta:
        verbose_name = "sparat filter"
        verbose_name_plural = "sparade filter"
        constraints = [
            models.UniqueConstraint(
                fields=["agare", "namn"],
                name="sparat_filter_eget_namn",
                violation_error_message="Du har redan ett filter med det namnet.",
            ),
            models.CheckConstraint(
                condition=~Q(namn="") & ~Q(fraga=""),
                name="sparat_filter_har_namn",
                violation_error_message="Ge filtret ett namn, och välj något att filtrera på.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn


class Fordelningsregel(models.Model):
    """Where a new synpunkt of a certain kind goes. Rules are tried in order; the first wins.

    Every condition that is set must hold; of `ord`, one is enough.
    """

    namn = models.CharField("namn", max_length=80)
    ordning = models.PositiveSmallIntegerField()
    aktiv = models.BooleanField(default=False)
    typ = models.CharField(
        "typ", max_length=8, choices=Synpunkt.Typ.choices, blank=True, default=""
    )
    kanal = models.CharField(
        "kanal", max_length=7, choices=Synpunkt.Kanal.choices, blank=True, default=""
    )
    vid_enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="verksamhet"
    )
    """The unit that the sender chose, or one below it."""
    ord = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Beginnings of words, in lower case."""
    till_enhet = models.ForeignKey(
        Enhet, models.PROTECT, related_name="fordelningsregler", verbose_name="enhet"
    )
    till_namnd = models.ForeignKey(
        Namnd, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nämnd"
    )
    """Of a unit that works for several; without it, the one that answers for the unit."""

    class Meta:
        verbose_name = "fördelningsregel"
        verbose_name_plural = "fördelningsregler"
        ordering = ["ordning"]
        constraints = [
            models.UniqueConstraint(
                fields=["ordning"],
                name="fordelningsregel_egen_plats",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Två regler kan inte stå på samma plats.",
            ),
            models.CheckConstraint(
                condition=~Q(typ="", kanal="", vid_enhet=None, ord=[]),
                name="fordelningsregel_har_villkor",
                violation_error_message="Välj minst ett villkor. Annars skulle regeln ta allt.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn

    def loggdata(self) -> dict[str, Any]:
        return {"regel": self.pk, "till_enhet": self.till_enhet_id}


class FranvaroQuerySet(models.QuerySet["Franvaro"]):
    def gallande(self, dag: date) -> Self:
        return self.filter(fran__lte=dag, till__gte=dag, avbruten=None)

    def kommande(self, dag: date) -> Self:
        """Return those that hold today or later."""
        return self.filter(till__gte=dag, avbruten=None)


class Franvaro(models.Model):
    """Days on which a handler is away, and who takes over; without one, the function does."""

    person = models.ForeignKey(Anvandare, models.PROTECT, related_name="franvaro")
    fran = models.DateField("från och med")
    till = models.DateField("till och med")
    ersattare = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="ersatter"
    )
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+")
    overlamnad = models.DateTimeField(null=True, blank=True)
    """When the open cases were handed over, on the first day."""
    avbruten = models.DateTimeField(null=True, blank=True)

    objects = FranvaroQuerySet.as_manager()

    class Meta:
        verbose_name = "frånvaro"
        verbose_name_plural = "frånvaro"
        constraints = [
            models.CheckConstraint(
                condition=Q(till__gte=F("fran")),
                name="franvaro_slutar_efter_borjan",
                violation_error_message="Sista dagen kan inte ligga före den första.",
            ),
            models.CheckConstraint(
                condition=Q(ersattare=None) | ~Q(ersattare=F("person")),
                name="franvaro_ersatts_av_annan",
                violation_error_message="Välj någon annan som ersättare.",
            ),
            ExclusionConstraint(
                name="franvaro_en_i_taget",
                expressions=[
                    ("person", LIKA),
                    (
                        Datumspann(
                            F("fran"),
                            F("till"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        OVERLAPPAR,
                    ),
                ],
                condition=Q(avbruten=None),
                violation_error_message="Personen är redan anmäld som frånvarande de dagarna.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.fran}–{self.till}"


class Svarspaminnelse(models.Model):
    """That a reminder of a promised day has gone out: each step once for each promise."""

    class Steg(models.TextChoices):
        FORE = "fore", "Tre vardagar före"
        SAMMA = "samma", "Samma dag"
        EFTER = "efter", "Tre vardagar efter"

    synpunkt = models.ForeignKey(Synpunkt, models.CASCADE, related_name="paminnelser")
    steg = models.CharField(max_length=5, choices=Steg.choices)
    svar_senast = models.DateField()
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "svarspåminnelse"
        verbose_name_plural = "svarspåminnelser"
        constraints = [
            models.UniqueConstraint(
                fields=["synpunkt", "steg", "svar_senast"],
                name="svarspaminnelse_en_gang",
                violation_error_message="Påminnelsen har redan gått ut.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.synpunkt}, {self.get_steg_display()}"
