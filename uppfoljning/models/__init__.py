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
from .rapportplan import Rapportmottagare, Rapportrattelse, Rapportschema
from .rapporttext import Lagval, Rapporttext
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
    "Lagval",
    "Malbedomning",
    "Namndfraga",
    "Namndsvar",
    "Rapport",
    "Rapportfil",
    "Rapportjobb",
    "Rapportmottagare",
    "Rapportrattelse",
    "Rapportschema",
    "Rapporttext",
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
