"""A survey on the page of a goal, from what a snapshot keeps of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kvalitet.diagram import Diagram, spann
from kvalitet.statistik import Forandring
from kvalitet.texter import datum, procent, tal
from uppfoljning.externa import EXTERN
from uppfoljning.rapport import modell

FOR_FA = ".. för få svar"
DOLT_KON = "Kvinnor och män har för få svar för att visas var för sig."
SKALOR = {"NKI": "0 till 100", "index": "0 till 100", "medelvärde": "1 till 10"}
BESTAMT = {"andel, %": "Andelen", "medelvärde": "Medelvärdet"}
FORANDRING = {
    Forandring.FORBATTRING: "förbättring",
    Forandring.OFORANDRAT: "oförändrat, skillnaden ryms i osäkerheten",
    Forandring.FORSAMRING: "försämring",
}


@dataclass(frozen=True)
class Fragevy:
    """One question's result; `slutsats` says it with its uncertainty, in plain words."""

    id: str
    text: str
    spann: Diagram | None
    slutsats: str
    kon: tuple[tuple[str, str], ...]
    forandring: str


@dataclass(frozen=True)
class Enkatvy:
    id: str
    namn: str
    lank: str
    rubrik: str
    fragor: tuple[Fragevy, ...]
    sammanfattning: str
    teman: tuple[tuple[str, str], ...]
    pagar: str
    fotnot: str


def enkatvy(u: modell.Undersokning, nummer: int, lank: str) -> Enkatvy:
    ident = f"u-{u.id or f'f{nummer}'}"
    fragor = [_fraga(f, u, f"{ident}-{n}") for n, f in enumerate(u.fragor, 1)]
    dolt_kon = len(fragor) > 1 and all(_for_fa_kon(f) for f in fragor)
    return Enkatvy(
        id=ident,
        namn=u.namn,
        lank=lank,
        rubrik=_rubrik(u),
        fragor=tuple(replace(f, kon=()) for f in fragor) if dolt_kon else tuple(fragor),
        sammanfattning=u.sammanfattning,
        teman=tuple((t.namn, FOR_FA if t.antal is None else tal(t.antal)) for t in u.teman),
        pagar=_pagar(u),
        fotnot=f"{DOLT_KON} {_fotnot(u)}" if dolt_kon else _fotnot(u),
    )


def _for_fa_kon(f: Fragevy) -> bool:
    return bool(f.kon) and all(varde == FOR_FA for _, varde in f.kon)


def _rubrik(u: modell.Undersokning) -> str:
    """Without how many were asked where the supplier has not said so for the unit."""
    if not u.svar and u.fragor and not u.urval:
        return "För få svar"  # a supplier's hidden figures come without their number of answers
    return f"{tal(u.svar)} svar" + (
        f", {tal(u.urval - u.overtackning)} tillfrågade" if u.urval else ""
    )


def _pagar(u: modell.Undersokning) -> str:
    if u.pagar_till is None:
        return ""
    sista = datum(u.pagar_till)
    return f"Resultatet visas när undersökningen har stängt. Sista dagen att svara är {sista}."


def _fraga(f: modell.Fraga, u: modell.Undersokning, ident: str) -> Fragevy:
    nki, slutsats = f.matt == "NKI", _slutsats(f, u)
    forandring = FORANDRING.get(f.forandring, "")
    return Fragevy(
        id=ident,
        text=f.text,
        spann=_spann(f, slutsats) if nki else None,
        slutsats=slutsats,
        kon=(("Kvinnor", _kon(f, "K")), ("Män", _kon(f, "M"))) if _har_kon(f) else (),
        forandring=f"Sedan {u.jamfor_med}: {forandring}." if forandring and u.jamfor_med else "",
    )


def _har_kon(f: modell.Fraga) -> bool:
    v = f.varde
    return v.k is not None or v.m is not None or bool({"K", "M"} & set(v.dolda))


def _kon(f: modell.Fraga, kon: str) -> str:
    varde = f.varde.k if kon == "K" else f.varde.m
    if kon in f.varde.dolda:
        return FOR_FA
    return "–" if varde is None else tal(varde, 1)


def _slutsats(f: modell.Fraga, u: modell.Undersokning) -> str:
    t = f.varde.t
    if "T" in f.varde.dolda or t is None:
        return f"För få svar för att visas (..). Det behövs minst {u.troskel}."
    andel = f.matt == "andel, %"
    if f.matt == "NKI":
        namn = f.matt
    elif len(u.fragor) == 1:
        namn = f"{'Andelen' if andel else f.matt.capitalize()} för ”{f.text}”"
    else:  # the question is the heading above
        namn = BESTAMT.get(f.matt, f.matt.capitalize())
    mening = f"{namn} är {tal(t, 1)}{' procent' if andel else _skala(f, u)}."
    if f.n is not None and f.n != u.svar:
        mening = f"{mening} {tal(f.n)} har svarat på frågan."
    if f.undre is None or f.ovre is None:
        return mening
    if f.undre == f.ovre and f.n == u.ram:
        return f"{mening} Alla i gruppen har svarat, så värdet är exakt."
    return (
        f"{mening} Med 95 procents säkerhet ligger det mellan "
        f"{tal(f.undre, 1)} och {tal(f.ovre, 1)}."
    )


def _skala(f: modell.Fraga, u: modell.Undersokning) -> str:
    """A supplier's mean may be of any scale; those of our own surveys are known."""
    kand = f.matt in SKALOR and not (f.matt == "medelvärde" and u.id.startswith(EXTERN))
    return f" på en skala från {SKALOR[f.matt]}" if kand else ""


def _spann(f: modell.Fraga, slutsats: str) -> Diagram | None:
    if f.varde.t is None or f.undre is None or f.ovre is None:
        return None
    return spann(float(f.varde.t), (float(f.undre), float(f.ovre)), titel=slutsats)


def _fotnot(u: modell.Undersokning) -> str:
    if not u.urval:
        frekvens = "Hur många som tillfrågades är inte känt."
    elif u.svarsfrekvens is None:
        frekvens = "Svarsfrekvens går inte att räkna: fler har svarat än som tillfrågades."
    else:
        frekvens = f"Svarsfrekvens {procent(u.svarsfrekvens, 1)}."
    if u.pagar_till:
        return frekvens
    visas = any("T" not in f.varde.dolda for f in u.fragor)
    korrigerat = " Intervallet är korrigerat för gruppens storlek." if visas and u.ram else ""
    return f"{frekvens} Färre än {u.troskel} svar visas inte (..).{korrigerat}"
