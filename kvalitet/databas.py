"""Small pieces of PostgreSQL that several models share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    F,
    Func,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)


class SvNyckel(Func):
    """Swedish alphabetical order (… z å ä ö) without ICU; `sv_nyckel` is made by migration 0001.

    The function is immutable, so an index on it stays right whatever libraries the server has.
    The collation stands here, outside the call: a function's result is compared by the collation
    of its arguments, whatever the function's own body says.
    """

    function = "sv_nyckel"
    template = '(%(function)s(%(expressions)s) collate "C")'
    output_field = TextField()


@lru_cache(maxsize=10_000)  # a board sorts every plan by its unit's name
def sv_nyckel(text: str) -> str:
    """As the database's function of the same name, for rows that a page has read already."""
    text = text.lower()
    if text.isascii():
        return text
    text = text.replace("å", "{").replace("ä", "|").replace("ö", "}")
    return text if text.isascii() else text.translate(_ANDRA_TECKEN)


_ANDRA_TECKEN = str.maketrans("éèëüæøáàíóú", "eeey|}aaiou")


class BlandDem(Func):
    """Whether a value is one of an array's, which is read first, whatever the planner believes."""

    arg_joiner = " = any("
    template = "(%(expressions)s))"
    output_field = BooleanField()


def bland(falt: str, nycklar: Sequence[int] | QuerySet[Any, Any]) -> BlandDem:
    """Return the condition that the field is one of the keys, however many; a question for them
    has one column."""
    if isinstance(nycklar, QuerySet):
        return BlandDem(F(falt), ArraySubquery(nycklar))
    return BlandDem(F(falt), Value(list(nycklar), ArrayField(BigIntegerField())))


class Datumspann(Func):
    """A closed-open date range from two columns, for exclusion constraints."""

    function = "daterange"


class Klockslag(Func):
    """The moment by the database's clock, where now() is when the transaction began."""

    function = "clock_timestamp"
    output_field = DateTimeField()


class Transaktion(Func):
    """A name for the running transaction, the same in all its savepoints and triggers.

    Its number and its start together: numbers alone begin anew when a dump is read into a new
    server. One transaction that does the work of many, as the loading of the demo, names its
    parts by the setting `kvalitet.del`.
    """

    template = (
        "md5(pg_current_xact_id()::text || now()::text"
        " || coalesce(current_setting('kvalitet.del', true), ''))::uuid"
    )
    output_field = UUIDField()


def bara_tillagg() -> list[pgtrigger.Trigger]:
    """Triggers that refuse update, delete and truncate: the table is append-only."""
    return [
        pgtrigger.Protect(name="ingen_andring", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="ingen_tomning",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="raise exception 'tabellen är bara till för tillägg';",
        ),
    ]


def ingen_borttagning(*, utom: str = "") -> pgtrigger.Trigger:
    """Refuse delete: what was planned, adopted and followed up stays as history.

    `utom` is a condition in SQL on the old row, for drafts that may be taken back.
    """
    return pgtrigger.Protect(
        name="ingen_borttagning",
        operation=pgtrigger.Delete,
        condition=pgtrigger.Condition(f"not ({utom})") if utom else None,
    )


def gallras_bara(*falt: str) -> pgtrigger.Trigger:
    """Refuse delete, and change of the named fields, but within an approved disposal.

    The act of disposal names its `Gallring` in the setting `kvalitet.gallring`, for its own
    transaction; the row must stand as approved, which takes two people.
    """
    andrat = " or ".join(f"new.{namn} is distinct from old.{namn}" for namn in falt) or "false"
    operation = pgtrigger.Delete | pgtrigger.Update if falt else pgtrigger.Delete
    return pgtrigger.Trigger(
        name="gallras_bara",
        when=pgtrigger.Before,
        operation=operation,
        func=f"""
            if tg_op = 'UPDATE' then
                if not ({andrat}) then
                    return new;
                end if;
            end if;
            if not exists (
                select from kvalitet_gallring
                where id::text = current_setting('kvalitet.gallring', true)
                and status = 'godkand'
            ) then
                raise exception 'raden går bort bara i en godkänd gallring'
                    using errcode = 'check_violation';
            end if;
            if tg_op = 'DELETE' then
                return old;
            end if;
            return new;
        """,
    )


@contextmanager
def inom_gallring(gallring: int) -> Iterator[None]:
    """Let the transaction take away what the approved disposal covers, within the block."""
    with connection.cursor() as markor:
        markor.execute("select set_config('kvalitet.gallring', %s, true)", [str(gallring)])
        yield
        markor.execute("select set_config('kvalitet.gallring', '', true)")


OVERLAPPAR = RangeOperators.OVERLAPS
LIKA = RangeOperators.EQUAL
