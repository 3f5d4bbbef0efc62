"""The pages of förbättringssprång: who sees them, what they say, and what they take."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cykel.models import Forbattringssprang, Nivahojning
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import sprang as fall

pytestmark = pytest.mark.django_db
NY = {
    "rubrik": "Digital planering",
    "problem": "Tiderna flyttas.",
    "ursprung": "synpunkt",
    "ursprung_mening": "14 synpunkter.",
}


def hamta(client: Client, adress: str) -> str:
    svar = client.get(adress)
    assert svar.status_code == 200, adress
    return svar.content.decode().replace("\xa0", " ")


def test_readers_read_and_others_get_404(
    kommun: factories.Kommun,
    filip_fortroendevald: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
    client: Client,
) -> None:
    s = fall.infort(kommun)
    sidan = f"/arbete/sprang/{s.sprang.pk}/"
    client.force_login(filip_fortroendevald)
    assert "från 64 % till 80 %" in hamta(client, sidan)
    assert "Digital planering" in hamta(client, "/arbete/sprang/")
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(sidan).status_code == 404
    assert "Digital planering" not in hamta(client, "/arbete/sprang/")
    for akt in ("andra", "utvardera"):
        assert client.get(f"{sidan}{akt}/").status_code == 404


def test_who_may_not_gets_403(
    kommun: factories.Kommun, filip_fortroendevald: Anvandare, client: Client
) -> None:
    s = fall.ide(kommun)
    sidan = f"/arbete/sprang/{s.sprang.pk}/"
    client.force_login(filip_fortroendevald)
    for adress in ("/arbete/sprang/nytt/", f"{sidan}andra/", f"{sidan}starta-prov/"):
        assert client.get(adress).status_code == 403
        assert client.post(adress, {}).status_code == 403
    client.force_login(s.p.folk.amir)  # writes, decides nothing
    for akt in ("starta-prov", "infor", "avsluta"):
        assert client.get(f"{sidan}{akt}/").status_code == 403


def test_an_idea_is_written_in_the_own_unit_only(
    kommun: factories.Kommun, arne_aktivitetsansvarig: Anvandare, client: Client
) -> None:
    client.force_login(arne_aktivitetsansvarig)
    ny = NY | {"enhet": kommun.bibliotek.pk, "namnd": kommun.von.pk}
    assert client.post("/arbete/sprang/nytt/", ny).status_code == 200
    assert not Forbattringssprang.objects.exists()
    ny["enhet"] = kommun.hemtjanst.pk
    for _ in range(2):  # pressed twice is once
        svar = client.post("/arbete/sprang/nytt/", ny)
        s = Forbattringssprang.objects.get()
        assert svar.headers["Location"] == f"/arbete/sprang/{s.pk}/"


def test_the_page_says_what_remains_with_links(
    kommun: factories.Kommun, arne_aktivitetsansvarig: Anvandare, client: Client
) -> None:
    client.force_login(arne_aktivitetsansvarig)
    client.post("/arbete/sprang/nytt/", NY | {"enhet": kommun.hemtjanst.pk, "namnd": kommun.von.pk})
    s = Forbattringssprang.objects.get()
    sida = hamta(client, f"/arbete/sprang/{s.pk}/")
    assert "Det här återstår innan provet kan börja" in sida
    assert f'href="/arbete/sprang/{s.pk}/andra/#id_hypotes"' in sida
    falt = hamta(client, f"/arbete/sprang/{s.pk}/andra/")
    for lank in ("hypotes", "indikator", "baslinje", "vantad_niva", "stoppkriterium", "agare"):
        assert f'id="id_{lank}"' in falt


def test_the_list_is_filtered_by_state_unit_and_namnd(
    kommun: factories.Kommun, karin_kvalitetssamordnare: Anvandare, client: Client
) -> None:
    s = fall.ide(kommun)
    client.force_login(karin_kvalitetssamordnare)
    for fraga, finns in (
        ("lage=ide", True),
        ("lage=prov", False),
        (f"enhet={kommun.hemtjanst.pk}", True),
        (f"namnd={kommun.von.pk}&lage=ide", True),
        ("lage=nonsens", True),
    ):
        sida = hamta(client, f"/arbete/sprang/?{fraga}")
        assert (s.sprang.rubrik in sida) is finns, fraga


def test_the_acts_through_the_pages(kommun: factories.Kommun, client: Client) -> None:
    s = fall.ide(kommun)
    sidan = f"/arbete/sprang/{s.sprang.pk}/"
    client.force_login(s.lars)
    with klocka.stalld(fall.BORJAR):
        client.post(f"{sidan}starta-prov/")
        assert s.farskt().lage == "prov"
        falt = hamta(client, f"{sidan}andra/")
        assert "id_hypotes" not in falt  # what the trial is measured by stands
        assert "id_kostnad" in falt
        client.post(f"{sidan}utvardera/", {"stopp_natt": ""})
        assert s.farskt().lage == "prov"
        client.post(f"{sidan}utvardera/", {"stopp_natt": "Tre missade besök."})
    assert s.farskt().lage == "utvardering"
    fall.matt(s, 70, 71)
    fall.akter.andra(s.sprang, rutin=s.rutin, av=s.p.folk.amir)
    beslut = {"ny_niva": "70,5", "beslut_datum": "2026-07-09", "dnr": "VON 1"}
    with klocka.stalld(fall.BESLUTAS):
        assert "Varför införa ändå?" in hamta(client, f"{sidan}infor/")
        client.post(f"{sidan}infor/", beslut)
        assert s.farskt().lage == "utvardering"
        client.post(f"{sidan}infor/", beslut | {"effekt_motivering": "Halva effekten räcker."})
        assert s.farskt().lage == "inford"
        assert client.get(f"{sidan}infor/").status_code == 302  # not from here any more
        assert client.get(f"{sidan}andra/").status_code == 302
    assert Nivahojning.objects.get().ny_niva == fall.Decimal("70.5")
    assert "Halva effekten räcker." in hamta(client, sidan)


def test_an_ended_trial_links_to_its_learning(kommun: factories.Kommun, client: Client) -> None:
    s = fall.i_prov(kommun)
    client.force_login(s.lars)
    sidan = f"/arbete/sprang/{s.sprang.pk}/"
    with klocka.stalld(fall.BORJAR):
        client.post(f"{sidan}avsluta/", {"skal": "För dyrt.", "lardom": "Räkna först."})
        lardom = s.farskt().lardom
        assert lardom is not None
        assert f"/arbete/planer/{s.p.plan.pk}/lardom/{lardom.pk}/" in hamta(client, sidan)


def test_the_plan_and_the_learning_page_lead_to_the_leaps(
    kommun: factories.Kommun, client: Client
) -> None:
    s = fall.i_prov(kommun)
    client.force_login(s.p.folk.petra)
    with klocka.stalld(fall.BORJAR):
        plan = hamta(client, f"/arbete/planer/{s.p.plan.pk}/")
        larande = hamta(client, "/arbete/larande/")
    for sida in (plan, larande):
        assert f'href="/arbete/sprang/{s.sprang.pk}/"' in sida
        assert "/arbete/sprang/" in sida
    assert "Visa som lista" in plan


def test_a_later_day_is_not_taken_for_the_baseline(
    kommun: factories.Kommun, client: Client
) -> None:
    s = fall.ide(kommun)
    client.force_login(s.p.folk.amir)
    with klocka.stalld(fall.BORJAR):
        svar = client.post(
            f"/arbete/sprang/{s.sprang.pk}/andra/",
            {"rubrik": "R", "problem": "P", "baslinje_datum": "2026-12-01"},
        )
    assert "Datumet ligger i framtiden." in svar.content.decode()
    assert s.farskt().baslinje_datum == date(2025, 12, 31)


def test_a_trials_form_asks_for_the_owner_and_the_end(
    kommun: factories.Kommun, client: Client
) -> None:
    s = fall.i_prov(kommun)
    client.force_login(s.p.folk.amir)
    svar = client.post(f"/arbete/sprang/{s.sprang.pk}/andra/", {"kostnad": "Ingen"})
    assert "Välj vem som äger provet." in svar.content.decode()
    assert "Skriv vilken dag provet slutar." in svar.content.decode()
    assert s.farskt().kostnad == ""
