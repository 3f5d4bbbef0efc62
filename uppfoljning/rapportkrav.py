"""What a report must hold before it is fastställd. Pure: the page and the act both ask here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kvalitet.fel import Punkt
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport.modell import Mal, Maluppfyllelserapport
from uppfoljning.rapport.tryck import FORSTA_SIDAN


def punkter(
    underlag: Maluppfyllelserapport, *, klar: bool, varningar: Sequence[str]
) -> list[Punkt]:
    """Every point, met and unmet. `klar` and `varningar`: how the making of the draft went.

    A value that is missing is printed with its owner and stops nothing; an empty judgement, or
    a first page that does not hold its five answers, does.
    """
    brister = [brist for mal in underlag.mal for brist in _i_malet(mal)]
    return [
        Punkt("Utkastet är färdigt som pdf", klar=klar),
        Punkt("Rapporten har minst ett mål", klar=bool(underlag.mal)),
        *(map(Punkt, brister) if brister else [Punkt("Varje mål är bedömt", klar=True)]),
        Punkt("Invånarnas röst är med", klar=underlag.synpunkter is not None),
        *_forsta_sidan(klar, varningar),
    ]


def _i_malet(mal: Mal) -> Iterator[str]:
    if mal.bedomning is None:
        yield f"Mål {mal.nummer} saknar bedömning"
    elif not mal.motivering.strip():
        yield f"Mål {mal.nummer} saknar motivering"
    elif mal.bedomning in (Bedomning.DELVIS, Bedomning.EJ) and not mal.orsak.strip():
        yield f"Mål {mal.nummer} är inte uppfyllt och saknar orsak"


def _forsta_sidan(klar: bool, varningar: Sequence[str]) -> Iterator[Punkt]:
    if klar:
        for langd in varningar:
            if langd == FORSTA_SIDAN:
                yield Punkt(langd.removesuffix("."))
                return
        yield Punkt("Läs detta först får plats på en sida", klar=True)
