"""Encrypt and sum anew what older keys made, after a new key has been put first in the ring."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kvalitet.actions import nycklar


class Command(BaseCommand):
    help = (
        "Krypterar om kontaktuppgifter med den nyaste nyckeln och räknar om uppslag. "
        "Kan avbrytas och köras igen."
    )

    def handle(self, *args: Any, **val: Any) -> None:
        krypterade = nycklar.byt_kryptonyckel()
        for utfall in (*krypterade, *nycklar.byt_uppslag()):
            self.stdout.write(f"{utfall.falt}: {utfall.bytta} bytta, {utfall.kvar} kvar.")
        if kvar := sum(utfall.kvar for utfall in krypterade):
            raise CommandError(
                f"{kvar} uppgifter går inte att öppna med någon av nycklarna i "
                "KVALITET_KRYPTONYCKLAR. Lägg tillbaka den nyckel som saknas och kör igen."
            )
        if len(settings.KRYPTONYCKLAR) > 1:
            self.stdout.write("Bara den första kryptonyckeln behövs nu. De andra kan tas bort.")
        if settings.GAMLA_UPPSLAGSNYCKLAR:
            self.stdout.write(
                "Hemliga koder går inte att räkna om. Behåll den gamla uppslagsnyckeln så länge "
                "koder från dess tid ska gälla."
            )
