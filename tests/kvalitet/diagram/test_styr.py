"""The control chart: limits as steps, phases that begin anew, signals by their shape."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kvalitet.diagram import TRYCK, WEBB, Nivasteg, rita_styrserie, styrdiagram
from kvalitet.diagram.rita import Matt
from kvalitet.statistik import p_prim, xmr
from tests.kvalitet.diagram.svg import krockar, med_roll, ord_i, punkter, utanfor

STABILT = [31, 29, 33, 30, 28, 32, 30, 31, 27, 33, 29, 30]


def test_limits_begin_anew_in_a_new_phase() -> None:
    serie = xmr([*STABILT, *(v + 20 for v in STABILT)], brott=[12])
    d = rita_styrserie(serie, [str(i) for i in range(24)], steg=[Nivasteg(12, "Ny nivå")])
    for roll, antal in (("dl-mitt", 1), ("dl-grans", 2)):
        vagar = med_roll(d, roll)
        assert len(vagar) == antal
        assert all(vag.count("M") == vag.count("H") == 2 and "V" not in vag for vag in vagar)
    (linjen,) = med_roll(d, "dl-tunn")
    assert linjen.count("M") == 2
    assert "Ny nivå" in ord_i(d)


def test_limits_of_shares_are_steps() -> None:
    serie = p_prim([20, 22, 19, 25] * 4, [100, 120, 90, 110] * 4)
    d = rita_styrserie(serie, [str(i) for i in range(16)])
    undre = med_roll(d, "dl-grans")[0]
    assert undre.count("M") == 1
    assert undre.count("V") == 15


def test_signals_have_shapes_and_a_legend_in_words() -> None:
    serie = xmr([*STABILT, 60, *STABILT, 2])
    rubriker = [str(i) for i in range(26)]
    d = rita_styrserie(serie, rubriker, hogre_ar_battre=True)
    assert len(med_roll(d, "df-battre")) == len(med_roll(d, "df-samre")) == 2  # point and legend
    ruta, romb = med_roll(d, "df-battre")[0], med_roll(d, "df-samre")[0]
    assert "h" in ruta
    assert "h" not in romb
    assert {"Bättre, mer än slumpen", "Sämre, mer än slumpen"} <= set(ord_i(d))
    assert [r[5] for r in d.tabell.rader if r[1] in ("60", "2")] == [
        "Bättre, mer än slumpen",
        "Sämre, mer än slumpen",
    ]
    assert d.titel == "2 punkter är mer än slumpen."
    utan = rita_styrserie(serie, rubriker)
    assert med_roll(utan, "df-signal")
    assert not med_roll(utan, "df-battre")


def test_the_table_has_each_value_and_its_limits() -> None:
    d = styrdiagram(
        [("a", 3), ("b", None), ("c", 9)],
        mitt=[3.0] * 3, undre=[None] * 3, ovre=[8.0] * 3, signaler=["", "", "signal"],
    )  # fmt: skip
    assert d.tabell.rader == (
        ("a", "3", "–", "3", "8", "–"),
        ("b", "saknas", "–", "3", "8", "–"),
        ("c", "9", "–", "3", "8", "Mer än slumpen"),
    )
    (over,) = med_roll(d, "df-signal")[:1]
    (ovre,) = med_roll(d, "dl-grans")
    assert min(y for _, y in punkter(over)) < min(y for _, y in punkter(ovre))


def test_few_headings_are_written_and_always_the_last() -> None:
    d = rita_styrserie(xmr(list(range(60))), [f"v {n}" for n in range(60)])
    skrivna = [text for text in ord_i(d) if text.startswith("v ")]
    assert 3 <= len(skrivna) <= 10
    assert "v 59" in skrivna


@settings(deadline=None)
@given(
    st.lists(st.none() | st.integers(-500, 500), max_size=60),
    st.sets(st.integers(-1, 60), max_size=3),
    st.none() | st.integers(-600, 600),
    st.sampled_from([WEBB, TRYCK]),
    st.sampled_from([True, False, None]),
)
def test_within_and_never_touching(
    varden: list[int | None], brott: set[int], mal: int | None, matt: Matt, hogre: bool | None
) -> None:
    d = rita_styrserie(
        xmr(varden, brott=brott),
        [f"vecka {i}" for i in range(len(varden))],
        hogre_ar_battre=hogre,
        mal=mal,
        mal_text="minst så här mycket",
        steg=[Nivasteg(i, f"Ny nivå nummer {i}") for i in sorted(brott)],
        matt=matt,
    )
    assert utanfor(d, luft=0.05) == []
    assert krockar(d) == []
    assert len(d.tabell.rader) == len(varden)
