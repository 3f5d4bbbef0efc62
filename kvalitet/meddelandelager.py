"""Where a sentence waits for the next page: a cookie that no other host can set (settings)."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _Kaka(CookieStorage):
    cookie_name = f"{settings.KAKPREFIX}kvalitet_meddelanden"


class Meddelandelager(FallbackStorage):
    """Django's own, under our name: the cookie, and the session for what is too long for it."""

    storage_classes = (_Kaka, SessionStorage)
