"""The second step of who signs in with a password."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core.cache.backends.dummy import DummyCache
from django.test import Client

from kvalitet import inloggningstid, klocka
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.factories import Kommun
from tests.inloggad import for_lange_sedan

IN = "/konto/logga-in/"
LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def siv(kommun: Kommun) -> Anvandare:
    return factories.person("Siv Åkesson", "CH", kommun.vok)


@pytest.fixture
def krav(settings: Any) -> None:
    settings.INLOGGNING = replace(settings.INLOGGNING, tvasteg=True)
    settings.CACHES = LOCMEM


class Glomsk(DummyCache):
    """As Valkey when it is down (kvalitet.cache.TaligCache)."""


def inloggad(client: Client) -> bool:
    return bool(get_user(client).is_authenticated)  # type: ignore[arg-type]


def losenord(client: Client, vidare: str = "") -> Any:
    data = {"username": "siv.akesson@kommun.example", "password": factories.LOSENORD}
    return client.post(IN, {**data, "next": vidare} if vidare else data)


def kod(hemlighet: str, steg: int = 0) -> str:
    return format_hotp_value(hotp_value(hemlighet, int(time.time()) // 30 + steg))


def valj_app(client: Client) -> str:
    """Sign in, choose an app, and return its secret."""
    assert losenord(client).headers["Location"] == "/konto/tvasteg/valj/"
    sida = client.get("/konto/tvasteg/valj/").content.decode()
    traff = re.search(r"<code>([A-Z2-7 ]+)</code>", sida)
    assert traff
    hemlighet = traff[1].replace(" ", "")
    assert not inloggad(client), "ingen är inne innan koden är skriven"
    svar = client.post("/konto/tvasteg/valj/", {"code": kod(hemlighet)})
    assert svar.headers["Location"] == "/konto/tvasteg/"
    return hemlighet


def test_who_has_none_chooses_an_app_before_being_let_in(
    client: Client, siv: Anvandare, krav: None
) -> None:
    hemlighet = valj_app(client)
    assert inloggad(client)
    sida = client.get("/konto/tvasteg/").content.decode()
    koder = re.findall(r"<li><code>(\w+)</code>", sida)
    assert len(koder) == 10
    assert koder[0] not in client.get("/konto/tvasteg/").content.decode(), "en enda gång"
    sparad = Authenticator.objects.get(type="totp").data["secret"]
    assert hemlighet not in sparad
    assert Handelse.objects.filter(slag="konto.tvasteg", av=siv).count() == 1


def test_the_code_is_asked_for_and_leads_where_one_was_going(
    client: Client, siv: Anvandare, krav: None
) -> None:
    hemlighet = valj_app(client)
    ny = Client()
    assert losenord(ny, "/arbete/organisation/").headers["Location"] == "/konto/tvasteg/kod/"
    assert not inloggad(ny)
    fel = ny.post("/konto/tvasteg/kod/", {"code": "000000"}).content.decode()
    assert "Koden stämmer inte" in fel
    svar = ny.post("/konto/tvasteg/kod/", {"code": kod(hemlighet, 1)})
    assert svar.headers["Location"] == "/arbete/organisation/"
    assert inloggad(ny)
    (inne, _) = Handelse.objects.filter(slag="konto.inloggad").order_by("-pk")
    assert inne.data == {"satt": "losenord_kod"}
    assert Handelse.objects.filter(slag="konto.fel_kod").count() == 1


def test_a_code_is_used_once(client: Client, siv: Anvandare, krav: None) -> None:
    hemlighet = valj_app(client)
    skriven = kod(hemlighet, 1)
    en, tva = Client(), Client()
    for ny in (en, tva):
        losenord(ny)
        ny.post("/konto/tvasteg/kod/", {"code": skriven})
    assert (inloggad(en), inloggad(tva)) == (True, False)


def test_the_code_that_the_app_was_chosen_with_is_used_too(
    client: Client, siv: Anvandare, krav: None
) -> None:
    losenord(client)
    sida = client.get("/konto/tvasteg/valj/").content.decode()
    traff = re.search(r"<code>([A-Z2-7 ]+)</code>", sida)
    assert traff
    vald = kod(traff[1].replace(" ", ""))
    assert client.post("/konto/tvasteg/valj/", {"code": vald}).status_code == 302
    ny = Client()
    losenord(ny)
    assert "Koden stämmer inte" in ny.post("/konto/tvasteg/kod/", {"code": vald}).content.decode()
    assert not inloggad(ny)


def test_a_spare_code_lets_one_in_once(client: Client, siv: Anvandare, krav: None) -> None:
    valj_app(client)
    reserv = re.findall(r"<li><code>(\w+)</code>", client.get("/konto/tvasteg/").content.decode())
    en, tva = Client(), Client()
    for ny in (en, tva):
        losenord(ny)
        ny.post("/konto/tvasteg/kod/", {"code": reserv[0]})
    assert (inloggad(en), inloggad(tva)) == (True, False)
    assert "Reservkoder kvar: 9" in en.get("/konto/tvasteg/").content.decode()
    assert Handelse.objects.filter(slag="konto.reservkod").count() == 1
    assert Handelse.objects.filter(data={"satt": "losenord_reservkod"}).count() == 1


def test_a_password_changed_meanwhile_ends_the_sign_in_that_is_under_way(
    client: Client, siv: Anvandare, krav: None
) -> None:
    hemlighet = valj_app(client)
    halv, vald = Client(), Client()
    for ny in (halv, vald):
        losenord(ny)
    siv.refresh_from_db()
    siv.set_password("Ett annat långt lösenord")
    siv.save()
    svar = halv.post("/konto/tvasteg/kod/", {"code": kod(hemlighet, 1)})
    assert (svar.headers["Location"], inloggad(halv)) == (IN, False)
    Authenticator.objects.all().delete()
    assert vald.get("/konto/tvasteg/valj/").headers["Location"] == IN


@pytest.mark.parametrize("nod", [True, False])
def test_a_break_glass_account_always_has_a_second_step_in_production(
    client: Client, siv: Anvandare, settings: Any, nod: bool
) -> None:
    settings.PRODUKTION = True
    Anvandare.objects.update(nodkonto=nod)
    svar = losenord(client)
    assert svar.headers["Location"] == ("/konto/tvasteg/valj/" if nod else "/arbete/")


def test_who_only_looks_whether_the_page_is_there_does_not_use_up_the_codes(
    client: Client, siv: Anvandare, krav: None
) -> None:
    valj_app(client)
    client.head("/konto/tvasteg/")
    svar = client.get("/konto/tvasteg/")
    assert "Spara dina reservkoder nu" in svar.content.decode()
    assert "no-store" in svar.headers["Cache-Control"]


def test_a_passkey_or_spare_codes_come_after_the_app(client: Client, siv: Anvandare) -> None:
    losenord(client)
    for svar in (
        client.get("/konto/tvasteg/nyckel/", follow=True),
        client.post("/konto/tvasteg/reservkoder/", follow=True),
    ):
        assert "Välj en app för koder först." in svar.content.decode()


@pytest.mark.parametrize("svar", ["9" * 5000, "[" * 100_000, "{", "null", "[1]", '{"id": 1}'])
def test_what_no_passkey_would_answer_is_told_as_a_failure(
    client: Client, siv: Anvandare, krav: None, svar: str
) -> None:
    valj_app(client)
    sida = client.post("/konto/tvasteg/nyckel/", {"credential": svar})
    assert sida.status_code == 200
    assert sida.context["nyckelfel"]
    client.post("/konto/logga-ut/")
    losenord(client)
    sida = client.post("/konto/tvasteg/kod/", {"credential": svar})
    assert sida.status_code == 200
    assert sida.context["nyckelfel"]


def test_new_spare_codes_replace_the_old(client: Client, siv: Anvandare, krav: None) -> None:
    valj_app(client)
    gamla = client.get("/konto/tvasteg/").content.decode()
    client.post("/konto/tvasteg/reservkoder/")
    nya = re.findall(r"<li><code>(\w+)</code>", client.get("/konto/tvasteg/").content.decode())
    assert len(nya) == 10
    assert not any(ny in gamla for ny in nya)


def test_long_after_the_sign_in_nothing_of_it_is_changed(client: Client, siv: Anvandare) -> None:
    losenord(client)
    for_lange_sedan(client)
    svar = client.get("/konto/tvasteg/valj/")
    assert svar.headers["Location"] == "/konto/tvasteg/"
    assert "Logga ut och in igen" in client.get("/konto/tvasteg/").content.decode()


@pytest.mark.parametrize("sida", ["/konto/tvasteg/kod/", "/konto/tvasteg/valj/"])
def test_a_step_without_its_password_leads_to_the_beginning(
    client: Client, db: None, sida: str
) -> None:
    assert client.get(sida).headers["Location"] == IN


def test_guessing_codes_is_stopped(
    client: Client, siv: Anvandare, krav: None, settings: Any
) -> None:
    hemlighet = valj_app(client)
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key"}
    ny = Client()
    losenord(ny)
    for _ in range(5):
        ny.post("/konto/tvasteg/kod/", {"code": "000000"})
    svar = ny.post("/konto/tvasteg/kod/", {"code": kod(hemlighet)})
    assert "För många försök" in svar.content.decode()
    assert not inloggad(ny)
    ny.post("/konto/tvasteg/kod/", {"code": "000000"})
    fel = Handelse.objects.om(siv).filter(slag__in=["konto.fel_kod", "konto.kod_sparrad"])
    assert [h.slag for h in fel] == ["konto.kod_sparrad"] + ["konto.fel_kod"] * 5


# --- Time ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nyckel", "sedan"),
    [(inloggningstid.SEDD, 3700), (inloggningstid.BORJADE, 12 * 3600 + 60)],
    ids=["vila", "längst"],
)
def test_who_has_rested_or_been_in_too_long_is_out_and_keeps_the_words(
    client: Client, siv: Anvandare, nyckel: str, sedan: int
) -> None:
    losenord(client)
    session = client.session
    session[nyckel] -= sedan
    session.save()
    svar = client.post("/arbete/organisation/", {"text": "Långa, egna ord."})
    assert (svar.status_code, svar.headers["X-Utloggad"]) == (403, "ja")
    assert "Långa, egna ord." in svar.content.decode()
    assert not inloggad(client)
    assert not UserSession.objects.exists()
    assert Handelse.objects.filter(slag="konto.tiden_ute", av=siv).count() == 1


@pytest.mark.parametrize("nyckel", [inloggningstid.SEDD, inloggningstid.BORJADE])
def test_a_session_that_does_not_say_when_it_began_is_over(
    client: Client, siv: Anvandare, nyckel: str
) -> None:
    losenord(client)
    session = client.session
    del session[nyckel]
    session.save()
    assert client.get("/arbete/").headers["Location"].startswith(IN)
    assert not inloggad(client)


def test_the_pages_of_ones_own_sign_in_carry_the_menu_of_the_work(
    client: Client, siv: Anvandare
) -> None:
    losenord(client)
    for sida in ("/konto/inloggningar/", "/konto/tvasteg/"):
        svar = client.get(sida).content.decode()
        meny = svar[svar.index("<nav") : svar.index("<main")]
        assert ">Översikt<" in meny
        assert "Lämna synpunkt" not in meny


def test_a_page_now_and_then_keeps_one_in(client: Client, siv: Anvandare) -> None:
    losenord(client)
    session = client.session
    session[inloggningstid.SEDD] -= 1800
    session.save()
    assert client.get("/arbete/").status_code == 200
    assert time.time() - client.session[inloggningstid.SEDD] < 60


# --- Where one is signed in ----------------------------------------------------------------


def test_one_sees_where_one_is_signed_in_and_ends_the_others(
    client: Client, siv: Anvandare
) -> None:
    annan = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/605"})
    tredje = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT) Firefox/140.0"})
    for en in (client, annan, tredje):
        losenord(en)
    sida = client.get("/konto/inloggningar/").content.decode()
    assert "Safari i iPhone" in sida
    assert "(den här)" in sida
    assert set(UserSession.objects.values_list("ip", flat=True).order_by("pk")) == {"::"}
    rad = UserSession.objects.get(user_agent__contains="iPhone")
    client.post(f"/konto/inloggningar/{rad.pk}/avsluta/")
    assert [inloggad(en) for en in (client, annan, tredje)] == [True, False, True]
    client.post("/konto/inloggningar/avsluta/")
    assert [inloggad(en) for en in (client, annan, tredje)] == [True, False, False]


def test_anothers_sign_in_is_not_ended(client: Client, siv: Anvandare, kommun: Kommun) -> None:
    losenord(client)
    bo = factories.person("Bo Ek", "CH", kommun.kfk)
    hos_bo = Client()
    hos_bo.force_login(bo)
    rad = UserSession.objects.get(user=siv)
    hos_bo.post(f"/konto/inloggningar/{rad.pk}/avsluta/")
    assert inloggad(client)


# --- Too many attempts ---------------------------------------------------------------------


@pytest.fixture
def tak(settings: Any) -> None:
    from django.core.cache import cache

    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key"}
    settings.CACHES = LOCMEM
    cache.clear()


@pytest.mark.parametrize("epost", ["siv.akesson@kommun.example", "ingen@kommun.example"])
def test_after_five_wrong_words_the_account_waits_whether_it_exists_or_not(
    client: Client, siv: Anvandare, tak: None, epost: str
) -> None:
    for _ in range(5):
        svar = client.post(IN, {"username": epost, "password": "fel"})
        assert "stämmer inte" in svar.content.decode()
    for _ in range(2):
        svar = client.post(IN, {"username": epost, "password": factories.LOSENORD})
        assert "För många försök. Vänta några minuter" in svar.content.decode()
    assert not inloggad(client)
    slag = list(Handelse.objects.order_by("pk").values_list("slag", "objekt_id"))
    vem = siv.pk if epost.startswith("siv") else 0
    assert slag == [("konto.fel_inloggning", vem)] * 5 + [("konto.sparrat", vem)]


def test_a_right_word_is_not_counted(client: Client, siv: Anvandare, tak: None) -> None:
    for _ in range(7):
        assert losenord(Client()).status_code == 302


def test_a_wrong_address_costs_as_many_questions_as_a_wrong_word(
    client: Client, siv: Anvandare, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    antal = []
    for epost in (siv.epost, "ingen@kommun.example"):
        with CaptureQueriesContext(connection) as fragor:
            client.post(IN, {"username": epost, "password": "fel"})
        antal.append(len(fragor))
    assert antal[0] == antal[1]


def test_with_valkey_down_people_still_come_in(
    client: Client, siv: Anvandare, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key"}
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert losenord(client).headers["Location"] == "/arbete/"
    assert inloggad(client)
    assert "Valkey svarar inte" in caplog.text
    assert siv.epost not in caplog.text


def test_with_valkey_down_guesses_are_counted_in_the_log(
    client: Client, siv: Anvandare, krav: None, settings: Any
) -> None:
    hemlighet = valj_app(client)
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key"}
    settings.CACHES = {"default": {**LOCMEM["default"], "BACKEND": f"{__name__}.Glomsk"}}
    ny = Client()
    losenord(ny)
    for _ in range(5):
        ny.post("/konto/tvasteg/kod/", {"code": "000000"})
    svar = ny.post("/konto/tvasteg/kod/", {"code": kod(hemlighet, 1)})
    assert "För många försök" in svar.content.decode()
    for _ in range(5):
        Client().post(IN, {"username": siv.epost, "password": "fel"})
    assert "För många försök" in losenord(Client()).content.decode()
    with klocka.stalld(klocka.nu() + timedelta(minutes=6)):
        assert losenord(Client()).status_code == 302
