"""Every part of many follow-ups, and whether it is ready: who has what left.

The figures of a plan's approval and of the round's board come from here. The approval asks one
thing more: that a judgement still explains itself when what its target is compared with has
changed, and the suggestion with it.

A part is ready by what is already in the data: a judgement handed in, a value entered by hand or
marked, an activity reported, voices gone through. It falls when what it covers is changed, or
when it is sent back. As many queries for two hundred plans as for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Aterskick,
    Delslag,
    Planmal,
    Uppfoljningstillfalle,
    Varv,
    med_ansvar,
)
from cykel.tillstand import Versionslage
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare
from kvalitet.texter import antal as antal_ord
from uppfoljning import rost
from uppfoljning.models import Malbedomning, Rostgenomgang
from uppfoljning.rost import Antal
from uppfoljning.varden import Vardelage, malavtryck, vardelagen

AVSLUT = (Aktivitetslage.Status.KLAR, Aktivitetslage.Status.STRUKEN)


@dataclass(frozen=True)
class Dellage:
    """One part: whose it is, whether it is ready, and by whom; else why not, and where to go."""

    slag: Delslag
    nyckel: str
    """As `cykel.villkor.aterskick.Del.nyckel`."""
    namn: str
    vem: Anvandare
    lank: str
    kvar: str = ""
    """Why it is not ready, in a few words; "" when it is."""
    klar_av: str = ""
    klar_tid: datetime | None = None
    att_markera: int = 0
    """`Indikator.pk` when only a mark is missing."""

    @property
    def klar(self) -> bool:
        return not self.kvar


class Adresser(dict[str, str]):
    """Where the parts lead, each kind of page looked up once: a round has thousands of parts."""

    def __missing__(self, namn: str) -> str:
        tal = [10**9 + n for n in range(2 if namn == "uppfoljning:bedom" else 1)]
        vag = reverse(namn, args=tal)
        for ett in tal:
            vag = vag.replace(str(ett), "{}")
        self[namn] = vag
        return vag


@dataclass(frozen=True)
class _Underlag:
    """All that is read, by plan or lap."""

    varden: dict[int, list[Vardelage]]
    mal: dict[int, list[Planmal]]
    bedomda: dict[tuple[int, int], Malbedomning]
    aktiviteter: dict[int, list[Aktivitet]]
    lagen: dict[tuple[int, UUID], Aktivitetslage]
    folk: dict[int, Anvandare]
    antal: dict[int, Antal]
    lasta: dict[tuple[int, str], Rostgenomgang]
    adresser: Adresser
    ater: dict[int, dict[str, Aterskick]] = field(default_factory=dict)


def delarna(varven: Sequence[Varv], dag: date) -> dict[int, list[Dellage]]:
    """Return the parts of laps of one round (with plan, unit and planansvarig), by `Varv.pk`."""
    if not varven:
        return {}
    tillfalle = varven[0].tillfalle
    assert tillfalle is not None  # noqa: S101  (narrows the type)
    u = _hamta(varven, tillfalle, dag)
    slag = (_mal, _varden, _aktiviteter, _roster)
    return {
        varv.pk: [
            _med_aterskick(ett, u.ater.get(varv.pk, {})) for dela in slag for ett in dela(varv, u)
        ]
        for varv in varven
    }


def _hamta(varven: Sequence[Varv], tillfalle: Uppfoljningstillfalle, dag: date) -> _Underlag:
    planer, nycklar = [varv.plan_id for varv in varven], [varv.pk for varv in varven]
    rader = _AKTIVITETERNA.rader(planer)
    aktiviteter: defaultdict[int, list[Aktivitet]] = defaultdict(list)
    for rad in rader:
        aktiviteter[rad.version.plan_id].append(rad)
    mal: defaultdict[int, list[Planmal]] = defaultdict(list)
    for ett in _MALEN.rader(planer):
        mal[ett.version.plan_id].append(ett)
    ater: defaultdict[int, dict[str, Aterskick]] = defaultdict(dict)
    for tillbaka in _ATER.rader(nycklar):
        ater[tillbaka.varv_id][tillbaka.nyckel] = tillbaka
    return _Underlag(
        varden=vardelagen(varven),
        mal=mal,
        bedomda={(b.varv_id, b.mal_id): b for b in _BEDOMDA.rader(nycklar)},
        aktiviteter=aktiviteter,
        lagen={(lage.plan_id, lage.aktivitet): lage for lage in _LAGEN.rader(planer)},
        folk=Anvandare.objects.in_bulk({rad.rapportor_nu for rad in rader}),
        antal=rost.antal_per_plan([varv.plan for varv in varven], tillfalle, dag),
        lasta={(g.varv_id, g.vad): g for g in _LASTA.rader(nycklar)},
        adresser=Adresser(),
        ater=ater,
    )


def _aktiviteterna(planer: Sequence[int]) -> QuerySet[Any]:
    i_kraft = bland("version__plan", planer)
    rader = Aktivitet.objects.filter(i_kraft, version__lage=Versionslage.FASTSTALLD)
    return med_ansvar(rader).select_related("version").order_by("pk")


def _malen(planer: Sequence[int]) -> QuerySet[Planmal]:
    i_kraft = bland("version__plan", planer)
    rader = Planmal.objects.filter(i_kraft, version__lage=Versionslage.FASTSTALLD)
    beror = rader.filter(mal__isnull=False).exclude(koppling=Planmal.Koppling.BEROR_INTE)
    return beror.select_related("mal", "version").order_by(
        "mal__niva__ordning", "mal__nummer", "pk"
    )


def _ater(varven: Sequence[int]) -> QuerySet[Aterskick]:
    return Aterskick.objects.oppna().filter(bland("varv", varven)).order_by("pk")


def _bedomda(varven: Sequence[int]) -> QuerySet[Malbedomning]:
    rader = Malbedomning.objects.filter(bland("varv", varven))
    return rader.select_related("av").order_by("pk")


def _lasta(varven: Sequence[int]) -> QuerySet[Rostgenomgang]:
    rader = Rostgenomgang.objects.filter(bland("varv", varven))
    return rader.select_related("av").order_by("pk")


def _lagen(planer: Sequence[int]) -> QuerySet[Aktivitetslage]:
    """The latest report of each activity."""
    rader = Aktivitetslage.objects.filter(bland("plan", planer)).select_related("av")
    return rader.order_by("plan", "aktivitet", "-tid", "-pk").distinct("plan", "aktivitet")


_AKTIVITETERNA, _MALEN, _ATER = Kvarfraga(_aktiviteterna), Kvarfraga(_malen), Kvarfraga(_ater)
_BEDOMDA, _LASTA, _LAGEN = Kvarfraga(_bedomda), Kvarfraga(_lasta), Kvarfraga(_lagen)


def _mal(varv: Varv, u: _Underlag) -> Iterator[Dellage]:
    avtryck = malavtryck(u.varden[varv.pk])
    for rad in u.mal[varv.plan_id]:
        assert rad.mal is not None  # noqa: S101  (filtered)
        gjord = u.bedomda.get((varv.pk, rad.mal.pk))
        lank = u.adresser["uppfoljning:bedom"].format(varv.pk, rad.mal.pk)
        grund = (Delslag.MAL, f"mal:{rad.mal.pk}", str(rad.mal), varv.plan.planansvarig, lank)
        if gjord is None:
            yield Dellage(*grund, kvar="inte bedömt")
        elif not gjord.klar:
            yield Dellage(*grund, kvar="bedömningen är ett utkast")
        elif fallen(gjord, avtryck.get(rad.mal.pk, "")):
            yield Dellage(*grund, kvar="värden har ändrats sedan bedömningen")
        else:
            yield Dellage(*grund, klar_av=gjord.av.namn, klar_tid=gjord.tid)


def fallen(gjord: Malbedomning, avtryck: str) -> bool:
    """Say whether the values that the judgement rests on are others now."""
    return gjord.klar and bool(gjord.avtryck) and gjord.avtryck != avtryck


def varden_andrade(varv: Varv, gjord: Malbedomning | None) -> bool:
    """As `fallen`, of one judgement."""
    if gjord is None or not gjord.avtryck:
        return False
    return fallen(gjord, malavtryck(vardelagen([varv])[varv.pk]).get(gjord.mal_id, ""))


def _varden(varv: Varv, u: _Underlag) -> Iterator[Dellage]:
    for lage in u.varden[varv.pk]:
        indikator = lage.indikator
        nyckel = f"indikator:{indikator.pk}"
        if not lage.kravs and nyckel not in u.ater.get(varv.pk, {}):
            continue
        grund = (Delslag.INDIKATOR, nyckel, indikator.namn, indikator.agare)
        vardet = u.adresser["cykel:indikator"].format(indikator.pk)
        if not lage.varden:
            yield Dellage(*grund, vardet, kvar="värdet saknas")
        elif lage.klar:
            markering = lage.markering if lage.markerad else None
            av, tid = (markering.av.namn, markering.tid) if markering else ("", None)
            yield Dellage(*grund, vardet, klar_av=av, klar_tid=tid)
        else:
            varfor = "värdet har ändrats sedan det klarmarkerades"
            kvar = varfor if lage.fallen else "värdet är inte klarmarkerat"
            yield Dellage(*grund, vardet, kvar=kvar, att_markera=indikator.pk)


def _aktiviteter(varv: Varv, u: _Underlag) -> Iterator[Dellage]:
    sidan = u.adresser["cykel:aktiviteter"].format(varv.plan_id)
    for rad in u.aktiviteter[varv.plan_id]:
        lage = u.lagen.get((varv.plan_id, rad.nyckel))
        vem = u.folk[rad.rapportor_nu]  # type: ignore[attr-defined]
        lank = f"{sidan}#a-{rad.nyckel}"
        grund = (Delslag.AKTIVITET, f"aktivitet:{rad.nyckel}", rad.rubrik, vem, lank)
        if lage is None or (lage.varv_id != varv.pk and lage.status not in AVSLUT):
            yield Dellage(*grund, kvar="inte rapporterad")
        else:
            yield Dellage(*grund, klar_av=lage.av.namn, klar_tid=lage.tid)


def _roster(varv: Varv, u: _Underlag) -> Iterator[Dellage]:
    antal = u.antal[varv.plan_id]
    for slag, finns, lasta in (
        (Delslag.SYNPUNKTER, antal.synpunkter, antal.synpunkter),
        (Delslag.UNDERSOKNINGAR, antal.undersokningar, antal.svar),
    ):
        lank = f"{u.adresser['uppfoljning:roster'].format(varv.pk)}#{slag}"
        grund = (slag, slag.value, slag.label, varv.plan.planansvarig, lank)
        gjord = u.lasta.get((varv.pk, slag))
        if gjord is None:
            yield Dellage(*grund, kvar="inte gjord" if finns else "")
        elif nya := max(0, lasta - gjord.antal):
            yield Dellage(*grund, kvar=f"{antal_ord(nya, 'ny', 'nya')} sedan genomgången")
        else:
            yield Dellage(*grund, klar_av=gjord.av.namn, klar_tid=gjord.tid)


def _med_aterskick(ett: Dellage, ater: dict[str, Aterskick]) -> Dellage:
    if ett.nyckel not in ater:
        return ett
    return Dellage(ett.slag, ett.nyckel, ett.namn, ett.vem, ett.lank, kvar="skickad åter")
