"""Who may do what with which object. Closed by default.

An object tells where it belongs by `enhet` and `namnd_id`. A role covers it when it lies in the
role's subtree today and, if the role names a nämnd, belongs to that nämnd. An object without a
unit (a goal of a nämnd) is covered by roles held at the root. A unit itself is no nämnd's own:
it is covered by its place alone. A role held in a unit without a place covers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, Q, QuerySet
from django.http import HttpResponseBase
from django.urls import Resolver404, resolve

from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Rolltilldelning
from kvalitet.postgresql.base import DatabaseWrapper
from kvalitet.roller import ROLLER, Rattighet, Roll
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Tilldelning:
    """One role in force: where it holds, as a path, and for which nämnd (None: all)."""

    roll: Roll
    sokvag: str
    namnd_id: int | None

    @property
    def i_roten(self) -> bool:
        return self.sokvag.count(".") == 1

    def nar(self, sokvag: str) -> bool:
        """Say whether the place lies in the role's subtree."""
        return self.i_roten or sokvag.startswith(self.sokvag)

    def omfattar(self, objekt: Model) -> bool:
        if isinstance(objekt, Enhet):
            return self.nar(objekt.sokvag)
        enhet: Enhet | None = getattr(objekt, "enhet", None)
        if self.namnd_id is not None and self.namnd_id != getattr(objekt, "namnd_id", None):
            return False
        return self.nar(enhet.sokvag if enhet else "")


Roller = tuple[Tilldelning, ...]


def tilldelningar(anvandare: Anvandare) -> Roller:
    """Return the roles in force today, read once per loaded user."""
    if not anvandare.is_active:
        return ()
    sparade: tuple[Tilldelning, ...] | None = anvandare.__dict__.get("_tilldelningar")
    if sparade is None:
        with cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS]).forberedd() as markor:
            markor.execute(_ROLLER, [anvandare.pk, klocka.idag()])
            sparade = tuple(Tilldelning(Roll(rad[0]), *rad[1:]) for rad in markor.fetchall())
        anvandare.__dict__["_tilldelningar"] = sparade
    return sparade


_ROLLER = """
select r.roll, e.sokvag, r.namnd_id
from kvalitet_rolltilldelning r join kvalitet_enhet e on e.id = r.enhet_id
where r.anvandare_id = %s and r.giltig @> %s::date and e.sokvag <> '' order by r.id
"""
"""Every page of the work asks it; the words of the ORM would cost three times as much."""


def rollerna(anvandare: Anvandare, ratt: Rattighet) -> Roller:
    """Return the roles that give the right somewhere, to keep a question by."""
    return tuple(_med(anvandare, ratt))


def har_roll(anvandare: Anvandare, roll: Roll) -> bool:
    """Say whether the person holds the role somewhere; rights are asked for with `far`."""
    return any(t.roll == roll for t in tilldelningar(anvandare))


def forladda(personer: Collection[Anvandare]) -> None:
    """Read the roles of many people at once, so that `far` asks nothing more about them."""
    per_person: dict[int, list[Tilldelning]] = {p.pk: [] for p in personer}
    giltiga = Rolltilldelning.objects.filter(anvandare__in=per_person).giltiga(klocka.idag())
    rader = giltiga.exclude(enhet__sokvag="").order_by("pk")
    falt = ("anvandare", "roll", "enhet__sokvag", "namnd_id")
    for pk, roll, sokvag, namnd in rader.values_list(*falt):
        per_person[pk].append(Tilldelning(Roll(roll), sokvag, namnd))
    for person in personer:
        person.__dict__["_tilldelningar"] = tuple(per_person[person.pk])


def _med(anvandare: Anvandare, ratt: Rattighet) -> list[Tilldelning]:
    return [t for t in tilldelningar(anvandare) if ratt in ROLLER[t.roll]]


def roll_for(anvandare: Anvandare, ratt: Rattighet, objekt: Model) -> Roll | None:
    """Return the role that gives `anvandare` the right to `objekt`, or None."""
    return next((t.roll for t in _med(anvandare, ratt) if t.omfattar(objekt)), None)


def far(anvandare: Anvandare, ratt: Rattighet, objekt: Model | None = None) -> bool:
    """Say whether `anvandare` has the right to `objekt` (without one: anywhere at all)."""
    if objekt is None:
        return bool(_med(anvandare, ratt))
    return roll_for(anvandare, ratt, objekt) is not None


def prova(anvandare: Anvandare, ratt: Rattighet, objekt: Model | None = None) -> None:
    if not far(anvandare, ratt, objekt):
        raise PermissionDenied(f"{ratt} saknas")


def far_ge_roll(av: Anvandare, enhet: Enhet, namnd_id: int | None) -> bool:
    """Say whether `av` manages the roles held in the unit for the nämnd (None: for all). Who
    manages accounts for one nämnd gives no role that reaches further."""
    plats = Rolltilldelning(enhet=enhet, namnd_id=namnd_id)
    return far(av, Rattighet.KONTO_ANDRA, plats)


def skoter_alla_konton(av: Anvandare) -> bool:
    """Say whether `av` manages the accounts of the whole municipality, for every nämnd."""
    return far(av, Rattighet.KONTO_ANDRA, av)


ALLT = ~Q(pk__in=[])
INGET = Q(pk__in=[])


def omfang(
    anvandare: Anvandare, ratt: Rattighet, *, enhet: str = "enhet", namnd: str | None = "namnd"
) -> Q:
    """Return the condition that keeps what `far(anvandare, ratt, objekt)` says yes to.

    `enhet` and `namnd` are the look-up paths from the filtered model; `namnd=None` when what
    it holds belongs to no nämnd.
    """
    return omfang_av(_med(anvandare, ratt), enhet=enhet, namnd=namnd)


def omfang_av(
    roller: Iterable[Tilldelning], *, enhet: str = "enhet", namnd: str | None = "namnd"
) -> Q:
    """Return the condition that keeps what one of the roles covers, as `Tilldelning.omfattar`."""
    villkor = INGET
    for t in roller:
        villkor |= _i_tradet(t, f"{enhet}__sokvag") & _i_namnden(t, namnd)
    return villkor


def rackvidd(anvandare: Anvandare, ratt: Rattighet) -> list[tuple[str, int | None]]:
    """As `omfang`, for a statement of our own: each place as a path ("" is everything) and the
    nämnd (None: all)."""
    roller = _med(anvandare, ratt)
    return [("" if t.i_roten else t.sokvag, t.namnd_id) for t in roller]


def omfang_namnd(anvandare: Anvandare, ratt: Rattighet, *, namnd: str = "namnd") -> Q:
    """As `omfang`, for what belongs to a nämnd and to no unit (goals, uppdrag, reports)."""
    villkor = INGET
    for t in _med(anvandare, ratt):
        if t.i_roten:
            villkor |= _i_namnden(t, namnd)
    return villkor


def synliga_enheter(anvandare: Anvandare, ratt: Rattighet) -> QuerySet[Enhet]:
    """Return the units that `far(anvandare, ratt, enhet)` says yes to."""
    return enheter_av(_med(anvandare, ratt))


def enheter_av(roller: Iterable[Tilldelning]) -> QuerySet[Enhet]:
    """Return the units that one of the roles covers, as `synliga_enheter`."""
    villkor = INGET
    for t in roller:
        villkor |= _i_tradet(t, "sokvag")
    return Enhet.objects.filter(villkor)


def _i_tradet(t: Tilldelning, sokvag: str) -> Q:
    return ALLT if t.i_roten else Q(**{f"{sokvag}__startswith": t.sokvag})


def _i_namnden(t: Tilldelning, namnd: str | None) -> Q:
    if t.namnd_id is None:
        return ALLT
    return Q(**{namnd: t.namnd_id}) if namnd else INGET


P = ParamSpec("P")
Vy = Callable[Concatenate[InloggadRequest, P], HttpResponseBase]


def kraver(ratt: Rattighet) -> Callable[[Vy[P]], Vy[P]]:
    """Let a view through only to those who hold `ratt` somewhere; else 403."""

    def yttre(vy: Vy[P]) -> Vy[P]:
        @wraps(vy)
        def inre(request: InloggadRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            prova(request.user, ratt)
            return vy(request, *args, **kwargs)

        inre.__dict__["ratt"] = ratt  # for far_oppna; other decorators carry it on
        return cast(Vy[P], inre)

    return yttre


def far_oppna(anvandare: Anvandare, adress: str, objekt: Model) -> bool:
    """Say whether the page asks for no more than `anvandare` may do with `objekt`.

    A page that names no right is left to answer for itself.
    """
    try:
        vy = resolve(urlsplit(adress).path).func
    except Resolver404:
        return False
    ratt: Rattighet | None = getattr(vy, "ratt", None)
    return ratt is None or far(anvandare, ratt, objekt)
