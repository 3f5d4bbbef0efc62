"""Load the demo municipality, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from kvalitet import klocka, logg
from kvalitet.actions import sigill
from kvalitet.demo import (
    arkiv,
    bilagor,
    dataskydd,
    externa,
    form,
    genomfora,
    handlagg,
    kolada,
    lagen,
    larande,
    manadsvarden,
    matvarden,
    namnden,
    nyckeltal,
    organisation,
    overgangar,
    planer,
    rapporter,
    redigering,
    ronden,
    sekretess,
    slinga,
    sprang,
    styrmodeller,
    styrning,
    synpunkter,
    undersokningar,
)
from kvalitet.demokonton import DEMOKONTON, LOSENORD
from kvalitet.models import Enhet, Handelse, Utskick

LAS = 581_002
"""Advisory lock: two starts at once load it once."""
LADDAD = "enhet.visning"
"""Logged last of all: without it, a load was broken off on the way."""


class Command(BaseCommand):
    help = "Laddar visningskommunen en gång. Alla namn och värden är påhittade."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--inloggningar", action="store_true", help="skriv en inloggning per roll och sluta"
        )
        parser.add_argument(
            "--migrera", action="store_true", help="uppdatera databasens tabeller först"
        )

    def handle(self, *args: Any, **val: Any) -> None:
        if val["inloggningar"]:
            self._inloggningar()
            return
        if not settings.DEMO:
            raise CommandError("Visningskommunen laddas bara med KVALITET_LAGE=demo.")
        if val["migrera"]:
            call_command("migrate", verbosity=0)
        self.stdout.write("Visningskommunen är laddad." if _ladda() else "Den finns redan.")

    def _inloggningar(self) -> None:
        for konto in DEMOKONTON:
            self.stdout.write(f"{konto.rollnamn:<34} {konto.epost:<32} {LOSENORD}")


def _ladda() -> bool:
    """Load it unless it is there; the lock is the session's, for each act commits by itself."""
    with connection.cursor() as markor:
        # A crash while loading means beginning again, so no act need wait for the disk.
        markor.execute("set synchronous_commit to off")
        markor.execute("select pg_advisory_lock(%s)", [LAS])
        try:
            return _en_gang()
        finally:
            markor.execute("select pg_advisory_unlock(%s)", [LAS])


def _en_gang() -> bool:
    if Handelse.objects.filter(slag=LADDAD).exists():
        return False
    if Enhet.objects.exists():
        raise CommandError(
            "Databasen har redan innehåll, eller så stoppades laddningen på vägen. "
            "Börja om med en tom databas: bin/demo --reset."
        )
    with transaction.atomic():
        organisation.ladda()
        styrning.ladda()
        manadsvarden.ladda()
        nyckeltal.ladda()
        synpunkter.ladda()
        lagen.ladda()
        form.ladda()
        bilagor.ladda()
        handlagg.ladda()
        sekretess.ladda()
        arkiv.ladda()
        dataskydd.ladda()
        undersokningar.ladda()
        kolada.ladda()
        externa.ladda()
    # Each act from here on is a transaction of its own, as at work: that is how a timeline
    # knows what each of them changed.
    planer.ladda()
    overgangar.ladda()
    sprang.ladda()
    styrmodeller.ladda()
    larande.ladda()
    redigering.ladda()
    genomfora.ladda()
    slinga.ladda()
    ronden.ladda()
    matvarden.ladda()
    rapporter.ladda()
    namnden.ladda()
    with transaction.atomic():
        # The outbox is emptied of the history's mails: nobody should get a year of them at once.
        Utskick.objects.all().delete()
        kommunen = Enhet.objects.get(slag=Enhet.Slag.KOMMUN)
        logg.skriv(LADDAD, kommunen, av=None, nu=klocka.nu())
    sigill.forsegla_dagen(nu=klocka.nu())
    return True
