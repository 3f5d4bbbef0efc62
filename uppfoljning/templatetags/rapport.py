"""Filters of the report's templates, print and web. They word and format; they count nothing."""

from collections.abc import Mapping
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
    Arbetslage,
    Effekt,
    ForeEfter,
    Fraga,
    Indikator,
    Konsvarde,
    Lardomslage,
    Punkt,
    Uppdrag,
)

register = template.Library()

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
def skillnad(nu: int, fore: int | None) -> str:
    return skrift.skillnad(nu, fore, 0)


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
