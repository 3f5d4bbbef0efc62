"""What of django-allauth is ours: how a sign-in is counted, logged and led on; what is believed of
the identity provider; how secrets of the second step are kept."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from kvalitet import tak
from kvalitet.actions.idp import Identitet, Nekad, anteckna_nekad, ta_emot
from kvalitet.actions.inloggning import anteckna, anteckna_forsok, for_manga_forsok
from kvalitet.actions.konton import far_losenord
from kvalitet.inloggningstid import UTAN_ADRESS, borja, utan_adress
from kvalitet.krypto import dekryptera, kryptera, uppslag
from kvalitet.models import Anvandare
from kvalitet.views import oidc
from kvalitet.views.valkomst import marker_forsta

logg = logging.getLogger(__name__)

FOR_MANGA = "För många försök. Vänta några minuter och försök igen."
ANDRA_STEG = {
    "totp": "losenord_kod",
    "recovery_codes": "losenord_reservkod",
    "webauthn": "losenord_passnyckel",
}
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
        """The address that attempts are counted by, and that is kept nowhere: the list of the
        person's sign-ins, which django-allauth writes it in, gets the same for all."""
        return UTAN_ADRESS if getattr(request, "utan_adress", False) else tak.adress(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        epost = str(credentials.get("username", ""))
        try:
            super().pre_authenticate(request, **credentials)
            if for_manga_forsok("konto.fel_inloggning", epost):
                raise self.validation_error("too_many_login_attempts")
        except ValidationError:
            nyckel = f"sparr.{uppslag(epost.lower(), rum='sparr')}"
            if cache.add(nyckel, 1, timeout=SPARR):
                anteckna_forsok("konto.sparrat", epost)
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Whoever is to come through the municipality's own sign-in is answered, counted and
        logged as by a wrong password."""
        anvandare = super().authenticate(request, **credentials)
        if anvandare is None or far_losenord(anvandare):
            return anvandare
        super().pre_authenticate(request, **credentials)
        self.authentication_failed(request, **credentials)
        return None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        anteckna_forsok("konto.fel_inloggning", str(credentials.get("username", "")))

    def login(self, request: HttpRequest, user: Any) -> None:
        forsta = user.last_login is None
        utan_adress(request)
        super().login(request, user)
        borja(request.session)
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
        anteckna("konto.inloggad", user, satt="idp" if idp else _satt(request, user))
        return svar

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return render(request, "konto/nekad.html", {"skal": "stangt"}, status=403)

    def add_message(self, *args: Any, **val: Any) -> None:
        """Say nothing of ours in allauth's words."""

    def send_notification_mail(self, *args: Any, **val: Any) -> None:
        """Mails go through the outbox alone."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)


def _satt(request: HttpRequest, anvandare: Anvandare) -> str:
    """Say which way the person came in: by the password alone, or which second step."""
    poster = get_authentication_records(request, anvandare)
    return ANDRA_STEG.get(poster[-1].get("type", ""), "losenord") if poster else "losenord"


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
        uppgifter = sociallogin.ansprak
        fick = uppgifter["id_token"].get("nonce")
        if not fick or fick != sociallogin.state.get("nonce"):
            logg.warning("kommunens inloggning nekades: %s", "nonce")
            raise ImmediateHttpResponse(oidc.felsida(request))
        konto = sociallogin.account
        try:
            sociallogin.user = ta_emot(_identitet(konto.uid, uppgifter), konto=konto)
        except Nekad as nekad:
            anteckna_nekad(nekad)
            svar = render(request, "konto/nekad.html", {"skal": nekad.skal}, status=403)
            raise ImmediateHttpResponse(svar) from nekad
        sociallogin.state["slut"] = uppgifter.get("slut", "")

    def on_authentication_error(self, request: HttpRequest, provider: Any, **val: Any) -> None:
        avbruten = val.get("error") == "cancelled"
        if not avbruten:
            fel = val.get("exception")
            logg.warning("kommunens inloggning nekades: %s", type(fel).__name__ if fel else "state")
        raise ImmediateHttpResponse(oidc.felsida(request, avbruten=avbruten))

    def get_connect_redirect_url(self, *args: Any, **val: Any) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)


def _identitet(sub: str, data: dict[str, Any]) -> Identitet:
    """Read the claims: those of the id token, and over them those of userinfo. The address and
    whether it is verified come from the same of the two."""
    id_token, userinfo = data["id_token"], data.get("userinfo", {})
    ansprak = {**id_token, **userinfo}
    kalla: dict[str, Any] = next((k for k in (id_token, userinfo) if k.get("email")), {})
    epost = str(kalla.get("email", "")).strip().lower()
    return Identitet(
        sub=sub,
        epost=epost,
        verifierad=_verifierad(kalla.get("email_verified"), epost),
        namn=str(ansprak.get("name") or "").strip()[:120],
        grupper=_grupper(ansprak),
    )


def _verifierad(sagt: object, epost: str) -> bool:
    """The municipality's own domain speaks only when the provider says nothing."""
    if sagt is None:
        return epost.rpartition("@")[2] in settings.INLOGGNING.domaner
    return sagt in (True, "true")


def _grupper(ansprak: dict[str, Any]) -> frozenset[str] | None:
    """Entra ID names no groups when they are too many, and says so in _claim_names. Raises
    ValueError for a claim that names groups in no way we know."""
    namn = settings.INLOGGNING.grupper
    pa_annat_hall = ansprak.get("_claim_names")
    if namn not in ansprak and isinstance(pa_annat_hall, dict) and namn in pa_annat_hall:
        return None
    grupper = ansprak.get(namn) or []
    if isinstance(grupper, str):
        return frozenset([grupper])
    if not isinstance(grupper, list):
        raise ValueError("groups that are no list")
    return frozenset(map(str, grupper))


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
