"""A page that is finished for one is the next one's too, but never what is somebody's own."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from kvalitet import sidminne
from tests.factories import Kommun

pytestmark = pytest.mark.django_db
FORMULAR = "/synpunkter/lamna/"


@pytest.fixture(autouse=True)
def _minne() -> Iterator[None]:
    sidminne.glom()
    with override_settings(SIDMINNE_SEKUNDER=10):
        yield
    sidminne.glom()


def _huvud(svar: Any) -> dict[str, str]:
    return {n: v for n, v in svar.headers.items() if n not in ("X-Request-ID", "Content-Length")}


def _kvar(vag: str) -> bool:
    """Whether the next one's answer is a finished one: nothing further in is asked."""
    return bool(sidminne._svar.get(vag))


@pytest.mark.parametrize("vag", ["/", "/en/", "/sa-gar-det/", FORMULAR, "/en/synpunkter/lamna/"])
def test_the_next_one_gets_the_same_with_all_its_headers(
    kommun: Kommun, vag: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    forsta = Client().get(vag, secure=True)
    assert _kvar(vag)
    with django_assert_num_queries(0):
        andra = Client().get(vag, secure=True)
    assert _huvud(andra) == _huvud(forsta)
    assert andra["X-Request-ID"] != forsta["X-Request-ID"]
    assert int(andra["Content-Length"]) == len(andra.content) == len(forsta.content)
    if FORMULAR not in vag:
        assert andra.content == forsta.content
    egna = [(n, k["samesite"], k["httponly"], k["path"]) for n, k in andra.cookies.items()]
    assert egna == [(n, k["samesite"], k["httponly"], k["path"]) for n, k in forsta.cookies.items()]


def test_each_gets_a_token_of_their_own_that_their_form_is_sent_with(kommun: Kommun) -> None:
    Client().get(FORMULAR)
    par = []
    for _ in range(2):
        klient = Client(enforce_csrf_checks=True)
        sida = klient.get(FORMULAR).content.decode()
        assert "PLATSHALLARE" not in sida
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', sida))
        par.append((token, klient.cookies[settings.CSRF_COOKIE_NAME].value))
        svar = klient.post(f"{FORMULAR}granska/", {"csrfmiddlewaretoken": token, "text": "Hej"})
        assert svar.status_code == 200
    assert len({token for token, _ in par}) == len({kaka for _, kaka in par}) == 2


@pytest.mark.parametrize("vag", ["/", FORMULAR])
def test_it_is_compressed_for_who_takes_that(kommun: Kommun, vag: str) -> None:
    Client().get(vag)
    for _ in range(2):
        svar = Client().get(vag, headers={"Accept-Encoding": "gzip, br"})
        assert svar["Content-Encoding"] == "gzip"
        assert int(svar["Content-Length"]) == len(svar.content)
        assert "Accept-Encoding" in svar["Vary"]
        assert b"</html>" in gzip.decompress(svar.content)
    assert b"</html>" in Client().get(vag).content


@pytest.mark.parametrize(
    "eget", [{"If-None-Match": '"x"'}, {"HX-Request": "true"}, {"Range": "bytes=0-9"}]
)
def test_who_asks_for_something_of_their_own_is_answered_by_the_page(
    kommun: Kommun, eget: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = Client().get("/")["ETag"]
    monkeypatch.setattr(sidminne, "_sort", lambda _: pytest.fail("minnet läses"))
    assert Client().get("/", headers=eget).status_code == 200
    assert Client().get("/", headers={"If-None-Match": etag}).status_code == 304
    assert Client().get("/?q=1").status_code == 200
    assert Client().head("/").content == b""
    klient = Client()
    klient.cookies["vad_som_helst"] = "1"
    assert klient.get("/").status_code == 200


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_another_host_gets_no_page_of_ours(kommun: Kommun) -> None:
    assert Client().get("/").status_code == 200
    assert Client().get("/", headers={"Host": "ond.example"}).status_code == 400


def test_it_is_never_older_than_it_may_be(kommun: Kommun, monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get("/")
    ((svar,),) = (svaren.values() for svaren in sidminne._svar.values())
    nu = time.monotonic()
    monkeypatch.setattr(sidminne.time, "monotonic", lambda: nu + 11)
    Client().get("/")
    ((nytt,),) = (svaren.values() for svaren in sidminne._svar.values())
    assert nytt.tid > svar.tid


def test_who_chooses_hosts_fills_no_memory(kommun: Kommun) -> None:
    with override_settings(ALLOWED_HOSTS=["*"]):
        for nr in range(sidminne.FLEST + 5):
            Client().get("/", headers={"Host": f"v{nr}.example"})
    assert len(sidminne._svar["/"]) <= sidminne.FLEST


def test_what_is_somebodys_or_has_failed_is_not_kept(kommun: Kommun) -> None:
    Client().get(f"{FORMULAR}?verksamhet={kommun.centrum.pk}")
    Client().get("/finns-inte/")
    Client().get("/logga-in/")
    assert not sidminne._svar
