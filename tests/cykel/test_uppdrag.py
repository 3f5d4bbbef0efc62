"""Assignments: reported, closed with a paragraph, and never lost in between."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from cykel.actions import plan as planakter
from cykel.actions.mal import avsluta_uppdrag
from cykel.actions.uppdrag import aterrapportera
from cykel.models import Aterrapportering, Uppdrag
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.django_db

RAPPORT: dict[str, Any] = {"datum": date(2026, 6, 1), "text": "Hälften är klart."}


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_genomfora(kommun)


def text(svar: Any) -> str:
    return " ".join(svar.content.decode().split())


def test_the_receiver_reports_several_times_and_twice_is_once(p: fabrik.Plan) -> None:
    uppdrag = fabrik.uppdrag(p)
    with klocka.stalld(fabrik.UNDER_DELARET):
        for _ in range(2):
            aterrapportera(uppdrag, **RAPPORT, av=p.folk.petra)
        aterrapportera(uppdrag, datum=date(2026, 9, 1), text="Allt är klart.", av=p.folk.karin)
    texter = uppdrag.aterrapporteringar.order_by("datum").values_list("text", flat=True)
    assert list(texter) == ["Hälften är klart.", "Allt är klart."]
    assert Handelse.objects.om(uppdrag).filter(slag="uppdrag.aterrapporterat").count() == 2
    uppdrag.refresh_from_db()
    assert uppdrag.avslutat_datum is None


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"text": " "}, "Skriv vad som har gjorts"),
        ({"datum": date(2026, 1, 1)}, "innan det gavs"),
        ({"datum": date(2026, 9, 4)}, "ligger i framtiden"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused(
    p: fabrik.Plan, andrat: dict[str, Any], mening: str
) -> None:
    uppdrag = fabrik.uppdrag(p)
    with klocka.stalld(fabrik.UNDER_DELARET), pytest.raises(Regelbrott, match=mening):
        aterrapportera(uppdrag, **(RAPPORT | andrat), av=p.folk.petra)


def test_only_the_receiver_and_who_registers_report(p: fabrik.Plan) -> None:
    uppdrag = fabrik.uppdrag(p)
    bodil = factories.person("Bodil Bibliotek", "PA", p.kommun.kfk)
    with klocka.stalld(fabrik.UNDER_DELARET):
        for person in (bodil, p.folk.erik):
            with pytest.raises(PermissionDenied):
                aterrapportera(uppdrag, **RAPPORT, av=person)


def test_a_closed_assignment_has_who_closed_it_and_takes_no_more_reports(p: fabrik.Plan) -> None:
    uppdrag = fabrik.uppdrag(p)
    slut: dict[str, Any] = {
        "datum": date(2026, 8, 31),
        "paragraf": "§ 31",
        "aterrapportering": "Rutinen är ändrad.",
    }
    with klocka.stalld(fabrik.UNDER_DELARET):
        uppdrag = avsluta_uppdrag(uppdrag, **slut, organ="Kommunstyrelsen", av=p.folk.karin)
        assert uppdrag.avslutat_organ == "Kommunstyrelsen"
        with pytest.raises(Regelbrott, match="Uppdraget är avslutat, § 31"):
            aterrapportera(uppdrag, **RAPPORT, av=p.folk.petra)
        annat = fabrik.uppdrag(p, rubrik="Ett annat")
        annat = avsluta_uppdrag(annat, **slut, av=p.folk.karin)
    assert annat.avslutat_organ == annat.givare


def test_the_database_keeps_every_report(p: fabrik.Plan) -> None:
    uppdrag = fabrik.uppdrag(p)
    with klocka.stalld(fabrik.UNDER_DELARET):
        rad = aterrapportera(uppdrag, **RAPPORT, av=p.folk.petra)
        rad.text = "Annat"
        with pytest.raises(DatabaseError, match="ingen_andring"), transaction.atomic():
            rad.save()
        with pytest.raises(DatabaseError, match="ingen_andring"), transaction.atomic():
            rad.delete()
        with connection.cursor() as markor:
            markor.execute("set constraints all immediate")
        with (
            pytest.raises(DatabaseError, match="bara till för tillägg"),
            transaction.atomic(),
            connection.cursor() as markor,
        ):
            markor.execute("truncate cykel_aterrapportering")
        with pytest.raises(IntegrityError, match="aterrapportering_har_text"):
            Aterrapportering.objects.create(
                uppdrag=uppdrag, datum=rad.datum, text="", av=p.folk.petra, tid=rad.tid
            )


# --- Never lost -----------------------------------------------------------------------------------


def test_an_assignment_given_after_the_adoption_is_shown_in_the_plan_until_closed(
    p: fabrik.Plan, client: Client
) -> None:
    rubrik = "Nytt uppdrag sedan planen fastställdes"
    client.force_login(p.folk.petra)
    adress = f"/arbete/planer/{p.plan.pk}/"
    with klocka.stalld(fabrik.UNDER_DELARET):
        assert rubrik not in text(client.get(adress))
        uppdrag = fabrik.uppdrag(p, beslut_datum=date(2026, 3, 2))
        sida = text(client.get(adress))
        assert rubrik in sida
        assert str(uppdrag) in sida
        avsluta_uppdrag(
            uppdrag,
            datum=date(2026, 9, 1),
            paragraf="§ 31",
            aterrapportering="Klart",
            av=p.folk.karin,
        )
        assert rubrik not in text(client.get(adress))


def test_an_answered_assignment_is_not_new(kommun: factories.Kommun, client: Client) -> None:
    p = fabrik.utkast(kommun)
    uppdrag = fabrik.uppdrag(p)
    planakter.koppla(p.version, uppdrag=uppdrag, koppling="direkt", av=p.folk.petra)
    with klocka.stalld(fabrik.SKICKAS):
        planakter.skicka(p.version, av=p.folk.petra)
    with klocka.stalld(fabrik.FASTSTALLS):
        planakter.faststall(p.version, **fabrik.BESLUT, av=p.folk.erik)
    client.force_login(p.folk.petra)
    sida = text(client.get(f"/arbete/planer/{p.plan.pk}/"))
    assert "Nytt uppdrag sedan planen" not in sida
    assert f"Uppdrag: {uppdrag}" in sida


# --- Pages ----------------------------------------------------------------------------------------


def test_the_list_shows_open_late_and_closed_the_oldest_first(
    p: fabrik.Plan, client: Client, nina_namndsekreterare: Anvandare
) -> None:
    fabrik.uppdrag(p, rubrik="Yngre", beslut_datum=date(2026, 2, 1), forfaller=None)
    fabrik.uppdrag(p, rubrik="Äldre")
    annan = fabrik.uppdrag(p, rubrik="Böckerna", namnd=p.kommun.kfn, enhet=p.kommun.kfk)
    client.force_login(p.folk.karin)
    with klocka.stalld(fabrik.UNDER_DELARET):
        alla = text(client.get("/arbete/uppdrag/"))
        assert alla.index("Äldre") < alla.index("Yngre")
        sena = text(client.get("/arbete/uppdrag/?visa=sena"))
        assert "Äldre" in sena
        assert "Yngre" not in sena
        kfn = text(client.get(f"/arbete/uppdrag/?visa=oppna&namnd={p.kommun.kfn.pk}"))
        assert "Böckerna" in kfn
        assert "Äldre" not in kfn
        assert "Inga avslutade uppdrag" in text(client.get("/arbete/uppdrag/?visa=avslutade"))
        client.force_login(nina_namndsekreterare)
        assert "Böckerna" not in text(client.get("/arbete/uppdrag/"))
        assert client.get(f"/arbete/uppdrag/{annan.pk}/").status_code == 404


def test_the_page_of_an_assignment_tells_its_reports_and_history(
    p: fabrik.Plan, client: Client
) -> None:
    uppdrag = fabrik.uppdrag(p)
    adress = f"/arbete/uppdrag/{uppdrag.pk}/"
    client.force_login(p.folk.petra)
    with klocka.stalld(fabrik.UNDER_DELARET):
        assert "Inget är återrapporterat än." in text(client.get(adress))
        fel = client.post(f"{adress}aterrapportera/", {"datum": "2026-06-01", "text": ""})
        assert "Skriv vad som har gjorts." in text(fel)
        svar = client.post(
            f"{adress}aterrapportera/", {"datum": "2026-06-01", "text": "Hälften."}, follow=True
        )
        sida = text(svar)
        assert "Hälften." in sida
        assert "Öppet i 244 dagar." in sida
        assert "Uppdraget återrapporterades, läget 1\N{NO-BREAK SPACE}juni 2026." in (
            svar.content.decode()
        )
        client.force_login(p.folk.erik)
        assert client.get(adress).status_code == 200
        assert client.get(f"{adress}aterrapportera/").status_code == 403
        client.force_login(p.folk.karin)
        slut = {"datum": "2026-09-01", "paragraf": "§ 31", "aterrapportering": "Klart."}
        sida = text(client.post(f"{adress}avsluta/", slut | {"organ": "Nämnden"}, follow=True))
        assert "§ 31, Nämnden." in sida
    assert Uppdrag.objects.get().avslutat_organ == "Nämnden"
