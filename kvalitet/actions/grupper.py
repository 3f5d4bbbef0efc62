"""Business acts on the roles that groups at the identity provider give."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Grupproll, Namnd, Rolltilldelning
from kvalitet.roller import Rattighet, Roll

Plats = tuple[str, int, int | None]
"""Role, unit and nämnd."""


@transaction.atomic
def koppla_grupp(
    *, grupp: str, roll: Roll, enhet: Enhet, namnd: Namnd | None, av: Anvandare
) -> Grupproll:
    """Let a group give a role from its members' next sign-in."""
    prova(av, Rattighet.KONTO_ANDRA, enhet)
    lika = Grupproll.objects.filter(grupp=grupp, roll=roll, enhet=enhet, namnd=namnd)
    if lika.exists():
        raise Regelbrott("Gruppen ger redan den rollen där.")
    rad = Grupproll.objects.create(grupp=grupp, roll=roll, enhet=enhet, namnd=namnd)
    logg.skriv("grupp.kopplad", rad, av=av, nu=klocka.nu(), data={"roll": roll})
    return rad


@transaction.atomic
def koppla_loss(rad: Grupproll, *, av: Anvandare) -> int:
    """Take away what a group gives; end today the roles that no other group gives. Return how
    many ended."""
    rad = Grupproll.objects.select_for_update(of=("self",)).get(pk=rad.pk)
    prova(av, Rattighet.KONTO_ANDRA, rad.enhet)
    nu = klocka.nu()
    logg.skriv("grupp.bortkopplad", rad, av=av, nu=nu, data={"roll": rad.roll})
    plats = {"roll": rad.roll, "enhet": rad.enhet_id, "namnd": rad.namnd_id}
    rad.delete()
    if Grupproll.objects.filter(**plats).exists():
        return 0
    foljer = Rolltilldelning.objects.filter(kalla=Rolltilldelning.Kalla.GRUPP, **plats)
    return avsluta_roller(foljer, av=av, nu=nu)


def folj_grupper(anvandare: Anvandare, grupper: Collection[str], *, nu: datetime) -> None:
    """Let the person's roles follow the groups: what they give begins today, what none of them
    gives any longer ends today. Roles given by hand are left alone. In the caller's transaction,
    which holds the lock on the person."""
    idag = klocka.idag()
    ger = set(
        Grupproll.objects.filter(grupp__in=grupper).values_list("roll", "enhet", "namnd").order_by()
    )
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
