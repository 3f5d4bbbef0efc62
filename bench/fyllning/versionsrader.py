"""The rows of an adopted version as the site freezes them (`cykel.effekter.planinnehall`)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from bench.fyllning.styrning import Malrad

Frysta = dict[str, Any]


def frys_mal(nyckel: UUID, mal: Malrad, koppling: str, skal: str) -> Frysta:
    return {
        "nyckel": str(nyckel),
        "mal": {"id": mal.id, "nummer": mal.nummer, "text": mal.text},
        "uppdrag": None,
        "koppling": koppling,
        "skal": skal,
        "aktiviteter": [],
        "indikatorer": [],
    }


def frys_aktivitet(
    rad: Frysta,
    nyckel: UUID,
    rubrik: str,
    personer: tuple[int, int],
    tid: tuple[date, date],
    effekt: str,
) -> None:
    """Add an activity to its goal. `personer`: who carries it out and who reports."""
    rad["aktiviteter"].append(
        {
            "nyckel": str(nyckel),
            "rubrik": rubrik,
            "ansvarig": {"id": personer[0], "namn": "Planansvarig"},
            "rapportor": {"id": personer[1], "namn": "Rapportör"},
            "start": tid[0].isoformat(),
            "slut": tid[1].isoformat(),
            "vantad_effekt": effekt,
            "resurser": "",
        }
    )


def frys_indikator(rad: Frysta, nyckel: UUID, indikator: int, kriterium: int, varde: int) -> None:
    rad["indikatorer"].append(
        {
            "nyckel": str(nyckel),
            "indikator": {"id": indikator, "namn": f"Indikator {indikator}"},
            "kriterium": kriterium,
            "maltyp": "absolut",
            "malvarde": str(varde),
            "malvarde_ovre": None,
            "basar": None,
            "baslinje": None,
            "jamforelse": "",
            "beskrivning": "",
            "satts_senast": None,
            "lagre_skal": "",
        }
    )
