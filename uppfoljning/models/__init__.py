from .bedomning import Malbedomning, Rostgenomgang
from .extern import (
    Externfraga,
    Externomgang,
    Externresultat,
    Externundersokning,
    Importmappning,
)
from .indikatorsignal import Indikatorsignal
from .kolada import (
    Koladafraga,
    Koladahamtning,
    Koladajamforelse,
    Koladanyckeltal,
    Koladaomrade,
)
from .rapport import Rapport, Rapportfil, Rapportjobb
from .undersokning import Svar, Undersokning

__all__ = [
    "Externfraga",
    "Externomgang",
    "Externresultat",
    "Externundersokning",
    "Importmappning",
    "Indikatorsignal",
    "Koladafraga",
    "Koladahamtning",
    "Koladajamforelse",
    "Koladanyckeltal",
    "Koladaomrade",
    "Malbedomning",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Svar",
    "Undersokning",
]
