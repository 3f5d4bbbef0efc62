from .bedomning import Malbedomning, Rostgenomgang
from .klarmarkering import Klarmarkering
from .rapport import Rapport, Rapportfil, Rapportjobb
from .undersokning import Svar, Undersokning

__all__ = [
    "Klarmarkering",
    "Malbedomning",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Svar",
    "Undersokning",
]
