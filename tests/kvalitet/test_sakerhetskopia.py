"""The restore drill: a backup is read into an empty place, and all of it came back."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as installningar
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from kvalitet import VERSION, klocka, logg
from kvalitet.actions import sigill
from kvalitet.krypto import dekryptera, kryptera
from kvalitet.loggkontroll import kontrollera
from kvalitet.management.kopia import las, nycklar, pg, skriv
from kvalitet.models import Enhet, Handelse, Loggsigill
from kvalitet.ogonblick import frys
from kvalitet.settings import miljo
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
        kom = {p.name for p in (tmp_path / "ny").iterdir()}
        assert kom == {"filer", "diarium", "sigill.jsonl"}  # no log
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


def test_every_secret_of_the_site_alone_is_in_the_backup(settings: Any) -> None:
    """Of a setting that is secret, another system can give a new one, or it is among the keys."""
    ges_om = {
        "KVALITET_KOPIA_LOSENFRAS",  # locks them
        "KVALITET_LAGER_NYCKEL",
        "KVALITET_LAGER_HEMLIGHET",
        "KVALITET_MATT_NYCKEL",
        *(namn for namn in miljo.lasta if namn.endswith("_URL")),
    }
    hemliga = {n for n in miljo.lasta if re.search("NYCK|HEMLIG|LOSEN|_URL$", n)}
    settings.GAMLA_UPPSLAGSNYCKLAR = ["den-gamla"]
    settings.SIGILLNYCKLAR = ["ny", "gammal"]
    settings.INLOGGNING = replace(settings.INLOGGNING, hemlighet="hos-leverantoren")
    alla = nycklar.webbplatsens()
    assert set(alla) == {n.removeprefix("KVALITET_").lower() for n in hemliga - ges_om}
    assert alla["gamla_uppslagsnycklar"] == "den-gamla"
    assert alla["oidc_hemlighet"] == "hos-leverantoren"
    assert alla["sigillnyckel"] == "ny,gammal"


def test_a_key_that_the_site_lacks_is_no_empty_file(settings: Any) -> None:
    """An empty file among the secrets stops the start."""
    settings.SIGILLNYCKLAR = settings.GAMLA_UPPSLAGSNYCKLAR = []
    assert all(nycklar.webbplatsens().values())
    assert "sigillnyckel" not in nycklar.webbplatsens()


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


@pytest.mark.parametrize("namn", ["../utanfor", "/utanfor", "filer/../../utanfor"])
def test_nothing_is_written_outside_the_folder(
    plats: Path, settings: Any, tmp_path: Path, namn: str
) -> None:
    fil = kopiera(plats)
    fil.with_suffix(".tar.sha256").unlink()
    with tarfile.open(fil) as tar:
        delar = {d.name: (d, tar.extractfile(d).read()) for d in tar.getmembers()}  # type: ignore[union-attr]
    manifest = json.loads(delar.pop("manifest.json")[1])
    manifest["delar"][namn] = manifest["delar"].pop("diarium/ut/b.xml")
    delar["diarium/ut/b.xml"][0].name = namn
    info = tarfile.TarInfo("manifest.json")
    with tarfile.open(fil, "w") as tar:
        for del_, byten in (*delar.values(), (info, json.dumps(manifest).encode())):
            del_.size = len(byten)
            tar.addfile(del_, io.BytesIO(byten))
    with tomt_stalle(settings, tmp_path / "ny"):
        with pytest.raises(CommandError, match="utanför mappen"):
            aterstall(fil)
        assert connection.introspection.table_names() == []
    assert not (tmp_path / "utanfor").exists()


def test_a_file_keeps_its_time_and_is_closed_to_others(
    plats: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read out by hand: Python 3.11.2 (Debian 12) has no filters for `extractall`."""
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    fil = settings.VAR / "diarium/ut/b.xml"
    fil.chmod(0o666)
    os.utime(fil, (1_700_000_000, 1_700_000_000))
    kopia = kopiera(plats)
    with tomt_stalle(settings, tmp_path / "ny"):
        aterstall(kopia)
        kom = (tmp_path / "ny/diarium/ut/b.xml").stat()
        assert (kom.st_mtime, kom.st_mode & 0o777) == (1_700_000_000, 0o644)


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


def test_what_a_killed_backup_left_is_thrown_away_after_a_day(plats: Path) -> None:
    """One that may still be under way is left alone, and so is what is not ours."""
    nyss, gammal, annans = (
        plats / f"{namn}.ofardig"
        for namn in (
            "kvalitet-20260101T010101Z.tar",
            "kvalitet-20250101T010101Z.tar",
            "annat-20250101T010101Z.tar",
        )
    )
    for mapp in (nyss, gammal, annans):
        mapp.mkdir(parents=True)
        (mapp / "databas.dump").write_text("halv")
    for mapp in (gammal, annans):
        os.utime(mapp, (1_700_000_000, 1_700_000_000))
    kopiera(plats)
    assert (nyss.exists(), gammal.exists(), annans.exists()) == (True, False, True)


def test_what_a_killed_restore_left_is_told(plats: Path, settings: Any, tmp_path: Path) -> None:
    fil = kopiera(plats)
    with tomt_stalle(settings, tmp_path / "ny"):
        (tmp_path / "ny" / "aterstalls").mkdir()
        with pytest.raises(CommandError, match="återläsning som avbröts"):
            aterstall(fil)


# --- The witness ---------------------------------------------------------------------------


def test_after_a_restore_to_an_earlier_moment_the_witness_is_that_moments(
    plats: Path, settings: Any
) -> None:
    """The folder still has the witness of what is lost: it is kept aside, and the log says so."""
    fil = kopiera(plats)
    samma = settings.VAR
    logg.skriv("enhet.skapad", Enhet.objects.earliest("pk"), av=None, nu=klocka.nu())
    (bortom,) = sigill.forsegla(av=None, nu=klocka.nu())
    with tomt_stalle(settings, samma.with_name("ny")):
        (settings.VAR / "sigill.jsonl").write_text((samma / "sigill.jsonl").read_text())
        ord_ = aterstall(fil)
        (undan,) = settings.VAR.glob("sigill-*.jsonl")
        assert str(undan) in ord_
        assert bortom.summa in undan.read_text()
        assert bortom.summa not in sigill.vittnesfil().read_text()
        assert Handelse.objects.latest("pk").slag == "logg.nytt_vittne"
        ut = StringIO()
        call_command("logg", "kontrollera", stdout=ut)
        assert "Allt stämmer." in ut.getvalue()
        assert "ittne" not in ut.getvalue()
        assert f"Sigill {bortom.nummer}: vittnet minns" in kontrollera(undan).fel[0]


def test_a_copy_of_an_older_version_is_migrated_before_the_log_is_written(
    plats: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code that reads and writes the rows meets the tables that it was written for."""

    def kvar() -> int:
        utforare = MigrationExecutor(connection)
        return len(utforare.migration_plan(utforare.loader.graph.leaf_nodes()))

    def foljd(namn: str, gor: Callable[..., Any]) -> Callable[..., Any]:
        def inre(*args: Any, **val: Any) -> Any:
            steg.append((namn, kvar() > 0))
            return gor(*args, **val)

        return inre

    steg: list[tuple[str, bool]] = []
    call_command("migrate", "kvalitet", "0008", verbosity=0)
    try:
        fil = kopiera(plats)
    finally:
        call_command("migrate", verbosity=0)
    samma = settings.VAR
    monkeypatch.setattr(las, "rader_per_tabell", foljd("räknar", las.rader_per_tabell))
    monkeypatch.setattr(las, "kontrollera", foljd("prövar", las.kontrollera))
    monkeypatch.setattr(
        sigill, "anteckna_nytt_vittne", foljd("antecknar", sigill.anteckna_nytt_vittne)
    )
    with tomt_stalle(settings, samma.with_name("ny")):
        (settings.VAR / "sigill.jsonl").write_text((samma / "sigill.jsonl").read_text())
        ord_ = aterstall(fil)
        assert kvar() == 0
        assert Handelse.objects.latest("pk").slag == "logg.nytt_vittne"
    # Tried for emptiness first; what came is counted as it came.
    assert steg[1:] == [("räknar", True), ("prövar", False), ("antecknar", False)]
    assert "tabellerna är den här versionens" in ord_


def test_the_witness_of_a_copy_goes_no_further_than_its_seals(
    plats: Path, settings: Any, tmp_path: Path
) -> None:
    """A seal may be made while the copy is. What cannot be read goes with it, for the verifier."""
    with sigill.vittnesfil().open("a") as fil:
        fil.write('{"nummer": 2, "summa": "bortom"}\nhalv rad\n')
    kopia = kopiera(plats)
    with tomt_stalle(settings, tmp_path / "ny"):
        with pytest.raises(CommandError, match="Vittnets rad 2 går inte att läsa"):
            aterstall(kopia)
        assert "bortom" not in sigill.vittnesfil().read_text()


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
