"""A survey beside the judgement: what is the same for every question is said once."""

from __future__ import annotations

from decimal import Decimal

from uppfoljning.rapport.modell import Fraga, Konsvarde, Undersokning
from uppfoljning.visning_enkat import DOLT_KON, FOR_FA, enkatvy

DOLT = Konsvarde(t=Decimal("68.6"), dolda=("K", "M"))
VISAT = Konsvarde(t=Decimal("68.6"), k=Decimal(70), m=Decimal(67))


def enkat(*varden: Konsvarde) -> Undersokning:
    fragor = (Fraga(text=f"Fråga {n}?", matt="andel, %", varde=v) for n, v in enumerate(varden, 1))
    return Undersokning(namn="Kontakten", troskel=5, urval=120, svar=51, fragor=tuple(fragor))


def test_that_the_sexes_are_too_few_in_every_question_is_said_once() -> None:
    vy = enkatvy(enkat(DOLT, DOLT), 1, "")
    assert [f.kon for f in vy.fragor] == [(), ()]
    assert vy.fotnot.startswith(DOLT_KON)


def test_where_one_question_shows_them_each_says_its_own() -> None:
    vy = enkatvy(enkat(DOLT, VISAT), 1, "")
    assert [[varde for _, varde in f.kon] for f in vy.fragor] == [
        [FOR_FA, FOR_FA],
        ["70,0", "67,0"],
    ]
    assert DOLT_KON not in vy.fotnot


def test_a_question_among_several_has_its_words_as_heading_only() -> None:
    ensam, tillsammans = enkatvy(enkat(VISAT), 1, ""), enkatvy(enkat(VISAT, VISAT), 1, "")
    assert ensam.fragor[0].slutsats == "Andelen för ”Fråga 1?” är 68,6 procent."
    assert {f.slutsats for f in tillsammans.fragor} == {"Andelen är 68,6 procent."}
