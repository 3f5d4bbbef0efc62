"""Writing what Kolada delivered as values of an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q

from cykel.models import Indikator, Matvarde, Planindikator, Verksamhetsplan
from cykel.villkor.las import hall_planer
from kvalitet.models import Enhet
from uppfoljning.kolada.svar import Vardepost
from uppfoljning.kolada.varden import bortfallsorsak, kalla
from uppfoljning.models import Koladanyckeltal

FALT = ("varde", "bortfallsorsak", "matdatum", "kalla")


@dataclass(frozen=True)
class Skrivet:
    nya: int = 0
    andrade: int = 0
    for_hand: int = 0
    """Values that somebody has entered by hand, and that are left alone."""

    @property
    def antal(self) -> int:
        return self.nya + self.andrade


def skriv(
    indikator: Indikator,
    poster: Iterable[Vardepost],
    *,
    nyckeltal: Koladanyckeltal | None,
    idag: date,
) -> Skrivet:
    """Write the values: our own municipality's for the top unit and every unit that works by the
    indicator, others' for their areas. In the caller's transaction, under its lock.

    The units take theirs from what the top unit has, so one that begins to use the indicator gets
    the years before too.
    """
    hemma = kommunens_enhet()
    under = enheter(indikator, hemma)
    # An approval takes turns with us. Values come by themselves, so the lock of a round is none.
    hall_planer(indikator, [*under, *([hemma.pk] if hemma else [])])
    valda = [p for p in poster if p.kon == "T" or indikator.konsuppdelad]
    rader = [_rad(indikator, p, hemma, nyckeltal, idag) for p in valda]
    forsta = _spara(indikator, rader)
    egna = Matvarde.objects.filter(indikator=indikator, enhet=hemma, infort_av=None)
    kopior = [_kopia(rad, pk) for rad in egna.order_by("pk") for pk in under]
    andra = _spara(indikator, kopior)
    return Skrivet(
        forsta.nya + andra.nya, forsta.andrade + andra.andrade, forsta.for_hand + andra.for_hand
    )


def kommunens_enhet() -> Enhet | None:
    """Return the unit at the top, which the municipality's own values belong to."""
    return Enhet.objects.filter(slag=Enhet.Slag.KOMMUN).order_by("pk").first()


def enheter(indikator: Indikator, hemma: Enhet | None) -> Sequence[int]:
    """Return the units below the top whose living plans are followed up by the indicator."""
    levande = Verksamhetsplan.objects.levande()
    rader = Planindikator.objects.filter(indikator=indikator, version__plan__in=levande)
    if hemma is not None:
        rader = rader.exclude(version__plan__enhet=hemma)
    pk = rader.order_by("version__plan__enhet").values_list("version__plan__enhet", flat=True)
    return list(pk.distinct())


def _rad(
    indikator: Indikator,
    post: Vardepost,
    hemma: Enhet | None,
    nyckeltal: Koladanyckeltal | None,
    idag: date,
) -> Matvarde:
    eget = post.omrade == settings.KOLADA_KOMMUN and hemma is not None
    till = date(post.ar, 12, 31)
    return Matvarde(
        indikator=indikator,
        enhet=hemma if eget else None,
        omrade="" if eget else post.omrade,
        period_fran=date(post.ar, 1, 1),
        period_till=till,
        kon=post.kon,
        varde=None if post.borttagen else post.varde,
        bortfallsorsak=bortfallsorsak(post)[:200],
        matdatum=min(_publicerat(nyckeltal, post.ar) or till, idag),
        kalla=kalla(post, grupp=post.omrade.startswith("G"))[:80],
    )


def _publicerat(nyckeltal: Koladanyckeltal | None, ar: int) -> date | None:
    """The day that the year's values were published, when the catalogue tells of that year."""
    if nyckeltal is None or nyckeltal.publicerad_period != str(ar):
        return None
    return nyckeltal.publicering


def _kopia(rad: Matvarde, enhet: int) -> Matvarde:
    falt = ("indikator_id", "period_fran", "period_till", "kon", *FALT)
    return Matvarde(enhet_id=enhet, **{namn: getattr(rad, namn) for namn in falt})


def _nyckel(rad: Matvarde) -> tuple[Any, ...]:
    return rad.enhet_id, rad.omrade, rad.period_fran, rad.period_till, rad.kon


def _spara(indikator: Indikator, rader: Sequence[Matvarde]) -> Skrivet:
    """Add what is new and change what differs; equal rows are not touched."""
    if not rader:
        return Skrivet()
    platser = Q(enhet__in={r.enhet_id for r in rader if r.enhet_id}) | Q(
        enhet=None, omrade__in={r.omrade for r in rader}
    )
    finns = {_nyckel(r): r for r in Matvarde.objects.filter(platser, indikator=indikator)}
    nya, andrade, for_hand = [], [], 0
    for rad in rader:
        forut = finns.get(_nyckel(rad))
        if forut is None:
            nya.append(rad)
        elif forut.infort_av_id is not None:
            for_hand += 1
        elif _skiljer(forut, rad):
            for namn in FALT:
                setattr(forut, namn, getattr(rad, namn))
            andrade.append(forut)
    Matvarde.objects.bulk_create(nya)
    Matvarde.objects.bulk_update(andrade, FALT, batch_size=500)
    return Skrivet(len(nya), len(andrade), for_hand)


def _skiljer(forut: Matvarde, rad: Matvarde) -> bool:
    """The day alone is no difference: without a publication date it is the day of the fetch."""
    return any(getattr(forut, namn) != getattr(rad, namn) for namn in FALT if namn != "matdatum")
