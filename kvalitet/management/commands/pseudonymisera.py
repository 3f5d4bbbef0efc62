"""Take the people out of a copy of a database, in place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from kvalitet import klocka
from kvalitet.actions.pseudonymer import pseudonymisera
from kvalitet.models import Puls

LEVER = timedelta(minutes=5)


class Command(BaseCommand):
    help = (
        "Byter namn, adresser, fria texter och filer mot pseudonymer i en KOPIA av databasen. "
        "Går inte att ångra. Körs aldrig i produktion."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("databas", help="kopians namn, så som det står i DATABASE_URL")
        parser.add_argument("--ja", action="store_true", help="byt verkligen ut uppgifterna")

    def handle(self, *args: Any, **val: Any) -> None:
        namn = connection.settings_dict["NAME"]
        if settings.PRODUKTION:
            raise CommandError("Det här är produktion (KVALITET_LAGE). Gör en kopia först.")
        if val["databas"] != namn:
            raise CommandError(f"DATABASE_URL pekar på {namn}, inte på {val['databas']}.")
        if Puls.objects.filter(tid__gt=klocka.nu() - LEVER).exists():
            raise CommandError(
                "En bakgrundsarbetare använder databasen. Är det verkligen en kopia? Stoppa "
                "arbetaren och vänta fem minuter."
            )
        if not val["ja"]:
            raise CommandError(
                f"Allt om personer i {namn} byts ut. Lägg till --ja för att göra det."
            )
        for modell, antal in sorted(pseudonymisera().items()):
            self.stdout.write(f"{modell}: {antal} rader.")
        self.stdout.write("Klart. Filerna i lagret följer inte med: kopiera dem inte.")
