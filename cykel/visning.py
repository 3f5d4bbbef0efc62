"""What the wheel's pages show: small frozen dataclasses, also for slots that higher rooms fill."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Maldel:
    """To the right of a goal on the plan page: its grade in this lap, or the way to give one."""

    bedomning: str = ""
    """uppfyllt, delvis, ej or okant; empty when nobody has judged."""
    lank: str = ""
    lanktext: str = ""


@dataclass(frozen=True)
class Kallank:
    """Where a brist comes from: words, and the way there when the person may go."""

    text: str
    lank: str = ""
