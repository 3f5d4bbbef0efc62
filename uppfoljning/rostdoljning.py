"""What residents said, as a report may tell it: few are hidden by the rule of the synpunktsrapport.

A lap's own snapshot keeps every count, for those who judge it. A report goes to everyone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kvalitet.statistik import dolj_tabell
from synpunkter.models import Synpunkt
from synpunkter.statistik import MINST
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Antal, Belagg, Maluppfyllelserapport, Synpunkter

ALLA, OVRIGA = "alla", "övriga"
KLAGOMAL = Synpunkt.Typ.KLAGOMAL.label
FA = f"Färre än {MINST}"


def dolj_rost(u: Maluppfyllelserapport) -> Maluppfyllelserapport:
    """The same report without the counts that could point somebody out."""
    return replace(
        u,
        synpunkter=dolj_synpunkter(u.synpunkter) if u.synpunkter else None,
        mal=tuple(
            # What lies behind each goal's brister is shown where it is judged, and not here.
            replace(m, rost=modell.INGEN_ROST, belagg=tuple(map(_belagg, m.belagg)))
            for m in u.mal
        ),
    )


def _belagg(b: Belagg) -> Belagg:
    sma = b.slag == "Synpunkter" and b.utfall.isdecimal() and 0 < int(b.utfall) < MINST
    return replace(b, utfall=FA) if sma else b


def dolj_synpunkter(s: Synpunkter) -> Synpunkter:
    summa = s.summa
    if s.alla is not None or summa.antal is None:
        return s
    nu = _dolda({t.namn: t.antal or 0 for t in s.per_typ}, summa.antal)
    forra = _dolda({t.namn: t.forra or 0 for t in s.per_typ}, summa.forra or 0)
    typer = tuple(_dolj(t, t.namn in nu, t.namn in forra) for t in s.per_typ)
    return replace(
        s,
        per_typ=typer,
        alla=_dolj(summa, ALLA in nu, ALLA in forra) if nu or forra else None,
        vanligaste=_enheter(s.vanligaste, summa.antal),
        teman=tuple(_dolj(t, _fa(t.antal), _fa(t.forra)) for t in s.teman),
    )


def _dolda(per_typ: Mapping[str, int], alla: int) -> frozenset[str]:
    """Every sum that a reader can do, with what the synpunktsrapport tells: all, complaints and
    the others."""
    nagra = {typ: n for typ, n in per_typ.items() if n}
    if not nagra:
        return frozenset()
    andra = [typ for typ in nagra if typ != KLAGOMAL]
    summor: list[tuple[str, Sequence[str]]] = [(ALLA, list(nagra))]
    celler = {**nagra, ALLA: alla}
    if andra:
        celler[OVRIGA] = sum(nagra[typ] for typ in andra)
        summor += [(OVRIGA, andra), (ALLA, [OVRIGA, *(t for t in nagra if t == KLAGOMAL)])]
    return dolj_tabell(celler, summor, MINST)


def _enheter(rader: Sequence[Antal], alla: int) -> tuple[Antal, ...]:
    """Those that may be told; the largest only, so that the rest is nobody or enough."""
    kvar = [rad for rad in rader if not _fa(rad.antal)]
    while kvar and _fa(alla - sum(rad.antal or 0 for rad in kvar)):
        kvar.remove(min(kvar, key=lambda rad: rad.antal or 0))
    return tuple(_dolj(rad, False, _fa(rad.forra)) for rad in kvar)


def _fa(n: int | None) -> bool:
    return n is not None and 0 < n < MINST


def _dolj(a: Antal, nu: bool, forra: bool) -> Antal:
    """What is hidden already stays so."""
    nu, forra = nu or a.dold, forra or a.forra_dold
    return replace(
        a,
        antal=None if nu else a.antal,
        dold=nu,
        forra=None if forra else a.forra,
        forra_dold=forra,
    )
