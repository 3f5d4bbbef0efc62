"""What a page repeats, written in one go: a line of history or a curve is a dozen nodes of a
template otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from kvalitet.diagram.rita import Del, Diagram, Drakt, Tabell
from kvalitet.handelser import Rad
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.texter import tidpunkt

register = template.Library()

_HANDELSE = (
    '\n<li><time class="dov liten siffra" datetime="{}">{}</time><div><p>{}{}</p>{}{}</div></li>'
)


@register.simple_tag
def handelserader(handelser: Iterable[Rad]) -> SafeString:
    """Write each event: when, what, by whom, what it changed and what was said of it."""
    return skriv_alla("", "{}", ((_handelse(rad),) for rad in handelser))


def _handelse(rad: Rad) -> SafeString:
    punkter = skriv_alla("", "<li>{}</li>", ((ett,) for ett in rad.andringar))
    return skriv(
        _HANDELSE,
        localtime(rad.tid).isoformat(),
        tidpunkt(rad.tid),
        rad.mening,
        skriv(' <span class="dov">{}</span>', rad.vem) if rad.vem else "",
        skriv('<ul class="ren liten">{}</ul>', punkter) if rad.andringar else "",
        skriv('<p class="liten">{}</p>', _stycke(rad.kommentar)) if rad.kommentar else "",
    )


def _stycke(text: str) -> SafeString:
    """As `linebreaksbr`."""
    rader = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return skriv_alla("<br>", "{}", ((rad,) for rad in rader))


@register.simple_tag
def ritningens_delar(diagram: Diagram) -> SafeString:
    """Write the paths and texts of a drawing."""
    return skriv_alla("", "{}", ((_del(ett),) for ett in diagram.delar))


def _del(ett: Del) -> SafeString:
    if ett.text:
        drakt = drakten(ett.drakt)
        return skriv('<text x="{}" y="{}"{}>{}</text>', ett.x, ett.y, drakt, ett.text)
    return skriv('<path d="{}"{}/>', ett.d, drakten(ett.drakt))


@lru_cache(maxsize=64)  # a drawing has few dresses, and a list many drawings
def drakten(drakt: Drakt) -> SafeString:
    return format_html_join("", ' {}="{}"', drakt)


@register.simple_tag
def tabellrader(tabell: Tabell) -> SafeString:
    """Write the rows of a drawing's values."""
    return skriv_alla("", "<tr>{}</tr>", ((_tabellrad(rad),) for rad in tabell.rader))


def _tabellrad(rad: tuple[str, ...]) -> SafeString:
    celler = skriv_alla("", "<td>{}</td>", ((cell,) for cell in rad[1:]))
    return skriv('<th scope="row">{}</th>{}', rad[0], celler) if rad else celler
