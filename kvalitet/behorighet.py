"""Who may do what with which object. Closed by default.

An object tells where it belongs by `enhet` (or is an `Enhet` itself) and `namnd_id`. A role
covers it when it lies in the role's subtree today and, if the role names a nämnd, belongs to
that nämnd. An object without a unit (a goal of a nämnd) is covered by roles held at the root.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpResponseBase

from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import ROLLER, Rattighet, Roll
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Tilldelning:
    """One role in force: where it holds, as a path, and for which nämnd (None: all)."""

    roll: Roll
    sokvag: str
    namnd_id: int | None

    def omfattar(self, sokvag: str, namnd_id: int | None) -> bool:
        if self.namnd_id is not None and self.namnd_id != namnd_id:
            return False
        return sokvag.startswith(self.sokvag) if sokvag else self.sokvag.count(".") == 1


def tilldelningar(anvandare: Anvandare) -> tuple[Tilldelning, ...]:
    """Return the roles in force today, read once per loaded user."""
    if not anvandare.is_active:
        return ()
    sparade: tuple[Tilldelning, ...] | None = anvandare.__dict__.get("_tilldelningar")
    if sparade is None:
        rader = anvandare.tilldelningar.giltiga(klocka.idag()).values_list(
            "roll", "enhet__sokvag", "namnd_id"
        )
        sparade = tuple(Tilldelning(Roll(roll), sokvag, namnd) for roll, sokvag, namnd in rader)
        anvandare.__dict__["_tilldelningar"] = sparade
    return sparade


def _med(anvandare: Anvandare, ratt: Rattighet) -> list[Tilldelning]:
    return [t for t in tilldelningar(anvandare) if ratt in ROLLER[t.roll]]


def _plats(objekt: Model) -> tuple[str, int | None]:
    """Return the path and the nämnd of an object; without a unit the path is empty."""
    if isinstance(objekt, Enhet):
        return objekt.sokvag, None
    enhet: Enhet | None = getattr(objekt, "enhet", None)
    return (enhet.sokvag if enhet else ""), getattr(objekt, "namnd_id", None)


def roll_for(anvandare: Anvandare, ratt: Rattighet, objekt: Model) -> Roll | None:
    """Return the role that gives `anvandare` the right to `objekt`, or None."""
    sokvag, namnd_id = _plats(objekt)
    traffar = (t.roll for t in _med(anvandare, ratt) if t.omfattar(sokvag, namnd_id))
    return next(traffar, None)


def far(anvandare: Anvandare, ratt: Rattighet, objekt: Model | None = None) -> bool:
    """Say whether `anvandare` has the right to `objekt` (without one: anywhere at all)."""
    if objekt is None:
        return bool(_med(anvandare, ratt))
    return roll_for(anvandare, ratt, objekt) is not None


def prova(anvandare: Anvandare, ratt: Rattighet, objekt: Model | None = None) -> None:
    if not far(anvandare, ratt, objekt):
        raise PermissionDenied(f"{ratt} saknas")


def omfang(
    anvandare: Anvandare, ratt: Rattighet, *, enhet: str = "enhet", namnd: str | None = "namnd"
) -> Q:
    """Return the condition that keeps what `anvandare` may reach with `ratt`.

    `enhet` and `namnd` are the look-up paths from the filtered model; pass `enhet=""` for a
    model that is a unit itself or, with `namnd`, has no unit.
    """
    villkor = Q(pk__in=[])
    for t in _med(anvandare, ratt):
        villkor |= _en_tilldelning(t, enhet, namnd)
    return villkor


def _en_tilldelning(t: Tilldelning, enhet: str, namnd: str | None) -> Q:
    villkor = Q(**{f"{enhet}__sokvag__startswith" if enhet else "sokvag__startswith": t.sokvag})
    if namnd and t.namnd_id is not None:
        villkor &= Q(**{namnd: t.namnd_id})
    return villkor


def omfang_namnd(anvandare: Anvandare, ratt: Rattighet, *, namnd: str = "namnd") -> Q:
    """As `omfang`, for what belongs to a nämnd and to no unit (goals, uppdrag, reports)."""
    villkor = Q(pk__in=[])
    for t in _med(anvandare, ratt):
        if t.sokvag.count(".") == 1:
            villkor |= Q(**{namnd: t.namnd_id}) if t.namnd_id is not None else ~Q(pk__in=[])
    return villkor


def synliga_enheter(anvandare: Anvandare, ratt: Rattighet) -> QuerySet[Enhet]:
    return Enhet.objects.filter(omfang(anvandare, ratt, enhet="", namnd=None))


P = ParamSpec("P")
Vy = Callable[Concatenate[InloggadRequest, P], HttpResponseBase]


def kraver(ratt: Rattighet) -> Callable[[Vy[P]], Vy[P]]:
    """Let a view through only to those who hold `ratt` somewhere; else 403."""

    def yttre(vy: Vy[P]) -> Vy[P]:
        @wraps(vy)
        def inre(request: InloggadRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            prova(request.user, ratt)
            return vy(request, *args, **kwargs)

        return cast(Vy[P], inre)

    return yttre
