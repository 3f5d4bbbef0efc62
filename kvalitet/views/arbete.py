"""The staff start page: what waits for a person by date, their plans, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cykel.models import Verksamhetsplan
from cykel.views.planer import Planrad, planrader
from cykel.views.tavla import Skede, skedenas_antal
from kvalitet import klocka
from kvalitet.behorighet import far, har_roll, omfang, tilldelningar
from kvalitet.kalender import midnatt
from kvalitet.kvarfraga import las
from kvalitet.meny import ARBETSMENY
from kvalitet.models import Anvandare, Rolltilldelning
from kvalitet.roller import Rattighet, Roll
from kvalitet.texter import datum, datum_kort, rakneord, veckodatum
from kvalitet.typer import InloggadRequest
from kvalitet.views.beslutat import nyligen
from kvalitet.views.uppgifter import Uppgift, kan_vanta, uppgifter
from kvalitet.views.valkomst import valkomst
from kvalitet.visning import Tomt
from synpunkter import sekretess
from synpunkter.models import Synpunkt
from synpunkter.statistik import som_vill_ha_svar
from synpunkter.tillstand import OPPNA
from uppfoljning.namnden import ingang

MEST = 10
"""Rows that are shown at once; the rest stand behind a fold or in the lists."""
ANDRAS = 5
"""Plans of others that are shown to who answers for none."""
FORST = 3
"""Rows that are shown when nothing is near."""
NARA = timedelta(days=6)
SVARSDAGAR = timedelta(days=30)


@dataclass(frozen=True)
class Vantrad:
    """A thing that waits, with its day in words."""

    uppgift: Uppgift
    nar: str
    snart: bool


@dataclass(frozen=True)
class Vantar:
    """What waits: a sentence of it all, the first, and the rest that is folded."""

    ingress: str
    forst: list[Vantrad]
    resten: list[Vantrad]


@dataclass(frozen=True)
class Planlista:
    rubrik: str
    rader: list[Planrad]
    fler: bool


@dataclass(frozen=True)
class Svarslage:
    att_svara: int
    sena: int
    besvarade: int
    i_tid: int
    """Of those answered the last thirty days."""


@require_safe
def arbete(request: InloggadRequest) -> HttpResponse:
    nu, av = timezone.localtime(klocka.nu()), request.user
    dag = nu.date()
    slag = kan_vanta(av)
    alla, fler = uppgifter(av, dag, slag)
    vantar = _vantar(alla, dag, fler=fler)
    samordnar = har_roll(av, Roll.KVALITETSSAMORDNARE)
    planer = None if samordnar else _planlista(av, egna="plan" in slag)
    sammanhang = {
        "idag": dag,
        "halsning": _halsning(nu.hour),
        "vantar": vantar,
        "tomt": _tomt(av),
        "valkomst": valkomst(request, tomt=not (vantar.forst or planer or samordnar)),
        "planer": planer,
        "skeden": _skeden(av, dag) if samordnar else [],
        "synpunkter": _synpunkter(av, nu),
        "beslutat": nyligen(av, nu),
        "namnden": ingang(av, dag) if har_roll(av, Roll.FORTROENDEVALD) else None,
        "roller": las(("roller", av.pk, dag), lambda: _roller(av, dag)),
        "genvagar": _genvagar(av),
    }
    return render(request, "arbete.html", sammanhang)


def _roller(av: Anvandare, dag: date) -> QuerySet[Rolltilldelning]:
    falt = ("roll", "enhet__namn", "namnd__namn")
    roller = Rolltilldelning.objects.filter(anvandare=av).giltiga(dag)
    return roller.select_related("enhet", "namnd").only(*falt).order_by("roll", "pk")


# --- What waits ----------------------------------------------------------------------------------


def _vantar(alla: Sequence[Uppgift], dag: date, *, fler: bool = False) -> Vantar:
    """What has no day of its own is done as soon as may be, so it comes with what is due today."""
    i_ordning = sorted(alla, key=lambda u: (u.senast or dag, u.text))
    nara = [u for u in i_ordning if (u.senast or dag) <= dag + NARA]
    visas = min(len(nara), MEST) or FORST
    rader = [_vantrad(u, dag) for u in i_ordning]
    return Vantar(_ingress(nara, i_ordning, dag, fler=fler), rader[:visas], rader[visas:])


def _ingress(nara: Sequence[Uppgift], alla: Sequence[Uppgift], dag: date, *, fler: bool) -> str:
    if not nara:
        if alla and alla[0].senast:
            return f"Inget brådskar. Nästa sak ska vara klar {_dagen(alla[0].senast, dag)}."
        return "Inget väntar på dig just nu."
    antal, sena = len(nara), sum(u.sen for u in nara)
    saker = f"{rakneord(antal)} {'sak' if antal == 1 else 'saker'}"
    mening = f"Du har {'minst ' if fler else ''}{saker} att göra den närmaste veckan."
    if not sena:
        return mening
    if sena == antal and not fler:
        return f"{mening} {'Den' if antal == 1 else 'Alla'} är {_forsenad(sena)}."
    minst = f"minst {rakneord(sena)}" if fler else rakneord(sena)
    return f"{mening} {minst.capitalize()} är {_forsenad(sena)}."


def _forsenad(antal: int) -> str:
    return "försenad" if antal == 1 else "försenade"


def _vantrad(uppgift: Uppgift, dag: date) -> Vantrad:
    senast = uppgift.senast
    if senast is None:
        return Vantrad(uppgift, "Så snart du kan", snart=False)
    if uppgift.sen:
        igar = senast == dag - timedelta(days=1)
        nar = f"Sen, skulle {uppgift.skulle} {'i går' if igar else _dagen(senast, dag)}"
        return Vantrad(uppgift, nar, snart=False)
    return Vantrad(uppgift, _kommer(senast, dag), snart=senast <= dag + timedelta(days=1))


def _kommer(senast: date, dag: date) -> str:
    if senast == dag:
        return "I dag"
    if senast == dag + timedelta(days=1):
        return f"I morgon, {datum_kort(senast)}"
    return veckodatum(senast).capitalize() if senast <= dag + NARA else _dagen(senast, dag)


def _dagen(d: date, dag: date) -> str:
    return datum_kort(d) if d.year == dag.year else datum(d)


def _tomt(av: Anvandare) -> Tomt:
    ser = far(av, Rattighet.PLAN_SE)
    return Tomt(
        "Inget väntar på dig",
        "När något blir ditt att göra står det här, med den dag då det ska vara klart.",
        "CheckmarkCircle",
        reverse("cykel:arshjul") if ser else "",
        "Se vad som kommer under året",
    )


def _genvagar(av: Anvandare) -> list[tuple[str, str]]:
    """What lies below the start page and is not in the menu."""
    alla = [
        ("Det jag ska uppdatera", "cykel:uppdatera", Rattighet.PLAN_SE),
        ("Årshjulet", "cykel:arshjul", Rattighet.PLAN_SE),
        ("Planerna efter skede", "cykel:tavla", Rattighet.PLAN_SE),
        ("Nämndens sida", "uppfoljning:namnden", Rattighet.NAMND_FOLJA),
        ("Ansvar att lämna över", "cykel:overlamning", Rattighet.ANSVAR_OVERLAMNA),
        ("Inställningar för synpunkter", "synpunkter:installningar", Rattighet.SYNPUNKT_INSTALLA),
    ]
    i_menyn = {vy for _, vy, ratt in ARBETSMENY if ratt and far(av, ratt)}
    return [(n, reverse(vy)) for n, vy, ratt in alla if far(av, ratt) and vy not in i_menyn]


# --- Plans and cases -----------------------------------------------------------------------------


def _planlista(av: Anvandare, *, egna: bool) -> Planlista | None:
    """The living plans that the person answers for; failing that, some of those in their units."""
    if not egna and not far(av, Rattighet.PLAN_SE):
        return None
    mest = MEST if egna else ANDRAS
    nyckel = ("egna planer", av.pk) if egna else ("planer", tilldelningar(av))
    planer = las(nyckel, lambda: _planer(av, egna=egna)[: mest + 1])
    if not planer:
        return None
    rubrik = "Dina planer" if egna else "Planer i dina enheter"
    return Planlista(rubrik, planrader(planer[:mest]), len(planer) > mest)


def _planer(av: Anvandare, *, egna: bool) -> QuerySet[Verksamhetsplan]:
    levande = Verksamhetsplan.objects.levande().select_related("enhet")
    urval = Q(planansvarig=av) if egna else omfang(av, Rattighet.PLAN_SE)
    return levande.filter(urval).order_by("-period_fran", "pk")


def _skeden(av: Anvandare, dag: date) -> list[Skede]:
    planer: QuerySet[Verksamhetsplan] = Verksamhetsplan.objects.levande()
    return skedenas_antal(planer.filter(omfang(av, Rattighet.PLAN_SE)), dag, tilldelningar(av))


def _synpunkter(av: Anvandare, nu: datetime) -> Svarslage | None:
    """How it goes with the cases that the person may read."""
    if not far(av, Rattighet.SYNPUNKT_SE):
        return None
    dag = nu.date()
    nyckel = (av.pk, tilldelningar(av), dag)
    [(att_svara, sena)] = las(("att svara", nyckel), lambda: _att_svara(av, dag)) or [(0, 0)]
    [(besvarade, i_tid)] = las(("besvarade", nyckel), lambda: _besvarade(av, dag)) or [(0, 0)]
    return Svarslage(att_svara, sena, besvarade, i_tid)


def _att_svara(av: Anvandare, dag: date) -> QuerySet[Synpunkt, Any]:
    """Those that are open have an index; the years' closed ones are not read."""
    rader = Synpunkt.objects.filter(sekretess.synlig(av), lage__in=OPPNA, besvarad=None)
    sena = Count("namnd", filter=Q(stannad=None, svar_senast__lt=dag))  # as the inbox's
    return _raknade(rader, sena)


def _besvarade(av: Anvandare, dag: date) -> QuerySet[Synpunkt, Any]:
    spann = (midnatt(dag - SVARSDAGAR), midnatt(dag + timedelta(days=1)))
    rader = Synpunkt.objects.filter(
        sekretess.synlig(av), besvarad__gte=spann[0], besvarad__lt=spann[1]
    )
    i_tid = Count("namnd", filter=Q(svarsdag__lte=F("svar_senast")))
    return _raknade(som_vill_ha_svar(rader), i_tid)


def _raknade(rader: QuerySet[Synpunkt], varav: Count) -> QuerySet[Synpunkt, Any]:
    """Count in one row: an aggregate that can be kept. No key is asked for: the indexes hold the
    rest."""
    grupp = rader.order_by().values(alla=Value(1))
    return grupp.annotate(n=Count("*"), varav=varav).values_list("n", "varav")


def _halsning(timme: int) -> str:
    if 5 <= timme < 10:
        return "God morgon"
    return "God kväll" if timme >= 18 else "Hej"
