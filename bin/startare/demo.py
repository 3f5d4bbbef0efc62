"""bin/demo: everything, on this machine, with the demo municipality."""

import argparse
import shutil
import signal
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from . import appen, hemligheter, miljo, paket, portar, postgres, valkey
from .appen import Miljo, angiven, manage
from .fel import FEL, SAKNAS, Startfel
from .platser import ROT, Datamapp, ensam
from .processer import Avbruten, Barn, lyssna_pa_avbrott, stoppas, vakta, vanta_tills
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
    grupp.add_argument("--port", type=int, metavar="N", help="webbserverns port (annars 8000)")
    grupp.add_argument(
        "--data", type=Path, default=ROT / "var", metavar="MAPP", help="datamapp (annars var/)"
    )
    grupp.add_argument("--reset", action="store_true", help="börja om med tom data")
    grupp.add_argument(
        "--check", action="store_true", help="starta, prova allt, stoppa; 0 när allt gick"
    )
    grupp.add_argument("-h", "--help", action="help", help="visa den här hjälpen")
    val = tolk.parse_args(argument)
    if val.port is not None and not 0 < val.port < 65536:
        tolk.error(f"--port {val.port} (ska vara 1–65535)")
    return Val(val.port, val.data.expanduser().resolve(), val.reset, val.check)


def main(argument: list[str]) -> int:
    val = tolka(argument)
    lyssna_pa_avbrott()
    start = time.monotonic()
    try:
        _kor(val)
    except Startfel as fel:
        skriv(f"\n{fel}")
        return fel.kod
    except OSError as fel:
        skriv(f"\nStarten misslyckades: {fel}")
        return FEL
    except Avbruten as avbrott:
        skriv("\nAllt är stoppat.")
        return 0 if avbrott.signalnummer == signal.SIGINT else 128 + avbrott.signalnummer
    skriv(f"\nAllt fungerar. Det tog {time.monotonic() - start:.1f} s.")
    return 0


def _kor(val: Val) -> None:
    skriv("Förbättringshjulet startar")
    if val.port is not None:
        portar.begard(val.port)  # said before anything is installed
    saknade = paket.installera([paket.VENV, paket.PANGO])
    if val.check and paket.PANGO in saknade:
        raise Startfel("Utan Pango kan pdf-rapporten inte provas.", SAKNAS)
    miljo.se_till(miljo.DRIFT)
    mapp = Datamapp(val.data)
    mapp.skapa()
    upptaget = (
        f"En annan bin/demo kör redan på samma data ({mapp.rot}). "
        "Stoppa den, eller välj en annan mapp med --data MAPP."
    )
    with ensam(mapp.rot, upptaget), ExitStack() as stack:
        if val.reset:
            _borja_om(mapp)
        _starta_allt(val, mapp, stack)


def _borja_om(mapp: Datamapp) -> None:
    if angiven("DATABASE_URL"):
        raise Startfel(
            "--reset tömmer bara den inbyggda databasen, men DATABASE_URL anger en egen. "
            "Töm den själv, eller ta bort DATABASE_URL."
        )
    mapp.tom()
    shutil.rmtree(postgres.egen_mapp(mapp), ignore_errors=True)
    mapp.skapa()


def _starta_allt(val: Val, mapp: Datamapp, stack: ExitStack) -> None:
    miljon, barn = _starta_tjanster(mapp, stack)
    port = val.port or (8000 if portar.ar_ledig(8000) else portar.ledig())
    miljon.setdefault("KVALITET_ADRESS", f"http://{portar.VARD}:{port}")
    _ladda(miljon)
    processer: list[Barn] = []
    stack.enter_context(stoppas(processer))
    with steg("Startar webbserver, arbetare och tidtagare"):
        processer += appen.starta_processer(miljon, mapp, port)
        barn += processer
        _vanta(port, barn)
    if val.check:
        _prova(miljon, port)
        return
    _visa(miljon, port)
    vakta(barn)


def _starta_tjanster(mapp: Datamapp, stack: ExitStack) -> tuple[Miljo, list[Barn]]:
    """The database and the broker: our own, where the environment names no other."""
    databas = ko = None
    barn = []
    plats = None if angiven("DATABASE_URL") else postgres.ordna(mapp)
    hemliga = hemligheter.las_eller_skapa(
        plats.hemligheter if plats else mapp.hemligheter, plats.data if plats else None
    )
    with steg("Startar databas och meddelandekö"):
        if plats:
            ett, databas = postgres.starta_server(plats, hemliga, logg=mapp.logg / "databas.log")
            barn.append(ett)
            stack.enter_context(stoppas([ett]))
        if not angiven("REDIS_URL"):
            ett, ko = valkey.starta_server(hemliga, logg=mapp.logg / "ko.log")
            barn.append(ett)
            stack.enter_context(stoppas([ett]))
    return appen.miljo("demo", mapp, hemliga, databas=databas, ko=ko), barn


def _ladda(miljon: Miljo) -> None:
    with steg("Uppdaterar databasens tabeller"):
        manage(miljon, "migrate", "--verbosity", "0")
    with steg("Samlar stilmallar och skript"):
        manage(miljon, "collectstatic", "--no-input", "--verbosity", "0")
    with steg("Läser in demokommunen"):
        manage(miljon, "demo")


def _vanta(port: int, barn: list[Barn]) -> None:
    vanta_tills(
        lambda: appen.hamta(port, "/halsa/redo/")[0] == 200,
        barn,
        frist=60,
        for_sent=lambda: f"Tjänsten blev inte redo inom 60 s: {appen.vad_som_saknas(port)}",
    )


def _prova(miljon: Miljo, port: int) -> None:
    with steg("Hämtar startsidan"):
        kod, kropp = appen.hamta(port, "/")
        if kod != 200 or "Förbättringshjulet" not in kropp:
            raise Startfel(f"Startsidan svarade inte som väntat (svarskod {kod}).")
    with steg("Kör provjobb i arbetaren"):
        manage(miljon, "provkor")


def _visa(miljon: Miljo, port: int) -> None:
    skriv(f"\nFörbättringshjulet finns på http://{portar.VARD}:{port}/\n")
    skriv(manage(miljon, "demo", "--inloggningar").rstrip())
    skriv("\nStoppa med Ctrl-C.")
