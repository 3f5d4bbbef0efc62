"""An attempt at a row of the wheel's tables: by whom, and with what the act's form would give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from cykel.models import PlanVersion, Varv, Verksamhetsplan
from cykel.tillstand import PLAN
from kvalitet.models import Anvandare
from kvalitet.overgang import Maskin, Overgang, overga
from tests.cykel.varlden import Varld


class Omojligt(Exception):
    """The guard cannot be met (or left unmet) here and now: no later round, no other plan."""


@dataclass
class Forsok:
    """An attempt at a row: by whom, and with what the act's form would give."""

    v: Varld
    maskin: Maskin
    rad: Overgang
    objekt: Any
    av: Anvandare | None
    val: int = 0
    """Chooses between ways to meet a guard."""
    utom: Collection[str] = ()
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def plan(self) -> Verksamhetsplan:
        plan: Verksamhetsplan = self.objekt if self.maskin is PLAN else self.objekt.plan
        return plan

    def varv(self) -> Varv:
        varv = self.v.varv(self.plan)
        if varv is None:
            raise Omojligt("inget varv pågår")
        return varv

    def gallande(self) -> PlanVersion:
        version = self.v.gallande(self.plan)
        assert version
        return version

    def ta(self) -> Any:
        skal = "Det behövs."
        return self.v.gor(
            overga, self.maskin, self.objekt, self.rad.namn, av=self.av, data=self.data,
            kommentar=skal if self.rad.kommentar_kravs else "",
        )  # fmt: skip

    def annan(self, maskin: Maskin, objekt: Any, namn: str, av: Anvandare, **data: Any) -> Any:
        """Take another row on the way, as someone would."""
        kommentar = "Vi gör om det." if maskin.rad(namn).kommentar_kravs else ""
        return self.v.gor(
            overga, maskin, objekt, namn, av=av, data=data, kommentar=kommentar
        )  # fmt: skip


def lamna(_: Forsok) -> None:
    """What nobody has done is unmet as it is; what nobody has broken is met."""
