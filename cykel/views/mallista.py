"""The rows of the list of goals, written in one go: they are most of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.safestring import SafeString

from cykel.models import Mal
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.texter import datum

_RAD = (
    '<tr>\n<th scope="row" id="mal-{}"><a href="{}">{}. {}</a><br><span class="tunn">{}</span>'
    '{}</th>\n<td data-rubrik="Gäller">{}{}</td>\n'
    '<td data-rubrik="Beslut">{}<br><span class="dov liten">{}</span></td>\n'
    '<td data-rubrik="Planer" class="siffra">{}</td>\n</tr>\n'
)
_UNDER = '<br><span class="tunn dov liten">{}</span>'
_GEH = SafeString('<br><span class="dov liten">God ekonomisk hushållning</span>')
_RUBRIK = SafeString('<span class="dov">Rubrik</span>')
_INGEN = SafeString('<span class="sen">Ingen än</span>')


def malrader(malen: Iterable[Mal]) -> SafeString:
    """Write the goals, with their criteria and `antal_planer`."""
    return skriv_alla("", _RAD, map(_rad, malen))


def _rad(m: Mal) -> tuple[object, ...]:
    return (
        m.pk,
        reverse("cykel:ett_mal", args=[m.pk]),
        m.nummer,
        m.kort,
        m.text,
        skriv_alla("", _UNDER, ((text,) for text in _under(m))),
        m.namnd or "Hela kommunen",
        _GEH if m.geh else "",
        m.beslut_organ,
        ", ".join(filter(None, (datum(m.beslut_datum), m.beslut_paragraf, m.dnr))),
        _planer(m),
    )


def _under(m: Mal) -> Iterator[str]:
    if m.foralder:
        yield f"Under {m.foralder.kort}"
    yield from map(str, m.kriterier.all())


def _planer(m: Mal) -> str:
    if not m.bedoms:
        return _RUBRIK
    antal: int = m.antal_planer  # type: ignore[attr-defined]
    return skriv("{}", antal) if antal else _INGEN
