"""The report's tables of many rows: in what order, and how much of them is printed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from uppfoljning.bedomning import Lage
from uppfoljning.rapport.malvy import SAMST_FORST
from uppfoljning.rapport.modell import (
    Antal,
    Arbetslage,
    Atgard,
    Brist,
    Delunderlag,
    Fraga,
    Indikator,
    Kontroll,
    Kontrollresultat,
    Lardom,
    Lucka,
    Maluppfyllelserapport,
    Metodandring,
    NiSa,
    Nyckeltal,
    Undersokning,
    Uppdrag,
)
from uppfoljning.rapport.urval import FLEST_I_RUTA, FLEST_RADER, Urval, urval


@dataclass(frozen=True, slots=True)
class Enkatvy:
    enkat: Undersokning
    fragor: Urval[Fraga]


@dataclass(frozen=True, slots=True)
class Kallrad:
    """A source: the days on which it was measured, and the indicators that rest on it."""

    namn: str
    indikatorer: tuple[str, ...]
    fran: date | None
    till: date | None


@dataclass(frozen=True, slots=True)
class Tabeller:
    n_natt: int
    n_ej: int
    n_saknas: int
    uppdrag: Urval[Uppdrag]
    indikatorer: Urval[Indikator]
    nyckeltal: Urval[Nyckeltal]
    kontroller: Urval[Kontroll]
    per_typ: Urval[Antal]
    vanligaste: Urval[Antal]
    ni_sa: Urval[NiSa]
    enkater: Urval[Enkatvy]
    brister: Urval[Brist]
    atgarder: Urval[Atgard]
    lardomar: Urval[Lardom]
    saknas: Urval[Lucka]
    kallor: Urval[Kallrad]
    metodandringar: Urval[Metodandring]
    delunderlag: Urval[Delunderlag]
    """The approved ones."""


def tabeller(u: Maluppfyllelserapport, webb: bool) -> Tabeller:
    """The web shows everything, print as many rows as a reader reads."""
    flest, ruta = (None, None) if webb else (FLEST_RADER, FLEST_I_RUTA)
    lagen = [i.lage for i in u.indikatorer]
    s, kontroller = u.synpunkter, u.internkontroll.kontroller if u.internkontroll else ()
    aldst_brist = sorted(u.brister, key=lambda b: -b.alder_dagar)
    aldst_atgard = sorted(u.atgarder, key=lambda a: -a.alder_dagar)
    return Tabeller(
        n_natt=lagen.count(Lage.NATT),
        n_ej=lagen.count(Lage.EJ_NATT),
        n_saknas=lagen.count(Lage.SAKNAS),
        uppdrag=urval(
            u.uppdrag,
            flest,
            "uppdrag",
            nyckel=lambda x: x.status is not Arbetslage.FORSENAD,
            forst="de försenade först",
        ),
        indikatorer=urval(
            u.indikatorer,
            flest,
            "indikatorer",
            nyckel=lambda i: i.lage is Lage.NATT,
            forst=SAMST_FORST,
        ),
        nyckeltal=urval(u.nyckeltal, flest, "nyckeltal"),
        kontroller=urval(
            kontroller,
            flest,
            "kontroller",
            nyckel=_gick_bra,
            forst="de med anmärkning och de som saknas först",
        ),
        per_typ=urval(s.per_typ if s else (), ruta, "typer"),
        vanligaste=urval(s.vanligaste if s else (), ruta, "områden"),
        ni_sa=urval(s.ni_sa if s else (), ruta, "svar"),
        enkater=urval([_enkat(x, flest) for x in u.undersokningar], ruta, "undersökningar"),
        brister=urval(aldst_brist, flest, "brister"),
        atgarder=urval(aldst_atgard, flest, "åtgärder"),
        lardomar=urval(u.lardomar, flest, "lärdomar"),
        saknas=urval(_saknas(u), flest, "uppgifter"),
        kallor=urval(_kallor(u.indikatorer), ruta, "källor"),
        metodandringar=urval(u.metodandringar, ruta, "ändringar"),
        delunderlag=urval([d for d in u.delunderlag if d.sha256], flest, "uppföljningar"),
    )


def _gick_bra(k: Kontroll) -> bool:
    return k.resultat is Kontrollresultat.UTAN or (k.resultat is None and not k.sen)


def _enkat(x: Undersokning, flest: int | None) -> Enkatvy:
    return Enkatvy(x, urval(x.fragor, flest, "frågor"))


def _saknas(u: Maluppfyllelserapport) -> list[Lucka]:
    """What nobody has handed in, the units that are not approved included."""
    enheter = [
        Lucka(vad=f"Godkänd uppföljning från {d.enhet}", ansvarig=d.ansvarig or "Inte utsedd")
        for d in u.delunderlag
        if not d.sha256
    ]
    return [*u.saknas, *enheter]


def _kallor(indikatorer: Sequence[Indikator]) -> list[Kallrad]:
    """Each source once, in the order in which the goals name them."""
    per: dict[str, list[Indikator]] = {}
    for i in indikatorer:
        if i.kalla:
            per.setdefault(i.kalla, []).append(i)
    return [
        Kallrad(
            kalla,
            tuple(i.nummer for i in alla),
            min((i.matdatum for i in alla if i.matdatum), default=None),
            max((i.matdatum for i in alla if i.matdatum), default=None),
        )
        for kalla, alla in per.items()
    ]
