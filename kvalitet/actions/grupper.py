"""Business acts on the roles that groups at the identity provider give."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from kvalitet import klocka, logg
from kvalitet.behorighet import far_ge_roll, skoter_alla_konton
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Grupproll, Namnd, Rolltilldelning
from kvalitet.roller import GER_MYCKET, ROLLER, Roll

Plats = tuple[str, int, int | None]
"""Role, unit and nämnd."""


@transaction.atomic
def koppla_grupp(
    *, grupp: str, roll: Roll, enhet: Enhet, namnd: Namnd | None, av: Anvandare
) -> Grupproll:
    """Let a group give a role from its members' next sign-in."""
    _prova(av, roll, enhet, namnd.pk if namnd else None)
    lika = Grupproll.objects.filter(grupp=grupp, roll=roll, enhet=enhet, namnd=namnd)
    if lika.exists():
        raise Regelbrott("Gruppen ger redan den rollen där.")
    rad = Grupproll.objects.create(grupp=grupp, roll=roll, enhet=enhet, namnd=namnd)
    logg.skriv("grupp.kopplad", rad, av=av, nu=klocka.nu(), data={"roll": roll})
    return rad


@transaction.atomic
def koppla_loss(rad: Grupproll, *, av: Anvandare) -> int:
    """Take away what a group gives, and end today the roles that came of it. Who is in another
    group that gives the same has it again at the next sign-in: only the provider knows who is.
    Return how many ended."""
    rad = Grupproll.objects.select_for_update(of=("self",)).get(pk=rad.pk)
    _prova(av, Roll(rad.roll), rad.enhet, rad.namnd_id)
    nu = klocka.nu()
    logg.skriv("grupp.bortkopplad", rad, av=av, nu=nu, data={"roll": rad.roll})
    plats = {"roll": rad.roll, "enhet": rad.enhet_id, "namnd": rad.namnd_id}
    rad.delete()
    foljer = Rolltilldelning.objects.filter(kalla=Rolltilldelning.Kalla.GRUPP, **plats)
    return avsluta_roller(foljer, av=av, nu=nu)


def folj_grupper(anvandare: Anvandare, grupper: Collection[str], *, nu: datetime) -> None:
    """Let the person's roles follow the groups: what they give begins today, what none of them
    gives any longer ends today. Roles given by hand are left alone. In the caller's transaction,
    which holds the lock on the person. What the groups give is locked too, so that a row which
    is taken away meanwhile ends these roles as well."""
    idag = klocka.idag()
    rader = Grupproll.objects.filter(grupp__in=grupper).select_for_update(of=("self",))
    ger = {(r.roll, r.enhet_id, r.namnd_id) for r in rader.order_by("pk")}
    har = list(anvandare.tilldelningar.giltiga(idag).order_by("pk"))
    utan = [r.pk for r in har if r.kalla == r.Kalla.GRUPP and _plats(r) not in ger]
    avsluta_roller(anvandare.tilldelningar.filter(pk__in=utan), av=None, nu=nu)
    kvar = {_plats(r) for r in har if r.pk not in utan}
    for plats in sorted(ger - kvar, key=str):
        _borja(anvandare, plats, idag, nu)
    anvandare.__dict__.pop("_tilldelningar", None)


def avsluta_roller(roller: QuerySet[Rolltilldelning], *, av: Anvandare | None, nu: datetime) -> int:
    """End the roles that hold today or later, from today; one that begins today or later is
    taken away whole. Return how many."""
    idag = klocka.idag()
    pagar = roller.filter(Q(giltig__endswith__isnull=True) | Q(giltig__endswith__gt=idag))
    rader = list(pagar.select_for_update(of=("self",)).order_by("pk"))
    poster = ((r, {"anvandare": r.anvandare_id, "roll": r.roll}) for r in rader)
    logg.skriv_flera("roll.avslutad", poster, av=av, nu=nu)
    kvar = [r for r in rader if r.giltig.lower < idag]
    for rad in kvar:
        rad.giltig = (rad.giltig.lower, idag)
    Rolltilldelning.objects.bulk_update(kvar, ["giltig"])
    Rolltilldelning.objects.filter(pk__in=[r.pk for r in rader if r not in kvar]).delete()
    return len(rader)


def _prova(av: Anvandare, roll: Roll, enhet: Enhet, namnd_id: int | None) -> None:
    """Nobody knows beforehand who will be in a group, so a role that gives much needs more."""
    if not far_ge_roll(av, enhet, namnd_id):
        raise PermissionDenied("roller sköts inte där")
    if ROLLER[roll] & GER_MYCKET and not skoter_alla_konton(av):
        raise Regelbrott(
            "Bara den som sköter alla konton i kommunen kan låta en grupp ge den rollen."
        )


def _borja(anvandare: Anvandare, plats: Plats, idag: date, nu: datetime) -> None:
    """Begin a role today; where the same one begins later by hand, until that day."""
    roll, enhet_id, namnd_id = plats
    senare = anvandare.tilldelningar.filter(
        roll=roll, enhet=enhet_id, namnd=namnd_id, giltig__startswith__gt=idag
    )
    till = _tidigast(r.giltig.lower for r in senare.order_by("pk"))
    rad = Rolltilldelning.objects.create(
        anvandare=anvandare,
        roll=roll,
        enhet_id=enhet_id,
        namnd_id=namnd_id,
        giltig=(idag, till),
        kalla=Rolltilldelning.Kalla.GRUPP,
    )
    data = {"anvandare": anvandare.pk, "roll": roll, "fran": idag.isoformat()}
    logg.skriv("roll.given", rad, av=None, nu=nu, data=data)


def _tidigast(dagar: Iterable[date]) -> date | None:
    return min(dagar, default=None)


def _plats(rad: Rolltilldelning) -> Plats:
    return rad.roll, rad.enhet_id, rad.namnd_id
