"""A unit to the public: where it belongs, its synpunkter in figures, what came of them, its surveys
and its reports. Nothing unpublished and no group that is too small comes out of here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import ceil
from typing import Any, cast

from django.db.models import Count, Q, QuerySet

from kvalitet.enhetssok import Traff
from kvalitet.models import Enhet, Namnd, Ogonblick, Omorganisation
from kvalitet.models.enhet import EnhetQuerySet
from kvalitet.visning import NiSa
from synpunkter import publikt as slingan
from synpunkter.fordelning import svarar_for
from synpunkter.models import Synpunkt
from synpunkter.statistik import (
    MINST,
    mediandagar,
    periodens,
    som_vill_ha_svar,
    svarsvillkor,
)
from uppfoljning.enhetsdoljning import visbara
from uppfoljning.fryst import las
from uppfoljning.models import Rapport, Undersokning
from uppfoljning.publicerade import gallande
from uppfoljning.publikt import svaret
from uppfoljning.rapport import modell
from uppfoljning.rapport.kanon import FelForm
from uppfoljning.rapport.modell import OkantSchema

FLEST_ENKATER = 3
FLEST_FRAGOR = 3
FLEST_RAPPORTER = 10
SOKS = 3
"""Reports looked through for the unit's surveys, the latest first."""


def offentliga(dag: date) -> EnhetQuerySet:
    """The units that have a page: in the tree below the root, or ended."""
    alla = Enhet.objects.exclude(slag=Enhet.Slag.KOMMUN)
    return alla.filter(~Q(sokvag="") | Q(upphorde__lte=dag))


def verksamma() -> EnhetQuerySet:
    """The units to list and to write to."""
    return Enhet.objects.verksamma().exclude(sokvag="").exclude(slag=Enhet.Slag.KOMMUN)


def med_plats(enheter: Sequence[Enhet]) -> list[Traff]:
    """The units as the search gives them: each with the names above it, nearest first."""
    ovanfor = {e.pk: _ovanfor(e) for e in enheter}
    alla = Enhet.objects.in_bulk({pk for vag in ovanfor.values() for pk in vag})
    return [
        Traff(e.pk, e.namn, ", ".join(alla[pk].namn for pk in ovanfor[e.pk] if pk in alla))
        for e in enheter
    ]


def _ovanfor(enhet: Enhet) -> list[int]:
    """The keys of the units above, nearest first, without the root."""
    return [int(pk) for pk in enhet.sokvag.split(".") if pk][-2:0:-1]


# --- The place in the organisation -----------------------------------------------------------


@dataclass(frozen=True)
class Plats:
    """`ovanfor`: the units above, nearest first; `under`: those right below, by name."""

    ovanfor: list[Enhet]
    under: list[Enhet]
    namnder: list[Namnd]


def plats(enhet: Enhet, dag: date) -> Plats:
    if not enhet.sokvag:
        return Plats([], [], [])
    vag = _ovanfor(enhet)
    alla = Enhet.objects.in_bulk(vag)
    narmast = Q(sokvag__startswith=enhet.sokvag, sokvag__regex=rf"^{enhet.sokvag}[0-9]+\.$")
    namnder = Namnd.objects.filter(pk__in=svarar_for(enhet, dag=dag)).order_by("namn", "pk")
    return Plats(
        ovanfor=[alla[pk] for pk in vag if pk in alla],
        under=list(verksamma().filter(narmast).i_ordning()),
        namnder=list(namnder),
    )


def tar_over(enhet: Enhet) -> Enhet | None:
    """The unit that takes over when this one ends, or has ended; the last one of a chain."""
    sedda = {enhet.pk}
    while (nasta := _mottagare(enhet)) is not None and nasta.pk not in sedda:
        sedda.add(nasta.pk)
        enhet = nasta
        if enhet.upphorde is None:
            return enhet
    return enhet if len(sedda) > 1 else None


def _mottagare(enhet: Enhet) -> Enhet | None:
    rader = Omorganisation.objects.filter(enhet=enhet, angrad__isnull=True)
    rad = rader.select_related("mottagare").order_by("-fran", "-pk").first()
    return rad.mottagare if rad else None


# --- Synpunkter in figures -------------------------------------------------------------------


@dataclass(frozen=True)
class Siffror:
    """What came to a nämnd about the unit and what lies below it. `i_tid` (percent) and `median`
    (days) are None where too few have been answered; `antal` is told or the row is not there."""

    namnd: str
    antal: int
    i_tid: float | None = None
    median: float | None = None

    @property
    def hela_dagar(self) -> int:
        """What "dagar" is inflected by: 1,5 dagar."""
        return ceil(self.median or 0)


@dataclass(frozen=True)
class Synpunktsbild:
    """`dolt`: something is left out since it, or what could be reckoned from it, is too small."""

    fran: date
    till: date
    rader: list[Siffror]
    dolt: bool


def manader(dag: date) -> tuple[date, date]:
    """Twelve whole months, anew each quarter: a figure that moved each day would tell of each
    synpunkt. They never end with a quarter: the reports' quarters would add up to them, and what is
    hidden there could be reckoned from what is told here."""
    fran_januari = dag.year * 12 + dag.month - 1
    forsta_ar, forsta_manad = divmod(fran_januari - (dag.month - 2) % 3, 12)
    forsta = date(forsta_ar, forsta_manad + 1, 1)
    return forsta.replace(year=forsta.year - 1), forsta - timedelta(days=1)


def synpunktsbild(enhet: Enhet, dag: date) -> Synpunktsbild:
    """The unit's figures, in three queries."""
    fran, till = manader(dag)
    if not enhet.sokvag:
        return Synpunktsbild(fran, till, [], dolt=False)
    egna = periodens(None, fran=fran, till=till, enhet=enhet)
    per_namnd = _per_namnd(fran, till, egna)
    tider = _tider(egna, till)
    rader, dolt = [], False
    for namnd, namn, antal in per_namnd:
        visas = _visas(antal)
        if enhet.pk in visas:
            rader.append(_siffror(namn, visas[enhet.pk], tider.get(namnd, (0, 0, 0, None))))
        else:
            dolt = True
    return Synpunktsbild(fran, till, rader, dolt)


Enhetsantal = list[tuple[str, int]]
"""The path of a unit and how many belong to it."""


def _per_namnd(
    fran: date, till: date, egna: QuerySet[Synpunkt]
) -> list[tuple[int, str, Enhetsantal]]:
    """Every unit's count in each nämnd that the unit's own have come to: all that can be
    subtracted."""
    alla = periodens(None, fran=fran, till=till).filter(namnd__in=egna.order_by().values("namnd"))
    per: dict[tuple[int, str], Enhetsantal] = {}
    rader = alla.values_list("namnd", "namnd__namn", "enhet", "enhet__sokvag")
    for namnd, namn, enhet, sokvag, antal in rader.annotate(n=Count("pk")).order_by("namnd"):
        per.setdefault((namnd, namn), []).append((sokvag or f"{enhet}.", antal))
    return [(namnd, namn, antal) for (namnd, namn), antal in per.items()]


def _visas(rader: Iterable[tuple[str, int]]) -> dict[int, int]:
    egna: dict[int, int] = {}
    ovanfor: dict[int, int | None] = {}
    for sokvag, antal in rader:
        vag = [int(pk) for pk in sokvag.split(".") if pk]
        egna[vag[-1]] = antal
        ovanfor |= dict(zip(vag, [None, *vag], strict=False))
    return visbara(egna, ovanfor, troskel=MINST)


Tider = tuple[int, int, int, float | None]
_Rader = Iterable[dict[str, Any]]


def _tider(egna: QuerySet[Synpunkt], dag: date) -> dict[int, Tider]:
    """Promises due by the day, answers given, promises kept and the median wait, by nämnd."""
    villkor = svarsvillkor(dag)
    rader = som_vill_ha_svar(egna).values("namnd").order_by("namnd")
    rader = rader.annotate(
        **{namn: Count("pk", filter=q) for namn, q in villkor.items()},
        median=mediandagar(villkor["besvarade"]),
    )
    falt = ("lovade", "besvarade", "i_tid", "median")
    return {r["namnd"]: cast(Tider, tuple(r[f] for f in falt)) for r in cast(_Rader, rader)}


def _siffror(namnd: str, antal: int, tider: Tider) -> Siffror:
    lovade, besvarade, i_tid, median = tider
    return Siffror(
        namnd=namnd,
        antal=antal,
        i_tid=100 * i_tid / lovade if lovade >= MINST else None,
        median=median if besvarade >= MINST else None,
    )


def ni_sa(enhet: Enhet) -> list[NiSa]:
    """What synpunkter about the unit, or a unit below it, have led to."""
    har = Q(enhet=enhet)
    if enhet.sokvag:
        har |= Q(enhet__sokvag__startswith=enhet.sokvag)
    return slingan.senaste(slingan.publicerade().filter(har))


# --- What is published of it -----------------------------------------------------------------


def rapporter(enhet: Enhet) -> list[Rapport]:
    return list(gallande().filter(enhet=enhet).order_by("-publicerad", "-pk")[:FLEST_RAPPORTER])


@dataclass(frozen=True)
class Enkatresultat:
    """A survey of the unit as a published report tells it; `fragor` have a number to show."""

    namn: str
    svar: int | None
    fragor: tuple[tuple[str, str], ...]
    """Each with its answer."""
    rapport: Rapport


def enkater(enhet: Enhet) -> list[Enkatresultat]:
    """The unit's surveys that stand in published reports, the latest told first."""
    egna = {str(pk) for pk in Undersokning.objects.filter(enhet=enhet).values_list("pk", flat=True)}
    if not egna:
        return []
    vag = [int(pk) for pk in enhet.sokvag.split(".") if pk] or [enhet.pk]
    slag = (Rapport.Slag.MALUPPFYLLELSE, Rapport.Slag.ENHET)
    rader = gallande().filter(slag__in=slag, enhet__in=vag).order_by("-publicerad", "-pk")
    funna: dict[str, Enkatresultat] = {}
    for rapport in rader[:SOKS]:
        for post in _undersokningar(rapport.ogonblick_id):
            if post.id in egna and post.pagar_till is None:
                funna.setdefault(post.id, _enkat(post, rapport))
    return list(funna.values())[:FLEST_ENKATER]


@lru_cache(maxsize=64)  # a snapshot never changes
def _undersokningar(ogonblick: int) -> tuple[modell.Undersokning, ...]:
    try:
        return las(Ogonblick.objects.get(pk=ogonblick)).undersokningar
    except (FelForm, OkantSchema):  # of another version: the page says what it can
        return ()


def _enkat(post: modell.Undersokning, rapport: Rapport) -> Enkatresultat:
    nog = post.svar >= post.troskel
    fragor = [(f.text, s) for f in post.fragor if (s := svaret(f))] if nog else []
    return Enkatresultat(
        post.namn, post.svar if nog else None, tuple(fragor[:FLEST_FRAGOR]), rapport
    )
