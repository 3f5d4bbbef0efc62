"""The rows of the plan page: each goal's indicators, and the activities.

Written in one go, as the inbox's: sixty indicators and two hundred activities are most of the
page, and a template takes ten times as long for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from cykel.models import Planindikator, Planmal
from cykel.niva import Nivalage
from cykel.visning import Maldel, for_manga_indikatorer
from kvalitet.diagram import Diagram
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.templatetags.kvalitet import aktivitetsstatus, gnista, ikon
from kvalitet.texter import datum

_INDIKATOR = (
    '<tr><th class="tunn" scope="row">{}<br><span class="dov liten">{}, {}{}</span></th>'
    '<td>{}</td><td class="siffra" data-rubrik="Nu"><strong>{}</strong>{}</td>'
    '<td data-rubrik="Mål"><span class="siffra">{}</span></td></tr>'
)
_INGEN_SERIE = SafeString('<span class="dov liten">Ingen serie än</span>')
_AKTIVITET = (
    '<tr><th scope="row">{}</th><td data-rubrik="Ansvarig">{}</td>'
    '<td data-rubrik="Klart" class="siffra">{}</td></tr>'
)
_MED_STATUS = (
    '<tr><th scope="row"><a href="{}#a-{}">{}</a></th><td data-rubrik="Ansvarig">{}</td>'
    '<td data-rubrik="Klart" class="siffra">{}</td><td>{}</td></tr>'
)


@dataclass(frozen=True)
class Indikatorrad:
    rad: Planindikator
    gnista: Diagram | None
    nu: str
    mal: str
    niva: Nivalage | None = None
    """How the latest value stands to a level that a leap has raised."""
    hojning: str = ""

    @property
    def rubrik(self) -> str:
        return str(self.rad.kriterium) if self.rad.kriterium else str(self.rad.indikator)

    def __html__(self) -> SafeString:
        indikator = self.rad.indikator
        return skriv(
            _INDIKATOR,
            self.rubrik,
            indikator.namn,
            indikator.matt,
            skriv("<br>{}", self.hojning) if self.hojning else "",
            gnista(self.gnista, indikator.namn) if self.gnista else _INGEN_SERIE,
            self.nu,
            nivan(self.niva) if self.niva else "",
            self.mal,
        )

    __str__ = __html__


@dataclass(frozen=True)
class Malrad:
    rad: Planmal
    indikatorer: list[Indikatorrad]
    del_: Maldel
    flagga: str = ""
    """"Ej uppfyllt tredje året i rad"; empty when there is nothing to say."""

    @property
    def for_manga(self) -> str:
        return for_manga_indikatorer(len(self.indikatorer))


def nivan(lage: Nivalage) -> SafeString:
    """As cykel/_nivalage.html writes it."""
    return skriv(
        '<br><span class="liten {}">{}{}</span>',
        "sen" if lage.varning else "dov",
        skriv("{} ", ikon("ExclamationmarkTriangleFill")) if lage.varning else "",
        lage.text,
    )


def aktivitetsrader(aktiviteter: Iterable[Any], rapporteras: str = "") -> SafeString:
    """Write `plansida.aktiviteter`; with the page where they are reported, also how they go."""
    if not rapporteras:
        alla = ((a.rubrik, a.svarar, datum(a.slut)) for a in aktiviteter)
        return skriv_alla("\n", _AKTIVITET, alla)
    med_status = (
        (rapporteras, a.nyckel, a.rubrik, a.svarar, datum(a.slut), aktivitetsstatus(a.status))
        for a in aktiviteter
    )
    return skriv_alla("\n", _MED_STATUS, med_status)
