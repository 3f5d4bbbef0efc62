"""What a report must hold before it is fastställd. Pure: the page and the act both ask here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kvalitet.fel import Punkt
from uppfoljning.rapport.sidbudget import FORSTA_SIDAN
from uppfoljning.rapport.slag import Rapportslag, Underlag


def punkter(
    slag: Rapportslag,
    underlag: Underlag,
    *,
    klar: bool,
    varningar: Sequence[str],
    texterna: str = "",
) -> list[Punkt]:
    """Every point, met and unmet. `klar` and `varningar`: how the making of the draft went.
    `texterna`: address of the page where the kind's texts are written.

    The kind's mandatory parts stop it, and a first page that does not hold its five answers.
    """
    return [
        Punkt("Utkastet är färdigt som pdf", klar=klar),
        *slag.krav(underlag),
        *(
            Punkt(f"Texten {t.rubrik} är skriven", klar=bool(t.text), lank=texterna)
            for t in slag.texter(underlag)
        ),
        *_forsta_sidan(klar, varningar),
    ]


def _forsta_sidan(klar: bool, varningar: Sequence[str]) -> Iterator[Punkt]:
    if klar:
        for langd in varningar:
            if langd == FORSTA_SIDAN:
                yield Punkt(langd.removesuffix("."))
                return
        yield Punkt("Läs detta först får plats på en sida", klar=True)
