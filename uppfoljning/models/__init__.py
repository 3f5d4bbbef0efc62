from .bedomning import Malbedomning, Rostgenomgang
from .indikatorsignal import Indikatorsignal
from .klarmarkering import Klarmarkering
from .rapport import Rapport, Rapportfil, Rapportjobb
from .undersokning import Svar, Undersokning

__all__ = [
    "Indikatorsignal",
    "Klarmarkering",
    "Malbedomning",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Svar",
    "Undersokning",
]
