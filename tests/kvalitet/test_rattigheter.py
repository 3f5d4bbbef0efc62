"""The application's own role in the database: it can do its work, and cannot touch the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.urls import reverse

from kvalitet import klocka, logg
from kvalitet.actions import organisation, sigill
from kvalitet.agare import som_agare
from kvalitet.loggkontroll import kontrollera
from kvalitet.management import rattigheter
from kvalitet.migrering import samma_rattigheter
from kvalitet.miljo import Miljo
from kvalitet.models import Enhet, Handelse
from synpunkter.models import Synpunkt
from tests import factories

NEKAS = r"permission denied|must be owner"
APP = {"USER": "kvalitet_app", "PASSWORD": "ett-losenord"}


@contextmanager
def som(roll: dict[str, str]) -> Iterator[None]:
    """Be connected as that role within the block."""
    agaren = {namn: connection.settings_dict[namn] for namn in APP}
    connections.close_all()
    connection.settings_dict.update(roll)
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.update(agaren)


@pytest.fixture
def appens(riktig_databas: str, settings: Any) -> Iterator[dict[str, str]]:
    """A database where the application's role has its rights, as after `migrate`."""
    settings.APPENS_DATABAS = APP
    # The role is the whole server's: one test at a time has it.
    with psycopg.connect(factories.databasadress("postgres"), autocommit=True) as forbindelse:
        forbindelse.execute("select pg_advisory_lock(hashtext('kvalitet_app'))")
        call_command("rattigheter", stdout=StringIO())
        yield APP


RORA_TABELLEN = (
    "update {0} set {1} = {1}",
    "delete from {0}",
    "truncate {0}",
    "truncate {0} cascade",
    "alter table {0} disable trigger all",
    "alter table {0} add column x int",
    "drop table {0} cascade",
    "create trigger t before insert on {0} execute function suppress_redundant_updates_trigger()",
    "create rule r as on insert to {0} do instead nothing",
    "create index on {0} ({1})",
)
RORA_ANNAT = (
    "create table egen (id int)",
    "create temporary table egen (id int)",
    "create schema egen",
    "create function public.f() returns int language sql as 'select 1'",
    "set session_replication_role = replica",
    "set role kvalitet",
    "create role annan",
    "drop function sv_nyckel(text)",
    "select setval(pg_get_serial_sequence('kvalitet_handelse', 'id'), 1)",
    "insert into django_migrations (app, name, applied) values ('a', 'b', now())",
    "delete from django_migrations",
    "alter role kvalitet_app superuser",
)


def test_what_is_append_only_stays_so(appens: dict[str, str]) -> None:
    """Refused by the rights already: no trigger need speak, and none can be put aside."""
    nycklar = {
        modell._meta.db_table: modell._meta.pk.column
        for modell in apps.get_models()
        if modell._meta.pk and modell._meta.db_table in rattigheter.bara_tillagg()
    }
    assert {"kvalitet_handelse", "kvalitet_loggsigill", "kvalitet_ogonblick"} <= set(nycklar)
    with som(appens), connection.cursor() as markor:
        for tabell, nyckel in nycklar.items():
            for fraga in RORA_TABELLEN:
                with pytest.raises(DatabaseError, match=NEKAS):
                    markor.execute(fraga.format(tabell, nyckel))


def test_the_role_has_no_more_than_its_tables(appens: dict[str, str]) -> None:
    with som(appens), connection.cursor() as markor:
        for fraga in RORA_ANNAT:
            with pytest.raises(DatabaseError, match=NEKAS):
                markor.execute(fraga)


def test_every_table_is_reached(appens: dict[str, str]) -> None:
    with som(appens), connection.cursor() as markor:
        for tabell in connection.introspection.table_names(markor):
            markor.execute(f'select from "{tabell}" limit 1')


def test_pages_and_acts_work(appens: dict[str, str], client: Client) -> None:
    with som(appens):
        kommun = factories.kommun()
        person = factories.person("Anna Administratör", "ADM", kommun.rot)
        organisation.flytta(
            kommun.hemtjanst, under=kommun.kfk, fran=klocka.idag() + timedelta(days=1), av=person
        )
        logg.skriv("enhet.skapad", kommun.vok, av=person, nu=klocka.nu(), kommentar="Ett ord.")
        client.force_login(person)
        for sida in ("arbete", "start"):
            assert client.get(reverse(sida)).status_code == 200
        assert len(sigill.forsegla(av=None, nu=klocka.nu())) == 1
        assert kontrollera().fel == []
        assert Handelse.objects.count() > 1


@pytest.mark.langsam
def test_all_that_the_demo_does_can_be_done(appens: dict[str, str], settings: Any) -> None:
    """The demo is made by the acts themselves: plans, rounds, cases, reports, disposal."""
    settings.DEMO = True
    with som(appens):
        call_command("demo", stdout=StringIO())
        assert Synpunkt.objects.exists()
        assert Enhet.objects.count() > 20
        assert sigill.forsegla(av=None, nu=klocka.nu())
        assert kontrollera().fel == []


# --- The command ---------------------------------------------------------------------------


def test_a_new_table_can_be_written_before_rights_are_given_anew(
    appens: dict[str, str],
) -> None:
    """As between `migrate` and `rattigheter`, while the version before is at work."""
    with connection.cursor() as markor:
        markor.execute("create table ny_tabell (id int)")
        markor.execute(samma_rattigheter("ny_tabell", som="cykel_lardom").sql)
    with som(appens), connection.cursor() as markor:
        markor.execute("insert into ny_tabell values (1)")
        markor.execute("update ny_tabell set id = 2")
        with pytest.raises(DatabaseError, match=NEKAS):
            markor.execute("truncate ny_tabell")


def test_without_an_owner_it_says_what_is_missing(db: None) -> None:
    with pytest.raises(CommandError, match="KVALITET_AGARE_DATABASE_URL"):
        call_command("rattigheter")


def test_again_is_the_same(appens: dict[str, str]) -> None:
    ut = StringIO()
    call_command("rattigheter", stdout=ut)
    assert "kvalitet_app når" in ut.getvalue()


def test_a_role_that_may_too_much_is_refused(appens: dict[str, str], riktig_databas: str) -> None:
    with psycopg.connect(riktig_databas, autocommit=True) as agaren:
        agaren.execute("alter role kvalitet_app createdb")
        try:
            with pytest.raises(CommandError, match="över hela servern"):
                call_command("rattigheter", stdout=StringIO())
        finally:
            agaren.execute("alter role kvalitet_app nocreatedb")


def test_a_role_that_owns_a_table_is_refused(appens: dict[str, str]) -> None:
    with connection.cursor() as markor:
        markor.execute("grant kvalitet_app to current_user with set true")
        markor.execute("grant create on schema public to kvalitet_app")
        markor.execute("set role kvalitet_app")
        markor.execute("create table egen (id int)")
        markor.execute("reset role")
    with pytest.raises(CommandError, match="äger tabeller"):
        call_command("rattigheter", stdout=StringIO())


@pytest.mark.parametrize(
    ("ge", "ta"),
    [
        ("create function egen() returns int language sql as 'select 1'", "drop function egen()"),
        ("create schema egen", "drop schema egen"),
    ],
    ids=["funktion", "schema"],
)
def test_a_role_that_owns_anything_is_refused(
    appens: dict[str, str], riktig_databas: str, ge: str, ta: str
) -> None:
    with psycopg.connect(riktig_databas, autocommit=True) as agaren:
        agaren.execute("grant kvalitet_app to current_user with set true")
        databas = agaren.execute("select quote_ident(current_database())").fetchone()
        agaren.execute(f"grant create on database {databas[0]} to kvalitet_app")  # type: ignore[index]
        agaren.execute("grant create on schema public to kvalitet_app")
        agaren.execute("set role kvalitet_app")
        agaren.execute(ge)
        try:
            with pytest.raises(CommandError, match="REASSIGN OWNED BY kvalitet_app"):
                call_command("rattigheter", stdout=StringIO())
        finally:
            agaren.execute(ta)


def test_a_role_that_owns_the_database_is_refused(
    appens: dict[str, str], riktig_databas: str
) -> None:
    with psycopg.connect(riktig_databas, autocommit=True) as agaren:
        agaren.execute("grant kvalitet_app to current_user with set true, inherit true")
        rad = agaren.execute("select quote_ident(current_database()), current_user").fetchone()
        databas, namn = rad or ("", "")
        agaren.execute(f"alter database {databas} owner to kvalitet_app")
        try:
            with pytest.raises(CommandError, match="databasen själv"):
                call_command("rattigheter", stdout=StringIO())
        finally:
            agaren.execute(f"alter database {databas} owner to {namn}")


def test_a_role_that_is_a_member_of_another_is_refused(
    appens: dict[str, str], riktig_databas: str
) -> None:
    """Whatever that role may: it may get more tomorrow."""
    with psycopg.connect(riktig_databas, autocommit=True) as agaren:
        agaren.execute("create role kvalitet_annan")
        agaren.execute("grant kvalitet_annan to kvalitet_app")
        try:
            with pytest.raises(CommandError, match="är medlem i kvalitet_annan"):
                call_command("rattigheter", stdout=StringIO())
        finally:
            agaren.execute("drop role kvalitet_annan")


# --- The settings --------------------------------------------------------------------------


def test_only_a_process_with_the_owners_address_works_as_the_owner() -> None:
    appens = {"USER": "app", "NAME": "kvalitet", "CONN_MAX_AGE": None}
    assert som_agare(Miljo({}), appens) == (appens, None)
    miljo = Miljo({"KVALITET_AGARE_DATABASE_URL": "postgres://agare:x@databas/kvalitet"})
    databas, app = som_agare(miljo, appens)
    assert (databas["USER"], databas["CONN_MAX_AGE"], app) == ("agare", None, appens)
    assert "lock_timeout=5s" in databas["OPTIONS"]["options"]
    assert miljo.fel == []


def test_the_owner_is_somebody_else_than_the_application() -> None:
    miljo = Miljo({"KVALITET_AGARE_DATABASE_URL": "postgres://app:x@databas/kvalitet"})
    som_agare(miljo, {"USER": "app"})
    (fel,) = miljo.fel
    assert "samma användare" in fel
