from .aterkoppling import Aterkoppling, Publicering, Slag
from .monster import Monster, Monsterkoppling, Tema
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = [
    "Aterkoppling",
    "Bristkoppling",
    "Kontakt",
    "Meddelande",
    "Monster",
    "Monsterkoppling",
    "Publicering",
    "Slag",
    "Synpunkt",
    "Tema",
    "Tidsfrist",
]
