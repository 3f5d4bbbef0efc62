"""What page, drawing and file say of a question; and that they say nothing that is hidden."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kvalitet.diagram import Diagram
from kvalitet.statistik import Forandring
from tests.uppfoljning.test_enkatresultat import fraga, svar
from uppfoljning.enkatresultat import Frageresultat, Matt, rakna
from uppfoljning.enkatvisning import FORKLARING, filrader, fragevyer
from uppfoljning.models import Fraga, Undersokning
from uppfoljning.undersokning import Resultat


def resultat(*fragor: Frageresultat, forra: bool = False) -> Resultat:
    u = Undersokning(namn="Enkät", om="maten", urval=100, troskel=5)
    return Resultat(undersokning=u, n=50, fragor=fragor, forra=u if forra else None)


def val(*antal: int) -> Frageresultat:
    """A choice among a, b and c with so many women, and as many men, for each."""
    rader = [(k, frozenset(a), n) for k in "KM" for a, n in zip("abc", antal, strict=True)]
    return rakna(fraga("ett_val", "a", "b", "c"), svar(*rader), troskel=5)


def text(d: Diagram | None) -> str:
    assert d is not None
    delar: Iterable[str] = (str(getattr(del_, "text", "")) for del_ in d.delar)
    return " ".join([d.titel, d.beskrivning, *delar])


def test_hidden_alternatives_are_named_and_no_number_of_them_is_anywhere() -> None:
    r = resultat(val(20, 11, 1))  # 62,5, 34,4 and 3,1 percent
    (vy,) = fragevyer(r)
    assert [rad.alla for rad in vy.rader] == ["62,5", "..", ".."]
    fil = "\n".join(";".join(rad) for rad in filrader(r))
    for hela in (str(vy.rader), vy.slutsats, text(vy.diagram), fil):
        assert "34,4" not in hela
        assert "3,1" not in hela
    assert "för få svar" in text(vy.diagram)
    assert vy.slutsats.startswith("Flest väljer ”A”, 63 procent.")
    assert vy.slutsats.endswith("Alternativ med för få svar visas inte (..).")


def test_too_few_answers_draw_nothing() -> None:
    (vy,) = fragevyer(resultat(val(1, 1, 0)))
    assert vy.diagram is None
    assert vy.n == "färre än 5 svar"
    assert vy.slutsats == "För få svar för att visas (..). Det behövs minst 5."


def test_the_main_question_is_drawn_once_over_the_others() -> None:
    nki = rakna(fraga("nki"), svar(("K", (8, 8, 8), 10), ("M", (6, 6, 6), 10)), troskel=5)
    ovrig = rakna(fraga("skala10"), svar(("K", 8, 10), ("M", 6, 10)), troskel=5)
    forst, sedan = fragevyer(resultat(nki, ovrig))
    assert forst.diagram is None
    assert "10" in text(sedan.diagram).split()  # the end of its own scale
    assert "100" not in text(sedan.diagram).split()


def test_women_and_men_and_whether_they_differ() -> None:
    (vy,) = fragevyer(resultat(val(15, 10, 0)))
    assert vy.rader[0].skillnad.endswith("ingen säker skillnad")
    lika = rakna(fraga("skala5"), svar(("K", 5, 10), ("M", 1, 10)), troskel=5)
    (vy,) = fragevyer(resultat(lika))
    assert vy.rader[0].skillnad == "100,0 (100,0 till 100,0), skillnaden är säker"


@pytest.mark.parametrize(
    ("forandring", "mening"),
    [
        (Forandring.OFORANDRAT, "oförändrat"),
        (Forandring.FORBATTRING, "högre, 1,0 till 9,0"),
        (Forandring.FORSAMRING, "lägre, 1,0 till 9,0"),
        (Forandring.SAKNAS, "går inte att jämföra"),
    ],
)
def test_the_change_is_told_in_words(forandring: Forandring, mening: str) -> None:
    ett = Frageresultat(fraga=fraga("skala5"), matt=(Matt(skillnad=(1, 9), forandring=forandring),))
    (vy,) = fragevyer(resultat(ett, forra=True))
    assert vy.rader[0].sedan == mening
    assert fragevyer(resultat(ett))[0].rader[0].sedan == "–"


def test_every_kind_with_a_number_is_explained() -> None:
    assert set(FORKLARING) == set(Fraga.Slag) - {Fraga.Slag.FRITEXT}
