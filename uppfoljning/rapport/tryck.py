"""The report as a file: HTML → PDF, and whether the pages keep their budget. No database."""

from typing import Any

from kvalitet.pdf import Pdf, gor_pdf
from uppfoljning.rapport.html import MAPP, rapport_html
from uppfoljning.rapport.maluppfyllelse import MALUPPFYLLELSE
from uppfoljning.rapport.slag import Rapportslag


def rapport_pdf(
    underlag: Any,
    *,
    utkast: bool,
    fingeravtryck: str | None = None,
    slag: Rapportslag = MALUPPFYLLELSE,
) -> Pdf:
    """The finished report; `underlag` is of the kind. Warnings of the page budget come first among
    its `varningar`; a draft is made with them, fastställ refuses that of page 1."""
    pdf = gor_pdf(
        rapport_html(underlag, utkast=utkast, fingeravtryck=fingeravtryck, slag=slag),
        bas=MAPP,
        titel=slag.titel(underlag, utkast),
        skapad=underlag.skapad,
    )
    varningar = (*slag.budget(pdf, underlag), *pdf.varningar)
    return Pdf(pdf.bytes, pdf.sidor, varningar, pdf.ankare)
