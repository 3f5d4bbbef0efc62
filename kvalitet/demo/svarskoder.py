"""A survey of the demo that takes codes: two hundred asked, some of whom have answered."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from kvalitet import klocka
from kvalitet.demo.tid import den
from uppfoljning.actions import svarskod
from uppfoljning.actions.enkatsvar import Besvarad, ny_token, svara
from uppfoljning.actions.undersokning import skapa


def ladda(gemensamt: dict[str, Any], svaren: Iterable[tuple[str, dict[str, Besvarad]]]) -> None:
    with den(date(2026, 9, 1)):
        u = skapa(
            namn="Trygghetslarm 2026",
            slug="trygghetslarm-2026",
            om="trygghetslarmet",
            oppnar=date(2026, 9, 1),
            stanger=date(klocka.idag().year + 1, 6, 30),
            urval=200,
            kraver_kod=True,
            **gemensamt,
        )
        slump = secrets.token_urlsafe(18)
        koder = svarskod.bestall(u, token=slump, antal=200, av=gemensamt["av"])
    version = u.versioner.get()
    with den(date(2026, 9, 8)):
        for kod, (kon, svar) in zip(koder, svaren, strict=False):
            svara(u, token=ny_token(version), svar=svar, kon=kon, kod=kod)
