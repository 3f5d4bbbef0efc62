"""Who answers for an activity now, when that is another than the one whom the plan names.

The text of an adopted version is frozen: its rows, its snapshot and its hash stay as they were
decided. A handover is therefore a row of its own beside it, and says only whom the name in the
plan stands for from that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare

from .plan import Verksamhetsplan
from .planrad import Aktivitet


class Ansvarsbyte(models.Model):
    """A handover of an activity: for `skriven`, whom the plan names, `till` answers instead.

    The latest holds, in the versions that were there when it was made: in a later one the name
    that is written means that person, also one who has come back.
    """

    class Del(models.TextChoices):
        ANSVARIG = "ansvarig", "Ansvarig för genomförande"
        RAPPORTOR = "rapportor", "Ansvarig för rapportering"

    plan = models.ForeignKey(Verksamhetsplan, models.PROTECT, related_name="ansvarsbyten")
    aktivitet = models.UUIDField()
    """The activity's `nyckel`, the same in every version."""
    vad = models.CharField("vad", max_length=9, choices=Del.choices)
    skriven = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    till = models.ForeignKey(Anvandare, models.PROTECT, related_name="+")
    av = models.ForeignKey(Anvandare, models.PROTECT, related_name="+", db_index=False)
    tid = models.DateTimeField()

    class Meta:
        verbose_name = "ansvarsbyte"
        verbose_name_plural = "ansvarsbyten"
        indexes = [
            models.Index(
                fields=["plan", "aktivitet", "vad", "skriven", "-tid", "-id"],
                name="ansvarsbyte_senaste",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_vad_display()}: {self.till}"


def med_ansvar(rader: QuerySet[Aktivitet]) -> QuerySet[Aktivitet]:
    """Annotate `ansvarig_nu` and `rapportor_nu`: the ids of those who answer today."""
    return rader.annotate(
        ansvarig_nu=_nu(Ansvarsbyte.Del.ANSVARIG), rapportor_nu=_nu(Ansvarsbyte.Del.RAPPORTOR)
    )


def med_namn(rader: QuerySet[Aktivitet]) -> QuerySet[Aktivitet]:
    """Annotate `svarar`, the name of the one who carries the activity out today."""
    ansvarig = Ansvarsbyte.Del.ANSVARIG
    return rader.annotate(
        svarar=Coalesce(_senaste(ansvarig, "till__namn"), F(f"{ansvarig.value}__namn"))
    )


def svarar_nu(rader: Iterable[Any]) -> dict[int, tuple[Anvandare, Anvandare]]:
    """Return who carries out and who reports today, by `Aktivitet.pk`, of rows from `med_ansvar`;
    one query."""
    rader = list(rader)
    folk = folket(pk for r in rader for pk in (r.ansvarig_nu, r.rapportor_nu))
    return {r.pk: (folk[r.ansvarig_nu], folk[r.rapportor_nu]) for r in rader}


def folket(nycklar: Iterable[int]) -> dict[int, Anvandare]:
    """Return the people by their ids, each read once."""
    olika = sorted(set(nycklar))
    return {person.pk: person for person in _FOLKET.rader(olika)} if olika else {}


def _folket(nycklar: Sequence[int]) -> QuerySet[Anvandare]:
    return Anvandare.objects.filter(bland("pk", nycklar))


_FOLKET = Kvarfraga(_folket, forberedd=True)


def _nu(vad: Ansvarsbyte.Del) -> Coalesce:
    return Coalesce(
        _senaste(vad, "till"), F(f"{vad.value}_id"), output_field=models.BigIntegerField()
    )


def _senaste(vad: Ansvarsbyte.Del, falt: str) -> Subquery:
    """A field of the latest handover; null when there was none."""
    byten = Ansvarsbyte.objects.filter(
        plan=OuterRef("version__plan"),
        aktivitet=OuterRef("nyckel"),
        vad=vad,
        skriven=OuterRef(vad.value),
        tid__gte=OuterRef("version__skapad"),
    )
    return Subquery(byten.order_by("-tid", "-pk").values(falt)[:1])
