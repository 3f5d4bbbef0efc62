"""Coverage both ways, and the quiet sentence on many indicators."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from cykel import tackning
from cykel.actions import mal as malakter
from cykel.actions import plan as planakter
from cykel.actions import styrmodell as styrakter
from cykel.models import Mal, Malniva, Styrmodell
from cykel.visning import for_manga_indikatorer
from kvalitet import klocka
from kvalitet.behorighet import ALLT
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.django_db

BESLUT: dict[str, Any] = {
    "beslut_organ": "Kommunfullmäktige",
    "beslut_datum": date(2026, 11, 23),
    "av": None,
}


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_genomfora(kommun)


def luckor(p: fabrik.Plan, ar: int = 2026, namnd: Any = None) -> dict[tuple[str, str], str]:
    styrmodell = tackning.styrmodell_for(ar)
    assert styrmodell is not None
    return {
        (lucka.namnd.kod, lucka.mal.kort): lucka.svar
        for lucka in tackning.mal_utan_aktivitet(styrmodell, ar, namnd)
    }


def losa(ar: int = 2026) -> list[tuple[str, str]]:
    return [(str(r.aktivitet), r.varfor) for r in tackning.aktiviteter_utan_mal(ar, None, ALLT)]


def nytt(p: fabrik.Plan, **falt: Any) -> Mal:
    grund: dict[str, Any] = {"niva": p.styrning.niva, "nummer": 7, "kort": "Sju", "text": "Sju"}
    return malakter.registrera_mal(**(grund | BESLUT | falt))


def test_a_goal_with_an_activity_in_an_adopted_plan_is_covered(p: fabrik.Plan) -> None:
    assert luckor(p) == {("VON", "Inflytande"): "Avböjt i en plan"}


def test_a_draft_covers_nothing(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    assert luckor(p) == {
        ("VON", "Trygghet"): "Nämnden har ingen fastställd plan",
        ("VON", "Inflytande"): "Nämnden har ingen fastställd plan",
    }


def test_a_goal_of_the_municipality_is_asked_of_every_board(p: fabrik.Plan) -> None:
    nytt(p)
    svar = luckor(p)
    assert svar["VON", "Sju"] == "Ingen fastställd plan svarar mot målet"
    assert svar["KFN", "Sju"] == "Nämnden har ingen fastställd plan"
    assert set(luckor(p, namnd=p.kommun.kfn)) == {("KFN", "Sju")}


def test_an_activity_serves_the_goals_above_its_own(p: fabrik.Plan) -> None:
    over = Mal.objects.get(kort="Välfärd")
    Mal.objects.filter(pk=over.pk).update(bedoms=True)
    svar = luckor(p)
    assert ("VON", "Välfärd") not in svar
    assert ("KFN", "Välfärd") in svar


def test_an_activity_of_an_old_goal_serves_what_it_became(p: fabrik.Plan) -> None:
    """A plan that straddles two mandatperioder follows the model it was adopted in."""
    p.plan.period_till = date(2027, 6, 30)
    p.plan.save()
    ny = _bytt(p)
    mal = nytt(p, niva=ny.nivaer.get(), namnd=p.kommun.von)
    assert luckor(p, 2027) == {("VON", "Sju"): "Ingen fastställd plan svarar mot målet"}
    styrakter.mappa_mal(p.styrning.trygghet, styrmodell=ny, till=[mal], av=p.folk.karin)
    assert luckor(p, 2027) == {}


def _bytt(p: fabrik.Plan) -> Styrmodell:
    """The old model ended, the new in force without more ado."""
    Styrmodell.objects.filter(status="gallande").update(status="avslutad")
    ny = Styrmodell.objects.create(
        namn="Styrmodell 2027–2030",
        fran=date(2027, 1, 1),
        till=date(2030, 12, 31),
        status="gallande",
        beslut_organ="Kommunfullmäktige",
    )
    Malniva.objects.create(styrmodell=ny, ordning=1, etikett="Mål")
    return ny


def test_an_activity_under_an_assignment_only_has_no_goal(p: fabrik.Plan) -> None:
    assert losa() == []
    rad = p.version.mal.get(mal=p.styrning.trygghet)
    rad.mal, rad.uppdrag = None, fabrik.uppdrag(p)
    rad.save()
    mening = "Ligger bara under uppdraget ”Se över hur kontaktmän utses”"
    assert losa() == [("Alla har en namngiven kontaktman", mening)]


def test_an_activity_of_a_goal_that_does_not_concern_the_unit_has_no_goal(p: fabrik.Plan) -> None:
    rad = p.version.mal.get(mal=p.styrning.trygghet)
    rad.koppling, rad.skal = "beror_inte", "Nej"
    rad.save()
    ((_, varfor),) = losa()
    assert varfor == "Planen svarar att Mål 1. Trygghet inte berör enheten"


def test_an_activity_of_an_ended_goal_has_no_goal_until_it_is_mapped(p: fabrik.Plan) -> None:
    ny = _bytt(p)
    ((_, varfor),) = losa()
    assert "ingen har svarat på vad det blev" in varfor
    gammalt = p.styrning.trygghet
    styrakter.mappa_mal(gammalt, styrmodell=ny, skal="Ingår i lagen.", av=p.folk.karin)
    ((_, varfor),) = losa()
    assert varfor == "Mål 1. Trygghet har upphört. Ingår i lagen."
    mal = nytt(p, niva=ny.nivaer.get(), namnd=p.kommun.von)
    styrakter.mappa_mal(gammalt, styrmodell=ny, till=[mal], av=p.folk.karin)
    assert losa() == []


def test_the_page_filters_by_board_and_year(p: fabrik.Plan, client: Client) -> None:
    nytt(p)
    client.force_login(p.folk.petra)
    with klocka.stalld(fabrik.UNDER_DELARET):
        sida = client.get("/arbete/mal/tackning/").content.decode()
        assert "Inflytande" in sida
        assert sida.count("Mål 7. Sju") == 2
        kfn = client.get(f"/arbete/mal/tackning/?namnd={p.kommun.kfn.pk}&ar=2026").content.decode()
        assert "Inflytande" not in kfn
        assert client.get("/arbete/mal/tackning/?namnd=x&ar=1").status_code == 200


def test_activities_are_shown_only_of_plans_one_may_see(p: fabrik.Plan, client: Client) -> None:
    rad = p.version.mal.get(mal=p.styrning.trygghet)
    rad.mal, rad.uppdrag = None, fabrik.uppdrag(p)
    rad.save()
    bodil = factories.person("Bodil Bibliotek", "PA", p.kommun.kfk)
    with klocka.stalld(fabrik.UNDER_DELARET):
        for person, syns in ((p.folk.petra, True), (bodil, False)):
            client.force_login(person)
            sida = client.get("/arbete/mal/tackning/").content.decode()
            assert ("Alla har en namngiven kontaktman" in sida) is syns


# --- Many indicators ------------------------------------------------------------------------------


def test_more_than_five_indicators_of_a_goal_get_a_quiet_sentence(
    kommun: factories.Kommun, client: Client
) -> None:
    p = fabrik.tomt_utkast(kommun)
    with klocka.stalld(fabrik.SKRIVS):
        rad = fabrik.koppla_trygghet(p)
        for n in range(6):
            indikator = fabrik.trygghetsindikator(p.folk.amir)
            indikator.namn = f"Mått {n}"
            indikator.save()
            fabrik.lagg_indikator(p, rad, indikator)
        client.force_login(p.folk.petra)
        for sida in ("", "redigera/"):
            svar = client.get(f"/arbete/planer/{p.plan.pk}/{sida}").content.decode()
            assert "Målet har 6 indikatorer." in svar
        fabrik.lagg_aktivitet(p, rad)
        planakter.koppla(
            p.version,
            mal=p.styrning.inflytande,
            koppling="beror_inte",
            skal="Nej",
            av=p.folk.petra,
        )
        planakter.skicka(p.version, av=p.folk.petra)  # a sentence, not a block
    assert for_manga_indikatorer(5) == ""
