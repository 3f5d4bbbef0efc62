"""Read in the numbers that another register has given, from a file that its job leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvalitet.inlasning import Inlasningsfel
from kvalitet.kalkyl import Kalkylfel
from synpunkter.actions.diarium import las_in_svar
from synpunkter.diariefil import las_svar


class Command(BaseCommand):
    help = "Läser in diarienummer ur en fil från diariet (XML, JSON eller CSV). Allt eller inget."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fil", type=Path, help="filen med nyckel (eller referens) och dnr")

    def handle(self, *args: Any, **val: Any) -> None:
        try:
            antal = las_in_svar(las_svar(val["fil"].read_bytes()), av=None)
        except OSError as fel:
            raise CommandError(f"Filen går inte att öppna: {fel.strerror}.") from fel
        except Kalkylfel as fel:
            raise CommandError(fel.mening) from fel
        except Inlasningsfel as fel:
            rader = [f"Rad {f.nummer}: {f.mening}" for f in fel.fel]
            raise CommandError("\n".join([fel.mening, *rader])) from fel
        self.stdout.write(f"{antal} nya diarienummer är inlästa.")
