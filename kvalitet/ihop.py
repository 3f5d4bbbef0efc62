"""Writing a new row and what belongs to it in one statement: one round trip to the database, and
whole by itself without a transaction around it.

For the act that many wait for at once, a synpunkt that comes in. Everything else saves as Django
does: this knows no updates and asks nothing of `save`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault


@dataclass(frozen=True)
class Nyckel:
    """Stands for the key that the new row gets, in a field of what belongs to it; within `text`,
    where that is given, at its braces."""

    text: str = ""


NYCKELN: Any = Nyckel()


def skriv_ihop(rad: Model, foljer: Iterable[Model]) -> None:
    """Insert `rad` and then `foljer`, whose keys to it are `NYCKELN`; `rad` gets its key.

    Rows of one table are numbered in their order. Raises what the database raises, with nothing
    written (`IntegrityError`).
    """
    delar, varden = _insatt([rad])
    satser = [f"huvud as ({delar} returning {_namn(rad._meta.pk)})"]
    for nr, (_, lika) in enumerate(groupby(foljer, key=type)):
        delar, egna = _insatt(list(lika))
        satser.append(f"f{nr} as ({delar})")
        varden += egna
    sats = f"with {', '.join(satser)} select * from huvud"  # noqa: S608 - names of our own models
    with connection.cursor() as markor:
        markor.execute(sats, varden)
        (rad.pk,) = markor.fetchone()
    rad._state.adding, rad._state.db = False, connection.alias


def _insatt(rader: Sequence[Model]) -> tuple[str, list[Any]]:
    tabell, falt = _tabell(type(rader[0]))
    egna = [f for f in falt if not _databasens(rader[0], f)]
    par = [list(_varden(rad, egna)) for rad in rader]
    platser = ", ".join(f"({', '.join(plats for plats, _ in ett)})" for ett in par)
    kolumner = ", ".join(map(_namn, egna))
    varden = [v for ett in par for _, hela in ett for v in hela]
    return f"insert into {tabell} ({kolumner}) values {platser}", varden  # noqa: S608 - likewise


@cache
def _tabell(modell: type[Model]) -> tuple[str, tuple[Field[Any, Any], ...]]:
    meta = modell._meta
    return connection.ops.quote_name(meta.db_table), tuple(
        f for f in meta.local_concrete_fields if not f.generated
    )


@cache
def _namn(falt: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(falt.column))


def _databasens(rad: Model, falt: Field[Any, Any]) -> bool:
    """Whether the database fills the field in: its number, or a default of its own."""
    varde = getattr(rad, falt.attname)
    return isinstance(varde, DatabaseDefault) or (falt.primary_key and varde is None)


def _varden(rad: Model, falt: Sequence[Field[Any, Any]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each field's place in the statement, and what is put there."""
    for f in falt:
        varde = getattr(rad, f.attname)
        if not isinstance(varde, Nyckel):
            yield "%s", (f.get_db_prep_save(f.pre_save(rad, True), connection),)
        elif varde.text:
            fore, _, efter = varde.text.partition("{}")
            yield "%s || (select * from huvud) || %s", (fore, efter)
        else:
            yield "(select * from huvud)", ()
