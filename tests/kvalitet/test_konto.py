"""Signing in and out."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet.demokonton import DEMOKONTON, LOSENORD
from kvalitet.models import Anvandare
from kvalitet.views import konto
from tests import factories
from tests.factories import Kommun

INLOGGNING = "/konto/logga-in/"
FEL = "E-postadressen eller lösenordet stämmer inte. Försök igen."


@pytest.fixture
def siv(kommun: Kommun) -> Anvandare:
    return factories.person("Siv Åkesson", "CH", kommun.vok)


def logga_in(client: Client, epost: str, losenord: str, vidare: str = "") -> Any:
    data = {"username": epost, "password": losenord}
    return client.post(INLOGGNING, {**data, "next": vidare} if vidare else data)


def inloggad(client: Client) -> bool:
    return bool(get_user(client).is_authenticated)  # type: ignore[arg-type]


# --- In ------------------------------------------------------------------------------------


def test_the_right_password_leads_to_the_staff_start_page(client: Client, siv: Anvandare) -> None:
    svar = logga_in(client, "siv.akesson@kommun.example", factories.LOSENORD)
    assert (svar.status_code, svar.headers["Location"]) == (302, "/arbete/")
    assert "Siv" in client.get("/arbete/").content.decode()


def test_the_address_may_be_written_with_capitals(client: Client, siv: Anvandare) -> None:
    assert logga_in(client, "Siv.Akesson@Kommun.Example", factories.LOSENORD).status_code == 302


def test_who_was_on_the_way_somewhere_comes_there(client: Client, siv: Anvandare) -> None:
    svar = client.get("/arbete/organisation/")
    assert svar.headers["Location"] == f"{INLOGGNING}?next=/arbete/organisation/"
    sida = client.get(svar.headers["Location"]).content.decode()
    assert 'name="next" value="/arbete/organisation/"' in sida
    svar = logga_in(client, siv.epost, factories.LOSENORD, "/arbete/organisation/")
    assert svar.headers["Location"] == "/arbete/organisation/"


def test_words_that_were_sent_when_the_session_had_ended_come_back(
    client: Client, siv: Anvandare
) -> None:
    svar = client.post(
        "/arbete/organisation/",
        {"text": "Långa, egna ord.", "val": "12", "password": "inte det här"},
        headers={"referer": "http://testserver/arbete/organisation/?sida=2"},
    )
    sida = svar.content.decode()
    assert (svar.status_code, svar.headers["X-Utloggad"]) == (403, "ja")
    assert "Det du skickade är inte sparat." in sida
    assert "Långa, egna ord." in sida
    assert "inte det här" not in sida
    assert 'href="/konto/logga-in/?next=/arbete/organisation/"' in sida


def test_the_way_back_leads_nowhere_else(client: Client, siv: Anvandare) -> None:
    svar = client.post("/arbete/", headers={"referer": "https://ond.example/arbete/"})
    assert 'href="/konto/logga-in/"' in svar.content.decode()


def test_a_form_sent_in_place_gets_a_new_key_when_its_own_is_old(siv: Anvandare) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(siv)
    svar = client.post("/konto/logga-ut/", headers={"hx-request": "true"})
    assert svar.status_code == 403
    nyckel = {"csrfmiddlewaretoken": svar.headers["X-Ny-Nyckel"]}
    assert client.post("/konto/logga-ut/", nyckel).status_code == 302


@pytest.mark.parametrize(
    ("epost", "losenord"),
    [
        ("siv.akesson@kommun.example", "inte-det-ratta"),
        ("ingen@kommun.example", factories.LOSENORD),
        ("siv.akesson@kommun.example", factories.LOSENORD + " "),
    ],
    ids=["fel lösenord", "okänd", "blanksteg efter"],
)
def test_a_wrong_word_is_told_without_saying_which(
    client: Client, siv: Anvandare, epost: str, losenord: str
) -> None:
    svar = logga_in(client, epost, losenord)
    sida = svar.content.decode()
    assert svar.status_code == 200
    assert FEL in sida
    assert f'value="{epost}"' in sida, "adressen står kvar"
    assert losenord not in sida, "men inte lösenordet"
    assert not inloggad(client)


def test_an_empty_form_says_what_to_write(client: Client, db: None) -> None:
    sida = logga_in(client, "", "").content.decode()
    assert "<title>Fel: Logga in" in sida
    assert sida.count("ds-validation-message") == 2


def test_a_closed_account_does_not_come_in(client: Client, siv: Anvandare) -> None:
    Anvandare.objects.update(is_active=False)
    assert FEL in logga_in(client, siv.epost, factories.LOSENORD).content.decode()
    assert not inloggad(client)


def test_an_account_without_a_password_does_not_come_in(client: Client, db: None) -> None:
    Anvandare.objects.skapa(epost="utan@kommun.example", namn="Utan Lösenord")
    for losenord in ("", "None", "!"):
        logga_in(client, "utan@kommun.example", losenord)
        assert not inloggad(client)


def test_who_is_already_signed_in_is_sent_on(client: Client, siv: Anvandare) -> None:
    client.force_login(siv)
    assert client.get(INLOGGNING).headers["Location"] == "/arbete/"


UTANFOR = ["https://ond.example/", "//ond.example", "https:ond.example", "javascript:alert(1)"]


@pytest.mark.parametrize("vidare", UTANFOR)
def test_sign_in_leads_nowhere_outside(client: Client, siv: Anvandare, vidare: str) -> None:
    svar = logga_in(client, siv.epost, factories.LOSENORD, vidare)
    assert svar.headers["Location"] == "/arbete/"


def test_the_session_changes_at_sign_in(client: Client, siv: Anvandare) -> None:
    client.get(INLOGGNING)
    session = client.session
    session["spår"] = 1
    session.save()
    client.cookies["kvalitet_session"] = session.session_key  # type: ignore[assignment]
    logga_in(client, siv.epost, factories.LOSENORD)
    assert client.session.session_key != session.session_key


def test_a_form_without_its_token_is_told_in_words(siv: Anvandare) -> None:
    svar = Client(enforce_csrf_checks=True).post(INLOGGNING, {"username": "a", "password": "b"})
    assert svar.status_code == 403
    assert 'lang="sv"' in svar.content.decode()


# --- Out -----------------------------------------------------------------------------------


def test_out_takes_a_post(client: Client, siv: Anvandare) -> None:
    client.force_login(siv)
    assert client.get("/konto/logga-ut/").status_code == 405
    assert inloggad(client)
    assert client.post("/konto/logga-ut/").headers["Location"] == "/"
    assert not inloggad(client)


# --- Demo ----------------------------------------------------------------------------------


@pytest.fixture
def demo(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(
        konto, "logga_in", konto.LoginView.as_view(extra_context={"demokonton": DEMOKONTON})
    )


@pytest.fixture
def demoperson(db: None) -> Anvandare:
    forst = DEMOKONTON[0]
    return Anvandare.objects.skapa(epost=forst.epost, namn=forst.namn, losenord=LOSENORD)


def demologin(client: Client, epost: str, vidare: str = "") -> Any:
    return client.post("/konto/logga-in/demo/", {"epost": epost, "next": vidare})


def test_in_demo_mode_one_click_signs_in(demo: None, client: Client, demoperson: Anvandare) -> None:
    svar = demologin(client, demoperson.epost)
    assert svar.headers["Location"] == "/arbete/"
    assert get_user(client) == demoperson  # type: ignore[arg-type]


def test_outside_demo_mode_there_is_no_such_door(client: Client, demoperson: Anvandare) -> None:
    assert demologin(client, demoperson.epost).status_code == 404
    assert not inloggad(client)
    assert demoperson.namn not in client.get(INLOGGNING).content.decode()


def test_the_door_is_for_the_demo_people_alone(demo: None, client: Client, siv: Anvandare) -> None:
    assert demologin(client, siv.epost).status_code == 404
    assert demologin(client, "").status_code == 404
    assert not inloggad(client)


@pytest.mark.parametrize("vidare", UTANFOR)
def test_the_demo_door_leads_nowhere_outside(
    demo: None, client: Client, demoperson: Anvandare, vidare: str
) -> None:
    assert demologin(client, demoperson.epost, vidare).headers["Location"] == "/arbete/"


def test_the_demo_door_takes_a_post(demo: None, client: Client) -> None:
    assert client.get("/konto/logga-in/demo/").status_code == 405


def test_the_demo_is_not_loaded_outside_demo_mode(db: None) -> None:
    with pytest.raises(Exception, match="KVALITET_LAGE=demo"):
        call_command("demo")
    assert not Anvandare.objects.exists()


# --- Accounts ------------------------------------------------------------------------------


def test_an_address_is_kept_in_small_letters(db: None) -> None:
    person = Anvandare(epost=" Siv@Kommun.Example ", namn="Siv Åkesson")
    person.clean()
    assert person.epost == "siv@kommun.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        Anvandare.objects.skapa(epost="Siv@kommun.example", namn="Siv")


def test_the_first_name_greets() -> None:
    assert Anvandare(namn="Siv Anna Åkesson").fornamn == "Siv"
    assert Anvandare(namn="Siv").fornamn == "Siv"
