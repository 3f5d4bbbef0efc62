"""Seal, verify and export the event log."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvalitet import klocka
from kvalitet.actions import sigill
from kvalitet.fel import Regelbrott
from kvalitet.loggkontroll import kontrollera
from kvalitet.management import loggexport


class Command(BaseCommand):
    help = "Förseglar loggen, kontrollerar att ingen händelse har ändrats, eller exporterar den."

    def add_arguments(self, parser: CommandParser) -> None:
        val = parser.add_subparsers(dest="vad", required=True)
        val.add_parser("forsegla", help="försegla det som har loggats sedan sist")
        prova = val.add_parser("kontrollera", help="gå igenom allt; slutkod 1 om något är fel")
        prova.add_argument(
            "--vittne",
            type=Path,
            help="en sparad fil med sigill (annars KVALITET_VAR/sigill.jsonl)",
        )
        val.add_parser("nytt-vittne", help="börja om vittnet efter en återläsning till förr")
        ut = val.add_parser("exportera", help="skriv ut förseglade dagar, med ett prov")
        ut.add_argument("mapp", type=Path, help="en mapp som inte finns eller är tom")
        ut.add_argument("--fran", type=datetime.date.fromisoformat, default=datetime.date.min)
        ut.add_argument("--till", type=datetime.date.fromisoformat, default=datetime.date.max)

    def handle(self, *args: Any, vad: str, **val: Any) -> None:
        try:
            if vad == "forsegla":
                self._forsegla()
            elif vad == "kontrollera":
                self._kontrollera(val["vittne"])
            elif vad == "nytt-vittne":
                self._nytt_vittne()
            else:
                self._exportera(val["mapp"], val["fran"], val["till"])
        except Regelbrott as fel:
            raise CommandError(fel.mening) from fel

    def _forsegla(self) -> None:
        nya = sigill.forsegla(av=None, nu=klocka.nu())
        for ett in nya:
            self.stdout.write(f"{ett}: {ett.antal} händelser, {ett.summa}")
        if not nya:
            self.stdout.write("Allt i loggen är redan förseglat.")

    def _kontrollera(self, vittne: Path | None) -> None:
        fil = vittne or sigill.vittnesfil()
        if vittne and not fil.is_file():
            raise CommandError(f"Filen {fil} finns inte.")
        kontroll = kontrollera(fil if fil.is_file() else None)
        self.stdout.write(
            f"{kontroll.sigill} sigill över {kontroll.handelser} händelser, "
            f"{kontroll.oforseglade} händelser som inte är förseglade än, "
            f"{kontroll.ogonblick} ögonblicksbilder."
        )
        for mening in kontroll.anmarkningar:
            self.stdout.write(mening)
        if kontroll.fel:
            raise CommandError("Loggen är inte hel.\n- " + "\n- ".join(kontroll.fel))
        self.stdout.write(f"Allt stämmer. Sista sigillets summa: {kontroll.sista or 'inget'}")

    def _nytt_vittne(self) -> None:
        if fel := kontrollera().fel:
            raise CommandError("Loggen är inte hel.\n- " + "\n- ".join(fel))
        if forut := sigill.nytt_vittne(av=None, nu=klocka.nu()):
            self.stdout.write(f"Det förra vittnet ligger kvar som {forut}. Det här hade bara det:")
            self.stdout.write("\n".join(kontrollera(forut).fel) or "inget.")
        self.stdout.write(f"Vittnet är {sigill.vittnesfil()}. Spara en kopia på en annan dator.")

    def _exportera(self, mapp: Path, fran: datetime.date, till: datetime.date) -> None:
        antal = loggexport.exportera(mapp, fran=fran, till=till)
        self.stdout.write(
            f"{antal} händelser skrevs till {mapp}. Pröva dem: python3 kontrollera.py"
        )
