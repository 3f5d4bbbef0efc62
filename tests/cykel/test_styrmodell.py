"""The steering model as data: prepared, put in force, its goals changed and mapped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client

from cykel.actions import mal as malakter
from cykel.actions import plan as planakter
from cykel.actions import styrmodell as akter
from cykel.actions.malandring import andra_mal
from cykel.models import Mal, Malmappning, PlanVersion, Styrmodell
from cykel.tillstand import PLANVERSION
from cykel.villkor.plan import styrmodellen_gallande
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import Steg
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.django_db

NIVAER = ["Målområde", "Nämndmål"]
BESLUT: dict[str, Any] = {
    "beslut_organ": "Kommunfullmäktige",
    "beslut_datum": date(2026, 11, 23),
    "beslut_paragraf": "§ 201",
    "dnr": "KS 2026/0900",
}
HOST = fabrik.tid(11, 25)


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_genomfora(kommun)


def kommande(av: Anvandare, **andrat: Any) -> Styrmodell:
    falt: dict[str, Any] = {
        "namn": "Styrmodell 2027–2030",
        "fran": date(2027, 1, 1),
        "till": date(2030, 12, 31),
        "nivaer": NIVAER,
        "kriterier_kallas": "Måluppfyllelse",
        **BESLUT,
    }
    return akter.skapa_styrmodell(**(falt | andrat), av=av)


def nytt_mal(styrmodell: Styrmodell, nummer: int = 1, **andrat: Any) -> Mal:
    falt: dict[str, Any] = {
        "niva": styrmodell.nivaer.get(ordning=2),
        "nummer": nummer,
        "kort": f"Nytt {nummer}",
        "text": f"Nytt mål {nummer}",
        "beslut_organ": "Kommunfullmäktige",
        "beslut_datum": date(2026, 11, 23),
    }
    return malakter.registrera_mal(**(falt | andrat), av=None)


def text(svar: Any) -> str:
    return " ".join(svar.content.decode().split())


# --- Beside the old, then in force ----------------------------------------------------------------


def test_a_coming_model_lies_beside_the_one_in_force(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    assert [n.etikett for n in ny.nivaer.order_by("ordning")] == NIVAER
    assert ny.status == "kommande"
    assert Styrmodell.objects.get(status="gallande") == p.styrning.styrmodell


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"fran": date(2026, 7, 1)}, "Perioden går in i Styrmodell 2023–2026"),
        ({"till": date(2026, 12, 31)}, "Slutdatum ska vara efter startdatum"),
        ({"nivaer": ["", " "]}, "Skriv minst en målnivå"),
        ({"nivaer": ["Mål", "mål"]}, "Två målnivåer kan inte heta likadant"),
    ],
)
def test_a_model_that_makes_no_sense_is_refused(
    p: fabrik.Plan, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        kommande(p.folk.karin, **andrat)
    assert Styrmodell.objects.count() == 1


def test_only_who_registers_for_the_whole_municipality_prepares_a_model(
    p: fabrik.Plan, nina_namndsekreterare: Anvandare
) -> None:
    for person in (p.folk.petra, p.folk.erik, nina_namndsekreterare):
        with pytest.raises(PermissionDenied):
            kommande(person)


def test_a_coming_model_is_changed_one_in_force_is_not(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    nytt_mal(ny)
    akter.andra_styrmodell(
        ny, nivaer=["Område", "Mål", "Delmål"], kriterier_kallas="Tecken", av=p.folk.karin
    )
    ny.refresh_from_db()
    assert [n.etikett for n in ny.nivaer.order_by("ordning")] == ["Område", "Mål", "Delmål"]
    assert ny.kriterier_kallas == "Tecken"
    with pytest.raises(Regelbrott, match="Nivån Mål har mål och kan inte tas bort"):
        akter.andra_styrmodell(ny, nivaer=["Område"], av=p.folk.karin)
    with pytest.raises(Regelbrott, match="Bara en kommande styrmodell kan ändras"):
        akter.andra_styrmodell(p.styrning.styrmodell, nivaer=NIVAER, av=p.folk.karin)


def test_the_old_model_ends_when_the_new_comes_into_force(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    nytt_mal(ny)
    with klocka.stalld(HOST):
        akter.gor_gallande(ny, av=p.folk.karin)
    lagen = dict(Styrmodell.objects.values_list("namn", "status"))
    assert lagen == {"Styrmodell 2023–2026": "avslutad", "Styrmodell 2027–2030": "gallande"}
    slag = Handelse.objects.filter(objekttyp="cykel.styrmodell").values_list("slag", flat=True)
    assert {"styrmodell.gor_gallande", "styrmodell.avsluta"} <= set(slag)
    with pytest.raises(Regelbrott, match="Läget är ”Gällande”"):
        akter.gor_gallande(ny, av=p.folk.karin)


@pytest.mark.parametrize(
    ("falt", "mening"),
    [
        ("beslut_datum", "Beslutsdatum"),
        ("beslut_paragraf", "Beslutets paragraf"),
        ("dnr", "Beslutets diarienummer"),
        ("", "Minst ett mål"),
    ],
)
def test_a_model_without_decision_or_goals_does_not_come_into_force(
    p: fabrik.Plan, falt: str, mening: str
) -> None:
    tomt = {falt: None if falt == "beslut_datum" else ""} if falt else {}
    ny = kommande(p.folk.karin, **tomt)
    if falt:
        nytt_mal(ny)
    with klocka.stalld(HOST), pytest.raises(Regelbrott) as fel:
        akter.gor_gallande(ny, av=p.folk.karin)
    assert next(punkt.mening for punkt in fel.value.punkter if not punkt.klar).startswith(mening)


def test_a_model_whose_period_is_over_does_not_come_into_force(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    nytt_mal(ny)
    with klocka.stalld(fabrik.tid(1, 2, ar=2031)), pytest.raises(Regelbrott) as fel:
        akter.gor_gallande(ny, av=p.folk.karin)
    assert "Perioden gick ut" in fel.value.punkter[-1].mening


def test_the_database_keeps_one_model_in_force_and_the_order_of_its_states(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    with pytest.raises(IntegrityError, match="styrmodell_en_gallande"), transaction.atomic():
        Styrmodell.objects.filter(pk=ny.pk).update(status="gallande")
    with (
        pytest.raises(IntegrityError, match="otillåten övergång"),
        transaction.atomic(),
        connection.cursor() as markor,
    ):
        markor.execute("update cykel_styrmodell set status = 'avslutad' where id = %s", [ny.pk])
    with (
        pytest.raises(IntegrityError, match="otillåtet begynnelseläge"),
        transaction.atomic(),
        connection.cursor() as markor,
    ):
        markor.execute(
            "insert into cykel_styrmodell (namn, fran, till, status, kriterier_kallas,"
            " beslut_organ, beslut_paragraf, dnr)"
            " values ('X', '2031-01-01', '2034-12-31', 'avslutad', 'K', 'KF', '', '')"
        )


# --- Plans across the change ----------------------------------------------------------------------


def test_a_plan_is_written_in_the_coming_model_but_not_adopted(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    mal = nytt_mal(ny)
    with klocka.stalld(HOST):
        plan = _nasta_plan(p, ny)
        version = plan.versioner.get()
        rad = planakter.koppla(version, mal=mal, koppling="direkt", av=p.folk.petra)
        fabrik.lagg_aktivitet(p, rad, start=plan.period_fran, slut=plan.period_till)
        planakter.skicka(version, av=p.folk.petra)
        beslut = fabrik.BESLUT | {"beslut_datum": HOST.date()}
        with pytest.raises(Regelbrott) as fel:
            planakter.faststall(version, **beslut, av=p.folk.erik)
        punkt = next(p for p in fel.value.punkter if "gäller inte än" in p.mening)
        assert punkt.lank == f"/arbete/styrmodeller/{ny.pk}/"
        akter.gor_gallande(ny, av=p.folk.karin)
        planakter.faststall(version, **beslut, av=p.folk.erik)


def _nasta_plan(p: fabrik.Plan, styrmodell: Styrmodell) -> Any:
    return planakter.skapa_plan(
        enhet=p.kommun.hemtjanst,
        namnd=p.kommun.von,
        styrmodell=styrmodell,
        period_fran=date(2027, 1, 1),
        period_till=date(2027, 12, 31),
        planansvarig=p.folk.petra,
        av=p.folk.petra,
    )


def test_a_plan_adopted_before_the_change_stays_in_its_model(p: fabrik.Plan) -> None:
    """Also when it is revised afterwards: the guard asks for the model it was adopted in."""
    ny = kommande(p.folk.karin)
    nytt_mal(ny)
    with klocka.stalld(HOST):
        akter.gor_gallande(ny, av=p.folk.karin)
    assert p.farsk().styrmodell == p.styrning.styrmodell
    utkast = PlanVersion.objects.create(plan=p.farsk(), nummer=2, skapad=HOST)
    (punkt,) = styrmodellen_gallande(Steg(PLANVERSION.rad("faststall"), utkast, p.folk.erik, HOST))
    assert punkt.klar
    assert "som den fastställdes i" in punkt.mening


# --- Changed goals --------------------------------------------------------------------------------


def test_a_changed_goal_is_recorded_with_what_it_said(p: fabrik.Plan) -> None:
    mal = p.styrning.trygghet
    andra_mal(
        mal,
        text="Alla med hemtjänst ska känna sig trygga",
        beslut_datum=date(2026, 3, 2),
        geh=True,
        kriterier=[("A", "Andelen ökar"), ("B", "Färre medarbetare")],
        skal="Beslut i fullmäktige § 40.",
        av=p.folk.karin,
    )
    mal.refresh_from_db()
    assert (mal.text, mal.geh) == ("Alla med hemtjänst ska känna sig trygga", True)
    handelse = Handelse.objects.get(slag="mal.andrat")
    assert handelse.text.text.splitlines() == [
        "Beslut i fullmäktige § 40.",
        "Måltext: ”Äldre med hemtjänst ska känna sig trygga i sitt hem” blev "
        "”Alla med hemtjänst ska känna sig trygga”.",
        "Beslutsdatum: ”28\N{NO-BREAK SPACE}november 2022” blev ”2\N{NO-BREAK SPACE}mars 2026”.",
        "Mål för god ekonomisk hushållning: ”nej” blev ”ja”.",
        "A: ”Andelen som känner sig trygga ska öka” blev ”Andelen ökar”.",
    ]


def test_a_goal_is_not_changed_without_a_reason_and_not_for_nothing(p: fabrik.Plan) -> None:
    with pytest.raises(Regelbrott, match="Skriv varför målet ändras"):
        andra_mal(p.styrning.trygghet, kort="Annat", skal=" ", av=p.folk.karin)
    andra_mal(p.styrning.trygghet, kort="Trygghet", skal="", av=p.folk.karin)
    assert not Handelse.objects.filter(slag="mal.andrat").exists()


def test_a_goal_never_comes_under_itself(p: fabrik.Plan) -> None:
    over = Mal.objects.get(kort="Välfärd")
    for foralder in (over, p.styrning.trygghet):
        with pytest.raises(Regelbrott, match="kan inte ligga under sig självt"):
            andra_mal(over, foralder=foralder, skal="Rörigt", av=p.folk.karin)
    with pytest.raises(Regelbrott, match="under ett mål på en högre nivå"):
        andra_mal(p.styrning.trygghet, foralder=p.styrning.inflytande, skal="X", av=p.folk.karin)
    with pytest.raises(IntegrityError, match="mal_inte_under_sig"), transaction.atomic():
        Mal.objects.filter(pk=over.pk).update(foralder=over.pk)


def test_a_criterion_that_a_plan_measures_is_not_taken_away(p: fabrik.Plan) -> None:
    mal = p.styrning.trygghet
    p.version.indikatorer.update(kriterium=mal.kriterier.get(kod="A"))
    with pytest.raises(Regelbrott, match="A mäts i en plan"):
        andra_mal(mal, kriterier=[("B", "Färre medarbetare")], skal="X", av=p.folk.karin)
    andra_mal(
        mal, kriterier=[("A", "Andelen som känner sig trygga ska öka")], skal="X", av=p.folk.karin
    )
    assert [k.kod for k in mal.kriterier.all()] == ["A"]


def test_goals_of_an_ended_model_stand_as_they_were(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    nytt_mal(ny)
    with klocka.stalld(HOST):
        akter.gor_gallande(ny, av=p.folk.karin)
    with pytest.raises(Regelbrott, match="målen i den ändras inte"):
        andra_mal(p.styrning.trygghet, kort="Annat", skal="X", av=p.folk.karin)
    with pytest.raises(Regelbrott, match="tar inte emot nya mål"):
        nytt_mal(p.styrning.styrmodell, 9, niva=p.styrning.niva)


def test_only_who_registers_goals_changes_them(
    p: fabrik.Plan, nina_namndsekreterare: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        andra_mal(p.styrning.trygghet, kort="Annat", skal="X", av=p.folk.petra)
    andra_mal(p.styrning.trygghet, kort="Annat", skal="X", av=nina_namndsekreterare)
    with pytest.raises(PermissionDenied):
        andra_mal(Mal.objects.get(kort="Välfärd"), kort="X", skal="X", av=nina_namndsekreterare)


# --- Old goals and new ----------------------------------------------------------------------------


def test_one_old_goal_becomes_many_and_many_become_one(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    ett, tva = nytt_mal(ny), nytt_mal(ny, 2)
    gamla = p.styrning.trygghet, p.styrning.inflytande
    akter.mappa_mal(gamla[0], styrmodell=ny, till=[ett, tva], av=p.folk.karin)
    akter.mappa_mal(gamla[1], styrmodell=ny, till=[ett], av=p.folk.karin)
    assert set(Malmappning.objects.values_list("fran", "till")) == {
        (gamla[0].pk, ett.pk),
        (gamla[0].pk, tva.pk),
        (gamla[1].pk, ett.pk),
    }
    akter.mappa_mal(gamla[0], styrmodell=ny, skal="Ingår i lagen.", av=p.folk.karin)
    (slut,) = gamla[0].blev.all()
    assert (slut.till, slut.skal) == (None, "Ingår i lagen.")


def test_an_answer_that_makes_no_sense_is_refused(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    mal = nytt_mal(ny)
    gammalt = p.styrning.trygghet
    with pytest.raises(Regelbrott, match="skriv varför målet upphör"):
        akter.mappa_mal(gammalt, styrmodell=ny, av=p.folk.karin)
    with pytest.raises(Regelbrott, match="Välj nya mål i Styrmodell 2027–2030"):
        akter.mappa_mal(gammalt, styrmodell=ny, till=[p.styrning.inflytande], av=p.folk.karin)
    with pytest.raises(Regelbrott, match="kommer efter"):
        akter.mappa_mal(mal, styrmodell=p.styrning.styrmodell, till=[gammalt], av=p.folk.karin)
    with pytest.raises(PermissionDenied):
        akter.mappa_mal(gammalt, styrmodell=ny, till=[mal], av=p.folk.petra)


def test_the_database_refuses_a_muddled_answer(p: fabrik.Plan) -> None:
    ny = kommande(p.folk.karin)
    mal, gammalt = nytt_mal(ny), p.styrning.trygghet
    Malmappning.objects.create(fran=gammalt, styrmodell=ny, till=mal)
    fel: list[tuple[str, dict[str, Any]]] = [
        ("malmappning_en_gang", {"till": mal}),
        ("malmappning_upphor_med_skal", {"till": None}),
        ("malmappning_inte_till_sig", {"till": gammalt}),
        ("malmappning_upphor_ensamt", {"till": None, "skal": "Slut"}),
    ]
    for villkor, falt in fel:
        with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
            Malmappning.objects.create(fran=gammalt, styrmodell=ny, **falt)


# --- Pages ----------------------------------------------------------------------------------------


def test_the_pages_lead_from_a_new_model_to_its_being_in_force(
    p: fabrik.Plan, client: Client
) -> None:
    client.force_login(p.folk.karin)
    falt: dict[str, Any] = {
        "namn": "Styrmodell 2027–2030",
        "fran": "2027-01-01",
        "till": "2030-12-31",
        "nivaer": "Målområde\nNämndmål",
        "kriterier_kallas": "Måluppfyllelse",
        "forslagsregel": "standard",
        "delvis_fran": "90",
        "beslut_organ": "Kommunfullmäktige",
        "beslut_datum": "2026-11-23",
        "beslut_paragraf": "§ 201",
        "dnr": "",
    }
    with klocka.stalld(HOST):
        assert "Skriv minst en målnivå." in text(
            client.post("/arbete/styrmodeller/ny/", falt | {"nivaer": ""})
        )
        svar = client.post("/arbete/styrmodeller/ny/", falt, follow=True)
        assert "Två mål saknar svar på vad det blir" in text(svar)
        assert "Beslutets diarienummer" in text(svar)
        ny = Styrmodell.objects.get(status="kommande")
        rutt = f"/arbete/styrmodeller/{ny.pk}/"
        nekad = client.post(f"{rutt}andra/", falt | {"delvis_fran": "100"})
        assert "Gränsen för delvis uppfyllt är 1 till 99 procent." in text(nekad)
        andrat = {"dnr": "KS 2026/0900", "forslagsregel": "andel", "delvis_fran": "85"}
        svar = client.post(f"{rutt}andra/", falt | andrat, follow=True)
        assert "delvis uppfyllt från 85 procent" in text(svar)
        mal = nytt_mal(ny)
        gammalt = p.styrning.trygghet
        client.post(f"{rutt}gamla-mal/{gammalt.pk}/", {"till": [mal.pk]})
        svar = client.get(f"{rutt}gamla-mal/")
        assert "Ett av 2 mål" in text(svar)
        svar = client.post(f"{rutt}gor-gallande/", follow=True)
        assert "Styrmodell 2027–2030 gäller nu." in text(svar)
        assert "Gällande" in text(client.get("/arbete/styrmodeller/"))
        assert "Nytt 1" in text(client.get(f"/arbete/mal/{gammalt.pk}/"))


def test_a_goal_is_changed_by_page_and_tells_what_it_said(p: fabrik.Plan, client: Client) -> None:
    client.force_login(p.folk.karin)
    adress = f"/arbete/mal/{p.styrning.trygghet.pk}/"
    falt = {
        "kort": "Trygghet",
        "text": "Nya ord",
        "foralder": Mal.objects.get(kort="Välfärd").pk,
        "radighet": "delad",
        "beslut_organ": "Kommunfullmäktige",
        "beslut_datum": "2022-11-28",
        "beslut_paragraf": "§ 210",
        "kriterium_a": "Andelen som känner sig trygga ska öka",
        "kriterium_c": "Ett till",
    }
    assert "Skriv varför målet ändras." in text(client.post(f"{adress}andra/", falt))
    svar = text(client.post(f"{adress}andra/", falt | {"skal": "Beslut § 40"}, follow=True))
    assert "blev ”Nya ord”" in svar
    assert [k.kod for k in p.styrning.trygghet.kriterier.order_by("kod")] == ["A", "C"]
    client.force_login(p.folk.petra)
    assert client.get(adress).status_code == 200
    assert client.get(f"{adress}andra/").status_code == 403


def test_the_parent_is_chosen_by_level(p: fabrik.Plan, client: Client) -> None:
    client.force_login(p.folk.karin)
    sida = text(client.get("/arbete/mal/nytt/"))
    assert '<optgroup label="Målområde, Styrmodell 2023–2026">' in sida


def test_pages_that_change_are_for_those_who_may(
    p: fabrik.Plan, client: Client, nina_namndsekreterare: Anvandare
) -> None:
    ny = kommande(p.folk.karin)
    rutt = f"/arbete/styrmodeller/{ny.pk}/"
    client.force_login(p.folk.petra)
    assert client.get(rutt).status_code == 200
    assert client.get(f"{rutt}andra/").status_code == 403
    client.force_login(nina_namndsekreterare)
    for sida in ("andra/", "gor-gallande/"):
        assert client.get(rutt + sida).status_code == 403
    egna = f"{rutt}gamla-mal/{p.styrning.trygghet.pk}/"
    assert client.get(egna).status_code == 200
    Mal.objects.filter(pk=p.styrning.trygghet.pk).update(namnd=p.kommun.kfn)
    assert client.get(egna).status_code == 404
