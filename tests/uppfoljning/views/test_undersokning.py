"""Staff's pages of surveys."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from openpyxl import load_workbook

from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.uppfoljning.lage import Lage, fritext, mal_till, svar, undersokning
from uppfoljning.actions.enkatsvar import Besvarad, ny_token, svara
from uppfoljning.enkatmallar import Mall
from uppfoljning.models import Undersokning
from uppfoljning.ogonblick import bygg
from uppfoljning.rapport.html import rapport_html, tvilling_vy


@pytest.fixture
def form(lage: Lage) -> dict[str, Any]:
    return {
        "namn": "Så fungerar hemtjänsten",
        "om": "hemtjänsten",
        "enhet": lage.kil.plan.enhet_id,
        "namnd": lage.kil.plan.namnd_id,
        "mal": lage.mal.pk,
        "oppnar": "2026-06-01",
        "stanger": "2026-06-30",
        "urval": "100",
        "overtackning": "0",
        "ram": "",
        "troskel": "5",
        "inledning": "",
        "mall": "nki",
        "visning": "sida",
        "konsfraga": "on",
    }


def test_a_survey_is_made_and_its_address_shown(
    form: dict[str, Any], client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    sida = client.post("/arbete/undersokningar/ny/", form, follow=True).content.decode()
    u = Undersokning.objects.get()
    assert f"/undersokningar/{u.slug}/" in sida
    client.post("/arbete/undersokningar/ny/", form)
    assert Undersokning.objects.count() == 1


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"stanger": "2026-05-01"}, "stänga samma dag eller senare"),
        ({"overtackning": "100"}, "mindre än antalet tillfrågade"),
        ({"enhet": "999999"}, "Välj"),
        ({"urval": "0"}, "Antal tillfrågade"),
    ],
)
def test_a_form_with_errors_keeps_what_was_written(
    form: dict[str, Any],
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    andrat: dict[str, str],
    mening: str,
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    sida = client.post("/arbete/undersokningar/ny/", {**form, **andrat}).content.decode()
    assert "<title>Fel: " in sida
    assert mening in sida
    assert "Så fungerar hemtjänsten" in sida
    assert not Undersokning.objects.exists()


def test_who_may_not_make_one(client: Client, lage: Lage, erik_enhetschef: Anvandare) -> None:
    client.force_login(erik_enhetschef)
    assert client.get("/arbete/undersokningar/ny/").status_code == 403


def test_the_result_shows_value_interval_and_response_rate(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    u = undersokning(lage, urval=40, ram=200)
    svar(u, *[("K", 10), ("M", 1)] * 6)
    client.force_login(petra_planansvarig)
    sida = client.get(f"/arbete/undersokningar/{u.pk}/").content.decode()
    assert "12 svar, 40 tillfrågade" in sida
    assert "NKI är 50,0" in sida
    assert "Med 95 procents säkerhet" in sida
    assert "Svarsfrekvens 30,0" in sida
    assert "korrigerat för gruppens storlek" in sida


def test_free_words_are_shown_only_when_the_result_is(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    u = undersokning(lage)
    svar(u, *[("K", 7)] * 4)
    fritext(u, "Ensam om min åsikt")
    client.force_login(petra_planansvarig)
    url = f"/arbete/undersokningar/{u.pk}/texter/"
    assert "Ensam om min åsikt" not in client.get(url).content.decode()
    svar(u, ("M", 7))
    assert "Ensam om min åsikt" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("svaren", "dolda"),
    [
        ([("K", 7)] * 4, ["66,7"]),  # too few in all
        ([("K", 9)] * 8 + [("M", 1)] * 2, ["88,9", "0,0"]),  # too few men hides women too
        ([("K", 10)] * 2 + [("M", 4)] * 8, ["100,0", "33,3"]),
    ],
)
def test_no_page_leaks_a_hidden_value(
    lage: Lage,
    client: Client,
    petra_planansvarig: Anvandare,
    svaren: list[tuple[str, int]],
    dolda: list[str],
) -> None:
    u = undersokning(lage, urval=77)
    svar(u, *svaren)
    client.force_login(petra_planansvarig)
    for url in (
        f"/arbete/undersokningar/{u.pk}/",
        f"/arbete/uppfoljning/{lage.varv.pk}/roster/",
        f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/",
    ):
        sida = client.get(url).content.decode()
        assert ".. för få svar" in sida
        for tal in dolda:
            assert f">{tal}<" not in sida, url
            assert f" {tal} " not in sida, url


def test_another_unit_gets_404(
    lage: Lage, client: Client, bodil_biblioteksansvarig: Anvandare
) -> None:
    u = undersokning(lage)
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(f"/arbete/undersokningar/{u.pk}/").status_code == 404
    assert "Inga undersökningar än" in client.get("/arbete/undersokningar/").content.decode()


def test_the_list_tells_state_and_answers(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    svar(undersokning(lage), ("K", 3))
    client.force_login(petra_planansvarig)
    sida = client.get("/arbete/undersokningar/").content.decode()
    assert "Stängd" in sida
    assert client.post("/arbete/undersokningar/").status_code == 405


OPPEN = datetime(2026, 3, 31, 12, tzinfo=UTC)
"""The survey's last day, in the round."""
EFTER = datetime(2026, 4, 2, 12, tzinfo=UTC)


def test_while_it_is_open_nobody_sees_its_results(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    u = undersokning(lage, urval=40)
    svar(u, *[("K", 10)] * 8 + [("M", 4)] * 8)
    fritext(u, "Bara när den stängt")
    with klocka.stalld(OPPEN):
        client.force_login(petra_planansvarig)
        for url in (
            f"/arbete/undersokningar/{u.pk}/",
            f"/arbete/uppfoljning/{lage.varv.pk}/roster/",
            f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/",
        ):
            sida = client.get(url).content.decode()
            assert "16 svar, 40 tillfrågade" in sida, url
            assert "Svarsfrekvens 40,0" in sida, url
            assert "Resultatet visas när undersökningen har stängt. Sista dagen" in sida, url
            for dolt in ("NKI är", "66,7", "100,0", "33,3", "Bara när den stängt", "diagram__"):
                assert dolt not in sida, (url, dolt)
        rapport = bygg(lage.varv, nu=OPPEN)
    (enkat,) = rapport.undersokningar
    assert (enkat.pagar_till, enkat.svar, enkat.fragor) == (date(2026, 3, 31), 16, ())
    (belagg,) = rapport.mal[0].belagg
    assert belagg.utfall.startswith("Pågår, resultatet visas när den har stängt 31")
    vy = tvilling_vy(rapport, utkast=True)
    tvilling = render_to_string("rapport/tvilling.html", {"r": vy, "u": vy.u})
    for tryck in (rapport_html(rapport, utkast=True), tvilling):
        assert "Pågår, resultatet visas när den har stängt 31" in tryck
        assert "66,7" not in tryck


def test_staff_close_it_early_and_see_the_result(
    lage: Lage, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = undersokning(lage)
    svar(u, *[("K", 10)] * 8 + [("M", 4)] * 8)
    url = f"/arbete/undersokningar/{u.pk}/"
    with klocka.stalld(OPPEN):
        client.force_login(karin_kvalitetssamordnare)
        assert f"{url}stang/" in client.get(url).content.decode()
        sida = client.post(f"{url}stang/", follow=True).content.decode()
        assert "Undersökningen är stängd. Nu visas resultatet." in sida
        assert "NKI är 66,7" in sida
        assert f"{url}stang/" not in sida
        assert client.get(f"{url}stang/").status_code == 405
        assert "Den stängde 31" in client.get(f"/undersokningar/{u.slug}/").content.decode()


def test_who_may_only_read_does_not_close_it(
    lage: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        client.force_login(erik_enhetschef)
        assert client.post(f"/arbete/undersokningar/{u.pk}/stang/").status_code == 403
    u.refresh_from_db()
    assert u.stangd is None


def test_one_that_has_not_opened_says_so(
    lage: Lage, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = undersokning(lage)
    with klocka.stalld(datetime(2026, 1, 10, 12, tzinfo=UTC)):
        client.force_login(karin_kvalitetssamordnare)
        sida = client.post(f"/arbete/undersokningar/{u.pk}/stang/", follow=True).content.decode()
    assert "har inte öppnat än" in sida


def test_each_question_has_its_numbers_and_the_file_the_same(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    u = undersokning(lage, urval=40)
    svar(u, *[("K", 10), ("M", 4)] * 8)
    client.force_login(petra_planansvarig)
    sida = client.get(f"/arbete/undersokningar/{u.pk}/").content.decode()
    assert "Hur nöjd är du med hemtjänsten?" in sida
    assert "66,7 (66,7 till 66,7), skillnaden är säker" in sida  # 100 less 33,3, all alike
    fil = client.get(f"/arbete/undersokningar/{u.pk}/fil/csv/")
    assert fil["Content-Disposition"].endswith('hemtjansten.csv"')
    assert fil.content.startswith(b"\xef\xbb\xbf")
    rad = fil.content.decode("utf-8-sig").splitlines()[1]
    assert rad.startswith('"Hur nöjd är du med hemtjänsten?";"";"NKI";"16";"66,7"')
    arket = client.get(f"/arbete/undersokningar/{u.pk}/fil/xlsx/")
    blad = load_workbook(BytesIO(arket.content)).worksheets[0]
    assert [c.value for c in blad[2]][:5] == [
        "Hur nöjd är du med hemtjänsten?",
        None,
        "NKI",
        "16",
        "66,7",
    ]


def test_the_file_says_what_the_page_says_and_waits_for_the_close(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    u = undersokning(lage, urval=40)
    svar(u, *[("K", 9)] * 8 + [("M", 4)] * 2)
    client.force_login(petra_planansvarig)
    fil = client.get(f"/arbete/undersokningar/{u.pk}/fil/csv/").content.decode("utf-8-sig")
    assert '"..";".."' in fil
    assert "77,8" in fil
    for dolt in ("88,9", "33,3"):
        assert dolt not in fil
    with klocka.stalld(OPPEN):
        svaret = client.get(f"/arbete/undersokningar/{u.pk}/fil/csv/")
    assert svaret.status_code >= 400
    assert "77,8" not in svaret.content.decode()


def test_a_question_may_belong_to_another_goal_than_the_survey(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    annat = mal_till(lage, 2).mal
    u = undersokning(lage, mall=Mall.SERVICE, urval=40)
    version = u.versioner.get()
    version.fragor.filter(nyckel="helhet").update(mal=annat)
    version.fragor.update(obligatorisk=False)
    with klocka.stalld(OPPEN):
        for kon in ["K", "M"] * 6:
            givet = {"helhet": Besvarad(tal=(9,)), "bemotande": Besvarad(tal=(4,))}
            svara(u, token=ny_token(version), svar=givet, kon=kon)
    client.force_login(petra_planansvarig)
    sidor = [
        client.get(f"/arbete/uppfoljning/{lage.varv.pk}/mal/{pk}/").content.decode()
        for pk in (lage.mal.pk, annat.pk)
    ]
    assert ["<h4>Hur blev du bemött?</h4>" in sida for sida in sidor] == [True, False]
    assert ["Index är 75" in sida for sida in sidor] == [True, False]
    medel = "Medelvärde för ”Hur nöjd är du i sin helhet?” är 9,0 på en skala från 1 till 10"
    assert [medel in sida for sida in sidor] == [False, True]
    post = next(p for p in bygg(lage.varv, nu=EFTER).undersokningar if p.svar)
    assert [(f.matt, f.varde.t) for f in post.fragor if f.varde.t is not None] == [
        ("index", Decimal(75)),
        ("medelvärde", Decimal(9)),
    ]


def test_one_that_has_not_opened_leads_to_its_questions(
    form: dict[str, Any], client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    form |= {"oppnar": "2027-01-01", "stanger": "2027-02-01"}
    svar = client.post("/arbete/undersokningar/ny/", form, follow=True)
    u = Undersokning.objects.get()
    assert svar.redirect_chain[-1][0] == f"/arbete/undersokningar/{u.pk}/fragor/"
    assert "Dela adressen" not in svar.text


def test_the_list_says_in_which_year_a_survey_over_new_year_opens(
    lage: Lage, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    undersokning(lage, oppnar=date(2026, 9, 1), stanger=date(2027, 6, 30))
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get("/arbete/undersokningar/").text.replace("\xa0", " ")
    assert "1 september 2026 till 30 juni 2027" in sida
