"""The tables without their indexes and guards while they are filled, and exactly as before after.

Foreign keys, unique and exclusion constraints and indexes are dropped and made anew from the
database's own words of them, which validates every row. Primary keys, checks and triggers stay,
but for the triggers that refuse a row born in another state than its first, and those that count
what is counted at the end; so do the few small
indexes whose condition the database would write otherwise the second time. Then what the catalogue
says of indexes, constraints and triggers is compared with what it said before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

_VAKTER = ("%\\_tillstand\\_%", "%inte\\_i\\_gallrat%", "%rakna\\_med%", "%lardomsrad%")
"""Of triggers: a case is not born closed, but a history is; and what is counted at the end is not
counted one by one."""
_LAGEN = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated::text
    from pg_constraint where connamespace = 'public'::regnamespace
    union all
    select tablename, indexname, indexdef, i.indisvalid::text from pg_indexes
    join pg_index i on i.indexrelid = (quote_ident(schemaname) || '.' || quote_ident(indexname))
        ::regclass
    where schemaname = 'public'
    union all
    select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text
    from pg_trigger where not tgisinternal
    order by 1, 2, 3
"""
_VILLKOR = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text
    from pg_constraint where conrelid::regclass::text = any(%s) and contype in ('f', 'u', 'x')
    order by contype = 'f' desc, conrelid::regclass::text, conname
"""
_INDEX = """
    select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
    where indrelid::regclass::text = any(%s) and not exists (
        select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
    and pg_get_indexdef(indexrelid) not like '%%::text[]%%'
    order by 1
"""
_TRIGGER = """
    select tgrelid::regclass::text, tgname from pg_trigger
    where tgrelid::regclass::text = any(%s) and not tgisinternal and tgname like any(%s)
    order by 1, 2
"""


@dataclass(frozen=True)
class _Borttaget:
    villkor: list[tuple[str, str, str, str]]
    index: list[tuple[str, str]]
    trigger: list[tuple[str, str]]


def lagen(adress: str) -> list[tuple[str, ...]]:
    """Return all that the catalogue says of constraints, indexes and triggers."""
    with psycopg.connect(adress) as forbindelse:
        return forbindelse.execute(_LAGEN).fetchall()


@contextmanager
def lattat(
    adress: str, tabeller: list[str], del_: Callable[[str], AbstractContextManager[None]]
) -> Iterator[None]:
    """Lighten the tables within the block; raise when they are not as before after it. `del_`
    takes the time of the making anew."""
    fore = lagen(adress)
    with psycopg.connect(adress, autocommit=True) as forbindelse:
        borta = _ta_bort(forbindelse, tabeller)
        yield
        with del_("index och villkor"):
            _gor_om(forbindelse, borta)
    if (efter := lagen(adress)) != fore:
        raise RuntimeError(f"schemat blev inte som förut: {set(fore) ^ set(efter)}")


def _ta_bort(forbindelse: psycopg.Connection, tabeller: list[str]) -> _Borttaget:
    villkor = forbindelse.execute(_VILLKOR, [tabeller]).fetchall()
    for tabell, namn, _, _ in villkor:
        forbindelse.execute(f'alter table {tabell} drop constraint "{namn}"'.encode())
    index = forbindelse.execute(_INDEX, [tabeller]).fetchall()
    for namn, _ in index:
        forbindelse.execute(f"drop index {namn}".encode())
    trigger = forbindelse.execute(_TRIGGER, [tabeller, list(_VAKTER)]).fetchall()
    for tabell, namn in trigger:
        forbindelse.execute(f'alter table {tabell} disable trigger "{namn}"'.encode())
    return _Borttaget(villkor, index, trigger)


def _gor_om(forbindelse: psycopg.Connection, borta: _Borttaget) -> None:
    forbindelse.execute("set maintenance_work_mem = '512MB'")
    for _, definition in borta.index:
        forbindelse.execute(definition.encode())
    for tabell, namn, definition, _ in reversed(borta.villkor):  # the foreign keys last
        forbindelse.execute(f'alter table {tabell} add constraint "{namn}" {definition}'.encode())
    for tabell, namn in borta.trigger:
        forbindelse.execute(f'alter table {tabell} enable trigger "{namn}"'.encode())


def satt_sekvenser(adress: str) -> None:
    """Set every sequence past its table's highest key."""
    with psycopg.connect(adress, autocommit=True) as forbindelse:
        fraga = """
            select c.table_name, c.column_name, pg_get_serial_sequence(c.table_name, c.column_name)
            from information_schema.columns c where table_schema = 'public' and is_identity = 'YES'
        """
        for tabell, kolumn, sekvens in forbindelse.execute(fraga).fetchall():
            hogst = sql.SQL("select setval({}, h) from (select max({}) from {}) t(h) where h > 0")
            namn = (sql.Literal(sekvens), sql.Identifier(kolumn), sql.Identifier(tabell))
            forbindelse.execute(hogst.format(*namn))


def stada(adress: str) -> None:
    """Gather statistics, and say of every page that all may see it."""
    with psycopg.connect(adress, autocommit=True) as forbindelse:
        forbindelse.execute("vacuum (analyze)")
