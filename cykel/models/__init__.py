from .atgard import Atgard, Brist
from .indikator import Indikator, Matvarde
from .lardom import Lardom, LardomSvar, Rutin
from .mal import Mal, Malkriterium, Malniva, Styrmodell, Uppdrag
from .plan import Aktivitet, Aktivitetslage, Planindikator, Planmal, PlanVersion, Verksamhetsplan
from .planmall import Mallaktivitet, Mallindikator, Planmall
from .raderbjudande import Raderbjudande
from .tillfalle import Uppfoljningstillfalle, Varv

__all__ = [
    "Aktivitet",
    "Aktivitetslage",
    "Atgard",
    "Brist",
    "Indikator",
    "Lardom",
    "LardomSvar",
    "Mal",
    "Malkriterium",
    "Mallaktivitet",
    "Mallindikator",
    "Malniva",
    "Matvarde",
    "PlanVersion",
    "Planindikator",
    "Planmal",
    "Planmall",
    "Raderbjudande",
    "Rutin",
    "Styrmodell",
    "Uppdrag",
    "Uppfoljningstillfalle",
    "Varv",
    "Verksamhetsplan",
]
