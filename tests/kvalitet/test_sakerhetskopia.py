"""The restore drill: a backup is read into an empty place, and all of it came back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as installningar
from django.core.management import CommandError, call_command
from django.db import connection, connections

from kvalitet import VERSION, klocka, logg
from kvalitet.actions import sigill
from kvalitet.krypto import dekryptera, kryptera
from kvalitet.loggkontroll import kontrollera
from kvalitet.management.kopia import las, pg, skriv
from kvalitet.models import Handelse, Loggsigill
from kvalitet.ogonblick import frys
from tests import factories
from tests.databas import slapp
from tests.samtidigt import vanta_tills

pytestmark = pytest.mark.langsam
LOSENFRAS = "en lång och hemlig lösenfras"


@pytest.fixture
def plats(riktig_databas: str, settings: Any, tmp_path: Path) -> Path:
    """A site with a sealed log, a snapshot and files; return the folder for its backups."""
    settings.VAR = tmp_path / "var"
    settings.KOPIA_LOSENFRAS = LOSENFRAS
    kommun = factories.kommun()
    nu = klocka.nu()
    for n in range(20):
        logg.skriv("enhet.skapad", kommun.vok, av=None, nu=nu, data={"n": n}, kommentar="Åäö.")
    frys("prov", {"a": "å"}, schema=1, av=None, nu=nu)
    settings.VAR.mkdir()
    sigill.forsegla(av=None, nu=nu)
    for namn, byten in {
        "filer/rapporter/a.pdf": b"%PDF-" * 999,
        "diarium/ut/b.xml": b"<b/>",
    }.items():
        fil = settings.VAR / namn
        fil.parent.mkdir(parents=True)
        fil.write_bytes(byten)
    (settings.VAR / "logg").mkdir()
    (settings.VAR / "logg" / "inte_med.log").write_text("x")
    return tmp_path / "kopior"


@contextmanager
def tomt_stalle(settings: Any, mapp: Path) -> Iterator[None]:
    """Be in an empty database with an empty folder within the block."""
    kalla, ny = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_ny"
    connections.close_all()
    slapp(ny)
    with psycopg.connect(factories.databasadress("postgres"), autocommit=True) as forbindelse:
        forbindelse.execute(f'create database "{ny}"')
    connection.settings_dict["NAME"] = ny
    settings.VAR = mapp
    mapp.mkdir()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = kalla
        slapp(ny)


def kopiera(mapp: Path) -> Path:
    call_command("sakerhetskopiera", str(mapp), stdout=StringIO())
    (fil,) = mapp.glob("*.tar")
    return fil


def aterstall(fil: Path) -> str:
    ut = StringIO()
    call_command("aterstall", str(fil), stdout=ut)
    return ut.getvalue()


def summor() -> dict[str, str]:
    """Return a sum over all the rows of each table."""
    with connection.cursor() as markor:
        return {tabell: _summa(markor, tabell) for tabell in sorted(skriv.rader_per_tabell(markor))}


def _summa(markor: Any, tabell: str) -> str:
    markor.execute(
        f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from \"{tabell}\" t"  # noqa: S608
    )
    return str(markor.fetchone()[0])


def test_all_comes_back_in_an_empty_place(plats: Path, settings: Any, tmp_path: Path) -> None:
    """Every row of every table, every file, the chain of seals, the triggers and the sequences."""
    fil = kopiera(plats)
    forut, antal, sista = summor(), Handelse.objects.count(), Loggsigill.objects.get().summa
    with tomt_stalle(settings, tmp_path / "ny"):
        ord_ = aterstall(fil)
        assert summor() == forut
        assert kontrollera().fel == []
        assert kontrollera().sista == sista
        assert (tmp_path / "ny/filer/rapporter/a.pdf").read_bytes() == b"%PDF-" * 999
        assert (tmp_path / "ny/diarium/ut/b.xml").read_bytes() == b"<b/>"
        assert {p.name for p in (tmp_path / "ny").iterdir()} == {"filer", "diarium"}  # no log
        with pytest.raises(Exception, match="Cannot update or delete"):
            Handelse.objects.update(slag="annat")
        call_command("migrate", check_unapplied=True, verbosity=0)
        sigill.forsegla(av=None, nu=klocka.nu())  # a new row gets a number that is free
        assert Handelse.objects.count() == antal + 1
    assert "1 sigill över" in ord_
    assert "2 filer" in ord_
    assert "Nycklarna i kopian är de som webbplatsen har." in ord_


def test_the_role_of_the_application_can_take_the_backup(plats: Path, settings: Any) -> None:
    settings.APPENS_DATABAS = {"USER": "kvalitet_app", "PASSWORD": "ett-losenord"}
    with psycopg.connect(factories.databasadress("postgres"), autocommit=True) as forbindelse:
        forbindelse.execute("select pg_advisory_lock(hashtext('kvalitet_app'))")
        call_command("rattigheter", stdout=StringIO())
        agaren = {namn: connection.settings_dict[namn] for namn in ("USER", "PASSWORD")}
        connections.close_all()
        connection.settings_dict.update(settings.APPENS_DATABAS)
        try:
            assert kopiera(plats).stat().st_size > 100_000
        finally:
            connections.close_all()
            connection.settings_dict.update(agaren)


def test_the_keys_are_locked_and_come_back_with_the_passphrase(
    plats: Path, settings: Any, tmp_path: Path
) -> None:
    krypterat = kryptera("siv@kommun.example")
    fil = kopiera(plats)
    gammal = settings.KRYPTONYCKLAR
    assert gammal[0].encode() not in fil.read_bytes()
    settings.KRYPTONYCKLAR = ["Zm9yYmF0dHJpbmdzaGp1bGV0LWVuLWFubmFuLW5yLTI="]
    with tomt_stalle(settings, tmp_path / "ny"):
        assert "andra nycklar än kopian" in aterstall(fil)
        nyckelfil = tmp_path / "ny" / las.UR_KOPIAN / "kryptonycklar"
        assert nyckelfil.stat().st_mode & 0o077 == 0
        settings.KRYPTONYCKLAR = nyckelfil.read_text().split(",")
    assert list(gammal) == settings.KRYPTONYCKLAR
    assert dekryptera(krypterat) == "siv@kommun.example"


def test_with_another_passphrase_nothing_is_read_in(
    plats: Path, settings: Any, tmp_path: Path
) -> None:
    fil = kopiera(plats)
    settings.KOPIA_LOSENFRAS = "en annan lösenfras, lika lång"
    with tomt_stalle(settings, tmp_path / "ny"):
        with pytest.raises(CommandError, match="inte den som kopian gjordes med"):
            aterstall(fil)
        assert connection.introspection.table_names() == []


def test_without_a_passphrase_the_keys_are_not_in_it(plats: Path, settings: Any) -> None:
    settings.KOPIA_LOSENFRAS = ""
    ut = StringIO()
    call_command("sakerhetskopiera", str(plats), stdout=ut)
    assert "Nycklarna är inte med" in ut.getvalue()
    (fil,) = plats.glob("*.tar")
    with tarfile.open(fil) as tar:
        assert "nycklar.krypt" not in tar.getnames()


def test_one_altered_byte_is_refused_wherever_it_is(
    plats: Path, settings: Any, tmp_path: Path
) -> None:
    """With its sum beside it, and, for what it holds, without."""
    fil = kopiera(plats)
    hel = fil.read_bytes()
    with tarfile.open(fil) as tar:
        lagen = {del_.name: del_.offset_data + del_.size // 2 for del_ in tar.getmembers()}
    with tomt_stalle(settings, tmp_path / "ny"):
        for lage in (0, 5000, len(hel) - 1, *lagen.values()):
            fil.write_bytes(hel[:lage] + bytes([hel[lage] ^ 1]) + hel[lage + 1 :])
            with pytest.raises(CommandError, match="Kopian är skadad"):
                aterstall(fil)
        fil.with_suffix(".tar.sha256").unlink()
        for namn, lage in lagen.items():
            if namn != "manifest.json":
                fil.write_bytes(hel[:lage] + bytes([hel[lage] ^ 1]) + hel[lage + 1 :])
                with pytest.raises(CommandError, match=f"skadad: {namn} har ändrats"):
                    aterstall(fil)
        fil.write_bytes(hel[: len(hel) // 2])
        with pytest.raises(CommandError, match="Kopian är skadad"):
            aterstall(fil)
        assert connection.introspection.table_names() == []
        assert list((tmp_path / "ny").iterdir()) == []


def test_nothing_is_read_in_over_what_is_there(plats: Path, settings: Any, tmp_path: Path) -> None:
    fil = kopiera(plats)
    with pytest.raises(CommandError, match="Databasen är inte tom"):
        aterstall(fil)
    with tomt_stalle(settings, tmp_path / "ny"):
        with pytest.raises(CommandError, match="finns inte"):
            aterstall(plats / "borta.tar")
        (tmp_path / "ny" / "filer").mkdir()
        (tmp_path / "ny" / "filer" / "x").write_text("x")
        with pytest.raises(CommandError, match="är inte tom"):
            aterstall(fil)


def test_a_backup_of_a_newer_application_is_refused(
    plats: Path, settings: Any, tmp_path: Path
) -> None:
    with connection.cursor() as markor:
        markor.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('kvalitet', '9999_framtid', now())"
        )
    fil = kopiera(plats)
    nyare = r"nyare version .*kvalitet\.9999_framtid"
    with tomt_stalle(settings, tmp_path / "ny"), pytest.raises(CommandError, match=nyare):
        aterstall(fil)


@pytest.mark.parametrize("steg", ["dumpa", "filer"])
def test_a_backup_that_fails_leaves_nothing(
    plats: Path, monkeypatch: pytest.MonkeyPatch, steg: str
) -> None:
    def faller(*_: object) -> None:
        raise OSError("Disken är full")

    monkeypatch.setattr(*((pg, "dumpa") if steg == "dumpa" else (skriv, "_lagg_till")), faller)
    with pytest.raises(CommandError, match=r"Ingen kopia gjordes\. Disken är full"):
        kopiera(plats)
    assert list(plats.iterdir()) == []
    assert not (Path(installningar.VAR) / "sakerhetskopia.json").exists()


def test_a_backup_that_is_killed_leaves_nothing_that_looks_whole(
    plats: Path, riktig_databas: str, tmp_path: Path
) -> None:
    """pg_dump's stand-in says that it runs, and waits to be ended with the process."""
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.0" && exit\n'
        f"echo $$ > {tmp_path}/igang.ny && mv {tmp_path}/igang.ny {tmp_path}/igang\n"
        "exec sleep 600\n"
    )
    program.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sakerhetskopiera", str(plats)],
        cwd=installningar.ROT,
        env={
            **os.environ,
            "DATABASE_URL": riktig_databas,
            "PATH": f"{program.parent}:{os.environ['PATH']}",
        },
    )
    vanta_tills((tmp_path / "igang").exists, "pg_dump kör", frist=60)
    process.kill()
    process.wait()
    os.kill(int((tmp_path / "igang").read_text()), signal.SIGKILL)
    assert list(plats.glob("*.tar")) == []
    assert list(plats.glob("*.sha256")) == []


def test_the_last_backup_is_told_to_the_status_page(plats: Path, settings: Any) -> None:
    fil = kopiera(plats)
    ord_ = json.loads((settings.VAR / "sakerhetskopia.json").read_text())
    assert ord_["fil"] == fil.name
    assert ord_["byte"] == fil.stat().st_size
    assert ord_["nycklar"] is True


def test_a_pg_dump_older_than_the_server_is_not_used(
    plats: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gammal = tmp_path / "pg_dump"
    gammal.write_text('#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6"\n')
    gammal.chmod(0o755)
    monkeypatch.setattr(pg, "_kandidater", lambda namn: iter([gammal]))
    with pytest.raises(CommandError, match="nyare finns inte på den här datorn"):
        kopiera(plats)


def test_the_version_is_the_packages_own() -> None:
    projekt = tomllib.loads((Path(installningar.ROT) / "pyproject.toml").read_text("utf-8"))
    assert projekt["project"]["version"] == VERSION
