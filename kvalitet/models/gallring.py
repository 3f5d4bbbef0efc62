"""Disposal of public records: a list of what goes, approved by a second person."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from kvalitet.databas import ingen_borttagning

from .anvandare import Anvandare
from .enhet import Namnd


class Gallring(models.Model):
    """One disposal within a nämnd. What it covers stands in rows of the app that owns it.

    While it is `GODKAND` the database lets the guarded rows go (`kvalitet.databas.gallras_bara`),
    and only to a transaction that names it.
    """

    class Status(models.TextChoices):
        FORSLAG = "forslag", "Väntar på godkännande"
        GODKAND = "godkand", "Godkänd, gallras nu"
        KLAR = "klar", "Gallrad"
        AVSLAGEN = "avslagen", "Avslagen"

    namnd = models.ForeignKey(Namnd, models.PROTECT, related_name="gallringar")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.FORSLAG)
    foreslagen = models.DateTimeField("föreslagen")
    foreslagen_av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    avgjord = models.DateTimeField("avgjord", null=True, blank=True)
    avgjord_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    klar = models.DateTimeField("klar", null=True, blank=True)
    antal = models.JSONField(default=dict)
    """How many of each kind of row have gone, for the protocol."""
    protokoll = models.BinaryField("protokoll", null=True, blank=True)
    """As a PDF, made by a worker when all is done."""

    class Meta:
        verbose_name = "gallring"
        verbose_name_plural = "gallringar"
        triggers = [
            ingen_borttagning(),
            pgtrigger.Protect(
                name="fods_som_forslag",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__status__in=["godkand", "klar", "avslagen"]),
            ),
            pgtrigger.FSM(
                name="gallring_tillstand",
                field="status",
                transitions=[("forslag", "godkand"), ("forslag", "avslagen"), ("godkand", "klar")],
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["namnd"],
                condition=Q(status__in=["forslag", "godkand"]),
                name="gallring_en_i_taget",
                violation_error_message="Nämnden har redan en gallring som inte är klar.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["godkand", "klar"])
                | Q(avgjord_av__isnull=False) & ~Q(avgjord_av=F("foreslagen_av")),
                name="gallring_fyra_ogon",
                violation_error_message="Gallringen godkänns av någon annan än den som föreslog.",
            ),
            models.CheckConstraint(
                condition=Q(status="forslag", avgjord__isnull=True, avgjord_av__isnull=True)
                | ~Q(status="forslag") & Q(avgjord__isnull=False, avgjord_av__isnull=False),
                name="gallring_avgjord_av_nagon",
                violation_error_message="En avgjord gallring har en tid och en person.",
            ),
            models.CheckConstraint(
                condition=Q(status="klar", klar__isnull=False)
                | ~Q(status="klar") & Q(klar__isnull=True),
                name="gallring_klar_har_tid",
                violation_error_message="En gallring som är klar har en tid.",
            ),
        ]

    def __str__(self) -> str:
        return f"Gallring {self.pk}"
