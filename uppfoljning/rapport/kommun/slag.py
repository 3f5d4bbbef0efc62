"""The kind kommun: what is its own on the common road. Pure."""

from __future__ import annotations

from kvalitet.fel import Punkt
from kvalitet.pdf import Pdf
from uppfoljning.rapport.kommun.dokument import dokument
from uppfoljning.rapport.kommun.modell import Kommunrapport, fran_json
from uppfoljning.rapport.kommun.vy import titel, vy
from uppfoljning.rapport.sidbudget import forsta_sidan
from uppfoljning.rapport.slag import Rapportslag


def krav(u: Kommunrapport) -> list[Punkt]:
    """A nämnd that is missing is printed with its owner and stops nothing, as a value that is: the
    council's report has a day by law. Without any there is nothing to decide on."""
    return [
        Punkt("Minst en nämnd har godkänt sin uppföljning", klar=bool(u.med)),
        Punkt("Minst ett mål är bedömt", klar=any(m.bedomning for m in u.mal)),
    ]


def budget(pdf: Pdf, _: Kommunrapport) -> tuple[str, ...]:
    return forsta_sidan(pdf)


KOMMUN = Rapportslag(
    nyckel="kommun",
    namn="Måluppfyllelserapport för hela kommunen",
    las=fran_json,
    titel=titel,
    vy=vy,
    tryckmall="rapport/kommun/tryck.html",
    webbmall="rapport/kommun/webb.html",
    budget=budget,
    krav=krav,
    dokument=dokument,
)
