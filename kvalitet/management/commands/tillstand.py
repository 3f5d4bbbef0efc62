"""Print the state tables as Markdown: docs/tillstand.md is this command's output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from kvalitet.kontroller import maskiner
from kvalitet.overgang import Maskin, Overgang
from kvalitet.roller import ROLLER


class Command(BaseCommand):
    help = "Skriver ut tillståndstabellerna som Markdown."

    def handle(self, *args: Any, **val: Any) -> None:
        self.stdout.write(tabeller())


def tabeller() -> str:
    rader = [
        "# Tillståndstabeller",
        "",
        "Skrivet av `manage.py tillstand` ur de tabeller som koden, knapparna och databasens",
        "vakter läser. Ändra tabellen i koden, inte här.",
    ]
    for maskin in maskiner():
        rader += ["", *_maskin(maskin)]
    return "\n".join(rader) + "\n"


def _maskin(maskin: Maskin) -> Iterator[str]:
    yield f"## {maskin.namn}"
    yield ""
    yield f"Börjar i: {', '.join(_lage(maskin, lage) for lage in maskin.start)}."
    yield ""
    yield "| nr | steg | från → till | vem | villkor | följder |"
    yield "|---|---|---|---|---|---|"
    for rad in maskin.rader:
        fran = ", ".join(_lage(maskin, lage) for lage in rad.fran)
        yield (
            f"| {rad.nummer} | {rad.etikett} | {fran} → {_till(maskin, rad)} | {_vem(rad)} "
            f"| {_platser(rad.villkor, rad.kommentar_kravs)} | {_platser(rad.effekter)} |"
        )


def _lage(maskin: Maskin, lage: str) -> str:
    return str(maskin.lagen(lage).label)


def _till(maskin: Maskin, rad: Overgang) -> str:
    return " eller ".join(_lage(maskin, lage) for lage in rad.mal)


def _vem(rad: Overgang) -> str:
    vilka = [roll.value for roll, ratter in ROLLER.items() if rad.ratt in ratter]
    if rad.ratt is None or rad.system:
        vilka.append("utan person")
    return ", ".join(vilka)


def _platser(platser: tuple[str, ...], kommentar: bool = False) -> str:
    return ", ".join([f"`{plats}`" for plats in platser] + ["motivering"] * kommentar)
