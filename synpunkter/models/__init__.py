from .sekretess import Sekretessmarkering, Sekretessprovning, Skyddslasare
from .signal import Signalbedomning
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist
from .utlamnande import Maskval, Utlamnande, Utlamnandefil

__all__ = [
    "Bristkoppling",
    "Kontakt",
    "Maskval",
    "Meddelande",
    "Sekretessmarkering",
    "Sekretessprovning",
    "Signalbedomning",
    "Skyddslasare",
    "Synpunkt",
    "Tidsfrist",
    "Utlamnande",
    "Utlamnandefil",
]
