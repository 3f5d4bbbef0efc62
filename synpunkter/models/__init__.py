from .lagen import Overlamnande, Samband
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = [
    "Bristkoppling",
    "Kontakt",
    "Meddelande",
    "Overlamnande",
    "Samband",
    "Synpunkt",
    "Tidsfrist",
]
