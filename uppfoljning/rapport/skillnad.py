"""What has changed from one report to the next: two snapshots compared, worst first. Pure.

The same snapshot twice gives nothing. Exchange the two and every change comes back mirrored: what
was worse is better, what was new is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from kvalitet.statistik import Forandring
from uppfoljning.bedomning import Bedomning, Prognos
from uppfoljning.rapport import skrift
from uppfoljning.rapport.mening import GRAD, PROGNOS, SAMST, TRENDORD, ankare
from uppfoljning.rapport.modell import (
    Arbetslage,
    Atgard,
    Effekt,
    Lardom,
    Lardomslage,
    Lucka,
    Mal,
    Maluppfyllelserapport,
    Uppdrag,
)

T = TypeVar("T")


class Riktning(StrEnum):
    """In the order of the page."""

    SAMRE = "samre"
    BATTRE = "battre"
    ANNAT = "annat"
    """Neither: it could not be judged before, or cannot now."""
    NYTT = "nytt"
    BORTA = "borta"

    @property
    def spegel(self) -> Riktning:
        return _SPEGEL.get(self, self)


_SPEGEL = {
    Riktning.SAMRE: Riktning.BATTRE,
    Riktning.BATTRE: Riktning.SAMRE,
    Riktning.NYTT: Riktning.BORTA,
    Riktning.BORTA: Riktning.NYTT,
}


class Slag(StrEnum):
    """What a change is of, the heaviest first."""

    BEDOMNING = "bedomning"
    PROGNOS = "prognos"
    TREND = "trend"
    MAL = "mal"
    UPPDRAG = "uppdrag"
    EFFEKT = "effekt"
    ATGARD = "atgard"
    LARDOM = "lardom"
    UPPREPAD = "upprepad"
    LUCKA = "lucka"


@dataclass(frozen=True, slots=True, kw_only=True)
class Andring:
    """One change. `ankare` is the place in the later report's web twin; "" when it is not there.
    `tyngd`: what is heaviest of its kind has the lowest."""

    slag: Slag
    riktning: Riktning
    nyckel: Hashable
    text: str
    ankare: str = ""
    tyngd: int = 0
    vantat: bool = False
    """Gone, as what is finished leaves the next report by itself: nothing to tell of."""


def skillnad(forra: Maluppfyllelserapport, nu: Maluppfyllelserapport) -> tuple[Andring, ...]:
    """Return what is not as it was, the worst first."""
    alla = [
        *_malen(forra, nu),
        *_uppdragen(forra.uppdrag, nu.uppdrag),
        *_atgarderna(_med_provade(forra, nu), _med_provade(nu, forra)),
        *_lardomarna(forra.lardomar, nu.lardomar),
        *_luckorna(forra.saknas, nu.saknas),
    ]
    riktningar, slagen = list(Riktning), list(Slag)
    return tuple(
        sorted(alla, key=lambda a: (riktningar.index(a.riktning), slagen.index(a.slag), a.tyngd))
    )


# --- goals ------------------------------------------------------------------------------------

_BEDOMNING = {Bedomning.EJ: 1, Bedomning.DELVIS: 2, Bedomning.UPPFYLLT: 3}
_PROGNOS = {Prognos.VANTAS_INTE: 1, Prognos.OSAKERT: 2, Prognos.VANTAS: 3}
_TREND = {Forandring.FORSAMRING: 1, Forandring.OFORANDRAT: 2, Forandring.FORBATTRING: 3}


def _malen(forra: Maluppfyllelserapport, nu: Maluppfyllelserapport) -> Iterator[Andring]:
    for par in _par(forra.mal, nu.mal, lambda m: m.id):
        if par.fore and par.efter:
            yield from _malet(par.nyckel, par.fore, par.efter)
        elif par.efter:
            text = f"Nytt: {skrift.ned(_namn(par.efter))}, {_grad(par.efter.bedomning)}"
            yield _andring(Slag.MAL, Riktning.NYTT, par.nyckel, text, ankare(par.efter))
        else:
            text = f"{_namn(par.ett)} är inte med längre"
            yield _andring(Slag.MAL, Riktning.BORTA, par.nyckel, text, "")


def _malet(nyckel: Hashable, fore: Mal, efter: Mal) -> Iterator[Andring]:
    plats, namn, tyngd = ankare(efter), _namn(efter), SAMST.index(efter.bedomning)
    if riktning := _riktning(_BEDOMNING, fore.bedomning, efter.bedomning):
        text = f"{namn}: från {_grad(fore.bedomning)} till {_grad(efter.bedomning)}"
        yield _andring(Slag.BEDOMNING, riktning, nyckel, text, plats, tyngd)
    riktning = _riktning(_PROGNOS, fore.prognos, efter.prognos)
    if riktning and fore.prognos and efter.prognos:  # at year's end nothing is left to forecast
        var, blev = (skrift.ned(PROGNOS[p]) for p in (fore.prognos, efter.prognos))
        text = f"{namn}: prognosen var ”{var}” och är nu ”{blev}”"
        yield _andring(Slag.PROGNOS, riktning, nyckel, text, plats, tyngd)
    if riktning := _riktning(_TREND, fore.trend, efter.trend):
        var, blev = (skrift.ned(TRENDORD[t]) for t in (fore.trend, efter.trend))
        text = f"{namn}: trenden var ”{var}” och är nu ”{blev}”"
        yield _andring(Slag.TREND, riktning, nyckel, text, plats, tyngd)


def _namn(m: Mal) -> str:
    return f"Mål {m.nummer}, {m.kort}"


def _grad(bedomning: Bedomning | None) -> str:
    return skrift.ned(GRAD[bedomning]) if bedomning else "ännu inte bedömt"


# --- uppdrag, åtgärder, lärdomar, gaps ----------------------------------------------------------

_ARBETE = {
    Arbetslage.FORSENAD: 1,
    Arbetslage.PLANERAD: 2,
    Arbetslage.PAGAR: 2,
    Arbetslage.KLAR: 3,
}
_SLUT = (Arbetslage.KLAR, Arbetslage.STRUKEN)
_SLUTORD = {
    (Arbetslage.KLAR, "t"): "klart",
    (Arbetslage.KLAR, "d"): "klar",
    (Arbetslage.STRUKEN, "t"): "struket",
    (Arbetslage.STRUKEN, "d"): "struken",
}
_OPROVAD = (Effekt.EJ_PROVAD, Effekt.FOR_TIDIGT)
_HJALPTE = {
    Effekt.NEJ: 1,
    Effekt.EJ_PROVAD: 2,
    Effekt.FOR_TIDIGT: 2,
    Effekt.DELVIS: 3,
    Effekt.JA: 4,
}
_LARDOM = {Lardomslage.UTKAST: 1, Lardomslage.FORESLAGEN: 1, Lardomslage.SAKRAD: 2}
UPPDRAG, LARANDE, OM = "uppdrag", "larande", "om"


def _uppdragen(forra: Iterable[Uppdrag], nu: Iterable[Uppdrag]) -> Iterator[Andring]:
    for par in _par(forra, nu, lambda u: (u.rubrik, u.giver, u.datum)):
        namn = f"”{par.ett.rubrik}”"
        if par.fore and par.efter:
            if riktning := _riktning(_ARBETE, par.fore.status, par.efter.status):
                lage = _i_arbete(par.fore.status, par.efter.status, "t")
                text = f"Uppdraget {namn} {lage}"
                yield _andring(Slag.UPPDRAG, riktning, par.nyckel, text, UPPDRAG)
        elif par.efter:
            text = f"Nytt uppdrag: {namn}{_redan(par.efter.status, 't')}"
            yield _andring(Slag.UPPDRAG, Riktning.NYTT, par.nyckel, text, UPPDRAG)
        else:
            yield _borta(Slag.UPPDRAG, par.nyckel, f"Uppdraget {namn}", par.ett.status in _SLUT)


def _med_provade(rapport: Maluppfyllelserapport, annan: Maluppfyllelserapport) -> list[Atgard]:
    """A remedy that is done leaves the list of a later report, but its goal tells how it went."""
    finns = {_atgardsnyckel(a) for a in rapport.atgarder}
    sokta = {_atgardsnyckel(a) for a in annan.atgarder} - finns
    provade = {
        (p.rubrik, m.nummer): Atgard(
            rubrik=p.rubrik,
            ansvarig=p.ansvarig,
            alder_dagar=0,
            status=p.status,
            mal=m.nummer,
            effekt=p.effekt,
        )
        for m in rapport.mal
        for p in m.prov
    }
    return [*rapport.atgarder, *(a for nyckel, a in provade.items() if nyckel in sokta)]


def _atgardsnyckel(atgard: Atgard) -> tuple[str, str]:
    return atgard.rubrik, atgard.mal


def _atgarderna(forra: Iterable[Atgard], nu: Iterable[Atgard]) -> Iterator[Andring]:
    for par in _par(forra, nu, _atgardsnyckel):
        namn = f"”{par.ett.rubrik}”"
        if par.fore and par.efter:
            yield from _atgarden(par.nyckel, par.fore, par.efter)
        elif par.efter:
            text = f"Ny åtgärd: {namn}{_redan(par.efter.status, 'd')}"
            if par.efter.effekt not in _OPROVAD:
                text += f", {_hjalpte(par.efter.effekt)}"
            yield _andring(Slag.ATGARD, Riktning.NYTT, par.nyckel, text, LARANDE)
        else:
            yield _borta(Slag.ATGARD, par.nyckel, f"Åtgärden {namn}", par.ett.status in _SLUT)


def _atgarden(nyckel: Hashable, fore: Atgard, efter: Atgard) -> Iterator[Andring]:
    namn = f"Åtgärden ”{efter.rubrik}”"
    arbete = _riktning(_ARBETE, fore.status, efter.status)
    effekt = _riktning(_HJALPTE, fore.effekt, efter.effekt)
    i_arbete = _i_arbete(fore.status, efter.status, "d")
    if arbete and arbete is effekt:
        text = f"{namn} {i_arbete} och {_hjalpte(efter.effekt)}"
        yield _andring(Slag.EFFEKT, effekt, nyckel, text, LARANDE)
        return
    if arbete:
        yield _andring(Slag.ATGARD, arbete, nyckel, f"{namn} {i_arbete}", LARANDE)
    if effekt:
        text = f"{namn} {_hjalpte(efter.effekt)}"
        yield _andring(Slag.EFFEKT, effekt, nyckel, text, LARANDE)


def _lardomarna(forra: Iterable[Lardom], nu: Iterable[Lardom]) -> Iterator[Andring]:
    for par in _par(forra, nu, lambda x: x.rubrik):
        namn = f"”{par.ett.rubrik}”"
        if par.fore and par.efter:
            yield from _lardomen(par.nyckel, par.fore, par.efter)
        elif par.efter:
            sakrad = par.efter.lage is Lardomslage.SAKRAD
            text = f"Ny lärdom: {namn}, {'säkrad' if sakrad else 'inte säkrad än'}"
            yield _andring(Slag.LARDOM, Riktning.NYTT, par.nyckel, text, LARANDE)
        else:
            # A lap's learnings are told in its own report.
            yield _borta(Slag.LARDOM, par.nyckel, f"Lärdomen {namn}", True)


def _lardomen(nyckel: Hashable, fore: Lardom, efter: Lardom) -> Iterator[Andring]:
    namn = f"Lärdomen ”{efter.rubrik}”"
    if riktning := _riktning(_LARDOM, fore.lage, efter.lage):
        sakrad = efter.lage is Lardomslage.SAKRAD
        text = f"{namn} är {'säkrad' if sakrad else 'inte säkrad längre'}"
        yield _andring(Slag.LARDOM, riktning, nyckel, text, LARANDE)
    if efter.upprepad and not fore.upprepad:
        text = f"Samma fel har hänt igen, trots lärdomen ”{efter.rubrik}”"
        yield _andring(Slag.UPPREPAD, Riktning.SAMRE, nyckel, text, LARANDE)
    elif fore.upprepad and not efter.upprepad:
        text = f"{namn} räknas inte längre som upprepad"
        yield _andring(Slag.UPPREPAD, Riktning.BATTRE, nyckel, text, LARANDE)


def _luckorna(forra: Iterable[Lucka], nu: Iterable[Lucka]) -> Iterator[Andring]:
    for par in _par(forra, nu, lambda x: x.vad):
        vad = skrift.ned(par.ett.vad.rstrip("."))
        if par.fore is None:
            text = f"Saknas nu: {vad} (ansvarig: {par.ett.ansvarig})"
            yield _andring(Slag.LUCKA, Riktning.SAMRE, par.nyckel, text, OM)
        elif par.efter is None:
            text = f"Saknas inte längre: {vad}"
            yield _andring(Slag.LUCKA, Riktning.BATTRE, par.nyckel, text, OM)


def _i_arbete(fore: Arbetslage, efter: Arbetslage, slut: str) -> str:
    """`slut`: the ending of the adjective, "t" of an uppdrag and "d" of an åtgärd."""
    igen = "är öppet igen" if slut == "t" else "är öppen igen"
    if efter is Arbetslage.FORSENAD:
        return f"{igen} och försena{slut}" if fore in _SLUT else f"är försena{slut}"
    if efter in _SLUT:
        return f"är {_SLUTORD[efter, slut]}"
    return igen if fore in _SLUT else f"är inte längre försena{slut}"


def _redan(lage: Arbetslage, slut: str) -> str:
    if lage is Arbetslage.FORSENAD:
        return f", redan försena{slut}"
    return f", redan {_SLUTORD[lage, slut]}" if lage in _SLUT else ""


def _hjalpte(effekt: Effekt) -> str:
    return {
        Effekt.JA: "hjälpte",
        Effekt.DELVIS: "hjälpte delvis",
        Effekt.NEJ: "hjälpte inte",
        Effekt.FOR_TIDIGT: "är för ny för att säga om den hjälpte",
        Effekt.EJ_PROVAD: "ska prövas igen, om den hjälpte",
    }[effekt]


# --- common -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Par(Generic[T]):
    """What has the same key in the two reports; one of them may lack it."""

    nyckel: Hashable
    fore: T | None
    efter: T | None
    ett: T
    """The later of those that are there."""


def _par(forra: Iterable[T], nu: Iterable[T], nyckel: Callable[[T], Hashable]) -> Iterator[_Par[T]]:
    """Pair them in the order of the later report; what it lacks comes last."""
    fore, efter = _per_nyckel(forra, nyckel), _per_nyckel(nu, nyckel)
    for namn in [*efter, *(namn for namn in fore if namn not in efter)]:
        ett = efter[namn] if namn in efter else fore[namn]
        yield _Par(namn, fore.get(namn), efter.get(namn), ett)


def _per_nyckel(rader: Iterable[T], nyckel: Callable[[T], Hashable]) -> dict[Hashable, T]:
    """Rows with the same key are told apart by their turn."""
    sedda: Counter[Hashable] = Counter()
    ut: dict[Hashable, T] = {}
    for rad in rader:
        namn = nyckel(rad)
        ut[namn, sedda[namn]] = rad
        sedda[namn] += 1
    return ut


def _riktning(rang: Mapping[T, int], fore: T | None, efter: T | None) -> Riktning | None:
    """Return which way it went; None when it did not, or not enough to be told."""
    if fore == efter:
        return None
    if fore is None or efter is None or fore not in rang or efter not in rang:
        return Riktning.ANNAT
    if rang[fore] == rang[efter]:
        return None
    return Riktning.SAMRE if rang[efter] < rang[fore] else Riktning.BATTRE


def _andring(
    slag: Slag, riktning: Riktning, nyckel: Hashable, text: str, plats: str, tyngd: int = 0
) -> Andring:
    return Andring(
        slag=slag, riktning=riktning, nyckel=nyckel, text=text, ankare=plats, tyngd=tyngd
    )


def _borta(slag: Slag, nyckel: Hashable, namn: str, vantat: bool) -> Andring:
    text = f"{namn} är inte med längre"
    return Andring(slag=slag, riktning=Riktning.BORTA, nyckel=nyckel, text=text, vantat=vantat)
