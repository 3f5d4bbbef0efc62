"""What the two templates of a month need beyond the report itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from kvalitet.diagram import TRYCK, WEBB, Linjediagram, kolumnbredd
from uppfoljning.bedomning import Lage
from uppfoljning.rapport import skrift
from uppfoljning.rapport.figurer import indikatorfigur
from uppfoljning.rapport.lasforst import Lasforst
from uppfoljning.rapport.malvy import MAX_PUNKTER, slutsats
from uppfoljning.rapport.manad.forst import battre, lasforst, samre, signal
from uppfoljning.rapport.manad.modell import (
    Enhetsaktivitet,
    Enhetsatgard,
    Manadsrapport,
    Tal,
)
from uppfoljning.rapport.modell import Indikator, Punkt, Uppdrag
from uppfoljning.rapport.omslag import Ram, med_utkast, ram

FLEST_INDIKATORER, FLEST_EKONOMI, FLEST_RADER, FLEST_SAKNAS = 10, 4, 6, 3
"""What four pages hold; the rest stands in the Excel file."""
SIDA, TABELL, RAD, BILD = 215, 15, 12, 48
"""About how high a page, the head of a table, its row and a chart are, in mm."""
FLEST_BILDER = 2
FA = 4
"""Rows that leave room for the next part on the same page."""
ORDLISTA = (
    ("Årets mål", "Det målvärde som verksamhetsplanen har för indikatorn."),
    ("Signal", "Säger om ändringen är större än slumpen brukar ge (styrdiagram)."),
    ("Två punkter (..)", "Färre än fem, eller går att räkna ut ur något sådant. Visas inte."),
    ("Tankstreck (–)", "Uppgift finns inte eller är inte tillämplig. Det är aldrig noll."),
    ("Saknas", "Uppgiften borde finnas. Den ansvariga står bredvid."),
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rad:
    ankare: str
    rubrik: str


INNEHALL = (
    Rad("forst", "Läs detta först"),
    Rad("indikatorer", "Indikatorer"),
    Rad("arbetet", "Aktiviteter, uppdrag och åtgärder"),
    Rad("rost", "Invånarnas röst"),
    Rad("om", "Om rapporten"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bild:
    """A chart and the table under it. `bredd`: width of a column in mm."""

    ankare: str
    rubrik: str
    utsaga: str
    indikator: Indikator
    bild: Linjediagram
    punkter: tuple[Punkt, ...]
    bredd: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Synpunktsrad:
    """A line of the table: the month, the one before, the same a year ago, as printed."""

    namn: str
    tal: tuple[str, ...]
    summa: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manadsvy:
    u: Manadsrapport
    ram: Ram
    forst: Lasforst
    manad: str
    innehall: tuple[Rad, ...]
    kom: tuple[Indikator, ...]
    ekonomi: tuple[Indikator, ...]
    ny_arbetet: bool
    ny_rost: bool
    fler_indikatorer: int
    bilder: tuple[Bild, ...]
    aktiviteter: tuple[Enhetsaktivitet, ...]
    fler_aktiviteter: int
    uppdrag: tuple[Uppdrag, ...]
    fler_uppdrag: int
    atgarder: tuple[Enhetsatgard, ...]
    fler_atgarder: int
    manader: tuple[str, ...]
    synpunkter: tuple[Synpunktsrad, ...]
    svarstider: tuple[Synpunktsrad, ...]
    saknas_fler: int
    ordlista: tuple[tuple[str, str], ...] = ORDLISTA


def titel(u: Manadsrapport, utkast: bool) -> str:
    manad = skrift.period(u.period_fran, u.period_till)
    return med_utkast(f"Månadsrapport {manad}, {u.namnd}", utkast)


def vy(u: Manadsrapport, *, utkast: bool, fingeravtryck: str, webb: bool = False) -> Manadsvy:
    manad = skrift.period(u.period_fran, u.period_till)
    kom = sorted(u.kom, key=lambda i: (i.lage is not Lage.EJ_NATT, not samre(i)))
    ekonomi, sena = u.ekonomi[:FLEST_EKONOMI], u.sena_atgarder
    rader = min(len(kom), FLEST_INDIKATORER) + len(ekonomi)
    plats = (SIDA - TABELL * (2 if ekonomi else 1) - RAD * rader) // BILD
    bilder = _bilder(u, webb, max(0, min(FLEST_BILDER, plats)))
    return Manadsvy(
        u=u,
        ram=ram(
            u, titel=titel(u, utkast), period=manad, utkast=utkast, fingeravtryck=fingeravtryck
        ),
        forst=lasforst(u),
        manad=manad,
        innehall=INNEHALL,
        kom=tuple(kom[:FLEST_INDIKATORER]),
        ekonomi=ekonomi,
        ny_arbetet=rader > FA or bool(bilder),
        ny_rost=len(u.aktiviteter) + len(u.uppdrag) + len(sena) > FA,
        fler_indikatorer=_fler(kom, FLEST_INDIKATORER),
        bilder=bilder,
        aktiviteter=u.aktiviteter[:FLEST_RADER],
        fler_aktiviteter=_fler(u.aktiviteter, FLEST_RADER),
        uppdrag=u.uppdrag[:FLEST_RADER],
        fler_uppdrag=_fler(u.uppdrag, FLEST_RADER),
        atgarder=sena[:FLEST_RADER],
        fler_atgarder=_fler(sena, FLEST_RADER),
        manader=tuple(skrift.upp(m.namn) for m in u.synpunkter),
        synpunkter=_synpunkter(u),
        svarstider=_svarstider(u),
        saknas_fler=_fler(u.saknas, FLEST_SAKNAS),
    )


def _fler(rader: Sequence[T], flest: int) -> int:
    return max(0, len(rader) - flest)


def _bilder(u: Manadsrapport, webb: bool, flest: int) -> tuple[Bild, ...]:
    """The indicators that give a signal, the worse first; without any, what reaches no target."""
    valda = sorted((i for i in u.alla if signal(i)), key=lambda i: (not samre(i), not battre(i)))
    valda += [i for i in u.alla if i.lage is Lage.EJ_NATT and i not in valda]
    ut: list[Bild] = []
    for n, i in enumerate(valda):
        if len(ut) < flest and (bild := _bild(i, n + 1, webb)):
            ut.append(bild)
    return tuple(ut)


def _bild(i: Indikator, nr: int, webb: bool) -> Bild | None:
    punkter = i.serie[-MAX_PUNKTER:]
    bild = indikatorfigur(
        i,
        flest=MAX_PUNKTER,
        namn="Utfall",
        titel=f"Linjediagram: {i.namn}. {slutsats(i)} Värdena finns i tabellen under diagrammet.",
        matt=WEBB if webb else TRYCK,
        hojd=26.0 if not webb else None,
    )
    if bild is None:
        return None
    enhet = {"%": "procent"}.get(i.enhet, i.enhet)
    lagre = "" if i.hogre_ar_battre else ", lägre är bättre"
    return Bild(
        ankare=f"bild-{nr}",
        rubrik=f"{i.namn}, {enhet}{lagre}",
        utsaga=i.variation.mening if i.variation else slutsats(i),
        indikator=i,
        bild=bild,
        punkter=punkter,
        bredd=f"{kolumnbredd(len(punkter), TRYCK):.2f}",
    )


def tal(t: Tal, dagar: bool = False) -> str:
    if t.dold:
        return skrift.DOLT
    return skrift.dagtal(t.varde) if dagar else skrift.tal(t.varde, 0)


def _synpunkter(u: Manadsrapport) -> tuple[Synpunktsrad, ...]:
    if not u.synpunkter:
        return ()
    rader = [
        Synpunktsrad(namn=typ, tal=tuple(tal(m.per_typ[n]) for m in u.synpunkter))
        for n, typ in enumerate(u.typer)
    ]
    alla = Synpunktsrad(namn="Alla", tal=tuple(tal(m.antal) for m in u.synpunkter), summa=True)
    return (*rader, alla)


def _svarstider(u: Manadsrapport) -> tuple[Synpunktsrad, ...]:
    if not u.synpunkter:
        return ()
    median = tuple(tal(m.median, dagar=True) for m in u.synpunkter)
    andel = tuple(tal(m.andel) for m in u.synpunkter)
    frist = f" ({u.frist})" if u.frist else ""
    return (
        Synpunktsrad(namn="Hälften fick svar inom, dagar", tal=median),
        Synpunktsrad(namn=f"Fick svar i tid{frist}, procent", tal=andel),
    )
