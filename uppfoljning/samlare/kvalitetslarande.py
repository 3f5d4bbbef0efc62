"""What fell short in a year, what was done about it, and what was learnt: the wedge in figures."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cykel.models import Atgard, Brist, Lardom, LardomSvar
from cykel.models.orsak import Orsaksanalys
from kvalitet.kalender import midnatt
from kvalitet.models import Namnd
from uppfoljning.rapport.kvalitet.modell import (
    Atgardsbild,
    Bristkalla,
    Kil,
    Lardomsrad,
    Oppen,
    Provad,
)
from uppfoljning.rapport.modell import Effekt
from uppfoljning.rapport.perioddelar import Period
from uppfoljning.samlare.perioder import fore, slut

FLEST_NASTA = 5
E_ = Atgard.Effekt


def inom(p: Period, falt: str) -> Q:
    """Keep what happened in the period."""
    return Q(**{f"{falt}__gte": midnatt(p.fran), f"{falt}__lt": slut(p)})


def brister(namnd: Namnd, p: Period) -> tuple[Bristkalla, ...]:
    """Those noted in the year, once each: what moved to a new plan is not noted again."""
    har_atgard = Exists(Atgard.objects.filter(brist=OuterRef("pk")))
    flyttad = Exists(Brist.objects.filter(ursprung=OuterRef("pk")))
    rader = (
        _brister(namnd, p)
        .annotate(atgard=har_atgard, flyttad=flyttad)
        .values("kalla")
        .annotate(
            nya=Count("pk"),
            med=Count("pk", filter=Q(atgard=True)),
            utan=Count("pk", filter=Q(atgard=False, flyttad=False, ingen_atgard_av=None)),
        )
        .order_by("-nya", "kalla")
    )
    return tuple(
        Bristkalla(
            namn=Brist.Kalla(r["kalla"]).label,
            nya=r["nya"],
            med_atgard=r["med"],
            utan_beslut=r["utan"],
        )
        for r in rader
    )


def orsaksanalyser(namnd: Namnd, p: Period) -> int:
    return Orsaksanalys.objects.filter(inom(p, "tid"), brist__plan__namnd=namnd).count()


def _brister(namnd: Namnd, p: Period) -> QuerySet[Brist]:
    return Brist.objects.filter(inom(p, "skapad"), plan__namnd=namnd, ursprung=None)


def atgarder(namnd: Namnd, p: Period, *, nu: datetime) -> Atgardsbild:
    """Three queries: the counts, those judged in the year, and those that come next."""
    alla = Atgard.objects.filter(brist__plan__namnd=namnd)
    dag, i_ar = timezone.localdate(nu), inom(p, "verifierad")
    hjalpte_forra = inom(fore(p), "verifierad") & Q(effekt__in=(E_.JA, E_.DELVIS))
    oppen = ~Q(effekt__in=Atgard.AVGJORD)
    sen = oppen & ~Q(status=Atgard.Status.KLAR) & Q(klar_senast__lt=dag)
    antal = alla.aggregate(
        beslutade=Count("pk", filter=inom(p, "skapad")),
        oppna=Count("pk", filter=oppen),
        sena=Count("pk", filter=sen),
        hjalpte_forra=Count("pk", filter=hjalpte_forra),
        **{e.value: Count("pk", filter=i_ar & Q(effekt=e)) for e in E_},
    )
    provade = (
        alla.filter(i_ar, effekt__in=Atgard.AVGJORD)
        .select_related("brist__plan__enhet")
        .order_by("verifierad", "pk")
    )
    nasta = alla.filter(oppen).exclude(status=Atgard.Status.KLAR).select_related("ansvarig")
    antal["hjalpte_forra"] = antal["hjalpte_forra"] or None
    return Atgardsbild(
        **antal,
        provade=tuple(
            Provad(
                rubrik=a.rubrik,
                enhet=a.brist.plan.enhet.namn,
                effekt=Effekt(a.effekt),
                effekt_text=a.effekt_text,
            )
            for a in provade
        ),
        nasta=tuple(
            Oppen(rubrik=a.rubrik, klar_senast=a.klar_senast, ansvarig=a.ansvarig.namn)
            for a in nasta.order_by("klar_senast", "pk")[:FLEST_NASTA]
        ),
    )


def lardomar(namnd: Namnd, p: Period) -> tuple[Lardomsrad, ...]:
    """Those secured in the year, each with the first answer of the plan that inherits it."""
    rader = (
        _sakrade(namnd, p)
        .select_related("plan__enhet", "rutin")
        .prefetch_related("svar__plan")
        .order_by("sakrad", "pk")
    )
    return tuple(
        Lardomsrad(
            rubrik=rad.rubrik,
            enhet=rad.plan.enhet.namn,
            gor_annorlunda=rad.gor_annorlunda,
            rutin=str(rad.rutin) if rad.rutin else "",
            svar=_svaret(rad),
            upprepad=rad.upprepar_id is not None,
        )
        for rad in rader
    )


def _svaret(rad: Lardom) -> str:
    """The answer of the plan that goes on with the learning's own; others answer for themselves."""
    for s in sorted(rad.svar.all(), key=lambda s: s.pk):
        if s.plan.foregangare_id == rad.plan_id or s.plan_id == rad.plan.mottagare_id:
            plan = f"planen för {s.plan.period_namn}"
            if s.svar == LardomSvar.Svar.AVVISAD:
                return f"Avvisad i {plan}: {s.skal.rstrip('.')}"
            return f"Inarbetad i {plan}"
    return ""


def kil(namnd: Namnd, p: Period) -> Kil:
    """How the plans that inherit have answered what was secured in the year; three queries."""
    arvtagarens = Q(svar__plan__foregangare=F("plan")) | Q(svar__plan=F("plan__mottagare"))
    antal = _sakrade(namnd, p).aggregate(
        sakrade=Count("pk", distinct=True),
        inarbetade=Count("pk", distinct=True, filter=arvtagarens & Q(svar__svar="inarbetad")),
        avvisade=Count("pk", distinct=True, filter=arvtagarens & Q(svar__svar="avvisad")),
    )
    forra = _sakrade(namnd, fore(p)).count()
    upprepade = _brister(namnd, p).filter(upprepar__isnull=False).count()
    return Kil(
        **antal,
        sakrade_forra=forra or None,
        obesvarade=antal["sakrade"] - antal["inarbetade"] - antal["avvisade"],
        upprepade=upprepade,
    )


def _sakrade(namnd: Namnd, p: Period) -> QuerySet[Lardom]:
    return Lardom.objects.sakrade().filter(inom(p, "sakrad"), plan__namnd=namnd)
