"""The two commands: what they do when something is wrong, and what they leave behind."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg
import pytest
import redis

from bin.startare import appen, demo, hemligheter, miljo, paket, portar, postgres, processer
from bin.startare.fel import Startfel
from bin.startare.platser import ROT, Datamapp, ensam
from bin.startare.processer import Uppsikt


@pytest.fixture
def mapp(tmp_path: Path) -> Datamapp:
    mapp = Datamapp(tmp_path / "data")
    mapp.skapa()
    return mapp


def _lever(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that has ended stays until its parent has asked for its code.
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def _vanta_tills_borta(pid: int) -> None:
    slut = time.monotonic() + 10
    while _lever(pid):
        assert time.monotonic() < slut, f"process {pid} lever kvar"
        time.sleep(0.02)


# --- Lock files ----------------------------------------------------------------------------


def _las(fil: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", fil.read_text(), re.MULTILINE))


def test_las_namnger_ingen_vard_och_har_summor() -> None:
    for fil in (miljo.DRIFT, miljo.UTV, ROT / "bin" / "uv.txt"):
        text = fil.read_text()
        assert "://" not in text
        assert len(_las(fil)) <= text.count("--hash=sha256:")


def test_utvecklingslaset_bar_hela_driftlaset() -> None:
    """What lets bin/demo skip its installation where bin/test has been."""
    assert _las(miljo.DRIFT).items() <= _las(miljo.UTV).items()


def test_lasen_foljer_pyproject() -> None:
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    projekt = tomllib.loads((ROT / "pyproject.toml").read_text())["project"]
    krav = [*projekt["dependencies"], *projekt["optional-dependencies"]["inbyggd"]]
    for fil, rader in (
        (miljo.DRIFT, krav),
        (miljo.UTV, projekt["optional-dependencies"]["utv"]),
    ):
        last = _las(fil)
        for rad in map(Requirement, rader):
            version = last.get(canonicalize_name(rad.name))
            assert version is not None, f"{rad.name} saknas i {fil.name}: kör bin/las"
            assert rad.specifier.contains(version), f"{rad} men {version}: kör bin/las"


# --- What a person asks for ------------------------------------------------------------------


@pytest.mark.parametrize("argument", [["--port", "x"], ["--port", "70000"], ["--prot"]])
def test_okant_val_sags_pa_svenska(argument: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as slut:
        demo.tolka(argument)
    assert slut.value.code == 2
    assert "bin/demo förstår inte" in capsys.readouterr().err


def test_upptagen_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as annan:
        port = annan.getsockname()[1]
        assert not portar.ar_ledig(port)
        with pytest.raises(Startfel, match=f"Port {port} är upptagen"):
            portar.prova(port)
    portar.prova(port)


def test_egna_adresser_gar_fore(mapp: Datamapp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://127.0.0.1:25")
    monkeypatch.setenv("KVALITET_KRYPTONYCKLAR_FILE", "/nycklar")
    monkeypatch.setenv("KVALITET_LAGE", "produktion")
    monkeypatch.delenv("KVALITET_HEMLIG_NYCKEL", raising=False)
    hemliga = hemligheter.nya()
    miljon = appen.miljo("demo", mapp, hemliga, databas="postgres://x", ko=None)
    assert miljon["EMAIL_URL"] == "smtp://127.0.0.1:25"
    assert "KVALITET_KRYPTONYCKLAR" not in miljon
    assert miljon["KVALITET_HEMLIG_NYCKEL"] == hemliga.nyckel
    assert miljon["KVALITET_LAGE"] == "demo"
    assert miljon["DATABASE_URL"] == "postgres://x"


def test_alla_fel_i_installningarna_sags_pa_en_gang(mapp: Datamapp) -> None:
    miljon = appen.miljo(
        "demo", mapp, hemligheter.nya(), databas="mysql://x", ko="http://127.0.0.1"
    )
    with pytest.raises(Startfel) as fel:
        appen.manage({**miljon, "KVALITET_KRYPTONYCKLAR": "kort"}, "check")
    sagt = str(fel.value)
    assert "Traceback" not in sagt
    for namn in ("DATABASE_URL", "REDIS_URL", "KVALITET_KRYPTONYCKLAR"):
        assert f"- {namn}" in sagt


# --- The data folder -------------------------------------------------------------------------


def test_tom_ror_inget_annat(mapp: Datamapp) -> None:
    eget = mapp.rot / "mitt.txt"
    eget.touch()
    mapp.databas.mkdir()
    hemligheter.las_eller_skapa(mapp.hemligheter, None)
    mapp.tom()
    assert list(mapp.rot.iterdir()) == [eget]


@pytest.fixture
def laddningar(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that a start has had run."""
    korda: list[tuple[str, ...]] = []
    monkeypatch.setattr(appen, "manage", lambda _, *argument: korda.append(argument))
    return korda


def _databas(mapp: Datamapp) -> Path:
    mapp.databas.mkdir()
    (mapp.databas / "PG_VERSION").write_text("17")
    return mapp.databas


def test_det_som_ar_laddat_laddas_inte_igen(
    mapp: Datamapp, laddningar: list[tuple[str, ...]]
) -> None:
    databas = _databas(mapp)
    for _ in range(3):
        appen.ladda_demokommunen({}, mapp, databas)
    assert laddningar == [("demo", "--migrera")]


def test_en_ny_databas_och_en_ny_migrering_laddas(
    mapp: Datamapp, laddningar: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    databas = _databas(mapp)
    appen.ladda_demokommunen({}, mapp, databas)
    os.utime(databas / "PG_VERSION", ns=(1, 1))
    appen.ladda_demokommunen({}, mapp, databas)
    assert len(laddningar) == 2
    rot = mapp.rot / "rot"
    (rot / "kvalitet" / "migrations").mkdir(parents=True)
    (rot / "kvalitet" / "migrations" / "0001.py").touch()
    monkeypatch.setattr(appen, "ROT", rot)
    for _ in range(2):
        appen.ladda_demokommunen({}, mapp, databas)
    assert len(laddningar) == 3


def test_en_laddning_som_inte_gick_gors_om(mapp: Datamapp, monkeypatch: pytest.MonkeyPatch) -> None:
    databas = _databas(mapp)
    monkeypatch.setattr(appen, "manage", _brister)
    for _ in range(2):
        with pytest.raises(Startfel, match="brast"):
            appen.ladda_demokommunen({}, mapp, databas)


def test_nagon_annans_databas_fragas_varje_gang(
    mapp: Datamapp, laddningar: list[tuple[str, ...]]
) -> None:
    for _ in range(2):
        appen.ladda_demokommunen({}, mapp, None)
    assert len(laddningar) == 2


def _brister(*_: object) -> str:
    raise Startfel("det brast")


def test_samma_data_far_en_start_at_gangen(mapp: Datamapp) -> None:
    en_till = ensam(mapp.rot, "upptaget")
    with ensam(mapp.rot, "upptaget"), pytest.raises(Startfel, match="upptaget"), en_till:
        pass
    with ensam(mapp.rot, "upptaget"):
        pass


def test_datamapp_som_inte_gar_att_skapa(tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    with pytest.raises(Startfel, match="går inte att skriva i"):
        Datamapp(tmp_path / "fil" / "data").skapa()


def test_hemligheter_bestar_och_ar_egna(mapp: Datamapp) -> None:
    forst = hemligheter.las_eller_skapa(mapp.hemligheter, mapp.databas)
    assert stat.S_IMODE(mapp.hemligheter.stat().st_mode) == 0o600
    assert hemligheter.las_eller_skapa(mapp.hemligheter, mapp.databas) == forst
    assert hemligheter.nya() != forst


def test_databas_utan_sina_hemligheter(mapp: Datamapp) -> None:
    mapp.databas.mkdir()
    with pytest.raises(Startfel, match="--reset"):
        hemligheter.las_eller_skapa(mapp.hemligheter, mapp.databas)


# --- Packages --------------------------------------------------------------------------------


def test_vanlig_anvandare_far_veta_vad_som_saknas(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saknas = paket.Paket("något", ("paket-ett", "paket-tva"), lambda: False)
    finns = paket.Paket("annat", ("paket-tre",), lambda: True)
    monkeypatch.setattr(paket.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(paket.shutil, "which", lambda namn: "/x" if namn == "apt-get" else None)
    assert paket.installera([saknas, finns]) == [saknas]
    sagt = capsys.readouterr().out
    assert "paket-ett paket-tva (för något)" in sagt
    assert "sudo apt-get install --no-install-recommends paket-ett paket-tva" in sagt
    assert "paket-tre" not in sagt


# --- Processes -------------------------------------------------------------------------------


def _barn(uppsikt: Uppsikt, program: str, logg: Path) -> processer.Barn:
    return uppsikt.starta("Provet", [sys.executable, "-c", program], logg=logg, skikt=0)


def test_barn_som_dor_namns_med_sin_logg(tmp_path: Path) -> None:
    with Uppsikt() as uppsikt:
        annat = _barn(uppsikt, "import time; time.sleep(60)", tmp_path / "annat.log")
        _barn(uppsikt, "print('det sista'); raise SystemExit(4)", tmp_path / "logg")
        with pytest.raises(Startfel, match=r"Provet .* stannade oväntat \(kod 4\)") as fel:
            uppsikt.vakta()
        assert "det sista" in str(fel.value)
    assert not _lever(annat.pid)


def test_den_som_inte_lyssnar_avslutas_med_sina_barn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processer, "_FRIST", 0.2)
    program = """
        import signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print(subprocess.Popen(["sleep", "60"]).pid, flush=True)
        time.sleep(60)
    """
    logg = tmp_path / "logg"
    with Uppsikt() as uppsikt:
        barn = _barn(uppsikt, textwrap.dedent(program), logg)
        uppsikt.vanta_tills(lambda: logg.read_text() != "", frist=10, for_sent=str)
    assert not _lever(barn.pid)
    _vanta_tills_borta(int(logg.read_text()))


def test_kill_9_pa_starten_lamnar_inget(tmp_path: Path) -> None:
    program = f"""
        import sys, time
        sys.path.insert(0, {str(ROT)!r})
        from pathlib import Path
        from bin.startare.processer import Uppsikt
        with Uppsikt() as uppsikt:
            barn = uppsikt.starta("x", ["sleep", "60"], logg=Path({str(tmp_path / "x")!r}), skikt=0)
            print(barn.pid, flush=True)
            time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    ) as start:
        assert start.stdout is not None
        barn = int(start.stdout.readline())
        assert _lever(barn)
        start.send_signal(signal.SIGKILL)
    _vanta_tills_borta(barn)


# --- Database and broker ---------------------------------------------------------------------


def test_appens_databasroll_ar_ingen_superanvandare() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as databas:
        roll = databas.execute("select rolsuper from pg_roles where rolname = current_user")
        assert roll.fetchone() == (False,)


@pytest.mark.parametrize("losen", ["", "fel"])
def test_databasen_slapper_inte_in_vem_som_helst(losen: str) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(os.environ["DATABASE_URL"], password=losen)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(os.environ["DATABASE_URL"], user="postgres", password=losen)


def test_kon_slapper_inte_in_vem_som_helst_och_skriver_inget() -> None:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as ko:
        assert ko.config_get("save") == {"save": ""}
        assert ko.config_get("appendonly") == {"appendonly": "no"}
        adress = ko.connection_pool.connection_kwargs
    utan_losen = redis.Redis(host=adress["host"], port=adress["port"])
    with utan_losen, pytest.raises(redis.AuthenticationError):
        utan_losen.ping()


def test_kvarglomd_lasfil_med_nagon_annans_nummer(tmp_path: Path) -> None:
    """After a crash the number may belong to any process: PostgreSQL itself would refuse."""
    fil = tmp_path / "postmaster.pid"
    fil.write_text(f"{os.getpid()}\n{tmp_path}\n")
    postgres._prova_ingen_annan(tmp_path)
    assert not fil.exists()


def test_databas_av_annan_version(mapp: Datamapp) -> None:
    mapp.databas.mkdir()
    (mapp.databas / "PG_VERSION").write_text("12\n")
    server = postgres.Server(postgres._hitta_program(), mapp.databas, mapp.hemligheter, None)
    with pytest.raises(Startfel, match=r"PostgreSQL 12.*--reset"):
        postgres._prova_version(server)


def test_egen_mapp_ar_densamma_varje_gang(tmp_path: Path) -> None:
    assert postgres.egen_mapp(Datamapp(tmp_path)) == postgres.egen_mapp(Datamapp(tmp_path))
    annan = Datamapp(tmp_path / secrets.token_hex(4))
    assert postgres.egen_mapp(Datamapp(tmp_path)) != postgres.egen_mapp(annan)
