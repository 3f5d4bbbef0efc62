"""Sending what waits in the outbox.

Each mail is sent inside a transaction that holds its row locked. If the process dies, the lock
goes with it and the row waits again: at least once to SMTP, with the same Message-ID, and
once in our own books.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cache
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.db import connection, transaction

from kvalitet import klocka, krypto, notiser
from kvalitet.felpunkter import felpunkt
from kvalitet.models import Utskick

logg = logging.getLogger(__name__)

SVEP = 2.0
"""Seconds after which a sweep begins no more mails: beat has sent the next sweep (schema.py). So a
long queue, or a slow server, takes one process of a worker's and leaves the others to the rest."""
MEST = 12
"""Attempts before a mail that the server refuses is handed to a person."""
STANGER = 421
"""SMTP's "service not available": the server is going down, whatever the mail."""
FOR_GOTT = 500
"""SMTP codes from here on say that the same mail will not be taken later either."""
LINJEPAUS = timedelta(seconds=30)
"""How long the mail that was under way waits when the line breaks."""

_SKICKAD = """
update kvalitet_utskick
set status = 'skickad', skickad = %s, innehall = '', fel = '', forsok = forsok + 1 where id = %s
"""


def skicka_vantande() -> int:
    """Send what is due and return how many mails were handed over."""
    if not Utskick.objects.att_sanda(klocka.nu()).exists():
        return 0  # an idle site does not knock at the mail server every other second
    skickade = 0
    forbindelse = get_connection()
    try:
        forbindelse.open()
        slut = monotonic() + SVEP
        while (utfall := _ta_nasta(forbindelse)) is not Utfall.SLUT:
            skickade += utfall is Utfall.SKICKAT
            if monotonic() > slut:
                break
    except OSError as fel:  # every fault of smtplib's is one
        # Nothing is lost and nothing is counted: the rows wait for the next sweep.
        logg.warning("e-postservern svarar inte: %s", type(fel).__name__)
    finally:
        _stang(forbindelse)
    return skickade


def _stang(forbindelse: BaseEmailBackend) -> None:
    try:
        forbindelse.close()
    except OSError as fel:
        logg.warning("e-postservern bröt vid avsked: %s", type(fel).__name__)


class Utfall(Enum):
    SKICKAT = auto()
    UPPSKJUTET = auto()
    SLUT = auto()
    """Nothing more is due, or the line is down."""


@transaction.atomic
def _ta_nasta(forbindelse: BaseEmailBackend) -> Utfall:
    """Send or put off the next mail that is due."""
    nu = klocka.nu()
    # The contents are opened below, inside the try: a row that no key opens must not stop the rest.
    rad = Utskick.objects.las_nasta(nu)
    if rad is None:
        return Utfall.SLUT
    felpunkt("utskick.hamtat")
    try:
        rad.innehall = krypto.dekryptera(rad.krypterat)
        _lamna_over(forbindelse, rad)
    except Exception as fel:  # whatever is wrong with one mail must not stop the others
        if _ar_linjefel(fel):
            _vanta_pa_linjen(rad, fel, nu)
            return Utfall.SLUT
        _skjut_upp(rad, fel, nu)
        return Utfall.UPPSKJUTET
    felpunkt("utskick.overlamnat")
    with connection.cursor() as markor:  # written out, as the question for it
        markor.execute(_SKICKAD, [klocka.nu(), rad.pk])
    felpunkt("utskick.bokfort")
    return Utfall.SKICKAT


def _lamna_over(forbindelse: BaseEmailBackend, rad: Utskick) -> None:
    if not forbindelse.send_messages([_meddelande(rad)]):
        raise ValueError("brevet har ingen mottagare")


def _ar_linjefel(fel: Exception) -> bool:
    """Say whether the line or the server failed, which is no fault of the mail's."""
    if isinstance(fel, smtplib.SMTPRecipientsRefused):
        return all(kod == STANGER for kod, _ in fel.recipients.values())
    if isinstance(fel, smtplib.SMTPResponseException):
        return fel.smtp_code == STANGER
    if isinstance(fel, smtplib.SMTPException):
        return isinstance(fel, smtplib.SMTPServerDisconnected)
    return isinstance(fel, OSError)


def _ar_slutgiltigt(fel: Exception) -> bool:
    """Say whether the server has refused the mail for good (5xx), or it cannot even be built.

    A 4xx is "not now" (greylisting, a full box), and a refused sender is our own setting's fault:
    such mails wait for as long as it takes.
    """
    if isinstance(fel, smtplib.SMTPRecipientsRefused):
        return all(kod >= FOR_GOTT for kod, _ in fel.recipients.values())
    if isinstance(fel, smtplib.SMTPSenderRefused):
        return False
    if isinstance(fel, smtplib.SMTPResponseException):
        return fel.smtp_code >= FOR_GOTT
    return True


def _meddelande(rad: Utskick) -> EmailMultiAlternatives:
    brev = notiser.las(rad.mall, rad.innehall)
    meddelande = EmailMultiAlternatives(
        subject=brev.amne,
        body=brev.text,
        from_email=_avsandaren(settings.DEFAULT_FROM_EMAIL),
        to=[brev.mottagare],
        headers={"Message-ID": rad.message_id, "Auto-Submitted": "auto-generated"},
    )
    meddelande.attach_alternative(brev.html, "text/html")
    return meddelande


@cache
def _avsandaren(adress: str) -> str:
    """As the header wants it, by Django's own: else its å is written anew in four places a mail."""
    return sanitize_address(adress, "utf-8")


def _vanta_pa_linjen(rad: Utskick, fel: Exception, nu: datetime) -> None:
    """Let another mail go first next time, in case it is this one that breaks the line."""
    rad.fel = type(fel).__name__
    rad.nasta_forsok = nu + LINJEPAUS
    rad.save(update_fields=["fel", "nasta_forsok"])
    logg.warning("e-postservern bröt: %s", rad.fel)


def _skjut_upp(rad: Utskick, fel: Exception, nu: datetime) -> None:
    """Wait longer for each refusal, from 5 s to an hour; the last one hands it to a person."""
    rad.forsok += 1
    rad.fel = type(fel).__name__
    rad.nasta_forsok = nu + timedelta(seconds=min(5 * 2 ** min(rad.forsok - 1, 10), 3600))
    if rad.forsok >= MEST and _ar_slutgiltigt(fel):
        rad.status = Utskick.Status.MISSLYCKAD
    rad.save(update_fields=["forsok", "fel", "nasta_forsok", "status"])
    logg.warning("utskick %s väntar efter %s", rad.pk, rad.fel)
