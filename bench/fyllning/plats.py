"""Where a filled database lies, how it is started, and how a command gets one.

    with fylld(FORVAL["miljon"]) as miljon:
        subprocess.run([...], env=miljon)

It is filled once: the next command that asks for the same starts what is there, in seconds.
Nothing here needs Django; the filling itself runs in a process with the environment of the site.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bench.fyllning.varlden import Storlek
from bin.startare import appen, hemligheter, postgres, valkey
from bin.startare.fel import Startfel
from bin.startare.miljo import PYTHON
from bin.startare.platser import ROT, Datamapp, ensam
from bin.startare.processer import Uppsikt

FORM = 1
"""Raised when the generator writes other data than before, so that old caches are left alone."""
SOM_I_DRIFT = ("shared_buffers=512MB", "effective_cache_size=4GB", "random_page_cost=1.1")
"""What a database server of its own is set to; its promises (fsync) are PostgreSQL's own."""
_MEDAN_DEN_FYLLS = (
    *postgres.SNABB_MEN_OSAKER,
    *("shared_buffers=512MB", "max_wal_size=8GB", "wal_level=minimal", "max_wal_senders=0"),
    *("autovacuum=off", "checkpoint_timeout=1h"),
)


@contextmanager
def fylld(
    storlek: Storlek,
    *,
    mapp: Path | None = None,
    lage: str = "test",
    flaggor: Sequence[str] = SOM_I_DRIFT,
) -> Iterator[dict[str, str]]:
    """Start a database of that size with a broker beside it, and give the environment of a site.

    It lies in `mapp`, or in the user's cache; filled when it is not there yet. `lage` is
    KVALITET_LAGE, `flaggor` are settings of PostgreSQL.
    """
    plats = Datamapp((mapp or cachemapp(storlek)).resolve())
    plats.rot.mkdir(parents=True, exist_ok=True)
    plats.skapa()
    upptaget = f"Ett annat kommando använder databasen i {plats.rot}."
    with ensam(plats.rot, upptaget):
        if _fylldes(plats, storlek) is None:
            _fyll(plats, storlek)
        with Uppsikt() as uppsikt:
            miljon = _starta(uppsikt, plats, lage, flaggor)
            _migrera_fram(plats, miljon)
            yield miljon


def cachemapp(storlek: Storlek) -> Path:
    rot = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    namn = f"{storlek.synpunkter}-{storlek.enheter}-{storlek.ar}-{storlek.fro}-{FORM}"
    return rot / "forbattringshjulet" / "bench" / f"{namn}-{schemats_avtryck()[:12]}"


def schemats_avtryck() -> str:
    """Return a sum over every migration of ours."""
    summa = hashlib.sha256()
    for fil in sorted(ROT.glob("*/migrations/*.py")):
        summa.update(str(fil.relative_to(ROT)).encode() + fil.read_bytes())
    return summa.hexdigest()


def protokoll(mapp: Path) -> dict[str, Any]:
    """Return what was written when the database in the folder was filled; {} when it was not."""
    fil = mapp / "fylld.json"
    return dict(json.loads(fil.read_text(encoding="utf-8"))) if fil.exists() else {}


def _fylldes(plats: Datamapp, storlek: Storlek) -> dict[str, Any] | None:
    sagt = protokoll(plats.rot)
    if not sagt:
        if postgres.ordna(plats).data.exists() and not (plats.rot / "fyllning").exists():
            raise Startfel(f"I {plats.rot} ligger en databas som inte kommer härifrån.")
        return None
    vill = _nyckel(storlek)
    if sagt["nyckel"] != vill:
        raise Startfel(f"Databasen i {plats.rot} är en annan ({sagt['nyckel']}, inte {vill}).")
    return sagt


def _nyckel(storlek: Storlek) -> dict[str, int]:
    s = storlek
    return {
        "synpunkter": s.synpunkter,
        "enheter": s.enheter,
        "ar": s.ar,
        "fro": s.fro,
        "form": FORM,
    }


def _fyll(plats: Datamapp, storlek: Storlek) -> None:
    """Make the tables and fill them in a process of its own, with a database that is not safe
    until it is stopped in good order."""
    borjan = time.monotonic()
    plats.tom()
    plats.skapa()
    (plats.rot / "fyllning").touch()  # what a broken-off filling leaves is ours to remove
    _skriv_hemligheter(postgres.ordna(plats).hemligheter)
    with Uppsikt() as uppsikt:
        miljon = _starta(uppsikt, plats, "test", _MEDAN_DEN_FYLLS)
        appen.manage(miljon, "migrate", "--verbosity", "0")
        egen = {**miljon, "KVALITET_BENCH": "ja", "PYTHONPATH": str(ROT)}
        val = json.dumps({**asdict(storlek), "dag": storlek.dag.isoformat()})
        svar = subprocess.run(
            [PYTHON, "-m", "bench.fyllning.fyllare", val],
            cwd=ROT,
            env=egen,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if svar.returncode:
            raise Startfel("Databasen gick inte att fylla.")
    os.sync()
    sagt = {
        "nyckel": _nyckel(storlek),
        "dag": storlek.dag.isoformat(),
        "schema": schemats_avtryck(),
        **json.loads(svar.stdout.splitlines()[-1]),
    }
    sagt["sekunder"]["allt"] = round(time.monotonic() - borjan, 1)
    (plats.rot / "fylld.json").write_text(json.dumps(sagt, indent=1), encoding="utf-8")
    (plats.rot / "fyllning").unlink()


def _skriv_hemligheter(fil: Path) -> None:
    """Keys that are the same each time, so that the same seed gives the same look-up sums; there
    is nothing secret here. The passwords are made anew."""
    nyckel = hashlib.sha256(b"fyllning").digest()
    fasta = replace(
        hemligheter.nya(),
        nyckel=f"fyllningens-nyckel-{nyckel.hex()}",
        uppslag=f"fyllningens-uppslag-{nyckel.hex()}",
        krypto=base64.urlsafe_b64encode(nyckel).decode(),
    )
    fil.unlink(missing_ok=True)
    with open(os.open(fil, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as ut:
        json.dump(asdict(fasta), ut, indent=1)


def _starta(uppsikt: Uppsikt, plats: Datamapp, lage: str, flaggor: Sequence[str]) -> dict[str, str]:
    server = postgres.ordna(plats)
    hemliga = hemligheter.las_eller_skapa(server.hemligheter, None)
    logg = plats.logg
    databas = postgres.starta_server(
        uppsikt, server, hemliga, logg=logg / "databas.log", flaggor=flaggor
    )
    ko = valkey.starta_server(uppsikt, hemliga, logg=logg / "ko.log")
    return appen.miljo(lage, plats, hemliga, databas=databas, ko=ko)


def _migrera_fram(plats: Datamapp, miljon: dict[str, str]) -> None:
    """A folder that somebody keeps follows the schema forward, as a site's database does."""
    sagt, nu = protokoll(plats.rot), schemats_avtryck()
    if sagt["schema"] != nu:
        appen.manage(miljon, "migrate", "--verbosity", "0")
        sagt["schema"] = nu
        (plats.rot / "fylld.json").write_text(json.dumps(sagt, indent=1), encoding="utf-8")
