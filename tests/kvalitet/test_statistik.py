from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kvalitet.statistik import (
    Forandring,
    Skattning,
    andel,
    dolj,
    dolj_resten,
    exakt,
    forandring,
    index_1_5,
    median_dagar,
    nki,
    procent,
    skillnad_med_intervall,
    som_decimal,
    svarsfrekvens,
)

tre_svar = st.tuples(*[st.integers(1, 10)] * 3)
n_och_antal = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@st.composite
def skattningar(draw: st.DrawFn) -> Skattning:
    n, antal = draw(n_och_antal)
    svar = andel(antal, n)
    assert svar is not None
    return svar


def test_nki_enligt_scb() -> None:
    # SCB: a mean of 7.5 is NKI 72.
    svar = nki([(7, 8, 8), (7, 7, 8), (8, 8, 7), (7, 8, 7)])
    assert svar is not None
    assert svar.varde == pytest.approx((7.5 - 1) * 100 / 9)
    assert round(svar.varde) == 72
    assert svar.n == 4


def test_nki_intervall_for_hand() -> None:
    # Means 4, 6, 8 → index 33.3, 55.6, 77.8; s = 22.2; N = 10, n = 3.
    svar = nki([(4, 4, 4), (6, 6, 6), (8, 8, 8)], population=10)
    assert svar is not None
    assert svar.felmarginal == pytest.approx(1.959964 * 22.2222 / 3**0.5 * (7 / 9) ** 0.5, abs=1e-3)


def test_andel_med_korrektion_for_hand() -> None:
    # The design's example: 95.4 % of 1 118 in a frame of 2 140 gives ± 0.8.
    svar = andel(1067, 1118, 2140)
    assert svar is not None
    assert svar.felmarginal is not None
    assert round(svar.varde, 1) == 95.4
    assert round(svar.felmarginal, 1) == 0.8


def test_alla_svarade_ger_ingen_osakerhet() -> None:
    svar = andel(7, 10, 10)
    assert svar is not None
    assert (svar.undre, svar.ovre) == (svar.varde, svar.varde)


def test_wilson_vid_noll_ar_inte_sakert() -> None:
    svar = andel(0, 20)
    assert svar is not None
    assert svar.undre == 0
    assert svar.ovre == pytest.approx(16.11, abs=0.01)  # Newcombe 1998, table I: 0/20
    assert "Wilson" in svar.metod


def test_inga_svar_ar_none_och_aldrig_noll() -> None:
    assert andel(0, 0) is None
    assert nki([]) is None
    assert index_1_5([]) is None
    assert svarsfrekvens(0, 10, 10) is None
    assert median_dagar([]) is None
    assert procent(0, 0) is None
    assert som_decimal(None) is None


def test_ett_svar_har_inget_intervall() -> None:
    svar = nki([(5, 6, 7)])
    assert svar is not None
    assert svar.undre is None
    assert svar.felmarginal is None
    assert forandring(svar, svar) is Forandring.SAKNAS


@pytest.mark.parametrize(("svar", "varde"), [(1, 0), (2, 25), (3, 50), (4, 75), (5, 100)])
def test_femgradig_skala(svar: int, varde: int) -> None:
    resultat = index_1_5([svar])
    assert resultat is not None
    assert resultat.varde == varde


@pytest.mark.parametrize("svar", [[(0, 5, 5)], [(5, 11, 5)], [(5, 5)]])
def test_nki_vagrar_svar_utanfor_skalan(svar: list[tuple[int, ...]]) -> None:
    with pytest.raises(ValueError, match="three answers"):
        nki(svar)


def test_orimliga_tal_vagras() -> None:
    with pytest.raises(ValueError, match="between"):
        andel(5, 4)
    with pytest.raises(ValueError, match="frame"):
        andel(5, 10, 9)
    with pytest.raises(ValueError, match="answers"):
        index_1_5([6])
    with pytest.raises(ValueError, match="could answer"):
        svarsfrekvens(11, 12, 2)
    with pytest.raises(ValueError, match="threshold"):
        dolj({"T": 3}, 0)


def test_svarsfrekvens() -> None:
    svar = svarsfrekvens(1732, 3120, 84)
    assert svar is not None
    assert svar.mojliga == 3036
    assert round(svar.procent, 1) == 57.0


@given(st.lists(tre_svar, min_size=2, max_size=60), st.integers(0, 500))
def test_nki_ligger_i_sitt_intervall(svar: list[tuple[int, ...]], extra: int) -> None:
    r = nki(svar, population=len(svar) + extra)
    assert r is not None
    assert r.undre is not None
    assert r.ovre is not None
    assert 0 <= r.undre <= r.varde <= r.ovre <= 100


@given(n_och_antal, st.integers(0, 5000))
def test_korrektionen_gor_intervallet_smalare(par: tuple[int, int], extra: int) -> None:
    n, antal = par
    utan, med = andel(antal, n), andel(antal, n, n + extra)
    assert utan is not None
    assert med is not None
    assert utan.undre is not None
    assert med.undre is not None
    assert utan.ovre is not None
    assert med.ovre is not None
    assert 0 <= utan.undre <= med.undre + 1e-9
    assert med.undre <= med.varde <= med.ovre
    assert med.ovre <= utan.ovre + 1e-9 <= 100 + 1e-9


@given(n_och_antal)
def test_andel_ar_symmetrisk(par: tuple[int, int]) -> None:
    n, antal = par
    a, b = andel(antal, n), andel(n - antal, n)
    assert a is not None
    assert b is not None
    assert a.undre is not None
    assert b.ovre is not None
    assert a.undre == pytest.approx(100 - b.ovre)


@given(skattningar(), skattningar())
def test_forandring_ar_spegelvand_i_tid_och_riktning(a: Skattning, b: Skattning) -> None:
    motsats = {
        Forandring.FORBATTRING: Forandring.FORSAMRING,
        Forandring.FORSAMRING: Forandring.FORBATTRING,
    }
    rakt = forandring(a, b)
    assert forandring(b, a) is motsats.get(rakt, rakt)
    assert forandring(a, b, hogre_ar_battre=False) is motsats.get(rakt, rakt)


@given(skattningar())
def test_samma_skattning_ar_oforandrad(a: Skattning) -> None:
    assert forandring(a, a) is Forandring.OFORANDRAT


@given(skattningar(), skattningar())
def test_oforandrat_ar_att_intervallet_omfattar_noll(a: Skattning, b: Skattning) -> None:
    grans = skillnad_med_intervall(a, b)
    assert grans is not None
    undre, ovre = grans
    assert undre <= b.varde - a.varde <= ovre
    assert (forandring(a, b) is Forandring.OFORANDRAT) == (undre <= 0 <= ovre)


def test_symmetriska_intervall_ger_den_vanliga_formeln() -> None:
    a, b = Skattning(50, 47, 53, 900, ""), Skattning(55, 51, 59, 600, "")
    assert skillnad_med_intervall(a, b) == pytest.approx((0, 10))
    assert forandring(a, b) is Forandring.OFORANDRAT  # the interval touches 0


def test_totalraknade_varden_jamfors_exakt() -> None:
    assert forandring(exakt(9), exakt(7), hogre_ar_battre=False) is Forandring.FORBATTRING
    assert forandring(exakt(9), exakt(9)) is Forandring.OFORANDRAT
    assert forandring(None, exakt(9)) is Forandring.SAKNAS


@pytest.mark.parametrize(
    ("antal", "dolda"),
    [
        ({"T": 40, "K": 20, "M": 20}, ""),
        ({"T": 14, "K": 10, "M": 4}, "KM"),
        ({"T": 9, "K": 5, "M": 4}, "KMT"),
        ({"T": 12, "K": 12, "M": 0}, "KM"),
        ({"T": 10, "K": 10}, ""),
        ({"T": 12}, ""),
        ({"T": 35, "K": 16, "M": 17, "A": 2}, "AKM"),
        ({"T": 35, "K": 16, "M": 17}, "KM"),  # two who are neither could be told apart
        ({"T": 45, "K": 16, "M": 17}, ""),
        ({"T": 15, "K": 10}, "K"),
        ({"K": 3, "M": 40}, "KM"),
    ],
)
def test_dolj(antal: dict[str, int], dolda: str) -> None:
    assert dolj(antal, 10) == frozenset(dolda)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 30))
def test_ett_dolt_kon_kan_inte_raknas_fram(k: int, m: int, troskel: int) -> None:
    antal = {"T": k + m, "K": k, "M": m}
    dolda = dolj(antal, troskel)
    synliga = set(antal) - dolda
    assert all(antal[kon] >= troskel for kon in synliga)
    assert ("K" in synliga) == ("M" in synliga)
    if "T" in dolda:
        assert not synliga


GRUPPER = st.dictionaries(st.sampled_from("KMAV"), st.integers(0, 60))


@given(GRUPPER, st.integers(0, 60), st.integers(1, 30))
def test_ingen_liten_grupp_kan_raknas_fram(
    delar: dict[str, int], utanfor: int, troskel: int
) -> None:
    """Whatever shown groups are taken from the total, what is left is nobody or many."""
    antal = {**delar, "T": sum(delar.values()) + utanfor}
    synliga = set(antal) - dolj(antal, troskel)
    delarna = sorted(synliga - {"T"})
    for r in range(len(delarna) + 1):
        for bort in combinations(delarna, r):
            kvar = antal["T"] - sum(antal[kon] for kon in bort)
            assert "T" not in synliga or kvar == 0 or kvar >= troskel
    assert all(antal[kon] >= troskel for kon in synliga)


@given(GRUPPER, st.integers(0, 60), st.integers(1, 30))
def test_inget_doljs_utan_skal(delar: dict[str, int], utanfor: int, troskel: int) -> None:
    antal = {**delar, "T": sum(delar.values()) + utanfor}
    if all(n >= troskel for n in antal.values()) and (utanfor == 0 or utanfor >= troskel):
        assert not dolj(antal, troskel)


def test_fler_i_grupperna_an_totalt_vagras() -> None:
    with pytest.raises(ValueError, match="total"):
        dolj({"T": 10, "K": 8, "M": 8}, 5)


@given(st.sets(st.sampled_from("TKM")))
def test_resten_doljs(dolda: set[str]) -> None:
    """Hidden without known counts: a total is shown, or a total and all its parts, or nothing."""
    synliga = set("TKM") - dolj_resten(dolda, "TKM")
    assert synliga in ({"T", "K", "M"}, {"T"}, set())
    assert not synliga & dolda


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 29))
def test_hogre_troskel_doljer_minst_lika_mycket(k: int, m: int, a: int, troskel: int) -> None:
    antal = {"T": k + m + a, "K": k, "M": m}
    assert dolj(antal, troskel) <= dolj(antal, troskel + 1)


def test_median() -> None:
    assert median_dagar([1, 9, 3]) == 3
    assert median_dagar([4, 1, 3, 10]) == 3.5


@given(st.lists(st.integers(0, 400), min_size=1))
def test_median_delar_i_tva(dagar: list[int]) -> None:
    mitt = median_dagar(dagar)
    assert mitt is not None
    assert 2 * sum(d < mitt for d in dagar) <= len(dagar)
    assert 2 * sum(d > mitt for d in dagar) <= len(dagar)


@given(st.floats(-1e6, 1e6))
def test_som_decimal_ar_nara_och_utan_exponentsvans(x: float) -> None:
    d = som_decimal(x)
    assert d is not None
    assert abs(float(d) - x) <= 1e-6
    assume(d == d.to_integral())
    assert d == Decimal(int(d))


def test_som_decimal_vagrar_oandligt() -> None:
    with pytest.raises(ValueError, match="finite"):
        som_decimal(float("nan"))
