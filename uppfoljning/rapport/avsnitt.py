"""What people write themselves in the reports of a period: a table of data. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Textavsnitt:
    """`fraga` is what the page asks the writer."""

    nyckel: str
    rubrik: str
    fraga: str


SYNPUNKTER = (
    Textavsnitt(
        "analys",
        "Så tolkar vi siffrorna",
        "Vad säger synpunkterna? Vad beror det på? Skriv också vad ni inte vet.",
    ),
    Textavsnitt(
        "gor",
        "Det här gör kontoret nu",
        "Vad gör ni av det som kom in, vem gör det och när är det klart?",
    ),
)
