from .diarium import Diarieforing, Diarieinstallning, Dnrserie
from .gallring import Gallringspost, Gallringsregel
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = [
    "Bristkoppling",
    "Diarieforing",
    "Diarieinstallning",
    "Dnrserie",
    "Gallringspost",
    "Gallringsregel",
    "Kontakt",
    "Meddelande",
    "Synpunkt",
    "Tidsfrist",
]
