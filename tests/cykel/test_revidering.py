"""Row 11: a revision is a new version beside the one in force, and its changes can be read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel import versionstext
from cykel.actions import plan as planakter
from cykel.actions import revidering
from cykel.actions import tillfalle as tillfallesakter
from cykel.actions.aktivitet import rapportera
from cykel.actions.lardom import svara
from cykel.effekter.planinnehall import planinnehall
from cykel.models import Verksamhetsplan
from cykel.tillstand import PLAN, PLANVERSION
from cykel.views.enheternas_planer import _versioner
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik, slutet
from tests.cykel.uppfyllt import forsok
from tests.cykel.vagen import bevisad_lardom, plan_i, ta
from tests.cykel.varlden import varlden

pytestmark = pytest.mark.django_db


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_genomfora(kommun)


def test_the_draft_has_the_rows_of_the_version_in_force_with_their_keys(p: fabrik.Plan) -> None:
    forsta = p.version
    slutet.revidera(p)
    ny = p.version
    assert (ny.nummer, ny.lage, forsta.lage) == (2, "utkast", "faststalld")
    for rader in ("mal", "aktiviteter", "indikatorer"):
        fore, efter = getattr(forsta, rader), getattr(ny, rader)
        assert set(efter.values_list("nyckel")) == set(fore.values_list("nyckel"))
        assert not set(efter.values_list("pk")) & set(fore.values_list("pk"))
    assert ny.aktiviteter.get().planmal.version == ny
    assert ny.indikatorer.get().malvarde == Decimal(85)


def test_reason_and_decision_are_recorded(p: fabrik.Plan) -> None:
    slutet.revidera(p)
    ny = p.version
    assert ny.revidering_skal == "Budgeten ändrades."
    assert (ny.revidering_datum, ny.revidering_paragraf) == (date(2026, 8, 19), "§ 90")
    beslut = planinnehall(ny)["beslut"]  # frozen with the version when it is adopted
    assert beslut["revidering_skal"] == "Budgeten ändrades."
    assert (beslut["revidering_datum"], beslut["revidering_paragraf"]) == ("2026-08-19", "§ 90")
    handelse = Handelse.objects.om(p.plan)[0]
    assert (handelse.slag, handelse.av, handelse.roll) == ("plan.revidera", p.folk.erik, "CH")
    assert handelse.text.text == "Budgeten ändrades."


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"skal": "  "}, "Skriv en motivering"),
        ({"beslut_datum": None}, "Något återstår"),
        ({"beslut_datum": date(2027, 1, 1)}, "Något återstår"),
    ],
)
def test_a_revision_takes_a_reason_and_a_decision_that_is_made(
    p: fabrik.Plan, andrat: dict[str, Any], mening: str
) -> None:
    with klocka.stalld(fabrik.FORE_DELARET), pytest.raises(Regelbrott, match=mening):
        revidering.revidera(p.plan, **(slutet.REVIDERING | andrat), av=p.folk.erik)
    assert p.plan.versioner.count() == 1


def test_only_who_adopts_revises(p: fabrik.Plan) -> None:
    for person in (p.folk.petra, p.folk.karin, p.folk.amir):
        with pytest.raises(PermissionDenied):
            slutet.revidera(p, person)


def test_a_namndsekreterare_revises_too(p: fabrik.Plan, nina_namndsekreterare: Anvandare) -> None:
    slutet.revidera(p, nina_namndsekreterare)
    assert p.version.nummer == 2


def test_one_draft_at_a_time(p: fabrik.Plan) -> None:
    slutet.revidera(p)
    with pytest.raises(Regelbrott) as fel:
        slutet.revidera(p)
    assert [punkt.mening for punkt in fel.value.punkter if not punkt.klar] == [
        "Version 2 är utkast. Fastställ den eller förkasta den först"
    ]


def test_only_a_plan_that_is_carried_out_is_revised(kommun: factories.Kommun) -> None:
    p = fabrik.i_folja_upp(kommun)
    with pytest.raises(Regelbrott, match="Läget är ”Följa upp”"):
        slutet.revidera(p)


def test_a_round_that_opens_meanwhile_follows_the_version_in_force(p: fabrik.Plan) -> None:
    """What is reported in it follows the activity into the version adopted afterwards."""
    slutet.revidera(p)
    ny, tillfalle = p.version, fabrik.delar()
    with klocka.stalld(fabrik.UNDER_DELARET):
        fabrik.lagg_aktivitet(p, ny.mal.get(mal=p.styrning.trygghet), rubrik="Något nytt")
        tillfallesakter.oppna(p.plan, tillfalle=tillfalle, av=None)
        nyckel = ny.aktiviteter.exclude(rubrik="Något nytt").get().nyckel
        rapportera(p.plan, aktivitet=nyckel, status="klar", av=p.folk.amir)
        tillkommen = ny.aktiviteter.get(rubrik="Något nytt").nyckel
        with pytest.raises(Regelbrott, match="finns inte i den version av planen som gäller"):
            rapportera(p.plan, aktivitet=tillkommen, status="pagar", av=p.folk.amir)
        planakter.skicka(ny, av=p.folk.petra)
        planakter.faststall(ny, **fabrik.BESLUT, av=p.folk.erik)
        rapportera(p.plan, aktivitet=tillkommen, status="pagar", av=p.folk.amir)
    assert list(p.plan.versioner.order_by("nummer").values_list("lage", flat=True)) == [
        "ersatt",
        "faststalld",
    ]
    assert (p.farsk().fas, p.plan.aktivitetslagen.count()) == ("folja_upp", 2)


def test_a_revision_not_wanted_is_dropped_and_stays_to_read(p: fabrik.Plan) -> None:
    slutet.revidera(p)
    version = revidering.forkasta(p.version, skal="Budgeten blev som förut.", av=p.folk.erik)
    assert (version.lage, version.aktiviteter.count()) == ("forkastad", 1)
    assert p.plan.versioner.gallande().get().nummer == 1
    with pytest.raises(Regelbrott, match="förkastad och kan inte ändras"):
        fabrik.koppla_trygghet(p, "indirekt")
    slutet.revidera(p)
    assert p.version.nummer == 3


def test_what_gathers_plans_passes_over_dropped_and_replaced_versions(p: fabrik.Plan) -> None:
    slutet.revidera(p)
    revidering.forkasta(p.version, skal="Budgeten blev som förut.", av=p.folk.erik)
    slutet.revidera(p)
    p.plan.versioner.filter(nummer=1).update(lage="ersatt")
    (version,) = _versioner(Verksamhetsplan.objects.filter(pk=p.plan.pk))
    assert (version.nummer, version.lage) == (3, "utkast")


def test_a_draft_is_dropped_with_a_reason_by_who_adopts(p: fabrik.Plan) -> None:
    slutet.revidera(p)
    with pytest.raises(Regelbrott, match="Skriv en motivering"):
        revidering.forkasta(p.version, skal=" ", av=p.folk.erik)
    with pytest.raises(PermissionDenied):
        revidering.forkasta(p.version, skal="Nej", av=p.folk.petra)


def test_a_first_version_is_not_dropped(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    with pytest.raises(Regelbrott) as fel:
        revidering.forkasta(p.version, skal="Nej", av=p.folk.erik)
    [punkt] = fel.value.punkter
    assert punkt.lank == f"/arbete/planer/{p.plan.pk}/avbryt/"


# --- What differs -----------------------------------------------------------------------------


def andra(p: fabrik.Plan, nar: datetime = fabrik.FORE_DELARET) -> None:
    """Change, take out and add in the draft."""
    version = p.version
    with klocka.stalld(nar):
        planakter.andra_indikator(version.indikatorer.get(), malvarde=Decimal(88), av=p.folk.petra)
        planakter.andra_aktivitet(
            version.aktiviteter.get(), slut=date(2026, 9, 30), av=p.folk.petra
        )
        fabrik.lagg_aktivitet(
            p, version.mal.get(mal=p.styrning.trygghet), rubrik="Möte varje månad"
        )


def test_what_differs_is_told_field_by_field_in_words(p: fabrik.Plan) -> None:
    slutet.revidera(p)
    andra(p)
    forsta, ny = p.plan.versioner.order_by("nummer")
    assert forsta.ogonblick
    [mal] = versionstext.jamfor(forsta.ogonblick.data, planinnehall(ny))
    assert (mal.slag, mal.rubrik[:7]) == ("ändrat", "Mål 1. ")
    rader = {(rad.vad, rad.rubrik): rad for rad in mal.rader}
    andrad = rader["Aktivitet", "Alla har en namngiven kontaktman"]
    assert [(f.namn, f.fore, f.efter) for f in andrad.falt] == [
        ("Klart senast", "30\xa0juni 2026", "30\xa0september 2026")
    ]
    assert rader["Aktivitet", "Möte varje månad"].slag == "tillagt"
    [varde] = rader["Indikator", "Trygga i hemmet"].falt
    assert (varde.namn, varde.fore, varde.efter) == ("Målvärde", "85\xa0%", "88\xa0%")


def test_a_goal_answered_otherwise_and_rows_taken_out(p: fabrik.Plan) -> None:
    slutet.revidera(p)
    version = p.version
    planakter.ta_bort_aktivitet(version.aktiviteter.get(), av=p.folk.petra)
    planakter.koppla(version, mal=p.styrning.inflytande, koppling="indirekt", av=p.folk.petra)
    forsta = p.plan.versioner.get(nummer=1)
    assert forsta.ogonblick
    ett, tva = versionstext.jamfor(forsta.ogonblick.data, planinnehall(version))
    assert [(rad.vad, rad.slag) for rad in ett.rader] == [("Aktivitet", "borttaget")]
    assert [(f.namn, f.fore, f.efter) for f in tva.falt] == [
        ("Koppling", "Berör oss inte", "Indirekt"),
        ("Skäl", "Tiderna sätts av biståndshandläggarna.", "saknas"),
    ]


def test_a_goal_added_or_gone_is_told_whole(p: fabrik.Plan) -> None:
    forsta = p.version
    assert forsta.ogonblick
    hela = forsta.ogonblick.data
    utan = {**hela, "mal": hela["mal"][1:]}
    [tillagt] = versionstext.jamfor(utan, hela)
    [borta] = versionstext.jamfor(hela, utan)
    assert (tillagt.slag, borta.slag) == ("tillagt", "borttaget")
    assert {rad.slag for rad in tillagt.rader} == {"tillagt"}
    assert {rad.slag for rad in borta.rader} == {"borttaget"}


def test_an_indicator_taken_out_and_put_back_is_no_change(p: fabrik.Plan) -> None:
    slutet.revidera(p)
    rad = p.version.indikatorer.get()
    planakter.ta_bort_indikator(rad, av=p.folk.petra)
    fabrik.lagg_indikator(p, p.version.mal.get(mal=p.styrning.trygghet), rad.indikator)
    forsta = p.plan.versioner.get(nummer=1)
    assert forsta.ogonblick
    assert versionstext.jamfor(forsta.ogonblick.data, planinnehall(p.version)) == []


def test_an_old_version_reads_as_it_was_adopted(p: fabrik.Plan) -> None:
    mal = p.styrning.trygghet
    mal.text = "Något helt annat"
    mal.save()
    assert p.version.ogonblick
    ett, tva = versionstext.lasbar(p.version.ogonblick.data)
    assert ett.rubrik == "Mål 1. Äldre med hemtjänst ska känna sig trygga i sitt hem"
    assert [rad.vad for rad in ett.rader] == ["Aktivitet", "Indikator"]
    assert {f.namn: f.efter for f in tva.falt}["Koppling"] == "Berör oss inte"


def test_a_revision_that_takes_out_the_row_of_an_answer_answers_anew(db: None) -> None:
    v = varlden()
    forra = plan_i(v, "kvalitetssakra")
    lardom = bevisad_lardom(v, forra)
    ta(v, PLAN, forra, "nasta_varv")
    p = plan_i(v, "genomfora", ar=2027)
    svar = {"plan": p, "svar": "avvisad", "skal": "Gäller inte oss.", "av": v.petra}
    ta(v, PLAN, p, "revidera")
    with pytest.raises(Regelbrott, match="står i den fastställda planen"):
        v.gor(svara, lardom, **svar)
    utkast = p.versioner.get(lage="utkast")
    for rad in utkast.aktiviteter.all():
        v.gor(planakter.ta_bort_aktivitet, rad, av=v.petra)
    ta(v, PLANVERSION, utkast, "skicka")
    with pytest.raises(Regelbrott):
        forsok(v, PLANVERSION, utkast, "faststall", av=v.erik, utom={ARVET})
    v.gor(svara, lardom, **svar)
    assert forsok(v, PLANVERSION, utkast, "faststall", av=v.erik, utom={ARVET}).lage == "faststalld"


ARVET = "cykel.arvda_lardomar_besvarade"
