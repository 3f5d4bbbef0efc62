"""What the pages of follow-up draw: charts and tables of the evidence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kvalitet.diagram import Diagram, Linjediagram, spann
from kvalitet.statistik import Skattning
from kvalitet.texter import datum, procent, tal
from uppfoljning.bedomning import Lage
from uppfoljning.rapport import modell
from uppfoljning.rapport.figurer import indikatorfigur
from uppfoljning.rapport.skrift import DOLT
from uppfoljning.undersokning import Resultat

LAGEN = {
    Lage.NATT: "Når målet",
    Lage.EJ_NATT: "Når inte målet",
    Lage.SAKNAS: "Jämförbart värde saknas",
}


@dataclass(frozen=True)
class Grupprad:
    namn: str
    varden: tuple[str, ...]


@dataclass(frozen=True)
class Indikatorvy:
    """An indicator on the judge page; `diagram` only when there are at least two values."""

    id: str
    post: modell.Indikator
    utfall: str
    diagram: Linjediagram | None
    rubriker: tuple[str, ...]
    grupper: tuple[Grupprad, ...]
    fotnot: str


def indikatorvy(
    post: modell.Indikator, perioder: Sequence[modell.Konsvarde] = (), *, period: str = ""
) -> Indikatorvy:
    """`perioder`: all, women and men of each point of the series, as the live page has them."""
    return Indikatorvy(
        id=f"i-{post.nummer.replace('.', '-')}",
        post=post,
        utfall=LAGEN[post.lage],
        diagram=indikatorfigur(post),
        rubriker=tuple(p.etikett for p in post.serie),
        grupper=tuple(_grupper(post, perioder)),
        fotnot=_fotnot(post, period),
    )


def _grupper(post: modell.Indikator, perioder: Sequence[modell.Konsvarde]) -> list[Grupprad]:
    """One row for all, one for women, one for men; hidden values as two points."""
    d = post.decimaler
    # A snapshot keeps the sexes of the value that counts, which is the last one.
    perioder = perioder or (*(modell.Konsvarde() for _ in post.serie[1:]), post.nu)
    rader = [Grupprad("Alla", tuple(DOLT if p.dold else _v(p.varde, d) for p in post.serie))]
    for nyckel, namn in (("K", "Kvinnor"), ("M", "Män")):
        serie = [(p.k if nyckel == "K" else p.m, nyckel in p.dolda) for p in perioder]
        if any(dold or v is not None for v, dold in serie):
            rader.append(Grupprad(namn, tuple(DOLT if dold else _v(v, d) for v, dold in serie)))
    return rader if post.serie else []


def _v(varde: Decimal | None, decimaler: int) -> str:
    return "–" if varde is None else tal(varde, decimaler)


def _fotnot(post: modell.Indikator, period: str) -> str:
    delar = [f"Mått: {post.enhet}"]
    if period:
        delar.append(f"senaste värdet gäller {period}")
    if post.kalla:
        delar.append(f"källa: {post.kalla}")
    if post.osakerhet is not None:
        delar.append(f"osäkerhet ± {tal(post.osakerhet, post.decimaler)}")
    if post.bortfallsorsak:
        delar.append(f"värde saknas: {post.bortfallsorsak}")
    delar += [f"seriebrott {p.etikett}: {p.brott.rstrip('.')}" for p in post.serie if p.brott]
    if post.nu.ej_uppdelad:
        delar.append(f"ej uppdelat på kön: {post.nu.ej_uppdelad}")
    return ", ".join(delar).rstrip(".") + "."


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
        kon=() if r.pagar else (("Kvinnor", _eller_dolt(r.kvinnor)), ("Män", _eller_dolt(r.man))),
        fotnot=_undersokningsfotnot(r),
    )


def slutsats(r: Resultat) -> str:
    """What the result says, with its uncertainty, in plain words."""
    t = r.totalt
    if r.pagar:
        sista = datum(r.undersokning.stanger)
        return f"Resultatet visas när undersökningen har stängt. Sista dagen att svara är {sista}."
    if t is None:
        return f"För få svar för att visas (..). Det behövs minst {r.undersokning.troskel}."
    mening = f"NKI är {tal(t.varde, 1)} på en skala från 0 till 100."
    if t.undre is None or t.ovre is None:
        return mening
    if t.undre == t.ovre and t.n == r.undersokning.ram:
        return f"{mening} Alla i gruppen har svarat, så värdet är exakt."
    spann = f"{tal(t.undre, 1)} och {tal(t.ovre, 1)}"
    return f"{mening} Med 95 procents säkerhet ligger det mellan {spann}."


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
    return spann(t.varde, (t.undre, t.ovre), titel=slutsats(r))


# --- synpunkter ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stapel:
    namn: str
    antal: int
    bredd: str
    forra: str


def staplar(rader: tuple[modell.Antal, ...]) -> list[Stapel]:
    """Bars in the order given; the widest is the largest."""
    storst = max((rad.antal for rad in rader), default=0)
    return [
        Stapel(
            namn=rad.namn,
            antal=rad.antal,
            bredd=f"{100 * rad.antal / storst if storst else 0:.0f}",
            forra="" if rad.forra is None else tal(rad.forra),
        )
        for rad in rader
    ]
