"""Serving a published file to everyone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kvalitet.models import Anvandare
from tests.uppfoljning.rapporter.fall import Fall
from tests.uppfoljning.rapporter.publika import publicera
from uppfoljning import lager as lagret
from uppfoljning.models import Rapport

pytestmark = pytest.mark.django_db


@pytest.fixture
def forsta(fall: Fall, nina_namndsekreterare: Anvandare) -> Rapport:
    return publicera(fall, nina_namndsekreterare)


def vag(rapport: Rapport) -> str:
    return f"/rapporter/{rapport.pk}/pdf/{rapport.fil_id}/"


def test_it_opens_in_the_browser_under_its_own_name(forsta: Rapport) -> None:
    svar = Client().get(vag(forsta))
    assert svar["Content-Type"] == "application/pdf"
    assert svar["Content-Disposition"] == 'inline; filename="delarsrapport-2026-von-v1.pdf"'
    assert svar["Cache-Control"] == "public, max-age=31536000, immutable"
    assert svar["X-Content-Type-Options"] == "nosniff"
    assert svar["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert not svar.cookies
    assert forsta.fil is not None
    assert len(b"".join(svar.streaming_content)) == forsta.fil.storlek  # type: ignore[arg-type]


def test_head_says_how_big_it_is_and_sends_nothing(forsta: Rapport) -> None:
    svar: Any = Client().head(vag(forsta))
    assert forsta.fil is not None
    assert int(svar["Content-Length"]) == forsta.fil.storlek
    assert svar["ETag"] == f'"{forsta.fil_id}"'
    assert svar.status_code == 200
    assert not b"".join(svar)


@pytest.mark.parametrize("monster", ['"{}"', 'W/"{}"', '"x", "{}"', "*"])
def test_what_the_browser_has_is_not_sent_again(forsta: Rapport, monster: str) -> None:
    svar = Client().get(vag(forsta), headers={"If-None-Match": monster.format(forsta.fil_id)})
    assert (svar.status_code, svar.content) == (304, b"")
    assert svar["Cache-Control"] == "public, max-age=31536000, immutable"


def test_another_language_has_no_file_of_its_own(forsta: Rapport) -> None:
    assert Client().get(f"/en{vag(forsta)}").headers["Location"] == vag(forsta)


def test_a_lost_file_says_where_to_read_instead(
    forsta: Rapport, lager: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert forsta.fil is not None
    (lager / forsta.fil.stig).unlink()
    svar = Client().get(vag(forsta))
    sida = svar.content.decode()
    assert svar.status_code == 503
    assert svar["Cache-Control"] == "no-store"
    assert f'href="/rapporter/{forsta.pk}/"' in sida
    assert "Pdf-filen går inte att öppna just nu" in sida
    assert "FileNotFoundError" in caplog.text  # somebody is told


def test_a_storage_out_of_reach_is_told_in_the_same_way(
    forsta: Rapport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nere(fil: object) -> None:
        raise ConnectionError("lagret svarar inte")

    monkeypatch.setattr(lagret, "oppna", nere)
    assert Client().get(vag(forsta)).status_code == 503
