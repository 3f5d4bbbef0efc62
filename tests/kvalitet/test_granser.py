"""Every form has a limit: the public ones by address, those behind the sign-in by account."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from kvalitet import tak
from kvalitet.models import Anvandare, Utskick
from tests.adresser import alla
from tests.factories import Kommun
from tests.kvalitet.test_behorighet import OPPNA

EGET_TAK = {
    "synpunkter:kvittens": "lamna",
    "synpunkter:granska": "filer",
    "synpunkter:folj": "folj",
    "synpunkter:folj_skriv": "skriv",
    "synpunkter:folj_oppna": "skriv",
    "synpunkter:folj_ny_lank": "skriv",
    "synpunkter:nojdhet": "skriv",
    "enkat:svara": "kod",
    "uppfoljning:kontrollera": "kontrollera",
    "losenord": "losenord",
}
"""The public addresses that take what is posted, and the tighter limit of each; each is tried by
the tests of its page. What stands below has the common limit alone, and why that is enough."""
BARA_GEMENSAMT = {
    "synpunkter:lamna": "shows the form, and keeps nothing",
    "logga_in": "counted by the sign-in itself",
    "logga_in_demo": "answers in the demo only",
    "losenord_valj": "works once, with the key of a mail",
    "oidc": "leads to the municipality's sign-in, which counts",
    "tvasteg_kod": "each try is counted by the second step itself",
    "tvasteg_valj": "comes after a password, whose tries are counted",
    "publikt:uppdatera": "works with the signed key of a mail",
}


@pytest.fixture(autouse=True)
def eget_minne() -> Iterator[None]:
    minne = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(CACHES=minne):
        cache.clear()
        yield


def tar_emot() -> set[str]:
    """The open addresses that do not answer 405 to what is posted."""
    return {a.namn for a in alla() if a.namn in OPPNA and Client().post(a.url).status_code != 405}


def test_every_public_form_is_in_the_table(kommun: Kommun) -> None:
    assert tar_emot() == EGET_TAK.keys() | BARA_GEMENSAMT.keys()
    assert set(EGET_TAK.values()) | {"oppet", "konto"} == set(tak.HOGST)


def test_behind_every_public_form_is_a_common_limit(
    kommun: Kommun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tak.HOGST, "oppet", 0)
    svar = {a.namn: Client().post(a.url) for a in alla() if a.namn in OPPNA}
    assert {s.status_code for s in svar.values()} == {429}
    assert "Vänta en stund" in svar["enkat:svara"].content.decode()


def test_every_form_behind_the_sign_in_is_counted_by_account(
    erik_enhetschef: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tak.HOGST, "konto", 1)
    client.force_login(erik_enhetschef)
    assert client.post("/arbete/valkommen/undan/").status_code != 429
    text = "Det här skrev jag alldeles nyss."
    skickat = urlencode({"text": text, "password": "mitt hemliga"})
    for adress in alla():
        svar = client.post(adress.url, skickat, content_type="application/x-www-form-urlencoded")
        assert svar.status_code == 429, adress.namn
        assert text in svar.content.decode()
        assert "mitt hemliga" not in svar.content.decode()
    assert client.get("/arbete/").status_code == 200
    client.force_login(karin_kvalitetssamordnare)
    assert client.post("/arbete/valkommen/undan/").status_code != 429


def test_links_to_a_new_password_are_limited_by_address(
    erik_enhetschef: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tak.HOGST, "losenord", 2)
    svar = [
        Client().post("/konto/losenord/", {"epost": erik_enhetschef.epost}, REMOTE_ADDR=ip)
        for ip in ["203.0.113.7"] * 3 + ["203.0.113.8"]
    ]
    assert [s.status_code for s in svar] == [200, 200, 429, 200]
    assert Utskick.objects.count() == 1, "samma timme, samma brev"


def test_a_valkey_that_is_down_stops_nobody(erik_enhetschef: Anvandare, client: Client) -> None:
    dod = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
    }
    client.force_login(erik_enhetschef)
    with override_settings(CACHES={"default": dod}):
        assert client.post("/arbete/valkommen/undan/").status_code == 302
        assert Client().post("/konto/losenord/", {"epost": "a@b.example"}).status_code == 200
