"""What the tests of the nightly update from Kolada are written with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cykel.models import Indikator, Matvarde
from kvalitet import klocka
from kvalitet.models import Anvandare, Handelse
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.kolada_server import Koladaserver
from uppfoljning.actions.koladahamtning import Resultat, hamta_alla
from uppfoljning.models import Koladafraga

NATT = datetime(2026, 6, 2, 0, 15, tzinfo=UTC)
NASTA = datetime(2026, 6, 3, 0, 15, tzinfo=UTC)
GRUPP = "Liknande kommuner, övergripande, Norrköping, 2025"


def ny(kod: str, agare: Anvandare, namn: str = "") -> Indikator:
    return Indikator.objects.create(
        namn=namn or f"Nyckeltal {kod}",
        definition="Andel som är nöjda.",
        matt="procent",
        riktning="hogre",
        kalla="kolada",
        kolada_id=kod,
        frekvens="helar",
        agare=agare,
        konsuppdelad=True,
    )


def varden(indikator: Indikator) -> dict[tuple[str, int, str], Any]:
    """Value or reason by place (a unit's name or an area's code), year and sex."""
    return {
        (v.enhet.namn if v.enhet else v.omrade, v.period_till.year, v.kon): (
            v.bortfallsorsak if v.varde is None else v.varde
        )
        for v in Matvarde.objects.filter(indikator=indikator).select_related("enhet")
    }


def slag(indikator: Indikator) -> list[str]:
    rader = Handelse.objects.filter(objekttyp="cykel.indikator", objekt_id=indikator.pk)
    return [s.removeprefix("kolada.") for s in rader.order_by("pk").values_list("slag", flat=True)]


def nasta_natt() -> Resultat:
    with klocka.stalld(NASTA):
        return hamta_alla()


def fragan(server: Koladaserver, **andrat: Any) -> Koladafraga:
    server.nyckeltal[0] = ks.nyckeltal("N00001", **andrat)
    assert nasta_natt().fragor == 1
    return Koladafraga.objects.get(svar="")


def falt(agare: Anvandare, **andrat: Any) -> dict[str, Any]:
    return {
        "namn": "Nöjda",
        "definition": "Andel nöjda.",
        "matt": "procent",
        "riktning": "hogre",
        "frekvens": "helar",
        "agare": agare,
        "konsuppdelad": True,
        **andrat,
    }
