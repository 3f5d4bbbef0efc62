from .anvandare import Anvandare, Grupproll, Rolltilldelning
from .dataskydd import Personuppgiftsansvar
from .enhet import Enhet, EnhetPlacering, Namnd, NamndAnsvar
from .gallring import Gallring
from .handelse import Handelse, Handelsetext
from .importfil import Importfil
from .ogonblick import Ogonblick
from .omorganisation import Omorganisation
from .sigill import Loggsigill
from .utskick import Jobbfel, Puls, Utskick

__all__ = [
    "Anvandare",
    "Enhet",
    "EnhetPlacering",
    "Gallring",
    "Grupproll",
    "Handelse",
    "Handelsetext",
    "Importfil",
    "Jobbfel",
    "Loggsigill",
    "Namnd",
    "NamndAnsvar",
    "Ogonblick",
    "Omorganisation",
    "Personuppgiftsansvar",
    "Puls",
    "Rolltilldelning",
    "Utskick",
]
