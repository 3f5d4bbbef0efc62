from .aterskick import Aterskick
from .atgard import Atgard, Brist
from .indikator import Indikator, Matvarde
from .lardom import Lardom, LardomSvar, Rutin
from .mal import Mal, Malkriterium, Malniva, Styrmodell, Uppdrag
from .plan import Aktivitet, Aktivitetslage, Planindikator, Planmal, PlanVersion, Verksamhetsplan
from .rattelse import Rattelse
from .sprang import Forbattringssprang, Nivahojning
from .tillfalle import Uppfoljningstillfalle, Varv

__all__ = [
    "Aktivitet",
    "Aktivitetslage",
    "Aterskick",
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
    "Rattelse",
    "Rutin",
    "Styrmodell",
    "Uppdrag",
    "Uppfoljningstillfalle",
    "Varv",
    "Verksamhetsplan",
]
