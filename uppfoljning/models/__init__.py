from .bedomning import Malbedomning, Rostgenomgang
from .rapport import Rapport, Rapportfil, Rapportjobb
from .undersokning import Svar, Undersokning

__all__ = [
    "Malbedomning",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Svar",
    "Undersokning",
]
