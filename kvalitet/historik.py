"""Telling what a change changed: "Klart senast: från 1 mars 2026 till 1 maj 2026"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models

from kvalitet.models import Handelse
from kvalitet.models.historik import EFTER, FORE, Radhistorik
from kvalitet.texter import datum, tal

TOMT = "inget"


def andringar(handelser: Iterable[Handelse]) -> dict[int, list[str]]:
    """Return by event what its act changed, a sentence a field; one query, and one more for each
    tracked model of which something was changed."""
    handelser = list(handelser)
    funna: dict[int, list[str]] = defaultdict(list)
    transaktioner = {h.transaktion for h in handelser}
    historiker = _historiker(frozenset(h.objekttyp for h in handelser))
    for historik in _med_andringar(historiker, transaktioner):
        par = _par(historik, transaktioner)
        for handelse in handelser:
            nyckel = handelse.data.get("nyckel") or handelse.objekt_id
            if handelse.objekttyp == historik.berattas_om and (
                rader := par.get((handelse.transaktion, str(nyckel)))
            ):
                funna[handelse.pk] += _skillnader(historik, *rader)
    return dict(funna)


@cache
def _historiker(objekttyper: frozenset[str]) -> list[type[Radhistorik]]:
    alla = [m for m in apps.get_models() if issubclass(m, Radhistorik)]
    return [historik for historik in alla if historik.berattas_om in objekttyper]


def _med_andringar(
    historiker: list[type[Radhistorik]], transaktioner: set[UUID]
) -> list[type[Radhistorik]]:
    """Return those that have a picture of any of the transactions."""
    if len(historiker) < 2:
        return historiker
    with connections[Handelse.objects.db].cursor() as markor:
        markor.execute(_fragan(tuple(historiker)), {"transaktioner": list(transaktioner)})
        return [historiker[plats] for (plats,) in sorted(markor)]


@cache
def _fragan(historiker: tuple[type[Radhistorik], ...]) -> str:
    """Written out: to say the question of ten tables takes the ORM longer than to answer it."""
    return " union all ".join(
        f"select {plats} where exists (select from {historik._meta.db_table}"  # noqa: S608 - our own
        " where transaktion = any(%(transaktioner)s))"
        for plats, historik in enumerate(historiker)
    )


def _par(
    historik: type[Radhistorik], transaktioner: set[UUID]
) -> dict[tuple[UUID, str], tuple[Radhistorik, Radhistorik]]:
    """Return the first and the last picture of each row changed, by transaction and key."""
    fore: dict[tuple[UUID, str], Radhistorik] = {}
    efter: dict[tuple[UUID, str], Radhistorik] = {}
    relationer = [f for f in historik.falt if historik._meta.get_field(f).is_relation]
    rader = historik._default_manager.filter(
        transaktion__in=transaktioner, pgh_label__in=(FORE, EFTER)
    )
    if relationer:
        rader = rader.select_related(*relationer)
    for rad in rader.order_by("pgh_id"):
        nyckel = (rad.transaktion, str(getattr(rad, "nyckel", None) or rad.pgh_obj_id))  # type: ignore[attr-defined]
        if rad.pgh_label == FORE:
            fore.setdefault(nyckel, rad)
        else:
            efter[nyckel] = rad
    return {nyckel: (fore[nyckel], rad) for nyckel, rad in efter.items()}


def _skillnader(
    historik: type[Radhistorik], fore: Radhistorik, efter: Radhistorik
) -> Iterator[str]:
    for namn in historik.falt:
        falt: Any = historik._meta.get_field(namn)
        forr, nu = getattr(fore, falt.attname), getattr(efter, falt.attname)
        if forr != nu:
            rubrik = str(falt.verbose_name).capitalize()
            yield f"{rubrik}: från {_varde(fore, falt)} till {_varde(efter, falt)}"


def _varde(rad: Radhistorik, falt: models.Field[Any, Any]) -> str:
    varde = getattr(rad, falt.name)
    if varde is None or varde == "":
        return TOMT
    if falt.choices:
        return f"”{dict(falt.flatchoices).get(varde, varde)}”"
    return _i_ord(varde)


def _i_ord(varde: Any) -> str:
    if isinstance(varde, bool):
        return "ja" if varde else "nej"
    if isinstance(varde, date | datetime):
        return datum(varde)
    if isinstance(varde, Decimal):
        return tal(varde, max(0, -int(varde.normalize().as_tuple().exponent)))
    return str(varde) if isinstance(varde, int) else f"”{varde}”"
