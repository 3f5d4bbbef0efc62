"""Every kind's collector. Beside it stands what keeps a made report from being decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kvalitet.fel import Punkt
from uppfoljning.models import Rapport
from uppfoljning.rapport.slag import Underlag
from uppfoljning.samlare import enhet, kommun, maluppfyllelse, manad
from uppfoljning.samlare.omfang import Rapportomfang


class Samla(Protocol):
    """Raises Regelbrott when there is nothing to make the report of yet."""

    def __call__(self, omfang: Rapportomfang, *, nu: datetime) -> Underlag: ...


def _inget(rapport: Rapport) -> list[Punkt]:
    return []


@dataclass(frozen=True)
class Samlare:
    samla: Samla
    hinder: Callable[[Rapport], list[Punkt]] = _inget


SAMLARE: Mapping[str, Samlare] = {
    Rapport.Slag.MALUPPFYLLELSE: Samlare(maluppfyllelse.samla, maluppfyllelse.hinder),
    Rapport.Slag.ENHET: Samlare(enhet.samla, enhet.hinder),
    Rapport.Slag.KOMMUN: Samlare(kommun.samla, kommun.hinder),
    Rapport.Slag.MANAD: Samlare(manad.samla),
}
