"""What the politicians decide: the steering model, goals with criteria, and assignments."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from cykel.tillstand import STYRMODELL, Styrmodellstatus
from kvalitet.models import Enhet, Namnd
from kvalitet.models.historik import med_historik
from kvalitet.overgang import vakt


class Styrmodell(models.Model):
    """The steering model of one mandatperiod. Levels and their labels are data."""

    Status = Styrmodellstatus

    class Forslagsregel(models.TextChoices):
        """How the indicators suggest a grade; uppfoljning/forslag.py counts by it."""

        STANDARD = "standard", "Hur många indikatorer som når målvärdet"
        ANDEL = "andel", "Hur stor del av målvärdet som är nådd"

    namn = models.CharField("namn", max_length=120)
    fran = models.DateField("från och med")
    till = models.DateField("till och med")
    status = models.CharField("status", max_length=10, choices=Status.choices)
    kriterier_kallas = models.CharField("kriterier kallas", max_length=60, default="Kriterium")
    """What the municipality calls a criterion (Norrköping: "Måluppfyllelse")."""
    forslagsregel = models.CharField(
        "regel för föreslagen bedömning",
        max_length=8,
        choices=Forslagsregel.choices,
        default=Forslagsregel.STANDARD,
    )
    delvis_fran = models.PositiveSmallIntegerField("gräns för delvis uppfyllt, procent", default=90)
    """The share of the target from which a goal is met in part, by the rule that counts shares."""
    beslut_organ = models.CharField("beslutat av", max_length=80)
    beslut_datum = models.DateField("beslutsdatum", null=True, blank=True)
    beslut_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")
    dnr = models.CharField("diarienummer", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "styrmodell"
        verbose_name_plural = "styrmodeller"
        triggers = [vakt(STYRMODELL)]
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="gallande"),
                name="styrmodell_en_gallande",
                violation_error_message="Bara en styrmodell kan vara gällande åt gången.",
            ),
            models.CheckConstraint(
                condition=Q(till__gt=F("fran")),
                name="styrmodell_tid_framat",
                violation_error_message="Slutdatum ska vara efter startdatum.",
            ),
            models.CheckConstraint(
                condition=Q(delvis_fran__gte=1, delvis_fran__lte=99),
                name="styrmodell_grans_i_procent",
                violation_error_message="Gränsen för delvis uppfyllt är 1 till 99 procent.",
            ),
        ]

    def __str__(self) -> str:
        return self.namn


class Malniva(models.Model):
    """A level of goals, with the municipality's own label."""

    styrmodell = models.ForeignKey(Styrmodell, models.PROTECT, related_name="nivaer")
    ordning = models.PositiveSmallIntegerField("ordning")
    etikett = models.CharField("etikett", max_length=60)

    class Meta:
        verbose_name = "målnivå"
        verbose_name_plural = "målnivåer"
        ordering = ["styrmodell", "ordning"]
        constraints = [
            models.UniqueConstraint(
                fields=["styrmodell", "ordning"],
                name="malniva_en_per_ordning",
                violation_error_message="Det finns redan en nivå med den ordningen.",
            )
        ]

    def __str__(self) -> str:
        return self.etikett


class MalQuerySet(models.QuerySet["Mal"]):
    def for_namnd(self, namnd: Namnd | int) -> Self:
        """Goals that a plan of the nämnd answers to: its own and those of the whole council."""
        return self.filter(Q(namnd=namnd) | Q(namnd__isnull=True), bedoms=True)

    def i_ordning(self) -> Self:
        return self.order_by("niva__ordning", "nummer", "pk")


@med_historik(
    "niva",
    "foralder",
    "nummer",
    "kort",
    "text",
    "namnd",
    "bedoms",
    "geh",
    "radighet",
    "beslut_organ",
    "beslut_datum",
    "beslut_paragraf",
    "dnr",
    index="malhistorik_tx",
)
class Mal(models.Model):
    """A political goal. How it is known stands in `Malkriterium`; what was judged in
    uppfoljning's `Malbedomning`: two senses of "måluppfyllelse", two models."""

    class Radighet(models.TextChoices):
        EGEN = "egen", "Egen"
        DELAD = "delad", "Delad"
        LITEN = "liten", "Liten"

    niva = models.ForeignKey(Malniva, models.PROTECT, related_name="mal")
    foralder = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="delmal"
    )
    nummer = models.PositiveSmallIntegerField("nummer")
    kort = models.CharField("kort namn", max_length=80)
    text = models.CharField("måltext", max_length=400)
    namnd = models.ForeignKey(
        Namnd, models.PROTECT, null=True, blank=True, related_name="mal", verbose_name="nämnd"
    )
    """The nämnd whose goal it is; empty for goals of the whole municipality."""
    bedoms = models.BooleanField("bedöms i planerna", default=True)
    """False for headings such as målområden."""
    geh = models.BooleanField("mål för god ekonomisk hushållning", default=False)
    radighet = models.CharField(
        "rådighet", max_length=6, choices=Radighet.choices, default=Radighet.EGEN
    )
    beslut_organ = models.CharField("beslutat av", max_length=80)
    beslut_datum = models.DateField("beslutsdatum")
    beslut_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")
    dnr = models.CharField("diarienummer", max_length=40, blank=True, default="")

    objects = MalQuerySet.as_manager()

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        constraints = [
            models.UniqueConstraint(
                fields=["niva", "namnd", "nummer"],
                nulls_distinct=False,
                name="mal_eget_nummer",
                violation_error_message="Det finns redan ett mål med det numret på nivån.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="mal_har_text",
                violation_error_message="Skriv måltexten.",
            ),
            models.CheckConstraint(
                condition=Q(foralder__isnull=True) | ~Q(foralder=F("pk")),
                name="mal_inte_under_sig",
                violation_error_message="Ett mål kan inte ligga under sig självt.",
            ),
        ]

    def __str__(self) -> str:
        return f"Mål {self.nummer}. {self.kort}"


@med_historik("kod", "text", om="cykel.mal", index="kriteriehistorik_tx")
class Malkriterium(models.Model):
    """How one knows that a goal is met (in Norrköping "måluppfyllelse A, B, C")."""

    mal = models.ForeignKey(Mal, models.PROTECT, related_name="kriterier")
    kod = models.CharField("beteckning", max_length=3)
    text = models.CharField("text", max_length=400)

    class Meta:
        verbose_name = "målkriterium"
        verbose_name_plural = "målkriterier"
        ordering = ["mal", "kod"]
        constraints = [
            models.UniqueConstraint(
                fields=["mal", "kod"],
                name="malkriterium_egen_kod",
                violation_error_message="Målet har redan ett kriterium med den beteckningen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kod}. {self.text}"


class UppdragQuerySet(models.QuerySet["Uppdrag"]):
    def oppna(self) -> Self:
        return self.filter(avslutat_datum__isnull=True)

    def sena(self, dag: date) -> Self:
        """Return the open ones whose day has passed."""
        return self.oppna().filter(forfaller__lt=dag)


class Uppdrag(models.Model):
    """An assignment from the council or a nämnd. Open until formally closed with a §."""

    givare = models.CharField("givare", max_length=80)
    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="uppdrag", verbose_name="mottagande nämnd"
    )
    enhet = models.ForeignKey(
        Enhet, models.PROTECT, related_name="uppdrag", verbose_name="mottagande enhet"
    )
    rubrik = models.CharField("rubrik", max_length=160)
    text = models.TextField("beskrivning", blank=True, default="")
    beslut_datum = models.DateField("beslutsdatum")
    beslut_paragraf = models.CharField("paragraf", max_length=20, blank=True, default="")
    dnr = models.CharField("diarienummer", max_length=40, blank=True, default="")
    forfaller = models.DateField("återrapporteras senast", null=True, blank=True)
    aterrapportering = models.TextField("återrapportering", blank=True, default="")
    avslutat_datum = models.DateField("avslutat", null=True, blank=True)
    avslutat_paragraf = models.CharField(
        "avslutat, paragraf", max_length=20, blank=True, default=""
    )
    avslutat_organ = models.CharField("avslutat av", max_length=80, blank=True, default="")

    objects = UppdragQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        indexes = [
            # Open assignments follow their receiver into every plan and report.
            models.Index(
                fields=["namnd", "enhet"],
                condition=Q(avslutat_datum__isnull=True),
                name="uppdrag_oppna",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(avslutat_datum__isnull=True, avslutat_paragraf="")
                | (Q(avslutat_datum__isnull=False) & ~Q(avslutat_paragraf="")),
                name="uppdrag_avslutas_med_paragraf",
                violation_error_message="Ett uppdrag avslutas med både datum och paragraf.",
            ),
            models.CheckConstraint(
                condition=Q(forfaller__isnull=True) | Q(forfaller__gte=F("beslut_datum")),
                name="uppdrag_forfaller_efter_beslut",
                violation_error_message="Sista dag ska vara samma dag som beslutet eller senare.",
            ),
        ]

    def __str__(self) -> str:
        return self.rubrik

    def alder(self, dag: date) -> int:
        """Days since the decision."""
        return (dag - self.beslut_datum).days

    def sent(self, dag: date) -> bool:
        return bool(not self.avslutat_datum and self.forfaller and self.forfaller < dag)
