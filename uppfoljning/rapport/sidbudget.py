"""Whether a finished report keeps its pages. Pure."""

from kvalitet.pdf import Pdf
from uppfoljning.rapport.malvy import kompakt
from uppfoljning.rapport.mening import ankare
from uppfoljning.rapport.modell import Maluppfyllelserapport

FORSTA_SIDAN = "Läs detta först får inte plats på en sida. Korta målens och åtgärdernas namn."
"""The warning that fastställ refuses; the others are told and let through."""
FLEST_SIDOR = 30
"""Of a report that is still read."""


def forsta_sidan(pdf: Pdf) -> tuple[str, ...]:
    """Page 1 stands alone: the contents, or what comes next ("innehall"), begin on page 2."""
    return () if pdf.ankare["innehall"] == 2 else (FORSTA_SIDAN,)


def malsidor(pdf: Pdf, underlag: Maluppfyllelserapport) -> tuple[str, ...]:
    """Page 1 stands alone and each goal has one page, unless they are so many that they share;
    a sentence for each that does not."""
    ut = list(forsta_sidan(pdf))
    if pdf.sidor > FLEST_SIDOR:
        ut.append(f"Rapporten är på {pdf.sidor} sidor. Korta texterna, så att den blir läst.")
    if kompakt(len(underlag.mal)):
        return tuple(ut)
    foljande = [ankare(m) for m in underlag.mal[1:]] + ["rost"]
    for mal, nasta in zip(underlag.mal, foljande, strict=False):
        if pdf.ankare[nasta] != pdf.ankare[ankare(mal)] + 1:
            ut.append(f"Mål {mal.nummer} får inte plats på en sida. Korta texten.")
    return tuple(ut)
