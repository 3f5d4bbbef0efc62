from .bedomning import Malbedomning, Rostgenomgang
from .enkat import Enkatversion, Fraga, Svarsalternativ
from .enkatsvar import Fragesvar, Svar
from .frageindikator import Frageindikator
from .indikatorsignal import Indikatorsignal
from .rapport import Rapport, Rapportfil, Rapportjobb
from .undersokning import Undersokning

__all__ = [
    "Enkatversion",
    "Fraga",
    "Frageindikator",
    "Fragesvar",
    "Indikatorsignal",
    "Malbedomning",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Svar",
    "Svarsalternativ",
    "Undersokning",
]
