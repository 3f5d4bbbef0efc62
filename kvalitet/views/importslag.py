"""The kinds of file that can be read in: what each asks for, who may, and the act it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cykel.actions.import_mal import KOLUMNER as MALKOLUMNER
from cykel.actions.import_mal import las_in_mal
from cykel.actions.import_plan import las_in_planer
from cykel.actions.import_plankolumner import KOLUMNER as PLANKOLUMNER
from kvalitet.actions.import_anvandare import KOLUMNER as ANVANDARKOLUMNER
from kvalitet.actions.import_anvandare import las_in_anvandare
from kvalitet.actions.import_organisation import KOLUMNER as ORGANISATIONSKOLUMNER
from kvalitet.actions.import_organisation import las_in_organisation
from kvalitet.behorighet import tilldelningar
from kvalitet.inlasning import Utfall
from kvalitet.kalkyl import Kolumn, Rad
from kvalitet.models import Anvandare
from kvalitet.roller import Roll
from synpunkter.actions.import_kolumner import KOLUMNER as SYNPUNKTSKOLUMNER
from synpunkter.actions.import_synpunkter import las_in_synpunkter


class Inlasning(Protocol):
    def __call__(self, rader: Sequence[Rad], *, av: Anvandare) -> list[Utfall]: ...


@dataclass(frozen=True)
class Importslag:
    nyckel: str
    namn: str
    ingress: str
    roll: Roll
    kolumner: tuple[Kolumn, ...]
    las_in: Inlasning
    nyss: bool = False
    """Whether it asks for a fresh sign-in: it changes what people may do."""

    def far(self, av: Anvandare) -> bool:
        """Whether the person holds the role; the act tries the right row by row."""
        return any(t.roll == self.roll for t in tilldelningar(av))


ALLA = (
    Importslag(
        "organisation",
        "Organisation",
        "Enheter, var de ligger och vilken nämnd som ansvarar. Enheter som redan finns lämnas som "
        "de är; ingen flyttas eller tas bort.",
        Roll.ADMINISTRATOR,
        ORGANISATIONSKOLUMNER,
        las_in_organisation,
    ),
    Importslag(
        "anvandare",
        "Användare och roller",
        "En rad för varje roll. Den som redan har rollen påverkas inte, och ingen roll tas bort. "
        "Läs in organisationen först.",
        Roll.ADMINISTRATOR,
        ANVANDARKOLUMNER,
        las_in_anvandare,
        nyss=True,
    ),
    Importslag(
        "mal",
        "Mål med kriterier",
        "En rad för varje mål. Mål som redan finns ändras om filen säger något annat, och det "
        "sparas i målets historik.",
        Roll.KVALITETSSAMORDNARE,
        MALKOLUMNER,
        las_in_mal,
    ),
    Importslag(
        "planer",
        "Planer med aktiviteter och indikatorer",
        "En rad för varje aktivitet eller indikator. Planer vars period är över läses in som "
        "avslutade, andra som utkast. Läs in användare och mål först.",
        Roll.KVALITETSSAMORDNARE,
        PLANKOLUMNER,
        las_in_planer,
    ),
    Importslag(
        "synpunkter",
        "Synpunkter",
        "En rad för varje ärende som har handlagts i ett annat system. De märks som inlästa, och "
        "avslutade kommer in som avslutade. Ingen får något brev.",
        Roll.KVALITETSSAMORDNARE,
        SYNPUNKTSKOLUMNER,
        las_in_synpunkter,
    ),
)
PER_NYCKEL: dict[str, Importslag] = {slag.nyckel: slag for slag in ALLA}
