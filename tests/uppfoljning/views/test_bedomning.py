"""The judge page, the voices, and the approval through the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from django.test import Client

from cykel.models import Verksamhetsplan
from kvalitet import klocka
from kvalitet.models import Anvandare, Ogonblick
from tests import factories
from tests.cykel import kil
from tests.uppfoljning.lage import BEDOMNING, Lage, bedomt, helt, svar, synpunkt, undersokning
from uppfoljning.actions.godkannande import godkann
from uppfoljning.models import Malbedomning, Rostgenomgang

FORM = {**BEDOMNING, "avviker_skal": "", "last_version": ""}


@pytest.fixture
def url(lage: Lage) -> str:
    return f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/"


def test_evidence_and_suggestion_stand_beside_the_form(
    lage: Lage, url: str, client: Client, petra_planansvarig: Anvandare
) -> None:
    svar(undersokning(lage), *[("K", 7), ("M", 8)] * 5)
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    client.force_login(petra_planansvarig)
    sida = client.get(url).content.decode()
    assert "Den som behöver stöd får det i tid." in sida
    assert "65,5" in sida
    assert "Regel: Ingen indikator som har värde når målvärdet (0 av 1)." in sida
    assert "NKI är 72,2" in sida
    assert 'Synpunkter: <strong class="siffra">1</strong> till verksamheten' in sida
    assert "Lämna bedömningen" in sida


def test_a_judgement_is_handed_in(
    lage: Lage, url: str, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    svaret = client.post(url, FORM)
    assert svaret.headers["Location"] == f"/arbete/planer/{lage.kil.plan.pk}/"
    assert Malbedomning.objects.get().klar


def test_a_brist_is_noted_from_the_page_with_its_goal_chosen(
    lage: Lage, url: str, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    lank = re.search(r'href="([^"]+)">Notera en brist i målet', client.get(url).content.decode())
    assert lank
    form = client.get(unescape(lank.group(1))).context["form"]
    assert (form["mal"].value(), form["kalla"].value()) == (str(lage.mal.pk), "bedomning")


def test_nobody_is_led_to_note_a_brist_who_may_not(
    url: str, client: Client, filip_fortroendevald: Anvandare
) -> None:
    client.force_login(filip_fortroendevald)
    assert "Notera en brist i målet" not in client.get(url).content.decode()


def test_a_draft_stays_on_the_page(url: str, client: Client, petra_planansvarig: Anvandare) -> None:
    client.force_login(petra_planansvarig)
    svaret = client.post(url, {**FORM, "prognos": "", "utkast": "1"}, follow=True)
    assert "Utkastet är sparat" in svaret.content.decode()
    assert not Malbedomning.objects.get().klar


def test_the_form_keeps_the_text_and_says_what_is_missing(
    url: str, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    sida = client.post(url, {**FORM, "bedomning": "uppfyllt"}).content.decode()
    assert "<title>Fel: " in sida
    assert "Skriv varför bedömningen skiljer sig från indikatorernas förslag." in sida
    assert FORM["motivering"] in sida
    assert not Malbedomning.objects.exists()


def test_what_another_wrote_meanwhile_is_not_overwritten(
    lage: Lage, url: str, client: Client, petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:  # fmt: skip
    bedomt(lage, karin_kvalitetssamordnare)
    client.force_login(petra_planansvarig)
    sida = client.post(url, {**FORM, "motivering": "Petras text"}).content.decode()
    assert "Karin Kvalitetssamordnare har sparat" in sida
    assert "Petras text" in sida


def test_without_the_right_to_judge_one_reads(
    url: str, client: Client, erik_enhetschef: Anvandare
) -> None:
    client.force_login(erik_enhetschef)
    sida = client.get(url).content.decode()
    assert "Målet är inte bedömt än." in sida
    assert "Lämna bedömningen" not in sida
    assert client.post(url, FORM).status_code == 403


def test_another_unit_gets_404(
    url: str, client: Client, bodil_biblioteksansvarig: Anvandare
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(url).status_code == 404
    assert client.post(url, FORM).status_code == 404


def test_without_any_right_to_plans_403(
    url: str, client: Client, anna_administrator: Anvandare
) -> None:
    client.force_login(anna_administrator)
    assert client.get(url).status_code == 403


def test_a_follow_up_past_its_day_stays_in_sight_until_it_is_done(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    tillfalle = lage.varv.tillfalle
    assert tillfalle is not None
    client.force_login(petra_planansvarig)
    for dag, text, inte in (
        (tillfalle.stanger, "Öppen", "Allt är inte klart"),
        (tillfalle.stanger + timedelta(days=40), "Allt är inte klart", "lämnas senast"),
    ):
        with klocka.stalld(datetime.combine(dag, time(9), tzinfo=UTC)):
            sida = client.get("/arbete/uppfoljning/").content.decode()
        assert text in sida
        assert inte not in sida
    assert "Sen, skulle ha lämnats" in sida


def test_other_methods_are_refused(url: str, client: Client, petra_planansvarig: Anvandare) -> None:
    client.force_login(petra_planansvarig)
    assert client.put(url).status_code == 405


def test_a_goal_outside_the_plan_is_404(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    assert client.get(f"/arbete/uppfoljning/{lage.varv.pk}/mal/999999/").status_code == 404


def test_after_the_approval_the_page_shows_what_was_frozen(
    lage: Lage, url: str, client: Client,
    petra_planansvarig: Anvandare, erik_enhetschef: Anvandare,
) -> None:  # fmt: skip
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    lage.kil.indikator.indikator.varden.update(varde=99)
    client.force_login(petra_planansvarig)
    sida = client.get(url).content.decode()
    assert "65,5" in sida
    assert "99,0" not in sida
    assert client.post(url, FORM).status_code == 409


def test_voices_are_gone_through_one_part_at_a_time(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    client.force_login(petra_planansvarig)
    url = f"/arbete/uppfoljning/{lage.varv.pk}/roster/"
    data = {"del": "synpunkter", "synpunkter-vad": "synpunkter", "synpunkter-slutsats": "Tiderna."}
    svaret = client.post(url, data, follow=True)
    assert svaret.redirect_chain == [(url, 302)]
    assert "Tiderna." in svaret.content.decode()
    assert Rostgenomgang.objects.get().antal == 1


def test_voices_without_conclusion_say_so(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    url = f"/arbete/uppfoljning/{lage.varv.pk}/roster/"
    data = {"del": "synpunkter", "synpunkter-vad": "synpunkter", "synpunkter-slutsats": ""}
    sida = client.post(url, data).content.decode()
    assert "Skriv vad ni ser." in sida
    assert client.post(url, {"del": "hittepå"}).status_code == 200
    assert not Rostgenomgang.objects.exists()


def test_voices_are_closed_to_others(
    lage: Lage, client: Client, bodil_biblioteksansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    url = f"/arbete/uppfoljning/{lage.varv.pk}/roster/"
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(url).status_code == 404
    client.force_login(erik_enhetschef)
    assert client.get(url).status_code == 200
    assert client.post(url, {"del": "synpunkter"}).status_code == 403


# --- the approval ----------------------------------------------------------------------------


def test_a_chef_approves_what_is_whole(
    lage: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    client.force_login(erik_enhetschef)
    url = f"/arbete/planer/{lage.kil.plan.pk}/godkann/"
    assert "Skäl att godkänna fast något saknas" not in client.get(url).content.decode()
    svaret = client.post(url, follow=True)
    assert "Uppföljningen är godkänd" in svaret.content.decode()
    assert Ogonblick.objects.filter(slag="maluppfyllelse").count() == 1
    igen = client.post(url, follow=True)
    assert "Läget är nu ”Åtgärda”" in igen.content.decode()
    assert Ogonblick.objects.filter(slag="maluppfyllelse").count() == 1


def test_with_gaps_a_reason_is_asked_for_and_kept(
    lage: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    client.force_login(erik_enhetschef)
    url = f"/arbete/planer/{lage.kil.plan.pk}/godkann/"
    sida = client.get(url).content.decode()
    assert "Mål 1. Trygg vård är inte bedömt" in sida
    assert "Det här återstår" in sida
    nekad = client.post(url, {"luckor_skal": " "}).content.decode()
    assert "Skriv varför uppföljningen godkänns fast något saknas" in nekad
    client.post(url, {"luckor_skal": "Mätningen blev sen."})
    lage.varv.refresh_from_db()
    assert lage.varv.luckor_skal == "Mätningen blev sen."


def test_the_approval_is_closed_to_others(
    lage: Lage, client: Client, petra_planansvarig: Anvandare, bodil_biblioteksansvarig: Anvandare
) -> None:
    url = f"/arbete/planer/{lage.kil.plan.pk}/godkann/"
    client.force_login(petra_planansvarig)
    assert client.get(url).status_code == 403
    client.force_login(bodil_biblioteksansvarig)
    assert client.post(url).status_code == 404
    assert Verksamhetsplan.objects.get(pk=lage.kil.plan.pk).fas == "folja_upp"


# --- the overview and the plan page ----------------------------------------------------------


def test_the_overview_shows_what_remains_mine_first(
    lage: Lage, client: Client, petra_planansvarig: Anvandare, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    sida = client.get("/arbete/uppfoljning/").content.decode()
    assert "Din plan" in sida
    assert "0 av 1 mål bedömda" in sida
    assert "Bedöm mål 1. Trygg vård" in sida
    bedomt(lage, petra_planansvarig)
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get("/arbete/uppfoljning/").content.decode()
    assert "Din plan" not in sida
    assert "1 av 1 mål bedömda" in sida


def test_the_overview_leaves_out_other_units(
    lage: Lage, client: Client, bodil_biblioteksansvarig: Anvandare
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    assert "Ingen plan följs upp just nu." in client.get("/arbete/uppfoljning/").content.decode()


def test_the_plan_page_shows_the_grade_or_the_way_to_it(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    url = f"/arbete/planer/{lage.kil.plan.pk}/"
    assert "Bedöm målet" in client.get(url).content.decode()
    bedomt(lage, petra_planansvarig)
    sida = client.get(url).content.decode()
    assert "Bedöm målet" not in sida
    assert "Ej uppfyllt" in sida
    assert "1 bedömt" in sida


def test_a_role_that_has_ended_sees_nothing(
    lage: Lage, url: str, client: Client, kommun: factories.Kommun
) -> None:
    slutat = factories.person("Sara Slutat", "PA", kommun.hemtjanst)
    slutat.tilldelningar.update(giltig=(factories.SEDAN, kil.NU.date() - timedelta(days=1)))
    client.force_login(slutat)
    with klocka.stalld(kil.NU):
        assert client.get(url).status_code == 403
