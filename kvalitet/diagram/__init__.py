"""Charts as finished coordinates, one code for the web and for print. Pure.

`komponenter/diagram.html` draws one with its table; `komponenter/diagram/svg.html` the drawing
alone. The same values always stand in a table beside.
"""

from kvalitet.diagram.gnista import gnista
from kvalitet.diagram.linje import (
    Brytning,
    Jamforelseserie,
    Linjediagram,
    Nivasteg,
    Seriebryt,
    linje,
)
from kvalitet.diagram.rita import TRYCK, WEBB, Diagram, Tabell
from kvalitet.diagram.skala import kolumnbredd
from kvalitet.diagram.spann import spann
from kvalitet.diagram.sprang import sprangdiagram
from kvalitet.diagram.stapel import Stapelrad, stapeldiagram
from kvalitet.diagram.staplad import Andelsrad, staplad
from kvalitet.diagram.styr import Signal, styrdiagram
from kvalitet.diagram.styrserie import rita_styrserie
from kvalitet.diagram.trappa import Trappa, Varv, trappa

__all__ = [
    "TRYCK",
    "WEBB",
    "Andelsrad",
    "Brytning",
    "Diagram",
    "Jamforelseserie",
    "Linjediagram",
    "Nivasteg",
    "Seriebryt",
    "Signal",
    "Stapelrad",
    "Tabell",
    "Trappa",
    "Varv",
    "gnista",
    "kolumnbredd",
    "linje",
    "rita_styrserie",
    "spann",
    "sprangdiagram",
    "stapeldiagram",
    "staplad",
    "styrdiagram",
    "trappa",
]
