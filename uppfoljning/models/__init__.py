from .bedomning import Malbedomning, Rostgenomgang
from .enkat import Enkatversion, Fraga, Svarsalternativ
from .enkatsvar import Fragesvar, Svar
from .extern import (
    Externfraga,
    Externomgang,
    Externresultat,
    Externundersokning,
    Importmappning,
)
from .frageindikator import Frageindikator
from .indikatorsignal import Indikatorsignal
from .klarmarkering import Klarmarkering
from .kolada import (
    Koladafraga,
    Koladahamtning,
    Koladajamforelse,
    Koladanyckeltal,
    Koladaomrade,
)
from .namndfraga import Fragepaminnelse, Namndfraga, Namndsvar
from .rapport import Rapport, Rapportfil, Rapportjobb
from .sammantrade import Sammantrade
from .svarskod import Kodomgang, Svarskod
from .tema import Temamarkning, Textsammanfattning, Texttema
from .undersokning import Undersokning

__all__ = [
    "Enkatversion",
    "Externfraga",
    "Externomgang",
    "Externresultat",
    "Externundersokning",
    "Fraga",
    "Frageindikator",
    "Fragepaminnelse",
    "Fragesvar",
    "Importmappning",
    "Indikatorsignal",
    "Klarmarkering",
    "Kodomgang",
    "Koladafraga",
    "Koladahamtning",
    "Koladajamforelse",
    "Koladanyckeltal",
    "Koladaomrade",
    "Malbedomning",
    "Namndfraga",
    "Namndsvar",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rostgenomgang",
    "Sammantrade",
    "Svar",
    "Svarsalternativ",
    "Svarskod",
    "Temamarkning",
    "Textsammanfattning",
    "Texttema",
    "Undersokning",
]
