from .bilaga import Bilaga
from .handlagg import Fordelningsregel, Franvaro, SparatFilter, Svarsmall, Svarspaminnelse
from .lagen import Overlamnande, Samband
from .nojdhet import Nojdhet
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = [
    "Bilaga",
    "Bristkoppling",
    "Fordelningsregel",
    "Franvaro",
    "Kontakt",
    "Meddelande",
    "Nojdhet",
    "Overlamnande",
    "Samband",
    "SparatFilter",
    "Svarsmall",
    "Svarspaminnelse",
    "Synpunkt",
    "Tidsfrist",
]
