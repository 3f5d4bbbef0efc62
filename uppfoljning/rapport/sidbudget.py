"""Whether a finished report keeps its pages. Pure."""

from kvalitet.pdf import Pdf
from uppfoljning.rapport.mening import ankare
from uppfoljning.rapport.modell import Maluppfyllelserapport

FORSTA_SIDAN = "Läs detta först får inte plats på en sida. Korta målens och åtgärdernas namn."
"""The warning that fastställ refuses; the others are told and let through."""


def forsta_sidan(pdf: Pdf) -> tuple[str, ...]:
    """Page 1 stands alone: the contents, or what comes next ("innehall"), begin on page 2."""
    return () if pdf.ankare["innehall"] == 2 else (FORSTA_SIDAN,)


def malsidor(pdf: Pdf, underlag: Maluppfyllelserapport) -> tuple[str, ...]:
    """Page 1 stands alone and each goal has one page; a sentence for each that does not."""
    ut = list(forsta_sidan(pdf))
    foljande = [ankare(m) for m in underlag.mal[1:]] + ["rost"]
    for mal, nasta in zip(underlag.mal, foljande, strict=False):
        if pdf.ankare[nasta] != pdf.ankare[ankare(mal)] + 1:
            ut.append(f"Mål {mal.nummer} får inte plats på en sida. Korta texten.")
    return tuple(ut)
