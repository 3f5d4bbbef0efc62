from .ansvar import Ansvarsbyte, med_ansvar
from .atgard import Atgard, Brist
from .bevis import Bevisfil
from .indikator import Indikator, Matvarde
from .kalender import Kalenderadress
from .lardom import Lardom, LardomSvar, Rutin
from .mal import Mal, Malkriterium, Malniva, Styrmodell, Uppdrag
from .plan import Aktivitet, Aktivitetslage, Planindikator, Planmal, PlanVersion, Verksamhetsplan
from .tillfalle import Uppfoljningstillfalle, Varv

__all__ = [
    "Aktivitet",
    "Aktivitetslage",
    "Ansvarsbyte",
    "Atgard",
    "Bevisfil",
    "Brist",
    "Indikator",
    "Kalenderadress",
    "Lardom",
    "LardomSvar",
    "Mal",
    "Malkriterium",
    "Malniva",
    "Matvarde",
    "PlanVersion",
    "Planindikator",
    "Planmal",
    "Rutin",
    "Styrmodell",
    "Uppdrag",
    "Uppfoljningstillfalle",
    "Varv",
    "Verksamhetsplan",
    "med_ansvar",
]
