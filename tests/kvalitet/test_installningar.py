"""The settings of a production site, tried in processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings

DRIFT = {
    "KVALITET_LAGE": "produktion",
    "KVALITET_HEMLIG_NYCKEL": "h3mlig-och-slumpad-" * 4,
    "KVALITET_UPPSLAGSNYCKEL": "ocksa-slumpad-" * 4,
    "KVALITET_KRYPTONYCKLAR": Fernet.generate_key().decode(),
    "KVALITET_VARDAR": "kvalitet.kommun.example",
    "KVALITET_ADRESS": "https://kvalitet.kommun.example",
    "KVALITET_AVSANDARE": "svara-inte@kommun.example",
    "KVALITET_CLAMD": "ingen",
    "KVALITET_ORGANISATION": "Linköpings kommun",
    "KVALITET_EPOST": "kommunen@kommun.example",
    "KVALITET_KAMMARRATT": "Kammarrätten i Jönköping",
    "EMAIL_URL": "smtp+tls://anv:losen@127.0.0.1:1",
    "DATABASE_URL": "postgres://ingen@127.0.0.1:1/ingen",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
KRAVS = sorted(set(DRIFT) - {"KVALITET_LAGE"})


def manage(miljo: dict[str, str], *argument: str) -> subprocess.CompletedProcess[str]:
    rena = {
        namn: varde
        for namn, varde in os.environ.items()
        if not namn.startswith(("KVALITET_", "DATABASE_", "REDIS_", "EMAIL_"))
    }
    return subprocess.run(
        [sys.executable, "manage.py", *argument],
        cwd=Path(settings.ROT),
        env={**rena, **miljo},
        capture_output=True,
        text=True,
        check=False,
    )


def meningar(svar: subprocess.CompletedProcess[str]) -> list[str]:
    return re.findall(r"^- (.+)$", svar.stderr, re.MULTILINE)


def test_production_settings_pass_django_s_own_deployment_checks() -> None:
    svar = manage(DRIFT, "check", "--deploy", "--fail-level", "WARNING")
    assert svar.returncode == 0, svar.stderr


def test_without_a_mode_it_is_production_which_asks_for_every_secret_at_once() -> None:
    """A site that has forgotten to say what it is must not be left open."""
    svar = manage({}, "check")
    assert svar.returncode != 0
    sagt = meningar(svar)
    for namn in KRAVS:
        (mening,) = [m for m in sagt if m.startswith(f"{namn} ")]
        assert mening.startswith(f"{namn} saknas. Ange ")
        assert mening.endswith(".")
    assert len(sagt) == len(KRAVS)


def test_what_is_wrong_is_told_in_a_sentence_each() -> None:
    fel = {
        "KVALITET_LAGE": "prod",
        "KVALITET_HEMLIG_NYCKEL": "kort",
        "KVALITET_ADRESS": "http://kvalitet.example",
        "EMAIL_URL": "http://x",
    }
    assert meningar(manage({**DRIFT, **fel}, "check")) == [
        "KVALITET_LAGE är ”prod”. Välj något av: produktion, demo, test.",
        "KVALITET_HEMLIG_NYCKEL är för kort. Ange minst 50 slumpade tecken.",
        "KVALITET_ADRESS ska börja med https://.",
        "EMAIL_URL ska börja med smtp://.",
    ]


def test_secrets_can_stand_in_files(tmp_path: Path) -> None:
    miljo = {"KVALITET_LAGE": "produktion"}
    for namn in KRAVS:
        fil = tmp_path / namn.lower()
        fil.write_text(DRIFT[namn] + "\n", encoding="utf-8")
        miljo[f"{namn}_FILE"] = str(fil)
    svar = manage(miljo, "check")
    assert svar.returncode == 0, svar.stderr


OIDC = {
    "KVALITET_OIDC": "https://in.kommun.example/realms/k/",
    "KVALITET_OIDC_KLIENT": "hjulet",
    "KVALITET_OIDC_HEMLIGHET": "hemligt",
}


def test_faults_in_how_people_sign_in_are_told_in_a_sentence_each() -> None:
    fel = {
        "KVALITET_OIDC": "http://in.kommun.example",
        "KVALITET_LOKALA_KONTON": "kanske",
        "KVALITET_VILA_MINUTER": "0",
        "KVALITET_STANG_EFTER_DAGAR": "snart",
    }
    assert meningar(manage({**DRIFT, **fel}, "check")) == [
        "KVALITET_OIDC är ”http://in.kommun.example” men ska börja med https://.",
        "KVALITET_OIDC_KLIENT saknas. Ange klientens id hos kommunens inloggning.",
        "KVALITET_OIDC_HEMLIGHET saknas. Ange klientens hemlighet hos kommunens inloggning.",
        "KVALITET_LOKALA_KONTON är ”kanske”. Välj något av: ja, nej.",
        "KVALITET_VILA_MINUTER ska vara minst 1.",
        "KVALITET_STANG_EFTER_DAGAR är ”snart” men ska vara ett heltal.",
    ]


def test_a_client_without_its_provider_is_told() -> None:
    sagt = meningar(manage({**DRIFT, "KVALITET_OIDC_KLIENT": "hjulet"}, "check"))
    assert sagt == ["KVALITET_OIDC saknas. Ange adressen till kommunens inloggning."]


INLOGGNING_I_DRIFT = """
from django.conf import settings as s
val = s.INLOGGNING
assert val.oidc and not val.lokala and val.tvasteg
assert val.namn == "Linköpings kommuns konto"
assert (val.vila, val.langst, val.stang_efter) == (3600, 12 * 3600, 90)
assert val.app["settings"]["oauth_pkce_enabled"]
assert s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] == [
    "'self'", "https://in.kommun.example"
]
assert "/m/ip" in s.ACCOUNT_RATE_LIMITS["login_failed"]
assert "/key" in s.ACCOUNT_RATE_LIMITS["login_failed"]
"""


def test_with_a_provider_passwords_are_for_break_glass_with_a_second_step() -> None:
    svar = manage({**DRIFT, **OIDC}, "shell", "-c", INLOGGNING_I_DRIFT)
    assert svar.returncode == 0, svar.stderr


KRAV_I_DRIFT = """
from django.conf import settings as s
assert not s.DEBUG and not s.DEMO and s.SECURE_SSL_REDIRECT
assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.CSRF_COOKIE_HTTPONLY
assert s.SECURE_HSTS_SECONDS >= 31_536_000
assert s.DATABASES["default"]["CONN_MAX_AGE"] is None
assert s.DATABASES["default"]["CONN_HEALTH_CHECKS"]
assert not s.DATABASES["default"].get("OPTIONS", {}).get("server_side_binding")
assert s.CELERY_TASK_ACKS_LATE and s.CELERY_TASK_REJECT_ON_WORKER_LOST
assert s.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
assert s.CELERY_BROKER_CONNECTION_MAX_RETRIES is None
direktiv = s.CONTENT_SECURITY_POLICY["DIRECTIVES"]
assert "unsafe" not in str(direktiv) and "'self'" in direktiv["default-src"]
assert "scrypt" in s.PASSWORD_HASHERS[0].lower()
from kvalitet.celery import app
assert str(app.connection_for_write().get_transport_cls()) == "<class 'kvalitet.ko.Transport'>"
assert s.CELERY_BROKER_USE_SSL == {"ssl_cert_reqs": "required"}
"""


def test_what_production_must_never_be_without() -> None:
    svar = manage({**DRIFT, "REDIS_URL": "rediss://127.0.0.1:1/0"}, "shell", "-c", KRAV_I_DRIFT)
    assert svar.returncode == 0, svar.stderr


def test_a_cookie_does_not_ask_for_https_where_there_is_none() -> None:
    """The demo on http must be possible to sign in to."""
    assert not settings.SESSION_COOKIE_SECURE
    assert settings.ADRESS.startswith("http://")
