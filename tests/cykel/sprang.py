"""A förbättringssprång brought to each state by acts on set days, as people would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cykel.actions import indikator as indikatorakter
from cykel.actions import lardom as lardomsakter
from cykel.actions import sprang as akter
from cykel.models import Forbattringssprang, Indikator, Matvarde, Rutin
from cykel.tillstand import SPRANG, Spranglage
from kvalitet import klocka
from kvalitet.models import Anvandare
from kvalitet.overgang import overga
from tests import factories
from tests.cykel import fabrik
from tests.cykel.fabrik import tid

BORJAR, SLUTAR, BESLUTAS = tid(3, 2), tid(7, 1), tid(7, 10)
BESLUT: dict[str, Any] = {
    "ny_niva": Decimal(80),
    "beslut_datum": date(2026, 7, 9),
    "dnr": "VON 2026/0200",
}


@dataclass(frozen=True)
class Sprang:
    """The leap of hemtjänsten, in the plan that it turns in, and who may do what."""

    p: fabrik.Plan
    lars: Anvandare
    """A second chef of hemtjänsten, who owns no leap."""
    sprang: Forbattringssprang
    indikator: Indikator
    rutin: Rutin

    def farskt(self) -> Forbattringssprang:
        return Forbattringssprang.objects.med_plats().get(pk=self.sprang.pk)


def ide(kommun: factories.Kommun, *, plan: fabrik.Plan | None = None) -> Sprang:
    """An idea with all that a trial asks for, in a plan that turns its first lap."""
    p = plan or fabrik.i_genomfora(kommun)
    indikator = p.version.indikatorer.get().indikator
    with klocka.stalld(tid(2, 2)):
        s = akter.skapa(
            enhet=kommun.hemtjanst,
            namnd=kommun.von,
            rubrik="Digital planering",
            problem="Tiderna flyttas utan att någon får veta det.",
            ursprung="synpunkt",
            ursprung_mening="14 synpunkter under hösten handlade om flyttade tider.",
            av=p.folk.amir,
        )
        rutin = lardomsakter.skapa_rutin(
            enhet=kommun.hemtjanst,
            namn="Digital planering",
            version="1",
            agare=p.folk.petra,
            galler_fran=date(2026, 7, 1),
            av=p.folk.petra,
        )
        s = akter.andra(s, **provet(indikator, kommun, p.folk.petra), av=p.folk.amir)
    lars = factories.person("Lars Chef", "CH", kommun.hemtjanst)
    return Sprang(p, lars, s, indikator, rutin)


def provet(
    indikator: Indikator, kommun: factories.Kommun, agare: Anvandare, **andrat: Any
) -> dict[str, Any]:
    falt: dict[str, Any] = {
        "hypotes": "Den som ser sin tid i appen känner sig trygg.",
        "indikator": indikator,
        "pilotenheter": [kommun.centrum],
        "pilot_fran": date(2026, 3, 1),
        "pilot_till": date(2026, 6, 30),
        "baslinje": Decimal(64),
        "baslinje_datum": date(2025, 12, 31),
        "vantad_niva": Decimal(80),
        "stoppkriterium": "Fler än tre missade besök på en vecka.",
        "agare": agare,
    }
    return falt | andrat


def i_prov(kommun: factories.Kommun) -> Sprang:
    s = ide(kommun)
    with klocka.stalld(BORJAR):
        akter.starta_prov(s.sprang, av=s.p.folk.erik)
    return s


def i_utvardering(kommun: factories.Kommun, *tal: int) -> Sprang:
    """The trial is over, the routine in force, and `tal` measured a month each from March."""
    s = i_prov(kommun)
    matt(s, *(tal or (81, 83)))
    with klocka.stalld(SLUTAR):
        akter.utvardera(s.sprang, av=s.p.folk.amir)
        akter.andra(s.sprang, rutin=s.rutin, av=s.p.folk.amir)
    return s


def matt(s: Sprang, *tal: int) -> list[Matvarde]:
    return [matning(s, date(2026, manad, 1), varde) for manad, varde in enumerate(tal, start=3)]


def matning(s: Sprang, fran: date, varde: int | None, *, enhet: Any = None) -> Matvarde:
    till = (fran.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    with klocka.stalld(tid(12, 30)):
        return indikatorakter.infor_varde(
            s.indikator,
            enhet=enhet or s.p.kommun.centrum,
            period_fran=fran,
            period_till=till,
            varde=None if varde is None else Decimal(varde),
            bortfallsorsak="" if varde is not None else "Ingen svarade",
            matdatum=till,
            kalla="Påhittat",
            av=None,
        )


def infort(kommun: factories.Kommun) -> Sprang:
    s = i_utvardering(kommun)
    with klocka.stalld(BESLUTAS):
        akter.infor(s.sprang, **BESLUT, av=s.p.folk.erik)
    return s


def avslutat(kommun: factories.Kommun) -> Sprang:
    s = i_prov(kommun)
    with klocka.stalld(tid(4, 1)):
        akter.avsluta(
            s.sprang,
            skal="Appen kunde inte läsas av skärmläsare.",
            lardom="Prova tillgängligheten innan provet börjar.",
            av=s.p.folk.erik,
        )
    return s


# --- Walking the table -----------------------------------------------------------------

DATA: dict[str, dict[str, Any]] = {
    "starta_prov": {},
    "utvardera": {"stopp_natt": "Tre missade besök på en vecka."},
    "infor": BESLUT,
    "avsluta": {"skal": "För dyrt.", "lardom": "Räkna på kostnaden först."},
}
"""What each row of the table is given when it is walked."""
I_LAGE: dict[str, Callable[[factories.Kommun], Sprang]] = {
    Spranglage.IDE: ide,
    Spranglage.PROV: i_prov,
    Spranglage.UTVARDERING: i_utvardering,
    Spranglage.INFORD: infort,
    Spranglage.AVSLUTAD: avslutat,
}
NAR = {"starta_prov": BORJAR}


def ta(namn: str, sprang: Forbattringssprang, av: Anvandare) -> Forbattringssprang:
    with klocka.stalld(NAR.get(namn, BESLUTAS)):
        return overga(SPRANG, sprang, namn, av=av, data=DATA[namn])
