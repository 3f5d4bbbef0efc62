from .ansvar import Ansvarsbyte, folket, med_ansvar, med_namn, svarar_nu
from .aterskick import Aterskick
from .atgard import Atgard, Brist
from .bevis import Bevisfil
from .definition import Definitionsversion, Seriebrott
from .granne import (
    Checklista,
    Checklistepunkt,
    Egenkontroll,
    Egenkontrollsvar,
    Internkontrollplan,
    Kontrollmoment,
    Risk,
    Riskbedomning,
)
from .indikator import Indikator, Matvarde
from .kalender import Kalenderadress
from .lardom import Ateranvandning, Lardom, LardomSvar, Rutin
from .lardomsrad import Lardomsrad
from .mal import Mal, Malkriterium, Malniva, Styrmodell, Uppdrag
from .malmappning import Malmappning
from .orsak import Orsaksanalys, Orsaksrad
from .plan import PlanVersion, Verksamhetsplan
from .planmall import Mallaktivitet, Mallindikator, Planmall
from .planrad import Aktivitet, Aktivitetslage, Planindikator, Planmal
from .raderbjudande import Raderbjudande
from .rattelse import Rattelse
from .runda import Delopning, Namndtider, Rundlas
from .sprang import Forbattringssprang, Nivahojning
from .tillfalle import Uppfoljningstillfalle, Varv
from .uppdrag import Aterrapportering
from .uppfoljningsdel import Delslag

__all__ = [
    "Aktivitet",
    "Aktivitetslage",
    "Ansvarsbyte",
    "Ateranvandning",
    "Aterrapportering",
    "Aterskick",
    "Atgard",
    "Bevisfil",
    "Brist",
    "Checklista",
    "Checklistepunkt",
    "Definitionsversion",
    "Delopning",
    "Delslag",
    "Egenkontroll",
    "Egenkontrollsvar",
    "Forbattringssprang",
    "Indikator",
    "Internkontrollplan",
    "Kalenderadress",
    "Kontrollmoment",
    "Lardom",
    "LardomSvar",
    "Lardomsrad",
    "Mal",
    "Malkriterium",
    "Mallaktivitet",
    "Mallindikator",
    "Malmappning",
    "Malniva",
    "Matvarde",
    "Namndtider",
    "Nivahojning",
    "Orsaksanalys",
    "Orsaksrad",
    "PlanVersion",
    "Planindikator",
    "Planmal",
    "Planmall",
    "Raderbjudande",
    "Rattelse",
    "Risk",
    "Riskbedomning",
    "Rundlas",
    "Rutin",
    "Seriebrott",
    "Styrmodell",
    "Uppdrag",
    "Uppfoljningstillfalle",
    "Varv",
    "Verksamhetsplan",
    "folket",
    "med_ansvar",
    "med_namn",
    "svarar_nu",
]
