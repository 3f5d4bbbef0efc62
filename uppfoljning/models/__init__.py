from .bedomning import Malbedomning, Rostgenomgang
from .indikatorsignal import Indikatorsignal
from .rapport import Rapport, Rapportfil, Rapportjobb
from .undersokning import Svar, Undersokning

__all__ = [
    "Indikatorsignal",
    "Malbedomning",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Svar",
    "Undersokning",
]
