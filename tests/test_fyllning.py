"""bench's generator: a small municipality is filled, whole in the database's eyes and the app's."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bench.fyllning import lattat, ordbok, plats, tabell
from bench.fyllning.arenden import Arenden, per_dag
from bench.fyllning.arendetabeller import Arendetabeller
from bench.fyllning.delar import fyll_allt
from bench.fyllning.fyllare import Klocka
from bench.fyllning.organisation import skriv
from bench.fyllning.tabell import text
from bench.fyllning.varlden import FORVAL, Storlek
from bin.startare.fel import Startfel
from cykel.models import Aktivitet, Planindikator, Planmal, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet import loggkontroll
from kvalitet.actions.organisation import bygg_sokvagar
from kvalitet.meny import ARBETSMENY, FLER_SIDOR
from kvalitet.models import Anvandare, Enhet, Handelse, Namnd
from synpunkter.actions.mottagning import ta_emot
from synpunkter.kod import kod
from synpunkter.models import Synpunkt
from synpunkter.tillstand import SYNPUNKT
from tests.cykel import haller_plan, haller_varv

LITEN = FORVAL["liten"]
ROLLER = ("kv", "chef", "rev", "adm", "ns.von", "hs1.von", "fv.von", "pa.von", "aa.von", "ch.von")
HALLER = (
    haller_plan.en_levande_plan_per_enhet_namnd_och_period,
    haller_plan.en_version_galler_i_en_plan_som_rullar,
    haller_plan.en_avslutad_plan_har_inget_utkast,
    haller_plan.den_som_faststaller_skickade_inte_in,
    haller_varv.varven_raknas_utan_lucka,
    haller_varv.uppfoljning_har_ett_tillfalle_i_planens_period,
    haller_varv.den_som_verifierar_ager_inte_atgarden,
    haller_varv.sakrad_lardom_ar_bevisad,
    haller_varv.avslutad_plan_har_avgjort_sina_lardomar,
    haller_varv.en_slutad_plan_har_inget_oppet,
)


@pytest.mark.langsam
def test_a_filled_database_is_whole(riktig_databas: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Rows are sent as soon as they are made, as when there are many: no trigger may look for what
    # another table has not got yet.
    monkeypatch.setattr(tabell, "_BUNT", 1)
    fore = lattat.lagen(riktig_databas)
    fyll_allt(LITEN, riktig_databas, Klocka())
    assert lattat.lagen(riktig_databas) == fore
    assert Synpunkt.objects.count() == LITEN.synpunkter
    assert Enhet.objects.count() == LITEN.enheter
    assert bygg_sokvagar() == 0  # the paths are those of the placements
    kontroll = loggkontroll.kontrollera()
    assert kontroll.fel == []
    assert kontroll.ogonblick > 0
    _varje_arende_gick_sina_steg()
    for haller in HALLER:
        haller(None)  # type: ignore[arg-type]  # asks the tables alone
    _den_stora_planen()
    _sidorna_oppnas()
    _nasta_arende_far_plats()


def _varje_arende_gick_sina_steg() -> None:
    """The log leads from the first state to the one that stands, along the table's edges."""
    kanter, lagen = SYNPUNKT.kanter(), defaultdict(lambda: "inkommen")
    steg = Handelse.objects.filter(objekttyp="synpunkter.synpunkt", data__has_key="till")
    for pk, data in steg.order_by("tid", "pk").values_list("objekt_id", "data"):
        fran, till = data["fran"], data["till"]
        assert (fran, till) in kanter, (pk, fran, till)
        assert lagen[pk] == fran or (lagen[pk], fran) == ("inkommen", "karantan"), (pk, data)
        lagen[pk] = till
    for arende in Synpunkt.objects.exclude(lage="karantan").order_by("pk"):
        assert lagen[arende.pk] == arende.lage, arende.pk


def _den_stora_planen() -> None:
    """What the plan page is measured with: 12 goals, 60 indicators, 200 activities."""
    plan = Aktivitet.objects.filter(version__plan__fas=Fas.GENOMFORA)
    storst = max(
        plan.values_list("version", flat=True), key=lambda v: plan.filter(version=v).count()
    )
    rader = [m.objects.filter(version=storst).count() for m in (Planmal, Planindikator, Aktivitet)]
    assert rader == [12, 60, 200]


def _sidorna_oppnas() -> None:
    adresser = [reverse(namn) for _, namn, _ in ARBETSMENY]
    adresser += [reverse(namn) for _, namn in FLER_SIDOR]
    planer = [p for fas in Fas for p in Verksamhetsplan.objects.filter(fas=fas).order_by("pk")[:2]]
    adresser += [reverse("cykel:plan", args=[p.pk]) for p in planer]
    adresser += [reverse("cykel:version", args=[p.pk, 1]) for p in planer]
    for lage in Synpunkt.objects.order_by().values_list("lage", flat=True).distinct():
        arende = Synpunkt.objects.filter(lage=lage).order_by("pk")[0]
        adresser.append(reverse("synpunkter:arende", args=[arende.pk]))
    for vem in ROLLER:
        klient = Client()
        klient.force_login(Anvandare.objects.get(epost=f"{vem}@kommun.example"))
        svar = {adress: klient.get(adress).status_code for adress in adresser}
        fel = {adress: s for adress, s in svar.items() if s not in (200, 302, 403, 404)}
        assert not fel, (vem, fel)
        assert 200 in svar.values()


def _nasta_arende_far_plats() -> None:
    """The sequences stand behind the last row: the app goes on from there."""
    enhet = Enhet.objects.filter(slag="enhet").order_by("pk")[0]
    kvitto = ta_emot(
        token="nasta",
        typ="fraga",
        text="När öppnar badet?",
        namnd=Namnd.objects.order_by("pk")[0],
        enhet=enhet,
        svarsval="kod",
    )
    assert kvitto.synpunkt.pk == LITEN.synpunkter + 1
    assert kvitto.kod == kod("nasta")


class Samlare:
    """Stands in for the tables: keeps the rows as text."""

    def __init__(self) -> None:
        self.rader: dict[str, list[str]] = defaultdict(list)

    def oppna(self, modell: Any, falt: str) -> Any:
        rader = self.rader[modell.__name__]

        class En:
            antal = property(lambda _: len(rader))

            def rad(self, *varden: Any) -> None:
                rader.append("\t".join(map(text, varden)))

            def ratt(self, rad: str) -> None:
                rader.append(rad)

        return En()

    def skriv(self, modell: Any, falt: str, rader: Any) -> None:
        self.rader[modell.__name__] += ["\t".join(map(text, rad)) for rad in rader]


def _arenden(storlek: Storlek) -> dict[str, list[str]]:
    samlare: Any = Samlare()
    Arenden(storlek, skriv(storlek, samlare), Arendetabeller(samlare)).kor()
    # An encryption holds chance by its nature; what it hides is the same.
    samlare.rader.pop("Kontakt")
    return dict(samlare.rader)


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    liten = dataclasses.replace(LITEN, synpunkter=60, dag=date(2026, 11, 27))
    assert _arenden(liten) == _arenden(liten)
    annan = _arenden(dataclasses.replace(liten, fro=2))
    assert annan["Synpunkt"] != _arenden(liten)["Synpunkt"]


def test_every_case_has_its_day_and_the_years_grow() -> None:
    storlek = Storlek(synpunkter=10_000, dag=date(2026, 11, 27))
    dagar = per_dag(storlek)
    assert sum(dagar) == 10_000
    assert sum(dagar[-365:]) > sum(dagar[:365])


def test_the_vocabulary_is_as_large_as_it_should_be_and_holds_each_word_once() -> None:
    ord_ = ordbok.orden()
    assert 8_000 < len(ord_) == len(set(ord_))


def test_a_value_is_written_as_copy_reads_it() -> None:
    assert text("två\trader\n\\") == "två\\trader\\n\\\\"
    assert [text(v) for v in (None, True, False, date(2026, 1, 2))] == [
        "\\N",
        "t",
        "f",
        "2026-01-02",
    ]
    assert text((date(2026, 1, 2), None)) == "[2026-01-02,)"
    assert json.loads(text({"a": 1})) == {"a": 1}


def test_a_folder_with_another_database_is_left_alone(tmp_path: Path) -> None:
    assert plats.protokoll(tmp_path) == {}
    nyckel = {"synpunkter": 7, "enheter": 40, "ar": 2, "fro": 1, "form": plats.FORM}
    (tmp_path / "fylld.json").write_text(json.dumps({"nyckel": nyckel}), encoding="utf-8")
    with pytest.raises(Startfel, match="är en annan"), plats.fylld(LITEN, mapp=tmp_path):
        pass
    fremmande = tmp_path / "egen"
    (fremmande / "databas").mkdir(parents=True)
    with pytest.raises(Startfel, match="inte kommer härifrån"), plats.fylld(LITEN, mapp=fremmande):
        pass
    assert (fremmande / "databas").exists()


def test_the_cache_is_told_apart_by_size_seed_and_schema() -> None:
    andra = [
        dataclasses.replace(LITEN, **{falt: 3}) for falt in ("synpunkter", "enheter", "ar", "fro")
    ]
    assert len({plats.cachemapp(s) for s in (LITEN, *andra)}) == 5
    # The day is not a part of it: what was filled last week serves today.
    annan_dag = dataclasses.replace(LITEN, dag=date(2020, 1, 1))
    assert plats.cachemapp(annan_dag) == plats.cachemapp(LITEN)
