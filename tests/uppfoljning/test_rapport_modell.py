import json
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uppfoljning import rapportexempel
from uppfoljning.bedomning import Lage, Maltyp
from uppfoljning.rapport import kanon, modell
from uppfoljning.rapport.modell import (
    NYTT_I_2,
    NYTT_I_3,
    SCHEMA,
    Antal,
    Fraga,
    Indikator,
    Konsvarde,
    Lucka,
    Maluppfyllelserapport,
    OkantSchema,
    Punkt,
    Synpunkter,
    fingeravtryck,
    fran_data,
    fran_json,
    till_data,
    till_json,
)

D = Decimal

texter = st.text(max_size=30)
tal = st.none() | st.decimals(-(10**9), 10**9, places=4)


@pytest.mark.parametrize("namn", rapportexempel.ALLA)
def test_fram_och_tillbaka(namn: str) -> None:
    rapport = rapportexempel.ALLA[namn]()
    assert fran_json(till_json(rapport)) == rapport
    assert fran_data(till_data(rapport)) == rapport


def test_json_ar_kanonisk() -> None:
    text = till_json(rapportexempel.full())
    assert (
        json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        == text
    )
    assert '"schema":3' in text
    assert '"matdatum":"2026-08-31"' in text
    assert '"skapad":"2026-10-06T06:00:00Z"' in text


def test_lika_varden_ger_lika_bytes() -> None:
    a = Punkt(etikett="2026", varde=D("15.0"))
    b = Punkt(etikett="2026", varde=D("15"))
    assert kanon.till_json(a) == kanon.till_json(b)
    full = rapportexempel.full()
    lokal = full.skapad.astimezone(timezone(timedelta(hours=2)))
    assert fingeravtryck(replace(full, skapad=lokal)) == fingeravtryck(full)


def test_varje_andring_syns_i_fingeravtrycket() -> None:
    full = rapportexempel.full()
    assert fingeravtryck(full) != fingeravtryck(replace(full, kontakt="någon annan"))


@given(st.lists(st.builds(Punkt, etikett=texter, varde=tal, jamforelse=tal, brott=texter)))
def test_serier_overlever(punkter: list[Punkt]) -> None:
    i = Indikator(
        nummer="1.1",
        namn="x",
        enhet="%",
        maltyp=Maltyp.ABSOLUT,
        malvarde_text="minst 1",
        lage=Lage.SAKNAS,
        serie=tuple(punkter),
    )
    assert kanon.fran_data(Indikator, kanon.las_json(kanon.till_json(i))) == i


def _data() -> dict[str, object]:
    return till_data(rapportexempel.allt_saknas())


def test_okant_schema_vagras() -> None:
    with pytest.raises(OkantSchema):
        fran_data({**_data(), "schema": SCHEMA + 1})
    with pytest.raises(OkantSchema):
        fran_data({**_data(), "schema": True})
    with pytest.raises(OkantSchema):
        fran_data({})


@pytest.mark.parametrize(
    ("andring", "plats"),
    [
        ({"okand": 1}, "okand"),
        ({"kommun": 3}, "kommun"),
        ({"pahittad": 1}, "pahittad"),
        ({"mal": "x"}, "mal"),
        ({"saknas": [{"vad": "x"}]}, r"saknas\[0\]"),
        ({"status": {"lage": "hemlig"}}, "status"),
        ({"skapad": "i går"}, "skapad"),
    ],
)
def test_fel_form_vagras_och_sager_var(andring: dict[str, object], plats: str) -> None:
    with pytest.raises(kanon.FelForm, match=plats):
        fran_data({**_data(), **andring})


def test_flyttal_vagras() -> None:
    with pytest.raises(kanon.FelForm, match=r"0\.1"):
        fran_json('{"schema":3,"x":0.1}')
    with pytest.raises(kanon.FelForm, match="float"):
        kanon.till_json(Punkt(etikett="x", varde=0.1))  # type: ignore[arg-type]


def test_tid_utan_zon_vagras() -> None:
    utan = replace(rapportexempel.full(), skapad=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(kanon.FelForm, match="time zone"):
        till_json(utan)


def test_dolt_varde_far_inte_ligga_i_underlaget() -> None:
    with pytest.raises(ValueError, match="hidden"):
        Konsvarde(t=D(50), k=D(40), dolda=("K", "M"))
    with pytest.raises(ValueError, match="interval"):
        Fraga(text="x", matt="NKI", n=4, varde=Konsvarde(dolda=("T", "K", "M")))


def test_synpunkter_summeras_bara_nar_allt_ar_kant() -> None:
    s = Synpunkter(per_typ=(Antal(namn="Klagomål", antal=3, forra=4), Antal(namn="Beröm", antal=2)))
    assert s.antal == 5
    assert s.antal_forra is None


def test_minsta_rapport_gar_att_bygga() -> None:
    rapport = rapportexempel.allt_saknas()
    assert isinstance(rapport, Maluppfyllelserapport)
    assert rapport.tillfalle.matdatum == date(2026, 12, 31)
    assert rapport.skapad.tzinfo is UTC
    assert replace(rapport, saknas=(Lucka(vad="allt", ansvarig="alla"),)).saknas


# --- the schemas --------------------------------------------------------------------------------


def test_schema_1_lases_och_far_forval_for_det_nya() -> None:
    """The stored example was written before schema 2, and is kept as it was."""
    data = json.loads(rapportexempel.FIL.read_text("utf-8"))
    assert data["schema"] == 1
    assert "forra" not in data["mal"][0]
    rapport = fran_data(data)
    assert rapport.schema == SCHEMA
    assert rapport.mal[0].forra is None
    assert rapport.mal[0].indikatorer[0].kon == ()
    assert rapport.mal[0].motivering == data["mal"][0]["motivering"]


def test_det_som_ar_nytt_i_2_kravs_i_2() -> None:
    data = till_data(rapportexempel.full())
    forsta: dict[str, object] = data["mal"][0]  # type: ignore[index]
    del forsta["forra"]
    with pytest.raises(kanon.FelForm, match="forra"):
        fran_data(data)
    assert fran_data({**data, "schema": 1}).mal[0].forra is None


def test_schema_2_lases_och_saknar_bara_det_nya_i_3() -> None:
    data = {**till_data(replace(rapportexempel.full(), adress="https://k.se")), "schema": 2}
    del data["adress"]
    assert fran_data(data).adress == ""
    with pytest.raises(kanon.FelForm, match="adress"):
        fran_data({**data, "schema": 3})
    forsta: dict[str, object] = data["mal"][0]  # type: ignore[index]
    del forsta["forra"]
    with pytest.raises(kanon.FelForm, match="forra"):
        fran_data(data)


def test_det_som_fanns_i_1_kravs_ocksa_dar() -> None:
    data = json.loads(rapportexempel.FIL.read_text("utf-8"))
    del data["mal"][0]["motivering"]
    with pytest.raises(kanon.FelForm, match="motivering"):
        fran_data(data)


@pytest.mark.parametrize("falt", sorted(NYTT_I_2 | NYTT_I_3))
def test_varje_nytt_falt_finns_och_har_ett_forval(falt: str) -> None:
    klass, namn = falt.split(".")
    (ett,) = (f for f in fields(getattr(modell, klass)) if f.name == namn)
    assert ett.default is not MISSING
