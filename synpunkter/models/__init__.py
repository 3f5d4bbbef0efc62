from .bilaga import Bilaga
from .diarium import Diarieforing, Diarieinstallning, Dnrserie
from .gallring import Gallringspost, Gallringsregel
from .handlagg import Fordelningsregel, Franvaro, SparatFilter, Svarsmall, Svarspaminnelse
from .lagen import Overlamnande, Samband
from .nojdhet import Nojdhet
from .sekretess import Sekretessmarkering, Sekretessprovning, Skyddslasare
from .signal import Signalbedomning
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist
from .utlamnande import Maskval, Utlamnande, Utlamnandefil

__all__ = [
    "Bilaga",
    "Bristkoppling",
    "Diarieforing",
    "Diarieinstallning",
    "Dnrserie",
    "Fordelningsregel",
    "Franvaro",
    "Gallringspost",
    "Gallringsregel",
    "Kontakt",
    "Maskval",
    "Meddelande",
    "Nojdhet",
    "Overlamnande",
    "Samband",
    "Sekretessmarkering",
    "Sekretessprovning",
    "Signalbedomning",
    "Skyddslasare",
    "SparatFilter",
    "Svarsmall",
    "Svarspaminnelse",
    "Synpunkt",
    "Tidsfrist",
    "Utlamnande",
    "Utlamnandefil",
]
