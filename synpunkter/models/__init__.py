from .bilaga import Bilaga
from .lagen import Overlamnande, Samband
from .nojdhet import Nojdhet
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = [
    "Bilaga",
    "Bristkoppling",
    "Kontakt",
    "Meddelande",
    "Nojdhet",
    "Overlamnande",
    "Samband",
    "Synpunkt",
    "Tidsfrist",
]
