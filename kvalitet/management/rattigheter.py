"""What the application's role may do in the database: what its acts need, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger
from django.apps import apps
from django.db import connection
from psycopg import sql

from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse

# Written by `migrate` alone.
_BARA_LASA = {"django_migrations", "django_content_type", "auth_permission"}
_FINNS = "select from pg_roles where rolname = %s"
_FORMAGOR = """
select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls,
    (select string_agg(roleid::regrole::text, ', ') from pg_auth_members where member = r.oid),
    exists (
        select from pg_shdepend s join pg_database d on d.datname = current_database()
        where s.refclassid = 'pg_authid'::regclass and s.refobjid = r.oid and s.deptype = 'o'
        and (s.dbid = d.oid or (s.classid = 'pg_database'::regclass and s.objid = d.oid))
    )
from pg_roles r where rolname = %s
"""


@dataclass(frozen=True)
class Roll:
    """A role in PostgreSQL; without a password it must be there already."""

    namn: str
    losenord: str


def satt(roll: Roll) -> dict[str, str]:
    """Give the role its rights, taking away all others; return them for each table.

    In the owner's session, in the caller's transaction. A role that is not there is made.
    """
    _se_till_att_finns(roll)
    _prova_svag(roll.namn)
    app = sql.Identifier(roll.namn)
    _kor("revoke all on all tables in schema public from {}", app)
    _kor("revoke all on all sequences in schema public from {}", app)
    _kor("revoke all on schema public from {}", app)
    _kor("revoke create on schema public from public")
    with connection.cursor() as markor:
        markor.execute("select current_database()")
        (databas,) = markor.fetchone()
    _kor("revoke temporary on database {} from public", sql.Identifier(databas))
    _kor("revoke all on database {} from {}", sql.Identifier(databas), app)
    _kor("grant connect on database {} to {}", sql.Identifier(databas), app)
    _kor("grant usage on schema public to {}", app)
    _kor("grant usage, select on all sequences in schema public to {}", app)
    givna = {tabell: _ratter(tabell) for tabell in _tabeller()}
    for tabell, ratter in givna.items():
        _kor("grant {} on {} to {}", sql.SQL(ratter), sql.Identifier(tabell), app)
    return givna


def _ratter(tabell: str) -> str:
    if tabell in _BARA_LASA:
        return "select"
    if tabell == Handelse._meta.db_table:
        return "select, insert, maintain"  # maintain: the sealing stops the writers for a moment
    if tabell in _med_trigger("ingen_andring"):
        return "select, insert"
    if tabell in _med_trigger("ingen_borttagning"):
        return "select, insert, update"
    return "select, insert, update, delete"


def _med_trigger(namn: str) -> set[str]:
    """The tables whose rows that trigger guards without exception."""
    return {
        modell._meta.db_table
        for modell, trigger in pgtrigger.registered()
        if trigger.name == namn and trigger.condition is None
    }


def bara_tillagg() -> set[str]:
    """Return the tables that are append-only."""
    return _med_trigger("ingen_andring")


def _tabeller() -> list[str]:
    finns = {modell._meta.db_table for modell in apps.get_models(include_auto_created=True)}
    with connection.cursor() as markor:
        return sorted(finns.union(_BARA_LASA) & set(connection.introspection.table_names(markor)))


def _se_till_att_finns(roll: Roll) -> None:
    with connection.cursor() as markor:
        markor.execute(_FINNS, [roll.namn])
        if markor.fetchone() is not None:
            return
        if not roll.losenord:
            raise Regelbrott(f"Rollen {roll.namn} finns inte, och DATABASE_URL har inget lösenord.")
        # Encrypted here, so that no server log can hold it.
        krypterat = connection.connection.pgconn.encrypt_password(
            roll.losenord.encode(), roll.namn.encode(), b"scram-sha-256"
        )
    _kor(
        "create role {} login password {}",
        sql.Identifier(roll.namn),
        sql.Literal(krypterat.decode()),
    )


def _prova_svag(namn: str) -> None:
    """Refuse a role that could give itself what it is not given."""
    with connection.cursor() as markor:
        markor.execute(_FORMAGOR, [namn])
        stark, medlem, agare = markor.fetchone()
    if stark:
        raise Regelbrott(f"Rollen {namn} har rättigheter över hela servern. Ta bort dem först.")
    if medlem:
        raise Regelbrott(f"Rollen {namn} är medlem i {medlem}. Ta bort medlemskapet först.")
    if agare:
        raise Regelbrott(
            f"Rollen {namn} äger tabeller eller annat i databasen, eller databasen själv. Låt "
            f"ägaren ta över det först: REASSIGN OWNED BY {namn} TO ägaren."
        )


def _kor(fraga: str, *delar: sql.Composable) -> None:
    with connection.cursor() as markor:
        markor.execute(sql.SQL(fraga).format(*delar))
