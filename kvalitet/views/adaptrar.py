"""What of django-allauth is ours: how a sign-in is counted, logged and led on; what is believed of
the identity provider; how secrets of the second step are kept."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from kvalitet.actions.idp import Identitet, Nekad, anteckna_nekad, ta_emot
from kvalitet.actions.inloggning import anteckna, anteckna_forsok
from kvalitet.inloggningstid import borja
from kvalitet.krypto import dekryptera, kryptera, uppslag
from kvalitet.models import Anvandare
from kvalitet.views import oidc
from kvalitet.views.valkomst import marker_forsta

FOR_MANGA = "För många försök. Vänta några minuter och försök igen."
SPARR = 300
"""Seconds in which a lock-out of the same address is logged once."""


class Kontoadapter(DefaultAccountAdapter):
    """Nobody signs up; a sign-in has its steps (`get_login_stages`), and each is logged."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": FOR_MANGA,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["kvalitet.views.steg.Tvasteg", "kvalitet.views.steg.ValjTvasteg"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that attempts are counted by; a server on a socket has none."""
        return super().get_client_ip(request) if request.META.get("REMOTE_ADDR") else "::"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        epost = str(credentials.get("username", ""))
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            nyckel = f"sparr.{uppslag(epost.lower(), rum='sparr')}"
            if cache.add(nyckel, 1, timeout=SPARR):
                anteckna_forsok("konto.sparrat", epost)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        anteckna_forsok("konto.fel_inloggning", str(credentials.get("username", "")))

    def login(self, request: HttpRequest, user: Any) -> None:
        forsta = user.last_login is None
        super().login(request, user)
        borja(request)
        marker_forsta(request, forsta=forsta)

    def post_login(
        self,
        request: HttpRequest,
        user: Any,
        *,
        signal_kwargs: dict[str, Any] | None,
        **val: Any,
    ) -> HttpResponse:
        svar = super().post_login(request, user, signal_kwargs=signal_kwargs, **val)
        idp = (signal_kwargs or {}).get("sociallogin")
        if idp is not None and (slut := idp.state.get("slut")):
            request.session[oidc.SLUT] = slut
        anteckna("konto.inloggad", user, satt="idp" if idp else "losenord")
        return svar

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return render(request, "konto/nekad.html", {"skal": "stangt"}, status=403)

    def add_message(self, *args: Any, **val: Any) -> None:
        """Say nothing of ours in allauth's words."""

    def send_notification_mail(self, *args: Any, **val: Any) -> None:
        """Mails go through the outbox alone."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)


class Idpadapter(DefaultSocialAccountAdapter):
    """One provider, from the settings; an account is found, made or refused by `ta_emot`."""

    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: Any = None
    ) -> list[SocialApp]:
        return [SocialApp(**settings.INLOGGNING.app)] if settings.INLOGGNING.oidc else []

    def get_provider(
        self, request: HttpRequest, provider: Any, client_id: Any = None
    ) -> oidc.Leverantor:
        return oidc.Leverantor(request, app=self.get_app(request, provider))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        uppgifter = sociallogin.account.extra_data
        fick = uppgifter.get("id_token", {}).get("nonce")
        if not fick or fick != sociallogin.state.get("nonce"):
            raise ImmediateHttpResponse(oidc.felsida(request))
        kand = cast(Anvandare, sociallogin.user) if sociallogin.is_existing else None
        try:
            anvandare = ta_emot(_identitet(sociallogin), kand=kand)
        except Nekad as nekad:
            anteckna_nekad(nekad)
            svar = render(request, "konto/nekad.html", {"skal": nekad.skal}, status=403)
            raise ImmediateHttpResponse(svar) from nekad
        sociallogin.state["slut"] = uppgifter.get("slut", "")
        sociallogin.user = sociallogin.account.user = anvandare
        sociallogin.account.extra_data = {}  # the key is enough; the rest is read anew each time
        sociallogin.account.save()

    def on_authentication_error(self, request: HttpRequest, provider: Any, **val: Any) -> None:
        raise ImmediateHttpResponse(oidc.felsida(request, avbruten=val.get("error") == "cancelled"))

    def get_connect_redirect_url(self, *args: Any, **val: Any) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)


def _identitet(sociallogin: SocialLogin) -> Identitet:
    """Read the claims: those of the id token, and over them those of userinfo."""
    data = sociallogin.account.extra_data
    ansprak = {**data.get("id_token", {}), **data.get("userinfo", {})}
    epost = str(ansprak.get("email") or "").strip().lower()
    verifierad = ansprak.get("email_verified") in (True, "true")
    doman = epost.rpartition("@")[2]
    return Identitet(
        sub=sociallogin.account.uid,
        epost=epost,
        verifierad=verifierad or doman in settings.INLOGGNING.domaner,
        namn=str(ansprak.get("name") or "").strip()[:120],
        grupper=_grupper(ansprak),
    )


def _grupper(ansprak: dict[str, Any]) -> frozenset[str] | None:
    """Entra ID names no groups when they are too many, and says so in _claim_names."""
    namn = settings.INLOGGNING.grupper
    if namn not in ansprak and namn in (ansprak.get("_claim_names") or {}):
        return None
    grupper = ansprak.get(namn) or []
    return frozenset([grupper] if isinstance(grupper, str) else map(str, grupper))


class Tvastegsadapter(DefaultMFAAdapter):
    """Secrets are encrypted with the site's keys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Koden stämmer inte. Skriv den som visas just nu.",
    }

    def encrypt(self, text: str) -> str:
        return kryptera(text)

    def decrypt(self, encrypted_text: str) -> str:
        return dekryptera(encrypted_text)

    def send_notification_mail(self, *args: Any, **val: Any) -> None:
        """Mails go through the outbox alone."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a passkey shows that it belongs to."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Förbättringshjulet"}
