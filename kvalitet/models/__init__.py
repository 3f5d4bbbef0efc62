from .anvandare import Anvandare, Rolltilldelning
from .dataskydd import Personuppgiftsansvar
from .enhet import Enhet, EnhetPlacering, Namnd, NamndAnsvar
from .gallring import Gallring
from .handelse import Handelse, Handelsetext
from .importfil import Importfil
from .ogonblick import Ogonblick
from .omorganisation import Omorganisation
from .utskick import Puls, Utskick

__all__ = [
    "Anvandare",
    "Enhet",
    "EnhetPlacering",
    "Gallring",
    "Handelse",
    "Handelsetext",
    "Importfil",
    "Namnd",
    "NamndAnsvar",
    "Ogonblick",
    "Omorganisation",
    "Personuppgiftsansvar",
    "Puls",
    "Rolltilldelning",
    "Utskick",
]
