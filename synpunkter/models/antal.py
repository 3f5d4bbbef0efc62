"""How many cases there are, counted as they come and go: nobody counts a million of them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from kvalitet.models import Enhet, Namnd
from synpunkter.tillstand import Lage

_NYCKEL = ("namnd_id", "enhet_id", "lage", "sekretess")


def _rad(namn: str) -> str:
    return ", ".join(f"{namn}.{falt}" for falt in _NYCKEL) + f", {namn}.handlaggare_id is null"


def rakna_med() -> pgtrigger.Trigger:
    """Tell the count of each case that comes, goes or changes in what is counted by.

    As differences of their own: to change a sum would make each who writes wait for the other.
    """
    ny_rad = f"insert into synpunkter_arendeantal ({', '.join(_NYCKEL)}, utan, ny, antal) values"
    return pgtrigger.Trigger(
        name="rakna_med",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            if tg_op = 'UPDATE' then
                if ({_rad("old")}) is not distinct from ({_rad("new")}) then
                    return null;
                end if;
            end if;
            if tg_op <> 'INSERT' then
                {ny_rad} ({_rad("old")}, true, -1);
            end if;
            if tg_op <> 'DELETE' then
                {ny_rad} ({_rad("new")}, true, 1);
            end if;
            return null;
        """,
    )


class Arendeantal(models.Model):
    """How many cases a unit and nämnd has in a state; the sum of the rows is the number.

    Differences come by trigger, and are put together each night (`actions.antal`), by unit and
    for the whole nämnd (`enhet` empty), which is what most of those who see all ask for.
    """

    # The trigger writes what the case has, so its references are tried there already.
    namnd = models.ForeignKey(
        Namnd, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    enhet = models.ForeignKey(
        Enhet, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    lage = models.CharField(max_length=20, choices=Lage.choices)
    sekretess = models.BooleanField()
    utan = models.BooleanField("utan handläggare")
    ny = models.BooleanField()
    """A difference, not yet put together with the others: counts for the unit and the nämnd."""
    antal = models.IntegerField()

    class Meta:
        verbose_name = "ärendeantal"
        verbose_name_plural = "ärendeantal"
        indexes = [
            models.Index(fields=["enhet"], name="arendeantal_enhet"),
            models.Index(
                fields=["namnd"],
                condition=Q(enhet=None) | Q(ny=True),
                name="arendeantal_namnd",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_lage_display()}: {self.antal}"
