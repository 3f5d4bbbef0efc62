"""Read in Kolada's catalogue of key figures, municipalities and groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvalitet.fel import Regelbrott
from uppfoljning.actions.koladakatalog import Antal, las_in
from uppfoljning.actions.koladalas import ensam
from uppfoljning.kolada import katalog
from uppfoljning.kolada.katalog import Katalog
from uppfoljning.kolada.klient import Klient
from uppfoljning.kolada.svar import Koladafel

MEST_FEL = 20


class Command(BaseCommand):
    help = "Läser in Koladas katalog: den som följer med, en egen fil eller mapp, eller ur API:et."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "plats", nargs="?", type=Path, help="mapp eller fil i API:ets form (.json, .json.gz)"
        )
        parser.add_argument("--fran-api", action="store_true", help="hämta katalogen från Kolada")

    def handle(self, *args: Any, **val: Any) -> None:
        if val["plats"] and val["fran_api"]:
            raise CommandError("Ange antingen en fil eller --fran-api, inte båda.")
        try:
            hela = _katalog(val["plats"], fran_api=val["fran_api"])
            with ensam() as min_tur:
                if not min_tur:
                    raise CommandError("Kolada uppdateras redan. Försök igen om en stund.")
                ut = las_in(hela)
        except (Koladafel, Regelbrott) as fel:
            raise CommandError(fel.mening) from fel
        self.stdout.write(f"Nyckeltal: {_ord(ut.nyckeltal)}.")
        self.stdout.write(f"Områden: {_ord(ut.omraden)}.")
        for rad in hela.fel[:MEST_FEL]:
            self.stderr.write(str(rad))
        if len(hela.fel) > MEST_FEL:
            self.stderr.write(f"… och {len(hela.fel) - MEST_FEL} rader till.")


def _katalog(plats: Path | None, *, fran_api: bool) -> Katalog:
    if not fran_api:
        return katalog.fran_filer(plats) if plats else katalog.fran_filer()
    with Klient(settings.KOLADA_ADRESS) as klient:
        return katalog.fran_api(klient)


def _ord(antal: Antal) -> str:
    return (
        f"{antal.nya} nya, {antal.andrade} ändrade, {antal.lika} oförändrade, "
        f"{antal.borttagna} borttagna"
    )
