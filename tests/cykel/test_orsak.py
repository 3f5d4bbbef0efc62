"""Why something fell short: the analysis, its form, and that it is read as it was written."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions.atgard import besluta_atgard, notera_brist
from cykel.actions.orsak import analysera
from cykel.effekter.flytt import flytta
from cykel.models import Atgard, Brist, Orsaksanalys, Orsaksrad
from cykel.views.kallor import kallor
from cykel.visning import Kallank
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.databas import nekas
from tests.factories import Kommun

ANALYS: dict[str, Any] = {
    "varfor": ["Tiden ändrades", "", "Ingen ringde"],
    "fiskben": {"metod": ["Rutinen säger inte vem"], "ledning": ["Ansvaret är otydligt"]},
    "orsak": "Ingen har ansvar för att ringa.",
    "deltog": "Planeraren och två undersköterskor",
}


@pytest.fixture
def brist(kilen: Kil) -> Brist:
    return kil.brist(kilen)


def test_the_analysis_keeps_whys_bones_conclusion_and_who(
    brist: Brist, petra_planansvarig: Anvandare
) -> None:
    analys = analysera(brist, **ANALYS, av=petra_planansvarig)
    assert analysera(brist, **ANALYS, av=petra_planansvarig) == analys
    brist.refresh_from_db()
    assert brist.orsak == "Ingen har ansvar för att ringa."
    rader = analys.rader.order_by("slag", "ordning").values_list("slag", "ordning", "text")
    assert list(rader) == [
        ("ledning", 1, "Ansvaret är otydligt"),
        ("metod", 1, "Rutinen säger inte vem"),
        ("varfor", 1, "Tiden ändrades"),
        ("varfor", 2, "Ingen ringde"),
    ]
    assert Handelse.objects.om(brist).filter(slag="brist.analyserad").count() == 1


def test_written_again_the_analysis_is_the_new_one(
    brist: Brist, petra_planansvarig: Anvandare
) -> None:
    analysera(brist, **ANALYS, av=petra_planansvarig)
    analysera(brist, **(ANALYS | {"varfor": ["Bilen stod stilla"]}), av=petra_planansvarig)
    varfor = Orsaksrad.objects.filter(slag="varfor")
    assert [rad.text for rad in varfor] == ["Bilen stod stilla"]


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"varfor": [" "], "fiskben": {}}, "minst ett svar"),
        ({"orsak": " "}, "slutsatsen"),
        ({"deltog": ""}, "vilka som har deltagit"),
        ({"varfor": list("abcdef")}, "högst 5"),
        ({"fiskben": {"vader": ["Regn"]}}, "kategorier"),
    ],
)
def test_an_analysis_lacks_nothing(
    brist: Brist, petra_planansvarig: Anvandare, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        analysera(brist, **(ANALYS | andrat), av=petra_planansvarig)


def test_a_chef_who_may_not_write_does_not_analyse(
    brist: Brist, erik_enhetschef: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        analysera(brist, **ANALYS, av=erik_enhetschef)


def test_the_database_refuses_half_an_analysis(brist: Brist, petra_planansvarig: Anvandare) -> None:
    analys = analysera(brist, **ANALYS, av=petra_planansvarig)
    with nekas("orsaksanalys_vilka_deltog"):
        Orsaksanalys.objects.filter(pk=analys.pk).update(deltog="")
    falt = {"analys": analys, "slag": "varfor"}
    with nekas("orsaksrad_en_per_plats"):
        Orsaksrad.objects.create(**falt, ordning=1, text="Igen")
    with nekas("orsaksrad_fem_varfor"):
        Orsaksrad.objects.create(**falt, ordning=6, text="Sjätte")
    with nekas("orsaksrad_har_text"):
        Orsaksrad.objects.create(**falt, ordning=5, text="")


def test_the_form_writes_and_the_page_reads(
    kilen: Kil, brist: Brist, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    sida = f"/arbete/planer/{kilen.plan.pk}/brister/{brist.pk}/"
    svar = client.post(
        f"{sida}orsak/",
        {
            "deltog": "Planeraren",
            "varfor_1": "Tiden ändrades",
            "varfor_2": "Ingen ringde",
            "metod": "Rutinen är otydlig\nIngen läser den",
            "orsak": "Ansvaret saknas.",
        },
    )
    assert svar["Location"] == sida
    text = client.get(sida).content.decode()
    assert "<li>Tiden ändrades</li><li>Ingen ringde</li>" in text
    assert "<dt>Metod</dt><dd>Rutinen är otydlig<br>Ingen läser den</dd>" in text
    assert "Ansvaret saknas." in text
    assert "Deltog: Planeraren." in text
    ifyllt = client.get(f"{sida}orsak/").content.decode()
    assert 'value="Ingen ringde"' in ifyllt
    assert "Ingen läser den</textarea>" in ifyllt


def test_the_form_asks_for_what_is_missing(
    kilen: Kil, brist: Brist, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    sida = f"/arbete/planer/{kilen.plan.pk}/brister/{brist.pk}/orsak/"
    text = client.post(sida, {"deltog": "Alla", "orsak": "Vet inte"}).content.decode()
    assert "minst ett svar på ”varför?”" in text
    assert not Orsaksanalys.objects.exists()


# --- The åtgärd's cost, and the list with age ------------------------------------------------


def test_an_atgard_has_a_cost_or_none(brist: Brist, petra_planansvarig: Anvandare) -> None:
    falt: dict[str, Any] = {
        "ansvarig": petra_planansvarig,
        "klar_senast": NU.date(),
        "vantad_effekt": "Färre klagomål",
        "av": petra_planansvarig,
    }
    assert besluta_atgard(brist, rubrik="Utbilda", kostnad=25_000, **falt).kostnad == 25_000
    assert besluta_atgard(brist, rubrik="Ring", **falt).kostnad is None
    with pytest.raises(Regelbrott, match="från noll"):
        besluta_atgard(brist, rubrik="Baklänges", kostnad=-1, **falt)


def test_the_list_filters_by_late_and_open_and_shows_age(
    kilen: Kil,
    brist: Brist,
    petra_planansvarig: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    client: Client,
) -> None:
    petra = petra_planansvarig
    sen = kil.atgard(brist, petra, status="pagar")
    klar = kil.atgard(brist, petra)
    avgjord = kil.bedom(kil.atgard(brist, petra), erik_enhetschef)
    for nummer, atgard in enumerate((sen, klar, avgjord)):
        Atgard.objects.filter(pk=atgard.pk).update(rubrik=f"Åtgärd nummer {nummer}", kostnad=1000)
    client.force_login(petra)

    def visas(visa: str) -> list[int]:
        text = client.get(f"/arbete/atgarder/?visa={visa}").content.decode()
        return [n for n in range(3) if f"Åtgärd nummer {n}" in text]

    assert visas("") == [0, 1]
    assert visas("sena") == [0]
    assert visas("kontroll") == [1]
    assert visas("avgjorda") == [2]
    assert visas("alla") == [0, 1, 2]
    assert visas("finns_inte") == [0, 1]
    text = client.get("/arbete/atgarder/").content.decode()
    assert "9 dagar sen" in text
    assert "0 dagar" in text
    assert "2\xa0000 kronor" in text
    client.force_login(bodil_biblioteksansvarig)
    assert visas("alla") == []


def test_a_brist_that_went_on_in_another_plan_shows_its_source_and_analysis(
    kilen: Kil, petra_planansvarig: Anvandare, kommun: Kommun, client: Client
) -> None:
    brist = brist_ur_aktivitet_sen(kilen, petra_planansvarig)
    analysera(brist, **ANALYS, av=petra_planansvarig)
    nasta = kil.plan(kommun, petra_planansvarig, kilen.mal, fas="genomfora", ar=2027)
    flytta(kilen.plan, nasta.plan, atgarder=(), brister=[brist], av=petra_planansvarig, nu=NU)
    ny = nasta.plan.brister.get()
    lank = Kallank(
        "Aktiviteten",
        f"/arbete/planer/{kilen.plan.pk}/aktiviteter/#a-{kilen.aktivitet.nyckel}",
    )
    assert kallor([ny], petra_planansvarig)[ny.pk] == [lank]
    client.force_login(petra_planansvarig)
    sida = client.get(f"/arbete/planer/{nasta.plan.pk}/brister/{ny.pk}/")
    assert "Rutinen säger inte vem" in sida.text
    analysera(ny, **(ANALYS | {"varfor": ["Bilen stod stilla"]}), av=petra_planansvarig)
    assert "Ingen ringde" not in client.get(sida.request["PATH_INFO"]).text


def brist_ur_aktivitet_sen(kilen: Kil, av: Anvandare) -> Brist:
    return notera_brist(
        kilen.plan,
        rubrik="Försenad aktivitet",
        kalla="aktivitet",
        kalla_mening="Den är inte rapporterad.",
        aktivitet=kilen.aktivitet.nyckel,
        av=av,
    )
