"""TRACE would give back what the browser sent, cookies too: no address answers it."""

from __future__ import annotations

import pytest
from django.test import Client

from kvalitet.roller import Roll
from tests import factories
from tests.adresser import alla


@pytest.mark.parametrize("inloggad", [False, True], ids=["anybody", "signed in"])
def test_no_address_answers_trace(kommun: factories.Kommun, *, inloggad: bool) -> None:
    client = Client(raise_request_exception=False)
    if inloggad:
        person = factories.person("Siv Samordnare", Roll.KVALITETSSAMORDNARE, kommun.rot)
        client.force_login(person)
    svar = {a.namn: client.generic("TRACE", a.url, HTTP_X_PROV="ekot") for a in alla()}
    # Sent to sign in, or refused: as a method, for lack of rights, or as an unknown object.
    assert {namn: s.status_code for namn, s in svar.items() if s.status_code < 300} == {}
    assert not [namn for namn, s in svar.items() if b"ekot" in s.getvalue()]
