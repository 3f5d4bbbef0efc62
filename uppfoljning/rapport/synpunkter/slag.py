"""The kind synpunktsrapport on the common road. Pure."""

from __future__ import annotations

from kvalitet.fel import Punkt
from kvalitet.pdf import Pdf
from uppfoljning.rapport.sidbudget import forsta_sidan
from uppfoljning.rapport.slag import Rapportslag
from uppfoljning.rapport.synpunkter.dokument import dokument
from uppfoljning.rapport.synpunkter.modell import Synpunktsrapport, fran_json
from uppfoljning.rapport.synpunkter.vy import NAMN, synpunktsvy, titel


def krav(u: Synpunktsrapport) -> list[Punkt]:
    """Figures alone are no report: somebody has said what they mean and what is done."""
    return [Punkt(f"Texten {t.rubrik} är skriven", klar=bool(t.text)) for t in u.texter]


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
    dokument=dokument,
)
