"""Tables made together: what points at each other stands at once, and all of it goes again."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from kvalitet.migrering import Tillsammans

ID = ("id", models.BigAutoField(primary_key=True))
HONA = migrations.CreateModel(
    "Hona", [ID, ("agg", models.ForeignKey("prov.Agg", models.PROTECT, null=True))]
)
AGG = migrations.CreateModel(
    "Agg",
    [ID, ("hona", models.ForeignKey("prov.Hona", models.PROTECT, null=True))],
    {"constraints": [models.CheckConstraint(condition=models.Q(id__gt=0), name="agg_har_nummer")]},
)


def prov_tabeller() -> set[str]:
    return {t for t in connection.introspection.table_names() if t.startswith("prov_")}


@pytest.mark.django_db
def test_tables_that_point_at_each_other_are_made_at_once_and_go_again() -> None:
    tomt, allt = ProjectState(), ProjectState()
    samman = Tillsammans([HONA, AGG])
    assert allt.apps is not None  # rendered before, as in the middle of a migrate
    samman.state_forwards("prov", allt)

    with connection.schema_editor(atomic=False) as redigerare:
        samman.database_forwards("prov", redigerare, tomt, allt)
    assert prov_tabeller() == {"prov_hona", "prov_agg"}
    with connection.cursor() as fraga:
        villkor = connection.introspection.get_constraints(fraga, "prov_agg")
    assert villkor["agg_har_nummer"]["check"]
    assert ("prov_hona", "id") in [v["foreign_key"] for v in villkor.values()]

    with connection.schema_editor(atomic=False) as redigerare:
        samman.database_backwards("prov", redigerare, allt, tomt)
    assert prov_tabeller() == set()


def test_it_is_written_with_all_its_operations() -> None:
    skrivet, _ = OperationWriter(Tillsammans([HONA, AGG])).serialize()

    assert skrivet.strip().startswith("kvalitet.migrering.Tillsammans(")
    assert skrivet.count("migrations.CreateModel(") == 2
