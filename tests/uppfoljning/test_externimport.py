"""Taking in the figures of a survey: what is kept, replaced, hidden, refused, and fed on."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cykel.models import Matvarde
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Importfil, NamndAnsvar
from tests import factories
from tests.cykel.kil import NU
from tests.databas import nekas
from tests.uppfoljning.externfall import Fall, fall, indikator, lang, omgang
from tests.uppfoljning.externfiler import csv
from tests.uppfoljning.lage import Lage
from uppfoljning import externa, externlasning
from uppfoljning.actions.extern import koppla, las_in
from uppfoljning.externfil import tabell
from uppfoljning.models import (
    Externfraga,
    Externomgang,
    Externresultat,
    Externundersokning,
    Importmappning,
)
from uppfoljning.visning_enkat import enkatvy

pytestmark = pytest.mark.django_db

TRE = (
    ("Hemtjänst", "F1 Trygg", "T", 100, 80),
    ("Hemtjänst", "F1 Trygg", "K", 60, 84),
    ("Hemtjänst", "F1 Trygg", "M", 40, 74),
)


@pytest.fixture
def f(juni: None, kommun: factories.Kommun, karin_kvalitetssamordnare: Anvandare) -> Fall:
    return fall(kommun, karin_kvalitetssamordnare)


# --- Kept and replaced ------------------------------------------------------------------------


def test_the_figures_are_kept_by_key_and_logged(f: Fall) -> None:
    inlast = f.las_in(lang(*TRE))
    assert f.siffror() == {
        "Hemtjänst F1 T": (100, 80.0), "Hemtjänst F1 K": (60, 84.0), "Hemtjänst F1 M": (40, 74.0),
    }  # fmt: skip
    assert (inlast.utfall.nya, inlast.utfall.andrade, inlast.utfall.oforandrade) == (3, 0, 0)
    t = Externresultat.objects.get(kon="T")
    assert t.undre is not None
    assert t.ovre is not None
    assert t.undre < 80 < t.ovre
    handelse = Handelse.objects.get(slag="externundersokning.inlast")
    assert handelse.data == {"ar": 2026, "nya": 3, "andrade": 0, "ny_omgang": True}


def test_a_mended_file_replaces_by_key_and_leaves_the_rest(f: Fall) -> None:
    f.las_in(lang(*TRE, ("Hemtjänst Centrum", "F2 Nöjd", "T", 50, 60)))
    inlast = f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 101, 81)))
    assert f.siffror() == {"Hemtjänst Centrum F2 T": (50, 60.0), "Hemtjänst F1 T": (101, 81.0)}
    assert (inlast.utfall.andrade, inlast.kvar) == (1, 1)


def test_the_same_upload_twice_is_once(f: Fall) -> None:
    nyckel = uuid.uuid4()
    f.las_in(lang(*TRE), uppladdning=nyckel)
    igen = f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 10, 1)), uppladdning=nyckel)
    assert igen.redan
    assert f.siffror()["Hemtjänst F1 T"] == (100, 80.0)
    assert Handelse.objects.filter(slag="externundersokning.inlast").count() == 1


def test_the_years_stand_beside_each_other(f: Fall) -> None:
    f.las_in(lang(*TRE), ar=2025)
    f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 90, 70)), ar=2026)
    assert f.siffror(2025)["Hemtjänst F1 T"] == (100, 80.0)
    assert f.siffror(2026) == {"Hemtjänst F1 T": (90, 70.0)}
    assert Externfraga.objects.count() == 1


def test_a_question_keeps_its_measure(f: Fall) -> None:
    f.las_in(lang(*TRE), ar=2025)
    annat = csv(
        ("enhet", "fråga", "mått", "antal svar", "värde"), ("Hemtjänst", "F1 Trygg", "index", 9, 7)
    )
    with pytest.raises(Regelbrott, match="mättes förut som Andel positiva svar"):
        f.las_in(annat)
    assert not Externomgang.objects.filter(ar=2026).exists()


def test_a_survey_is_laid_up_once(f: Fall) -> None:
    igen = fall(f.kommun, f.av)
    assert igen.u == f.u
    assert Handelse.objects.filter(slag="externundersokning.skapad").count() == 1


def test_a_round_in_the_future_is_refused(f: Fall) -> None:
    last = externlasning.forsta(tabell.las(lang(*TRE)), f.u)
    utdrag = externlasning.utdrag(last, f.u, ar=2026, ram=None)
    with pytest.raises(Regelbrott, match="framtiden"):
        las_in(
            f.u,
            uppladdning=uuid.uuid4(),
            omgang=omgang(matdatum=date(2027, 1, 1)),
            utdrag=utdrag,
            av=f.av,
        )


# --- Hidden -----------------------------------------------------------------------------------


def test_a_hidden_sex_hides_the_other_and_neither_is_in_the_database(f: Fall) -> None:
    f.las_in(lang(TRE[0], ("Hemtjänst", "F1 Trygg", "K", 97, 81), ("Hemtjänst", "F1 Trygg", "M", 3,
             "47,11")))  # fmt: skip
    assert f.siffror() == {
        "Hemtjänst F1 T": (100, 80.0), "Hemtjänst F1 K": "for_fa", "Hemtjänst F1 M": "for_fa",
    }  # fmt: skip
    with connection.cursor() as markor:
        markor.execute("select count(*) from uppfoljning_externresultat where varde = 47.11")
        assert markor.fetchone() == (0,)


def test_what_the_supplier_hid_stays_hidden_with_its_reason(f: Fall) -> None:
    f.las_in(lang(TRE[0], TRE[1], ("Hemtjänst", "F1 Trygg", "M", "", "..")))
    assert f.siffror() == {
        "Hemtjänst F1 T": (100, 80.0), "Hemtjänst F1 K": "for_fa", "Hemtjänst F1 M": "leverantor",
    }  # fmt: skip


def test_two_files_together_give_away_no_more_than_one(f: Fall) -> None:
    """The total of one file and a sex of another would give the hidden sex."""
    f.las_in(lang(TRE[0], ("Hemtjänst", "F1 Trygg", "K", 3, 50), ("Hemtjänst", "F1 Trygg", "M", 97,
             81)))  # fmt: skip
    f.las_in(lang(("Hemtjänst", "F1 Trygg", "M", 97, 81)))
    assert f.siffror() == {"Hemtjänst F1 M": "for_fa"}


def test_a_later_file_hides_what_an_earlier_one_showed(f: Fall) -> None:
    centrum, norr = "Hemtjänst Centrum", "Hemtjänst Norr"
    factories.enhet(norr, "enhet", f.kommun.hemtjanst)
    factories.bygg_sokvagar()
    f.las_in(lang((centrum, "F1 Trygg", "T", 96, 80), (norr, "F1 Trygg", "T", 4, 10)))
    assert f.siffror() == {f"{centrum} F1 T": (96, 80.0), f"{norr} F1 T": "for_fa"}
    f.las_in(lang(TRE[0]))
    siffror = f.siffror()
    assert siffror[f"{centrum} F1 T"] == "for_fa"
    assert siffror["Hemtjänst F1 T"] == (100, 80.0)


def test_answers_are_counted_and_no_row_of_them_is_kept(f: Fall) -> None:
    rader = [
        (f"P{n}", "Hemtjänst Centrum", "K" if n % 2 else "M", "Ja" if n < 7 else "Nej", f"Ord {n}")
        for n in range(60)
    ]
    f.las_in(csv(("id", "enhet", "kön", "Trygg", "Berätta"), *rader))
    assert f.siffror() == {
        f"{enhet} Trygg {kon}": (n, pytest.approx(varde, abs=0.01))
        for enhet in ("Hemtjänst", "Hemtjänst Centrum")
        for kon, n, varde in (("T", 60, 11.67), ("K", 30, 10), ("M", 30, 13.33))
    }
    assert not Importfil.objects.exists()
    assert Externomgang.objects.get().svarande == 60


# --- Who and which units ----------------------------------------------------------------------


def test_only_the_surveys_own_units_and_namnd(f: Fall) -> None:
    annan = factories.enhet("Stödboende", "enhet", f.kommun.hemtjanst)
    NamndAnsvar.objects.create(enhet=annan, namnd=f.kommun.kfn, giltig=(factories.SEDAN, None))
    factories.bygg_sokvagar()
    innehall = lang(
        TRE[0],
        ("Stadsbiblioteket", "F1 Trygg", "T", 50, 60),
        ("Stödboende", "F1 Trygg", "T", 50, 60),
        ("Ingenstans", "F1 Trygg", "T", 50, 60),
    )
    last = externlasning.forsta(tabell.las(innehall), f.u)
    utdrag = externlasning.utdrag(last, f.u, ar=2026, ram=None)
    assert [(fel.rad, fel.mening.split(".")[0]) for fel in utdrag.fel] == [
        (3, "Stadsbiblioteket hör inte till Hemtjänst"),
        (4, "en annan nämnd än Vård- och omsorgsnämnden ansvarar för Stödboende"),
        (5, "det finns ingen enhet som heter ”Ingenstans”"),
    ]
    assert {enhet for enhet, _ in utdrag.siffror} == {f.kommun.hemtjanst.pk}


def test_who_may_not_write_surveys_reads_nothing_in(
    f: Fall, petra_planansvarig: Anvandare, kommun: factories.Kommun
) -> None:
    kurt = factories.person("Kurt Kultursamordnare", "KV", kommun.kfk)
    for person in (petra_planansvarig, kurt):
        with pytest.raises(PermissionDenied):
            f.las_in(lang(*TRE), av=person)
        with pytest.raises(PermissionDenied):
            fall(kommun, person, namn="En annan")
    assert not Externresultat.objects.exists()


# --- The supplier's mapping -------------------------------------------------------------------


def test_the_mapping_is_offered_the_next_time_to_the_same_supplier(f: Fall) -> None:
    innehall = csv(
        ("Kommundel", "Jag är", "Trygg?"),
        *[("Centrum", "Pojke", ord_) for ord_ in ("Ja", "Jodå") * 6],
    )
    last = externlasning.forsta(tabell.las(innehall), f.u)
    assert not last.kand
    tolkning = last.tolkning.till_data()
    tolkning["enheter"] = {"centrum": f.kommun.centrum.pk}
    tolkning["svar"]["jodå"] = {"slag": "positiv", "tal": None}
    vald = externlasning.enligt(tabell.las(innehall), type(last.tolkning).fran_data(tolkning))
    Importmappning.objects.create(
        namnd=f.u.namnd,
        leverantor="enkätfabriken",
        slag="svar",
        val=externlasning.att_spara(vald, f.u.troskel),
        andrad=NU,
    )
    igen = externlasning.forsta(tabell.las(innehall), f.u)
    assert igen.kand
    utdrag = externlasning.utdrag(igen, f.u, ar=2026, ram=None)
    assert not utdrag.fel
    assert utdrag.siffror[f.kommun.centrum.pk, "Trygg?"]["T"].varde == Decimal("100")


def test_a_rare_answer_is_not_remembered_for_it_may_be_somebodys_words(f: Fall) -> None:
    rader = [("Ja",)] * 6 + [("Nej",)] * 2 + [("Jag bor på Storgatan 1",)]
    f.las_in(csv(("Trygg", "Kön"), *[(*rad, "K") for rad in rader]))
    sparad = Importmappning.objects.get()
    assert set(sparad.val["svar"]) == {"ja", "nej"}
    assert sparad.leverantor == "enkätfabriken"


# --- Indicators and the goal ------------------------------------------------------------------


def test_an_indicator_gets_its_values_from_a_question_at_import(f: Fall) -> None:
    f.las_in(lang(*TRE), ar=2025)
    rad = indikator(f.av)
    assert koppla(Externfraga.objects.get(), rad, av=f.av) == 3
    f.las_in(lang(TRE[0], ("Hemtjänst", "F1 Trygg", "K", 98, 81), ("Hemtjänst", "F1 Trygg", "M", 2,
             50)))  # fmt: skip
    varden = {
        (v.period_till.year, v.kon): (v.varde, v.bortfallsorsak)
        for v in Matvarde.objects.filter(indikator=rad, enhet=f.kommun.hemtjanst)
    }
    assert varden[2025, "K"] == (Decimal(84), "")
    assert varden[2026, "T"] == (Decimal(80), "")
    assert varden[2026, "K"] == (None, "för få svar")
    t = Matvarde.objects.get(indikator=rad, kon="T", period_till=date(2026, 3, 31))
    resultat = Externresultat.objects.get(kon="T", omgang__ar=2026)
    assert t.osakerhet == (resultat.ovre - resultat.undre) / 2  # type: ignore[operator]
    assert t.kalla == "Enkätfabriken: Brukarundersökningen"


def test_a_mended_file_mends_the_indicators_values(f: Fall) -> None:
    f.las_in(lang(*TRE))
    rad = indikator(f.av)
    koppla(Externfraga.objects.get(), rad, av=f.av)
    f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 100, 70), *TRE[1:]))
    assert Matvarde.objects.get(indikator=rad, kon="T").varde == Decimal(70)
    handelse = Handelse.objects.get(slag="matvarde.rattat")
    assert handelse.av == f.av


def test_an_indicator_not_divided_gets_the_total_alone(f: Fall) -> None:
    f.las_in(lang(*TRE))
    rad = indikator(f.av, konsuppdelad=False, skal_ej_kon="Delas inte.")
    assert koppla(Externfraga.objects.get(), rad, av=f.av) == 1
    assert [v.kon for v in Matvarde.objects.filter(indikator=rad)] == ["T"]


def test_an_indicator_is_fed_from_one_question_and_by_its_source(f: Fall) -> None:
    f.las_in(lang(*TRE, ("Hemtjänst", "F2 Nöjd", "T", 100, 60)))
    f1, f2 = Externfraga.objects.order_by("kod")
    with pytest.raises(Regelbrott, match="hämtas inte från en undersökning"):
        koppla(f1, indikator(f.av, kalla="manuell", namn="För hand"), av=f.av)
    rad = indikator(f.av)
    koppla(f1, rad, av=f.av)
    with pytest.raises(Regelbrott, match="hämtas redan från frågan"):
        koppla(f2, rad, av=f.av)
    koppla(f1, None, av=f.av)
    koppla(f2, rad, av=f.av)
    assert Externfraga.objects.get(indikator=rad) == f2


def test_the_figures_are_evidence_of_the_plans_round(
    f: Fall, lage: Lage, kommun: factories.Kommun
) -> None:
    f.las_in(lang(*TRE), ar=2025)
    f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 120, 60), ("Hemtjänst", "F1 Trygg", "K", 3, 1),
             ("Hemtjänst", "F1 Trygg", "M", 117, 61)))  # fmt: skip
    (ett,) = externa.hamta(lage.varv)
    (fraga,) = ett.post.fragor
    assert (ett.post.namn, ett.post.svar) == ("Brukarundersökningen 2026", 120)
    assert (fraga.n, fraga.varde.t, fraga.varde.dolda) == (120, Decimal(60), ("K", "M"))
    assert fraga.forandring == "forsamring"
    assert externa.om((ett,), lage.mal) == ()
    Externundersokning.objects.update(mal=lage.mal)
    assert externa.om(externa.hamta(lage.varv), lage.mal)


def test_how_many_were_asked_is_told_of_the_whole_survey_alone(f: Fall, lage: Lage) -> None:
    f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 120, 60)))
    Externomgang.objects.update(urval=200)
    post = externa.poster(lage.varv)[0]
    assert (post.urval, post.svarsfrekvens) == (200, Decimal(60))
    assert "Svarsfrekvens 60,0" in enkatvy(post, 1, "").fotnot
    Externundersokning.objects.update(enhet=f.kommun.vok)
    post = externa.poster(lage.varv)[0]
    assert (post.urval, post.svarsfrekvens) == (0, None)
    vy = enkatvy(post, 1, "")
    assert vy.rubrik == "120 svar"
    assert "inte känt" in vy.fotnot


def test_hidden_figures_are_not_told_as_no_answers(f: Fall, lage: Lage) -> None:
    f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 3, 60)))
    assert enkatvy(externa.poster(lage.varv)[0], 1, "").rubrik == "För få svar"


def test_a_file_read_in_again_changes_the_indicators_value(f: Fall) -> None:
    f.las_in(lang(*TRE))
    koppla(Externfraga.objects.get(), indikator(f.av), av=f.av)
    f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 120, 60)))
    assert Matvarde.objects.get(kon="T").varde == Decimal(60)


def test_an_old_survey_or_another_units_is_no_evidence(f: Fall, lage: Lage) -> None:
    f.las_in(lang(*TRE), ar=2024)
    f.las_in(lang(("Hemtjänst Centrum", "F1 Trygg", "T", 50, 60)))
    assert externa.poster(lage.varv) == ()


# --- What the database refuses ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("modell", "andrat", "villkor"),
    [
        (Externundersokning, {"troskel": 4}, "externundersokning_kand_troskel"),
        (Externomgang, {"period_till": date(2025, 1, 1)}, "externomgang_period_framat"),
        (Externomgang, {"urval": 5, "overtackning": 5}, "externomgang_urval_storre"),
        (Externfraga, {"matt": "annat"}, "externfraga_kant_matt"),
        (Externresultat, {"orsak": "for_fa"}, "externresultat_varde_eller_orsak"),
        (Externresultat, {"varde": None}, "externresultat_varde_eller_orsak"),
        (Externresultat, {"undre": 99}, "externresultat_inom_intervallet"),
        (Importmappning, {"slag": "pdf"}, "importmappning_kant_slag"),
    ],
)
def test_what_contradicts_itself(
    f: Fall, modell: Any, andrat: dict[str, Any], villkor: str
) -> None:
    f.las_in(lang(*TRE))
    with nekas(villkor):
        modell.objects.update(**andrat)


def test_each_thing_is_there_once(f: Fall) -> None:
    f.las_in(lang(TRE[0]))
    for modell, villkor in (
        (Externundersokning, "externundersokning_en_gang"),
        (Externomgang, "externomgang_en_per_ar"),
        (Externfraga, "externfraga_en_per_kod"),
        (Externresultat, "externresultat_ett_per_nyckel"),
        (Importmappning, "importmappning_en_per_leverantor"),
    ):
        kopia = modell.objects.get()
        kopia.pk = None
        with nekas(villkor):
            kopia.save(force_insert=True)
