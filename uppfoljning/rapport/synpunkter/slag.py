"""The kind synpunktsrapport on the common road. Pure."""

from __future__ import annotations

from operator import attrgetter

from kvalitet.fel import Punkt
from kvalitet.pdf import Pdf
from uppfoljning.rapport.sidbudget import forsta_sidan
from uppfoljning.rapport.slag import Rapportslag
from uppfoljning.rapport.synpunkter.dokument import dokument
from uppfoljning.rapport.synpunkter.modell import Synpunktsrapport, fran_json
from uppfoljning.rapport.synpunkter.vy import NAMN, synpunktsvy, titel


def krav(_: Synpunktsrapport) -> list[Punkt]:
    """Nothing but the texts: somebody has said what the figures mean and what is done."""
    return []


def budget(pdf: Pdf, _: Synpunktsrapport) -> tuple[str, ...]:
    return forsta_sidan(pdf)


SYNPUNKTER = Rapportslag(
    nyckel="synpunkter",
    namn=NAMN,
    las=fran_json,
    titel=titel,
    vy=synpunktsvy,
    tryckmall="rapport/synpunkter/tryck.html",
    webbmall="rapport/synpunkter/webb.html",
    budget=budget,
    krav=krav,
    texter=attrgetter("texter"),
    dokument=dokument,
)
