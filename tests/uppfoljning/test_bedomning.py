from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.statistik import andel
from uppfoljning.bedomning import (
    STANDARDREGEL,
    Absolut,
    Bedomning,
    GapMotJamforelse,
    Intervall,
    Kvalitativ,
    Lage,
    Malvarde,
    Riktning,
    RiktningMotBasar,
    Trend,
    avviker,
    foreslagen_bedomning,
    foreslagen_trend,
    trend,
    trend_mot_intervall,
)

D = Decimal

HOGRE, LAGRE = Riktning.HOGRE, Riktning.LAGRE
N, E, S = Lage.NATT, Lage.EJ_NATT, Lage.SAKNAS
varden = st.decimals(D(-1000), D(1000), places=2)
riktningar = st.sampled_from(Riktning)


@pytest.mark.parametrize(
    ("mal", "varde", "lage", "text"),
    [
        (Absolut(D("88"), HOGRE), D("88"), N, "minst 88,0"),
        (Absolut(D("88"), HOGRE), D("87.99"), E, "minst 88,0"),
        (Absolut(D("14"), LAGRE), D("14"), N, "högst 14,0"),
        (Absolut(D("14"), LAGRE), D("14.01"), E, "högst 14,0"),
        (Absolut(D("-2"), HOGRE), D("-3"), E, "minst −2,0"),
        (Intervall(D("78"), D("82")), D("78"), N, "78,0–82,0"),
        (Intervall(D("78"), D("82")), D("82"), N, "78,0–82,0"),
        (Intervall(D("78"), D("82")), D("82.1"), E, "78,0–82,0"),
        (RiktningMotBasar(D("96"), 2022, HOGRE), D("96.1"), N, "över 96,0"),
        (RiktningMotBasar(D("96"), 2022, HOGRE), D("96"), E, "över 96,0"),
        (RiktningMotBasar(D("11.8"), 2022, LAGRE), D("11.7"), N, "under 11,8"),
        (RiktningMotBasar(None, 2022, HOGRE), D("96"), S, "över 2022 års värde"),
        (GapMotJamforelse(D("72.4"), "riket", HOGRE), D("72.4"), N, "minst riket"),
        (GapMotJamforelse(D("57.3"), "riket", LAGRE, strikt=True), D("57.3"), E, "under riket"),
        (GapMotJamforelse(D("57.3"), "riket", LAGRE, strikt=True), D("55"), N, "under riket"),
        (
            GapMotJamforelse(D("70"), "riket", HOGRE, gap_basar=D("3"), basar=2022),
            D("67.5"),
            N,
            "mindre skillnad mot riket",
        ),
        (
            GapMotJamforelse(D("70"), "riket", HOGRE, gap_basar=D("3"), basar=2022),
            D("67"),
            E,
            "mindre skillnad mot riket",
        ),
        (
            GapMotJamforelse(D("70"), "riket", HOGRE, gap_basar=D("-1"), basar=2022),
            D("70"),
            N,
            "mindre skillnad mot riket",
        ),
        (GapMotJamforelse(None, "riket", HOGRE), D("67"), S, "minst riket"),
    ],
)
def test_malvarden(mal: Malvarde, varde: D, lage: Lage, text: str) -> None:
    assert not isinstance(mal, Kvalitativ)
    utfall = mal.prova(varde)
    assert utfall.lage is lage
    assert mal.text() == text
    assert utfall.regel.startswith("Nått när ")
    assert utfall.regel.endswith(".")


@pytest.mark.parametrize(("svar", "lage"), [(True, N), (False, E), (None, S)])
def test_kvalitativt_mal(svar: bool | None, lage: Lage) -> None:
    assert Kvalitativ("planen är beslutad").prova(svar).lage is lage


@pytest.mark.parametrize(
    "mal",
    [
        Absolut(D(0), HOGRE),
        Intervall(D(-1), D(1)),
        RiktningMotBasar(D(0), 2022, LAGRE),
        GapMotJamforelse(D(0), "riket", LAGRE),
        Kvalitativ("planen är beslutad"),
    ],
)
def test_saknat_varde_ar_aldrig_noll(mal: Malvarde) -> None:
    utfall = mal.prova(None)
    assert utfall.lage is S
    assert "saknas" in utfall.regel


def test_upp_och_nedvant_intervall_vagras() -> None:
    with pytest.raises(ValueError, match="upside down"):
        Intervall(D(2), D(1))


@given(varden, varden, riktningar)
def test_battre_varde_gor_aldrig_att_malet_missas(a: D, mal: D, riktning: Riktning) -> None:
    battre = a + 1 if riktning is HOGRE else a - 1
    for m in (
        Absolut(mal, riktning),
        RiktningMotBasar(mal, 2022, riktning),
        GapMotJamforelse(mal, "riket", riktning),
        GapMotJamforelse(mal, "riket", riktning, strikt=True),
        GapMotJamforelse(mal, "riket", riktning, gap_basar=D(5), basar=2022),
    ):
        assert not (m.prova(a).lage is N and m.prova(battre).lage is E)


@given(varden, varden)
def test_riktningarna_ar_spegelbilder(a: D, mal: D) -> None:
    assert Absolut(mal, HOGRE).prova(a).lage is Absolut(-mal, LAGRE).prova(-a).lage


# --- suggested grade: every combination of up to six indicators -------------


def _facit(utfall: tuple[Lage, ...]) -> Bedomning:
    """domain.md §4, written once more in other words."""
    med_varde = [u for u in utfall if u is not S]
    if not utfall or len(med_varde) <= len(utfall) / 2:
        return Bedomning.OKANT
    if set(med_varde) == {N}:
        return Bedomning.UPPFYLLT
    if set(med_varde) == {E}:
        return Bedomning.EJ
    return Bedomning.DELVIS


ALLA = [u for n in range(7) for u in product((N, E, S), repeat=n)]


def test_varje_kombination_foljer_regeln() -> None:
    for utfall in ALLA:
        assert foreslagen_bedomning(utfall).bedomning is _facit(utfall), utfall


def test_ordningen_spelar_ingen_roll() -> None:
    for utfall in ALLA:
        assert foreslagen_bedomning(utfall) == foreslagen_bedomning(utfall[::-1])


@pytest.mark.parametrize(
    ("utfall", "mening"),
    [
        ((), "Målet har ingen indikator att bedöma mot."),
        ((N, S), "Minst hälften av indikatorerna saknar jämförbart värde (1 av 2)."),
        ((N, N, S), "Alla indikatorer som har värde når målvärdet (2 av 2). 1 av 3 saknar värde."),
        ((E, E, E), "Ingen indikator som har värde når målvärdet (0 av 3)."),
        ((N, E, E), "Minst en indikator når målvärdet, men inte alla (1 av 3)."),
    ],
)
def test_meningen(utfall: tuple[Lage, ...], mening: str) -> None:
    assert foreslagen_bedomning(utfall).regel == mening


def test_den_tryckta_regeln_tacker_varje_bedomning() -> None:
    assert {b for b, _ in STANDARDREGEL} == set(Bedomning)


@given(st.lists(st.sampled_from(Lage), min_size=1))
def test_ett_natt_mal_till_gor_aldrig_forslaget_samre(utfall: list[Lage]) -> None:
    rang = {Bedomning.EJ: 0, Bedomning.DELVIS: 1, Bedomning.UPPFYLLT: 2}
    fore = foreslagen_bedomning(utfall).bedomning
    for i, u in enumerate(utfall):
        if u is not E:
            continue
        efter = foreslagen_bedomning([*utfall[:i], N, *utfall[i + 1 :]]).bedomning
        if fore is Bedomning.OKANT:
            assert efter is Bedomning.OKANT
        else:
            assert rang[efter] >= rang[fore]


# --- trend -------------------------------------------------------------------


def test_trend_for_raknade_varden() -> None:
    assert trend(D("9.1"), D("8.2"), riktning=LAGRE) is Trend.FORBATTRING
    assert trend(D("15.0"), D("16.1"), riktning=LAGRE) is Trend.FORSAMRING
    assert trend(D("15.0"), D("15.0"), riktning=LAGRE) is Trend.OFORANDRAT
    assert trend(None, D("15.0"), riktning=LAGRE) is Trend.SAKNAS


def test_trend_inom_felmarginalen_ar_oforandrad() -> None:
    fore, nu = andel(1050, 1094, 2140), andel(1067, 1118, 2140)
    assert trend(fore, nu, riktning=HOGRE) is Trend.OFORANDRAT


def test_trend_mot_intervall() -> None:
    mal = Intervall(D(78), D(82))
    assert trend_mot_intervall(D(70), D(75), mal) is Trend.FORBATTRING
    assert trend_mot_intervall(D(79), D(81), mal) is Trend.OFORANDRAT
    assert trend_mot_intervall(D(82), D(85), mal) is Trend.FORSAMRING
    assert trend_mot_intervall(D(76), D(84), mal) is Trend.OFORANDRAT
    assert trend_mot_intervall(None, D(84), mal) is Trend.SAKNAS


def test_malets_trend_for_varje_kombination() -> None:
    for n in range(5):
        for t in product(Trend, repeat=n):
            kanda = set(t) - {Trend.SAKNAS}
            svar = foreslagen_trend(t)
            if not kanda:
                assert svar is Trend.SAKNAS
            elif {Trend.FORBATTRING, Trend.FORSAMRING} <= kanda:
                assert svar is Trend.OFORANDRAT
            elif Trend.FORBATTRING in kanda:
                assert svar is Trend.FORBATTRING
            elif Trend.FORSAMRING in kanda:
                assert svar is Trend.FORSAMRING
            else:
                assert svar is Trend.OFORANDRAT


def test_avvikelse_ar_att_de_tva_inte_ar_lika() -> None:
    for a, b in product(Bedomning, repeat=2):
        assert avviker(a, b) == (a != b)
