"""A person's calendar: its secret address, and its file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from icalendar import Calendar, Event

from cykel.models import Kalenderadress
from cykel.villkor.kalender import Kalenderpost

_SALT = "cykel.kalender"


def adress(rad: Kalenderadress) -> str:
    """Return the whole secret address."""
    vag = reverse("publikt:kalender", args=[signera(rad)])
    return f"{settings.ADRESS}{vag}"


def signera(rad: Kalenderadress) -> str:
    return signing.dumps([rad.person_id, rad.nummer], salt=_SALT)


def oppna(signerad: str) -> Kalenderadress | None:
    """Return what the address opens, or None when it is not ours or has been replaced."""
    try:
        person, nummer = signing.loads(signerad, salt=_SALT)
    except signing.BadSignature:
        return None
    rader = Kalenderadress.objects.select_related("person")
    return rader.filter(person=person, nummer=nummer).first()


def fil(poster: Iterable[Kalenderpost], *, nu: datetime) -> bytes:
    """Return the file. A day's UID is the same each time, so that a calendar moves it."""
    vard = urlsplit(settings.ADRESS).hostname
    kalender = Calendar()
    kalender.add("prodid", "-//Förbättringshjulet//sv")
    kalender.add("version", "2.0")
    kalender.add("x-wr-calname", "Förbättringshjulet")
    kalender.add("refresh-interval", timedelta(hours=12), {"value": "DURATION"})
    for post in poster:
        handelse = Event()
        handelse.add("uid", f"{post.uid}@{vard}")
        handelse.add("dtstamp", nu)
        handelse.add("dtstart", post.dag)
        handelse.add("dtend", post.dag + timedelta(days=1))
        handelse.add("summary", post.text)
        handelse.add("url", f"{settings.ADRESS}{post.vag}")
        handelse.add("transp", "TRANSPARENT")
        kalender.add_component(handelse)
    return bytes(kalender.to_ical())
