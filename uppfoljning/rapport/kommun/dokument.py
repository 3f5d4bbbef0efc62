"""The whole municipality's report as plain parts: every row, also those that the pages leave
out. Pure."""

from __future__ import annotations

from uppfoljning.rapport import celler, skrift
from uppfoljning.rapport.dokument import Avsnitt, Cell, Dokument, Tabell
from uppfoljning.rapport.kommun.forst import lasforst
from uppfoljning.rapport.kommun.modell import Kommunrapport, Namndel, Namndenkat
from uppfoljning.rapport.kommun.summor import summera
from uppfoljning.rapport.kommun.vy import titel
from uppfoljning.rapport.lasforst_dokument import lasforst_avsnitt
from uppfoljning.rapport.mening import EFFEKT, GRAD, LARDOM, PROGNOS, STATUS, TRENDORD
from uppfoljning.rapport.modell import Rapportlage


def dokument(u: Kommunrapport) -> Dokument:
    utkast = u.status.lage is not Rapportlage.FASTSTALLD
    return Dokument(
        titel=titel(u, utkast),
        huvud=(u.namnd, skrift.period(u.tillfalle.period_fran, u.tillfalle.period_till)),
        avsnitt=(
            *lasforst_avsnitt(lasforst(u)),
            Avsnitt(rubrik="Målöversikt", tabeller=(_mal(u),)),
            Avsnitt(rubrik="Uppdrag från fullmäktige", tabeller=(_uppdrag(u),)),
            Avsnitt(
                rubrik="Invånarnas röst", tabeller=(_synpunkter(u), _svarstider(u), _enkater(u))
            ),
            Avsnitt(
                rubrik="Åtgärder och lärdomar",
                tabeller=(_aterkommande(u), _atgarder(u), _lardomar(u)),
            ),
            Avsnitt(rubrik="Förbättringssprång", tabeller=(_sprang(u),)),
            Avsnitt(rubrik="Om rapporten", tabeller=(_underlag(u),)),
        ),
    )


def _mal(u: Kommunrapport) -> Tabell:
    rader: list[tuple[Cell, ...]] = [
        (
            *(n.namnd, m.nummer, m.kort, m.omrade),
            GRAD[m.bedomning] if m.bedomning else "Inte bedömt än",
            GRAD[m.forra_bedomning] if m.forra_bedomning else None,
            PROGNOS[m.prognos] if m.prognos else None,
            *(TRENDORD[m.trend], m.i_rad, m.skal),
        )
        for n in u.med
        for m in n.mal
    ]
    rader += [(n.namnd, _saknas(n), *[None] * 8) for n in u.utan]
    kolumner = (
        *("Nämnd", "Nummer", "Mål", "Under målet", "Bedömning", "Förra gången", "Prognos"),
        *("Utveckling", "Ej uppfyllt, år i rad", "Skäl"),
    )
    return Tabell(namn="mal", rubrik="Alla mål", kolumner=kolumner, rader=tuple(rader))


def _saknas(n: Namndel) -> str:
    return celler.saknas(n.ansvarig)


def _uppdrag(u: Kommunrapport) -> Tabell:
    return Tabell(
        namn="uppdrag",
        rubrik="Uppdrag från fullmäktige",
        kolumner=(
            "Uppdrag",
            "Nämnd",
            "Beslut",
            "Paragraf",
            "Ålder, dagar",
            "Återrapport",
            "Status",
        ),
        rader=tuple(
            (
                *(x.rubrik, n.namnd, x.datum, x.paragraf, x.alder_dagar, x.forfaller),
                STATUS[x.status],
            )
            for n in u.med
            for x in n.uppdrag
        ),
    )


def _synpunkter(u: Kommunrapport) -> Tabell:
    s = summera(u)
    return Tabell(
        namn="synpunkter",
        rubrik="Synpunkter efter typ",
        kolumner=("Typ", "Samma tid förra året", "Nu", "Skillnad"),
        rader=tuple(
            (a.namn, *celler.antal(a)) for a in (*s.per_typ, *((s.alla,) * bool(s.namnder)))
        ),
        tecken=("Skillnad",),
    )


def _svarstider(u: Kommunrapport) -> Tabell:
    rader: list[tuple[Cell, ...]] = []
    for n in u.med:
        if (s := n.synpunkter) is None:
            rader.append((n.namnd, _saknas(n), None, None))
            continue
        median: Cell = celler.dagtal(s.median_dagar)
        andel: Cell = celler.tal(s.andel_i_tid, 0)
        if median is None and s.besvarade:
            median = skrift.DOLT
        if andel is None and s.lovade:
            andel = skrift.DOLT
        rader.append((n.namnd, celler.antal(s.summa)[1], median, andel))
    return Tabell(
        namn="svarstider",
        rubrik="Svarstid per nämnd",
        kolumner=("Nämnd", "Synpunkter", "Median, dagar", "Svar i tid, procent"),
        rader=tuple(rader),
    )


def _enkater(u: Kommunrapport) -> Tabell:
    return Tabell(
        namn="undersokningar",
        rubrik="Undersökningar, den första frågan",
        kolumner=("Undersökning", "Nämnd", "Svar", "Svarsfrekvens", "Fråga", "Mått", "Resultat"),
        rader=tuple(
            (
                *(x.namn, n.namnd, x.svar, celler.tal(x.svarsfrekvens)),
                *(x.fraga, x.matt, _resultat(x)),
            )
            for n in u.med
            for x in n.enkater
        ),
    )


def _resultat(x: Namndenkat) -> Cell:
    if x.pagar_till:
        return f"Pågår till {skrift.datum(x.pagar_till)}"
    return skrift.DOLT if x.dold else celler.tal(x.varde)


def _aterkommande(u: Kommunrapport) -> Tabell:
    return Tabell(
        namn="aterkommer",
        rubrik="Återkommer i flera nämnder",
        kolumner=("Om", "Vad", "Nämnder"),
        rader=tuple((x.rubrik, x.vad, ", ".join(x.namnder)) for x in u.aterkommande),
    )


def _atgarder(u: Kommunrapport) -> Tabell:
    return Tabell(
        namn="atgarder",
        rubrik="Alla åtgärder",
        kolumner=("Åtgärd", "Nämnd", "Mål", "Ansvarig", "Klart senast", "Status", "Hjälpte den?"),
        rader=tuple(
            (
                *(a.rubrik, n.namnd, a.mal, a.ansvarig, a.klar_senast),
                *(STATUS[a.status], EFFEKT[a.effekt]),
            )
            for n in u.med
            for a in n.atgarder
        ),
    )


def _lardomar(u: Kommunrapport) -> Tabell:
    return Tabell(
        namn="lardomar",
        rubrik="Alla lärdomar",
        kolumner=("Lärdom", "Nämnd", "Vi gör annorlunda", "Läge"),
        rader=tuple(
            (x.rubrik, n.namnd, x.gor_annorlunda, LARDOM[x.lage]) for n in u.med for x in n.lardomar
        ),
    )


def _sprang(u: Kommunrapport) -> Tabell:
    return Tabell(
        namn="sprang",
        rubrik="Förbättringssprång",
        kolumner=("Språng", "Nämnd", "Mått", "Före", "Efter"),
        rader=tuple(
            (
                *(s.titel, n.namnd, s.matt),
                *(celler.tal(s.gammal_niva, s.decimaler), celler.tal(s.ny_niva, s.decimaler)),
            )
            for n in u.med
            for s in n.sprang
        ),
    )


def _underlag(u: Kommunrapport) -> Tabell:
    return Tabell(
        namn="underlag",
        rubrik="Nämndernas frysta underlag",
        kolumner=("Nämnd", "Kontor", "Godkänt", "Fingeravtryck"),
        rader=tuple(
            (n.namnd, n.kontor, n.godkand, n.sha256 if n.finns else _saknas(n)) for n in u.namnder
        ),
    )
