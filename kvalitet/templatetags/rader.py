"""What a page repeats, written in one go: a line of history is a dozen nodes of a template
otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

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
