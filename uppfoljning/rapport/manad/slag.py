"""The kind manad: what is its own on the common road. Pure."""

from __future__ import annotations

from kvalitet.fel import Punkt
from kvalitet.pdf import Pdf
from uppfoljning.rapport.manad.dokument import dokument
from uppfoljning.rapport.manad.modell import Manadsrapport, fran_json
from uppfoljning.rapport.manad.vy import titel, vy
from uppfoljning.rapport.sidbudget import FORSTA_SIDAN
from uppfoljning.rapport.slag import Rapportslag

FLEST_SIDOR = 4
FOR_LANG = f"Månadsrapporten är längre än {FLEST_SIDOR} sidor. Korta texterna."


def krav(u: Manadsrapport) -> list[Punkt]:
    """A value that is missing is printed with its owner and stops nothing."""
    return [
        Punkt("Planen har minst en indikator att visa", klar=bool(u.indikatorer)),
        Punkt("Invånarnas röst är med", klar=bool(u.synpunkter)),
    ]


def budget(pdf: Pdf, _: Manadsrapport) -> tuple[str, ...]:
    lang = (FOR_LANG,) if pdf.sidor > FLEST_SIDOR else ()
    forst = () if pdf.ankare["indikatorer"] == 2 else (FORSTA_SIDAN,)
    return (*forst, *lang)


MANAD = Rapportslag(
    nyckel="manad",
    namn="Månadsrapport",
    las=fran_json,
    titel=titel,
    vy=vy,
    tryckmall="rapport/manad/tryck.html",
    webbmall="rapport/manad/webb.html",
    budget=budget,
    krav=krav,
    dokument=dokument,
)
