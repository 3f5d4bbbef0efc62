"""What the pages of follow-up draw: charts and tables of the evidence. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kvalitet.diagram import Diagram, spann
from kvalitet.statistik import Skattning
from kvalitet.texter import datum, procent, tal
from uppfoljning.enkatresultat import Matt
from uppfoljning.enkatvisning import slutsats as fragans_slutsats
from uppfoljning.models import Fraga
from uppfoljning.rapport import modell
from uppfoljning.undersokning import Resultat, fragetext

# --- surveys ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Undersokningsvy:
    """A survey's result. All text is made from what may be shown; nothing hidden is here."""

    id: str
    namn: str
    pk: int
    rubrik: str
    spann: Diagram | None
    slutsats: str
    kon: tuple[tuple[str, str], ...]
    fragor: tuple[tuple[str, str], ...]
    """The other questions, each with what it says."""
    fotnot: str


def undersokningsvy(r: Resultat) -> Undersokningsvy:
    u = r.undersokning
    return Undersokningsvy(
        id=f"u-{u.pk}",
        namn=u.namn,
        pk=u.pk,
        rubrik=f"{tal(r.n)} svar, {tal(u.urval - u.overtackning)} tillfrågade",
        spann=_spann(r),
        slutsats=slutsats(r),
        kon=()
        if r.pagar or r.huvud is None
        else (("Kvinnor", _eller_dolt(r.kvinnor)), ("Män", _eller_dolt(r.man))),
        fragor=tuple(
            (fragetext(f, Matt()), fragans_slutsats(r, f)) for f in r.fragor if f is not r.huvud
        ),
        fotnot=_undersokningsfotnot(r),
    )


def slutsats(r: Resultat) -> str:
    """What the result says, with its uncertainty, in plain words."""
    t = r.totalt
    if r.pagar:
        sista = datum(r.undersokning.stanger)
        return f"Resultatet visas när undersökningen har stängt. Sista dagen att svara är {sista}."
    if r.visas and r.huvud is None:
        return "Resultatet står fråga för fråga."
    if t is None:
        return f"För få svar för att visas (..). Det behövs minst {r.undersokning.troskel}."
    mening = f"{_matt(r)} är {tal(t.varde, 1)} på en skala från {_skala(r)}."
    if t.undre is None or t.ovre is None:
        return mening
    if t.undre == t.ovre and t.n == r.undersokning.ram:
        return f"{mening} Alla i gruppen har svarat, så värdet är exakt."
    spann = f"{tal(t.undre, 1)} och {tal(t.ovre, 1)}"
    return f"{mening} Med 95 procents säkerhet ligger det mellan {spann}."


def _matt(r: Resultat) -> str:
    """What the survey's number is called: NKI, or the measure and its question."""
    if r.huvud is None or r.huvud.fraga.slag == Fraga.Slag.NKI:
        return "NKI"
    return f"{r.huvud.enhet.capitalize()} för ”{r.huvud.fraga.text}”"


def _skala(r: Resultat) -> str:
    tio = r.huvud is not None and r.huvud.fraga.slag == Fraga.Slag.SKALA_10
    return "1 till 10" if tio else "0 till 100"


def _eller_dolt(s: Skattning | None) -> str:
    return tal(s.varde, 1) if s else ".. för få svar"


def _undersokningsfotnot(r: Resultat) -> str:
    u = r.undersokning
    if r.frekvens is None:
        frekvens = "Svarsfrekvens går inte att räkna: fler har svarat än som tillfrågades."
    else:
        frekvens = f"Svarsfrekvens {procent(r.frekvens.procent, 1)}."
    if r.pagar:
        return frekvens
    korrigerat = ""
    if r.visas and u.ram is not None and u.ram >= r.n:
        korrigerat = " Intervallet är korrigerat för gruppens storlek."
    return f"{frekvens} Färre än {u.troskel} svar visas inte (..).{korrigerat}"


def _spann(r: Resultat) -> Diagram | None:
    t = r.totalt
    if t is None or t.undre is None or t.ovre is None:
        return None
    # The estimate's last digits are noise; the drawing says what the sentence says.
    tio = r.huvud is not None and r.huvud.fraga.slag == Fraga.Slag.SKALA_10
    skala = (1, 10) if tio else (0, 100)
    return spann(t.varde, (t.undre, t.ovre), skala=skala, titel=slutsats(r))


# --- synpunkter ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stapel:
    namn: str
    antal: int
    bredd: str
    forra: str


def staplar(rader: tuple[modell.Antal, ...]) -> list[Stapel]:
    """Bars in the order given; the widest is the largest."""
    storst = max((rad.antal or 0 for rad in rader), default=0)
    return [
        Stapel(
            namn=rad.namn,
            antal=rad.antal or 0,
            bredd=f"{100 * (rad.antal or 0) / storst if storst else 0:.0f}",
            forra="" if rad.forra is None else tal(rad.forra),
        )
        for rad in rader
    ]
