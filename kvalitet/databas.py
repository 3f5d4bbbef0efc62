"""Small pieces of PostgreSQL that several models share."""

import pgtrigger
from django.contrib.postgres.fields import RangeOperators
from django.db.models import Func, TextField, UUIDField


class SvNyckel(Func):
    """Swedish alphabetical order (… z å ä ö) without ICU; `sv_nyckel` is made by migration 0001.

    The function is immutable, so an index on it stays right whatever libraries the server has.
    The collation stands here, outside the call: a function's result is compared by the collation
    of its arguments, whatever the function's own body says.
    """

    function = "sv_nyckel"
    template = '(%(function)s(%(expressions)s) collate "C")'
    output_field = TextField()


class Datumspann(Func):
    """A closed-open date range from two columns, for exclusion constraints."""

    function = "daterange"


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


OVERLAPPAR = RangeOperators.OVERLAPS
LIKA = RangeOperators.EQUAL
