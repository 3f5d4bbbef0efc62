"""The kind kvalitetsberättelse on the common road. Pure."""

from __future__ import annotations

from operator import attrgetter

from kvalitet.fel import Punkt
from kvalitet.pdf import Pdf
from uppfoljning.rapport.kvalitet.dokument import dokument
from uppfoljning.rapport.kvalitet.modell import Kvalitetsberattelse, fran_json
from uppfoljning.rapport.kvalitet.vy import NAMN, kvalitetsvy, titel
from uppfoljning.rapport.sidbudget import forsta_sidan
from uppfoljning.rapport.slag import Rapportslag


def krav(u: Kvalitetsberattelse) -> list[Punkt]:
    """The goals were followed up; what the law asks to have told in words is in `texter`."""
    return [Punkt("Minst en uppföljning är godkänd under året", klar=bool(u.mal or u.enheter))]


def budget(pdf: Pdf, _: Kvalitetsberattelse) -> tuple[str, ...]:
    return forsta_sidan(pdf)


def luckor(u: Kvalitetsberattelse) -> int:
    return len(u.saknas) + sum(not d.sha256 for d in u.delunderlag)


KVALITET = Rapportslag(
    nyckel="kvalitet",
    namn=NAMN,
    las=fran_json,
    titel=titel,
    vy=kvalitetsvy,
    tryckmall="rapport/kvalitet/tryck.html",
    webbmall="rapport/kvalitet/webb.html",
    budget=budget,
    krav=krav,
    texter=attrgetter("texter"),
    dokument=dokument,
    luckor=luckor,
)
