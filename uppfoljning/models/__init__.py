from .bedomning import Malbedomning, Rostgenomgang
from .enkat import Enkatversion, Fraga, Svarsalternativ
from .enkatsvar import Fragesvar, Svar
from .frageindikator import Frageindikator
from .indikatorsignal import Indikatorsignal
from .rapport import Rapport, Rapportfil, Rapportjobb
from .svarskod import Kodomgang, Svarskod
from .tema import Temamarkning, Textsammanfattning, Texttema
from .undersokning import Undersokning

__all__ = [
    "Enkatversion",
    "Fraga",
    "Frageindikator",
    "Fragesvar",
    "Indikatorsignal",
    "Kodomgang",
    "Malbedomning",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Svar",
    "Svarsalternativ",
    "Svarskod",
    "Temamarkning",
    "Textsammanfattning",
    "Texttema",
    "Undersokning",
]
