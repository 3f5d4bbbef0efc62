"""Close the accounts that the identity provider has not seen for long."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kvalitet.actions.stangning import stang_osedda


class Command(BaseCommand):
    help = (
        "Stänger konton som inte har loggat in med kommunens konto på "
        "KVALITET_STANG_EFTER_DAGAR dagar. Nödkonton och konton med lösenord lämnas. "
        "Görs av sig självt varje natt."
    )

    def handle(self, *args: Any, **val: Any) -> None:
        self.stdout.write(f"Stängda konton: {stang_osedda()}.")
