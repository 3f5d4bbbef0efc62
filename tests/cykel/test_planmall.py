"""Templates: saved from a plan without goals and people, laid into another's draft once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions import plan as planakter
from cykel.actions.planmall import anvand_mall, spara_mall
from cykel.models import Planmall, Verksamhetsplan
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_plansidor import rutt, som, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _januari() -> Iterator[None]:
    with klocka.stalld(fabrik.SKRIVS):
        yield


def mall(p: fabrik.Plan, **andrat: Any) -> Planmall:
    falt: dict[str, Any] = {"namn": "Hemtjänstgrupp", "enhetsslag": "enhet", "av": p.folk.petra}
    return spara_mall(p.version, **(falt | andrat))


def centrums_plan(p: fabrik.Plan) -> Verksamhetsplan:
    return planakter.skapa_plan(
        enhet=p.kommun.centrum,
        namnd=p.kommun.von,
        styrmodell=p.styrning.styrmodell,
        period_fran=date(2026, 3, 1),
        period_till=date(2026, 12, 31),
        planansvarig=p.folk.petra,
        av=p.folk.petra,
    )


def placering(mallen: Planmall, p: fabrik.Plan) -> dict[str, Any]:
    nycklar = [*mallen.aktiviteter.all(), *mallen.indikatorer.all()]
    return {str(rad.nyckel): p.styrning.trygghet for rad in nycklar}


def test_a_template_holds_rows_without_goal_person_and_baseline(
    kommun: factories.Kommun,
) -> None:
    p = fabrik.utkast(kommun)
    mallen = mall(p)
    rad, matt = mallen.aktiviteter.get(), mallen.indikatorer.get()
    assert rad.rubrik == "Alla har en namngiven kontaktman"
    assert date(2026, 1, 1) + timedelta(days=rad.start_dag) == date(2026, 2, 1)
    assert date(2026, 1, 1) + timedelta(days=rad.slut_dag) == date(2026, 6, 30)
    assert (matt.maltyp, matt.malvarde) == ("absolut", 85)


def test_the_rows_go_under_the_chosen_goal_once(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    mallen, plan = mall(p), centrums_plan(p)
    version = plan.versioner.get()
    falt: dict[str, Any] = {
        "placering": placering(mallen, p),
        "ansvarig": p.folk.amir,
        "av": p.folk.petra,
    }
    assert anvand_mall(mallen, version, **falt) == 2
    assert anvand_mall(mallen, version, **falt) == 0
    rad = version.aktiviteter.get()
    assert (rad.ansvarig, rad.rapportor) == (p.folk.amir, p.folk.amir)
    assert (rad.start, rad.slut) == (date(2026, 4, 1), date(2026, 8, 28))
    assert version.mal.get().koppling == "direkt"
    assert version.indikatorer.get().baslinje is None


def test_a_row_without_a_goal_stays_out(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    mallen, plan = mall(p), centrums_plan(p)
    nyckel = str(mallen.indikatorer.get().nyckel)
    antal = anvand_mall(
        mallen,
        plan.versioner.get(),
        placering={nyckel: p.styrning.trygghet},
        ansvarig=p.folk.amir,
        av=p.folk.petra,
    )
    assert antal == 1
    assert not plan.versioner.get().aktiviteter.exists()


def test_a_name_is_taken_once_but_a_second_press_is_the_first(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    assert mall(p) == mall(p)
    with pytest.raises(Regelbrott, match="finns redan en mall som heter"):
        mall(p, av=p.folk.karin)
    mall(p, enhetsslag="omrade")
    assert Planmall.objects.count() == 2


def test_a_template_of_nothing_is_refused(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    with pytest.raises(Regelbrott, match="inga aktiviteter eller indikatorer"):
        mall(p)
    with pytest.raises(Regelbrott, match="Skriv vad mallen ska heta"):
        mall(p, namn="  ")


def test_who_may_not_write_makes_and_uses_none(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    with pytest.raises(PermissionDenied):
        mall(p, av=p.folk.erik)
    mallen = mall(p)
    with pytest.raises(PermissionDenied):
        anvand_mall(mallen, p.version, placering={}, ansvarig=p.folk.amir, av=p.folk.erik)


def test_a_template_is_saved_and_used_on_the_pages(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    som(client, p.folk.petra)
    svar = client.post(
        rutt(p, "mall/"), {"namn": "Hemtjänstgrupp", "enhetsslag": "enhet"}, follow=True
    )
    assert "Mallen ”Hemtjänstgrupp” är sparad." in text(svar)
    plan = centrums_plan(p)
    bas = f"/arbete/planer/{plan.pk}/"
    tom = text(client.get(f"{bas}redigera/"))
    assert "Börja från en mall" in tom
    assert "Hemtjänstgrupp" in text(client.get(f"{bas}mallar/"))
    mallen = Planmall.objects.get()
    adress = f"{bas}mallar/{mallen.pk}/"
    assert "Välj mål för minst en rad." in text(client.post(adress, {"ansvarig": p.folk.petra.pk}))
    val = {f"rad_{nyckel}": mal.pk for nyckel, mal in placering(mallen, p).items()}
    svar = client.post(adress, {**val, "ansvarig": p.folk.petra.pk}, follow=True)
    assert "Två rader är tillagda från mallen." in text(svar)


@pytest.mark.parametrize("sida", ["mall/", "mallar/", "mallar/{}/"])
def test_others_do_not_get_at_the_pages(
    client: Client, kommun: factories.Kommun, sida: str
) -> None:
    p = fabrik.utkast(kommun)
    adress = rutt(p, sida.format(mall(p).pk))
    vera = factories.person("Vera Annan", "PA", kommun.kfk)
    assert som(client, vera).get(adress).status_code == 404
    assert som(client, p.folk.erik).get(adress).status_code == 403
    assert som(client, p.folk.petra).get(adress).status_code == 200
