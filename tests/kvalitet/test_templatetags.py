"""Words, numbers, dates, icons and tags as they are written on the pages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from kvalitet import diagram, klocka, texter
from kvalitet.diagram.trappa import LYFT
from kvalitet.templatetags import kvalitet

H = "\N{NO-BREAK SPACE}"


def skriv(mall: str, **sammanhang: object) -> str:
    return Template(mall).render(Context(sammanhang))


@pytest.mark.parametrize(
    ("varde", "decimaler", "text"),
    [
        (0, None, "0"),
        (1234, None, f"1{H}234"),
        (1234567, None, f"1{H}234{H}567"),
        (-12.5, None, "−12,5"),
        (Decimal("13.90"), None, "13,9"),
        (Decimal("0.125"), None, "0,125"),
        (2 / 3, None, "0,7"),
        (2 / 3, 2, "0,67"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("2.5"), 0, "3"),
        (-0.04, 1, "0,0"),
        (86, 1, "86,0"),
        (Decimal("1E+3"), None, f"1{H}000"),
    ],
)
def test_tal(varde: texter.Varde, decimaler: int | None, text: str) -> None:
    assert texter.tal(varde, decimaler) == text


def test_procent_och_saknat_varde() -> None:
    assert skriv("{{ a|procent }} {{ b|procent:1 }}", a=86, b=Decimal("68.52")) == (
        f"86{H}% 68,5{H}%"
    )
    assert skriv("{{ a|tal }}, {{ a|procent }}", a=None) == "saknas, saknas"


def test_datum_skrivs_ut() -> None:
    dag = date(2026, 10, 28)
    assert texter.datum(dag) == f"28{H}oktober 2026"
    assert texter.datum_kort(dag) == f"28{H}oktober"
    assert texter.veckodatum(dag) == f"onsdag 28{H}oktober"
    assert texter.veckodatum_ar(dag) == f"onsdag 28{H}oktober 2026"
    assert skriv("[{{ d|datum }}]", d=None) == "[]"


def test_klockan_ar_svensk_vinter_och_sommar() -> None:
    assert texter.klockslag(datetime(2026, 1, 14, 8, 41, tzinfo=UTC)) == "09.41"
    assert texter.tidpunkt(datetime(2026, 7, 31, 22, 30, tzinfo=UTC)) == (
        f"1{H}augusti 2026 klockan{H}00.30"
    )


def test_ett_telefonnummer_gar_att_ringa() -> None:
    lank = '<span class="ring"><a href="tel:+469991234">+46 999-12 34</a></span>'
    assert skriv("{{ n|ring }}", n="+46 999-12 34") == lank
    assert skriv("{{ n|ring }}", n="") == ""


def test_rakneord() -> None:
    assert [texter.rakneord(n) for n in (1, 2, 12, 13)] == ["en", "två", "tolv", "13"]
    assert texter.rakneord(1, ett=True) == "ett"


def test_ikon_ar_dold_for_skarmlasare_om_den_saknar_titel() -> None:
    dold = skriv('{% ikon "Calendar" %}')
    assert dold.startswith('<svg class="ikon" viewBox="0 0 24 24"')
    assert 'aria-hidden="true"' in dold
    assert "xmlns" not in dold
    med = skriv('{% ikon "Calendar" titel="Senast" %}')
    assert 'role="img" aria-label="Senast"' in med
    assert "aria-hidden" not in med


def test_okand_ikon_stoppar_sidan() -> None:
    with pytest.raises(FileNotFoundError):
        skriv('{% ikon "Finnsinte" %}')


@pytest.mark.parametrize(("nyckel", "ord"), texter.GRADER.items())
def test_grad_ar_symbol_och_ord(nyckel: str, ord: str) -> None:
    html = skriv("{% grad g %}", g=nyckel)
    assert f'data-grad="{nyckel}"' in html
    assert "<svg" in html
    assert html.endswith(f"{ord}</span>")
    assert "grad--stor" in skriv('{% grad g storlek="stor" %}', g=nyckel)


@pytest.mark.parametrize("tom", [None, ""])
def test_grad_som_ingen_har_satt(tom: str | None) -> None:
    assert "Inte bedömt än" in skriv("{% grad g %}", g=tom)


@pytest.mark.parametrize(("nyckel", "ord"), texter.FASTAGGAR.items())
def test_fastagg(nyckel: str, ord: str) -> None:
    html = skriv("{% fastagg f %}", f=nyckel)
    farg = nyckel if nyckel in texter.FASER else "neutral"
    assert f'class="ds-tag" data-color="{farg}"' in html
    assert f"{ord}</span>" in html
    assert skriv("{{ f|fasnamn }}", f=nyckel) == ord.lower()


def test_smulor_ar_ingenting_utan_steg() -> None:
    assert skriv('{% smulor "Start" "start" %} {% endsmulor %}') == ""
    html = skriv('{% smulor "Start" "start" %}{% smula namn %}{% endsmulor %}', namn="A & B")
    assert '<a class="ds-link" href="/">Start</a>' in html
    assert '<span aria-current="page">A &amp; B</span>' in html


def test_trappan_stiger_med_spranget() -> None:
    varv = [diagram.Varv(f"Varv {i}") for i in range(1, 4)]
    plan = diagram.trappa(varv)
    lyft = diagram.trappa([*varv[:2], diagram.Varv("Varv 3", sprang="Ny metod", nu=True)])
    assert not plan.lyft
    assert [ett.text for ett in lyft.lyft] == ["Ny metod"]
    assert float(plan.steg[2].y) - float(lyft.steg[2].y) == LYFT
    assert "Förbättringssprång: Ny metod. Varv 3." in lyft.beskrivning


def test_trappan_visar_de_senaste_varven() -> None:
    ritad = diagram.trappa([diagram.Varv(f"Varv {i}") for i in range(1, 12)])
    assert [s.varv.namn for s in ritad.steg] == [f"Varv {i}" for i in range(5, 12)]


def test_a_day_of_another_year_says_its_year() -> None:
    with klocka.stalld(datetime(2026, 11, 26, 12, tzinfo=UTC)):
        assert kvalitet.datum_i_ar(date(2026, 10, 28)) == "28\N{NO-BREAK SPACE}oktober"
        assert kvalitet.datum_i_ar(date(2022, 4, 11)) == "11\N{NO-BREAK SPACE}april 2022"
        nyar = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # 2026 in Sweden
        assert kvalitet.datum_i_ar(nyar) == "1\N{NO-BREAK SPACE}januari"
    assert kvalitet.datum_i_ar(None) == ""
