"""Migrations that a running site survives: expand, migrate, contract (docs/uppgradera.md).

While a migration runs, and until the last process has been changed, the version before works on
the same tables. django-migration-linter reads the SQL of each migration for what it would break.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django_migration_linter.sql_analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

from kvalitet import klocka, logg
from tests import factories
from tests.test_ordlista import RUM

GRUND = {"kvalitet": 2, "cykel": 3, "synpunkter": 1, "uppfoljning": 8}
"""The last migration of each app before there was a site to keep running."""
KRYMPER: dict[tuple[str, str], str] = {}
"""Migrations that take away what the version before this one no longer used, and since when."""


@contextmanager
def som_den_kors(migrering: Migration) -> Iterator[None]:
    """A migration that wants no transaction asks whether it is in one; the test itself is."""
    fore = connection.in_atomic_block
    connection.in_atomic_block = fore and migrering.atomic
    yield
    connection.in_atomic_block = fore


def fel_i(migrering: Migration, loader: MigrationLoader) -> list[str]:
    """Return the codes of what would break the version that still runs."""
    nyckel = (migrering.app_label, migrering.name)
    if nyckel in loader.graph.nodes:
        tillstand = loader.project_state(nyckel, at_end=False)
    else:
        tillstand = loader.project_state(loader.graph.leaf_nodes())
    med_sql = connection.schema_editor(collect_sql=True, atomic=migrering.atomic)
    with som_den_kors(migrering), med_sql as editor:
        migrering.apply(tillstand, editor, collect_sql=True)
    rader = [rad for rad in editor.collected_sql if not rad.startswith("--")]
    fel, _, _ = analyse_sql_statements(PostgresqlAnalyser, rader)
    return [ett.code for ett in fel]


def nya(loader: MigrationLoader) -> list[Migration]:
    return [
        migrering
        for (app, namn), migrering in sorted(loader.disk_migrations.items())
        if app in GRUND and int(namn[:4]) > GRUND[app] and (app, namn) not in KRYMPER
    ]


def test_no_migration_breaks_the_version_that_still_runs(db: None) -> None:
    loader = MigrationLoader(connection)
    assert set(GRUND) == set(RUM)
    granskade = nya(loader)
    assert granskade
    assert {f"{m.app_label}.{m.name}": fel for m in granskade if (fel := fel_i(m, loader))} == {}


def test_what_is_let_through_exists() -> None:
    kanda = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    assert set(KRYMPER) <= set(kanda)
    assert all(KRYMPER.values())


@pytest.mark.parametrize(
    ("operation", "kod"),
    [
        (migrations.AddField("enhet", "prov", models.IntegerField(default=0)), "NOT_NULL"),
        (migrations.RemoveField("handelse", "roll"), "DROP_COLUMN"),
        (migrations.RenameField("handelse", "roll", "funktion"), "RENAME_COLUMN"),
        (migrations.DeleteModel("Puls"), "DROP_TABLE"),
        (migrations.AlterModelTable("puls", "annat"), "RENAME_TABLE"),
    ],
    ids=lambda v: v if isinstance(v, str) else type(v).__name__,
)
def test_a_bad_migration_is_found(db: None, operation: Operation, kod: str) -> None:
    migrering = Migration("9999_prov", "kvalitet")
    migrering.operations = [operation]
    assert kod in fel_i(migrering, MigrationLoader(connection))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("enhet", "prov", models.IntegerField(null=True)),
        migrations.AddField("enhet", "prov", models.IntegerField(db_default=0)),
        migrations.CreateModel("Ny", [("id", models.BigAutoField(primary_key=True))]),
    ],
    ids=["får vara tom", "databasen fyller i", "en ny tabell"],
)
def test_a_migration_that_only_expands_is_let_through(db: None, operation: Operation) -> None:
    migrering = Migration("9999_prov", "kvalitet")
    migrering.operations = [operation]
    assert fel_i(migrering, MigrationLoader(connection)) == []


# --- Without a transaction -----------------------------------------------------------------

VANTAR = ["set lock_timeout = 0", "set statement_timeout = 0"]
VANTAR_INTE = ["reset lock_timeout", "reset statement_timeout"]


def utan_transaktion() -> list[Migration]:
    alla = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [m for (app, _), m in sorted(alla.items()) if app in GRUND and not m.atomic]


def fel_utan_transaktion(migrering: Migration) -> list[str]:
    """Return what would stop it halfway on a site in use, or stop its next try."""
    satser = [getattr(op, "sql", op) for op in migrering.operations]
    fel = []
    if satser[:2] != VANTAR or satser[-2:] != VANTAR_INTE:
        fel.append("the owner's limits hold while it runs, or not after it")
    for fore, op in zip(satser, migrering.operations[1:], strict=False):
        if isinstance(op, AddIndexConcurrently):
            if fore != f"drop index concurrently if exists {op.index.name}":
                fel.append(f"{op.index.name}: what a failure left is not taken away first")
        elif not _gors_igen(op):
            fel.append(f"{type(op).__name__} belongs in a migration with a transaction")
    return fel


def _gors_igen(op: Operation) -> bool:
    """Whether it can be done again where it was cut off: PostgreSQL drops an index "if exists"."""
    if isinstance(op, migrations.SeparateDatabaseAndState):
        return all(
            isinstance(del_, migrations.RunSQL)
            and str(del_.sql).startswith("drop index concurrently if exists ")
            for del_ in op.database_operations
        )
    return isinstance(op, migrations.RunSQL | RemoveIndexConcurrently)


def test_a_migration_without_a_transaction_waits_and_can_be_run_again() -> None:
    assert utan_transaktion()
    assert {m.name: fel for m in utan_transaktion() if (fel := fel_utan_transaktion(m))} == {}


def test_an_index_alone_is_not_enough() -> None:
    migrering = Migration("9999_prov", "kvalitet")
    index = models.Index(fields=["roll"], name="handelse_roll")
    migrering.operations = [
        AddIndexConcurrently("handelse", index),
        AddIndexConcurrently("handelse", index),
        migrations.RemoveField("handelse", "roll"),
    ]
    assert len(fel_utan_transaktion(migrering)) == 3


def test_the_log_gets_its_indexes_at_the_second_try(riktig_databas: str) -> None:
    """The first was cut short: an index of that name is there, and is not valid."""
    migrering = next(m for m in utan_transaktion() if m.name == "0006_granskning_index")
    loader = MigrationLoader(connection)
    kommun = factories.kommun()
    for _ in range(2):
        logg.skriv("enhet.skapad", kommun.vok, av=None, nu=klocka.nu())
    with connection.cursor() as markor:
        markor.execute("drop index handelse_av")
        with pytest.raises(IntegrityError):  # cut short while it is being made
            markor.execute(
                "create unique index concurrently handelse_av on kvalitet_handelse (roll)"
            )
        with connection.schema_editor(atomic=False) as editor:
            tillstand = loader.project_state((migrering.app_label, migrering.name), at_end=False)
            migrering.apply(tillstand, editor)
        markor.execute(
            "select relname, indisvalid from pg_index join pg_class on oid = indexrelid"
            " where relname in ('handelse_av', 'handelse_tid') order by 1"
        )
        assert markor.fetchall() == [("handelse_av", True), ("handelse_tid", True)]
        markor.execute(
            "select count(*) from pg_settings where name like '%_timeout' and setting <> reset_val"
        )
        assert markor.fetchone() == (0,)
