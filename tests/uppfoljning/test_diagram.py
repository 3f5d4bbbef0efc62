import itertools
import re
from decimal import Decimal
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uppfoljning.diagram import hjul, isar, kolumnbredd, linjediagram, skala, stegdiagram

D = Decimal

SERIE = [D("86.2"), D("85.9"), D("84.8"), D("85.0"), D("85.7"), D("86.4"), D("88.3")]
RIKET = [D("87.2"), D("87.0"), D("86.4"), D("86.2"), D("86.0"), D("86.0"), D("86.1")]
tal = st.floats(-1e5, 1e5).map(lambda x: round(x, 2))


def las(svg: str) -> Element:
    return fromstring(svg)  # noqa: S314 - our own drawing


def linje(**andra: object) -> str:
    val: dict[str, object] = {
        "titel": "Tryggheten ökar. Målet är nått.",
        "jamforelse": RIKET,
        "malvarde": D("88.0"),
        "maltext": "minst 88,0",
    }
    return linjediagram(SERIE, **(val | andra))  # type: ignore[arg-type]


def test_titeln_ar_slutsatsen_och_texten_ar_text() -> None:
    svg = linje()
    rot = las(svg)
    assert rot[0].tag.endswith("title")
    assert rot[0].text == "Tryggheten ökar. Målet är nått."
    text = [e.text for e in rot.iter() if e.tag.endswith("text")]
    assert "Utfall 88,3" in text
    assert "Riket 86,1" in text
    assert "Mål: minst 88,0" in text


@pytest.mark.parametrize("webb", [False, True])
def test_hogst_tva_kilobyte(webb: bool) -> None:
    assert len(linje(webb=webb).encode()) <= 2560
    assert len(linje().encode()) <= 2560


def test_malet_ar_streckat() -> None:
    assert linje().count("stroke-dasharray") == 1
    assert linje(malvarde=None).count("stroke-dasharray") == 0


def test_tecken_i_texten_skyddas() -> None:
    svg = linje(titel='<script> & "citat"', jamf_namn="A & B")
    assert "<script>" not in svg
    las(svg)


def test_lucka_bryter_linjen() -> None:
    svg = linjediagram([D(1), D(2), None, D(3)], titel="t")
    (vag,) = re.findall(r'd="([^"]+)" fill="none" stroke="#1c4462"', svg)
    assert vag.count("M") == 2
    assert svg.count("<circle") == 3


def test_seriebrott_bryter_linjen() -> None:
    svg = linjediagram([D(1), D(2), D(3), D(4)], titel="t", brott=[2])
    (vag,) = re.findall(r'd="([^"]+)" fill="none" stroke="#1c4462"', svg)
    assert vag.count("M") == 2
    assert svg.count("stroke-dasharray") == 1


def test_utan_varden_inget_diagram() -> None:
    assert linjediagram([None, None], titel="t") == ""


def test_webben_far_klasser_och_inga_farger_eller_stilar() -> None:
    svg = linje(webb=True)
    assert 'class="d-l-egen"' in svg
    assert "#" not in svg
    assert "style=" not in svg
    assert "font-family" not in svg


def test_stegdiagram_drar_ingen_linje_over_steget() -> None:
    svg = stegdiagram(
        [15, 15.6, 15.9, 12.1, 11, 10.6],
        titel="Nivån har höjts.",
        start=3,
        ny_fran=4,
        gammal=15.4,
        ny=10.8,
        start_text="Små team börjar",
    )
    text = [e.text for e in las(svg).iter() if e.tag.endswith("text")]
    assert "Gammal nivå 15,4" in text
    assert "Ny nivå 10,8" in text
    assert "Små team börjar" in text
    assert not re.findall(r'd="M[^"]*L[^"]*" fill="none" stroke="#1f7a3a"', svg)


@pytest.mark.parametrize("fas", ["planera", "folja_upp", "kvalitetssakra", "avslutad"])
def test_hjulet_sager_var_det_star(fas: str) -> None:
    rot = las(hjul(fas))
    assert ("Nu: " in (rot[0].text or "")) == (fas != "avslutad")


@given(st.lists(tal, min_size=1, max_size=20))
def test_skalan_rymmer_alla_varden(varden: list[float]) -> None:
    s = skala(varden)
    assert s.lag <= min(varden) + 1e-6 * max(1, abs(min(varden)))
    assert s.hog >= max(varden) - 1e-6 * max(1, abs(max(varden)))
    assert 2 <= len(s.streck) <= 5


@given(st.lists(st.floats(0, 40), min_size=1, max_size=4))
def test_etiketter_gar_isar_och_behaller_ordningen(ys: list[float]) -> None:
    ut = isar(ys, 3.4)
    ordnade = [ut[i] for i in sorted(range(len(ys)), key=lambda i: ys[i])]
    for a, b in itertools.pairwise(ordnade):
        assert b - a >= 3.4 - 0.2


@given(
    st.lists(st.none() | tal, min_size=1, max_size=7),
    st.none() | tal,
    st.integers(0, 2),
)
def test_alltid_giltig_svg(serie: list[float | None], mal: float | None, dec: int) -> None:
    svg = linjediagram(serie, titel="t", malvarde=mal, decimaler=dec)
    if svg:
        las(svg)
        assert "nan" not in svg
        assert "-0," not in svg


def test_kolumnen_ryms_pa_sidan() -> None:
    for n in range(1, 8):
        assert 30 + n * kolumnbredd(n) + 28 <= 170
