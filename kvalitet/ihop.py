"""Writing a new row and what belongs to it in one statement: one round trip to the database, and
whole by itself without a transaction around it.

For the act that many wait for at once, a synpunkt that comes in. Everything else saves as Django
does: this knows no updates and asks nothing of `save`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final, cast

from django.db import connection, connections, models
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from kvalitet.postgresql.base import DatabaseWrapper


@dataclass(frozen=True)
class Nyckel:
    """Stands for the key that the new row gets, in a field of what belongs to it; within `text`,
    where that is given, at its braces."""

    text: str = ""


NYCKELN: Any = Nyckel()
_HUVUD: Final = "(select * from huvud)"
_SOM_DEN_AR: Final[dict[type, type]] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.ForeignKey: int,
    models.OneToOneField: int,
    models.PositiveSmallIntegerField: int,
    models.DateField: date,
    models.DateTimeField: datetime,
}
"""Kinds of field that do nothing to a value of the type (a time with its zone, as all of ours): a
field of our own (an encrypted one, say) is none of them."""


def skriv_ihop(rad: Model, foljer: Iterable[Model]) -> None:
    """Insert `rad` and then `foljer`, whose keys to it are `NYCKELN`; `rad` gets its key.

    Rows of one table are numbered in their order. Raises what the database raises, with nothing
    written (`IntegrityError`).
    """
    delar, varden = [], list[Any]()
    for modell, lika in groupby((rad, *foljer), key=type):
        rader = [_platser(ett, varden) for ett in lika]
        delar.append((modell, tuple(rader)))
    with cast(DatabaseWrapper, connections[connection.alias]).forberedd() as markor:
        markor.execute(_sats(tuple(delar)), varden)
        (rad.pk,) = markor.fetchone()
    rad._state.adding, rad._state.db = False, connection.alias


@lru_cache(maxsize=200)
def _sats(delar: tuple[tuple[type[Model], tuple[tuple[str, ...], ...]], ...]) -> str:
    """Return the statement. It is put together once: what is null, or the database's to fill in,
    stands in its text, so the shapes are few."""
    satser = []
    for nr, (modell, rader) in enumerate(delar):
        tabell = _citat(modell._meta.db_table)
        kolumner = ", ".join(_citat(str(f.column)) for f, _ in _falt(modell))
        platser = ", ".join(f"({', '.join(rad)})" for rad in rader)
        satser.append(f"insert into {tabell} ({kolumner}) values {platser}")  # noqa: S608 - our own
        if not nr:
            satser[0] += f" returning {_citat(str(modell._meta.pk.column))}"
    namngivna = ", ".join(f"{f'f{nr}' if nr else 'huvud'} as ({s})" for nr, s in enumerate(satser))
    return f"with {namngivna} select * from huvud"  # noqa: S608 - names of our own models


def _citat(namn: str) -> str:
    return str(connection.ops.quote_name(namn))


@cache
def _falt(modell: type[Model]) -> tuple[tuple[Field[Any, Any], type | None], ...]:
    """The fields of the table, each with the type of value that it takes as it is."""
    alla = [f for f in modell._meta.local_concrete_fields if not f.generated]
    return tuple((f, _SOM_DEN_AR.get(type(f))) for f in alla)


def _platser(rad: Model, varden: list[Any]) -> tuple[str, ...]:
    """Return each field's place in the statement, and add to `varden` what is put there."""
    ut = []
    for f, som_den_ar in _falt(type(rad)):
        varde = getattr(rad, f.attname)
        if type(varde) is som_den_ar:
            ut.append("%s")
            varden.append(varde)
        elif isinstance(varde, Nyckel):
            ut.append(f"%s::text || {_HUVUD} || %s::text" if varde.text else _HUVUD)
            varden += varde.text.split("{}") if varde.text else ()
        elif isinstance(varde, DatabaseDefault) or (f.primary_key and varde is None):
            ut.append("default")
        else:
            varde = f.get_db_prep_save(f.pre_save(rad, True), connection)
            ut.append("null" if varde is None else "%s")
            varden += () if varde is None else (varde,)
    return tuple(ut)
