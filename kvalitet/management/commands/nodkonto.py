"""Make a break-glass account, from the server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kvalitet.actions.konton import be_om_losenord
from kvalitet.actions.stangning import satt_nodkonto
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare


class Command(BaseCommand):
    help = (
        "Gör ett konto till nödkonto, som loggar in med lösenord när kommunens inloggning inte "
        "fungerar, och mejlar en länk till valet av lösenord."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("epost", help="kontots adress")

    @transaction.atomic
    def handle(self, *args: Any, epost: str, **val: Any) -> None:
        person = Anvandare.objects.filter(epost=epost.strip().lower(), is_active=True).first()
        if person is None:
            raise CommandError("Det finns inget öppet konto med den adressen.")
        try:
            satt_nodkonto(person, ja=True, av=None)
        except Regelbrott as fel:
            raise CommandError(fel.mening) from fel
        be_om_losenord(person.epost)
        self.stdout.write(f"{person} har ett nödkonto. Ett mejl till {person.epost} är på väg.")
