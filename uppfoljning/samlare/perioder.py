"""What a report of a period is laid beside, and which kontor makes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from cykel.models import Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet.fel import Regelbrott
from kvalitet.kalender import midnatt
from kvalitet.models import Enhet, Namnd
from uppfoljning.models import Rapporttext
from uppfoljning.ogonblick import NAMNDERNAS
from uppfoljning.rapport.avsnitt import Textavsnitt
from uppfoljning.rapport.modell import Rapportlage, Status
from uppfoljning.rapport.perioddelar import Period, Text
from uppfoljning.rost import ett_ar_fore
from uppfoljning.samlare.omfang import Rapportomfang


def period(omfang: Rapportomfang) -> Period:
    return Period(fran=omfang.period_fran, till=omfang.period_till)


def slut(p: Period) -> datetime:
    """The moment when the period is over."""
    return midnatt(p.till + timedelta(days=1))


def fore(p: Period) -> Period:
    """The period before, as long: in months when they are whole, else in days."""
    efter = p.till + timedelta(days=1)
    if (p.fran.day, efter.day) == (1, 1):
        antal = (efter.year - p.fran.year) * 12 + efter.month - p.fran.month
        manad = p.fran.year * 12 + p.fran.month - 1 - antal
        fran = date(manad // 12, manad % 12 + 1, 1)
    else:
        fran = p.fran - (efter - p.fran)
    return Period(fran=fran, till=p.fran - timedelta(days=1))


def i_fjol(p: Period) -> Period:
    """The same months last year; a February keeps its last day."""
    efter = p.till + timedelta(days=1)
    return Period(fran=ett_ar_fore(p.fran), till=ett_ar_fore(efter) - timedelta(days=1))


def hogst(enhet: Enhet) -> tuple[bool, int, int]:
    """The order in which units that answer to the same nämnd stand for it: its kontor first."""
    return (enhet.slag not in NAMNDERNAS, enhet.djup, enhet.pk)


def omfang(slag: str, namnd: Namnd, p: Period) -> Rapportomfang:
    """The nämnd's report of the period, made by its highest unit then."""
    kandidater = Enhet.objects.filter(ansvar__namnd=namnd, ansvar__giltig__contains=p.till)
    enheter = sorted(kandidater.order_by("pk").distinct(), key=hogst)
    if not enheter:
        raise Regelbrott(
            f"{namnd} ansvarade inte för någon enhet {p.till}. Välj en annan period, eller lägg "
            "in nämndens ansvar under Organisation."
        )
    return Rapportomfang(
        slag=slag, namnd=namnd, enhet=enheter[0], period_fran=p.fran, period_till=p.till
    )


def planansvarig(omfang: Rapportomfang) -> str:
    """Who answers for the kontor's plan of the nämnd, and so for what is missing; or ""."""
    namn = (
        Verksamhetsplan.objects.filter(
            namnd=omfang.namnd,
            enhet=omfang.enhet,
            period_fran__lte=omfang.period_till,
            period_till__gte=omfang.period_fran,
        )
        .exclude(fas=Fas.AVBRUTEN)
        .order_by("-period_fran", "-pk")
        .values_list("planansvarig__namn", flat=True)
    )
    return namn.first() or ""


def texterna(
    omfang: Rapportomfang, avsnitt: tuple[Textavsnitt, ...], ansvarig: str
) -> tuple[Text, ...]:
    """What is written under each heading; without text, who should have."""
    skrivna = dict(rader(omfang).values_list("avsnitt", "text").order_by("pk"))
    return tuple(
        Text(
            nyckel=a.nyckel,
            rubrik=a.rubrik,
            text=skrivna.get(a.nyckel, ""),
            ansvarig="" if a.nyckel in skrivna else ansvarig,
        )
        for a in avsnitt
    )


def rader(omfang: Rapportomfang) -> QuerySet[Rapporttext]:
    """The rows of the texts that are written."""
    return Rapporttext.objects.filter(
        slag=omfang.slag,
        namnd=omfang.namnd,
        enhet=omfang.enhet,
        period_fran=omfang.period_fran,
        period_till=omfang.period_till,
    )


def utkast() -> Status:
    return Status(lage=Rapportlage.UTKAST)
