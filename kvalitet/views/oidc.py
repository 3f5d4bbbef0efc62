"""Sign-in through the municipality's identity provider (OpenID Connect, code flow with PKCE)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from kvalitet.inloggningsval import LEVERANTOR

logg = logging.getLogger(__name__)

SLUT = "idp_slut"
"""In the session of who came through the provider: where it ends its own sign-in."""
KLOCKFEL = 30
"""Seconds by which the provider's clock may differ from ours."""
SIGNERAT = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


class _Adapter(OpenIDConnectOAuth2Adapter):
    """As allauth's, with our own address; the id token's signature is tried however it came."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return settings.ADRESS + reverse("oidc_svar")

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Take what is said of the person out of the account, which allauth saves as soon as it
        knows it: whoever is then refused shall leave nothing."""
        login: SocialLogin = super().complete_login(request, app, token, **kwargs)
        data = login.account.extra_data
        if data.get("id_token", {}).get("sub") != login.account.uid:
            raise OAuth2Error("id token and userinfo tell of two people")
        data["slut"] = self.openid_config.get("end_session_endpoint", "")
        login.ansprak, login.account.extra_data = data, {}
        return login

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config["issuer"].rstrip("/") != settings.INLOGGNING.utgivare:
            raise OAuth2Error("metadata of another issuer")
        return config

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        svar = super()._fetch_user_info(access_token)
        if not isinstance(svar, dict):
            raise OAuth2Error("userinfo that is no object")
        return svar

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            huvud = jwt.get_unverified_header(id_token)
            if huvud.get("alg") not in SIGNERAT:
                raise OAuth2Error("id token without a signature")
            return jwt.decode(
                id_token,
                key=self._nyckel(huvud.get("kid")),
                algorithms=[huvud["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=KLOCKFEL,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as fel:
            raise OAuth2Error("id token that does not hold") from fel

    def _nyckel(self, kid: str | None) -> jwt.PyJWK:
        """Return the provider's key of that name; a single key may go unnamed."""
        with get_adapter().get_requests_session() as session:
            svar = session.get(self.openid_config["jwks_uri"])
            svar.raise_for_status()
        nycklar = jwt.PyJWKSet.from_dict(svar.json()).keys
        passar = [n for n in nycklar if n.key_id == kid] if kid else nycklar
        if len(passar) != 1:
            raise OAuth2Error("id token signed with an unknown key")
        return passar[0]


class Leverantor(OpenIDConnectProvider):
    oauth2_adapter_class = _Adapter


@login_not_required
@require_POST
def oidc(request: HttpRequest) -> HttpResponse:
    """Lead to the provider, with a nonce that its answer must carry."""
    leverantor = _leverantor(request)
    vidare = request.POST.get("next", "")
    trygg = url_has_allowed_host_and_scheme(vidare, {request.get_host()}, request.is_secure())
    nonce = get_random_string(32)
    try:
        svar: HttpResponse = leverantor.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=vidare if trygg else None,
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except (RequestException, OAuth2Error, KeyError, ValueError) as fel:
        logg.warning("kommunens inloggning svarar inte: %s", type(fel).__name__)
        return felsida(request)
    return svar


@login_not_required
@require_safe
def oidc_svar(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer; what is wrong with it is told on one page."""
    if not settings.INLOGGNING.oidc:
        return redirect("logga_in")
    leverantor = _leverantor(request)
    vy = OAuth2CallbackView.adapter_view(leverantor.get_oauth2_adapter(request))
    try:
        svar: HttpResponse = vy(request)
    except (RequestException, IntegrityError, KeyError, ValueError) as fel:
        logg.warning("kommunens inloggning svarade fel: %s", type(fel).__name__)
        return felsida(request)
    return svar


def felsida(request: HttpRequest, *, avbruten: bool = False) -> HttpResponse:
    """Say that the sign-in did not come to an end, and how to go on."""
    status = HTTPStatus.OK if avbruten else HTTPStatus.BAD_REQUEST
    return render(request, "konto/oidc_fel.html", {"avbruten": avbruten}, status=status)


def avslut(slut: str) -> str:
    """Return the provider's own sign-out, which leads back here; "" when it has none."""
    fraga = {
        "client_id": settings.INLOGGNING.klient,
        "post_logout_redirect_uri": settings.ADRESS + reverse("start"),
    }
    return f"{slut}{'&' if '?' in slut else '?'}{urlencode(fraga)}" if slut else ""


def efter_utloggning(slut: str) -> HttpResponse:
    return redirect(avslut(slut) or "start")


def _leverantor(request: HttpRequest) -> Leverantor:
    if not settings.INLOGGNING.oidc:
        raise Http404
    leverantor: Leverantor = get_adapter().get_provider(request, LEVERANTOR)
    return leverantor
