"""Print the access matrix as Markdown: docs/atkomst.md is this command's output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver

from kvalitet.atkomst import MATRIS, hjulet, karnan, synpunkter, uppfoljning
from kvalitet.atkomst.tva_personer import AKTER
from kvalitet.atkomst.typer import Atkomst, Dorr, Stalle, far_gora, kanner, oppnar
from kvalitet.roller import Roll

INLEDNING = """\
# Åtkomst: vem som får öppna vad

Skrivet av `manage.py atkomst` ur den tabell som proven i `tests/atkomst/` håller koden vid. Ändra
tabellen i `kvalitet/atkomst/`, inte här.

- **L**: rollen läser. **G**: rollen gör något (skickar ett formulär eller trycker på en knapp).
  **LG**: båda. **–**: adressen svarar att rollen inte får (403).
- Det gäller där objektet ligger och där rollen gäller. Någon annanstans finns objektet inte (404),
  och svaret går inte att skilja från det om ett objekt som aldrig har funnits. Det som syns för
  alla svarar i stället att rollen inte får (403).
- Den som inte är inloggad kommer till inloggningen. Den som är inloggad utan roll kommer till
  översikten och ingen annanstans.
- En person kan ha rättigheter för egen del utöver sin roll: den som ansvarar för en åtgärd
  rapporterar den, och den som handlägger ett ärende läser det också när det är hemligt.
- Revisorn läser planer, uppföljning, ärenden, filer som har lämnats ut, gallringar, arkivpaket och
  händelseloggen i sin enhet och allt under den. Revisorn skriver ingenting, och varje läsning av
  det som är hemligt antecknas.
"""
ROLLER = "Rollerna: " + ", ".join(f"{roll.value} {roll.label.lower()}" for roll in Roll) + "."
AVSNITT = (
    ("Start, organisation och granskning", karnan.RADER),
    ("Hjulet: mål, planer, indikatorer, åtgärder och lärdomar", hjulet.RADER),
    ("Synpunkter", synpunkter.RADER),
    ("Uppföljning, undersökningar och rapporter", uppfoljning.RADER),
)


class Command(BaseCommand):
    help = "Skriver ut åtkomstmatrisen som Markdown."

    def handle(self, *args: Any, **val: Any) -> None:
        self.stdout.write(matrisen(), ending="")


def matrisen() -> str:
    adress = dict(_adresser(get_resolver(), "", ""))
    rader = [INLEDNING, ROLLER]
    for rubrik, avsnitt in AVSNITT:
        rader += ["", f"## {rubrik}", "", *_tabell(avsnitt, adress)]
    rader += ["", "## Öppet för alla", "", *_oppet(adress)]
    rader += ["", "## Två personer", "", *_tva_personer()]
    return "\n".join(rader) + "\n"


def _tabell(avsnitt: Iterable[Atkomst], adress: dict[str, str]) -> Iterator[str]:
    roller = " | ".join(roll.value for roll in Roll)
    yield f"| adress | objektet ligger i | {roller} |"
    yield f"|---|---|{'---|' * len(Roll)}"
    for rad in avsnitt:
        if rad.dorr not in (Dorr.OPPEN, Dorr.SIGNERAD):
            celler = " | ".join(_cell(rad, roll) for roll in Roll)
            yield f"| `{adress[rad.namn]}` | {rad.ligger.ord} | {celler} |"


def _cell(rad: Atkomst, roll: Roll) -> str:
    far = {
        metod
        for metod in rad.metoder.split()
        for stalle in Stalle
        if oppnar(rad, roll) and kanner(rad, roll, stalle) and far_gora(rad, roll, stalle, metod)
    }
    return (
        "".join(bokstav for metod, bokstav in (("GET", "L"), ("POST", "G")) if metod in far) or "–"
    )


def _oppet(adress: dict[str, str]) -> Iterator[str]:
    for rad in MATRIS.values():
        if rad.dorr in (Dorr.OPPEN, Dorr.SIGNERAD):
            yield f"- `{adress[rad.namn]}`: {rad.dorr}"


def _tva_personer() -> Iterator[str]:
    yield "Det här gör aldrig den som är inblandad, vilka roller personen än har."
    yield ""
    yield "| det som görs | görs inte av |"
    yield "|---|---|"
    for akt in AKTER:
        yield f"| {akt.akt} | {akt.inblandad} |"


def _adresser(upplosare: URLResolver, rum: str, ovanfor: str) -> Iterator[tuple[str, str]]:
    for post in upplosare.url_patterns:
        monster = ovanfor + str(post.pattern)
        if isinstance(post, URLResolver):
            yield from _adresser(
                post, f"{rum}{post.namespace}:" if post.namespace else rum, monster
            )
        elif isinstance(post, URLPattern):
            yield f"{rum}{post.name}", f"/{monster}"
