"""Each guard of the approval, met and unmet, and the approval with gaps."""

from __future__ import annotations

import pytest

from cykel.models import Planmal
from cykel.tillstand import PLAN
from kvalitet.fel import Punkt
from kvalitet.models import Anvandare
from kvalitet.overgang import Steg
from tests.cykel import kil
from tests.uppfoljning.lage import Lage, bedomt, last, mal_till, svar, synpunkt, undersokning, varde
from uppfoljning import villkor
from uppfoljning.models import Rostgenomgang


def steg(lage: Lage, **data: str) -> Steg:
    return Steg(PLAN.rad("godkann"), lage.kil.plan, None, kil.NU, data)


def kvar(punkter: list[Punkt]) -> list[str]:
    return [punkt.mening for punkt in punkter if not punkt.klar]


def test_a_goal_that_nobody_judged_remains_with_a_link_to_where_it_is_judged(lage: Lage) -> None:
    (punkt,) = villkor.malen_bedomda(steg(lage))
    assert not punkt.klar
    assert punkt.lank == f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/"
    assert punkt.vem == "Petra Planansvarig"
    assert punkt.senast == lage.varv.tillfalle.enheter_senast  # type: ignore[union-attr]


def test_a_finished_judgement_is_met(lage: Lage, petra_planansvarig: Anvandare) -> None:
    bedomt(lage, petra_planansvarig)
    (punkt,) = villkor.malen_bedomda(steg(lage))
    assert punkt.klar
    assert punkt.mening == "Mål 1. Trygg vård: ej uppfyllt"


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"klar": False}, "Bedömningen av mål 1 är ett utkast"),
        ({"prognos": ""}, "Bedömningen av mål 1 saknar prognos"),
        ({"fungerade_inte": ""}, "Bedömningen av mål 1 saknar det som inte fungerade"),
        ({"klar": False, "orsak": ""}, "Bedömningen av mål 1 saknar orsak"),
        (
            {"bedomning": "uppfyllt"},
            "Bedömningen av mål 1 saknar skäl till att avvika från förslaget",
        ),
    ],
)
def test_what_a_judgement_lacks_is_said(
    lage: Lage, petra_planansvarig: Anvandare, andrat: dict[str, object], mening: str
) -> None:
    bedomt(lage, petra_planansvarig, **andrat)
    assert kvar(villkor.malen_bedomda(steg(lage))) == [mening]


def test_a_judgement_that_the_indicators_have_left_behind_remains(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    bedomt(lage, petra_planansvarig)
    lage.kil.indikator.indikator.varden.update(varde=90)  # the suggestion is now uppfyllt
    assert kvar(villkor.malen_bedomda(steg(lage))) == [
        "Bedömningen av mål 1 saknar skäl till att avvika från förslaget"
    ]


def test_a_goal_that_does_not_concern_the_unit_is_not_asked_for(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    bedomt(lage, petra_planansvarig)
    rad = mal_till(lage, 2)
    Planmal.objects.filter(pk=rad.pk).update(koppling="beror_inte", skal="Hör till skolan.")
    assert kvar(villkor.malen_bedomda(steg(lage))) == []


def test_an_indicator_without_value_remains_with_its_owner(lage: Lage) -> None:
    lage.kil.indikator.indikator.varden.all().delete()
    (punkt,) = villkor.indikatorer_har_utfall(steg(lage))
    assert not punkt.klar
    assert punkt.vem == "Petra Planansvarig"
    assert "saknar värde för perioden" in punkt.mening


def test_a_value_of_an_earlier_period_does_not_stand_in(lage: Lage) -> None:
    lage.kil.indikator.indikator.varden.all().delete()
    varde(lage.kil, "80", ar=2025)
    assert kvar(villkor.indikatorer_har_utfall(steg(lage)))


def test_a_reason_why_there_is_no_value_is_enough(lage: Lage) -> None:
    lage.kil.indikator.indikator.varden.all().delete()
    varde(lage.kil, None)
    assert kvar(villkor.indikatorer_har_utfall(steg(lage))) == []


def test_a_yearly_indicator_is_not_asked_for_in_the_spring(lage: Lage) -> None:
    indikator = lage.kil.indikator.indikator
    indikator.varden.all().delete()
    indikator.frekvens = "helar"
    indikator.save()
    assert villkor.indikatorer_har_utfall(steg(lage)) == []


def test_voices_are_asked_for_only_when_there_are_any(lage: Lage) -> None:
    assert kvar(villkor.roster_genomgangna(steg(lage))) == []


def test_synpunkter_and_surveys_of_the_period_must_be_gone_through(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    svar(undersokning(lage), ("K", 5))
    assert kvar(villkor.roster_genomgangna(steg(lage))) == [
        "Synpunkter är inte genomgångna (1 under perioden)",
        "Undersökningar är inte genomgångna (1 under perioden)",
    ]
    last(lage, petra_planansvarig)
    assert kvar(villkor.roster_genomgangna(steg(lage))) == []


def test_one_part_gone_through_leaves_the_other(lage: Lage, petra_planansvarig: Anvandare) -> None:
    undersokning(lage)
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    Rostgenomgang.objects.create(
        varv=lage.varv,
        vad="synpunkter",
        slutsats="Tider.",
        antal=1,
        av=petra_planansvarig,
        tid=kil.NU,
    )
    assert kvar(villkor.roster_genomgangna(steg(lage))) == [
        "Undersökningar är inte genomgångna (1 under perioden)"
    ]


def test_a_reason_for_gaps_lets_every_unmet_point_through(lage: Lage) -> None:
    lage.kil.indikator.indikator.varden.all().delete()
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    med = steg(lage, luckor_skal="Systemet låg nere.")
    utan = steg(lage)
    for vakt in (villkor.malen_bedomda, villkor.indikatorer_har_utfall, villkor.roster_genomgangna):
        assert kvar(vakt(utan))
        assert not kvar(vakt(med))


def test_before_the_follow_up_opens_the_guard_says_so(lage: Lage) -> None:
    lage.kil.plan.varv.update(tillfalle=None)
    assert kvar(villkor.malen_bedomda(steg(lage))) == ["Uppföljningen är inte öppnad än"]
