"""The evidence of every goal of a plan, side by side: what is measured, asked and told.

A constant number of queries per plan, whatever the number of goals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cykel.models import Mal, Planmal, PlanVersion, Styrmodell, Uppfoljningstillfalle, Varv
from kvalitet.fel import Regelbrott
from kvalitet.kvarfraga import Kvarfraga
from uppfoljning import matning, rost, undersokning
from uppfoljning.bedomning import (
    Bedomning,
    Forslag,
    Trend,
    avviker,
    foreslagen_trend,
)
from uppfoljning.forslag import Forslagsregel, Regelslag, Utslag, foresla
from uppfoljning.matning import Matunderlag
from uppfoljning.models import Malbedomning
from uppfoljning.rapport import modell
from uppfoljning.undersokning import Resultat


@dataclass(frozen=True)
class Malunderlag:
    """One goal: its indicators, what they suggest, and what a person has judged so far."""

    planmal: Planmal
    mal: Mal
    indikatorer: tuple[Matunderlag, ...]
    forslag: Forslag
    trend: Trend
    bedomning: Malbedomning | None

    @property
    def avviker(self) -> bool:
        """Whether judgement and indicators disagree as they stand now."""
        if self.bedomning is None:
            return False
        return avviker(Bedomning(self.bedomning.bedomning), self.forslag.bedomning)


@dataclass(frozen=True)
class Rost:
    """What residents said in the round: of the whole plan, and of each goal."""

    synpunkter: modell.Synpunkter
    undersokningar: tuple[Resultat, ...]

    def om(self, mal: Mal) -> tuple[Resultat, ...]:
        delar = (r.om(mal.pk) for r in self.undersokningar)
        return tuple(r for r in delar if r is not None)


def tillfalle_for(varv: Varv) -> Uppfoljningstillfalle:
    if varv.tillfalle is None:
        raise Regelbrott("Uppföljningen är inte öppnad än.")
    return varv.tillfalle


def gallande_version(varv: Varv) -> PlanVersion:
    """Return the version that is followed up: the one in force, also during a revision."""
    version = varv.plan.versioner.gallande().first()
    if version is None:
        raise Regelbrott("Planen har ingen fastställd version att följa upp.")
    version.plan = varv.plan
    return version


def planmal(version: PlanVersion) -> list[Planmal]:
    """Return the goals that concern the unit, in order; assignments are not judged."""
    rader = version.mal.filter(mal__isnull=False).exclude(koppling=Planmal.Koppling.BEROR_INTE)
    return list(
        rader.select_related("mal__niva", "mal__foralder")
        .prefetch_related("mal__kriterier")
        .order_by("mal__niva__ordning", "mal__nummer", "pk")
    )


def malen(varv: Varv) -> list[Malunderlag]:
    """Return every goal that is to be judged, with its indicators and its judgement."""
    version = gallande_version(varv)
    per_mal = matning.hamta(version, tillfalle_for(varv))
    gjorda, regel = bedomningar(varv), forslagsregel(varv.plan.styrmodell)
    return [
        _mal(rad, rad.mal, per_mal.get(rad.pk, ()), gjorda.get(rad.mal.pk), regel)
        for rad in planmal(version)
        if rad.mal is not None
    ]


def forslagsregel(styrmodell: Styrmodell) -> Forslagsregel:
    """Return the rule that the styrmodell has chosen."""
    return Forslagsregel(Regelslag(styrmodell.forslagsregel), styrmodell.delvis_fran)


def bedomningar(varv: Varv) -> dict[int, Malbedomning]:
    """Return the lap's judgements by `Mal.pk`."""
    return {rad.mal_id: rad for rad in _BEDOMNINGARNA.rader(varv.pk)}


def _bedomningarna(varv: int) -> QuerySet[Malbedomning]:
    return Malbedomning.objects.filter(varv=varv).select_related("av").order_by("pk")


_BEDOMNINGARNA = Kvarfraga(_bedomningarna)


def rosten(varv: Varv, dag: date) -> Rost:
    tillfalle = tillfalle_for(varv)
    enkater = rost.undersokningar(varv.plan, tillfalle, dag)
    resultat = undersokning.resultat(enkater, dag)
    return Rost(
        synpunkter=rost.synpunkter(varv.plan, tillfalle),
        undersokningar=tuple(resultat[u.pk] for u in enkater),
    )


def kriterier(ett: Malunderlag) -> tuple[modell.Kriterium, ...]:
    """Order the indicators under the goal's criteria; what has none comes last."""
    per_kriterium: dict[int | None, list[modell.Indikator]] = defaultdict(list)
    for i in ett.indikatorer:
        per_kriterium[i.rad.kriterium_id].append(i.post)
    ut = [
        modell.Kriterium(
            beteckning=k.kod, text=k.text, indikatorer=tuple(per_kriterium.pop(k.pk, ()))
        )
        for k in ett.mal.kriterier.all()
    ]
    ovriga = [post for rad in per_kriterium.values() for post in rad]
    if ovriga:
        ut.append(modell.Kriterium(beteckning="", text="", indikatorer=tuple(ovriga)))
    return tuple(ut)


def _mal(
    rad: Planmal,
    mal: Mal,
    indikatorer: Sequence[Matunderlag],
    gjord: Malbedomning | None,
    regel: Forslagsregel,
) -> Malunderlag:
    return Malunderlag(
        planmal=rad,
        mal=mal,
        indikatorer=tuple(indikatorer),
        forslag=foresla(regel, [Utslag(i.post.lage, i.post.andel) for i in indikatorer]),
        trend=foreslagen_trend([i.post.trend for i in indikatorer]),
        bedomning=gjord,
    )
