from .bedomning import Malbedomning, Rostgenomgang
from .rapport import Rapport, Rapportfil, Rapportjobb
from .svarskod import Kodomgang, Svarskod
from .undersokning import Svar, Undersokning

__all__ = [
    "Kodomgang",
    "Malbedomning",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Svar",
    "Svarskod",
    "Undersokning",
]
