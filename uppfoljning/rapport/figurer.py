"""An indicator's series as a chart: the same for the judge page, the report and its twin. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kvalitet.diagram import WEBB, Jamforelseserie, Linjediagram, Seriebryt, linje
from kvalitet.diagram.rita import Matt
from uppfoljning.rapport.modell import Indikator, Punkt


def indikatorfigur(
    i: Indikator,
    *,
    flest: int = 0,
    namn: str = "",
    titel: str = "",
    matt: Matt = WEBB,
    hojd: float | None = None,
) -> Linjediagram | None:
    """Draw the latest `flest` points (0: all of them). None when there are fewer than two."""
    punkter = i.serie[-flest:]
    if sum(p.varde is not None for p in punkter) < 2:
        return None
    return linje(
        [(p.etikett, p.varde) for p in punkter],
        i.malvarde,
        namn=namn,
        mal_text=i.malvarde_text,
        jamforelser=_jamforelser(i, punkter),
        intervall=_intervall(i, punkter),
        # In print the words stand under the table.
        steg=[
            Seriebryt(n, p.brott if matt.webb else "Seriebrott")
            for n, p in enumerate(punkter)
            if p.brott
        ],
        dolda=[n for n, p in enumerate(punkter) if p.dold],
        decimaler=i.decimaler,
        titel=titel,
        matt=matt,
        hojd=hojd,
    )


def jamforelsenamn(i: Indikator) -> str:
    return i.jamforelser[0].namn if i.jamforelser else "Riket"


def _jamforelser(i: Indikator, punkter: Sequence[Punkt]) -> list[Jamforelseserie]:
    varden = [p.jamforelse for p in punkter]
    har = any(v is not None for v in varden)
    return [Jamforelseserie(jamforelsenamn(i), varden)] if har else []


def _intervall(i: Indikator, punkter: Sequence[Punkt]) -> list[tuple[Decimal, Decimal] | None]:
    """The uncertainty of the value that counts, the only one that a snapshot keeps."""
    sist = punkter[-1].varde
    if i.osakerhet is None or sist is None or sist != i.nu.t:
        return []
    return [*[None] * (len(punkter) - 1), (sist - i.osakerhet, sist + i.osakerhet)]
