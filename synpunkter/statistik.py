"""What synpunkter say in figures, for follow-up: counts, time, promises kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Func, IntegerField, Q, QuerySet
from django.db.models.functions import TruncDate

from kvalitet import klocka
from kvalitet.kalender import SVENSK_TID, midnatt
from kvalitet.models import Enhet, Handelse, Namnd
from synpunkter.models import Nojdhet, Synpunkt
from synpunkter.tillstand import Utfall


class _Dagar(Func):
    """Days between two dates, as PostgreSQL counts them."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class _Median(Aggregate):
    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = FloatField()


MINST = 5
"""Fewer cases than this give no share and no median outside the nämnd's own staff: a single
sender could be made out."""


SKR_INDEX = {5: 100, 4: 75, 3: 50, 2: 25, 1: 0}
"""What an answer 1–5 counts in SKR:s servicemätning, so that results can be laid beside it."""


@dataclass(frozen=True)
class Nojdhetslage:
    """How content the senders of closed cases were, each with their latest answer."""

    per_poang: dict[int, int]
    """Every answer, also those that nobody gave."""
    ingen_atgard: int
    """How many of them were closed without any change: closed is not fixed."""

    @property
    def antal(self) -> int:
        return sum(self.per_poang.values())

    @property
    def index(self) -> float | None:
        """SKR's index 0–100; None when nobody has answered."""
        summa = sum(SKR_INDEX[poang] * antal for poang, antal in self.per_poang.items())
        return summa / self.antal if self.antal else None

    @property
    def visat_index(self) -> float | None:
        """`index` where it may be published."""
        return self.index if self.antal >= MINST else None


@dataclass(frozen=True)
class Ateroppnade:
    """Cases that were opened again, each counted once."""

    alla: int
    av_avsandaren: int


@dataclass(frozen=True)
class Synpunktslage:
    """The synpunkter that came in during a period."""

    antal: int
    per_typ: dict[str, int]
    """Every type, also those with none, in the order of the form."""
    per_utfall: dict[str, int]
    """The closed ones by outcome; only outcomes that occur."""
    oppna: int
    lovade: int
    """Those who wanted an answer and got it, or whose promised day has passed."""
    besvarade: int
    """Those who wanted an answer and got it: what `mediandagar` is the median of."""
    i_tid: int
    mediandagar: float | None
    """Calendar days from arrival to answer; None when nobody has been answered."""

    @property
    def andel_i_tid(self) -> float | None:
        """Percent of `lovade`; None when nobody was owed an answer yet."""
        return 100 * self.i_tid / self.lovade if self.lovade else None

    @property
    def visad_andel(self) -> float | None:
        """`andel_i_tid` where it may be published."""
        return self.andel_i_tid if self.lovade >= MINST else None

    @property
    def visad_median(self) -> float | None:
        """`mediandagar` where it may be published."""
        return self.mediandagar if self.besvarade >= MINST else None


def synpunktslage(
    namnd: Namnd | None, *, fran: date, till: date, enhet: Enhet | None = None
) -> Synpunktslage:
    """Return the figures of [fran, till], both days counted, in two queries.

    For the whole municipality without `namnd`; in `enhet` and below when it is given. Read at
    today's date: a case whose promised day is to come counts as neither kept nor broken.
    """
    rader = periodens(namnd, fran=fran, till=till, enhet=enhet)
    antal = _antal(rader)
    tid = _tid(rader, klocka.idag())
    per_typ = {str(typ): antal[f"typ_{typ}"] for typ in Synpunkt.Typ}
    per_utfall = {str(u): antal[f"utfall_{u}"] for u in Utfall if antal[f"utfall_{u}"]}
    return Synpunktslage(
        antal=antal["alla"],
        per_typ=per_typ,
        per_utfall=per_utfall,
        oppna=antal["oppna"],
        lovade=tid["lovade"],
        besvarade=tid["besvarade"],
        i_tid=tid["i_tid"],
        mediandagar=tid["mediandagar"],
    )


def nojdhetslage(
    namnd: Namnd | None, *, fran: date, till: date, enhet: Enhet | None = None
) -> Nojdhetslage:
    """Return what was answered in the cases that came in during [fran, till], in one query."""
    inom = periodens(namnd, fran=fran, till=till, enhet=enhet)
    svar = Nojdhet.objects.filter(synpunkt__in=inom)
    sista = svar.order_by("synpunkt", "-avslutad").distinct("synpunkt")
    rader = list(sista.values_list("poang", "synpunkt__utfall"))
    antal = Counter(poang for poang, _ in rader)
    return Nojdhetslage(
        per_poang={poang: antal[poang] for poang in SKR_INDEX},
        ingen_atgard=sum(utfall == Utfall.INGEN for _, utfall in rader),
    )


def ateroppnade(
    namnd: Namnd | None, *, fran: date, till: date, enhet: Enhet | None = None
) -> Ateroppnade:
    """Count the cases that came in during [fran, till] and were opened again, in one query."""
    rader = Handelse.objects.filter(
        slag="synpunkt.ateroppna",
        objekttyp=Synpunkt._meta.label_lower,
        objekt_id__in=periodens(namnd, fran=fran, till=till, enhet=enhet).values("pk"),
    )
    antal = rader.aggregate(
        alla=Count("objekt_id", distinct=True),
        av_avsandaren=Count("objekt_id", distinct=True, filter=Q(av=None)),
    )
    return Ateroppnade(**antal)


def inkomna_per_enhet(
    namnder: Collection[int], *, fran: date, till: date, platser: Collection[str] = ("",)
) -> list[tuple[int, str, int]]:
    """Return (nämnd, the unit's path, how many) of what `synpunktslage` counts in the places (and
    below them), in one query."""
    i_platserna = reduce(or_, (Q(enhet__sokvag__startswith=plats) for plats in platser))
    if "" in platser:
        i_platserna = Q(enhet__isnull=False)
    rader = _under(fran, till).filter(i_platserna, namnd__in=namnder)
    per = rader.values_list("namnd", "enhet__sokvag").annotate(antal=Count("pk")).order_by()
    return [(namnd, sokvag, antal) for namnd, sokvag, antal in per if namnd is not None]


def periodens(
    namnd: Namnd | None, *, fran: date, till: date, enhet: Enhet | None = None
) -> QuerySet[Synpunkt]:
    """Return the cases that the figures of [fran, till] are counted from."""
    rader = _under(fran, till)
    if namnd is not None:
        rader = rader.filter(namnd=namnd)
    if enhet is not None:
        rader = rader.filter(enhet__sokvag__startswith=enhet.sokvag)
    return rader


def _under(fran: date, till: date) -> QuerySet[Synpunkt]:
    """Return what senders wrote, each once: merged ones too, but not the parts of a split one, nor
    what a person has read and found to be spam."""
    i_tiden = Q(inkom__gte=midnatt(fran), inkom__lt=midnatt(till + timedelta(days=1)))
    return Synpunkt.objects.filter(i_tiden, foralder=None).exclude(utfall=Utfall.SKRAPPOST)


def _antal(rader: QuerySet[Synpunkt]) -> dict[str, int]:
    avslutade = Q(avslutad__isnull=False)
    return rader.aggregate(
        alla=Count("pk"),
        oppna=Count("pk", filter=~avslutade),
        **{f"typ_{typ}": Count("pk", filter=Q(typ=typ)) for typ in Synpunkt.Typ},
        **{f"utfall_{u}": Count("pk", filter=avslutade & Q(utfall=u)) for u in Utfall},
    )


def som_vill_ha_svar(rader: QuerySet[Synpunkt]) -> QuerySet[Synpunkt]:
    """Keep the senders who want an answer, with the days of arrival and answer."""
    return rader.exclude(svarsval=Synpunkt.Svarsval.NEJ).annotate(
        svarsdag=TruncDate("besvarad", tzinfo=SVENSK_TID),
        inkomdag=TruncDate("inkom", tzinfo=SVENSK_TID),
    )


def mediandagar(bland: Q) -> Aggregate:
    """Return the median of the days from arrival to answer, among those of `som_vill_ha_svar`."""
    return _Median(_Dagar(F("svarsdag"), F("inkomdag")), filter=bland)


def svarsvillkor(dag: date) -> dict[str, Q]:
    """Return what each figure of time counts at the end of the day, among those of
    `som_vill_ha_svar`."""
    besvarad = Q(besvarad__lt=midnatt(dag + timedelta(days=1)))
    return {
        "lovade": besvarad | Q(svar_senast__lt=dag, stannad=None),
        "besvarade": besvarad,
        "i_tid": besvarad & Q(svarsdag__lte=F("svar_senast")),
    }


def _tid(rader: QuerySet[Synpunkt], idag: date) -> dict[str, Any]:
    """Count promises due and kept, and take the median wait, among those who want an answer."""
    villkor = svarsvillkor(idag)
    return som_vill_ha_svar(rader).aggregate(
        **{namn: Count("pk", filter=q) for namn, q in villkor.items()},
        mediandagar=mediandagar(villkor["besvarade"]),
    )
