"""A month as plain parts: every row, also what the pages leave out. Pure."""

from __future__ import annotations

from functools import partial

from uppfoljning.rapport import celler, skrift
from uppfoljning.rapport.dokument import Avsnitt, Cell, Dokument, Tabell
from uppfoljning.rapport.lasforst_dokument import lasforst_avsnitt
from uppfoljning.rapport.manad.forst import lasforst
from uppfoljning.rapport.manad.modell import Manadsrapport, Synpunktsmanad, Tal
from uppfoljning.rapport.manad.vy import titel
from uppfoljning.rapport.mening import STATUS, TRENDORD
from uppfoljning.rapport.modell import Indikator, Rapportlage


def dokument(u: Manadsrapport) -> Dokument:
    utkast = u.status.lage is not Rapportlage.FASTSTALLD
    return Dokument(
        titel=titel(u, utkast),
        huvud=(u.namnd, skrift.period(u.period_fran, u.period_till)),
        avsnitt=(
            *lasforst_avsnitt(lasforst(u)),
            Avsnitt(rubrik="Indikatorer", tabeller=(_indikatorer(u),)),
            Avsnitt(
                rubrik="Aktiviteter, uppdrag och åtgärder",
                tabeller=(_aktiviteter(u), _uppdrag(u), _atgarder(u)),
            ),
            Avsnitt(rubrik="Invånarnas röst", tabeller=(_synpunkter(u),)),
            Avsnitt(rubrik="Om rapporten", tabeller=(_saknas(u),)),
        ),
    )


def _indikatorer(u: Manadsrapport) -> Tabell:
    kolumner = ("Indikator", "Enhet", "Period", "Förra", "Nu", "Kvinnor", "Män", "Årets mål")
    return Tabell(
        namn="indikatorer",
        rubrik="Alla indikatorer",
        kolumner=(*kolumner, "Läge", "Utveckling", "Signal"),
        rader=tuple(_indikator(m.indikator) for m in u.indikatorer),
    )


def _indikator(i: Indikator) -> tuple[Cell, ...]:
    lage = {"natt": "Nått", "ej_natt": "Inte nått"}.get(i.lage.value, "Saknas")
    nu = celler.nuvarde(i)
    return (
        *(i.namn, i.enhet, i.period, celler.tal(i.forra, i.decimaler)),
        celler.saknas(i.ansvarig) if nu == "Saknas" else nu,
        *(celler.kon(i.nu, "K", i.decimaler), celler.kon(i.nu, "M", i.decimaler)),
        *(i.malvarde_text, lage, TRENDORD[i.trend], i.variation.kort if i.variation else ""),
    )


def _aktiviteter(u: Manadsrapport) -> Tabell:
    return Tabell(
        namn="aktiviteter",
        rubrik="Försenade aktiviteter",
        kolumner=("Aktivitet", "Enhet", "Ansvarig", "Klart senast", "Status", "Skäl"),
        rader=tuple(
            (
                *(x.aktivitet.rubrik, x.enhet, x.aktivitet.ansvarig, x.aktivitet.slut),
                *(STATUS[x.aktivitet.status], x.aktivitet.skal or x.aktivitet.hinder),
            )
            for x in u.aktiviteter
        ),
    )


def _uppdrag(u: Manadsrapport) -> Tabell:
    return Tabell(
        namn="uppdrag",
        rubrik="Uppdrag att återrapportera",
        kolumner=("Uppdrag", "Från", "Beslut", "Ålder, dagar", "Återrapport", "Status"),
        rader=tuple(
            (x.rubrik, x.giver, x.datum, x.alder_dagar, x.forfaller, STATUS[x.status])
            for x in u.uppdrag
        ),
    )


def _atgarder(u: Manadsrapport) -> Tabell:
    return Tabell(
        namn="atgarder",
        rubrik="Åtgärder som inte är klara",
        kolumner=("Åtgärd", "Enhet", "Ansvarig", "Klart senast", "Status"),
        rader=tuple(
            (
                *(x.atgard.rubrik, x.enhet, x.atgard.ansvarig, x.atgard.klar_senast),
                STATUS[x.atgard.status],
            )
            for x in u.atgarder
        ),
    )


def _synpunkter(u: Manadsrapport) -> Tabell:
    def rad(namn: str, tal: tuple[Tal, ...], *, dagar: bool = False) -> tuple[Cell, ...]:
        skriv = celler.dagtal if dagar else partial(celler.tal, decimaler=0)
        return (namn, *(skrift.DOLT if t.dold else skriv(t.varde) for t in tal))

    m: tuple[Synpunktsmanad, ...] = u.synpunkter
    typer = [rad(typ, tuple(x.per_typ[n] for x in m)) for n, typ in enumerate(u.typer) if m]
    slut = [
        rad("Alla", tuple(x.antal for x in m)),
        rad("Median, dagar till svar", tuple(x.median for x in m), dagar=True),
        rad("Svar i tid, procent", tuple(x.andel for x in m)),
    ]
    return Tabell(
        namn="synpunkter",
        rubrik="Synpunkter",
        kolumner=("Typ", *(skrift.upp(x.namn) for x in m)),
        rader=(*typer, *slut) if m else (),
    )


def _saknas(u: Manadsrapport) -> Tabell:
    return Tabell(
        namn="saknas",
        rubrik="Det här saknas",
        kolumner=("Uppgift", "Ansvarig"),
        rader=tuple((x.vad, x.ansvarig or celler.INTE_UTSEDD) for x in u.saknas),
    )
