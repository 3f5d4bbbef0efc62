"""Row 7: a part of the follow-up is sent back, asked for again, and stops the approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions.aterskick import skicka_ater
from cykel.actions.avslut import avbryt
from cykel.actions.overlamning import overlamna_aktivitet
from cykel.models import Aterskick
from cykel.villkor import paminnelse
from cykel.villkor.aterskick import Del, delar, oppna_aterskick
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse, Utskick
from tests import factories
from tests.cykel import fabrik, slutet
from tests.cykel.slutet import bedom_igen, infor, rapportera_igen
from uppfoljning.actions.bedomning import bedom
from uppfoljning.actions.godkannande import godkann
from uppfoljning.models import Malbedomning

pytestmark = pytest.mark.django_db
SENAST = date(2026, 9, 10)


@pytest.fixture(autouse=True)
def _september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return slutet.rapporterad(kommun)


def del_(p: fabrik.Plan, slag: str) -> Del:
    return next(en for en in delar(p.plan) if en.slag == slag)


def skicka(p: fabrik.Plan, slag: str, **andrat: Any) -> None:
    falt: dict[str, Any] = {
        "del_": del_(p, slag),
        "skal": "Det stämmer inte med siffrorna.",
        "senast": SENAST,
        "av": p.folk.erik,
    }
    skicka_ater(p.plan, **(falt | andrat))


def test_the_parts_are_what_concerns_the_unit_and_who_does_each(p: fabrik.Plan) -> None:
    assert [(en.slag, en.namn, en.till) for en in delar(p.plan)] == [
        ("mal", str(p.styrning.trygghet), p.folk.petra),
        ("aktivitet", "Alla har en namngiven kontaktman", p.folk.amir),
        ("indikator", "Trygga i hemmet", p.folk.amir),
        ("synpunkter", "Genomgången av synpunkter", p.folk.petra),
        ("undersokningar", "Genomgången av undersökningar", p.folk.petra),
    ]


def test_what_is_sent_back_is_recorded_and_asked_for_by_mail(p: fabrik.Plan) -> None:
    Utskick.objects.all().delete()
    skicka(p, "aktivitet")
    ett = Aterskick.objects.get()
    assert (ett.varv, ett.till, ett.senast, ett.av) == (p.varv, p.folk.amir, SENAST, p.folk.erik)
    assert (ett.skal, ett.gjord) == ("Det stämmer inte med siffrorna.", None)
    brev = Utskick.objects.get()
    assert (brev.mall, "Amir" not in brev.nyckel) == ("del_skickad_ater", True)
    assert "Det stämmer inte med siffrorna." in brev.innehall
    assert f"aktiviteter/#a-{ett.aktivitet}" in brev.innehall
    handelse = Handelse.objects.om(p.plan)[0]
    assert (handelse.slag, handelse.av, handelse.roll) == ("plan.skicka_ater", p.folk.erik, "CH")
    assert p.farsk().fas == "folja_upp"


def test_a_judgement_sent_back_is_a_draft_again_until_it_is_handed_in(p: fabrik.Plan) -> None:
    skicka(p, "mal")
    gjord = Malbedomning.objects.get()
    assert (gjord.klar, gjord.motivering) == (False, "Fler känner sig trygga.")
    bedom_igen(p)
    assert Malbedomning.objects.get().klar
    assert not Aterskick.objects.oppna().exists()
    assert Handelse.objects.filter(slag="plan.del_gjord_om").get().av == p.folk.petra


def test_a_saved_draft_does_not_do_it_again(p: fabrik.Plan) -> None:
    skicka(p, "mal")
    bedom(
        p.varv,
        mal=p.styrning.trygghet,
        bedomning="uppfyllt",
        trend="forbattring",
        motivering="Jag tänker vidare.",
        fungerade_inte="",
        klar=False,
        av=p.folk.petra,
    )
    assert Aterskick.objects.oppna().exists()


def test_the_same_report_again_answers_what_was_sent_back(p: fabrik.Plan) -> None:
    skicka(p, "aktivitet")
    rapportera_igen(p)
    ett = Aterskick.objects.get()
    assert (ett.gjord, ett.gjord_av) == (fabrik.UNDER_DELARET, p.folk.amir)
    assert p.plan.aktivitetslagen.count() == 2


def test_a_value_entered_anew_answers_what_was_sent_back(
    p: fabrik.Plan, kommun: factories.Kommun
) -> None:
    skicka(p, "indikator")
    infor(p, 84)
    assert not Aterskick.objects.oppna().exists()


def test_a_value_of_another_period_is_no_answer(p: fabrik.Plan) -> None:
    skicka(p, "indikator")
    infor(p, 84, period_fran=date(2024, 1, 1), period_till=date(2024, 12, 31))
    assert Aterskick.objects.oppna().exists()


@pytest.mark.parametrize("slag", ["mal", "aktivitet", "indikator"])
@pytest.mark.parametrize("luckor_skal", ["", "Rösterna läses i morgon."])
def test_no_approval_while_a_part_waits_even_with_gaps(
    p: fabrik.Plan, slag: str, luckor_skal: str
) -> None:
    skicka(p, slag)
    with pytest.raises(Regelbrott) as fel:
        godkann(p.plan, luckor_skal=luckor_skal, av=p.folk.erik)
    [punkt] = [q for q in fel.value.punkter if "skickad åter" in q.mening]
    assert (punkt.klar, punkt.senast) == (False, SENAST)
    {"mal": bedom_igen, "aktivitet": rapportera_igen, "indikator": lambda q: infor(q, 87)}[slag](p)
    bedom_igen(p)  # on the values as they are now
    godkann(p.plan, luckor_skal=luckor_skal, av=p.folk.erik)


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"senast": date(2026, 9, 1)}, "Dagen har redan passerat. Välj en senare dag"),
        ({"senast": None}, "Välj vilken dag delen ska vara klar"),
        (
            {"senast": date(2026, 10, 24)},
            "Uppföljningen stänger 23\xa0oktober 2026. Välj en dag före det",
        ),
        ({"del_": None}, "Välj vilken del som ska göras om"),
    ],
)
def test_a_part_and_a_day_that_can_be_kept_are_named(
    p: fabrik.Plan, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott) as fel:
        skicka(p, "mal", **andrat)
    assert mening in [punkt.mening for punkt in fel.value.punkter if not punkt.klar]
    assert not Aterskick.objects.exists()


def test_sending_back_takes_a_reason_and_the_right(p: fabrik.Plan) -> None:
    with pytest.raises(Regelbrott, match="Skriv en motivering"):
        skicka(p, "mal", skal=" ")
    for person in (p.folk.petra, p.folk.amir):
        with pytest.raises(PermissionDenied):
            skicka(p, "mal", av=person)
    skicka(p, "mal", av=p.folk.karin)


def test_a_part_is_sent_back_once_until_it_is_done(p: fabrik.Plan) -> None:
    skicka(p, "mal")
    with pytest.raises(Regelbrott) as fel:
        skicka(p, "mal")
    assert "redan skickad åter" in fel.value.punkter[0].mening
    bedom_igen(p)
    skicka(p, "mal")
    assert Aterskick.objects.count() == 2


def test_only_while_the_follow_up_is_open(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    with pytest.raises(Regelbrott, match="Läget är ”Genomföra”"):
        skicka(p, "mal")


def test_the_one_who_answers_for_the_activity_today_is_asked(
    p: fabrik.Plan, kommun: factories.Kommun
) -> None:
    nora = factories.person("Nora Ny", "AA", kommun.hemtjanst)
    rad = p.version.aktiviteter.get()
    overlamna_aktivitet(rad, vad="rapportor", till=nora, av=p.folk.erik)
    assert del_(p, "aktivitet").till == nora
    skicka(p, "aktivitet")
    otto = factories.person("Otto Ombud", "AA", kommun.hemtjanst)
    overlamna_aktivitet(rad, vad="rapportor", till=otto, av=p.folk.erik)
    assert Aterskick.objects.get().till == otto


@pytest.mark.parametrize("slag", ["aktivitet", "indikator", "mal"])
def test_a_part_that_a_later_version_leaves_out_is_waited_for_no_longer(
    p: fabrik.Plan, slag: str
) -> None:
    skicka(p, slag)
    assert oppna_aterskick(p.plan)
    if slag == "mal":
        p.version.mal.update(koppling="beror_inte", skal="Flyttat.")  # as a revision writes it
    else:
        (p.version.aktiviteter if slag == "aktivitet" else p.version.indikatorer).all().delete()
    assert oppna_aterskick(p.plan) == []


@pytest.mark.parametrize("slag", ["aktivitet", "indikator", "mal"])
def test_what_is_sent_back_is_on_the_persons_page_and_in_the_reminder(
    p: fabrik.Plan, slag: str, client: Client
) -> None:
    till = del_(p, slag).till
    skicka(p, slag)
    client.force_login(till)
    assert "Skickat åter till dig" in client.get("/arbete/uppdatera/").text
    (ett,) = paminnelse.aterskick(SENAST)
    assert (ett.person, ett.senast) == (till.pk, SENAST)
    Aterskick.objects.update(gjord=fabrik.UNDER_DELARET)
    assert "Skickat åter" not in client.get("/arbete/uppdatera/").text
    assert list(paminnelse.aterskick(SENAST)) == []


def test_nothing_is_waited_for_in_a_plan_that_was_broken_off(p: fabrik.Plan) -> None:
    skicka(p, "aktivitet")
    avbryt(p.plan, skal="Enheten läggs ner.", beslut_datum=date(2026, 9, 1), av=p.folk.erik)
    assert oppna_aterskick(p.plan) == []
    assert list(paminnelse.aterskick(SENAST)) == []
