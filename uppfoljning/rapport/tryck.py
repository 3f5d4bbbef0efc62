"""The report as a file: HTML → PDF, and whether the pages keep their budget. No database."""

from kvalitet.pdf import Pdf, gor_pdf
from uppfoljning.rapport.html import MAPP, rapport_html, titel
from uppfoljning.rapport.mening import ankare
from uppfoljning.rapport.modell import Maluppfyllelserapport

FORSTA_SIDAN = "Läs detta först får inte plats på en sida. Korta målens och åtgärdernas namn."
"""The warning that fastställ refuses; the others are told and let through."""


def rapport_pdf(
    underlag: Maluppfyllelserapport, *, utkast: bool, fingeravtryck: str | None = None
) -> Pdf:
    """The finished report. Warnings of the page budget come first among its `varningar`;
    a draft is made with them, fastställ refuses them (see `sidbudget`)."""
    pdf = gor_pdf(
        rapport_html(underlag, utkast=utkast, fingeravtryck=fingeravtryck),
        bas=MAPP,
        titel=titel(underlag, utkast),
        skapad=underlag.skapad,
    )
    varningar = (*sidbudget(pdf, underlag), *pdf.varningar)
    return Pdf(pdf.bytes, pdf.sidor, varningar, pdf.ankare)


def sidbudget(pdf: Pdf, underlag: Maluppfyllelserapport) -> tuple[str, ...]:
    """Page 1 stands alone and each goal has one page; a sentence for each that does not."""
    ut = []
    if pdf.ankare["innehall"] != 2:
        ut.append(FORSTA_SIDAN)
    foljande = [ankare(m) for m in underlag.mal[1:]] + ["rost"]
    for mal, nasta in zip(underlag.mal, foljande, strict=False):
        if pdf.ankare[nasta] != pdf.ankare[ankare(mal)] + 1:
            ut.append(f"Mål {mal.nummer} får inte plats på en sida. Korta texten.")
    return tuple(ut)
