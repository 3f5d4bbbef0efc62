"""A nämnd's month: what came, what is late, and what residents said.

A constant number of queries, whatever the number of indicators, activities and units. Values are
those of the nämnd's own plan; activities and åtgärder also those of its units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from cykel.frekvens import forra_manaden
from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Atgard,
    Indikator,
    PlanVersion,
    Uppdrag,
    Uppfoljningstillfalle,
    Verksamhetsplan,
    med_ansvar,
    svarar_nu,
)
from cykel.tillstand import Fas, Versionslage
from kvalitet.fel import Regelbrott
from uppfoljning import larande, malbild, matning, rost
from uppfoljning.bedomning import Lage
from uppfoljning.matning import Matunderlag
from uppfoljning.rapport import modell
from uppfoljning.rapport.manad.modell import (
    Enhetsaktivitet,
    Enhetsatgard,
    Manadsindikator,
    Manadsrapport,
)
from uppfoljning.rapport.modell import Rapportlage, Status
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.samlare.synpunktsmanad import TYPER, synpunktsmanader

EKONOMI = ("budgetavvikelse", "sjukfrånvaro")
"""How the indicators of economy and personnel begin; they are ordinary ones otherwise."""
AVSLUT = (Aktivitetslage.Status.KLAR, Aktivitetslage.Status.STRUKEN)


@dataclass(frozen=True)
class _Manad:
    omfang: Rapportomfang
    fran: date
    till: date

    def planens(self, vag: str) -> dict[str, Any]:
        """The plans of the nämnd in the unit and below, by the way to them from a row."""
        return {
            f"{vag}namnd": self.omfang.namnd,
            f"{vag}enhet__sokvag__startswith": self.omfang.enhet.sokvag,
            f"{vag}period_fran__lte": self.till,
            f"{vag}period_till__gte": self.fran,
        }


def samla(omfang: Rapportomfang, *, nu: datetime) -> Manadsrapport:
    m = _Manad(omfang, omfang.period_fran, omfang.period_till)
    if (m.fran, m.till) != forra_manaden(m.till + timedelta(days=1)):
        raise Regelbrott("Månadsrapporten gäller en hel månad. Välj en månad.")
    plan = _plan(m)
    version = plan.versioner.gallande().first() if plan else None
    indikatorer = _indikatorer(version, plan, m) if version and plan else ()
    return Manadsrapport(
        kommun=settings.ORGANISATION.namn,
        namnd=omfang.namnd.namn,
        kontor=omfang.enhet.namn,
        period_fran=m.fran,
        period_till=m.till,
        status=Status(lage=Rapportlage.UTKAST, dnr=plan.dnr if plan else ""),
        skapad=nu,
        kontakt=plan.planansvarig.namn if plan else "",
        pahittad=settings.DEMO,
        adress=settings.ADRESS,
        indikatorer=indikatorer,
        aktiviteter=_aktiviteter(m),
        uppdrag=_uppdrag(m),
        atgarder=_atgarder(m, timezone.localdate(nu)),
        typer=TYPER,
        synpunkter=synpunktsmanader(omfang.namnd, m.fran, m.till),
        frist=rost.frist(omfang.namnd),
        saknas=tuple(_luckor(plan, version, indikatorer)),
    )


def _plan(m: _Manad) -> Verksamhetsplan | None:
    rader = Verksamhetsplan.objects.filter(
        namnd=m.omfang.namnd,
        enhet=m.omfang.enhet,
        period_fran__lte=m.till,
        period_till__gte=m.till,
    ).exclude(fas=Fas.AVBRUTEN)
    return rader.med_plats().order_by("-pk").first()


# --- what is measured ------------------------------------------------------------------------


def _indikatorer(
    version: PlanVersion, plan: Verksamhetsplan, m: _Manad
) -> tuple[Manadsindikator, ...]:
    version.plan = plan
    # The month as a round that nobody opened: the same rule for which value holds.
    manaden = Uppfoljningstillfalle(
        slag=Uppfoljningstillfalle.Slag.KV1, ar=m.till.year, period_fran=m.fran, matdatum=m.till
    )
    per_mal = matning.hamta(version, manaden)
    sedda: dict[int, Manadsindikator] = {}
    for rader in per_mal.values():
        for rad in rader:
            sedda.setdefault(rad.rad.indikator_id, _indikator(rad, m))
    return tuple(sedda.values())


def _indikator(rad: Matunderlag, m: _Manad) -> Manadsindikator:
    frekvens, dag = rad.rad.indikator.frekvens, rad.post.matdatum
    varje = frekvens == Indikator.Frekvens.MANAD
    # A monthly value is the month's own, whichever day it was measured.
    kom = rad.besvarad and (varje or (dag is not None and m.fran <= dag <= m.till))
    ekonomi = rad.post.namn.casefold().startswith(EKONOMI)
    return Manadsindikator(indikator=rad.post, kom=kom, varje_manad=varje, ekonomi=ekonomi)


def _luckor(
    plan: Verksamhetsplan | None,
    version: PlanVersion | None,
    indikatorer: tuple[Manadsindikator, ...],
) -> Iterator[modell.Lucka]:
    if version is None:
        vem = plan.planansvarig.namn if plan else "inte utsedd"
        yield modell.Lucka(vad="Fastställd verksamhetsplan", ansvarig=vem)
    for rad in indikatorer:
        i = rad.indikator
        if rad.varje_manad and i.lage is Lage.SAKNAS:
            orsak = f" ({i.bortfallsorsak})" if i.bortfallsorsak else ""
            yield modell.Lucka(vad=f"Jämförbart värde för {i.namn}{orsak}", ansvarig=i.ansvarig)


# --- what is done ----------------------------------------------------------------------------


def _aktiviteter(m: _Manad) -> tuple[Enhetsaktivitet, ...]:
    """Late: reported so, or not ended although its day is past; the longest late first."""
    i_kraft = Aktivitet.objects.filter(
        version__lage=Versionslage.FASTSTALLD, **m.planens("version__plan__")
    ).exclude(version__plan__fas=Fas.AVBRUTEN)
    rader = list(med_ansvar(i_kraft.select_related("version__plan__enhet")).order_by("slut", "pk"))
    lagen = _lagen({rad.version.plan_id for rad in rader})
    sena = [
        (rad, lage)
        for rad in rader
        if _sen(rad, lage := lagen.get((rad.version.plan_id, str(rad.nyckel))), m.till)
    ]
    svarar = svarar_nu([rad for rad, _ in sena])
    return tuple(
        Enhetsaktivitet(
            aktivitet=malbild.aktivitetspost(rad, svarar[rad.pk][0], lage),
            enhet=rad.version.plan.enhet.namn,
        )
        for rad, lage in sena
    )


def _lagen(planer: set[int]) -> dict[tuple[int, str], Aktivitetslage]:
    rader = Aktivitetslage.objects.filter(plan__in=planer)
    senaste = rader.order_by("plan", "aktivitet", "-tid", "-pk").distinct("plan", "aktivitet")
    return {(lage.plan_id, str(lage.aktivitet)): lage for lage in senaste}


def _sen(rad: Aktivitet, lage: Aktivitetslage | None, dag: date) -> bool:
    if lage is not None and lage.status in AVSLUT:
        return False
    return rad.slut <= dag or (lage is not None and lage.status == Aktivitetslage.Status.FORSENAD)


def _uppdrag(m: _Manad) -> tuple[modell.Uppdrag, ...]:
    """Open ones to be reported back by the end of next month, the earliest first."""
    nasta_manads_sista = forra_manaden(m.till + timedelta(days=32))[1]
    rader = Uppdrag.objects.filter(
        Q(avslutat_datum__isnull=True) | Q(avslutat_datum__gt=m.till),
        namnd=m.omfang.namnd,
        enhet__sokvag__startswith=m.omfang.enhet.sokvag,
        beslut_datum__lte=m.till,
        forfaller__lte=nasta_manads_sista,
    )
    return tuple(
        modell.Uppdrag(
            rubrik=rad.rubrik,
            giver=rad.givare,
            datum=rad.beslut_datum,
            alder_dagar=rad.alder(m.till),
            status=larande.uppdragslage(rad, m.till),
            paragraf=rad.beslut_paragraf.removeprefix("§").strip(),
            forfaller=rad.forfaller,
        )
        for rad in rader.order_by(F("forfaller").asc(), "pk")
    )


def _atgarder(m: _Manad, dag: date) -> tuple[Enhetsatgard, ...]:
    """What is decided and not done, the earliest day first."""
    rader = (
        Atgard.objects.oppna()
        .exclude(status=Atgard.Status.KLAR)
        .filter(
            brist__plan__namnd=m.omfang.namnd,
            brist__plan__enhet__sokvag__startswith=m.omfang.enhet.sokvag,
            skapad__date__lte=m.till,
        )
        .exclude(brist__flyttade__isnull=False)
        .select_related("brist__mal", "brist__plan__enhet", "ansvarig", "verifierad_av")
    )
    return tuple(
        Enhetsatgard(atgard=larande.atgardspost(rad, m.till, dag), enhet=rad.enhet.namn)
        for rad in rader.order_by("klar_senast", "pk")
    )
