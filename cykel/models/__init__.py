from .atgard import Atgard, Brist
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
from .lardom import Ateranvandning, Lardom, LardomSvar, Rutin
from .mal import Mal, Malkriterium, Malniva, Styrmodell, Uppdrag
from .orsak import Orsaksanalys, Orsaksrad
from .plan import Aktivitet, Aktivitetslage, Planindikator, Planmal, PlanVersion, Verksamhetsplan
from .tillfalle import Uppfoljningstillfalle, Varv

__all__ = [
    "Aktivitet",
    "Aktivitetslage",
    "Ateranvandning",
    "Atgard",
    "Brist",
    "Checklista",
    "Checklistepunkt",
    "Egenkontroll",
    "Egenkontrollsvar",
    "Indikator",
    "Internkontrollplan",
    "Kontrollmoment",
    "Lardom",
    "LardomSvar",
    "Mal",
    "Malkriterium",
    "Malniva",
    "Matvarde",
    "Orsaksanalys",
    "Orsaksrad",
    "PlanVersion",
    "Planindikator",
    "Planmal",
    "Risk",
    "Riskbedomning",
    "Rutin",
    "Styrmodell",
    "Uppdrag",
    "Uppfoljningstillfalle",
    "Varv",
    "Verksamhetsplan",
]
