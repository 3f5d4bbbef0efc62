"""Frozen snapshots: what was true when something was decided."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value

from kvalitet.databas import bara_tillagg

from .anvandare import Anvandare


class Ogonblick(models.Model):
    """An immutable snapshot: canonical JSON and its sha256.

    The JSON is kept as text, since jsonb would not keep the bytes that the hash is over.
    The database itself refuses a row whose hash does not fit.
    """

    slag = models.CharField("slag", max_length=40)
    schema = models.PositiveSmallIntegerField("schemaversion")
    innehall = models.TextField("innehåll (kanonisk JSON)")
    sha256 = models.CharField(max_length=64)
    ersatter = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="ersatt_av"
    )
    skapad = models.DateTimeField("skapad")
    skapad_av = models.ForeignKey(
        Anvandare, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "ögonblicksbild"
        verbose_name_plural = "ögonblicksbilder"
        indexes = [models.Index(fields=["sha256"], name="ogonblick_sha256")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    sha256=Func(
                        Func(
                            Func(F("innehall"), Value("UTF8"), function="convert_to"),
                            function="sha256",
                            output_field=models.BinaryField(),
                        ),
                        Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    )
                ),
                name="ogonblick_ratt_summa",
                violation_error_message="Kontrollsumman stämmer inte med innehållet.",
            )
        ]
        triggers = bara_tillagg()

    def __str__(self) -> str:
        return f"{self.slag} {self.sha256[:12]}"

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.innehall)  # type: ignore[no-any-return]
