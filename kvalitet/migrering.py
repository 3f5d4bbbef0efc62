"""The tables of a room, made together in their last shape, and indexes made while others write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import CreateModel, IndexOperation
from django.db.migrations.state import ProjectState
from django.db.models import Index


def under_drift(*operationer: Operation) -> list[Operation]:
    """Do these while the site is used: they wait for those who write, however long they take. The
    migration has `atomic = False`."""
    return [
        *(migrations.RunSQL(f"set {tak} = 0", f"reset {tak}") for tak in _TAK),
        *operationer,
        *(migrations.RunSQL(f"reset {tak}", f"set {tak} = 0") for tak in _TAK),
    ]


def nya_index(modell: str, *index: Index) -> list[Operation]:
    """Make indexes without stopping anyone. Where a try was cut off, what is left of an index
    serves nobody, and goes first."""
    return [
        operation
        for ett in index
        for operation in (
            migrations.RunSQL(
                f"drop index concurrently if exists {ett.name}", migrations.RunSQL.noop
            ),
            AddIndexConcurrently(modell, ett),
        )
    ]


def slopade_index(modell: str, *namn: str) -> list[Operation]:
    """Take indexes away without stopping anyone, and back as `nya_index` makes them."""
    return [
        operation
        for ett in namn
        for operation in (
            RemoveIndexConcurrently(modell, ett),
            migrations.RunSQL(migrations.RunSQL.noop, f"drop index concurrently if exists {ett}"),
        )
    ]


def samma_rattigheter(tabell: str, *, som: str) -> migrations.RunSQL:
    """Let those who may write the one table write the other, at once: what a trigger writes is
    written by whoever sets it off, also while the version that runs knows nothing of it."""
    return migrations.RunSQL(
        f"""
        do $$ declare ratt record; begin
            for ratt in select grantee, privilege_type from information_schema.role_table_grants
                where table_schema = current_schema() and table_name = '{som}'
                and grantee not in (current_user, 'PUBLIC')
            loop
                execute format('grant %s on {tabell} to %I', ratt.privilege_type, ratt.grantee);
            end loop;
        end $$
        """,  # noqa: S608 - names of our own tables
        migrations.RunSQL.noop,
    )


_TAK = ("lock_timeout", "statement_timeout")


class Tillsammans(Operation):
    """Apply operations with one rendering of all models instead of one each.

    Django draws every model that is related to the changed one anew for each operation, which for
    a hundred tables is nine tenths of the time of the first `migrate`. Here the state goes first
    to its end; each table is then made as it is there, so what is added to it further down is in
    it already and is passed over. Triggers stand after the tables. Foreign keys may point at
    tables further down: Django adds them when the migration ends.
    """

    serialization_expand_args = ["operations"]
    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.clear_delayed_apps_cache()
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self._kvar():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self._kvar()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def _kvar(self) -> list[Operation]:
        """The operations but for those on fields and constraints of a table that is made here."""
        nya = {o.name_lower for o in self.operations if isinstance(o, CreateModel)}
        return [
            o
            for o in self.operations
            if not isinstance(o, FieldOperation | IndexOperation) or o.model_name_lower not in nya
        ]

    def describe(self) -> str:
        return f"Creates {len(self.operations)} tables and triggers together"
