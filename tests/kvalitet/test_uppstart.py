"""Wrong settings stop every kind of process: its sentences, a code that is not 0, no traceback."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver

from kvalitet.adressfel import adressfel, avsandarfel, virusskyddsfel
from kvalitet.miljo import Miljo
from kvalitet.uppstart import SOPAS_EFTER, lagg_undan
from tests.kvalitet.test_installningar import DRIFT

ROT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).parent
FEL = {
    "KVALITET_VARDRA": "kvalitet.example",  # a slip of the fingers
    "KVALITET_SAKERHETSKOPIOR_DAGAR": "en månad",
    "REDIS_URL": "redis://vard:port/0",
    "KVALITET_HEMLIG_NYCKEL_FILE": "/finns/inte",
}
MENINGAR = [
    "KVALITET_HEMLIG_NYCKEL_FILE pekar på /finns/inte, som inte går att läsa "
    "(No such file or directory).",
    "REDIS_URL går inte att tolka. Skriv den som redis://värd:6379/0.",
    "KVALITET_SAKERHETSKOPIOR_DAGAR är ”en månad” men ska vara ett heltal.",
    "KVALITET_VARDRA finns inte. Menade du KVALITET_VARDAR?",
]
GRANIAN = ("granian", "--interface", "wsgi", "--port", "0", "--workers", "1", "--no-ws")


def kor(*argument: str) -> subprocess.CompletedProcess[str]:
    egna = ("KVALITET_", "DATABASE_", "REDIS_", "EMAIL_")
    rena = {namn: v for namn, v in os.environ.items() if not namn.startswith(egna)}
    return subprocess.run(
        [str(PROGRAM / argument[0]), *argument[1:]],
        cwd=ROT,
        env={**rena, **DRIFT, **FEL},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.langsam
@pytest.mark.parametrize(
    "argument",
    [
        ("python", "manage.py", "check"),
        ("python", "manage.py", "migrate"),
        (*GRANIAN, "kvalitet.wsgi:application"),
        ("celery", "-A", "kvalitet", "worker"),
        ("celery", "-A", "kvalitet", "beat"),
        ("celery", "-A", "kvalitet", "inspect", "ping"),
    ],
    ids=lambda argument: " ".join(argument[:4]),
)
def test_every_process_tells_all_faults_and_stops(argument: tuple[str, ...]) -> None:
    svar = kor(*argument)
    sagt = svar.stdout + svar.stderr
    assert svar.returncode not in (0, None), sagt
    assert "Traceback" not in sagt
    assert [rad[2:] for rad in sagt.splitlines() if rad.startswith("- ")] == MENINGAR


def test_what_a_process_has_loaded_is_left_out_of_the_search_for_garbage() -> None:
    taket = gc.get_threshold()
    adresserna = get_resolver()
    try:
        lagg_undan()
        assert gc.get_threshold()[0] == SOPAS_EFTER
        assert not any(ett is adresserna for ett in gc.get_objects())
        assert adresserna._populated  # the first page need not read them
    finally:
        gc.set_threshold(*taket)


# --- Names ----------------------------------------------------------------------------------


def okanda(**variabler: str) -> list[str]:
    miljo = Miljo(variabler)
    miljo.text("KVALITET_VARDAR", "")
    miljo.text("KVALITET_LAGE", "")
    return list(miljo._okanda(set()))


def test_a_name_that_nobody_reads_is_told_with_the_one_it_is_like() -> None:
    assert okanda(KVALITET_VARDER="x") == ["KVALITET_VARDER finns inte. Menade du KVALITET_VARDAR?"]
    assert okanda(KVALITET_PRICKIGT="x") == [
        "KVALITET_PRICKIGT finns inte. Se docs/installningar.md."
    ]


def test_names_that_are_read_and_names_of_others_are_left_alone() -> None:
    assert okanda(KVALITET_VARDAR="x", KVALITET_LAGE_FILE="/x", PATH="/bin", GRANIAN_PORT="1") == []


def test_what_only_tests_read_is_no_setting_of_a_site() -> None:
    miljo = Miljo({"KVALITET_FELPUNKT": "x"})
    miljo.prova(drift=False)
    with pytest.raises(ImproperlyConfigured, match="KVALITET_FELPUNKT finns inte"):
        miljo.prova(drift=True)


# --- Values ---------------------------------------------------------------------------------


def test_a_file_that_holds_nothing_or_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "tom").write_text(" \n")
    (tmp_path / "bild").write_bytes(b"\xff\xfe\x00")
    miljo = Miljo({"A_FILE": f"{tmp_path}/tom", "B_FILE": f"{tmp_path}/bild"})
    assert (miljo.text("A", ""), miljo.text("B", "")) == ("", "")
    assert miljo.fel == [
        f"A_FILE pekar på {tmp_path}/tom, som är tom.",
        f"B_FILE pekar på {tmp_path}/bild, som inte är text i UTF-8.",
    ]


def test_a_database_without_a_name_is_told() -> None:
    miljo = Miljo({"D": "postgres://anv:losen@vard"})
    miljo.databas("D", hjalp="")
    assert miljo.fel == ["D saknar databasens namn. Skriv den som postgres://värd/namn."]


@pytest.mark.parametrize("adress", ["redis://vard:x/0", "redis://vard:99999", "redis://"])
def test_a_broker_that_cannot_be_read_is_told(adress: str) -> None:
    miljo = Miljo({"R": adress})
    miljo.redis("R", hjalp="")
    assert miljo.fel == ["R går inte att tolka. Skriv den som redis://värd:6379/0."]


def test_a_folder_that_is_a_file_or_lies_in_one_is_told(tmp_path: Path) -> None:
    fil = tmp_path / "fil"
    fil.write_text("")
    miljo = Miljo({"A": str(fil), "B": str(fil / "under"), "C": str(tmp_path / "ny" / "mapp")})
    for namn in "ABC":
        miljo.mapp(namn, tmp_path)
    assert miljo.fel == [
        f"A är {fil}, men {fil} är ingen mapp.",
        f"B är {fil / 'under'}, men {fil} är ingen mapp.",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_in_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    miljo = Miljo({"A": str(tmp_path)})
    miljo.mapp("A", tmp_path)
    tmp_path.chmod(0o700)
    assert miljo.fel == [f"A är {tmp_path}, som inte går att skriva i."]


@pytest.mark.parametrize(
    ("adress", "vardar", "mening"),
    [
        ("http://a.example", ["a.example"], "KVALITET_ADRESS ska börja med https://."),
        ("https://", ["a.example"], "KVALITET_ADRESS går inte att tolka."),
        ("https://a.example:x", ["a.example"], "KVALITET_ADRESS går inte att tolka."),
        ("https://a.example/kvalitet", ["a.example"], "KVALITET_ADRESS slutar med ”kvalitet”."),
        ("https://a.example", ["*"], "KVALITET_VARDAR är *"),
        ("https://a.example", ["https://a.example", "a.example"], "är ingen domän"),
        ("https://a.example", ["b.example"], "KVALITET_ADRESS går till a.example"),
    ],
)
def test_an_address_that_is_wrong_in_production(
    adress: str, vardar: list[str], mening: str
) -> None:
    (sagt,) = adressfel(adress, vardar, drift=True)
    assert mening in sagt


@pytest.mark.parametrize(
    ("adress", "vardar", "drift"),
    [
        ("https://a.example", ["a.example"], True),
        ("https://A.example:8443", ["a.example"], True),
        ("https://a.b.example", [".b.example"], True),
        ("http://127.0.0.1:8000", ["*"], False),
        ("", [], True),  # told already: it is missing
    ],
)
def test_an_address_that_will_do(adress: str, vardar: list[str], drift: bool) -> None:
    assert list(adressfel(adress, vardar, drift=drift)) == []


def test_who_sends_and_who_scans() -> None:
    assert list(avsandarfel("Kommunen <a@b.example>")) == []
    assert list(virusskyddsfel("tcp://clamd:3310")) == list(virusskyddsfel("")) == []
    assert list(virusskyddsfel("unix:///run/clamd.sock")) == []
    (mening,) = avsandarfel("Kommunen")
    assert "ska vara en e-postadress" in mening
    for adress in ("tcp://clamd", "tcp://clamd:port", "http://clamd:3310"):
        assert len(list(virusskyddsfel(adress))) == 1
