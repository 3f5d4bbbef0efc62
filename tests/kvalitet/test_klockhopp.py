"""A clock that jumped a day ahead and was put right leaves nothing waiting for that day."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kvalitet import klocka, utskick
from kvalitet.models import Utskick
from synpunkter import diarieko
from synpunkter.actions import bilaga, diarium
from synpunkter.bilagor import lager
from synpunkter.models import Bilaga, Diarieforing
from tests import factories
from tests.factories import Kommun
from tests.kvalitet.test_drift import rad
from tests.synpunkter import exempel
from tests.synpunkter.test_diarium import EXTERN

DYGN = timedelta(days=1)


@pytest.mark.parametrize("hopp", [DYGN, timedelta(days=400)])
def test_a_mail_put_off_by_a_clock_ahead_is_sent_when_it_is_right(
    db: None, hopp: timedelta
) -> None:
    nu = klocka.nu()
    brev = rad(skapad=nu, nasta_forsok=nu)
    with klocka.stalld(nu + hopp):
        utskick._skjut_upp(brev, smtplib.SMTPDataError(451, b"senare"), klocka.nu())
        assert not Utskick.objects.att_sanda(klocka.nu()).exists()
    assert Utskick.objects.att_sanda(nu).get() == brev


def test_a_mail_waits_its_hour_all_the_same(db: None) -> None:
    nu = klocka.nu()
    rad(nasta_forsok=nu + timedelta(minutes=59))
    assert not Utskick.objects.att_sanda(nu).exists()


def test_a_clock_behind_only_makes_it_wait_until_it_is_right(db: None) -> None:
    nu = klocka.nu()
    with klocka.stalld(nu - timedelta(minutes=30)):
        brev = rad(skapad=klocka.nu(), nasta_forsok=klocka.nu())
    assert Utskick.objects.att_sanda(nu).get() == brev


# --- one that is wrong stops no other --------------------------------------------------------


def test_a_case_that_cannot_be_written_stops_no_other_on_its_way_to_the_register(
    kommun: Kommun, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path
    rakel = factories.person("Rakel Arkivarie", "KV", kommun.rot)
    diarium.stall_in(kommun.von, **EXTERN, av=rakel)
    ett, annat = (diarium.registrera(exempel.synpunkt(kommun), av=rakel) for _ in range(2))
    ratt = diarieko.lagg_filen

    def ibland(foring: Diarieforing, filformat: str) -> Path:
        if foring.pk == ett.pk:
            raise ValueError("en nyckel som inte finns")
        return ratt(foring, filformat)

    monkeypatch.setattr(diarieko, "lagg_filen", ibland)
    assert diarieko.lamna_vantande() == 1
    ett.refresh_from_db()
    annat.refresh_from_db()
    assert (ett.status, annat.status) == (Diarieforing.Status.KOAD, Diarieforing.Status.LAMNAD)
    with klocka.stalld(klocka.nu() - DYGN):
        assert ett in Diarieforing.objects.att_lamna(klocka.nu())


def test_a_file_that_cannot_be_read_stops_no_other_in_quarantine(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAMD = "tcp://127.0.0.1:1"
    fragade: list[str] = []

    def oppnas_inte(nyckel: str) -> bytes:
        fragade.append(nyckel)
        raise PermissionError

    monkeypatch.setattr(lager, "las", oppnas_inte)
    for tecken in "ab":
        falt = {"namn": "a.pdf", "slag": "pdf", "storlek": 1, "sha256": tecken * 64}
        Bilaga.objects.create(
            **falt, nyckel=tecken * 32, lage=Bilaga.Lage.KARANTAN, skapad=klocka.nu()
        )
    assert bilaga.skanna_igen() == 0
    assert len(fragade) == 2


def test_a_file_that_cannot_be_taken_away_stops_no_other(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lager, "nycklar", lambda: {"a" * 32, "b" * 32})
    monkeypatch.setattr(lager, "alder", lambda _: 0.0)
    tagna: list[str] = []

    def ta_bort(nyckel: str) -> None:
        tagna.append(nyckel)
        if len(tagna) == 1:
            raise PermissionError

    monkeypatch.setattr(lager, "ta_bort", ta_bort)
    assert bilaga.stada_lagret() == 1
    assert len(tagna) == 2
