"""What a named person judged of a goal in a round, and that residents' voices were read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cykel.models import Mal, Varv
from cykel.models.rundvakt import last_runda
from kvalitet.models import Anvandare, Enhet

BEDOMNINGENS_ORD = (
    "bedomning",
    "prognos",
    "trend",
    "motivering",
    "fungerade_inte",
    "orsak",
    "avviker_skal",
    "klar",
)


class Malbedomning(models.Model):
    """The judgement of one goal in one lap: bedömning, prognos and trend are three things."""

    class Bedomning(models.TextChoices):
        UPPFYLLT = "uppfyllt", "Uppfyllt"
        DELVIS = "delvis", "Delvis uppfyllt"
        EJ = "ej", "Ej uppfyllt"
        OKANT = "okant", "Kan inte bedömas"

    class Prognos(models.TextChoices):
        VANTAS = "vantas", "Väntas uppnås"
        OSAKERT = "osakert", "Osäkert"
        VANTAS_INTE = "vantas_inte", "Väntas inte uppnås"
        OKANT = "okant", "Kan inte bedömas"

    class Trend(models.TextChoices):
        FORBATTRING = "forbattring", "Förbättring"
        OFORANDRAT = "oforandrat", "Oförändrat"
        FORSAMRING = "forsamring", "Försämring"
        SAKNAS = "saknas", "Underlag saknas"

    varv = models.ForeignKey(Varv, models.PROTECT, related_name="bedomningar")
    mal = models.ForeignKey(Mal, models.PROTECT, related_name="bedomningar")
    bedomning = models.CharField("bedömning", max_length=8, choices=Bedomning.choices)
    prognos = models.CharField(
        "prognos", max_length=12, choices=Prognos.choices, blank=True, default=""
    )
    trend = models.CharField("trend", max_length=12, choices=Trend.choices)
    motivering = models.TextField("motivering")
    fungerade_inte = models.TextField("det här fungerade inte")
    orsak = models.TextField("orsak", blank=True, default="")
    forslag = models.CharField(max_length=8, choices=Bedomning.choices)
    """What the indicators suggested when it was judged, by the printed rule."""
    avviker_skal = models.CharField("skäl att avvika", max_length=400, blank=True, default="")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()
    avtryck = models.CharField(max_length=64, blank=True, default="", editable=False)
    """Of the indicators' values when it was handed in; other values than those make it fall."""
    klar = models.BooleanField("klarmarkerad", default=False)

    class Meta:
        verbose_name = "målbedömning"
        verbose_name_plural = "målbedömningar"
        triggers = [last_runda("mal", innehall=BEDOMNINGENS_ORD)]
        constraints = [
            models.UniqueConstraint(
                fields=["varv", "mal"],
                name="malbedomning_en_per_varv",
                violation_error_message="Målet är redan bedömt i varvet.",
            ),
            models.CheckConstraint(
                condition=~Q(motivering=""),
                name="malbedomning_har_motivering",
                violation_error_message="Skriv en motivering. Ingen bedömning utan motivering.",
            ),
            models.CheckConstraint(
                condition=Q(klar=False) | Q(bedomning="uppfyllt") | ~Q(orsak=""),
                name="malbedomning_orsak_nar_ej_gront",
                violation_error_message="Beskriv orsaken när målet inte är uppfyllt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mal}: {self.get_bedomning_display()}"

    @property
    def enhet(self) -> Enhet:
        return self.varv.plan.enhet

    @property
    def enhet_id(self) -> int:
        return self.varv.plan.enhet_id

    @property
    def namnd_id(self) -> int:
        return self.varv.plan.namnd_id


class Rostgenomgang(models.Model):
    """That the synpunkter and the surveys of the period were read before approval."""

    class Del(models.TextChoices):
        SYNPUNKTER = "synpunkter", "Synpunkter"
        UNDERSOKNINGAR = "undersokningar", "Undersökningar"

    varv = models.ForeignKey(Varv, models.PROTECT, related_name="genomgangar")
    vad = models.CharField("del", max_length=14, choices=Del.choices)
    slutsats = models.TextField("vad vi ser")
    antal = models.PositiveIntegerField("antal")
    """How many synpunkter or answers there were when it was read."""
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "genomgång av invånarnas röst"
        verbose_name_plural = "genomgångar av invånarnas röst"
        triggers = [last_runda("roster", innehall=("slutsats",))]
        constraints = [
            models.UniqueConstraint(
                fields=["varv", "vad"],
                name="rostgenomgang_en_per_del",
                violation_error_message="Delen är redan genomgången.",
            )
        ]

    def __str__(self) -> str:
        return self.get_vad_display()
