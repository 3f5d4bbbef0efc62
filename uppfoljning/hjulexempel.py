"""An example of each stage of the wheel, for those who have never heard of it.

Taken from published reports alone, and only what stands on their pages: nobody's name, nothing
that residents wrote, no survey with too few answers. A stage that nothing is published of has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kvalitet.models import Ogonblick
from uppfoljning.models import Rapport
from uppfoljning.publicerade import gallande
from uppfoljning.publikt import svaret
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.kanon import FelForm
from uppfoljning.rapport.kvalitet.modell import Kvalitetsberattelse
from uppfoljning.rapport.mening import ankare
from uppfoljning.rapport.modell import (
    Arbetslage,
    Effekt,
    Fraga,
    Lardomslage,
    Maluppfyllelserapport,
    OkantSchema,
    Undersokning,
)

BERATTAR = (Rapport.Slag.MALUPPFYLLELSE, Rapport.Slag.ENHET, Rapport.Slag.KVALITET)
SOKS = 6
"""Reports looked through for examples, the latest first."""
HJALPTE = ((Effekt.JA, "ja"), (Effekt.DELVIS, "delvis"))
SKEDEN = ("planera", "genomfora", "folja_upp", "atgarda", "kvalitetssakra", "sprang")


@dataclass(frozen=True)
class Enkat:
    antal: int
    """How many answered."""
    fraga: Fraga


@dataclass(frozen=True)
class Exempel:
    """`text` is what was planned, done or learnt, in the municipality's own words; `mer` what came
    of it. `rapport` and `ankare`: the place in the published report where it can be read."""

    text: str
    rapport: int
    rapportnamn: str
    ankare: str
    mer: str = ""
    enkat: Enkat | None = None

    @property
    def svaret(self) -> str:
        """What came of the survey, in the language of the page."""
        return svaret(self.enkat.fraga) if self.enkat else ""


def exempel() -> dict[str, Exempel | None]:
    """The latest example of every stage, by stage; one query when nothing new is published."""
    rader = gallande().filter(slag__in=BERATTAR).order_by("-publicerad", "-pk")[:SOKS]
    funna = dict(_ur(tuple((r.pk, r.slag, str(r), r.ogonblick_id) for r in rader)))
    return {skede: funna.get(skede) for skede in SKEDEN}


@lru_cache(maxsize=4)  # what is published never changes, so only a new report asks for another look
def _ur(rapporter: tuple[tuple[int, str, str, int], ...]) -> tuple[tuple[str, Exempel], ...]:
    bilder = Ogonblick.objects.in_bulk([bild for *_, bild in rapporter])
    ut: dict[str, Exempel] = {}
    for pk, slag, namn, ogonblick in rapporter:
        try:
            underlag = SLAG[slag].las(bilder[ogonblick].innehall)
        except (FelForm, OkantSchema):  # of another version: the page says what it can
            continue
        fynd = _i_arets(underlag) if slag == Rapport.Slag.KVALITET else _i_rundan(underlag)
        for skede, plats, text, mer, enkat in fynd:
            ut.setdefault(skede, Exempel(text, pk, namn, plats, mer, enkat))
        if len(ut) == len(SKEDEN):
            break
    return tuple(ut.items())


Fynd = tuple[str, str, str, str, Enkat | None]
"""Stage, place in the report, text, what came of it."""


def _i_rundan(u: Maluppfyllelserapport) -> Iterator[Fynd]:
    """What the report tells of each stage, the best example of a stage first."""
    for m in u.mal:
        yield "planera", ankare(m), m.text, "", None
        for a in m.aktiviteter:
            if a.status is Arbetslage.KLAR:
                yield "genomfora", ankare(m), a.rubrik, m.text, None
    for x in u.undersokningar:
        yield from _enkaten(x)
    for effekt, ord_ in HJALPTE:
        for atgard in u.atgarder:
            if atgard.effekt is effekt and atgard.status is Arbetslage.KLAR:
                yield "atgarda", "larande", atgard.rubrik, ord_, None
    for lardom in u.lardomar:
        if lardom.lage is Lardomslage.SAKRAD:
            yield "kvalitetssakra", "larande", lardom.rubrik, lardom.gor_annorlunda, None
    for nr, s in enumerate(u.sprang, start=1):
        yield "sprang", f"sprang-{nr}", s.titel, s.slutsats.rstrip("."), None


def _i_arets(u: Kvalitetsberattelse) -> Iterator[Fynd]:
    for effekt, ord_ in HJALPTE:
        for provad in u.atgarder.provade:
            if provad.effekt is effekt:
                yield "atgarda", "b-effekt", provad.rubrik, ord_, None
    for lardom in u.lardomar:
        yield "kvalitetssakra", "b-lardomar", lardom.rubrik, lardom.gor_annorlunda, None
    for s in u.sprang:
        yield "sprang", "b-sprang", s.titel, f"{s.matt}: från {s.gammal} till {s.ny}", None


def _enkaten(x: Undersokning) -> Iterator[Fynd]:
    """The first question whose number may be told."""
    if x.pagar_till is not None or x.svar < x.troskel:
        return
    for f in x.fragor:
        if f.varde.t is not None:
            yield "folja_upp", "rost", x.namn, f.text, Enkat(x.svar, f)
            return
