"""A client that is signed in without a password, and yet as whoever has given one."""

from __future__ import annotations

from typing import Any

from django.test import Client

from kvalitet.inloggningstid import BORJADE, borja

_djangos = Client.force_login


def logga_in(client: Client, *args: Any, **val: Any) -> None:
    """As Django's force_login; the session says when it began, for else it is over."""
    _djangos(client, *args, **val)
    session = client.session
    borja(session)
    session.save()


def for_lange_sedan(client: Client) -> None:
    """Let it be an hour since the client signed in; it has been seen since."""
    session = client.session
    session[BORJADE] -= 3600
    session.save()
