"""When a signed link stops working: what the mail says is read from the link itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import b62_decode
from django.utils import timezone
from django.utils.http import base36_to_int

_TOKENS_BORJAN = datetime(2001, 1, 1)  # noqa: DTZ001 - Django counts a token's seconds by the wall clock
"""See PasswordResetTokenGenerator._num_seconds."""


def slutar(adress: str, livstid: timedelta) -> datetime:
    """Return when what `signing.dumps` signed, alone or last in an address, is too old."""
    signerad = adress.rstrip("/").rpartition("/")[2]
    return datetime.fromtimestamp(b62_decode(signerad.split(":")[-2]), UTC) + livstid


def losenord_slutar(token: str) -> datetime:
    """Return when a link to the choice of a password, unused, is too old."""
    sekunder = base36_to_int(token.partition("-")[0]) + settings.PASSWORD_RESET_TIMEOUT
    return timezone.make_aware(_TOKENS_BORJAN + timedelta(seconds=sekunder))
