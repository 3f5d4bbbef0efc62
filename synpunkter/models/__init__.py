from .aterkoppling import Aterkoppling, Publicering, Slag
from .forslag import Forslagsmatning, Forslagsval
from .larm import Trendlarm
from .monster import Monster, Monsterkoppling, Tema
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = [
    "Aterkoppling",
    "Bristkoppling",
    "Forslagsmatning",
    "Forslagsval",
    "Kontakt",
    "Meddelande",
    "Monster",
    "Monsterkoppling",
    "Publicering",
    "Slag",
    "Synpunkt",
    "Tema",
    "Tidsfrist",
    "Trendlarm",
]
