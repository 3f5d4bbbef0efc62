"""The whole catalogue: key figures, municipalities, regions and groups.

From the API, or from files in its own shape: `data/` holds what the API said when it was saved.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from uppfoljning.kolada.klient import Klient
from uppfoljning.kolada.svar import (
    Koladafel,
    Lasning,
    Nyckeltalspost,
    Omradespost,
    Radfel,
    las_grupper,
    las_nyckeltal,
    las_omraden,
    las_sida,
)

MEDFOLJER = Path(__file__).with_name("data")
MEST_BYTE = 64 * 1024 * 1024
FILER = ("kpi", "municipality", "municipality_groups")


@dataclass(frozen=True)
class Katalog:
    """What is None was not asked for, and is left as it is."""

    nyckeltal: Lasning[Nyckeltalspost] | None = None
    omraden: Lasning[Omradespost] | None = None
    grupper: Lasning[Omradespost] | None = None

    @property
    def fel(self) -> list[Radfel]:
        delar = (self.nyckeltal, self.omraden, self.grupper)
        return [fel for del_ in delar if del_ is not None for fel in del_.fel]


def fran_api(klient: Klient) -> Katalog:
    return Katalog(klient.nyckeltal(), klient.omraden(), klient.grupper())


def fran_filer(plats: Path = MEDFOLJER) -> Katalog:
    """Read a folder with the three files, or one of them; packed (.json.gz) or not.

    A file in a folder is known by its name, one by itself by what it holds.
    """
    if not plats.is_dir():
        return _en_fil(plats)
    filer = {namn: _i_mappen(plats, namn) for namn in FILER}
    if not any(filer.values()):
        raise Koladafel(f"Mappen {plats} har ingen av filerna {', '.join(FILER)} (.json).")
    kpi, kommuner, grupper = (filer[namn] for namn in FILER)
    return Katalog(
        las_nyckeltal(_rader(kpi)) if kpi else None,
        las_omraden(_rader(kommuner)) if kommuner else None,
        las_grupper(_rader(grupper)) if grupper else None,
    )


def _en_fil(fil: Path) -> Katalog:
    rader = _rader(fil)
    forsta = rader[0] if rader and isinstance(rader[0], dict) else {}
    if "members" in forsta:
        return Katalog(grupper=las_grupper(rader))
    if "type" in forsta:
        return Katalog(omraden=las_omraden(rader))
    if "municipality_type" in forsta:
        return Katalog(nyckeltal=las_nyckeltal(rader))
    raise Koladafel(f"{fil.name} har varken nyckeltal, kommuner eller grupper.")


def _i_mappen(mapp: Path, namn: str) -> Path | None:
    kandidater = (mapp / f"{namn}.json", mapp / f"{namn}.json.gz")
    return next((fil for fil in kandidater if fil.is_file()), None)


def _rader(fil: Path) -> list[Any]:
    try:
        oppna = gzip.open if fil.suffix == ".gz" else open
        with oppna(fil, "rb") as strom:
            innehall = strom.read(MEST_BYTE + 1)
        if len(innehall) > MEST_BYTE:
            raise Koladafel(f"{fil.name} är orimligt stor.")
        return las_sida(json.loads(innehall, parse_float=Decimal)).rader
    except (OSError, EOFError) as fel:
        raise Koladafel(f"{fil.name} går inte att läsa.") from fel
    except ValueError as fel:
        raise Koladafel(f"{fil.name} är inte läsbar JSON.") from fel
