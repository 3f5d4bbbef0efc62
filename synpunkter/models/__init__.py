from .sekretess import Sekretessmarkering, Sekretessprovning, Skyddslasare
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = [
    "Bristkoppling",
    "Kontakt",
    "Meddelande",
    "Sekretessmarkering",
    "Sekretessprovning",
    "Skyddslasare",
    "Synpunkt",
    "Tidsfrist",
]
