"""What one report is about. Everything that is made of it is found by this alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import connection
from django.db.models import QuerySet

from cykel.models import Uppfoljningstillfalle
from kvalitet.models import Enhet, Namnd
from uppfoljning.models import Rapport


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapportomfang:
    """`enhet`: the kontor whose plan is reported, the unit, or the kommun itself. `tillfalle`:
    the round, for the kinds that follow one up."""

    slag: str
    namnd: Namnd
    enhet: Enhet
    period_fran: date
    period_till: date
    tillfalle: Uppfoljningstillfalle | None = None

    @classmethod
    def av(cls, rapport: Rapport) -> Rapportomfang:
        return cls(
            slag=rapport.slag,
            namnd=rapport.namnd,
            enhet=rapport.enhet,
            period_fran=rapport.period_fran,
            period_till=rapport.period_till,
            tillfalle=rapport.tillfalle,
        )

    @classmethod
    def i_rundan(
        cls, slag: str, namnd: Namnd, enhet: Enhet, tillfalle: Uppfoljningstillfalle
    ) -> Rapportomfang:
        return cls(
            slag=slag,
            namnd=namnd,
            enhet=enhet,
            period_fran=tillfalle.period_fran,
            period_till=tillfalle.matdatum,
            tillfalle=tillfalle,
        )

    def rapport(self) -> Rapport:
        """A report of it that is not saved, for rights and names."""
        return Rapport(
            slag=self.slag,
            namnd=self.namnd,
            enhet=self.enhet,
            period_fran=self.period_fran,
            period_till=self.period_till,
            tillfalle=self.tillfalle,
        )

    def rapporter(self) -> QuerySet[Rapport]:
        """Every version of it."""
        return Rapport.objects.filter(
            slag=self.slag,
            namnd=self.namnd,
            enhet=self.enhet,
            period_fran=self.period_fran,
            period_till=self.period_till,
            tillfalle=self.tillfalle,
        ).select_related("ogonblick", "namnd", "enhet", "tillfalle")

    def las(self) -> None:
        """One at a time for the same report, to the end of the transaction."""
        delar = (self.slag, self.namnd.pk, self.enhet.pk, self.period_fran, self.period_till)
        tal = sha256("|".join(map(str, delar)).encode()).digest()[:8]
        with connection.cursor() as markor:
            nyckel = int.from_bytes(tal, "big", signed=True)
            markor.execute("select pg_advisory_xact_lock(%s)", [nyckel])
