from .handlagg import Fordelningsregel, Franvaro, SparatFilter, Svarsmall, Svarspaminnelse
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist

__all__ = [
    "Bristkoppling",
    "Fordelningsregel",
    "Franvaro",
    "Kontakt",
    "Meddelande",
    "SparatFilter",
    "Svarsmall",
    "Svarspaminnelse",
    "Synpunkt",
    "Tidsfrist",
]
