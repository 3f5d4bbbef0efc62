"""How long a sign-in lasts: a time of rest, and a longest time. Kept in the session itself, by the
clock of the wall: a demo or a test that sets its own clock signs nobody out."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from kvalitet.actions.inloggning import anteckna
from kvalitet.models import Anvandare
from kvalitet.typer import InloggadRequest

BORJADE = "inloggad"
SEDD = "sedd"
UTAN_ADRESS = "::"
"""What stands for the address on the net in the list of sign-ins."""
GLESHET = 300
"""Seconds between two notes of when the person was last seen; a page costs no more for it."""
NYSS = 1800
"""Seconds after a sign-in in which one may change how people sign in and what they may do."""


def utan_adress(request: HttpRequest) -> None:
    """Let what is now written of the sign-in carry no address (Kontoadapter.get_client_ip)."""
    request.__dict__["utan_adress"] = True


def borja(session: SessionBase) -> None:
    """Note that the sign-in begins now."""
    session[BORJADE] = session[SEDD] = int(time.time())


def gammal(request: InloggadRequest) -> bool:
    """Say whether the sign-in is too old for what needs one that is fresh."""
    return bool(time.time() - request.session.get(BORJADE, 0) > NYSS)


def folj(request: HttpRequest) -> None:
    """Sign out whoever has rested too long or been in too long; else note now and then that the
    person is here. Called where it is asked for a sign-in. A session that does not say when it
    began, as those from before this was kept, is over."""
    nu = int(time.time())
    vila = nu - request.session.get(SEDD, 0)
    inne = nu - request.session.get(BORJADE, 0)
    if vila > settings.INLOGGNING.vila or inne > settings.INLOGGNING.langst:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        anteckna("konto.tiden_ute", cast(Anvandare, request.user))
        logout(request)
    elif vila > GLESHET:
        request.session[SEDD] = nu
        _anteckna(request, nu)


def _anteckna(request: HttpRequest, nu: int) -> None:
    sedd = UserSession.objects.filter(session_key=request.session.session_key)
    if not sedd.update(last_seen_at=datetime.fromtimestamp(nu, UTC)):
        utan_adress(request)
        UserSession.objects.create_from_request(request)
