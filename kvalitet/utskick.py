"""Sending what waits in the outbox.

Each mail is sent inside a transaction that holds its row locked. If the process dies, the lock
goes with it and the row waits again: at least once to SMTP, with the same Message-ID, and
once in our own books.
"""

from __future__ import annotations

import json
import logging
import smtplib
import socket
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from kvalitet import klocka
from kvalitet.felpunkter import felpunkt
from kvalitet.models import Utskick
from kvalitet.notiser import Brev

logg = logging.getLogger(__name__)

OMGANG = 200
"""How many mails one sweep sends at most, so that a sweep ends within its interval's order."""
MEST = 12
"""Attempts before a mail that the server refuses is handed to a person."""
FORBINDELSEFEL = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    ConnectionError,
    TimeoutError,
    socket.gaierror,
)
"""The line is down, which is no fault of the mail's."""


def skicka_vantande() -> int:
    """Send what is due and return how many mails were handed over."""
    skickade = 0
    forbindelse = get_connection()
    try:
        forbindelse.open()
        while skickade < OMGANG and _skicka_nasta(forbindelse):
            skickade += 1
    except FORBINDELSEFEL as fel:
        # Nothing is lost: the rows wait, and the next sweep tries again.
        logg.warning("e-postservern svarar inte: %s", type(fel).__name__)
    finally:
        forbindelse.close()
    return skickade


@transaction.atomic
def _skicka_nasta(forbindelse: BaseEmailBackend) -> bool:
    """Send or put off the next mail that is due; False when none is left or the line is down."""
    nu = klocka.nu()
    rad = Utskick.objects.att_sanda(nu).select_for_update(skip_locked=True, of=("self",)).first()
    if rad is None:
        return False
    felpunkt("utskick.hamtat")
    try:
        forbindelse.send_messages([_meddelande(rad)])
    except Exception as fel:  # whatever is wrong with one mail must not stop the others
        _skjut_upp(rad, fel, nu)
        return not isinstance(fel, FORBINDELSEFEL)
    felpunkt("utskick.overlamnat")
    rad.status, rad.skickad, rad.innehall, rad.fel = Utskick.Status.SKICKAD, klocka.nu(), "", ""
    rad.forsok += 1
    rad.save(update_fields=["status", "skickad", "innehall", "fel", "forsok"])
    felpunkt("utskick.bokfort")
    return True


def _meddelande(rad: Utskick) -> EmailMultiAlternatives:
    brev = Brev(**json.loads(rad.innehall))
    meddelande = EmailMultiAlternatives(
        subject=brev.amne,
        body=brev.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[brev.mottagare],
        headers={"Message-ID": rad.message_id, "Auto-Submitted": "auto-generated"},
    )
    meddelande.attach_alternative(brev.html, "text/html")
    return meddelande


def _skjut_upp(rad: Utskick, fel: Exception, nu: datetime) -> None:
    """Wait longer for each attempt, from 5 s to an hour; only a refusal counts as final."""
    rad.forsok += 1
    rad.fel = type(fel).__name__
    rad.nasta_forsok = nu + timedelta(seconds=min(5 * 2 ** min(rad.forsok - 1, 10), 3600))
    if rad.forsok >= MEST and not isinstance(fel, FORBINDELSEFEL):
        rad.status = Utskick.Status.MISSLYCKAD
    rad.save(update_fields=["forsok", "fel", "nasta_forsok", "status"])
    logg.warning("utskick %s väntar efter %s", rad.pk, rad.fel)
