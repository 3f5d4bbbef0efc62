"""Changing keys: all is read by the new one alone, all is found, and nothing is lost midway."""

from __future__ import annotations

import io
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from kvalitet import krypto
from kvalitet.actions import nycklar
from kvalitet.models import Anvandare, Utskick
from synpunkter.actions import utdrag
from synpunkter.models import Kontakt
from synpunkter.utdrag import Sokning
from tests import factories
from tests.factories import Kommun
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills
from tests.synpunkter import exempel
from tests.synpunkter.exempel import EPOST
from tests.synpunkter.views.test_lamna import gomda
from uppfoljning.models import Rapportmottagare

GAMMAL, NY = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def gammal_nyckel(settings: Any) -> None:
    settings.KRYPTONYCKLAR = [GAMMAL]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def byt() -> str:
    ut = io.StringIO()
    call_command("byt_nycklar", stdout=ut)
    return ut.getvalue()


def test_afterwards_the_new_key_alone_reads_everything(kommun: Kommun, settings: Any) -> None:
    for _ in range(3):
        exempel.synpunkt(kommun)
    settings.KRYPTONYCKLAR = [NY, GAMMAL]
    text = byt()
    assert "synpunkter.Kontakt.epost: 3 bytta, 0 kvar." in text
    assert "kvalitet.Utskick.innehall: 3 bytta, 0 kvar." in text
    assert "Bara den första" in text
    settings.KRYPTONYCKLAR = [NY]
    assert set(Kontakt.objects.values_list("epost", "namn")) == {(EPOST, "Gunilla Ek")}
    assert all(EPOST in innehall for innehall in Utskick.objects.values_list("innehall", flat=True))
    assert "Kontakt.epost: 0 bytta" in byt()


def test_it_goes_on_where_it_was_stopped(
    kommun: Kommun, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        exempel.synpunkt(kommun)
    settings.KRYPTONYCKLAR = [NY, GAMMAL]
    monkeypatch.setattr(nycklar, "OMGANG", 2)

    def stopp(punkt: str) -> None:
        raise KeyboardInterrupt(punkt)

    with monkeypatch.context() as m:
        m.setattr(nycklar, "felpunkt", stopp)
        with pytest.raises(KeyboardInterrupt):
            nycklar._byt_falt(Kontakt, "epost")
    assert nycklar.kvar_pa_gamla(Kontakt, "epost") == 1
    assert "Kontakt.epost: 1 bytta, 0 kvar." in byt()


def test_what_no_key_opens_is_left_as_it_is_and_told(kommun: Kommun, settings: Any) -> None:
    exempel.synpunkt(kommun)
    settings.KRYPTONYCKLAR = [NY]
    with pytest.raises(CommandError, match=r"3 uppgifter går inte att öppna"):
        byt()
    settings.KRYPTONYCKLAR = [NY, GAMMAL]
    byt()
    assert Kontakt.objects.get().epost == EPOST


def test_every_encrypted_field_is_taken(kommun: Kommun) -> None:
    falt = {f"{modell.__name__}.{namn}" for modell, namn in nycklar.krypterade_falt()}
    assert {"Kontakt.epost", "Utskick.innehall", "Maskval.text"} <= falt


def test_addresses_are_found_by_a_new_look_up_key(
    kommun: Kommun, settings: Any, nina_namndsekreterare: Anvandare
) -> None:
    s = exempel.synpunkt(kommun)
    summa = krypto.uppslag("a@kommun.example", rum="rapportmottagare")
    Rapportmottagare.objects.create(
        namnd=kommun.von,
        namn="A",
        epost="a@kommun.example",
        epost_hmac=summa,
        skapad_av=nina_namndsekreterare,
        skapad=s.inkom,
    )
    gammal = Kontakt.objects.get().epost_hmac
    Utskick.objects.update(nyckel=f"aterkoppling-1-{gammal}")
    settings.UPPSLAGSNYCKEL = "en ny nyckel"
    hitta = Sokning(epost=EPOST)
    assert utdrag.sok_person(kommun.von, hitta, av=nina_namndsekreterare) == []
    assert "Rapportmottagare.epost_hmac: 1 bytta, 0 kvar." in byt()
    (traff,) = utdrag.sok_person(kommun.von, hitta, av=nina_namndsekreterare)
    assert traff.synpunkt == s
    ny = Kontakt.objects.get().epost_hmac
    assert Utskick.objects.get().nyckel == f"aterkoppling-1-{ny}"
    assert ny != gammal


def test_a_secret_code_opens_its_case_while_the_old_look_up_key_is_kept(
    kommun: Kommun, settings: Any, client: Client
) -> None:
    kvitto = exempel.anonymt(kommun)
    gammal = settings.UPPSLAGSNYCKEL
    settings.UPPSLAGSNYCKEL = "en ny nyckel"
    falt = gomda(client.get("/synpunkter/folj/").content.decode())
    falt |= {"referens": kvitto.synpunkt.referens, "kod": kvitto.kod}
    assert client.post("/synpunkter/folj/", falt).status_code == 200
    settings.GAMLA_UPPSLAGSNYCKLAR = [gammal]
    assert client.post("/synpunkter/folj/", falt).status_code == 302


@pytest.mark.langsam
def test_who_changes_a_row_meanwhile_is_not_overwritten(riktig_databas: str, settings: Any) -> None:
    """The row is read when it is locked: the change of keys waits, and takes what then stands."""
    exempel.synpunkt(factories.kommun())
    settings.KRYPTONYCKLAR = [NY, GAMMAL]
    with Tradar() as tradar:
        with transaction.atomic():
            Kontakt.objects.update(epost="ny@exempel.se")
            bytet = tradar.kor(lambda: nycklar._byt_falt(Kontakt, "epost"))
            vanta_tills(nagon_vantar_pa_las, "nyckelbytet väntar på raden")
        bytet.result()
    assert Kontakt.objects.get().epost == "ny@exempel.se"
