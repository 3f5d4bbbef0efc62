"""The rows that may follow to another plan, written in one go: a year's plan has hundreds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cykel.villkor.kopiering import Kopia
from kvalitet.ritning import skriv, skriv_alla

_GRUPP = (
    '<fieldset class="ds-fieldset"><legend class="stor">{}</legend>\n'
    '<ul class="rader rader--tat">{}</ul></fieldset>'
)
_RAD = (
    '<li><div class="ds-field"><input class="ds-input" type="checkbox" name="rader" value="{}" '
    'id="{}"{}><label for="{}">{}</label>{}{}</div></li>\n'
)
_DETALJ = '<div data-field="description">{}</div>'
_ANMARKNING = '<div data-field="description" class="snart">{}</div>'
_STANNAR = (
    '<tr><th class="tunn" scope="row">{}</th><td data-rubrik="Mål">{}</td>'
    '<td data-rubrik="Varför">{}</td></tr>\n'
)


@dataclass(frozen=True)
class Grupp:
    """The rows under one goal: those that can be chosen, and those that cannot."""

    rubrik: str
    rader: list[Kopia]
    stannar: list[Kopia]


def grupper(rader: list[Kopia]) -> list[Grupp]:
    per: dict[str, list[Kopia]] = {}
    for rad in rader:
        per.setdefault(rad.under, []).append(rad)
    return [
        Grupp(rubrik, [r for r in alla if not r.hinder], [r for r in alla if r.hinder])
        for rubrik, alla in per.items()
    ]


def som_rutor(grupper: list[Grupp], valda: Collection[str]) -> SafeString:
    """Write those that can follow as boxes by goal; `valda` are the ids of those chosen."""
    med_rader = ((g.rubrik, _rutor(g.rader, valda)) for g in grupper if g.rader)
    return skriv_alla("", _GRUPP, med_rader)


def _rutor(rader: list[Kopia], valda: Collection[str]) -> SafeString:
    vald = SafeString(" checked")
    return skriv_alla(
        "",
        _RAD,
        (
            (
                r.id,
                r.id,
                vald if r.id in valda else "",
                r.id,
                r.rubrik,
                skriv(_DETALJ, r.detalj) if r.detalj else "",
                skriv_alla("", _ANMARKNING, ((m,) for m in r.anmarkningar)),
            )
            for r in rader
        ),
    )


def som_stannar(grupper: list[Grupp]) -> SafeString:
    """Write those that cannot follow as rows of a table, with why; nothing when all can."""
    rader = ((r.rubrik, g.rubrik, r.hinder) for g in grupper for r in g.stannar)
    return skriv_alla("", _STANNAR, rader)
