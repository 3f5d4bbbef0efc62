"""One goal as both templates show it: its table, its chart, its sources. Pure."""

from dataclasses import dataclass, replace

from kvalitet.diagram import TRYCK, WEBB, Linjediagram, kolumnbredd
from uppfoljning.bedomning import Bedomning, Lage
from uppfoljning.rapport import skrift
from uppfoljning.rapport.figurer import indikatorfigur, jamforelsenamn
from uppfoljning.rapport.mening import MANGA_MAL, ankare
from uppfoljning.rapport.modell import (
    Aktivitet,
    Arbetslage,
    Belagg,
    Indikator,
    Mal,
    Malatgard,
    Punkt,
)
from uppfoljning.rapport.urval import FLEST_I_MAL, Urval, urval

SAMST_FORST = "de som inte når målvärdet eller saknar värde först"
MALSIDA = 256.0
"""Estimated height in mm over which a goal's page is set tighter."""
FLEST_INDIKATORER, FLEST_I_KORT = 8, 6
"""Indicators that a goal's table has room for, on a page of its own and when it shares one."""
MAX_PUNKTER = 7
"""Points of a chart: as many as the table under it has room for."""


@dataclass(frozen=True, slots=True)
class Diagramvy:
    """A chart and the table under it. `bredd`: width of a column in mm."""

    rubrik: str
    bild: Linjediagram
    punkter: tuple[Punkt, ...]
    bredd: str
    jamf_namn: str
    malvarde_text: str
    decimaler: int
    brott: tuple[str, ...]

    @property
    def har_jamforelse(self) -> bool:
        return any(p.jamforelse is not None for p in self.punkter)


@dataclass(frozen=True, slots=True)
class Kriterierad:
    """One line of the indicator table; `kriterium` only on the criterion's first line."""

    kriterium: str
    indikator: Indikator | None


@dataclass(frozen=True, slots=True)
class Kolumn:
    """Heading and width in mm of a column in the indicator table."""

    rubrik: str
    bredd: str


@dataclass(frozen=True, slots=True)
class Malvy:
    mal: Mal
    ankare: str
    rader: tuple[Kriterierad, ...]
    diagram: Diagramvy | None
    kallor: tuple[str, ...]
    fler_indikatorer: str
    """That the table of indicators goes on in the appendix; "" when it does not."""
    gjort: Urval[Aktivitet]
    ovriga: Urval[Aktivitet]
    fungerade_inte: Urval[str]
    atgarder: Urval[Malatgard]
    belagg: Urval[Belagg]
    kraver_atgard: bool
    kolumner: tuple[Kolumn, ...]
    trang: bool

    @property
    def ingress(self) -> str:
        m = self.mal
        return " · ".join(x for x in (m.omrade, m.koppling, m.radighet, m.ansvarig) if x)


def kompakt(antal_mal: int) -> bool:
    """Whether the printed goals share pages, so that the report can still be read."""
    return antal_mal > MANGA_MAL


def malvy(m: Mal, webb: bool, kort: bool = False) -> Malvy:
    """`kort`: the goal shares its page with others. The web has room for everything."""
    flest = None if webb else FLEST_I_MAL
    visade, fler = _visade_rader(m, None if webb else FLEST_I_KORT if kort else FLEST_INDIKATORER)
    trang = not webb and not kort and _hojd(m, visade) > MALSIDA
    klara = [a for a in m.aktiviteter if a.status is Arbetslage.KLAR]
    ovriga = [a for a in m.aktiviteter if a.status is not Arbetslage.KLAR]
    return Malvy(
        mal=m,
        ankare=ankare(m),
        rader=tuple(visade),
        diagram=None if kort else _diagramvy(m, webb, trang),
        kallor=tuple(_kallor(m, {r.indikator.nummer for r in visade if r.indikator})),
        fler_indikatorer=fler,
        gjort=urval(klara, flest, "aktiviteter"),
        ovriga=urval(ovriga, flest, "aktiviteter"),
        fungerade_inte=urval(m.fungerade_inte, flest, "rader"),
        atgarder=urval(m.atgarder, flest, "åtgärder"),
        belagg=urval(m.belagg, flest, "rader"),
        kraver_atgard=m.bedomning in (Bedomning.EJ, Bedomning.DELVIS),
        kolumner=tuple(_kolumner(m)),
        trang=trang,
    )


def _rader(m: Mal) -> list[Kriterierad]:
    rader = []
    for k in m.kriterier:
        text = f"{k.beteckning}. {k.text}" if k.beteckning else k.text
        if not k.indikatorer:
            rader.append(Kriterierad(text, None))
        for n, i in enumerate(k.indikatorer):
            rader.append(Kriterierad("" if n else text, i))
    return rader


def _visade_rader(m: Mal, flest: int | None) -> tuple[list[Kriterierad], str]:
    """The lines that are printed, and that there are more; those that count against the goal
    are chosen first."""
    rader = list(enumerate(_rader(m)))
    valda = urval(rader, flest, "indikatorer", nyckel=lambda rad: _natt(rad[1]), forst=SAMST_FORST)
    kriterium, ut = "", []
    for n, rad in rader:
        kriterium = rad.kriterium or kriterium
        if (n, rad) in valda.rader:
            # The first line that is left tells the criterion.
            ut.append(replace(rad, kriterium=kriterium))
            kriterium = ""
    return ut, valda.mening


def _natt(rad: Kriterierad) -> bool:
    return rad.indikator is not None and rad.indikator.lage is Lage.NATT


def _hojd(m: Mal, visade: list[Kriterierad]) -> float:
    """About how high the goal's page becomes, in mm; over `MALSIDA` it is set tighter.

    An estimate from the number of characters, since laying out twice would cost seconds;
    `sidbudget` tells when it was not enough.
    """

    def text(langd: int, per_rad: int, rad: float) -> float:
        return -(-langd // per_rad) * rad

    rader = sum(
        max(text(len(r.kriterium), 38, 3.6), 0)
        + (
            text(len(r.indikator.namn + r.indikator.malvarde_text) + 16, 44, 3.4)
            if r.indikator
            else 0
        )
        + 3
        for r in visade
    )
    vanster = sum(text(len(a.rubrik), 52, 4.6) + 0.7 for a in m.aktiviteter[:FLEST_I_MAL])
    hoger = sum(text(len(t), 52, 4.6) + 0.7 for t in m.fungerade_inte[:FLEST_I_MAL])
    hoger += text(len(m.orsak), 54, 4.6)
    atgarder = sum(text(len(a.rubrik), 46, 3.8) + 3 for a in m.atgarder[:FLEST_I_MAL])
    avvikelse = text(len(m.avviker_skal) + len(m.forslag_regel), 115, 4.2)
    diagram_ = 60.0 if _huvudindikator(m) else 0.0
    return (
        text(len(m.text) + 7, 58, 7) + 19 + 9 + text(len(m.motivering), 112, 4.6) + avvikelse + 6
        + rader + 8 + diagram_ + (9 + 5 * min(len(m.belagg), FLEST_I_MAL) if m.belagg else 0)
        + 10 + max(vanster, hoger) + 9 + atgarder
    )  # fmt: skip


def _kolumner(m: Mal) -> list[Kolumn]:
    """As narrow as their figures allow; what is left belongs to the criterion."""
    basar = {i.basar for i in m.indikatorer if i.basar}
    bas = str(basar.pop()) if len(basar) == 1 else "Basår"
    rubriker = (bas, "Förra", "Nu", "Kvinnor", "Män", "Skillnad", "Riket", "Liknande")
    kolumner = zip(*map(_siffror, m.indikatorer), strict=True)
    langst = [max(map(len, k)) for k in kolumner] or [0] * len(rubriker)
    ut = [Kolumn("Läge", "19")]
    for rubrik, n in zip(rubriker, langst, strict=True):
        ut.append(Kolumn(rubrik, f"{max(1.35 * len(rubrik) + 3, 1.7 * n + 2.6):.1f}"))
    return ut


def _siffror(i: Indikator) -> tuple[str, ...]:
    tal = [skrift.tal(v, i.decimaler) for v in (i.bas, i.forra, i.nu.t, i.nu.k, i.nu.m)]
    tal[2] = i.svar or ("Saknas" if i.nu.t is None else tal[2])
    jamf = [skrift.tal(j.varde, i.decimaler) for j in i.jamforelser[:2]] + ["", ""]
    return (*tal, skrift.skillnad(i.nu.k, i.nu.m, i.decimaler), jamf[0], jamf[1])


def _kallor(m: Mal, visade: set[str]) -> list[str]:
    """Source, and why a value or the sexes are missing; the date once when it is common."""
    dagar = {i.matdatum for i in m.indikatorer if i.matdatum and i.nummer in visade}
    gemensam = dagar.pop() if len(dagar) == 1 else None
    rader = []
    for i in m.indikatorer:
        if i.nummer not in visade:
            continue
        delar = [i.kalla] if i.kalla else []
        if i.matdatum and not gemensam:
            delar.append(f"mätt {skrift.datum_kort(i.matdatum)}")
        if i.lage is Lage.SAKNAS and i.bortfallsorsak:
            delar.append(f"saknas: {skrift.ned(i.bortfallsorsak).rstrip('.')}")
        if i.nu.ej_uppdelad:
            delar.append(f"ej uppdelat på kön: {skrift.ned(i.nu.ej_uppdelad).rstrip('.')}")
        if delar:
            rader.append(f"{i.nummer} {', '.join(delar)}.")
    if gemensam and rader:
        rader.append(f"Mätt {skrift.datum_kort(gemensam)}.")
    return rader


def _diagramvy(m: Mal, webb: bool, trang: bool) -> Diagramvy | None:
    i = _huvudindikator(m)
    if i is None:
        return None
    punkter = i.serie[-MAX_PUNKTER:]
    brott = tuple(n for n, p in enumerate(punkter) if p.brott and n)
    bild = indikatorfigur(
        i,
        flest=MAX_PUNKTER,
        namn="Utfall",
        titel=f"Linjediagram: {i.namn}. {slutsats(i)} Värdena finns i tabellen under diagrammet.",
        matt=WEBB if webb else TRYCK,
        hojd=26.0 if trang else None,
    )
    if bild is None:
        return None
    enhet = {"%": "procent"}.get(i.enhet, i.enhet)
    lagre = "" if i.hogre_ar_battre else ", lägre är bättre"
    return Diagramvy(
        rubrik=f"{i.namn}, {enhet}{lagre}",
        bild=bild,
        punkter=punkter,
        bredd=f"{kolumnbredd(len(punkter), TRYCK):.2f}",
        jamf_namn=jamforelsenamn(i),
        malvarde_text=i.malvarde_text,
        decimaler=i.decimaler,
        brott=tuple(f"{punkter[n].etikett}: {punkter[n].brott}" for n in brott),
    )


def _huvudindikator(m: Mal) -> Indikator | None:
    """The indicator that is drawn: the one with the longest series, the first among equals."""
    med = [i for i in m.indikatorer if sum(p.varde is not None for p in i.serie) >= 2]
    return max(med, key=lambda i: min(len(i.serie), MAX_PUNKTER), default=None)


def slutsats(i: Indikator) -> str:
    """What the chart shows since the latest break, in two sentences: the way it went, and the
    target."""
    punkter = i.serie[-MAX_PUNKTER:]
    efter = max((n for n, p in enumerate(punkter) if p.brott), default=0)
    kanda = [p for p in punkter[efter:] if p.varde is not None]
    if not kanda:
        return "Värden saknas."
    forst, sist = kanda[0], kanda[-1]
    fran, till = skrift.tal(forst.varde, i.decimaler), skrift.tal(sist.varde, i.decimaler)
    if fran == till:
        vag = f"{till} både {forst.etikett} och {sist.etikett}."
    else:
        vag = f"Från {fran} ({forst.etikett}) till {till} ({sist.etikett})."
    mal = {Lage.NATT: "är nått", Lage.EJ_NATT: "är inte nått", Lage.SAKNAS: "kan inte prövas"}
    return f"{vag} Målet, {i.malvarde_text}, {mal[i.lage]}."
