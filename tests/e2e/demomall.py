"""The demo municipality, loaded once a run: each worker's site begins as a copy of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
from django.conf import settings
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

from tests.databas import klona
from tests.e2e.stack import ladda
from tests.factories import databasadress

DEMO = f"{TEST_DATABASE_PREFIX}demo"


def kopiera(migrerad: str, klon: str, mapp: Path) -> None:
    """Make `klon` and `mapp` the database and the folder of a loaded demo.

    To load takes half a minute of computing. As with tests.databas.migrerad_mall the first does
    it and the others wait; the folder lies beside the database, in that of this run.
    """
    fardig = Path(settings.VAR) / "demo"
    with psycopg.connect(databasadress("postgres"), autocommit=True) as forbindelse:
        forbindelse.execute("select pg_advisory_lock(hashtext(%s))", [DEMO])
        finns = forbindelse.execute("select 1 from pg_database where datname = %s", [DEMO])
        if finns.fetchone() is None or not fardig.exists():
            _ladda(migrerad, fardig)
    klona(DEMO, klon)
    shutil.copytree(fardig, mapp, dirs_exist_ok=True)


def _ladda(migrerad: str, fardig: Path) -> None:
    """Load it; the folder gets its name last, so what was broken off is not taken for whole."""
    pa_vag = fardig.with_name("demo.pa-vag")
    for mapp in (fardig, pa_vag):
        shutil.rmtree(mapp, ignore_errors=True)
    pa_vag.mkdir(parents=True)
    klona(migrerad, DEMO)
    ladda(databasadress(DEMO), pa_vag)
    pa_vag.rename(fardig)
