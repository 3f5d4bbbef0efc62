from .atgard import Atgard, Brist
from .indikator import Indikator, Matvarde
from .lardom import Lardom, LardomSvar, Rutin
from .mal import Mal, Malkriterium, Malniva, Styrmodell, Uppdrag
from .plan import Aktivitet, Aktivitetslage, Planindikator, Planmal, PlanVersion, Verksamhetsplan
from .sprang import Forbattringssprang, Nivahojning
from .tillfalle import Uppfoljningstillfalle, Varv

__all__ = [
    "Aktivitet",
    "Aktivitetslage",
    "Atgard",
    "Brist",
    "Forbattringssprang",
    "Indikator",
    "Lardom",
    "LardomSvar",
    "Mal",
    "Malkriterium",
    "Malniva",
    "Matvarde",
    "Nivahojning",
    "PlanVersion",
    "Planindikator",
    "Planmal",
    "Rutin",
    "Styrmodell",
    "Uppdrag",
    "Uppfoljningstillfalle",
    "Varv",
    "Verksamhetsplan",
]
