"""The result of a question, with worked numbers, and that no set of shares tells a hidden one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvalitet.statistik import Forandring, Skattning
from uppfoljning.enkatresultat import Frageresultat, Varde, dolda_andelar, jamfor, rakna
from uppfoljning.models import Fraga, Svarsalternativ

Z = 1.959963984540054


def fraga(slag: str, *alternativ: str) -> Fraga:
    f = Fraga(pk=1, nyckel="f", slag=slag, text="Fråga?")
    val = [Svarsalternativ(nyckel=a, text=a.upper(), ordning=n) for n, a in enumerate(alternativ)]
    f._prefetched_objects_cache = {"alternativ": val}  # type: ignore[attr-defined]
    return f


def svar(*rader: tuple[str, Varde, int]) -> Counter[tuple[str, Varde]]:
    ut: Counter[tuple[str, Varde]] = Counter()
    for kon, varde, antal in rader:
        ut[kon, varde] += antal
    return ut


def ettan(r: Frageresultat) -> Skattning:
    t = r.matt[0].totalt
    assert t is not None
    return t


def spann(s: Skattning) -> tuple[float, float]:
    assert s.undre is not None
    assert s.ovre is not None
    return s.undre, s.ovre


def test_nki_by_hand() -> None:
    # Ten who say 8, 7, 6 (mean 7: NKI 66,67) and ten who say 4 (NKI 33,33): mean 50; s = 17,10.
    r = rakna(fraga("nki"), svar(("K", (8, 7, 6), 10), ("M", (4, 4, 4), 10)), troskel=5)
    t = ettan(r)
    assert t.varde == pytest.approx(50)
    s = sqrt(20 * (50 / 3) ** 2 / 19)
    assert spann(t) == pytest.approx((50 - Z * s / sqrt(20), 50 + Z * s / sqrt(20)))
    d = r.matt[0].konsskillnad
    assert d is not None
    assert d[0] == pytest.approx(100 / 3)  # women less men, and every one of them alike
    assert d[1:] == pytest.approx((100 / 3, 100 / 3))


def test_index_of_one_to_five_by_hand() -> None:
    # 5 × 1, 5 × 3, 10 × 5: (0·5 + 50·5 + 100·10)/20 = 62,5
    r = rakna(fraga("skala5"), svar(("K", 1, 5), ("M", 3, 5), ("K", 5, 10)), troskel=5)
    assert ettan(r).varde == 62.5
    assert r.matt[0].man is not None
    assert r.matt[0].man.varde == 50
    assert r.matt[0].kvinnor is not None
    assert r.matt[0].kvinnor.varde == pytest.approx(200 / 3)


def test_mean_of_one_to_ten_by_hand() -> None:
    # 10 × 10 and 10 × 4: mean 7, s = 3·√(20/19), half width 1,96·s/√20
    r = rakna(fraga("skala10"), svar(("K", 10, 10), ("M", 4, 10)), troskel=5)
    halva = Z * 3 * sqrt(20 / 19) / sqrt(20)
    assert ettan(r).varde == pytest.approx(7)
    assert spann(ettan(r)) == pytest.approx((7 - halva, 7 + halva))


def test_share_of_an_alternative_by_hand_with_a_known_frame() -> None:
    # 30 of 50 in a frame of 101: p = 0,6 ± 1,96·√(0,24/50)·√(51/100)
    alla = svar(("K", frozenset("a"), 15), ("M", frozenset("a"), 15))
    alla += svar(("K", frozenset("b"), 10), ("M", frozenset("b"), 10))
    r = rakna(fraga("ett_val", "a", "b"), alla, troskel=5, ram=101)
    halva = 100 * Z * sqrt(0.24 / 50) * sqrt(51 / 100)
    assert [m.namn for m in r.matt] == ["A", "B"]
    assert ettan(r).varde == pytest.approx(60)
    assert spann(ettan(r)) == pytest.approx((60 - halva, 60 + halva))
    assert r.n == 50


def test_yes_and_no_is_the_share_of_yes_and_vet_inte_is_left_out() -> None:
    alla = svar(("K", 1, 10), ("M", 1, 10), ("K", 0, 5), ("M", 0, 5), ("K", None, 7))
    r = rakna(fraga("ja_nej"), alla, troskel=5)
    assert r.n == 30
    assert ettan(r).varde == pytest.approx(200 / 3)


def test_several_alternatives_may_sum_to_more_than_all() -> None:
    alla = svar(
        ("K", frozenset("ab"), 10), ("M", frozenset("ab"), 10),
        ("K", frozenset("a"), 5), ("M", frozenset("b"), 5), ("K", frozenset("c"), 5),
    )  # fmt: skip
    r = rakna(fraga("flerval", "a", "b", "c"), alla, troskel=5)
    andelar = {m.namn: m.totalt and round(m.totalt.varde) for m in r.matt}
    assert andelar == {"A": 71, "B": 71, "C": 14}
    assert r.n == 35


def test_too_few_tell_nothing() -> None:
    for f, varde in ((fraga("skala5"), 5), (fraga("ett_val", "a"), frozenset("a"))):
        r = rakna(f, svar(("K", varde, 4)), troskel=5)
        assert (r.n, r.visas) == (None, False)
        assert {s for m in r.matt for s in (m.totalt, m.kvinnor, m.man)} == {None}
        assert {m.dolda for m in r.matt} == {frozenset("TKM")}


def test_a_few_men_hide_the_women_too() -> None:
    r = rakna(fraga("skala5"), svar(("K", 5, 20), ("M", 1, 4)), troskel=5)
    assert r.matt[0].dolda == {"K", "M"}
    assert r.matt[0].totalt is not None


def test_a_small_alternative_is_hidden_and_one_more_with_it() -> None:
    alla = svar(*[(k, frozenset(a), n) for k in "KM" for a, n in (("a", 20), ("b", 10), ("c", 1))])
    r = rakna(fraga("ett_val", "a", "b", "c"), alla, troskel=5)
    visas = {m.namn: m.totalt is not None for m in r.matt}
    assert visas == {"A": True, "B": False, "C": False}


def test_what_nobody_chose_is_shown_as_none_and_hides_nothing() -> None:
    alla = svar(*[(k, frozenset(a), 10) for k in "KM" for a in "ab"])
    r = rakna(fraga("ett_val", "a", "b", "c"), alla, troskel=5)
    assert [m.totalt and m.totalt.varde for m in r.matt] == [50, 50, 0]
    assert {m.dolda for m in r.matt} == {frozenset()}


def test_a_few_who_say_no_hide_those_who_say_yes() -> None:
    r = rakna(fraga("ja_nej"), svar(("K", 1, 20), ("M", 1, 20), ("K", 0, 2)), troskel=5)
    assert r.matt[0].totalt is None


ANTAL = st.lists(
    st.tuples(*[st.integers(0, 12)] * 3),
    min_size=1,
    max_size=5,
)


@given(ANTAL, st.sampled_from([5, 10]), st.booleans())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_hidden_share_can_be_had_from_those_shown(
    rader: Sequence[tuple[int, int, int]], troskel: int, uteslutande: bool
) -> None:
    """Where T and one sex are shown the rest is nobody or enough; a column never lacks one."""
    antal = {
        f"a{n}": dict(zip("TKM", (sum(r), r[0], r[1]), strict=True)) for n, r in enumerate(rader)
    }
    hela = [sum(k) for k in zip(*rader, strict=True)]
    alla = {"T": sum(hela), "K": hela[0], "M": hela[1]}
    dolda = dolda_andelar(antal, alla, troskel, uteslutande=uteslutande)
    for nyckel, per_grupp in antal.items():
        synliga = set("TKM") - dolda[nyckel]
        assert all(per_grupp[g] >= troskel for g in synliga) or not per_grupp["T"]
        if synliga >= {"T", "K"} or synliga >= {"T", "M"}:
            kon = "K" if "K" in synliga else "M"
            rest = per_grupp["T"] - per_grupp[kon]
            assert synliga == set("TKM") or rest >= troskel or rest == 0
        if synliga == set("TKM"):
            utanfor = per_grupp["T"] - per_grupp["K"] - per_grupp["M"]
            assert utanfor == 0 or utanfor >= troskel
        if not uteslutande and per_grupp["T"]:
            for g in synliga:
                assert alla[g] - per_grupp[g] == 0 or alla[g] - per_grupp[g] >= troskel
    if uteslutande:
        for g in "TKM":
            gomda = [antal[n][g] for n in antal if g in dolda[n]]
            # The shares of a column sum to all: what is hidden together is enough or nobody.
            if len(gomda) < len(antal):
                assert sum(gomda) == 0 or sum(gomda) >= troskel
                assert len(gomda) != 1 or gomda[0] >= troskel or len(gomda) == len(antal)


def test_change_is_told_only_beyond_the_uncertainty() -> None:
    def matt(varde: int) -> Frageresultat:
        return rakna(fraga("skala10"), svar(("K", varde, 20), ("M", varde + 1, 20)), troskel=5)

    fore, lika, battre = matt(4).matt[0], matt(4).matt[0], matt(8).matt[0]
    assert jamfor(lika, fore)[0] is Forandring.OFORANDRAT
    hur, grans = jamfor(battre, fore)
    assert hur is Forandring.FORBATTRING
    assert grans is not None
    assert grans[0] < 4 < grans[1]
    assert jamfor(battre, None) == (Forandring.SAKNAS, None)
