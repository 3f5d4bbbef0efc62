"""Strict ground for every test: real PostgreSQL, no network, people with names.

Warnings are errors (pyproject.toml), a template that writes a variable nobody gave it fails,
and a query without an order gives its rows in any order.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any, NoReturn

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client
from hypothesis import HealthCheck

from kvalitet.models import Anvandare
from tests import factories
from tests.databas import klona, migrerad_mall, slapp
from tests.inloggad import logga_in
from tests.kvarfragor import skrivna_pa_nytt

# How long an example takes says how busy the machine is, and nothing of what is tried.
hypothesis.settings.register_profile(
    "prov", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.settings.load_profile("prov")


class Odefinierad(str):
    """Stands in for a variable that a template was not given, and refuses to be written.

    `{% if x %}` and `{% for r in x %}` never ask for it, so an include's optional parameters
    go inside an if.
    """

    __slots__ = ()

    def __contains__(self, _del: object) -> bool:
        return True  # so that Django asks for `% variable`

    def __mod__(self, variabel: object) -> NoReturn:
        pytest.fail(f"mallen skriver {{{{ {variabel} }}}}, som ingen har gett den")

    def __html__(self) -> NoReturn:
        pytest.fail("mallen skriver ett värde som inte går att läsa")


settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Odefinierad("odefinierad")


Client.force_login = logga_in  # type: ignore[method-assign]

FORST = ("test_kaos.py", "test_ompragling.py")
"""Files with tests of minutes: begun last, one of them would leave the other workers without."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in FORST)


def pytest_collection_finish() -> None:
    """Spare the collector what lives as long as the run: it was a twentieth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def _slumpad_ordning() -> Iterator[None]:
    """Shuffle what no order_by() orders, so that no test passes by the order of insertion."""
    ordning = SQLCompiler.get_order_by
    slump = [(OrderBy(Random()), ("random()", (), False))]

    def slumpad(self: SQLCompiler) -> list[object]:
        uttryck = ordning(self)
        fraga = self.query
        fri = not (fraga.distinct or fraga.group_by or fraga.combinator or fraga.subquery)
        if uttryck or not fri or type(self) is not SQLCompiler:
            return uttryck
        return [*slump]

    SQLCompiler.get_order_by = slumpad
    yield
    SQLCompiler.get_order_by = ordning


@pytest.fixture(autouse=True, scope="session")
def _kvarhallna_fragor() -> Iterator[None]:
    with skrivna_pa_nytt():
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, worker_id: str, django_db_blocker: Any
) -> Iterator[None]:
    """Give each worker its copy of one database, which the first of them migrates."""
    installning = connection.settings_dict
    egen = f"{TEST_DATABASE_PREFIX}{installning['NAME']}_{worker_id}"
    with django_db_blocker.unblock():
        klona(migrerad_mall(), egen)
        installning["NAME"] = egen
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        slapp(egen)


@pytest.fixture(scope="session")
def migrerad_databas(django_db_setup: None) -> str:
    """Return the name of the worker's migrated database."""
    return str(connection.settings_dict["NAME"])


@pytest.fixture
def riktig_databas(migrerad_databas: str, django_db_blocker: Any) -> Iterator[str]:
    """Give a database of its own where transactions really commit, and return its URL.

    A clone of the migrated test database, dropped afterwards: the append-only tables refuse
    TRUNCATE, so Django's own way of cleaning up after such tests cannot be used.
    """
    kalla = migrerad_databas
    klon = f"{kalla}_egen"
    with django_db_blocker.unblock():
        connections.close_all()
        klona(kalla, klon)
        connection.settings_dict["NAME"] = klon
        try:
            yield factories.databasadress()
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = kalla
            slapp(klon)


@pytest.fixture
def kommun(db: None) -> factories.Kommun:
    return factories.kommun()


@pytest.fixture
def anna_administrator(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Anna Administratör", "ADM", kommun.rot)


@pytest.fixture
def erik_enhetschef(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Erik Enhetschef", "CH", kommun.hemtjanst)


@pytest.fixture
def nina_namndsekreterare(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Nina Nämndsekreterare", "NS", kommun.rot, namnd=kommun.von)


@pytest.fixture
def karin_kvalitetssamordnare(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Karin Kvalitetssamordnare", "KV", kommun.rot)


@pytest.fixture
def petra_planansvarig(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Petra Planansvarig", "PA", kommun.hemtjanst)


@pytest.fixture
def hanna_handlaggare(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Hanna Handläggare", "HS", kommun.vok, namnd=kommun.von)


@pytest.fixture
def rut_revisor(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Rut Revisor", "REV", kommun.rot)
