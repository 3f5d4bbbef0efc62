"""Load the demo municipality, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from kvalitet.demo import (
    genomfora,
    larande,
    organisation,
    overgangar,
    planer,
    redigering,
    sprang,
    styrmodeller,
    styrning,
    synpunkter,
    undersokningar,
)
from kvalitet.demokonton import DEMOKONTON, LOSENORD
from kvalitet.models import Enhet, Utskick

LAS = 581_002
"""Advisory lock: two starts at once load it once."""


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


@transaction.atomic
def _ladda() -> bool:
    with connection.cursor() as markor:
        markor.execute("select pg_advisory_xact_lock(%s)", [LAS])
    if Enhet.objects.exists():
        return False
    organisation.ladda()
    styrning.ladda()
    synpunkter.ladda()
    undersokningar.ladda()
    planer.ladda()
    overgangar.ladda()
    sprang.ladda()
    styrmodeller.ladda()
    larande.ladda()
    redigering.ladda()
    genomfora.ladda()
    # The outbox is emptied of the history's mails: nobody should get a year of them at once.
    Utskick.objects.all().delete()
    return True
