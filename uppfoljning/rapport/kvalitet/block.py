"""The blocks of figures in a kvalitetsberättelse, each one table. Print, web and exports all show
these, so that they say the same. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from uppfoljning.rapport import skrift
from uppfoljning.rapport.dokument import Cell, Tabell
from uppfoljning.rapport.kvalitet.modell import Kvalitetsberattelse
from uppfoljning.rapport.mening import EFFEKT, GRAD
from uppfoljning.rapport.synpunkter.modell import Rad

FLEST_RADER = 12
"""Rows of a block in print; all of them stand on the web page and in the Excel file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kolumn:
    """`bredd` in millimetres; 0 for what is left."""

    namn: str
    bredd: int = 0
    tal: bool = False
    grad: bool = False
    """Grades: a word with its symbol and colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`tomt` is said when there are no rows, `not_` under the table."""

    nyckel: str
    rubrik: str
    kolumner: tuple[Kolumn, ...]
    rader: tuple[tuple[Cell, ...], ...]
    tomt: str
    not_: str = ""

    @property
    def tabell(self) -> Tabell:
        return Tabell(
            namn=self.nyckel.replace("_", "-"),
            rubrik=self.rubrik,
            kolumner=tuple(k.namn for k in self.kolumner),
            rader=self.rader,
        )


def text(cell: Cell) -> str:
    """A cell as it is printed."""
    if cell is None:
        return skrift.SAKNAS
    if isinstance(cell, date):
        return skrift.datum_kort(cell)
    if isinstance(cell, Decimal):
        return skrift.dagtal(cell)
    return skrift.heltal(cell) if isinstance(cell, int) else cell


def _kol(namn: str, bredd: int = 0) -> Kolumn:
    return Kolumn(namn=namn, bredd=bredd)


def _grad(namn: str) -> Kolumn:
    return Kolumn(namn=namn, bredd=36, grad=True)


def _tal(namn: str, bredd: int = 18) -> Kolumn:
    return Kolumn(namn=namn, bredd=bredd, tal=True)


# --- results ---------------------------------------------------------------------------------


def mal(u: Kvalitetsberattelse) -> Block:
    return Block(
        nyckel="mal",
        rubrik="Målen, så som kontoret bedömde dem senast under året",
        kolumner=(_kol("Mål"), _grad("Bedömning"), _grad("Ett år tidigare")),
        rader=tuple(
            (
                f"{m.nummer}. {m.kort}",
                GRAD[m.bedomning] if m.bedomning else "Inte bedömt än",
                GRAD[m.i_fjol] if m.i_fjol else None,
            )
            for m in u.mal
        ),
        tomt="Kontoret har inte godkänt någon uppföljning under året.",
        not_="Varje mål, med indikatorer och motivering, står i måluppfyllelserapporten.",
    )


def enheter(u: Kvalitetsberattelse) -> Block:
    return Block(
        nyckel="enheter",
        rubrik="Enheternas egna mål",
        kolumner=(
            _kol("Enhet"),
            _tal("Uppfyllda"),
            _tal("Delvis"),
            _tal("Ej uppfyllda", 22),
            _tal("Kan inte bedömas", 26),
        ),
        rader=tuple((e.enhet, e.uppfyllt, e.delvis, e.ej, e.okant) for e in u.enheter),
        tomt="Ingen enhet har godkänt en egen uppföljning under året.",
    )


def sprang(u: Kvalitetsberattelse) -> Block:
    return Block(
        nyckel="sprang",
        rubrik="Förbättringssprång som höjde nivån",
        kolumner=(_kol("Språng"), _kol("Mått", 44), _tal("Före", 22), _tal("Efter", 22)),
        rader=tuple((f"{s.titel}, {s.enhet}", s.matt, s.gammal, s.ny) for s in u.sprang),
        tomt="Inget förbättringssprång infördes under året.",
        not_="Efter ett språng godtas inte längre den gamla nivån.",
    )


# --- how the work was done -------------------------------------------------------------------


def egenkontroll(u: Kvalitetsberattelse) -> Block:
    e = u.egenkontroll
    return Block(
        nyckel="egenkontroll",
        rubrik="Egenkontroll",
        kolumner=(
            _kol("Checklista"),
            _tal("Gånger"),
            _tal("Enheter"),
            _tal("Stämmer", 22),
            _tal("Stämmer inte", 24),
        ),
        rader=tuple((x.namn, x.gjorda, x.enheter, x.ja, x.nej) for x in e.listor),
        tomt="Ingen egenkontroll är gjord under året.",
        not_=f"{e.brister} av svaren Stämmer inte blev en brist." if e.gjorda else "",
    )


def svaga_punkter(u: Kvalitetsberattelse) -> Block:
    return Block(
        nyckel="svaga_punkter",
        rubrik="Det som oftast inte stämde",
        kolumner=(_kol("Punkt i checklistan"), _tal("Gånger")),
        rader=tuple((x.namn, x.antal) for x in u.egenkontroll.svaga_punkter),
        tomt="Inget svar i egenkontrollen var nej.",
    )


def risker(u: Kvalitetsberattelse) -> Block:
    r = u.risker
    sena = f" {r.sena} har inte setts över i tid." if r.sena else ""
    return Block(
        nyckel="risker",
        rubrik="Höga risker vid årets slut",
        kolumner=(_kol("Risk"), _kol("Enhet", 46), _tal("Värde nu", 20), _tal("Före", 16)),
        rader=tuple((x.rubrik, x.enhet, x.varde, x.forra) for x in r.rader),
        tomt="Ingen risk är hög." if r.alla else "Ingen riskanalys är gjord.",
        not_=f"{r.alla} risker följs, {r.hoga} är höga (9 eller mer av 16). {r.bedomda} "
        f"bedömningar gjordes under året.{sena}"
        if r.alla
        else "",
    )


def internkontroll(u: Kvalitetsberattelse) -> Block:
    k = u.internkontroll
    return Block(
        nyckel="internkontroll",
        rubrik="Intern kontroll: det som inte var som det skulle",
        kolumner=(
            _kol("Kontroll"),
            _kol("Enhet", 46),
            _kol("Resultat", 34),
            _kol("Blev en brist", 24),
        ),
        rader=tuple((x.vad, x.enhet, x.resultat, "Ja" if x.brist else "Nej") for x in k.rader),
        tomt="Inget." if k.planerade else "Nämnden har ingen internkontrollplan för året.",
        not_=f"{k.planerade} kontroller planerades: {k.utan} utan anmärkning, {k.med} med, "
        f"{k.ej} ej utförda och {k.kvar} utan resultat än."
        if k.planerade
        else "",
    )


# --- what was said and found -----------------------------------------------------------------


def klagomal(u: Kvalitetsberattelse) -> Block:
    t = u.klagomal
    return Block(
        nyckel="klagomal",
        rubrik="Klagomål och synpunkter",
        kolumner=(_kol("Typ"), _tal("I år", 24), _tal(t.forra.namn.capitalize(), 34)),
        rader=tuple(_rad(r) for r in (*t.per_typ, t.alla)),
        tomt="",
    )


def _rad(r: Rad) -> tuple[Cell, ...]:
    return (r.namn, r.nu.cell, r.forra.cell)


def svarstid(u: Kvalitetsberattelse) -> Block:
    t = u.klagomal

    def hel(v: Decimal | None) -> int | None:
        return None if v is None else int(skrift.avrundat(v, 0))

    return Block(
        nyckel="svarstid",
        rubrik=f"Svar till dem som skrev (vi lovar svar {t.frist})",
        kolumner=(_kol("Mått"), _tal("I år", 24), _tal(t.forra.namn.capitalize(), 34)),
        rader=(
            ("Fick svar i tid, procent", hel(t.svar.andel_i_tid), hel(t.svar_forra.andel_i_tid)),
            ("Median till svar, dagar", t.svar.median_dagar, t.svar_forra.median_dagar),
            ("Nöjda med svaret, index 0–100", hel(t.nojd.index), hel(t.nojd_forra.index)),
            ("Klagomål som väntar på svar nu", t.utan_svar.alla.cell, None),
        ),
        tomt="",
    )


def teman(u: Kvalitetsberattelse) -> Block:
    return Block(
        nyckel="teman",
        rubrik="Vad synpunkterna handlar om",
        kolumner=(_kol("Tema"), _tal("I år"), _tal("Året före", 24), _tal("Brister")),
        rader=tuple((x.namn, x.nu.cell, x.forra.cell, x.brister) for x in u.klagomal.teman),
        tomt="Inga synpunkter har samlats under ett tema.",
    )


def signaler(u: Kvalitetsberattelse) -> Block:
    return Block(
        nyckel="signaler",
        rubrik="Tecken på allvarliga händelser i synpunkter",
        kolumner=(_kol("Vad det kunde vara"), _tal("Bedömda", 24), _tal("Togs vidare", 26)),
        rader=tuple((x.namn, x.bedomda.cell, x.vidare.cell) for x in u.signaler),
        tomt="Lagen ställer inget sådant krav på verksamheten.",
        not_="Här räknas bara det som syntes i synpunkter. Rapporter från personalen utreds för "
        "sig. Färre än fem visas inte (..).",
    )


def brister(u: Kvalitetsberattelse) -> Block:
    analyser = skrift.antal(u.orsaksanalyser, "orsaksanalys", "orsaksanalyser", n_genus=True)
    return Block(
        nyckel="brister",
        rubrik="Brister som noterades under året",
        kolumner=(
            _kol("Hur den upptäcktes"),
            _tal("Antal"),
            _tal("Med åtgärd", 24),
            _tal("Utan beslut", 24),
        ),
        rader=tuple((b.namn, b.nya, b.med_atgard, b.utan_beslut) for b in u.brister),
        tomt="Ingen brist noterades under året.",
        not_=f"{skrift.upp(analyser)} gjordes." if u.brister else "",
    )


# --- what was done about it ------------------------------------------------------------------


def effekt(u: Kvalitetsberattelse) -> Block:
    a = u.atgarder
    par = (("ja", a.ja), ("delvis", a.delvis), ("nej", a.nej), ("for_tidigt", a.for_tidigt))
    namn = {e.value: EFFEKT[e] for e in EFFEKT}
    return Block(
        nyckel="effekt",
        rubrik="Hjälpte åtgärderna?",
        kolumner=(_kol("Bedömning under året"), _tal("Åtgärder", 24)),
        rader=tuple((namn[nyckel], n) for nyckel, n in par),
        tomt="",
        not_=f"{a.beslutade} åtgärder beslutades under året. {a.oppna} är öppna nu, varav {a.sena} "
        "är försenade. Effekten bedöms av någon annan än den som ansvarar.",
    )


def atgarder(u: Kvalitetsberattelse) -> Block:
    return Block(
        nyckel="atgarder",
        rubrik="Åtgärder som prövades under året",
        kolumner=(_kol("Åtgärd"), _kol("Hjälpte den?", 24), _kol("Så vet vi det", 66)),
        rader=tuple(
            (f"{x.rubrik}, {x.enhet}", EFFEKT[x.effekt], x.effekt_text or None)
            for x in u.atgarder.provade
        ),
        tomt="Ingen åtgärds effekt bedömdes under året.",
    )


def kilen(u: Kvalitetsberattelse) -> Block:
    k = u.kil
    return Block(
        nyckel="kilen",
        rubrik="Kilen: så svarade planerna på årets lärdomar",
        kolumner=(
            _tal("Säkrade", 30),
            _tal("Inarbetade", 34),
            _tal("Avvisade med skäl", 36),
            _tal("Inte besvarade än", 36),
            _tal("Samma fel igen"),
        ),
        rader=((k.sakrade, k.inarbetade, k.avvisade, k.obesvarade, k.upprepade),),
        tomt="",
        not_="En säkrad lärdom måste få svar i nästa plan innan den kan fastställas.",
    )


def lardomar(u: Kvalitetsberattelse) -> Block:
    return Block(
        nyckel="lardomar",
        rubrik="Lärdomar som säkrades under året",
        kolumner=(_kol("Lärdom", 52), _kol("Vi gör annorlunda"), _kol("Svar i planen", 46)),
        rader=tuple(
            (
                f"{x.rubrik}, {x.enhet}",
                f"{skrift.mening(x.gor_annorlunda)} {x.rutin}".strip(),
                f"{x.svar or 'Inte besvarad än'}{'. Samma fel igen' if x.upprepad else ''}",
            )
            for x in u.lardomar
        ),
        tomt="Ingen lärdom säkrades under året.",
    )


BLOCK: Mapping[str, Callable[[Kvalitetsberattelse], Block]] = {
    f.__name__: f
    for f in (
        *(mal, enheter, sprang, egenkontroll, svaga_punkter, risker, internkontroll, klagomal),
        *(svarstid, teman, signaler, brister, effekt, atgarder, kilen, lardomar),
    )
}
