from .antal import Arendeantal
from .aterkoppling import Aterkoppling, Publicering, Slag
from .bilaga import Bilaga
from .diarium import Diarieforing, Diarieinstallning, Dnrserie
from .forslag import Forslagsmatning, Forslagsval
from .gallring import Gallringspost, Gallringsregel
from .handlagg import Fordelningsregel, Franvaro, SparatFilter, Svarsmall, Svarspaminnelse
from .lagen import Overlamnande, Samband
from .larm import Trendlarm
from .monster import Monster, Monsterkoppling, Tema
from .nojdhet import Nojdhet
from .sekretess import Sekretessmarkering, Sekretessprovning, Skyddslasare
from .signal import Signalbedomning
from .synpunkt import Bristkoppling, Kontakt, Meddelande, Synpunkt, Tidsfrist
from .synpunktsindex import KLAR
from .utlamnande import Maskval, Utlamnande, Utlamnandefil

__all__ = [
    "KLAR",
    "Arendeantal",
    "Aterkoppling",
    "Bilaga",
    "Bristkoppling",
    "Diarieforing",
    "Diarieinstallning",
    "Dnrserie",
    "Fordelningsregel",
    "Forslagsmatning",
    "Forslagsval",
    "Franvaro",
    "Gallringspost",
    "Gallringsregel",
    "Kontakt",
    "Maskval",
    "Meddelande",
    "Monster",
    "Monsterkoppling",
    "Nojdhet",
    "Overlamnande",
    "Publicering",
    "Samband",
    "Sekretessmarkering",
    "Sekretessprovning",
    "Signalbedomning",
    "Skyddslasare",
    "Slag",
    "SparatFilter",
    "Svarsmall",
    "Svarspaminnelse",
    "Synpunkt",
    "Tema",
    "Tidsfrist",
    "Trendlarm",
    "Utlamnande",
    "Utlamnandefil",
]
