"""Indicators that are computed from the synpunkter and from the activities.

One function per kind, of a unit (and what lies below it) and a period to a value or the reason why
there is none; what it counts is said in words beside it, so that page, report and code cannot part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cykel.models import Aktivitet, Aktivitetslage, Indikator, Matvarde
from cykel.tillstand import Fas, Versionslage
from kvalitet.kalender import midnatt
from kvalitet.models import Enhet
from kvalitet.statistik import procent, som_decimal
from synpunkter.models import Synpunkt
from synpunkter.statistik import synpunktslage

Berakning = Indikator.Berakning
Period = tuple[date, date]
FOR_FA = "..: för få svar för att visa värdet"
"""As `cykel.periodvarden.for_fa` reads it."""


@dataclass(frozen=True)
class Beraknat:
    """A computed value, or why there is none; exactly one of the two."""

    varde: Decimal | None
    orsak: str = ""


@dataclass(frozen=True)
class Regel:
    """What is counted, in words, and the function that counts it."""

    text: str
    rakna: Callable[[Indikator, Enhet, Period], Beraknat]
    kalla: str
    """The source that each value carries."""


def berakna(indikator: Indikator, enhet: Enhet, period: Period) -> Beraknat:
    """Compute the value of a unit and a period [from, to], both days counted."""
    return REGLER[Berakning(indikator.berakning)].rakna(indikator, enhet, period)


def _svar_i_tid(indikator: Indikator, enhet: Enhet, period: Period) -> Beraknat:
    lage = synpunktslage(None, enhet=enhet, fran=period[0], till=period[1])
    if not lage.lovade:
        return Beraknat(None, "Ingen synpunkt väntade svar i perioden")
    return _eller_for_fa(lage.visad_andel)


def _median_dagar(indikator: Indikator, enhet: Enhet, period: Period) -> Beraknat:
    lage = synpunktslage(None, enhet=enhet, fran=period[0], till=period[1])
    if not lage.besvarade:
        return Beraknat(None, "Ingen synpunkt blev besvarad i perioden")
    return _eller_for_fa(lage.visad_median)


def _eller_for_fa(varde: float | None) -> Beraknat:
    return Beraknat(som_decimal(varde, 4)) if varde is not None else Beraknat(None, FOR_FA)


def _klagomal(indikator: Indikator, enhet: Enhet, period: Period) -> Beraknat:
    lage = synpunktslage(None, enhet=enhet, fran=period[0], till=period[1])
    antal = lage.per_typ[Synpunkt.Typ.KLAGOMAL]
    anvandare = _anvandare(indikator, enhet, period)
    if not anvandare:
        return Beraknat(None, f"Antalet användare saknas i ”{indikator.namnare}”")
    return Beraknat(som_decimal(1000 * antal / float(anvandare), 4))


def _anvandare(indikator: Indikator, enhet: Enhet, period: Period) -> Decimal | None:
    """The latest number of users that is known at the end of the period."""
    varden = Matvarde.objects.filter(
        indikator=indikator.namnare_id,
        enhet=enhet,
        kon=Matvarde.Kon.T,
        varde__isnull=False,
        period_till__lte=period[1],
    )
    sist = varden.order_by("-period_till", "-period_fran").first()
    return sist.varde if sist else None


def _aktiviteter(indikator: Indikator, enhet: Enhet, period: Period) -> Beraknat:
    """Of the activities that were to be done by the end of the period, those that are."""
    rader = Aktivitet.objects.filter(
        version__lage=Versionslage.FASTSTALLD,
        version__plan__enhet=enhet,
        slut__range=period,
    ).exclude(version__plan__fas=Fas.AVBRUTEN)
    nycklar = dict(rader.values_list("nyckel", "version__plan"))
    lagen = Aktivitetslage.objects.filter(
        plan__in=set(nycklar.values()),
        aktivitet__in=nycklar,
        tid__lt=midnatt(period[1] + timedelta(days=1)),
    )
    senaste = lagen.order_by("plan", "aktivitet", "-tid", "-pk").distinct("plan", "aktivitet")
    status = dict(senaste.values_list("aktivitet", "status"))
    kvar = [n for n in nycklar if status.get(n) != Aktivitetslage.Status.STRUKEN]
    klara = sum(status.get(n) == Aktivitetslage.Status.KLAR for n in kvar)
    andel = procent(klara, len(kvar))
    if andel is None:
        return Beraknat(None, "Ingen aktivitet skulle vara klar i perioden")
    return Beraknat(som_decimal(andel, 4))


REGLER: Mapping[Berakning, Regel] = {
    Berakning.SVAR_I_TID: Regel(
        "Av synpunkterna som kom in i perioden och ville ha svar: andelen som fick det senast den "
        "dag som lovades. De vars dag inte har kommit räknas inte.",
        _svar_i_tid,
        "Beräknas ur synpunkterna",
    ),
    Berakning.MEDIAN_DAGAR: Regel(
        "Dagar från att synpunkten kom till att den besvarades: medianen av dem som kom in i "
        "perioden och har fått svar.",
        _median_dagar,
        "Beräknas ur synpunkterna",
    ),
    Berakning.KLAGOMAL: Regel(
        "Klagomål som kom in i perioden, delat med det senast kända antalet användare, gånger "
        "1 000.",
        _klagomal,
        "Beräknas ur synpunkterna",
    ),
    Berakning.AKTIVITETER: Regel(
        "Av aktiviteterna i enhetens fastställda planer som skulle vara klara i perioden: andelen "
        "som är rapporterade som klara vid periodens slut. Strukna räknas inte.",
        _aktiviteter,
        "Beräknas ur planernas aktiviteter",
    ),
}
