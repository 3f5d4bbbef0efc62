"""The goals of a version in words, or what another version changes in them.

Written in one go, as the plan page's rows: a large plan has hundreds of rows of some fields each.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString

from cykel.versionstext import ANDRAT, BORTTAGET, LIKA, Falt, Malvy, Radvy
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.templatetags.kvalitet import tagg

_MAL = (
    '<section class="flode flode--mellan" aria-labelledby="vy-{id}">\n'
    '<div class="rubrikrad"><h2 class="h3" id="vy-{id}">{rubrik}</h2>{tagg}</div>\n'
    "{falt}\n{rader}\n</section>\n"
)
_RAD = '<li><div class="flode flode--tat"><h3 class="stark">{}: {}</h3>{}</div>{}</li>\n'
_ANDRAT = (
    '{}: {} <span aria-hidden="true">→</span><span class="ds-sr-only"> blir </span> '
    "<strong>{}</strong></p>"
)


def malvyer(malen: Iterable[Malvy]) -> SafeString:
    """Write the goals, each in a section of its own."""
    return skriv_alla("", "{}", ((_mal(nummer, m),) for nummer, m in enumerate(malen, 1)))


def _mal(nummer: int, m: Malvy) -> SafeString:
    falt = skriv('<div class="flode flode--tat">{}</div>', _falt("<p>", m.slag, m.falt))
    rader = skriv('<ul class="rader rader--slut">{}</ul>', skriv_alla("", _RAD, map(_rad, m.rader)))
    return skriv(
        _MAL,
        id=nummer,
        rubrik=m.rubrik,
        tagg=_slaget(m.slag),
        falt=falt if m.falt else "",
        rader=rader if m.rader else "",
    )


def _rad(r: Radvy) -> tuple[str, str, SafeString, SafeString | str]:
    slag = _slaget(r.slag)
    slut = skriv('<p class="rader__slut">{}</p>', slag) if slag else ""
    return r.vad, r.rubrik, _falt('<p class="liten">', r.slag, r.falt), slut


def _falt(borjan: str, slag: str, falten: Iterable[Falt]) -> SafeString:
    if slag == ANDRAT:
        return skriv_alla("", borjan + _ANDRAT, ((f.namn, f.fore, f.efter) for f in falten))
    texter = ((f.namn, f.fore if slag == BORTTAGET else f.efter) for f in falten)
    return skriv_alla("", borjan + "{}: {}</p>", texter)


def _slaget(slag: str) -> SafeString | str:
    return "" if slag == LIKA else tagg(skriv("{}", slag.capitalize()), "neutral")
