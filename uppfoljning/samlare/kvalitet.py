"""The kvalitetsberättelse of a nämnd: what was approved and frozen in the year, and counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from cykel.maltext import med_matt
from cykel.models import Nivahojning, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet.models import Namnd
from kvalitet.statistik import dolj_tabell
from synpunkter.models import Signalbedomning
from synpunkter.signaler import omrade
from synpunkter.statistik import MINST, periodens
from uppfoljning.models import Lagval
from uppfoljning.rapport.kvalitet.lagar import LAGAR, Lag, foreslagen
from uppfoljning.rapport.kvalitet.modell import Kvalitetsberattelse, Signalrad, Sprangrad
from uppfoljning.rapport.perioddelar import Period, Tal, luckor
from uppfoljning.samlare import kvalitetsarbete, kvalitetsmal, perioder
from uppfoljning.samlare.kvalitetslarande import atgarder, brister, kil, lardomar, orsaksanalyser
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.samlare.synpunktstal import tal


def samla(omfang: Rapportomfang, *, nu: datetime) -> Kvalitetsberattelse:
    """Constant in queries, whatever the number of plans, units and cases."""
    p, namnd = perioder.period(omfang), omfang.namnd
    lag = lagen(namnd)
    ansvarig = perioder.planansvarig(omfang)
    texter = perioder.texterna(omfang, lag.texter, ansvarig)
    planer = list(
        Verksamhetsplan.objects.filter(
            namnd=namnd, period_fran__lte=p.till, period_till__gte=p.fran
        )
        .exclude(fas=Fas.AVBRUTEN)
        .select_related("enhet", "planansvarig")
        .order_by("enhet__sokvag", "pk")
    )
    fryst = kvalitetsmal.arets(planer, omfang.enhet, p)
    return Kvalitetsberattelse(
        kommun=settings.ORGANISATION.namn,
        namnd=namnd.namn,
        kontor=omfang.enhet.namn,
        status=perioder.utkast(),
        skapad=nu,
        period=p,
        lag=lag.nyckel,
        klagomal=tal(namnd, p, nu=nu),
        kontakt=ansvarig,
        pahittad=settings.DEMO,
        adress=settings.ADRESS,
        mal=fryst.mal,
        enheter=fryst.enheter,
        delunderlag=fryst.delunderlag,
        egenkontroll=kvalitetsarbete.egenkontroll(namnd, p),
        risker=kvalitetsarbete.risker(namnd, p),
        internkontroll=kvalitetsarbete.internkontroll(namnd, p),
        brister=brister(namnd, p),
        orsaksanalyser=orsaksanalyser(namnd, p),
        atgarder=atgarder(namnd, p, nu=nu),
        lardomar=lardomar(namnd, p),
        kil=kil(namnd, p),
        sprang=sprang(namnd, p),
        signaler=signaler(namnd, p, lag),
        texter=texter,
        saknas=luckor(texter),
    )


def lagen(namnd: Namnd) -> Lag:
    """Return the law that the nämnd has chosen, or that its name speaks of."""
    val = Lagval.objects.filter(namnd=namnd).values_list("lag", flat=True).first()
    return LAGAR[val] if val else foreslagen(namnd.namn)


def sprang(namnd: Namnd, p: Period) -> tuple[Sprangrad, ...]:
    rader = (
        Nivahojning.objects.filter(
            sprang__namnd=namnd, fran_datum__gte=p.fran, fran_datum__lte=p.till
        )
        .select_related("indikator", "sprang", "enhet")
        .order_by("fran_datum", "pk")
    )
    return tuple(
        Sprangrad(
            titel=rad.sprang.rubrik,
            enhet=rad.enhet.namn,
            matt=rad.indikator.namn,
            gammal=med_matt(rad.gammal_niva, rad.indikator),
            ny=med_matt(rad.ny_niva, rad.indikator),
        )
        for rad in rader
    )


def signaler(namnd: Namnd, p: Period, lag: Lag) -> tuple[Signalrad, ...]:
    """What was judged, and taken further, of what the law asks for; nothing that is small, or that
    could be had by subtracting what is shown."""
    fallen = periodens(namnd, fran=p.fran, till=p.till).values("pk")
    fragan = Signalbedomning.objects.filter(
        Q(synpunkt__in=fallen) | Q(synpunkt__foralder__in=fallen), omrade__in=lag.signaler
    ).exclude(beslut="")
    antal: dict[tuple[str, str], int] = {}
    rader = fragan.values_list("omrade", "beslut").annotate(n=Count("pk")).order_by()
    for kod, beslut, n in rader:
        grupp = "nej" if beslut == Signalbedomning.Beslut.NEJ else "vidare"
        for cell in ((kod, ""), (kod, grupp)):
            antal[cell] = antal.get(cell, 0) + n
    return tuple(_signal(kod, antal) for kod in lag.signaler)


def _signal(kod: str, antal: Mapping[tuple[str, str], int]) -> Signalrad:
    egna = {cell: n for cell, n in antal.items() if cell[0] == kod}
    delar = [c for c in egna if c[1]]
    dolda = dolj_tabell(egna, [((kod, ""), delar)] if egna else [], MINST)

    def visat(grupp: str) -> Tal:
        cell = (kod, grupp)
        return Tal(dold=True) if cell in dolda else Tal(antal=egna.get(cell, 0))

    return Signalrad(namn=omrade(kod).namn, bedomda=visat(""), vidare=visat("vidare"))
