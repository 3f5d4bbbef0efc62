"""An indicator on the page of a goal: chart, table, and its rule and comparisons in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kvalitet.diagram import Linjediagram
from kvalitet.texter import procent, tal
from uppfoljning.bedomning import Lage
from uppfoljning.forslag import HELT
from uppfoljning.rapport import modell
from uppfoljning.rapport.figurer import indikatorfigur
from uppfoljning.rapport.skrift import DOLT

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
class Jamforelserad:
    """What the value is laid beside: `skillnad` is the value minus it."""

    namn: str
    period: str
    varde: str
    skillnad: str


@dataclass(frozen=True)
class Indikatorvy:
    """`diagram` only when there are at least two values; `lank` leads to the value's rows."""

    id: str
    post: modell.Indikator
    utfall: str
    lank: str
    diagram: Linjediagram | None
    rubriker: tuple[str, ...]
    grupper: tuple[Grupprad, ...]
    jamforelser: tuple[Jamforelserad, ...]
    konsskillnad: str
    fotnot: str

    @property
    def varde(self) -> str:
        """The value that counts, as it stands in the table."""
        if "T" in self.post.nu.dolda:
            return DOLT
        return self.post.svar or _v(self.post.nu.t, self.post.decimaler)


def indikatorvy(post: modell.Indikator, *, lank: str = "") -> Indikatorvy:
    return Indikatorvy(
        id=f"i-{post.nummer.replace('.', '-')}",
        post=post,
        utfall=LAGEN[post.lage],
        lank=lank,
        diagram=indikatorfigur(post),
        rubriker=tuple(p.etikett for p in post.serie),
        grupper=tuple(_grupper(post)),
        jamforelser=tuple(_jamforelser(post)),
        konsskillnad=_konsskillnad(post),
        fotnot=_fotnot(post),
    )


def _grupper(post: modell.Indikator) -> list[Grupprad]:
    """One row for all, one for women, one for men; hidden values as two points."""
    d = post.decimaler
    # Before schema 2 a snapshot kept the sexes of the value that counts, which is the last one.
    perioder = post.kon or (*(modell.Konsvarde() for _ in post.serie[1:]), post.nu)
    rader = [Grupprad("Alla", tuple(DOLT if p.dold else _v(p.varde, d) for p in post.serie))]
    for nyckel, namn in (("K", "Kvinnor"), ("M", "Män")):
        serie = [(p.k if nyckel == "K" else p.m, nyckel in p.dolda) for p in perioder]
        if any(dold or v is not None for v, dold in serie):
            rader.append(Grupprad(namn, tuple(DOLT if dold else _v(v, d) for v, dold in serie)))
    return rader if post.serie else []


def _jamforelser(post: modell.Indikator) -> list[Jamforelserad]:
    """The areas, then the unit's own earlier value and that of the base year."""
    d, nu = post.decimaler, post.nu.t

    def rad(namn: str, period: str, varde: Decimal | None) -> Jamforelserad:
        skillnad = "–" if varde is None or nu is None else _med_tecken(nu - varde, d)
        return Jamforelserad(namn, period, _v(varde, d), skillnad)

    rader = [rad(j.namn, j.period, j.varde) for j in post.jamforelser]
    if post.forra is not None:
        rader.append(rad("Eget förra värdet", post.forra_period, post.forra))
    if post.bas is not None:
        rader.append(rad("Eget utgångsvärde", str(post.basar or ""), post.bas))
    return rader


def _konsskillnad(post: modell.Indikator) -> str:
    k, m = post.nu.k, post.nu.m
    if k is None or m is None:
        return ""
    matt = "procentenheter" if post.enhet in ("procent", "%") else post.enhet
    return f"Skillnad mellan kvinnor och män: {_med_tecken(k - m, post.decimaler)} {matt}."


def _med_tecken(varde: Decimal, decimaler: int) -> str:
    text = tal(varde, decimaler)
    return f"+{text}" if varde > 0 and text.strip("0,") else text


def _v(varde: Decimal | None, decimaler: int) -> str:
    return "–" if varde is None else tal(varde, decimaler)


def _fotnot(post: modell.Indikator) -> str:
    delar = [f"Mått: {post.enhet}"]
    if post.period:
        delar.append(f"senaste värdet gäller {post.period}")
    if post.kalla:
        delar.append(f"källa: {post.kalla}")
    if post.osakerhet is not None:
        delar.append(f"osäkerhet ± {tal(post.osakerhet, post.decimaler)}")
    if post.bortfallsorsak:
        delar.append(f"värde saknas: {post.bortfallsorsak}")
    delar += [f"seriebrott {p.etikett}: {p.brott}" for p in post.serie if p.brott]
    if post.nu.ej_uppdelad:
        delar.append(f"ej uppdelat på kön: {post.nu.ej_uppdelad}")
    if post.andel is not None and post.andel < HELT:
        delar.append(f"del av målvärdet som är nådd: {procent(post.andel, 1)}")
    return ", ".join(del_.rstrip(".") for del_ in delar) + "."
