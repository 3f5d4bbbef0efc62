"""Values against targets at a round: which value counts, every kind of target, both sexes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cykel.frekvens import forfaller, giltig_fran
from cykel.models import Matvarde, Planindikator, Seriebrott, Uppfoljningstillfalle
from cykel.periodvarden import periodvarden
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.uppfoljning.lage import Lage, varde
from uppfoljning import matning
from uppfoljning.bedomning import Lage as Utfallslage
from uppfoljning.matning import Matunderlag, period_namn
from uppfoljning.underlag import gallande_version, malen
from uppfoljning.visning_indikator import indikatorvy


def ett(lage: Lage, **andrat: Any) -> Matunderlag:
    """The plan's indicator as it stands, with its target changed."""
    Planindikator.objects.filter(pk=lage.kil.indikator.pk).update(**andrat)
    per_mal = matning.hamta(gallande_version(lage.varv), _tillfalle(lage))
    ((matt,),) = per_mal.values()
    return matt


def _tillfalle(lage: Lage) -> Uppfoljningstillfalle:
    assert lage.varv.tillfalle
    return lage.varv.tillfalle


def riket(lage: Lage, tal: str, ar: int) -> None:
    Matvarde.objects.create(
        indikator=lage.kil.indikator.indikator,
        omrade="0000",
        period_fran=date(ar, 1, 1),
        period_till=date(ar, 12, 31),
        varde=Decimal(tal),
        matdatum=date(ar, 12, 31),
        kalla="Kolada",
    )


@pytest.mark.parametrize(
    ("mal", "vantat", "text"),
    [
        ({"maltyp": "absolut", "malvarde": 65}, Utfallslage.NATT, "minst 65,0"),
        ({"maltyp": "absolut", "malvarde": 66}, Utfallslage.EJ_NATT, "minst 66,0"),
        (
            {"maltyp": "intervall", "malvarde": 60, "malvarde_ovre": 66},
            Utfallslage.NATT,
            "60,0–66,0",
        ),
        (
            {"maltyp": "riktning_mot_basar", "basar": 2023, "baslinje": 65},
            Utfallslage.NATT,
            "över 65,0",
        ),
        (
            {"maltyp": "riktning_mot_basar", "basar": 2023, "baslinje": None},
            Utfallslage.SAKNAS,
            "över 2023 års värde",
        ),
        (
            {"maltyp": "gap_mot_jamforelse", "jamforelse": "0000"},
            Utfallslage.EJ_NATT,
            "minst riket",
        ),
        (
            {"maltyp": "gap_mot_jamforelse", "jamforelse": "G37480"},
            Utfallslage.SAKNAS,
            "minst liknande kommuner",
        ),
        (
            {"maltyp": "absolut", "malvarde": None, "satts_senast": date(2026, 6, 1)},
            Utfallslage.SAKNAS,
            "sätts senast 1\N{NO-BREAK SPACE}juni 2026",
        ),
    ],
)
def test_every_kind_of_target(
    lage: Lage, mal: dict[str, Any], vantat: Utfallslage, text: str
) -> None:
    riket(lage, "67", 2025)
    matt = ett(lage, **mal)
    assert matt.post.lage is vantat
    assert matt.post.malvarde_text == text


def test_a_gap_that_shrinks_is_enough(lage: Lage) -> None:
    riket(lage, "70", 2023)
    riket(lage, "67", 2025)
    matt = ett(
        lage, maltyp="gap_mot_jamforelse", jamforelse="0000", basar=2023, baslinje=Decimal(66)
    )
    assert matt.post.lage is Utfallslage.NATT  # 1.5 behind riket, 4 in the base year
    assert "(4,0)" in matt.post.regel


def brott(lage: Lage, dag: date) -> None:
    Seriebrott.objects.create(
        indikator=lage.kil.indikator.indikator, datum=dag, orsak="Ny metod hos SCB", tid=kil.NU
    )


def test_a_value_from_before_a_break_is_shown_and_not_compared_with(lage: Lage) -> None:
    varde(lage.kil, "64", ar=2025)
    assert ett(lage).post.trend == "forbattring"
    brott(lage, date(2026, 1, 1))
    post = ett(lage).post
    assert (post.trend, post.forra) == ("saknas", None)
    assert [(p.varde, p.brott) for p in post.serie] == [
        (64, ""),
        (Decimal("65.5"), "Ny metod hos SCB"),
    ]
    assert "seriebrott mar 2026: Ny metod hos SCB" in indikatorvy(post).fotnot


def test_a_break_after_both_values_or_before_them_changes_nothing(lage: Lage) -> None:
    varde(lage.kil, "64", ar=2025)
    brott(lage, date(2024, 1, 1))
    brott(lage, date(2026, 5, 1))
    assert ett(lage).post.trend == "forbattring"


def test_a_base_year_before_a_break_says_why_it_cannot_be_compared_with(lage: Lage) -> None:
    brott(lage, date(2024, 1, 1))
    riktning: dict[str, Any] = {"maltyp": "riktning_mot_basar", "baslinje": 65}
    post = ett(lage, **riktning, basar=2023).post
    assert post.lage is Utfallslage.SAKNAS
    assert "seriebrott 1\N{NO-BREAK SPACE}januari 2024: Ny metod hos SCB." in post.regel
    assert ett(lage, **riktning, basar=2024).post.lage is Utfallslage.NATT
    assert ett(lage, **riktning, basar=2026).post.lage is Utfallslage.NATT


def test_a_gap_from_before_a_break_is_not_compared_with(lage: Lage) -> None:
    riket(lage, "70", 2023)
    riket(lage, "67", 2025)
    brott(lage, date(2024, 1, 1))
    mal: dict[str, Any] = {"maltyp": "gap_mot_jamforelse", "jamforelse": "0000", "basar": 2023}
    post = ett(lage, **mal, baslinje=Decimal(66)).post
    assert post.lage is Utfallslage.SAKNAS
    assert "jämföra med skillnaden 2023: seriebrott" in post.regel
    riket(lage, "65", 2026)  # the lag is gone, which no base year is needed to see
    Matvarde.objects.filter(omrade="0000", period_till=date(2026, 12, 31)).update(
        period_till=date(2026, 3, 31)
    )
    assert ett(lage).post.lage is Utfallslage.NATT


def test_a_comparison_measured_before_a_break_does_not_count(lage: Lage) -> None:
    riket(lage, "60", 2025)
    mal: dict[str, Any] = {"maltyp": "gap_mot_jamforelse", "jamforelse": "0000"}
    assert ett(lage, **mal, basar=None).post.lage is Utfallslage.NATT
    brott(lage, date(2026, 1, 1))
    post = ett(lage).post
    assert post.lage is Utfallslage.SAKNAS
    assert "jämföra med riket: seriebrott" in post.regel


@pytest.mark.parametrize(
    ("tal", "vantat"), [("65.5", Utfallslage.NATT), ("66", Utfallslage.EJ_NATT)]
)
def test_ones_own_value_of_a_year_is_compared_with(
    lage: Lage, tal: str, vantat: Utfallslage
) -> None:
    varde(lage.kil, tal, ar=2024)
    mal: dict[str, Any] = {"maltyp": "gap_mot_jamforelse", "jamforelse": "eget", "basar": 2024}
    post = ett(lage, **mal, baslinje=1).post
    assert (post.lage, post.malvarde_text) == (vantat, "minst eget värde 2024")
    brott(lage, date(2025, 1, 1))
    assert ett(lage).post.lage is Utfallslage.SAKNAS
    assert "jämföra med eget värde 2024: seriebrott" in ett(lage).post.regel


def test_without_a_value_of_the_year_the_baseline_stands_in(lage: Lage) -> None:
    mal: dict[str, Any] = {"maltyp": "gap_mot_jamforelse", "jamforelse": "eget", "basar": 2022}
    assert ett(lage, **mal, baslinje=Decimal(70)).post.lage is Utfallslage.EJ_NATT
    assert "eget värde 2022 (70,0)" in ett(lage).post.regel


def test_the_breaks_are_one_query_whatever_the_number(
    lage: Lage, django_assert_num_queries: Any
) -> None:
    version, tillfalle = gallande_version(lage.varv), _tillfalle(lage)
    with django_assert_num_queries(5):
        matning.hamta(version, tillfalle)
    for ar in range(2000, 2010):
        brott(lage, date(ar, 1, 1))
    with django_assert_num_queries(5):
        matning.hamta(version, tillfalle)


@pytest.mark.parametrize(("tal", "svar", "vantat"), [("1", "Ja", "natt"), ("0", "Nej", "ej_natt")])
def test_words_are_answered_by_yes_or_no(lage: Lage, tal: str, svar: str, vantat: str) -> None:
    lage.kil.indikator.indikator.varden.update(varde=Decimal(tal))
    matt = ett(lage, maltyp="kvalitativ", beskrivning="Rutinen är införd")
    assert (matt.post.svar, matt.post.lage) == (svar, vantat)


def test_missing_is_never_zero(lage: Lage) -> None:
    lage.kil.indikator.indikator.varden.all().delete()
    varde(lage.kil, "66", ar=2025)
    matt = ett(lage)
    assert matt.post.nu.t is None
    assert matt.post.lage is Utfallslage.SAKNAS
    assert matt.post.forra == 66
    assert not matt.besvarad


def test_a_value_measured_after_the_rounds_day_does_not_count(lage: Lage) -> None:
    varde(lage.kil, "99", period_till=date(2026, 4, 30))
    assert ett(lage).post.nu.t == Decimal("65.5")


def test_last_years_value_counts_for_a_yearly_indicator_until_the_year_ends(lage: Lage) -> None:
    kv1 = _tillfalle(lage)
    helar = Uppfoljningstillfalle(
        slag="helar", period_fran=date(2026, 1, 1), matdatum=date(2026, 12, 31)
    )
    assert giltig_fran("helar", kv1) <= date(2025, 12, 31)
    assert giltig_fran("helar", helar) > date(2025, 12, 31)
    assert giltig_fran("tillfalle", kv1) == kv1.period_fran
    assert giltig_fran("halvar", helar) == date(2026, 7, 1)
    assert forfaller("helar", "helar")
    assert not forfaller("helar", "delar")
    assert forfaller("halvar", "delar")
    assert not forfaller("halvar", "kv1")


def test_a_change_within_the_stated_uncertainty_is_no_change(lage: Lage) -> None:
    varde(lage.kil, "64", ar=2025, osakerhet=Decimal(2))
    lage.kil.indikator.indikator.varden.update(osakerhet=Decimal(2))
    assert ett(lage).post.trend == "oforandrat"
    lage.kil.indikator.indikator.varden.update(osakerhet=None)
    assert ett(lage).post.trend == "forbattring"


def test_women_and_men_have_series_of_their_own(lage: Lage) -> None:
    varde(lage.kil, "60", ar=2025)
    varde(lage.kil, "58", ar=2025, kon="K")
    varde(lage.kil, "63", kon="K")
    matt = ett(lage)
    assert [p.k for p in matt.post.kon] == [58, 63]
    assert [p.m for p in matt.post.kon] == [None, None]
    assert matt.post.nu.k == 63
    assert matt.post.nu.m is None


def kon_per_ar(lage: Lage, ar: int, **orsaker: str) -> None:
    """A year's values, 60 T, 58 K and 63 M, but why not for those that have a reason."""
    for kon, tal in (("T", "60"), ("K", "58"), ("M", "63")):
        if kon == "T" and ar == 2026:
            continue  # has one already
        skal = orsaker.get(kon, "")
        varde(lage.kil, None if skal else tal, ar=ar, kon=kon, bortfallsorsak=skal)


def test_every_period_is_suppressed_by_itself(lage: Lage) -> None:
    kon_per_ar(lage, 2023, T="För få svar")
    kon_per_ar(lage, 2024, K="..")
    kon_per_ar(lage, 2025, M="för få svar")
    kon_per_ar(lage, 2026)
    matt = ett(lage)
    assert [(p.t, p.k, p.m) for p in matt.post.kon] == [
        (None, None, None),
        (60, None, None),
        (60, None, None),
        (Decimal("65.5"), 58, 63),
    ]
    assert matt.post.nu.k == 58
    assert [p.dold for p in matt.post.serie] == [True, False, False, False]
    vy = indikatorvy(matt.post)
    assert [(g.namn, g.varden) for g in vy.grupper] == [
        ("Alla", ("..", "60,0", "60,0", "65,5")),
        ("Kvinnor", ("..", "..", "..", "58,0")),
        ("Män", ("..", "..", "..", "63,0")),
    ]


def test_the_chart_draws_the_points_of_the_table(lage: Lage) -> None:
    kon_per_ar(lage, 2024, T="..")
    varde(lage.kil, "61", ar=2025)
    post = ett(lage).post
    diagram = indikatorvy(post).diagram
    assert diagram
    assert len(diagram.punkter) == sum(p.varde is not None for p in post.serie) == 2


@given(st.lists(st.sets(st.sampled_from("TKM")), min_size=1, max_size=6))
def test_nothing_hidden_comes_out_of_a_series(markta: list[set[str]]) -> None:
    """For each period: all three, the total alone, or nothing; and never one that is marked."""
    rader = [
        Matvarde(
            period_fran=date(2000 + n, 1, 1),
            period_till=date(2000 + n, 12, 31),
            kon=kon,
            varde=None if kon in dolda else Decimal(n),
            bortfallsorsak=".." if kon in dolda else "",
        )
        for n, dolda in enumerate(markta)
        for kon in "KMT"
    ]
    ut = list(periodvarden(rader).values())
    for p, dolda in zip(ut, markta, strict=True):
        synliga = {kon for kon, v in (("T", p.t), ("K", p.k), ("M", p.m)) if v is not None}
        assert synliga == set("TKM") - p.dolda
        assert synliga in ({"T", "K", "M"}, {"T"}, set())
        assert dolda <= p.dolda


def test_without_indicators_nothing_is_suggested(lage: Lage, petra_planansvarig: Anvandare) -> None:
    lage.kil.indikator.delete()
    (mal,) = malen(lage.varv)
    assert mal.forslag.bedomning == "okant"
    assert mal.forslag.regel == "Målet har ingen indikator att bedöma mot."


@pytest.mark.parametrize(
    ("fran", "till", "namn"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2026, 1, 1), date(2026, 8, 31), "aug 2026"),
        (date(2024, 1, 1), date(2025, 12, 31), "dec 2025"),
    ],
)
def test_periods_are_named_shortly(fran: date, till: date, namn: str) -> None:
    assert period_namn(fran, till) == namn
