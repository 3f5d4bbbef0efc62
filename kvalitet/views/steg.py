"""The steps of a sign-in after the password, as django-allauth's stages."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import LoginStage
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

LOSENORDET = "losenord"
"""In a sign-in that is under way: which password it began with, as Django's sessions keep it."""
SLAG = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def via_kommunen(steg: LoginStage) -> bool:
    """Say whether the provider has signed the person in; its own steps are then enough."""
    poster = get_authentication_records(steg.request, steg.login.user)
    return bool(poster) and poster[-1]["method"] == "socialaccount"


class Tvasteg(AuthenticateStage):
    """Ask for a code or a passkey of whoever has one."""

    urlname = "tvasteg_kod"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if settings.DEMO or via_kommunen(self) or not self._should_handle(self.request):
            return None, True
        self.state["authentication_required"] = True
        return redirect(self.urlname), True


class ValjTvasteg(LoginStage):
    """Let whoever has no second step choose one, before they are in."""

    key = "valj_tvasteg"
    urlname = "tvasteg_valj"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        krav = settings.INLOGGNING.tvasteg or (settings.PRODUKTION and self.login.user.nodkonto)
        behovs = krav and not settings.DEMO and not via_kommunen(self)
        if not behovs or is_mfa_enabled(self.login.user, SLAG):
            return None, True
        return redirect(self.urlname), True
