"""What every sentence of the report needs: its link, the goals' order, words and units. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kvalitet.statistik import Forandring
from kvalitet.texter import GRADER
from uppfoljning.bedomning import Bedomning, Prognos
from uppfoljning.rapport import skrift
from uppfoljning.rapport.modell import (
    Arbetslage,
    Effekt,
    Indikator,
    Lardomslage,
    Mal,
    Maluppfyllelserapport,
)

MANGA_MAL, FLEST_NUMMER = 12, 5
"""Of more goals than that page 1 gives counts, and names no more numbers than that."""
SAMST = (Bedomning.EJ, Bedomning.OKANT, None, Bedomning.DELVIS, Bedomning.UPPFYLLT)
GRAD = {b: GRADER[b.value] for b in Bedomning}
TRENDORD = {
    Forandring.FORBATTRING: "Förbättring",
    Forandring.OFORANDRAT: "Oförändrat",
    Forandring.FORSAMRING: "Försämring",
    Forandring.SAKNAS: "Underlag saknas",
}
PROGNOS = {
    Prognos.VANTAS: "Väntas uppnås",
    Prognos.OSAKERT: "Osäkert",
    Prognos.VANTAS_INTE: "Väntas inte uppnås",
    Prognos.OKANT: "Kan inte bedömas",
}
STATUS = {
    Arbetslage.PLANERAD: "Planerad",
    Arbetslage.PAGAR: "Pågår",
    Arbetslage.KLAR: "Klar",
    Arbetslage.FORSENAD: "Försenad",
    Arbetslage.STRUKEN: "Struken",
}
EFFEKT = {
    Effekt.JA: "Ja",
    Effekt.DELVIS: "Delvis",
    Effekt.NEJ: "Nej",
    Effekt.FOR_TIDIGT: "För tidigt",
    Effekt.EJ_PROVAD: "Inte prövad",
}
LARDOM = {
    Lardomslage.UTKAST: "Utkast",
    Lardomslage.FORESLAGEN: "Föreslagen",
    Lardomslage.SAKRAD: "Säkrad",
}


@dataclass(frozen=True, slots=True)
class Mening:
    """A sentence, with a link to where it is shown. `lank` is the link's text."""

    text: str
    ankare: str = ""
    lank: str = ""


def mal_nr(u: Maluppfyllelserapport, nummer: Sequence[str]) -> str:
    """The goals by number, fewer of them in a report of many."""
    return skrift.mal_nr(nummer, FLEST_NUMMER if len(u.mal) > MANGA_MAL else skrift.FLEST_NUMMER)


def ankare(mal: Mal) -> str:
    return "mal-" + re.sub(r"[^0-9a-z]+", "-", mal.nummer.lower()).strip("-")


def varst_forst(mal: Iterable[Mal]) -> list[Mal]:
    """Largest shortfall first; goals with the same grade keep their order."""
    return sorted(mal, key=lambda m: SAMST.index(m.bedomning))


def med_enhet(v: Decimal | None, i: Indikator) -> str:
    """The value with its unit as running text has it."""
    if i.svar:
        return skrift.ned(i.svar)
    text = skrift.tal(v, i.decimaler)
    enhet = {"%": "procent", "antal": ""}.get(i.enhet, i.enhet)
    return f"{text} {enhet}".strip()
