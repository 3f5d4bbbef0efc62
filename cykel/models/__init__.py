from .aterskick import Aterskick
from .atgard import Atgard, Brist
from .indikator import Indikator, Matvarde
from .lardom import Lardom, LardomSvar, Rutin
from .mal import Mal, Malkriterium, Malniva, Styrmodell, Uppdrag
from .malmappning import Malmappning
from .plan import Aktivitet, Aktivitetslage, Planindikator, Planmal, PlanVersion, Verksamhetsplan
from .rattelse import Rattelse
from .sprang import Forbattringssprang, Nivahojning
from .tillfalle import Uppfoljningstillfalle, Varv
from .uppdrag import Aterrapportering

__all__ = [
    "Aktivitet",
    "Aktivitetslage",
    "Aterrapportering",
    "Aterskick",
    "Atgard",
    "Brist",
    "Forbattringssprang",
    "Indikator",
    "Lardom",
    "LardomSvar",
    "Mal",
    "Malkriterium",
    "Malmappning",
    "Malniva",
    "Matvarde",
    "Nivahojning",
    "PlanVersion",
    "Planindikator",
    "Planmal",
    "Rattelse",
    "Rutin",
    "Styrmodell",
    "Uppdrag",
    "Uppfoljningstillfalle",
    "Varv",
    "Verksamhetsplan",
]
