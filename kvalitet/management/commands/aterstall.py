"""Read a backup into an empty database and an empty folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.management.kopia import DUMP, MANIFEST, NYCKLAR, VITTNE
from kvalitet.management.kopia.las import Aterstalld, aterstall


class Command(BaseCommand):
    help = "Läser in en säkerhetskopia i en tom databas och en tom mapp, och prövar att allt kom."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fil", type=Path, help="kopian, kvalitet-….tar")

    def handle(self, *args: Any, fil: Path, **val: Any) -> None:
        try:
            svar = aterstall(fil, nu=klocka.nu())
        except (Regelbrott, OSError) as fel:
            raise CommandError(str(fel)) from fel
        self._beratta(svar)
        if svar.kontroll.fel:
            raise CommandError("Allt kom inte tillbaka.\n- " + "\n- ".join(svar.kontroll.fel))
        self.stdout.write(
            "Allt som kopian uppger är tillbaka, och tabellerna är den här versionens. Kör nu "
            "rattigheter om appen har en egen roll i databasen."
        )

    def _beratta(self, svar: Aterstalld) -> None:
        manifest, kontroll = svar.manifest, svar.kontroll
        filer = set(manifest["delar"]) - {DUMP, MANIFEST, NYCKLAR, VITTNE}
        self.stdout.write(
            f"Kopian är från {manifest['skapad']}, gjord med version {manifest['version']}.\n"
            f"{sum(manifest['tabeller'].values())} rader i {len(manifest['tabeller'])} tabeller, "
            f"{len(filer)} filer.\n"
            f"Loggen: {kontroll.sigill} sigill över {kontroll.handelser} händelser, och "
            f"{kontroll.ogonblick} ögonblicksbilder.\n{svar.nycklar}"
        )
        if svar.undanlagt:
            self.stdout.write(
                f"Vittnet som fanns hör till en annan logg. Det ligger kvar som {svar.undanlagt}."
            )
        if manifest["utanfor"]:
            self.stdout.write(
                f"{len(manifest['utanfor'])} rapportfiler låg i ett eget lager (KVALITET_LAGER) "
                "och är inte med i kopian."
            )
