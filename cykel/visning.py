"""What the wheel's pages show: small frozen dataclasses, also for slots that higher rooms fill."""

from __future__ import annotations

from dataclasses import dataclass

from kvalitet.texter import rakneord


@dataclass(frozen=True)
class Maldel:
    """To the right of a goal on the plan page: its grade in this lap, or the way to give one."""

    bedomning: str = ""
    """uppfyllt, delvis, ej or okant; empty when nobody has judged."""
    lank: str = ""
    lanktext: str = ""


@dataclass(frozen=True)
class Bedomt:
    """How goals were judged in a unit, and how much each lap of one plan did."""

    per_ar: dict[int, dict[int, str]]
    """The grades by `Mal.pk` and year."""
    per_varv: dict[int, str]
    """"3 bedömda", by `Varv.pk`."""


LAGOM_INDIKATORER = 5
"""More than this for one goal costs more to report than it tells (background/styrning.md §4)."""


def for_manga_indikatorer(antal: int) -> str:
    """A quiet sentence when a goal has many indicators; empty when it has not."""
    if antal <= LAGOM_INDIKATORER:
        return ""
    return (
        f"Målet har {antal} indikatorer. Fler än {rakneord(LAGOM_INDIKATORER)} tar mer tid att "
        "följa upp än de ger. Välj gärna de viktigaste."
    )


@dataclass(frozen=True)
class Kallank:
    """Where a brist comes from: words, and the way there when the person may go."""

    text: str
    lank: str = ""


@dataclass(frozen=True)
class Indikatordel:
    """What a higher room says of an indicator on its page, and the way to more."""

    mening: str
    lank: str = ""
    lanktext: str = ""
    viktig: bool = False
    """Something waits for an answer, or went wrong."""
