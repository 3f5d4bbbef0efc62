"""Give the application's role in the database what it needs; run by the owner after `migrate`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kvalitet.fel import Regelbrott
from kvalitet.management import rattigheter


class Command(BaseCommand):
    help = "Ger appens roll i databasen de rättigheter den behöver. Körs av ägaren efter migrate."

    def handle(self, *args: Any, **val: Any) -> None:
        app = settings.APPENS_DATABAS
        if app is None:
            raise CommandError(
                "Ange ägarens databasadress i KVALITET_AGARE_DATABASE_URL. "
                "DATABASE_URL är adressen som appen själv använder."
            )
        roll = rattigheter.Roll(app["USER"], app["PASSWORD"])
        try:
            with transaction.atomic():
                givna = rattigheter.satt(roll)
        except Regelbrott as fel:
            raise CommandError(fel.mening) from fel
        fasta = sum("update" not in ratter for ratter in givna.values())
        self.stdout.write(
            f"{roll.namn} når {len(givna)} tabeller. I {fasta} av dem kan inget ändras."
        )
