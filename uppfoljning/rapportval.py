"""What a person may order reports about: the kinds, and the choices of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.lookups import IsNull

from cykel.models import Uppfoljningstillfalle, Varv
from kvalitet.behorighet import far, omfang
from kvalitet.databas import SvNyckel
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from uppfoljning.models import Rapport
from uppfoljning.models.rapport import I_RUNDAN
from uppfoljning.samlare.alla import SAMLARE
from uppfoljning.samlare.val import for_kommunen, kontoren


@dataclass(frozen=True)
class Bestallbart:
    """The nämnder, units and rounds that a report of the kind may be about."""

    namnder: QuerySet[Namnd]
    enheter: QuerySet[Enhet]
    tillfallen: QuerySet[Uppfoljningstillfalle]


def slagen(person: Anvandare) -> list[Rapport.Slag]:
    """The kinds that can be made and that the person may order, in the order of the list."""
    kan = [slag for slag in Rapport.Slag if slag in SAMLARE]
    return [slag for slag in kan if slag != Rapport.Slag.KOMMUN or _far_kommunens(person)]


def bestallbart(slag: str, person: Anvandare) -> Bestallbart:
    varv = _varven(person)
    # Asked of each round, which are few, and answered by the first lap that will do.
    forsta = varv.filter(tillfalle=OuterRef("pk")).order_by().values("pk")[:1]
    tillfallen = Uppfoljningstillfalle.objects.filter(IsNull(Subquery(forsta), False))
    if slag in I_RUNDAN:
        namnder = Namnd.objects.filter(pk__in=varv.values("plan__namnd"))
    else:
        namnder = Namnd.objects.filter(pk__in=[n.pk for n in namnder_med(person, BESTALLA)])
    return Bestallbart(
        namnder=namnder.order_by(SvNyckel("namn"), "pk"),
        enheter=Enhet.objects.filter(pk__in=varv.values("plan__enhet")),
        tillfallen=tillfallen.order_by("-matdatum", "-pk"),
    )


BESTALLA = Rattighet.RAPPORT_BESTALLA


def namnder_med(person: Anvandare, ratt: Rattighet) -> list[Namnd]:
    """The nämnder in whose kontor the person holds the right, in order."""
    return [
        namnd
        for namnd, kontor in kontoren().items()
        if far(person, ratt, Rapport(namnd=namnd, enhet=kontor))
    ]


def _varven(person: Anvandare) -> QuerySet[Varv]:
    villkor = omfang(person, BESTALLA, enhet="plan__enhet", namnd="plan__namnd")
    return Varv.objects.filter(villkor, tillfalle__isnull=False)


def _far_kommunens(person: Anvandare) -> bool:
    tillfalle = Uppfoljningstillfalle.objects.order_by("-matdatum", "-pk").first()
    if tillfalle is None:
        return False
    try:
        return far(person, BESTALLA, for_kommunen(tillfalle).rapport())
    except Regelbrott:
        return False
