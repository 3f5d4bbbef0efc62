"""Give a new site its first account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvalitet.actions.konton import borja
from kvalitet.fel import Regelbrott


class Command(BaseCommand):
    help = (
        "Ger en ny webbplats dess första administratör, som får ett mejl med en länk till "
        "valet av lösenord och sedan läser in organisation och konton från fil."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("epost", help="adressen, som också är inloggningen")
        parser.add_argument("namn", help="för- och efternamn")

    def handle(self, *args: Any, epost: str, namn: str, **val: Any) -> None:
        try:
            person = borja(epost=epost, namn=namn, kommun=settings.ORGANISATION.namn)
        except Regelbrott as fel:
            raise CommandError(fel.mening) from fel
        self.stdout.write(f"{person} är administratör. Ett mejl till {person.epost} är på väg.")
