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
from collections.abc import Iterable, Iterator, Sequence
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
    Mal,
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
    mal: dict[int, list[Any]]
    malens_namn: dict[int, str]
    bedomda: dict[tuple[int, int], Any]
    aktiviteter: dict[int, list[Any]]
    lagen: dict[tuple[int, UUID], Any]
    folk: dict[int, Anvandare]
    antal: dict[int, Antal]
    lasta: dict[tuple[int, str], Any]
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
    aktiviteter, mal = _AKTIVITETERNA.rader(planer), _MALEN.rader(planer)
    malen = {ett.mal: (ett.mal__nummer, ett.mal__kort) for ett in mal}
    ater: defaultdict[int, dict[str, Aterskick]] = defaultdict(dict)
    for tillbaka in _ATER.rader(nycklar):
        ater[tillbaka.varv_id][tillbaka.nyckel] = tillbaka
    return _Underlag(
        varden=vardelagen(varven),
        mal=_per_plan(mal),
        malens_namn={pk: str(Mal(nummer=nr, kort=kort)) for pk, (nr, kort) in malen.items()},
        bedomda={(b.varv, b.mal): b for b in _BEDOMDA.rader(nycklar)},
        aktiviteter=_per_plan(aktiviteter),
        lagen={(lage.plan, lage.aktivitet): lage for lage in _LAGEN.rader(planer)},
        folk=Anvandare.objects.in_bulk({rad.rapportor_nu for rad in aktiviteter}),
        antal=rost.antal_per_plan([varv.plan for varv in varven], tillfalle, dag),
        lasta={(g.varv, g.vad): g for g in _LASTA.rader(nycklar)},
        adresser=Adresser(),
        ater=ater,
    )


def _per_plan(rader: Iterable[Any]) -> dict[int, list[Any]]:
    ut: defaultdict[int, list[Any]] = defaultdict(list)
    for rad in rader:
        ut[rad.version__plan].append(rad)
    return ut


def _aktiviteterna(planer: Sequence[int]) -> QuerySet[Aktivitet, Any]:
    i_kraft = bland("version__plan", planer)
    rader = Aktivitet.objects.filter(i_kraft, version__lage=Versionslage.FASTSTALLD)
    falt = ("version__plan", "nyckel", "rubrik", "rapportor_nu")
    return med_ansvar(rader).order_by("pk").values_list(*falt, named=True)


def _malen(planer: Sequence[int]) -> QuerySet[Planmal, Any]:
    i_kraft = bland("version__plan", planer)
    rader = Planmal.objects.filter(i_kraft, version__lage=Versionslage.FASTSTALLD)
    beror = rader.filter(mal__isnull=False).exclude(koppling=Planmal.Koppling.BEROR_INTE)
    i_ordning = beror.order_by("mal__niva__ordning", "mal__nummer", "pk")
    return i_ordning.values_list("version__plan", "mal", "mal__nummer", "mal__kort", named=True)


def _ater(varven: Sequence[int]) -> QuerySet[Aterskick]:
    return Aterskick.objects.oppna().filter(bland("varv", varven)).order_by("pk")


def _bedomda(varven: Sequence[int]) -> QuerySet[Malbedomning, Any]:
    rader = Malbedomning.objects.filter(bland("varv", varven)).order_by("pk")
    return rader.values_list("varv", "mal", "klar", "avtryck", "av__namn", "tid", named=True)


def _lasta(varven: Sequence[int]) -> QuerySet[Rostgenomgang, Any]:
    rader = Rostgenomgang.objects.filter(bland("varv", varven)).order_by("pk")
    return rader.values_list("varv", "vad", "antal", "av__namn", "tid", named=True)


def _lagen(planer: Sequence[int]) -> QuerySet[Aktivitetslage, Any]:
    """The latest report of each activity."""
    rader = Aktivitetslage.objects.filter(bland("plan", planer))
    falt = ("plan", "aktivitet", "varv", "status", "av__namn", "tid")
    senaste = rader.order_by("plan", "aktivitet", "-tid", "-pk").distinct("plan", "aktivitet")
    return senaste.values_list(*falt, named=True)


_AKTIVITETERNA = Kvarfraga(_aktiviteterna, forberedd=True)
_MALEN = Kvarfraga(_malen, forberedd=True)
_ATER = Kvarfraga(_ater, forberedd=True)
_BEDOMDA = Kvarfraga(_bedomda, forberedd=True)
_LASTA = Kvarfraga(_lasta, forberedd=True)
_LAGEN = Kvarfraga(_lagen, forberedd=True)


def _mal(varv: Varv, u: _Underlag) -> Iterator[Dellage]:
    avtryck = malavtryck(u.varden[varv.pk])
    for rad in u.mal[varv.plan_id]:
        gjord = u.bedomda.get((varv.pk, rad.mal))
        lank = u.adresser["uppfoljning:bedom"].format(varv.pk, rad.mal)
        namn = u.malens_namn[rad.mal]
        grund = (Delslag.MAL, f"mal:{rad.mal}", namn, varv.plan.planansvarig, lank)
        if gjord is None:
            yield Dellage(*grund, kvar="inte bedömt")
        elif not gjord.klar:
            yield Dellage(*grund, kvar="bedömningen är ett utkast")
        elif _annat(gjord.avtryck, avtryck.get(rad.mal, "")):
            yield Dellage(*grund, kvar="värden har ändrats sedan bedömningen")
        else:
            yield Dellage(*grund, klar_av=gjord.av__namn, klar_tid=gjord.tid)


def fallen(gjord: Malbedomning, avtryck: str) -> bool:
    """Say whether the values that the judgement rests on are others now."""
    return gjord.klar and _annat(gjord.avtryck, avtryck)


def _annat(da: str, nu: str) -> bool:
    """Say whether what was measured is another; what had nothing to rest on is not."""
    return bool(da) and da != nu


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
            av, tid = (markering.av, markering.tid) if markering else ("", None)
            yield Dellage(*grund, vardet, klar_av=av, klar_tid=tid)
        else:
            varfor = "värdet har ändrats sedan det klarmarkerades"
            kvar = varfor if lage.fallen else "värdet är inte klarmarkerat"
            yield Dellage(*grund, vardet, kvar=kvar, att_markera=indikator.pk)


def _aktiviteter(varv: Varv, u: _Underlag) -> Iterator[Dellage]:
    sidan = u.adresser["cykel:aktiviteter"].format(varv.plan_id)
    for rad in u.aktiviteter[varv.plan_id]:
        lage = u.lagen.get((varv.plan_id, rad.nyckel))
        vem = u.folk[rad.rapportor_nu]
        lank = f"{sidan}#a-{rad.nyckel}"
        grund = (Delslag.AKTIVITET, f"aktivitet:{rad.nyckel}", rad.rubrik, vem, lank)
        if lage is None or (lage.varv != varv.pk and lage.status not in AVSLUT):
            yield Dellage(*grund, kvar="inte rapporterad")
        else:
            yield Dellage(*grund, klar_av=lage.av__namn, klar_tid=lage.tid)


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
            yield Dellage(*grund, klar_av=gjord.av__namn, klar_tid=gjord.tid)


def _med_aterskick(ett: Dellage, ater: dict[str, Aterskick]) -> Dellage:
    if ett.nyckel not in ater:
        return ett
    return Dellage(ett.slag, ett.nyckel, ett.namn, ett.vem, ett.lank, kvar="skickad åter")
