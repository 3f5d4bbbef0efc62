"""The neighbours of the wheel through the pages: risks, internal control, egenkontroll."""

from __future__ import annotations

from django.test import Client

from cykel.models import (
    Brist,
    Egenkontroll,
    Internkontrollplan,
    Risk,
)
from kvalitet.models import Anvandare
from tests.cykel.kil import Kil
from tests.cykel.test_grannar import _lista, _risk
from tests.factories import Kommun


def test_a_risk_from_form_to_brist_and_linked_both_ways(
    kommun: Kommun, kilen: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    svar = client.post(
        "/arbete/risker/ny/",
        {
            "enhet": kommun.hemtjanst.pk,
            "namnd": kommun.von.pk,
            "rubrik": "Larmen går inte fram",
            "sannolikhet": 4,
            "konsekvens": 4,
            "hantering": "Provas varje vecka.",
            "agare": petra_planansvarig.pk,
            "ses_over_senast": "2027-01-31",
        },
    )
    risk = Risk.objects.get()
    assert svar["Location"] == f"/arbete/risker/{risk.pk}/"
    client.post(f"/arbete/risker/{risk.pk}/brist/")
    brist = Brist.objects.get()
    bristsida = f"/arbete/planer/{kilen.plan.pk}/brister/{brist.pk}/"
    assert bristsida in client.get(f"/arbete/risker/{risk.pk}/").content.decode()
    assert f"/arbete/risker/{risk.pk}/" in client.get(bristsida).content.decode()
    lista = client.get(f"/arbete/planer/{kilen.plan.pk}/atgarder/").content.decode()
    assert f"/arbete/risker/{risk.pk}/" in lista


def test_a_press_without_a_plan_says_what_to_do(
    kommun: Kommun, petra_planansvarig: Anvandare, client: Client
) -> None:
    risk = _risk(kommun, petra_planansvarig)
    client.force_login(petra_planansvarig)
    sida = client.post(f"/arbete/risker/{risk.pk}/brist/", follow=True).content.decode()
    assert "har ingen verksamhetsplan som pågår" in sida
    assert not Brist.objects.exists()


def test_other_units_risks_are_404_and_readers_do_not_write(
    kommun: Kommun,
    petra_planansvarig: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
    filip_fortroendevald: Anvandare,
    client: Client,
) -> None:
    risk = _risk(kommun, petra_planansvarig)
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(f"/arbete/risker/{risk.pk}/").status_code == 404
    assert "Larmen" not in client.get("/arbete/risker/").content.decode()
    client.force_login(filip_fortroendevald)
    assert client.get(f"/arbete/risker/{risk.pk}/").status_code == 200
    assert client.get("/arbete/risker/ny/").status_code == 403
    assert client.post(f"/arbete/risker/{risk.pk}/brist/").status_code == 403


def test_an_egenkontroll_is_filled_in_and_its_nej_noted(
    kommun: Kommun, kilen: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    lista = _lista(kommun, petra_planansvarig, "Skåpet är låst")
    punkt = lista.punkter.get().pk
    client.force_login(petra_planansvarig)
    gor = f"/arbete/egenkontroll/checklista/{lista.pk}/gor/"
    falt = {"enhet": kommun.centrum.pk, "namnd": kommun.von.pk, "datum": "2026-06-10"}
    sida = client.post(gor, {**falt, f"svar_{punkt}": "nej"}).content.decode()
    assert "Skriv vad som inte stämmer i punkt 1." in sida
    client.post(gor, {**falt, f"svar_{punkt}": "nej", f"kommentar_{punkt}": "Det stod öppet"})
    svar = Egenkontroll.objects.get().svar.get()
    sida = f"/arbete/egenkontroll/{svar.egenkontroll_id}/"
    assert "Notera som en brist" in client.get(sida).content.decode()
    client.post(f"{sida}svar/{svar.pk}/brist/")
    brist = Brist.objects.get()
    assert f"/brister/{brist.pk}/" in client.get(sida).content.decode()
    bristsida = f"/arbete/planer/{kilen.plan.pk}/brister/{brist.pk}/"
    assert sida in client.get(bristsida).content.decode()


def test_internal_control_from_plan_to_brist(
    kommun: Kommun,
    kilen: Kil,
    karin_kvalitetssamordnare: Anvandare,
    petra_planansvarig: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
    client: Client,
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    client.post("/arbete/internkontroll/ny/", {"namnd": kommun.von.pk, "ar": 2026})
    plan = Internkontrollplan.objects.get()
    sida = f"/arbete/internkontroll/{plan.pk}/"
    client.post(
        f"{sida}moment/",
        {
            "enhet": kommun.hemtjanst.pk,
            "vad": "Attest",
            "metod": "Stickprov.",
            "senast": "2026-09-30",
            "ansvarig": petra_planansvarig.pk,
        },
    )
    client.post(f"{sida}beslut/", {"beslut_datum": "2026-01-20", "beslut_paragraf": "§ 4"})
    moment = plan.moment.get()
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(sida).status_code == 404
    client.force_login(petra_planansvarig)
    resultat = {"resultat": "ej", "kommentar": "Den som kontrollerar var sjuk."}
    client.post(f"{sida}moment/{moment.pk}/resultat/", resultat)
    assert "Notera som en brist" in client.get(sida).content.decode()
    client.post(f"{sida}moment/{moment.pk}/brist/")
    assert Brist.objects.get().kalla == Brist.Kalla.INTERNKONTROLL
    assert "Noterad som brist" in client.get(sida).content.decode()
