"""Residents' own words in the demo's closed survey, sorted into themes and summed up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle, islice

from kvalitet.models import Anvandare
from uppfoljning import fritext
from uppfoljning.actions import tema as akter
from uppfoljning.actions.enkatsvar import Besvarad
from uppfoljning.models import Undersokning

ORD: dict[str, tuple[str, ...]] = {
    "Byten av personal": (
        "Det kommer en ny person nästan varje dag. Jag får visa var allt står.",
        "Förra månaden räknade jag till fjorton olika personer hemma hos mamma.",
        "När Anna kommer fungerar allt, men hon kommer sällan numera.",
    ),
    "Tiderna ändras utan besked": (
        "De skulle komma åtta men kom halv tio. Ingen ringde.",
        "Jag vill veta kvällen innan om tiden blir en annan.",
    ),
    "Vänligt bemötande": (
        "Alla är snälla och tar sig tid att prata.",
        "Jag känner mig trygg när de har varit här.",
    ),
}
OSORTERADE = (
    "Ring mig gärna om det här, 070-174 06 05.",
    "Min granne verkar ha slutat äta och säger att hon inte vill leva längre.",
    "Maten är kall när den kommer.",
)
SAMMANFATTNING = (
    "Många lyfter att det är olika personer som kommer, och att tiderna ändras utan att någon "
    "hör av sig. De flesta som skriver om bemötandet är nöjda med det."
)
ANTAL = 24


def med_ord(
    rader: Iterable[tuple[str, dict[str, Besvarad]]],
) -> Iterator[tuple[str, dict[str, Besvarad]]]:
    """Give the answers, the first of them with something written too."""
    alla = [text for per_tema in ORD.values() for text in per_tema]
    skrivna = iter([*islice(cycle(alla), ANTAL), *OSORTERADE])
    for kon, svar in rader:
        yield kon, svar | {"beratta": Besvarad(text=next(skrivna, ""))}


def sortera(undersokning: Undersokning, av: Anvandare) -> None:
    rader = list(fritext.texter(undersokning))
    for namn, skrivna in ORD.items():
        texter_ = [rad.pk for rad in rader if rad.text in skrivna]
        akter.marka(undersokning, texter=texter_, nytt=namn, av=av)
    akter.sammanfatta(undersokning, text=SAMMANFATTNING, av=av)
