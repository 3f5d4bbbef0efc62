"""Paging by key: a page begins after (or ends before) a row that the address names.

Unlike an offset it costs the same on the last page as on the first, and nothing is seen twice
when rows are added meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet, UUIDField
from django.http import HttpRequest

from kvalitet.nyckel import nyckel
from kvalitet.visning import Blad, Sorthuvud

M = TypeVar("M", bound=Model)
PER_BLAD = 30


def bladdra(
    request: HttpRequest, rader: QuerySet[M], ordning: Sequence[str], *, antal: int = PER_BLAD
) -> tuple[list[M], Blad]:
    """Return one page of `rader` and the addresses of its neighbours.

    `ordning` names fields or annotations, "-" first for falling, and ends with a unique one.
    """
    bakat = "fore" in request.GET
    ankare = _ankare(rader, request.GET.get("fore") or request.GET.get("efter"), ordning)
    bakat = bakat and ankare is not None
    visas = rader.order_by(*(_vand(namn) if bakat else namn for namn in ordning))
    if ankare is not None:
        visas = visas.filter(_bortom(ordning, ankare, bakat=bakat))
    sida = list(visas[: antal + 1])
    fler, sida = len(sida) > antal, sida[:antal]
    if bakat:
        sida.reverse()
    fore = bool(sida) and (fler if bakat else ankare is not None)
    efter = bool(sida) and (fler or bakat)
    return sida, Blad(
        foregaende=_adress(request, fore=sida[0].pk) if fore else "",
        nasta=_adress(request, efter=sida[-1].pk) if efter else "",
    )


@dataclass(frozen=True)
class Ordning:
    """An order that a list can have: the heading that one presses, and the keys of `bladdra`."""

    namn: str
    nycklar: Sequence[str]
    """None of them may be null, and the last is unique."""
    omvand: bool = False
    """The column shows the first key the other way: the age of what began on a date."""


def sortera(
    request: HttpRequest, val: Mapping[str, Ordning]
) -> tuple[Sequence[str], dict[str, Sorthuvud]]:
    """Return the keys of the order that the address asks for, and the list's headings.

    `ordning=klar` in the address is an order of `val`, `ordning=-klar` the same turned around; the
    first of `val` when it names none.
    """
    skrivet = request.GET.get("ordning", "")
    vald = skrivet.removeprefix("-")
    if vald not in val:
        skrivet = vald = next(iter(val))
    vand = skrivet.startswith("-")
    nycklar = [_vand(namn) if vand else namn for namn in val[vald].nycklar]
    return nycklar, {
        namn: _huvud(request, namn, ordning, vand=vand if namn == vald else None)
        for namn, ordning in val.items()
    }


def _huvud(request: HttpRequest, namn: str, ordning: Ordning, *, vand: bool | None) -> Sorthuvud:
    """`vand` says which way the list is ordered by it now; None: it is not."""
    lank = _adress(request, ordning=f"-{namn}" if vand is False else namn)
    if vand is None:
        return Sorthuvud(ordning.namn, lank)
    fallande = (ordning.nycklar[0].startswith("-") != vand) != ordning.omvand
    return Sorthuvud(ordning.namn, lank, "descending" if fallande else "ascending")


def _ankare(rader: QuerySet[Any], pk: str | None, ordning: Sequence[str]) -> dict[str, Any] | None:
    if not pk or not _ar_nyckel(rader.model, pk):
        return None
    namn = [falt.removeprefix("-") for falt in ordning]
    rad: dict[str, Any] | None = rader.order_by().filter(pk=pk).values(*namn).first()
    return rad


def _ar_nyckel(modell: type[Model], pk: str) -> bool:
    if isinstance(modell._meta.pk, UUIDField):
        return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", pk) is not None
    return nyckel(pk) is not None


def _vand(namn: str) -> str:
    return namn[1:] if namn.startswith("-") else f"-{namn}"


def _bortom(ordning: Sequence[str], ankare: dict[str, Any], *, bakat: bool) -> Q:
    """The rows beyond the anchor: later in the first key, or equal there and later in the next."""
    villkor, lika = Q(pk__in=[]), Q()
    for falt in ordning:
        namn = falt.removeprefix("-")
        sparad = ankare[namn]
        senare = "lt" if falt.startswith("-") != bakat else "gt"
        villkor |= lika & Q(**{f"{namn}__{senare}": sparad})
        lika &= Q(**{namn: sparad})
    return villkor


def _adress(request: HttpRequest, **plats: object) -> str:
    fraga = request.GET.copy()
    for namn in ("fore", "efter"):
        fraga.pop(namn, None)
    for namn, pk in plats.items():
        fraga[namn] = str(pk)
    return f"?{fraga.urlencode()}"
