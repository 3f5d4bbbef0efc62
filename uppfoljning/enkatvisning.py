"""A survey's questions as its page, its file and its chart show them. Pure.

All text is made from what may be shown; nothing hidden is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kvalitet.diagram import Diagram, Stapelrad, spann, stapeldiagram
from kvalitet.statistik import Forandring, Skattning
from kvalitet.texter import tal
from uppfoljning.enkatresultat import Frageresultat, Matt
from uppfoljning.models import Fraga
from uppfoljning.undersokning import Resultat, fragetext

DOLT = ".."
FORKLARING = {
    Fraga.Slag.NKI: "NKI, 0–100: medelvärdet av tre frågor med svar 1–10, minus 1, gånger 100/9.",
    Fraga.Slag.SKALA_5: "Index, 0–100: svaren 1, 2, 3, 4 och 5 räknas som 0, 25, 50, 75 och 100.",
    Fraga.Slag.SKALA_10: "Medelvärde av svaren 1–10.",
    Fraga.Slag.JA_NEJ: "Andel i procent av dem som svarade ja eller nej.",
    Fraga.Slag.ETT_VAL: "Andel i procent av dem som valde ett alternativ.",
    Fraga.Slag.FLERVAL: "Andel i procent av dem som valde något. Flera kan väljas, så summan "
    "kan bli mer än 100.",
}
KOLUMNER = (
    "Fråga",
    "Alternativ",
    "Mått",
    "Svar",
    "Alla",
    "Undre gräns",
    "Övre gräns",
    "Kvinnor",
    "Män",
    "Kvinnor minus män",
    "Skillnaden",
    "Sedan förra",
    "Version",
)
"""Of the file."""


@dataclass(frozen=True)
class Mattrad:
    """One number of a question."""

    namn: str
    alla: str
    spann: str
    kvinnor: str
    man: str
    skillnad: str
    sedan: str


@dataclass(frozen=True)
class Fragevy:
    id: str
    text: str
    slutsats: str
    forklaring: str
    n: str
    gammal: str
    """Which versions it was asked in, when it is not asked like this any longer."""
    rader: tuple[Mattrad, ...]
    diagram: Diagram | None
    """None when there is nothing to draw, or it is drawn over the questions already."""


def fragevyer(r: Resultat) -> tuple[Fragevy, ...]:
    return tuple(_fragevy(r, nr, f) for nr, f in enumerate(r.fragor, 1))


def filrader(r: Resultat) -> Iterator[list[str]]:
    """Return the file: its headings, then a row for each number."""
    yield list(KOLUMNER)
    for f in r.fragor:
        for m in f.matt:
            t, skillnad = m.totalt, m.konsskillnad
            yield [
                fragetext(f, Matt()),
                m.namn,
                f.enhet,
                DOLT if t is None or f.n is None else str(f.n),
                _v(t),
                DOLT if t is None else _tal(t.undre),
                DOLT if t is None else _tal(t.ovre),
                _v(m.kvinnor),
                _v(m.man),
                DOLT if skillnad is None else tal(skillnad[0], 1),
                _sakerhet(m),
                _sedan(r, m),
                ", ".join(map(str, f.versioner)),
            ]


def _fragevy(r: Resultat, nr: int, f: Frageresultat) -> Fragevy:
    versioner = ", ".join(map(str, f.versioner))
    return Fragevy(
        id=f"fraga-{nr}",
        text=fragetext(f, Matt()),
        slutsats=slutsats(r, f),
        forklaring=FORKLARING[Fraga.Slag(f.fraga.slag)],
        n=f"{tal(f.n)} svar" if f.n is not None else f"färre än {r.undersokning.troskel} svar",
        gammal=f"Frågan ställdes så här i version {versioner}." if f.gammal else "",
        rader=tuple(_mattrad(r, m) for m in f.matt),
        diagram=None if f is r.huvud else _diagram(r, f),
    )


def _diagram(r: Resultat, f: Frageresultat) -> Diagram | None:
    """An estimate in its interval, or a bar for each alternative; hidden ones are hatched."""
    if not f.visas:
        return None
    titel = slutsats(r, f)
    if f.matt[0].namn:
        rader = [_stapel(m) for m in f.matt]
        return stapeldiagram(rader, enhet="procent", decimaler=1, titel=titel, kolumn="Andel")
    t = f.matt[0].totalt
    if t is None or t.undre is None or t.ovre is None:
        return None
    skala = (1, 10) if f.fraga.slag == Fraga.Slag.SKALA_10 else (0, 100)
    return spann(t.varde, (t.undre, t.ovre), skala=skala, titel=titel)


def _stapel(m: Matt) -> Stapelrad:
    t = m.totalt
    if t is None:
        return Stapelrad(m.namn, dold=True)
    grans = None if t.undre is None or t.ovre is None else (t.undre, t.ovre)
    return Stapelrad(m.namn, t.varde, intervall=grans)


def slutsats(r: Resultat, f: Frageresultat) -> str:
    """What the question says, in a sentence."""
    synliga = [(m, m.totalt) for m in f.matt if m.totalt is not None]
    if not synliga:
        return f"För få svar för att visas (..). Det behövs minst {r.undersokning.troskel}."
    m, t = max(synliga, key=lambda par: par[1].varde)
    sakert = f" Med 95 procents säkerhet {_spann(t)}." if t.undre is not None else ""
    if not m.namn:
        return f"{f.enhet[0].upper()}{f.enhet[1:]} {tal(t.varde, 1)}.{sakert}"
    if len(f.matt) == 1:
        return f"{tal(t.varde, 0)} procent svarar ja.{sakert}"
    dolda = " Alternativ med för få svar visas inte (..)." if len(synliga) < len(f.matt) else ""
    return f"Flest väljer ”{m.namn}”, {tal(t.varde, 0)} procent.{sakert}{dolda}"


def _mattrad(r: Resultat, m: Matt) -> Mattrad:
    t = m.totalt
    return Mattrad(
        namn=m.namn or "Alla svar",
        alla=_v(t),
        spann=DOLT if t is None else _spann(t),
        kvinnor=_v(m.kvinnor),
        man=_v(m.man),
        skillnad=_konsskillnad(m),
        sedan=_sedan(r, m),
    )


def _v(s: Skattning | None) -> str:
    return DOLT if s is None else tal(s.varde, 1)


def _tal(varde: float | None) -> str:
    return "–" if varde is None else tal(varde, 1)


def _spann(t: Skattning) -> str:
    if t.undre is None or t.ovre is None:
        return "–"
    return f"{tal(t.undre, 1)} till {tal(t.ovre, 1)}"


def _konsskillnad(m: Matt) -> str:
    if m.konsskillnad is None:
        return DOLT if m.kvinnor is None else "–"
    d, undre, ovre = m.konsskillnad
    return f"{tal(d, 1)} ({tal(undre, 1)} till {tal(ovre, 1)}), {_sakerhet(m)}"


def _sakerhet(m: Matt) -> str:
    """Whether women and men differ by more than chance."""
    if m.konsskillnad is None:
        return DOLT if m.kvinnor is None else "–"
    _, undre, ovre = m.konsskillnad
    return "ingen säker skillnad" if undre <= 0 <= ovre else "skillnaden är säker"


def _sedan(r: Resultat, m: Matt) -> str:
    """The change since the survey before. More of an alternative is neither better nor worse."""
    if r.forra is None:
        return "–"
    if m.forandring is Forandring.SAKNAS or m.skillnad is None:
        return "går inte att jämföra"
    if m.forandring is Forandring.OFORANDRAT:
        return "oförändrat"
    hur = "högre" if m.forandring is Forandring.FORBATTRING else "lägre"
    undre, ovre = m.skillnad
    return f"{hur}, {tal(undre, 1)} till {tal(ovre, 1)}"
