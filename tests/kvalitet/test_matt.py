"""The figures: closed without the key, true whoever answers, and free of ids and persons."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import OperationalError, connection
from django.db.models import Count
from django.test import Client
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from redis.exceptions import RedisError

from kvalitet import drift, klocka, logg, matt, tasks
from kvalitet.models import Utskick
from kvalitet.views import matt as vy
from tests import arbetare
from tests.e2e.stack import ledig_port, vanta

ROT = Path(__file__).resolve().parents[2]
NYCKEL = "en-lang-och-slumpad-nyckel"
HUVUD = {"Authorization": f"Bearer {NYCKEL}"}
ADRESS = "/halsa/matt/"


@pytest.fixture
def oppen(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MATT_NYCKEL = NYCKEL
    monkeypatch.setattr(vy, "KORT", 0.0)


def las(text: str) -> dict[str, Metric]:
    return {familj.name: familj for familj in text_string_to_metric_families(text)}


def varde(familjer: dict[str, Metric], prov: str, **etiketter: str) -> float:
    """The sum of the samples that have at least these labels."""
    alla = [p for familj in familjer.values() for p in familj.samples if p.name == prov]
    return sum(p.value for p in alla if etiketter.items() <= p.labels.items())


# --- Who may see ------------------------------------------------------------------------------


@pytest.mark.parametrize("huvud", [{}, HUVUD, {"Authorization": "Bearer "}])
def test_without_a_key_in_the_settings_there_is_nothing_here(
    client: Client, huvud: dict[str, str]
) -> None:
    assert client.get(ADRESS, headers=huvud).status_code == 404


@pytest.mark.parametrize("given", ["", NYCKEL, f"Bearer {NYCKEL}x", f"Basic {NYCKEL}", "Bearer å"])
def test_with_another_key_neither(client: Client, oppen: None, given: str) -> None:
    assert client.get(ADRESS, headers={"Authorization": given}).status_code == 404


def test_only_reading_is_allowed(client: Client, oppen: None) -> None:
    assert client.post(ADRESS, headers=HUVUD).status_code == 405


# --- What is read when someone asks -----------------------------------------------------------


@pytest.fixture
def familjer(
    db: None, client: Client, oppen: None, settings: Any, tmp_path: Path
) -> dict[str, Metric]:
    tasks.puls()
    nu = klocka.nu()
    settings.VAR = tmp_path
    kopia = json.dumps({"tid": (nu - timedelta(hours=5)).isoformat()})
    (tmp_path / "sakerhetskopia.json").write_text(kopia)
    logg.skriv("prov", Utskick(pk=1), av=None, nu=nu - timedelta(hours=2))
    for nummer, status in enumerate(("vantar", "vantar", "misslyckad")):
        Utskick.objects.create(
            nyckel=f"n{nummer}",
            mall="prov",
            innehall="x",
            message_id=f"<{nummer}@x>",
            status=status,
            skapad=nu - timedelta(hours=nummer),
            nasta_forsok=nu,
        )
    svar = client.get(ADRESS, headers=HUVUD)
    assert svar.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in svar.headers["Cache-Control"]
    return las(svar.content.decode())


def test_the_outbox_and_the_pulse(familjer: dict[str, Metric]) -> None:
    assert varde(familjer, "kvalitet_utskick", lage="vantar") == 2
    assert varde(familjer, "kvalitet_utskick", lage="misslyckad") == 1
    assert 3600 <= varde(familjer, "kvalitet_utskick_aldst_sekunder") < 3660
    assert 0 <= varde(familjer, "kvalitet_puls_sekunder") < 60
    assert varde(familjer, "kvalitet_uppe", del_="x") == 0
    assert varde(familjer, "kvalitet_uppe", **{"del": "databas"}) == 1
    assert varde(familjer, "kvalitet_uppe", **{"del": "ko"}) == 1
    assert varde(familjer, "kvalitet_databas_byte") > 1_000_000
    assert (
        1
        <= varde(familjer, "kvalitet_anslutningar")
        <= varde(familjer, "kvalitet_anslutningar_hogst")
    )


def test_the_seals_the_backup_and_the_disk(familjer: dict[str, Metric]) -> None:
    assert 7200 <= varde(familjer, "kvalitet_oforseglat_sekunder") < 7260
    assert 18000 <= varde(familjer, "kvalitet_kopia_sekunder") < 18060
    assert 0 < varde(familjer, "kvalitet_disk_andel") < 1
    assert varde(familjer, "kvalitet_undanlagda_total") == 0  # there before the first time


def test_without_a_backup_or_a_disk_no_figure_is_made_up(
    db: None, client: Client, oppen: None, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path / "borta"
    familjer = las(client.get(ADRESS, headers=HUVUD).content.decode())
    assert not {"kvalitet_kopia_sekunder", "kvalitet_disk_andel"} & set(familjer)
    assert varde(familjer, "kvalitet_uppe", **{"del": "disk"}) == 0


def test_what_waits_is_counted_in_every_queue(settings: Any) -> None:
    koer = [ko.name for ko in settings.CELERY_TASK_QUEUES]
    assert len(koer) == 2
    fore = matt.kolage().vantar
    for namn in koer:
        matt.ko().lpush(namn, "{}")
    try:
        assert matt.kolage().vantar == fore + 2
        assert drift.kolangd() == fore + 2
    finally:
        for namn in koer:
            matt.ko().lrem(namn, 1, "{}")


def test_what_is_put_aside_is_counted_by_itself_and_by_its_name(
    db: None, client: Client, oppen: None
) -> None:
    matt.ko().delete(matt.UPPGIFTER)
    for _ in range(2):
        matt.uppgift("a.b", "undanlagd", 0.1)
    matt.uppgift("a.b", "failure", 0.1)
    familjer = las(client.get(ADRESS, headers=HUVUD).content.decode())
    matt.ko().delete(matt.UPPGIFTER)
    assert varde(familjer, "kvalitet_undanlagda_total") == 2
    assert varde(familjer, "kvalitet_uppgift_total", uppgift="a.b", utfall="undanlagd") == 2


def test_the_outbox_is_counted_by_its_index(db: None) -> None:
    """However much has been sent: without an index the whole table would be read."""
    kvar = Utskick.objects.kvar().order_by().values_list("status").annotate(Count("pk"))
    with connection.cursor() as markor:
        markor.execute("set local enable_seqscan = off")
        markor.execute("set local enable_indexscan = on")
    assert "utskick_kvar" in kvar.explain()


def test_labels_hold_states_and_names_only(familjer: dict[str, Metric]) -> None:
    etiketter = {n for f in familjer.values() for p in f.samples for n in p.labels}
    assert etiketter <= {
        "lage",
        "del",
        "uppgift",
        "utfall",
        "version",
        "vy",
        "metod",
        "klass",
        "le",
    }


def test_a_database_and_a_broker_that_are_down_are_told(
    client: Client, oppen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nere(*_: Any, **__: Any) -> None:
        raise OperationalError

    def ko_nere() -> None:
        raise RedisError

    monkeypatch.setattr(vy.Utskick.objects, "kvar", nere)
    monkeypatch.setattr(matt, "kolage", ko_nere)
    svar = client.get(ADRESS, headers=HUVUD)
    assert svar.status_code == 200
    familjer = las(svar.content.decode())
    assert varde(familjer, "kvalitet_uppe") == 1  # the disk
    assert varde(familjer, "kvalitet_uppe", **{"del": "disk"}) == 1
    assert "kvalitet_utskick" not in familjer


def test_it_is_read_again_after_a_few_seconds_only(
    db: None, oppen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vy, "KORT", 5.0)
    laget = vy.Laget()
    forst = list(laget.collect())
    assert [id(m) for m in laget.collect()] == [id(m) for m in forst]
    laget._last -= 5
    assert [id(m) for m in laget.collect()] != [id(m) for m in forst]


def test_a_task_is_counted_by_its_name_and_end(settings: Any) -> None:
    matt.ko().delete(matt.UPPGIFTER)
    matt.uppgift("a.b", "success", 0.5)
    assert list(matt.uppgifter()) == []  # no key, nothing counted
    settings.MATT_NYCKEL = NYCKEL
    for sekunder in (0.5, 0.25):
        matt.uppgift("a.b", "success", sekunder)
    matt.uppgift("a.b", "failure", 1)
    assert list(matt.uppgifter()) == [
        matt.Uppgiftstal("a.b", "failure", 1, 1.0),
        matt.Uppgiftstal("a.b", "success", 2, 0.75),
    ]
    matt.ko().delete(matt.UPPGIFTER)


def test_without_a_broker_a_task_ends_all_the_same(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MATT_NYCKEL = NYCKEL
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    matt.ko.cache_clear()
    try:
        matt.uppgift("a.b", "success", 0.5)
    finally:
        matt.ko.cache_clear()


# --- Real processes -----------------------------------------------------------------------------


@contextmanager
def granian(miljo: dict[str, str], mapp: Path, processer: int) -> Iterator[tuple[str, Any]]:
    """Run a web server; its address and its main process."""
    port = ledig_port()
    flaggor = f"--interface wsgi --host 127.0.0.1 --port {port} --workers {processer} --no-ws"
    flaggor += " --blocking-threads 1 --log-config kvalitet/granian.json"
    with (mapp / "granian.log").open("wb") as logg:
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", *flaggor.split(), "kvalitet.wsgi:application"],
            cwd=ROT,
            env=miljo,
            stdout=logg,
            stderr=logg,
        )
    adress = f"http://127.0.0.1:{port}"
    try:
        vanta(lambda: hamta(f"{adress}/halsa/"), "granian")
        yield adress, process
    finally:
        process.terminate()
        process.wait(20)


def hamta(adress: str, **huvud: str) -> str:
    fraga = urllib.request.Request(adress, headers=huvud)  # noqa: S310  (own loopback)
    try:
        with urllib.request.urlopen(fraga, timeout=30) as svar:  # noqa: S310
            return str(svar.read().decode())
    except urllib.error.HTTPError as fel:
        return str(fel.read().decode())
    except OSError:
        return ""


@pytest.mark.langsam
def test_two_processes_give_one_sum_and_their_lines_are_json(
    riktig_databas: str, tmp_path: Path
) -> None:
    """A worker's tasks are in it too, and its lines carry the request that asked."""
    import json

    miljo = {
        **arbetare.miljo(riktig_databas, tmp_path),
        "KVALITET_MATT_NYCKEL": NYCKEL,
        "KVALITET_LOGGFORMAT": "json",
        "TMPDIR": str(tmp_path),
    }
    with granian(miljo, tmp_path, 2) as (adress, _), arbetare.arbetare(miljo, tmp_path / "arb.log"):
        matten = tmp_path / f"kvalitet-matt-{os.geteuid()}"

        def bada_svarar() -> bool:
            hamta(f"{adress}/halsa/")
            return len(list(matten.glob("*/counter_*.db"))) == 2

        vanta(bada_svarar, "båda processerna")
        fore = las(hamta(f"{adress}{ADRESS}", **HUVUD))
        for _ in range(40):
            assert hamta(f"{adress}/halsa/")
        svar = [las(hamta(f"{adress}{ADRESS}", **HUVUD)) for _ in range(6)]
        antal = [varde(s, "kvalitet_begaran_total", vy="halsa", klass="2xx") for s in svar]
        assert set(antal) == {varde(fore, "kvalitet_begaran_total", vy="halsa") + 40}
        assert varde(svar[0], "kvalitet_begaran_sekunder_count", vy="halsa") == antal[0]
        mappar = list(matten.iterdir())
        assert len(mappar) == 1
        assert len(list(mappar[0].glob("counter_*.db"))) == 2, "both processes answered"
        skicka = (
            "from kvalitet import spar; spar.begaran.set('klick-0001');"
            "from kvalitet.tasks import puls; puls.delay()"
        )
        kommando = [sys.executable, "manage.py", "shell", "-c", skicka]
        subprocess.run(kommando, cwd=ROT, env=miljo, check=True, capture_output=True)
        vanta(
            lambda: (
                varde(
                    las(hamta(f"{adress}{ADRESS}", **HUVUD)),
                    "kvalitet_uppgift_total",
                    uppgift="kvalitet.tasks.puls",
                    utfall="success",
                )
                >= 1
            ),
            "the task to be counted",
        )
    for fil, slag in (("granian.log", {"webb", "kommando"}), ("arb.log", {"arbetare"})):
        rader = [r for r in (tmp_path / fil).read_text().splitlines() if r.startswith("{")]
        falt = [json.loads(rad) for rad in rader]
        assert {f["process"] for f in falt} <= slag
        assert falt
    klickets = [f for f in falt if f.get("begaran") == "klick-0001"]
    assert any(f["uppgift"].startswith("kvalitet.tasks.puls[") for f in klickets if "uppgift" in f)


@pytest.mark.langsam
def test_counting_a_request_costs_less_than_fifty_microseconds(tmp_path: Path) -> None:
    """Measured in a process of its own, with the files that several processes share."""
    matning = (
        "import timeit; from kvalitet import matt; matt.starta_webb();"
        "f = lambda: matt.begaran('halsa', 'GET', 200, 0.01); f();"
        "print(min(timeit.repeat(f, number=2000, repeat=5)) / 2000 * 1e6)"
    )
    miljo = {**os.environ, "KVALITET_MATT_NYCKEL": NYCKEL, "TMPDIR": str(tmp_path)}
    svar = subprocess.run(
        [sys.executable, "-c", matning], cwd=ROT, env=miljo, check=True, capture_output=True
    )
    assert float(svar.stdout) < 50


# --- Alerts -------------------------------------------------------------------------------------


def test_every_figure_that_an_alert_names_exists(familjer: dict[str, Metric]) -> None:
    """docs/larm.yml, against what the page gives and what processes count."""
    import re

    larm = yaml.safe_load((ROT / "docs" / "larm.yml").read_text())
    regler = [regel for grupp in larm["groups"] for regel in grupp["rules"]]
    assert len(regler) >= 8
    finns = {p.name for f in familjer.values() for p in f.samples} | {
        "kvalitet_begaran_total",
        "kvalitet_begaran_sekunder_bucket",
        "kvalitet_uppgift_total",
        "kvalitet_laskopia_sekunder",  # where there is one: test_laskopia.py
        "kvalitet_uppgift_sekunder_total",
    }
    for regel in regler:
        if "increase(" in regel["expr"] or "rate(" in regel["expr"]:  # of what only grows
            assert re.findall(r"(?:increase|rate)\((\w+?_(?:total|bucket))\b", regel["expr"])
        namngivna = set(re.findall(r"\bkvalitet_\w+", regel["expr"]))
        assert namngivna <= finns, regel["alert"]
        assert namngivna or "up{" in regel["expr"]
        assert regel["labels"]["severity"] in ("page", "ticket")
        assert regel["annotations"]["summary"]
