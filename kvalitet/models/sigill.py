"""The seals of the event log: a chain of sums in which every event is counted once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from kvalitet.databas import bara_tillagg


class Loggsigill(models.Model):
    """One seal over the events after the seal before it, up to and with `till_id`.

    Each sum is over the sum before it, so that nothing behind the newest can be changed without
    changing them all. The arithmetic stands in `kvalitet.loggkedja`.
    """

    nummer = models.PositiveIntegerField("nummer", unique=True)
    foregaende = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="nasta"
    )
    schema = models.PositiveSmallIntegerField("schemaversion")
    dag = models.DateField("dag")
    skapad = models.DateTimeField("skapad")
    fran_id = models.BigIntegerField()
    till_id = models.BigIntegerField()
    antal = models.PositiveIntegerField("antal händelser")
    avtryck = models.BinaryField()
    """Of each event its id (8 bytes, big-endian) and the first 8 bytes of its sha256: says which
    row is wrong when the sum is."""
    nyckel = models.CharField(max_length=16, blank=True, default="")
    """Which key the sum is made with, as the beginning of the key's sha256; "" for none."""
    summa = models.CharField(max_length=64)

    class Meta:
        verbose_name = "sigill över loggen"
        verbose_name_plural = "sigill över loggen"
        constraints = [
            models.CheckConstraint(
                condition=Q(nummer=1, foregaende__isnull=True)
                | Q(nummer__gt=1, foregaende__isnull=False),
                name="loggsigill_i_kedja",
                violation_error_message="Varje sigill utom det första följer på ett annat.",
            ),
            models.CheckConstraint(
                condition=Q(till_id__gte=F("fran_id")),
                name="loggsigill_spann",
                violation_error_message="Sigillets sista händelse kommer efter den första.",
            ),
            models.CheckConstraint(
                condition=Q(
                    Q(antal__gte=1),
                    Exact(
                        Func(F("avtryck"), function="length", output_field=models.IntegerField()),
                        F("antal") * 16,
                    ),
                ),
                name="loggsigill_avtryck",
                violation_error_message="Sigillet har ett avtryck för varje händelse.",
            ),
        ]
        triggers = bara_tillagg()

    def __str__(self) -> str:
        return f"Sigill {self.nummer}"
