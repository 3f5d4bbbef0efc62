"""docker-compose.yml against the settings: no engine is here to try it, but its words are."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet
from django.conf import settings

from bin.startare.platser import ROT
from kvalitet.settings import miljo

APPEN = ("forbered", "web", "worker", "beat")
TJANSTER = {*APPEN, "databas", "ko"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    lasta: dict[str, Any] = yaml.safe_load((ROT / "docker-compose.yml").read_text())
    return lasta


UTANFOR = {
    "KVALITET_AGARE_DATABASE_URL": "forbered alone knows the owner",
    "KVALITET_KOPIA_LOSENFRAS": "forbered alone makes backups",
    "KVALITET_PROCESS": "the web server says it itself",
    "KVALITET_KLOCKA": "in the demo only",
}
"""Settings that web, worker and beat are not given, and why."""


def _miljo(compose: dict[str, Any], tjanst: str) -> dict[str, str]:
    given: dict[str, str] = compose["services"][tjanst]["environment"]
    return given


@pytest.mark.parametrize("tjanst", APPEN)
def test_varje_namn_lases_av_installningarna(compose: dict[str, Any], tjanst: str) -> None:
    namn = {n.removesuffix("_FILE") for n in _miljo(compose, tjanst)}
    assert namn <= miljo.lasta


@pytest.mark.parametrize("tjanst", APPEN)
def test_varje_installning_gar_att_ange(compose: dict[str, Any], tjanst: str) -> None:
    """A name of docs/installningar.md that is not passed on would be set in vain."""
    namn = {n.removesuffix("_FILE") for n in _miljo(compose, tjanst)}
    saknas = miljo.lasta - namn
    assert saknas <= set(UTANFOR)
    assert tjanst == "forbered" or saknas == set(UTANFOR)


@pytest.mark.parametrize("tjanst", ["web", "forbered"])
def test_installningarna_nojer_sig_med_det_som_star_dar(
    compose: dict[str, Any], tmp_path: Path, tjanst: str
) -> None:
    """Every name that production demands is given, and one that is left out (which compose gives
    as an empty value) is as if it were not there: the settings load without a fault."""
    hemliga = {
        "hemlig_nyckel": secrets.token_urlsafe(60),
        "uppslagsnyckel": secrets.token_urlsafe(60),
        "kryptonycklar": Fernet.generate_key().decode(),
        "sigillnyckel": secrets.token_urlsafe(60),
        "kopia_losenfras": secrets.token_urlsafe(60),
        "agare_database_url": "postgres://kvalitet:x@databas/kvalitet",
        "database_url": "postgres://kvalitet_app:x@databas/kvalitet",
        "redis_url": "redis://:x@ko:6379/0",
        "email_url": "smtp+tls://x:x@post.example:587",
    }
    angivna = {
        "KVALITET_VARDAR": "kvalitet.example",
        "KVALITET_ADRESS": "https://kvalitet.example",
        "KVALITET_AVSANDARE": "svara-inte@kommun.example",
        "KVALITET_ORGANISATION": "Linköpings kommun",
        "KVALITET_EPOST": "kommunen@kommun.example",
        "KVALITET_KAMMARRATT": "Kammarrätten i Jönköping",
        "KVALITET_CLAMD": "tcp://clamd.example:3310",
    }
    for namn, varde in hemliga.items():
        (tmp_path / namn).write_text(varde)
    given = {
        namn: ""
        if varde == f"${{{namn}:-}}"
        else angivna.get(namn, varde).replace("/run/secrets", str(tmp_path))
        for namn, varde in _miljo(compose, tjanst).items()
    }
    svar = subprocess.run(
        [sys.executable, "-c", "import kvalitet.settings"],
        env={"PATH": os.environ["PATH"], **given},
        cwd=ROT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert svar.returncode == 0, svar.stderr


def test_tjansterna_ar_just_de_har(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == TJANSTER
    assert compose["services"]["databas"]["image"] == "postgres:18"
    ko = compose["services"]["ko"]
    assert ko["image"].startswith("valkey/valkey:")
    assert '--save ""' in ko["command"]
    assert "--appendonly no" in ko["command"]


def test_bara_den_som_migrerar_kanner_agaren(compose: dict[str, Any]) -> None:
    """Web, worker and beat cannot become the owner; its rights are set after each migration."""
    kommando = compose["services"]["forbered"]["command"]
    assert kommando.index("manage.py migrate") < kommando.index("manage.py rattigheter")
    for namn, tjanst in compose["services"].items():
        kanner = "agare_database_url" in tjanst.get("secrets", ())
        assert kanner == (
            "KVALITET_AGARE_DATABASE_URL_FILE" in tjanst["environment"]
            if "environment" in tjanst
            else False
        )
        assert kanner == (namn == "forbered")


def test_ingen_kor_som_root(compose: dict[str, Any]) -> None:
    docker = (ROT / "Dockerfile").read_text()
    assert re.findall(r"^USER (.+)$", docker, re.MULTILINE)[-1] == "10001:10001"
    for tjanst in TJANSTER - set(APPEN):
        assert compose["services"][tjanst]["user"] in ("postgres", "valkey")


def test_alla_som_fortsatter_att_kora_provas(compose: dict[str, Any]) -> None:
    utan = {namn for namn, t in compose["services"].items() if "healthcheck" not in t}
    assert utan == {"forbered"}


def test_inget_hemligt_star_i_filen(compose: dict[str, Any]) -> None:
    """Secrets come as files, and each one that is used is declared."""
    deklarerade = set(compose["secrets"])
    anvanda = {h for t in compose["services"].values() for h in t.get("secrets", ())}
    assert anvanda == deklarerade
    for tjanst in compose["services"].values():
        for namn, varde in tjanst.get("environment", {}).items():
            if varde.startswith("/run/secrets/"):
                assert namn.endswith("_FILE")
                assert varde.removeprefix("/run/secrets/") in tjanst["secrets"]
            elif namn.endswith("_FILE"):  # the path of a file that a site may do without
                assert varde == f"${{{namn}:-}}"
                assert "./hemligheter/tillval:/run/tillval:ro" in tjanst["volumes"]
            else:
                assert not re.search("LOSEN|PASSWORD|NYCK|HEMLIG|URL", namn)


def test_readme_gor_varje_hemlighet(compose: dict[str, Any]) -> None:
    """What README makes on a new server is what compose wants, no more and no less."""
    readme = (ROT / "README.md").read_text()
    gjorda = re.findall(r"^    (?:openssl|echo) .+ > (\w+)$", readme, re.MULTILINE)
    assert sorted(gjorda) == sorted(compose["secrets"])


def test_det_som_kor_har_tak_och_kan_sluta_i_ordning(compose: dict[str, Any]) -> None:
    """Signals reach the program, logs do not fill the disk, memory has an end."""
    for namn in APPEN:
        tjanst = compose["services"][namn]
        assert (tjanst["init"], tjanst["read_only"], tjanst["cap_drop"]) == (True, True, ["ALL"])
        assert tjanst["mem_limit"]
    for namn, tjanst in compose["services"].items():
        assert tjanst["logging"]["options"]["max-size"], namn
    for namn, minst in (("web", 30), ("worker", 60)):
        assert int(compose["services"][namn]["stop_grace_period"].removesuffix("s")) >= minst


def test_tidtagaren_minns_vad_den_har_skickat(compose: dict[str, Any]) -> None:
    """On a disk that outlives it, a task that was due while it was away is sent when it is back."""
    beat = compose["services"]["beat"]
    assert "--schedule /data/" in beat["command"]
    assert "data:/data" in beat["volumes"]


def test_databas_och_ko_nas_bara_inifran(compose: dict[str, Any]) -> None:
    assert compose["networks"]["inne"]["internal"]
    for namn in ("databas", "ko"):
        assert compose["services"][namn]["networks"] == ["inne"]
        assert "ports" not in compose["services"][namn]
    (port,) = compose["services"]["web"]["ports"]
    assert port.startswith("127.0.0.1:")


class Flera(yaml.SafeLoader):
    """Compose's own words for what a file laid over another takes away."""


Flera.add_constructor("!reset", lambda *_: None)
Flera.add_constructor("!override", lambda tolk, nod: tolk.construct_sequence(nod, deep=True))


def test_flera_noder_delar_disk_och_har_var_sin_uppgift(compose: dict[str, Any]) -> None:
    flera = yaml.load((ROT / "docs" / "compose-flera.yml").read_text(), Loader=Flera)  # noqa: S506
    tjanster = flera["services"]
    assert set(tjanster) == TJANSTER
    profiler = {namn: tjanst["profiles"] for namn, tjanst in tjanster.items()}
    assert all(len(profil) == 1 for profil in profiler.values())
    assert profiler["databas"] == profiler["ko"] == ["ingen"]
    egna = [profiler[namn][0] for namn in APPEN]
    assert len(set(egna)) == len(egna), "each kind of process is started by itself"
    assert ":?" not in str(tjanster), "one node's words are asked of no other"
    for namn in APPEN:  # nothing waits for what runs on another node
        assert tjanster[namn]["depends_on"] is None
    assert set(flera["volumes"]) <= set(compose["volumes"])


def test_det_som_kopieras_finns() -> None:
    """Every path that .dockerignore lets through is in the checkout."""
    rader = (ROT / ".dockerignore").read_text().split()
    for rad in rader:
        if rad.startswith("!"):
            assert (ROT / rad[1:]).exists(), rad


def test_det_som_installningarna_pekar_pa_kopieras() -> None:
    """Without locale/ the image would have the residents' pages in Swedish alone."""
    rader = (ROT / ".dockerignore").read_text().split()
    mappar = [*settings.LOCALE_PATHS, *settings.STATICFILES_DIRS, *settings.TEMPLATES[0]["DIRS"]]
    for mapp in mappar:
        assert f"!{Path(mapp).relative_to(ROT)}" in rader
