"""Guards of rows 2, 4 and 5, one by one: unmet with a sentence and a link, then met."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model

from cykel.actions import plan as planakter
from cykel.models import Lardom, Planindikator, Styrmodell
from cykel.tillstand import PLAN, PLANVERSION
from cykel.villkor.plan import saknas_i_indikator
from kvalitet import klocka
from kvalitet.fel import Punkt
from kvalitet.models import Anvandare
from kvalitet.overgang import Maskin, aterstar
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.django_db


def kvar(maskin: Maskin, objekt: Model, rad: str, av: Anvandare, **data: Any) -> list[Punkt]:
    return [p for p in aterstar(maskin, objekt, rad, av=av, data=data) if not p.klar]


def att_skicka(p: fabrik.Plan) -> list[Punkt]:
    return kvar(PLANVERSION, p.version, "skicka", p.folk.petra)


def att_faststalla(p: fabrik.Plan, **andrat: Any) -> list[Punkt]:
    with klocka.stalld(fabrik.FASTSTALLS):
        return kvar(PLANVERSION, p.version, "faststall", p.folk.erik, **(fabrik.BESLUT | andrat))


def meningar(punkter: list[Punkt]) -> list[str]:
    return [p.mening for p in punkter]


# --- Row 2 --------------------------------------------------------------------------------------


def test_a_whole_draft_lacks_nothing(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    assert att_skicka(p) == []
    assert len(aterstar(PLANVERSION, p.version, "skicka", av=p.folk.petra)) == 3


def test_each_goal_is_named_with_its_place_in_the_editor(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    punkter = att_skicka(p)
    assert meningar(punkter) == [
        "Mål 1. Trygghet är inte kopplat: välj direkt, indirekt eller berör oss inte",
        "Mål 2. Inflytande är inte kopplat: välj direkt, indirekt eller berör oss inte",
        "Planen behöver minst ett mål eller uppdrag som berör enheten",
        "Planen behöver minst en aktivitet",
    ]
    assert len(aterstar(PLANVERSION, p.version, "skicka", av=p.folk.petra)) == len(punkter)
    editor = f"/arbete/planer/{p.plan.pk}/redigera/"
    assert punkter[0].lank == f"{editor}#mal-{p.styrning.trygghet.pk}"


def test_an_open_assignment_of_the_unit_is_answered(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    uppdrag = fabrik.uppdrag(p)
    fabrik.uppdrag(p, enhet=kommun.vok, rubrik="Till kontoret, inte till oss")
    assert meningar(att_skicka(p)) == [
        "Uppdraget ”Se över hur kontaktmän utses” är inte besvarat i planen"
    ]
    planakter.koppla(p.version, uppdrag=uppdrag, koppling="indirekt", av=p.folk.petra)
    assert att_skicka(p) == []


def test_a_direct_goal_has_an_activity_an_indirect_need_not(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    planakter.koppla(p.version, mal=p.styrning.inflytande, koppling="direkt", av=p.folk.petra)
    [punkt] = att_skicka(p)
    assert punkt.mening == "Mål 2. Inflytande är direkt kopplat men har ingen aktivitet"
    planakter.koppla(p.version, mal=p.styrning.inflytande, koppling="indirekt", av=p.folk.petra)
    assert att_skicka(p) == []


def test_only_who_adopts_is_led_to_the_decision(kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    for person, lank, vem in (
        (p.folk.erik, f"/arbete/planer/{p.plan.pk}/faststall/#id_dnr", ""),
        (p.folk.petra, "", "Fylls i av den som fastställer planen"),
    ):
        punkter = aterstar(PLANVERSION, p.version, "faststall", av=person)
        [punkt] = [en for en in punkter if en.mening == "Diarienummer"]
        assert (punkt.lank, punkt.vem) == (lank, vem)


def test_an_activity_has_active_people(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    Anvandare.objects.filter(pk=p.folk.amir.pk).update(is_active=False)
    aktivitet = p.version.aktiviteter.get()
    [punkt] = att_skicka(p)
    assert punkt.mening == (
        "”Alla har en namngiven kontaktman”: Amir Aktivitet har slutat, välj en ny som rapporterar"
    )
    assert punkt.lank == f"/arbete/planer/{p.plan.pk}/redigera/aktivitet/{aktivitet.pk}/"


@pytest.mark.parametrize(
    "datum",
    [{"start": date(2025, 12, 31)}, {"slut": date(2027, 1, 1)}],
    ids=["before the period", "after the period"],
)
def test_an_activity_lies_in_the_period(kommun: factories.Kommun, datum: dict[str, date]) -> None:
    p = fabrik.utkast(kommun)
    planakter.andra_aktivitet(p.version.aktiviteter.get(), **datum, av=p.folk.petra)
    [punkt] = att_skicka(p)
    assert "datumen ska ligga i planens period, 1\xa0januari 2026 till 31" in punkt.mening


@pytest.mark.parametrize(
    ("andrat", "saknas"),
    [
        ({"malvarde": None}, "målvärde"),
        ({"baslinje": None, "malvarde": None}, "utgångsvärde och målvärde"),
        ({"maltyp": "intervall"}, "övre gräns"),
        ({"maltyp": "riktning_mot_basar", "basar": None}, "basår"),
        ({"maltyp": "gap_mot_jamforelse"}, "vad den jämförs med"),
        ({"maltyp": "kvalitativ"}, "beskrivning av vad som ska vara uppnått"),
    ],
)
def test_an_indicator_has_a_whole_target(
    kommun: factories.Kommun, andrat: dict[str, Any], saknas: str
) -> None:
    p = fabrik.utkast(kommun)
    rad = planakter.andra_indikator(p.version.indikatorer.get(), **andrat, av=p.folk.petra)
    [punkt] = att_skicka(p)
    assert punkt.mening == f"Indikatorn ”Trygga i hemmet” saknar {saknas}"
    assert punkt.lank == f"/arbete/planer/{p.plan.pk}/redigera/indikator/{rad.pk}/"
    planakter.andra_indikator(rad, satts_senast=date(2026, 3, 31), av=p.folk.petra)
    assert att_skicka(p) == []


def test_source_frequency_and_sex_are_asked_for(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    rad: Planindikator = p.version.indikatorer.select_related("indikator").get()
    rad.indikator.kalla = rad.indikator.frekvens = ""
    rad.indikator.konsuppdelad = False
    assert saknas_i_indikator(rad) == [
        "källa",
        "hur ofta den mäts",
        "uppdelning på kön eller skäl till att det inte går",
    ]


# --- Row 4 --------------------------------------------------------------------------------------


def test_a_reviewed_plan_with_its_decision_lacks_nothing(kommun: factories.Kommun) -> None:
    assert att_faststalla(fabrik.i_granskning(kommun)) == []


def test_the_styrmodell_must_be_in_force(kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    Styrmodell.objects.update(status="avslutad")
    p.plan.refresh_from_db()
    assert meningar(att_faststalla(p)) == [
        "Styrmodell 2023–2026 är avslutad. Avbryt planen och skriv den i den styrmodell som gäller"
    ]


def test_who_sent_it_in_does_not_adopt_it(kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    punkter = kvar(PLANVERSION, p.version, "faststall", p.folk.petra, **fabrik.BESLUT)
    assert meningar(punkter) == [
        "Någon annan än du ska fastställa planen, eftersom du skickade in den"
    ]


@pytest.mark.parametrize(
    ("andrat", "mening", "falt"),
    [
        ({"beslut_datum": None}, "Beslutsdatum", "beslut_datum"),
        (
            {"beslut_datum": date(2026, 2, 1)},
            "Beslutsdatumet ligger i framtiden",
            "beslut_datum",
        ),
        ({"dnr": ""}, "Diarienummer", "dnr"),
        (
            {"mbl_berors_inte": False},
            "Datum för samverkan, eller att samverkan inte berörs",
            "mbl_datum",
        ),
    ],
)
def test_the_decision_is_whole(
    kommun: factories.Kommun, andrat: dict[str, Any], mening: str, falt: str
) -> None:
    p = fabrik.i_granskning(kommun)
    [punkt] = att_faststalla(p, **andrat)
    assert punkt.mening == mening
    assert punkt.lank == f"/arbete/planer/{p.plan.pk}/faststall/#id_{falt}"


def test_the_plan_of_a_kontor_takes_a_paragraph(kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    p.plan.enhet = kommun.vok
    p.plan.save()
    assert meningar(att_faststalla(p)) == ["Paragraf i nämndens protokoll"]
    assert att_faststalla(p, beslut_paragraf="§ 8") == []


def test_an_inherited_lardom_is_answered_first(
    kommun: factories.Kommun, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = fabrik.i_granskning(kommun)
    lardom = Lardom(rubrik="Ring när tiden ändras")
    monkeypatch.setattr("cykel.villkor.plan.obesvarade", lambda plan, version: [lardom])
    [punkt] = att_faststalla(p)
    assert punkt.mening == "Lärdomen ”Ring när tiden ändras” är inte besvarad i planen"
    assert punkt.lank == f"/arbete/planer/{p.plan.pk}/lardomar/"


# --- Row 5 --------------------------------------------------------------------------------------


def att_oppna(p: fabrik.Plan, **data: Any) -> list[Punkt]:
    return kvar(PLAN, p.farsk(), "oppna_uppfoljning", p.folk.karin, **data)


def test_without_a_round_the_calendar_is_pointed_at(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    with klocka.stalld(fabrik.FORE_DELARET):
        [punkt] = att_oppna(p)
    assert punkt.mening == "Det finns inget kommande uppföljningstillfälle för planens period"
    assert punkt.lank == "/arbete/uppfoljning/tillfallen/"


def test_a_coming_round_says_when_it_opens(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    fabrik.delar()
    with klocka.stalld(fabrik.FORE_DELARET):
        [punkt] = att_oppna(p)
    assert punkt.mening == "Delår 2026 öppnar av sig självt 1\xa0september 2026"
    assert punkt.lank == f"/arbete/planer/{p.plan.pk}/oppna-uppfoljning/#id_tillfalle_0"


def test_a_chosen_round_is_all_it_takes(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    with klocka.stalld(fabrik.UNDER_DELARET):
        assert att_oppna(p, tillfalle=fabrik.delar()) == []


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        (
            {
                "slag": "kv1",
                "matdatum": date(2026, 3, 31),
                "oppnar": date(2026, 4, 1),
                "enheter_senast": date(2026, 4, 15),
                "stanger": date(2026, 4, 30),
            },
            "Kvartal 1 2026 stängde 30\xa0april 2026",
        ),
        (
            {"slag": "kv1", "ar": 2027, "matdatum": date(2027, 3, 31)},
            "Kvartal 1 2027 mäter ett läge utanför planens period",
        ),
    ],
)
def test_a_round_that_does_not_fit_is_refused(
    kommun: factories.Kommun, andrat: dict[str, Any], mening: str
) -> None:
    p = fabrik.i_genomfora(kommun)
    with klocka.stalld(fabrik.UNDER_DELARET):
        assert meningar(att_oppna(p, tillfalle=fabrik.delar(**andrat))) == [mening]


def test_the_plan_is_in_no_other_open_round(kommun: factories.Kommun) -> None:
    p = fabrik.i_folja_upp(kommun)
    with klocka.stalld(fabrik.UNDER_DELARET):
        punkter = att_oppna(p, tillfalle=fabrik.helar())
    assert meningar(punkter) == ["Planen följs redan upp i Delår 2026"]


def test_decimal_baselines_are_compared_as_numbers(kommun: factories.Kommun) -> None:
    """Zero is a value: a baseline of 0 is not a missing one."""
    p = fabrik.utkast(kommun)
    planakter.andra_indikator(p.version.indikatorer.get(), baslinje=Decimal(0), av=p.folk.petra)
    assert att_skicka(p) == []
