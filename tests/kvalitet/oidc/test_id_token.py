"""What the provider says is believed only as it must be: the id token, its nonce, the address."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from kvalitet.models import Anvandare
from kvalitet.views.adaptrar import _identitet
from kvalitet.views.oidc import _Adapter
from tests.kvalitet.idp import Idp, in_via, inloggad, stig

VAR_NYCKEL = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _oppen() -> jwt.PyJWK:
    delar = jwt.algorithms.RSAAlgorithm.to_jwk(VAR_NYCKEL.public_key(), as_dict=True)
    return jwt.PyJWK({**delar, "alg": "RS256"})


def _bytt(monkeypatch: pytest.MonkeyPatch, byt: Any, *, kand: bool = True) -> None:
    """Let the provider's id token be another: `byt` gets its claims. `kand`: its key is ours."""
    fore = _Adapter.get_access_token_data

    def hamta(self: Any, *args: Any, **val: Any) -> dict[str, Any]:
        svar: dict[str, Any] = fore(self, *args, **val)
        ansprak = jwt.decode(svar["id_token"], options={"verify_signature": False})
        return {**svar, "id_token": byt(ansprak)}

    monkeypatch.setattr(_Adapter, "get_access_token_data", hamta)
    if kand:
        monkeypatch.setattr(_Adapter, "_nyckel", lambda self, kid: _oppen())


def _med(**andrat: Any) -> Any:
    return lambda ansprak: jwt.encode({**ansprak, **andrat}, VAR_NYCKEL, algorithm="RS256")


def _sekunder(till: int) -> Any:
    return lambda ansprak: _med(exp=int(time.time()) + till)(ansprak)


def _utan(namn: str) -> Any:
    return lambda a: jwt.encode({k: v for k, v in a.items() if k != namn}, VAR_NYCKEL, "RS256")


@pytest.mark.parametrize("byt", [_med(), _sekunder(-15)], ids=["orörd", "klockan går lite fel"])
def test_a_token_that_holds_lets_in(
    client: Client, idp: Idp, siv: Anvandare, monkeypatch: pytest.MonkeyPatch, byt: Any
) -> None:
    _bytt(monkeypatch, byt)
    assert (in_via(client, idp).status_code, inloggad(client)) == (302, True)


@pytest.mark.parametrize(
    "byt",
    [
        _med(iss="https://annan.example"),
        _med(aud="annan-klient"),
        _med(sub="annan"),
        _sekunder(-90),
        *(_utan(namn) for namn in ("iss", "aud", "exp", "sub")),
        lambda a: jwt.encode(a, "", algorithm="none"),
        lambda a: jwt.encode(a, "hemligt" * 8, algorithm="HS256"),
        lambda a: "inget.token.alls",
    ],
    ids=[
        *("iss", "aud", "sub", "exp", "utan iss", "utan aud", "utan exp", "utan sub"),
        *("alg none", "alg HS256", "skräp"),
    ],
)
def test_a_token_that_does_not_hold_is_refused(
    client: Client,
    idp: Idp,
    siv: Anvandare,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    byt: Any,
) -> None:
    _bytt(monkeypatch, byt)
    svar = in_via(client, idp)
    assert (svar.status_code, inloggad(client)) == (400, False)
    assert not SocialAccount.objects.exists()
    assert "kommunens inloggning nekades: OAuth2Error" in caplog.text
    assert siv.epost not in caplog.text


@pytest.mark.parametrize("kid", ["annan", None], ids=["okänd", "onämnd"])
def test_a_token_of_another_key_is_refused(
    client: Client, idp: Idp, siv: Anvandare, monkeypatch: pytest.MonkeyPatch, kid: str | None
) -> None:
    huvud = {"kid": kid} if kid else None
    _bytt(monkeypatch, lambda a: jwt.encode(a, VAR_NYCKEL, "RS256", huvud), kand=False)
    assert (in_via(client, idp).status_code, inloggad(client)) == (400, False)


def test_metadata_of_another_issuer_are_refused_before_anyone_is_sent_there(
    client: Client, idp: Idp, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fore = OpenIDConnectOAuth2Adapter.openid_config.fget
    andra = property(lambda self: {**fore(self), "issuer": "https://annan.example"})
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", andra)
    svar = client.post("/konto/kommunen/")
    assert (svar.status_code, "Location" in svar.headers) == (400, False)


@pytest.mark.parametrize("byt", [lambda n: "en-annan", lambda n: ""], ids=["annan", "ingen"])
def test_a_nonce_that_is_not_ours_is_refused(
    client: Client, idp: Idp, siv: Anvandare, byt: Any
) -> None:
    till = client.post("/konto/kommunen/").headers["Location"]
    nonce = parse_qs(urlsplit(till).query)["nonce"][0]
    svar = client.get(stig(idp.godkann(till.replace(nonce, byt(nonce)))))
    assert (svar.status_code, inloggad(client)) == (400, False)
    assert not SocialAccount.objects.exists()


def test_the_address_and_its_word_come_from_the_same_place() -> None:
    data = {
        "id_token": {"email": "siv@kommun.example", "email_verified": False},
        "userinfo": {"email": "ond@annan.example", "email_verified": True},
    }
    lasta = _identitet("a", data)
    assert (lasta.epost, lasta.verifierad) == ("siv@kommun.example", False)


@pytest.mark.parametrize(
    ("sagt", "inne"),
    [({}, True), ({"email_verified": False}, False), ({"email_verified": "false"}, False)],
    ids=["inget", "nej", "nej som ord"],
)
def test_the_municipalitys_own_domain_speaks_only_when_the_provider_is_silent(
    client: Client, idp: Idp, siv: Anvandare, settings: Any, sagt: dict[str, Any], inne: bool
) -> None:
    settings.INLOGGNING = replace(settings.INLOGGNING, domaner=("kommun.example",))
    idp.sager_bara({"email": siv.epost, "name": siv.namn, "groups": []} | sagt)
    svar = in_via(client, idp)
    assert (svar.status_code, inloggad(client)) == ((302, True) if inne else (403, False))
    assert SocialAccount.objects.exists() == inne
