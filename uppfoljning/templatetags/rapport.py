"""Filters of the report's templates, print and web. They word and format; they count nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kvalitet.statistik import Forandring
from uppfoljning.bedomning import Bedomning, Lage, Prognos
from uppfoljning.rapport import skrift
from uppfoljning.rapport.mening import EFFEKT, GRAD, LARDOM, PROGNOS, STATUS, TRENDORD, Mening
from uppfoljning.rapport.modell import (
    Antal,
    Arbetslage,
    Effekt,
    ForeEfter,
    Fraga,
    Indikator,
    Internkontroll,
    Konsvarde,
    Kontroll,
    Kontrollresultat,
    Lardomslage,
    Nyckeltal,
    Punkt,
    Uppdrag,
)
from uppfoljning.rapport.tabeller import Kallrad
from uppfoljning.rapport.urval import Urval

register = template.Library()

FLEST_NUMMER = 8
NATT = {Lage.NATT: "Nått", Lage.EJ_NATT: "Inte nått", Lage.SAKNAS: "Saknas"}
LAGESSYMBOL = {
    Lage.NATT: Bedomning.UPPFYLLT,
    Lage.EJ_NATT: Bedomning.EJ,
    Lage.SAKNAS: Bedomning.OKANT,
}
ORD: dict[type, Mapping[Any, str]] = {
    Prognos: PROGNOS,
    Forandring: TRENDORD,
    Arbetslage: STATUS,
    Effekt: EFFEKT,
    Lardomslage: LARDOM,
}


# --- figures and dates ------------------------------------------------------------


@register.filter
def rtal(v: Decimal | int | None, decimaler: int = 1) -> str:
    return skrift.tal(v, decimaler)


@register.filter
def heltal(v: int | None) -> str:
    return skrift.heltal(v)


@register.filter
def dagtal(v: Decimal | None) -> str:
    return skrift.dagtal(v)


@register.filter
def rdatum(d: date | None) -> str:
    return skrift.datum(d)


@register.filter
def rdatum_kort(d: date | None) -> str:
    return skrift.datum_kort(d)


@register.filter
def manader(dagar: int) -> str:
    return str(skrift.manader(dagar))


@register.filter
def antal_nu(a: Antal) -> str:
    return skrift.DOLT if a.dold else skrift.heltal(a.antal)


@register.filter
def antal_forra(a: Antal) -> str:
    return skrift.DOLT if a.forra_dold else skrift.heltal(a.forra)


@register.filter
def antal_skillnad(a: Antal) -> str:
    if a.antal is None or a.forra_dold:
        return skrift.DOLT
    return skrift.skillnad(a.antal, a.forra, 0)


@register.filter
def fore_efter(x: ForeEfter) -> str:
    return skrift.skillnad(x.efter, x.fore, x.decimaler)


@register.filter
def ned(text: str) -> str:
    return skrift.ned(text)


@register.filter
def hart(text: str) -> str:
    """A short expression that is not to be broken: "minst 88,0"."""
    return text.replace(" ", skrift.NB) if len(text) < 20 else text


@register.filter
def mening(text: str) -> str:
    return skrift.mening(text)


@register.filter
def i_rad(n: int) -> str:
    return f"Ej uppfyllt {skrift.i_rad(n)}."


@register.filter
def stor(text: str) -> str:
    return skrift.upp(text)


@register.filter
def nummerlista(nummer: Sequence[str], webb: bool = False) -> str:
    """The numbers of indicators; in print the first ones, and how many more there are."""
    fler = len(nummer) - FLEST_NUMMER
    visade = nummer if webb or fler <= 1 else [*nummer[:FLEST_NUMMER], f"{fler} till"]
    return skrift.uppraknat(visade)


@register.filter
def mattes(k: Kallrad) -> str:
    """The day on which a source was measured, or from when to when."""
    if k.fran == k.till:
        return skrift.datum_kort(k.till)
    return f"{skrift.datum_kort(k.fran)}–{skrift.datum_kort(k.till)}"


@register.filter
def resten(u: Urval[Any]) -> SafeString:
    """Under a table that is cut: how much of it is shown, and where the whole is."""
    if not u.fler:
        return mark_safe("")
    return format_html('<p class="liten kallor">{}</p>', u.mening)


# --- words ---------------------------------------------------------------------------


@register.filter
def bed(b: Bedomning | None) -> SafeString:
    """A grade in print: word, symbol and colour. None: nobody has judged yet."""
    if b is None:
        return mark_safe('<span class="saknas">Inte bedömt än</span>')
    return format_html('<span class="bed {}">{}</span>', b.value, GRAD[b])


@register.filter
def gradord(b: Bedomning | None, tomt: str = "–") -> str:
    return GRAD[b] if b is not None else tomt


@register.filter
def natt(lage: Lage) -> SafeString:
    return format_html('<span class="bed {}">{}</span>', LAGESSYMBOL[lage].value, NATT[lage])


@register.filter
def nattord(lage: Lage) -> str:
    return NATT[lage]


@register.filter
def janej(ja: bool) -> SafeString:
    symbol = Bedomning.UPPFYLLT if ja else Bedomning.EJ
    return format_html('<span class="bed {}">{}</span>', symbol.value, "Ja" if ja else "Nej")


@register.filter
def iord(nyckel: StrEnum | None) -> str:
    """Prognosis, trend, status, effect or lärdom in words."""
    return skrift.SAKNAS if nyckel is None else ORD[type(nyckel)][nyckel]


@register.filter
def uppdragsord(u: Uppdrag) -> str:
    """An uppdrag is done, not clear: "Klart", "Försenat"."""
    neutrum = {
        Arbetslage.KLAR: "Klart",
        Arbetslage.FORSENAD: "Försenat",
        Arbetslage.PLANERAD: "Planerat",
    }
    return neutrum.get(u.status) or STATUS[u.status]


@register.filter
def fragetrend(f: Fraga) -> str:
    """A survey's change is said as higher or lower; in every question higher is better."""
    if "T" in f.varde.dolda:
        return skrift.DOLT
    ord_ = {"forbattring": "Högre", "oforandrat": "Oförändrat", "forsamring": "Lägre"}
    return ord_.get(f.forandring.value, skrift.SAKNAS)


@register.filter
def eller_saknas(text: str, ansvarig: str) -> SafeString | str:
    """The text, or that it is missing and who answers for it."""
    return text or saknas(ansvarig)


@register.filter
def saknas(ansvarig: str) -> SafeString:
    return format_html(
        '<span class="saknas">Saknas – ansvarig: {}</span>', ansvarig or "inte utsedd"
    )


@register.filter
def kontrollmening(k: Internkontroll) -> str:
    """ "Nio av 14 kontroller är gjorda. Två visade brister. En är försenad." """
    if not k.kontroller:
        return f"Internkontrollplanen för {k.ar} har inga kontroller."
    sena = sum(x.sen for x in k.kontroller)
    beslut = f", beslutad {skrift.datum(k.beslutad)}" if k.beslutad else ""
    paragraf = f", §{skrift.NB}{k.paragraf}" if k.paragraf else ""
    delar = [f"Internkontrollplanen för {k.ar}{beslut}{paragraf}: {_gjorda(k)}."]
    if k.gjorda:
        brister = {0: "någon brist", 1: "en brist"}.get(k.med_anmarkning, "brister")
        delar.append(f"{_n(k.med_anmarkning)} visade {brister}.")
    if sena:
        delar.append(f"{_n(sena)} är försenad{'e' if sena > 1 else ''}.")
    return " ".join(delar)


def _gjorda(k: Internkontroll) -> str:
    gjorda = skrift.ordtal(k.gjorda, n_genus=True) if k.gjorda else "ingen"
    alla = skrift.ordtal(len(k.kontroller), n_genus=True)
    return f"{gjorda} av {alla} kontroller är gjord{'a' if k.gjorda > 1 else ''}"


def _n(n: int) -> str:
    return skrift.upp(skrift.ordtal(n, n_genus=True)) if n else "Ingen"


KONTROLL = {
    Kontrollresultat.UTAN: (Bedomning.UPPFYLLT, "Utan anmärkning"),
    Kontrollresultat.MED: (Bedomning.EJ, "Med anmärkning"),
    Kontrollresultat.EJ: (Bedomning.OKANT, "Ej utförd"),
}


@register.filter
def kontrollord(k: Kontroll, webb: bool = False) -> SafeString | str:
    """What a control showed, or that it is left or late."""
    if k.resultat is None:
        return mark_safe('<span class="sen">Försenad</span>') if k.sen else "Återstår"
    symbol, ord_ = KONTROLL[k.resultat]
    if webb:
        return ord_
    return format_html('<span class="bed {}">{}</span>', symbol.value, ord_)


# --- values ------------------------------------------------------------------------------


@register.filter
def nuvarde(i: Indikator) -> str:
    if i.svar:
        return i.svar
    if "T" in i.nu.dolda:
        return skrift.DOLT
    return "Saknas" if i.nu.t is None else skrift.tal(i.nu.t, i.decimaler)


@register.filter
def kvinnor(i: Indikator) -> str:
    return kon(i.nu, "K", i.decimaler)


@register.filter
def man(i: Indikator) -> str:
    return kon(i.nu, "M", i.decimaler)


@register.filter
def konsskillnad(i: Indikator) -> str:
    if i.nu.dolda:
        return skrift.DOLT
    return skrift.skillnad(i.nu.k, i.nu.m, i.decimaler)


@register.filter
def riket(i: Indikator) -> str:
    return skrift.tal(i.jamforelser[0].varde, i.decimaler) if i.jamforelser else skrift.SAKNAS


@register.filter
def liknande(i: Indikator) -> str:
    if len(i.jamforelser) < 2:
        return skrift.SAKNAS
    return skrift.tal(i.jamforelser[1].varde, i.decimaler)


@register.filter
def nyckeltal(n: Nyckeltal, vilket: str) -> str:
    if vilket == "T" and utan_varde(n):
        return "Saknas"
    return kon(n.nu, vilket, n.decimaler)


@register.filter
def utan_varde(n: Nyckeltal) -> bool:
    return n.nu.t is None and "T" not in n.nu.dolda


@register.filter
def fragevarde(f: Fraga, vilken: str) -> str:
    if vilken == "intervall":
        return skrift.DOLT if "T" in f.varde.dolda else skrift.intervall(f.undre, f.ovre)
    return kon(f.varde, vilken, 1)


@register.filter
def antal_svar(f: Fraga, troskel: int) -> str:
    return f"under {troskel}" if "T" in f.varde.dolda else skrift.heltal(f.n)


@register.filter
def punktvarde(p: Punkt, decimaler: int) -> str:
    return skrift.DOLT if p.dold else skrift.tal(p.varde, decimaler)


def kon(v: Konsvarde, vilket: str, decimaler: int) -> str:
    if vilket in v.dolda:
        return skrift.DOLT
    return skrift.tal({"T": v.t, "K": v.k, "M": v.m}[vilket], decimaler)


# --- links -------------------------------------------------------------------------------


@register.filter
def tryckt(m: Mening) -> SafeString:
    """A sentence of page 1 with its link and page. The page number stands outside the
    link: each box inside a link becomes a link of its own in the PDF."""
    if not m.ankare:
        return format_html("{}", skrift.mening(m.text))
    return format_html(
        '{} (<a href="#{}">{}</a>, sidan\u00a0<span class="sid" data-till="#{}"></span>).',
        m.text,
        m.ankare,
        m.lank,
        m.ankare,
    )


@register.filter
def tryckt_kort(m: Mening) -> SafeString:
    """In the narrow columns of page 1: the link without its page, which the contents give."""
    if not m.ankare:
        return format_html("{}", skrift.mening(m.text))
    return format_html('{} (<a href="#{}">{}</a>).', m.text, m.ankare, m.lank)


@register.filter
def lankad(m: Mening) -> SafeString:
    """The same sentence on the web, where there are no pages."""
    if not m.ankare:
        return format_html("{}", skrift.mening(m.text))
    return format_html('{} (<a class="ds-link" href="#{}">{}</a>).', m.text, m.ankare, m.lank)
