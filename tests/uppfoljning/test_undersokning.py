"""The result of a survey: its numbers, and that what is hidden comes out nowhere."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.statistik import Forandring
from tests.uppfoljning.lage import Lage, svar
from tests.uppfoljning.lage import undersokning as ny
from uppfoljning import undersokning as berakning
from uppfoljning.enkatresultat import Tre, Varde
from uppfoljning.models import Enkatversion, Fraga, Undersokning
from uppfoljning.rapport import modell
from uppfoljning.undersokning import Resultat, resultat, som_post
from uppfoljning.visning import undersokningsvy

SVAREN = st.lists(
    st.tuples(st.sampled_from("KMA"), st.tuples(*[st.integers(1, 10)] * 3)), max_size=40
)

EFTER = date(2026, 4, 1)
"""The day after the survey's last."""


def rakna(u: Undersokning, svaren: list[tuple[str, Tre]], *, pagar: bool = False) -> Resultat:
    """The result of a survey with the NKI triple alone."""
    version = Enkatversion(undersokning=u, nummer=1)
    fraga = Fraga(pk=1, version=version, nyckel="nki", slag="nki", text=u.om, ordning=1)
    fraga._prefetched_objects_cache = {"alternativ": []}  # type: ignore[attr-defined]
    hop: Counter[tuple[str, Varde]] = Counter(svaren)
    return berakning.rakna(u, len(svaren), [fraga], {1: hop}, pagar=pagar)


def enkat(**andrat: object) -> Undersokning:
    falt = {"pk": 1, "namn": "Enkät", "om": "hemtjänsten", "urval": 50, "troskel": 5}
    return Undersokning(**{**falt, **andrat})


def test_nki_interval_and_response_rate() -> None:
    r = rakna(enkat(urval=40, overtackning=0), [("K", (10, 10, 10))] * 5 + [("M", (1, 1, 1))] * 5)
    assert r.totalt is not None
    assert r.totalt.varde == 50
    assert r.kvinnor is not None
    assert r.kvinnor.varde == 100
    assert r.frekvens is not None
    assert r.frekvens.procent == 25


def test_a_known_frame_narrows_the_interval() -> None:
    svaren: list[tuple[str, Tre]] = [("K", (8, 8, 8)), ("M", (4, 4, 4))] * 10
    vid = rakna(enkat(), svaren).totalt
    smal = rakna(enkat(ram=25), svaren).totalt
    assert vid is not None
    assert smal is not None
    assert vid.felmarginal is not None
    assert smal.felmarginal is not None
    assert smal.felmarginal < vid.felmarginal


def test_more_answers_than_were_asked_give_no_rate_and_no_correction() -> None:
    r = rakna(enkat(urval=3, ram=4), [("K", (5, 6, 7))] * 6)
    assert r.frekvens is None
    assert r.totalt is not None
    assert "går inte att räkna" in undersokningsvy(r).fotnot


@given(SVAREN, st.sampled_from([5, 10, 20, 30]))
def test_what_is_hidden_is_nowhere_in_what_pages_and_snapshots_get(
    svaren: list[tuple[str, Tre]], troskel: int
) -> None:
    r = rakna(enkat(troskel=troskel), svaren)
    antal = {kon: sum(k == kon for k, _ in svaren) for kon in "KM"}
    post = som_post(r).fragor[0]
    if len(svaren) < troskel:
        assert (r.totalt, r.kvinnor, r.man) == (None, None, None)
        assert (post.n, post.undre, post.ovre) == (None, None, None)
        assert post.varde == modell.Konsvarde(dolda=("K", "M", "T"))
        assert undersokningsvy(r).spann is None
    elif min(antal.values()) < troskel or 0 < len(svaren) - sum(antal.values()) < troskel:
        assert (r.kvinnor, r.man) == (None, None)  # all or none: the rest could be computed
        assert (post.varde.k, post.varde.m) == (None, None)
    else:
        assert r.kon_visas


@given(SVAREN)
def test_an_open_survey_tells_only_how_many_have_answered(svaren: list[tuple[str, Tre]]) -> None:
    r = rakna(enkat(stanger=date(2026, 5, 31)), svaren, pagar=True)
    assert (r.totalt, r.kvinnor, r.man, r.n) == (None, None, None, len(svaren))
    assert r.frekvens is not None
    post, vy = som_post(r), undersokningsvy(r)
    assert (post.svar, post.fragor, post.pagar_till) == (len(svaren), (), date(2026, 5, 31))
    assert (vy.spann, vy.kon) == (None, ())
    assert vy.slutsats.endswith("Sista dagen att svara är 31\N{NO-BREAK SPACE}maj 2026.")


def test_a_snapshot_of_an_open_survey_cannot_hold_results() -> None:
    with pytest.raises(ValueError, match="open"):
        modell.Undersokning(
            namn="Enkät",
            troskel=5,
            urval=50,
            pagar_till=date(2026, 5, 31),
            fragor=(modell.Fraga(text="Hur nöjd är du?", matt="NKI"),),
        )


@pytest.mark.django_db
@pytest.mark.parametrize(("dag", "pagar"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False)])
def test_the_result_is_there_from_the_day_after_the_last(
    lage: Lage, dag: date, pagar: bool
) -> None:
    forra = ny(lage, slug="forra", oppnar=date(2025, 2, 1), stanger=date(2025, 3, 31))
    u = ny(lage)
    svar(forra, *[("K", 3), ("M", 4)] * 20)
    svar(u, *[("K", 8), ("M", 9)] * 20)
    r = resultat([u], dag)[u.pk]
    assert r.pagar is pagar
    assert (r.totalt is None) is pagar
    assert (r.forandring is Forandring.SAKNAS) is pagar


@given(SVAREN)
def test_the_number_of_women_and_men_is_never_told(svaren: list[tuple[str, Tre]]) -> None:
    vy = undersokningsvy(rakna(enkat(), svaren))
    assert all(
        varde == ".. för få svar" or "," in varde or varde.isdecimal() for _, varde in vy.kon
    )
    assert len(vy.kon) == 2


@pytest.mark.django_db
def test_change_is_told_only_beyond_the_uncertainty(lage: Lage) -> None:
    forra = ny(lage, slug="forra", oppnar=date(2025, 2, 1), stanger=date(2025, 3, 31))
    nu = ny(lage)
    svar(forra, *[("K", 3), ("M", 4)] * 20)
    svar(nu, *[("K", 8), ("M", 9)] * 20)
    r = resultat([nu], EFTER)[nu.pk]
    assert r.forra == forra
    assert r.forandring is Forandring.FORBATTRING
    assert som_post(r).jamfor_med == forra.namn


@pytest.mark.django_db
def test_a_hidden_earlier_survey_gives_no_change(lage: Lage) -> None:
    forra = ny(lage, slug="forra", oppnar=date(2025, 2, 1), stanger=date(2025, 3, 31))
    nu = ny(lage)
    svar(forra, ("K", 3))
    svar(nu, *[("K", 8), ("M", 9)] * 20)
    assert resultat([nu], EFTER)[nu.pk].forandring is Forandring.SAKNAS


@pytest.mark.django_db
def test_a_value_of_an_answer_counts_by_its_three_questions(lage: Lage) -> None:
    u = ny(lage)
    svar(u, *[("K", 7)] * 5)
    r = resultat([u], EFTER)[u.pk]
    post = som_post(r).fragor[0]
    assert post.varde.t == Decimal("66.666667")
    assert post.n == 5
