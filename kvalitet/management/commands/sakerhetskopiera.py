"""Make a backup of the database, the files and the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.management.kopia.skriv import sakerhetskopiera


class Command(BaseCommand):
    help = "Gör en säkerhetskopia av databasen, filerna och nycklarna, medan webbplatsen är igång."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mapp", type=Path, help="mappen som kopian läggs i")

    def handle(self, *args: Any, mapp: Path, **val: Any) -> None:
        try:
            fil = sakerhetskopiera(mapp, nu=klocka.nu())
        except (Regelbrott, OSError) as fel:
            raise CommandError(f"Ingen kopia gjordes. {fel}") from fel
        self.stdout.write(f"Kopian är klar: {fil} ({fil.stat().st_size / 1e6:.1f} MB).")
        if not settings.KOPIA_LOSENFRAS:
            self.stdout.write(
                "Nycklarna är inte med, eftersom KVALITET_KOPIA_LOSENFRAS saknas. "
                "Utan dem går kontaktuppgifter inte att läsa: förvara dem på ett annat ställe."
            )
