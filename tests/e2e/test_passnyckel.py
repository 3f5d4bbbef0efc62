"""A passkey in the browser, as the second step of a sign-in, with Chromium's own authenticator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client
from playwright.sync_api import Route

from kvalitet.krypto import kryptera
from kvalitet.models import Anvandare
from tests import factories
from tests.e2e.tittare import PLATS, Fonster, Svar, Tittare, hamta, tittare
from tests.factories import Kommun

APPARAT = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def blick() -> Iterator[Tittare]:
    with tittare() as en:
        yield en


@pytest.fixture
def siv(kommun: Kommun, settings: Any) -> Anvandare:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the viewer's pages have no TLS
    settings.ALLOWED_HOSTS = ["*"]
    siv = factories.person("Siv Åkesson", "CH", kommun.vok)
    Authenticator.objects.create(user=siv, type="totp", data={"secret": kryptera("x")})
    return siv


def ny() -> Client:
    return Client(SERVER_NAME=urlsplit(PLATS).hostname)


def tryck(
    svar: Svar, knapp: str, nycklar: list[dict[str, Any]]
) -> Callable[[Fonster], tuple[dict[str, str], list[dict[str, Any]]]]:
    """Return what presses the button on the page, with an authenticator that has these keys, and
    gives back the form that was sent and the keys that it has then."""

    def gor(fonster: Fonster) -> tuple[dict[str, str], list[dict[str, Any]]]:
        skickat: list[str] = []

        def fanga(vag: Route) -> None:
            if vag.request.method == "POST":
                skickat.append(vag.request.post_data or "")
                vag.fulfill(status=200, content_type="text/html", body="<!doctype html>")
            else:
                vag.fallback()

        fonster.sida.route(f"{PLATS}/konto/**", fanga)
        kdp = fonster.sida.context.new_cdp_session(fonster.sida)
        kdp.send("WebAuthn.enable")
        apparat = kdp.send("WebAuthn.addVirtualAuthenticator", {"options": APPARAT})
        vilken = {"authenticatorId": apparat["authenticatorId"]}
        for nyckel in nycklar:
            kdp.send("WebAuthn.addCredential", {**vilken, "credential": nyckel})
        fonster.ga_till(svar)
        with fonster.sida.expect_request(lambda fraga: fraga.method == "POST"):
            fonster.sida.get_by_role("button", name=knapp).click()
        fonster.sida.wait_for_load_state()
        har = kdp.send("WebAuthn.getCredentials", vilken)["credentials"]
        return {namn: v[0] for namn, v in parse_qs(skickat[0]).items()}, har

    return gor


def test_a_passkey_is_added_and_answers_instead_of_a_code(blick: Tittare, siv: Anvandare) -> None:
    client = ny()
    client.force_login(siv)
    sida = hamta(client, "/konto/tvasteg/nyckel/")
    data, nycklar = blick.titta(tryck(sida, "Lägg till", []))
    svar = client.post("/konto/tvasteg/nyckel/", data, follow=True)
    assert "Passnyckeln är tillagd." in svar.content.decode()
    assert len(nycklar) == 1

    annan = ny()
    ord_ = {"username": siv.epost, "password": factories.LOSENORD}
    assert annan.post("/konto/logga-in/", ord_).headers["Location"] == "/konto/tvasteg/kod/"
    sida = hamta(annan, "/konto/tvasteg/kod/")
    data, _ = blick.titta(tryck(sida, "Använd en passnyckel", nycklar))
    ingen = ny()
    ingen.post("/konto/logga-in/", ord_)
    assert "gick inte att använda" in ingen.post("/konto/tvasteg/kod/", data).content.decode()
    assert annan.post("/konto/tvasteg/kod/", data).headers["Location"] == "/arbete/"
    assert get_user(annan) == siv  # type: ignore[arg-type]

    client.post(f"/konto/tvasteg/nyckel/{Authenticator.objects.get(type='webauthn').pk}/bort/")
    assert not Authenticator.objects.filter(type="webauthn").exists()
