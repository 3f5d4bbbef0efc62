"""bin/demo: everything, on this machine, with the demo municipality."""

import argparse
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from . import appen, hemligheter, miljo, paket, portar, postgres, valkey
from .appen import Miljo, angiven, manage
from .fel import SAKNAS, Startfel
from .platser import ROT, Datamapp, ensam
from .processer import Avbruten, Uppsikt, kor_till_slut
from .utskrift import skriv, steg


@dataclass(frozen=True)
class Val:
    port: int | None
    data: Path
    reset: bool
    check: bool


class _Tolk(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"bin/demo förstår inte: {message}\nSe bin/demo --help.\n")


def tolka(argument: list[str]) -> Val:
    tolk = _Tolk(
        prog="bin/demo", description="Startar Förbättringshjulet med demokommunen.", add_help=False
    )
    grupp = tolk.add_argument_group("val")
    grupp.add_argument(
        "--port", type=_portnummer, metavar="N", help="webbserverns port (annars 8000)"
    )
    grupp.add_argument(
        "--data", type=Path, default=ROT / "var", metavar="MAPP", help="datamapp (annars var/)"
    )
    grupp.add_argument("--reset", action="store_true", help="börja om med tom data")
    grupp.add_argument(
        "--check", action="store_true", help="starta, prova allt, stoppa; 0 när allt gick"
    )
    grupp.add_argument("-h", "--help", action="help", help="visa den här hjälpen")
    val, okanda = tolk.parse_known_args(argument)
    if okanda:
        tolk.error(f"valet {' '.join(okanda)} finns inte")
    return Val(val.port, val.data.expanduser().resolve(), val.reset, val.check)


def _portnummer(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise argparse.ArgumentTypeError(f"{text} är inget portnummer")
    return int(text)


def main(argument: list[str]) -> int:
    val = tolka(argument)
    return kor_till_slut(lambda: _kor(val))


def _kor(val: Val) -> int:
    start = time.monotonic()
    skriv("Förbättringshjulet startar")
    mapp = _forbered(val)
    upptaget = (
        f"En annan bin/demo kör redan på samma data ({mapp.rot}). "
        "Stoppa den, eller välj en annan mapp med --data MAPP."
    )
    with ensam(mapp.rot, upptaget), Uppsikt() as uppsikt:
        if val.reset:
            _borja_om(mapp)
        miljon, port = _starta(uppsikt, mapp, val.port)
        if val.check:
            _prova(miljon, port)
        else:
            _visa(miljon, port)
            _vakta(uppsikt)
    if val.check:
        skriv(f"\nAllt fungerar. Det tog {time.monotonic() - start:.1f} s.")
    else:
        skriv("Allt är stoppat.")
    return 0


def _forbered(val: Val) -> Datamapp:
    """All that can be said or done before anything is started."""
    if val.port is not None:
        portar.prova(val.port)
    saknade = paket.installera([paket.VENV, paket.PANGO])
    if val.check and paket.PANGO in saknade:
        raise Startfel("Utan Pango kan pdf-rapporten inte provas.", SAKNAS)
    miljo.se_till(miljo.DRIFT)
    mapp = Datamapp(val.data)
    mapp.skapa()
    return mapp


def _borja_om(mapp: Datamapp) -> None:
    if angiven("DATABASE_URL"):
        raise Startfel(
            "--reset tömmer bara den inbyggda databasen, men DATABASE_URL anger en egen. "
            "Töm den själv, eller ta bort DATABASE_URL."
        )
    mapp.tom()
    shutil.rmtree(postgres.egen_mapp(mapp), ignore_errors=True)
    mapp.skapa()


def _starta(uppsikt: Uppsikt, mapp: Datamapp, begard: int | None) -> tuple[Miljo, int]:
    miljon, databas = _starta_tjanster(uppsikt, mapp)
    port = begard or (8000 if portar.ar_ledig(8000) else portar.ledig())
    miljon.setdefault("KVALITET_ADRESS", f"http://{portar.VARD}:{port}")
    _ladda(miljon, mapp, databas)
    with steg("Startar webbservern"):
        appen.starta_webben(uppsikt, miljon, mapp, port)
        _vanta(uppsikt, port, "/halsa/")
    # Not beside it: the first page would come later, and all of it no sooner.
    with steg("Startar arbetare och tidtagare"):
        appen.starta_bakgrunden(uppsikt, miljon, mapp)
        _vanta(uppsikt, port, "/halsa/redo/")
    return miljon, port


def _starta_tjanster(uppsikt: Uppsikt, mapp: Datamapp) -> tuple[Miljo, Path | None]:
    """The database and the broker: our own, where the environment names no other. Also returns
    where our own database lies."""
    databas = ko = None
    plats = None if angiven("DATABASE_URL") else postgres.ordna(mapp)
    hemliga = hemligheter.las_eller_skapa(
        plats.hemligheter if plats else mapp.hemligheter, plats.data if plats else None
    )
    with steg("Startar databas och meddelandekö"):
        if plats:
            databas = postgres.starta_server(
                uppsikt, plats, hemliga, logg=mapp.logg / "databas.log"
            )
        if not angiven("REDIS_URL"):
            ko = valkey.starta_server(uppsikt, hemliga, logg=mapp.logg / "ko.log")
    miljon = appen.miljo("demo", mapp, hemliga, databas=databas, ko=ko)
    return miljon, plats.data if plats else None


def _ladda(miljon: Miljo, mapp: Datamapp, databas: Path | None) -> None:
    with steg("Samlar stilmallar och skript"):
        appen.samla_statiskt(miljon, mapp)
    with steg("Uppdaterar databasens tabeller och läser in demokommunen"):
        appen.ladda_demokommunen(miljon, mapp, databas)


TALAMOD = 180
"""Seconds, on a machine that has much else to do."""


def _vanta(uppsikt: Uppsikt, port: int, sokvag: str) -> None:
    uppsikt.vanta_tills(
        lambda: appen.hamta(port, sokvag)[0] == 200,
        frist=TALAMOD,
        for_sent=lambda: f"Tjänsten blev inte redo inom {TALAMOD} s: {appen.vad_som_saknas(port)}",
    )


def _prova(miljon: Miljo, port: int) -> None:
    with steg("Hämtar startsidan"):
        kod, kropp = appen.hamta(port, "/")
        if kod != 200 or "Förbättringshjulet" not in kropp:
            raise Startfel(f"Startsidan svarade inte som väntat (svarskod {kod}).")
    with steg("Kör provjobb i arbetaren och gör en rapport"):
        svar = manage(miljon, "provkor", "--skip-checks")
    skriv(svar.rstrip())


def _visa(miljon: Miljo, port: int) -> None:
    skriv(f"\nFörbättringshjulet finns på http://{portar.VARD}:{port}/\n")
    skriv(manage(miljon, "demo", "--inloggningar", "--skip-checks").rstrip())
    skriv("\nStoppa med Ctrl-C.")


def _vakta(uppsikt: Uppsikt) -> None:
    try:
        uppsikt.vakta()
    except Avbruten:
        skriv("\nStoppar …")
