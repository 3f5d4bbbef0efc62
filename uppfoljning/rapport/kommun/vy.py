"""What the two templates of the whole municipality's report need beyond the report itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport import skrift
from uppfoljning.rapport.fem_svar import omdome_om
from uppfoljning.rapport.kommun.forst import GRADER, ankare, lasforst, pa_vag
from uppfoljning.rapport.kommun.modell import (
    Aterkommande,
    Kommunrapport,
    Namndel,
    Namndenkat,
    Namndmal,
    Namndsprang,
)
from uppfoljning.rapport.kommun.summor import Summa, summera
from uppfoljning.rapport.lasforst import Lasforst
from uppfoljning.rapport.mening import SAMST
from uppfoljning.rapport.modell import Arbetslage, Atgard, Lardom, Uppdrag
from uppfoljning.rapport.omslag import Ram, med_utkast, ram

FLEST_RADER = 40
"""Rows of a table in the report; the rest stands in the Excel file."""
FLEST_MAL, FLEST_PER_NAMND = 14, 2
"""Goals, and åtgärder and lärdomar, on a nämnd's half page."""
FLEST_NAMN = 3
ORDLISTA = (
    ("Bedömning", "Hur väl målet är uppfyllt på mätdatum. Nämndens kontor bedömer."),
    ("Prognos", "Hur målet väntas stå vid årets slut. Inte samma sak som bedömningen."),
    ("Ingår", "Nämndens kontor har godkänt uppföljningen. Siffrorna är frysta den dagen."),
    ("Två punkter (..)", "Värdet visas inte, för få svar. Det räknas inte in i någon summa."),
    ("Tankstreck (–)", "Uppgift finns inte eller är inte tillämplig. Det är aldrig noll."),
    ("Saknas", "Uppgiften borde finnas. Den ansvariga står bredvid."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raknat:
    """How many goals have each grade, now and last time ("–": there was none). `namn`: of a nämnd
    or of the goal above; `ankare` "" when it leads nowhere."""

    namn: str
    nu: tuple[int, ...]
    forra: tuple[str, ...]
    obedomda: int
    antal: int
    ankare: str = ""

    @property
    def par(self) -> list[tuple[Bedomning, int, str]]:
        """Grade, now, last time."""
        return list(zip(GRADER, self.nu, self.forra, strict=True))


@dataclass(frozen=True, slots=True)
class Malrad:
    mal: Namndmal
    namnd: Namndel
    ankare: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Namndvy:
    """A nämnd's half page."""

    namnd: Namndel
    ankare: str
    omdome: str
    mal: tuple[Namndmal, ...]
    fler_mal: int
    gor: tuple[Atgard, ...]
    lardomar: tuple[Lardom, ...]
    ny_sida: bool
    tat: bool


@dataclass(frozen=True, slots=True)
class Uppdragsrad:
    uppdrag: Uppdrag
    namnd: str


@dataclass(frozen=True, slots=True)
class Enkatrad:
    enkat: Namndenkat
    namnd: str


@dataclass(frozen=True, slots=True)
class Rad:
    """A line of the contents."""

    ankare: str
    rubrik: str
    om: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kommunvy:
    u: Kommunrapport
    agare: str
    ram: Ram
    forst: Lasforst
    innehall: tuple[Rad, ...]
    grader: tuple[Bedomning, ...]
    rakningar: tuple[Raknat, ...]
    per_omrade: tuple[Raknat, ...]
    samst: tuple[Malrad, ...]
    fler_mal: int
    namnder: tuple[Namndvy, ...]
    uppdrag: tuple[Uppdragsrad, ...]
    fler_uppdrag: int
    summa: Summa
    enkater: tuple[Enkatrad, ...]
    fler_enkater: int
    sena: tuple[tuple[Atgard, str], ...]
    fler_sena: int
    n_atgarder: int
    aterkommer: tuple[tuple[Aterkommande, str], ...]
    utan: tuple[tuple[Namndel, str], ...]
    sprang: tuple[tuple[Namndsprang, str], ...]
    ordlista: tuple[tuple[str, str], ...] = ORDLISTA


def titel(u: Kommunrapport, utkast: bool) -> str:
    return med_utkast(f"Måluppfyllelserapport {u.tillfalle.namn}, {u.kommun}", utkast)


def vy(u: Kommunrapport, *, utkast: bool, fingeravtryck: str, webb: bool = False) -> Kommunvy:
    samst = _samst(u)
    uppdrag = tuple(Uppdragsrad(x, n.namnd) for n in u.med for x in n.uppdrag)
    uppdrag = tuple(sorted(uppdrag, key=lambda r: (not _sent(r.uppdrag), -r.uppdrag.alder_dagar)))
    enkater = tuple(Enkatrad(x, n.namnd) for n in u.med for x in n.enkater)
    sena = tuple((a, n.namnd) for n in u.med for a in n.atgarder if _sen(a))
    namnder = tuple(_namndvy(u, n, nr) for nr, n in enumerate(u.med))
    tid = skrift.period(u.tillfalle.period_fran, u.tillfalle.period_till)
    return Kommunvy(
        u=u,
        # Not to be taken for the report of kommunstyrelsen's own goals.
        agare=f"{u.kommun}, alla nämnder",
        ram=ram(u, titel=titel(u, utkast), period=tid, utkast=utkast, fingeravtryck=fingeravtryck),
        forst=lasforst(u),
        innehall=tuple(_innehall(u, namnder)),
        grader=GRADER,
        rakningar=tuple(_raknat(n.namnd, n.mal, ankare(u, n)) for n in u.med),
        per_omrade=_per_omrade(u),
        samst=samst[:FLEST_RADER],
        fler_mal=max(0, len(samst) - FLEST_RADER),
        namnder=namnder,
        uppdrag=uppdrag[:FLEST_RADER],
        fler_uppdrag=max(0, len(uppdrag) - FLEST_RADER),
        summa=summera(u),
        enkater=enkater[:FLEST_RADER],
        fler_enkater=max(0, len(enkater) - FLEST_RADER),
        sena=sena[:FLEST_RADER],
        fler_sena=max(0, len(sena) - FLEST_RADER),
        n_atgarder=sum(len(n.atgarder) for n in u.med),
        aterkommer=tuple((x, _vilka(u, x)) for x in u.aterkommande[:FLEST_RADER]),
        utan=tuple((n, ankare(u, n)) for n in u.utan),
        sprang=tuple((s, n.namnd) for n in u.med for s in n.sprang),
    )


def _innehall(u: Kommunrapport, namnder: tuple[Namndvy, ...]) -> list[Rad]:
    return [
        Rad("forst", "Läs detta först", "Det viktigaste på en sida"),
        Rad("namnder", "Nämnderna", "Hur många mål varje nämnd har uppfyllt"),
        Rad("oversikt", "Målöversikt", "Målen med störst brister, och fullmäktiges mål"),
        *(Rad(n.ankare, n.namnd.namnd, n.omdome) for n in namnder),
        *(Rad(ankare(u, n), n.namnd, f"Saknas – ansvarig: {n.ansvarig}") for n in u.utan),
        Rad("uppdrag", "Uppdrag från fullmäktige", "Hur gamla de är och hur det går"),
        Rad("rost", "Invånarnas röst", "Synpunkter och undersökningar"),
        Rad("larande", "Åtgärder och lärdomar", "Det som återkommer i flera nämnder"),
        Rad("sprang", "Förbättringssprång", "Nyheter som har höjt nivån"),
        Rad("om", "Om rapporten", "Det som saknas, ord, rättelser och kontroll"),
    ]


def _raknat(namn: str, malen: tuple[Namndmal, ...], till: str = "") -> Raknat:
    har = any(m.forra_bedomning for m in malen)
    return Raknat(
        namn=namn,
        nu=tuple(sum(m.bedomning is b for m in malen) for b in GRADER),
        forra=tuple(
            str(sum(m.forra_bedomning is b for m in malen)) if har else skrift.SAKNAS
            for b in GRADER
        ),
        obedomda=sum(m.bedomning is None for m in malen),
        antal=len(malen),
        ankare=till,
    )


def _per_omrade(u: Kommunrapport) -> tuple[Raknat, ...]:
    """By the goal above that they serve, worst first; none when no goal carries one."""
    namn = {m.omrade: None for m in u.mal if m.omrade}
    if not namn:
        return ()
    rader = [_raknat(o, tuple(m for m in u.mal if m.omrade == o)) for o in namn]
    rader.sort(key=lambda r: (-r.nu[2], -r.nu[1], r.namn))
    utan = tuple(m for m in u.mal if not m.omrade)
    return (*rader, *((_raknat("Mål utan koppling uppåt", utan),) if utan else ()))


def _samst(u: Kommunrapport) -> tuple[Malrad, ...]:
    """The goals that are not met, cannot be judged or are not judged; longest in a row first."""
    brister = (Bedomning.EJ, Bedomning.OKANT, None)
    rader = [Malrad(m, n, ankare(u, n)) for n in u.med for m in n.mal if m.bedomning in brister]
    return tuple(sorted(rader, key=lambda r: (SAMST.index(r.mal.bedomning), -r.mal.i_rad)))


def _namndvy(u: Kommunrapport, n: Namndel, nr: int) -> Namndvy:
    kvar = [a for a in n.atgarder if pa_vag(a)]
    kvar.sort(key=lambda a: (a.klar_senast is None, a.klar_senast or u.tillfalle.matdatum))
    return Namndvy(
        namnd=n,
        ankare=ankare(u, n),
        omdome=omdome_om([m.bedomning for m in n.mal]),
        mal=tuple(sorted(n.mal, key=lambda m: SAMST.index(m.bedomning)))[:FLEST_MAL],
        fler_mal=max(0, len(n.mal) - FLEST_MAL),
        gor=tuple(kvar[:FLEST_PER_NAMND]),
        lardomar=tuple(x for x in n.lardomar if x.rubrik)[:FLEST_PER_NAMND],
        ny_sida=nr % 2 == 0,
        tat=len(n.mal) > 8,
    )


def _vilka(u: Kommunrapport, x: Aterkommande) -> str:
    """Which nämnder, the first by name."""
    n = len(x.namnder)
    if n == len(u.med) and n > FLEST_NAMN:
        return f"Alla {skrift.ordtal(n)} nämnder som ingår"
    if n <= FLEST_NAMN + 1:
        return skrift.uppraknat(x.namnder)
    return skrift.uppraknat([*x.namnder[:FLEST_NAMN], f"{n - FLEST_NAMN} till"])


def _sent(x: Uppdrag) -> bool:
    return x.status is Arbetslage.FORSENAD


def _sen(a: Atgard) -> bool:
    return a.status is Arbetslage.FORSENAD
