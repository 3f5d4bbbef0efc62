"""Contact details at rest: unreadable without a key, and found without being read."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection

from kvalitet.klocka import nu
from kvalitet.krypto import dekryptera, kryptera, uppslag
from kvalitet.models import Utskick

GAMMAL, NY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TEXT = "siv.åkesson@example.com"


def test_what_is_encrypted_comes_back_and_looks_like_nothing() -> None:
    kryptotext = kryptera(TEXT)
    assert TEXT not in kryptotext
    assert dekryptera(kryptotext) == TEXT


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert kryptera(TEXT) != kryptera(TEXT)


def test_after_a_change_of_key_the_old_is_still_read_and_the_new_is_used(settings: Any) -> None:
    settings.KRYPTONYCKLAR = [GAMMAL]
    gammal = kryptera(TEXT)
    settings.KRYPTONYCKLAR = [NY, GAMMAL]
    assert dekryptera(gammal) == TEXT
    ny = kryptera(TEXT)
    settings.KRYPTONYCKLAR = [NY]
    assert dekryptera(ny) == TEXT
    with pytest.raises(InvalidToken):
        dekryptera(gammal)


@pytest.mark.parametrize("plats", [0, 20, -1])
def test_what_has_been_tampered_with_is_refused(plats: int) -> None:
    # A byte of the token itself: a letter of its base64 may carry bits that mean nothing.
    byte = bytearray(urlsafe_b64decode(kryptera(TEXT)))
    byte[plats] ^= 1
    with pytest.raises(InvalidToken):
        dekryptera(urlsafe_b64encode(byte).decode())


def test_the_look_up_value_is_the_same_each_time_and_tells_nothing() -> None:
    assert uppslag(TEXT, rum="epost") == uppslag(TEXT, rum="epost")
    assert len(uppslag(TEXT, rum="epost")) == 64
    assert "siv" not in uppslag(TEXT, rum="epost")


def test_the_rooms_are_kept_apart(settings: Any) -> None:
    """A code cannot be recognised as an address."""
    assert uppslag(TEXT, rum="epost") != uppslag(TEXT, rum="kod")
    fore = uppslag(TEXT, rum="epost")
    settings.UPPSLAGSNYCKEL = "en annan nyckel"
    assert uppslag(TEXT, rum="epost") != fore


def test_the_field_is_readable_in_python_and_nowhere_else(db: None) -> None:
    tid = nu()
    rad = Utskick.objects.create(
        nyckel="a", mall="prov", innehall=TEXT, message_id="<a@b>", skapad=tid, nasta_forsok=tid
    )
    assert Utskick.objects.get().innehall == TEXT
    with connection.cursor() as markor:
        markor.execute("select innehall from kvalitet_utskick")
        (lagrat,) = markor.fetchone()
    assert "siv" not in lagrat
    assert dekryptera(lagrat) == TEXT
    rad.innehall = "annat"
    rad.save()
    assert Utskick.objects.get().innehall == "annat"


def test_an_empty_text_stays_empty(db: None) -> None:
    tid = nu()
    Utskick.objects.create(
        nyckel="a",
        mall="prov",
        innehall="",
        message_id="<a@b>",
        status=Utskick.Status.SKICKAD,
        skapad=tid,
        nasta_forsok=tid,
        skickad=tid,
    )
    assert Utskick.objects.filter(innehall="").get().innehall == ""
