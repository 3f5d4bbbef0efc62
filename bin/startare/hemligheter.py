"""Secrets of one demo: made once, kept beside the data that they protect."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from .fel import Startfel


@dataclass(frozen=True)
class Hemligheter:
    databas: str
    ko: str
    nyckel: str
    uppslag: str
    krypto: str


def nya() -> Hemligheter:
    # Hexadecimal where the secret becomes part of an address; Fernet wants urlsafe base64.
    return Hemligheter(
        databas=secrets.token_hex(16),
        ko=secrets.token_hex(16),
        nyckel=secrets.token_urlsafe(50),
        uppslag=secrets.token_urlsafe(50),
        krypto=base64.urlsafe_b64encode(os.urandom(32)).decode(),
    )


def las_eller_skapa(fil: Path, databas: Path | None) -> Hemligheter:
    if fil.exists():
        try:
            return Hemligheter(**json.loads(fil.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as fel:
            raise Startfel(
                f"Hemligheterna i {fil} går inte att läsa ({fel}). "
                "Börja om med tom data: bin/demo --reset"
            ) from fel
    if databas is not None and databas.exists():
        raise Startfel(
            f"Databasen i {databas} finns kvar, men {fil} som öppnar den är borta. "
            "Börja om med tom data: bin/demo --reset"
        )
    hemligheter = nya()
    with open(os.open(fil, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as ut:
        json.dump(asdict(hemligheter), ut, indent=1)
    return hemligheter
