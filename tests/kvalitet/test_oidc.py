"""Sign-in through the municipality's identity provider, against a real one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.actions.grupper import koppla_grupp, koppla_loss
from kvalitet.actions.konton import be_om_losenord
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Grupproll, Handelse, Rolltilldelning, Utskick
from kvalitet.roller import Roll
from tests import factories
from tests.factories import SEDAN, Kommun
from tests.kvalitet.idp import SUB, Idp, in_via, startad, stig

IDAG = klocka.idag


@pytest.fixture(scope="module")
def server() -> Iterator[Idp]:
    with startad() as idp:
        yield idp


@pytest.fixture
def idp(server: Idp, settings: Any) -> Idp:
    settings.INLOGGNING = replace(
        settings.INLOGGNING,
        utgivare=server.adress,
        klient="hjulet",
        hemlighet="hemligt",
        namn="kommunens konto",
        lokala=False,
    )
    server.ar()
    return server


@pytest.fixture
def chefsgrupp(kommun: Kommun, anna_administrator: Anvandare) -> Grupproll:
    return koppla_grupp(
        grupp="hjulet-chef",
        roll=Roll.CHEF,
        enhet=kommun.vok,
        namnd=kommun.von,
        av=anna_administrator,
    )


@pytest.fixture
def siv(kommun: Kommun) -> Anvandare:
    return factories.person("Siv Åkesson", "PA", kommun.hemtjanst)


def inloggad(client: Client) -> bool:
    return bool(get_user(client).is_authenticated)  # type: ignore[arg-type]


def roller(person: Anvandare) -> set[tuple[str, str]]:
    giltiga = person.tilldelningar.giltiga(IDAG())
    return set(giltiga.values_list("roll", "kalla").order_by("pk"))


def slag() -> set[str]:
    return set(Handelse.objects.values_list("slag", flat=True).order_by("pk"))


# --- The way in ----------------------------------------------------------------------------


def test_the_page_offers_the_municipality_first_and_the_password_below(
    client: Client, idp: Idp, db: None
) -> None:
    sida = client.get("/konto/logga-in/").content.decode()
    forst, losen = sida.index("Logga in med kommunens konto"), sida.index('name="password"')
    assert forst < losen
    assert "<details" in sida[forst:losen]


def test_a_group_gives_an_account_and_its_role_at_the_first_sign_in(
    client: Client, idp: Idp, chefsgrupp: Grupproll
) -> None:
    svar = in_via(client, idp, vidare="/arbete/organisation/")
    assert (svar.status_code, svar.headers["Location"]) == (302, "/arbete/organisation/")
    siv = Anvandare.objects.get(epost="siv.akesson@kommun.example")
    assert get_user(client) == siv  # type: ignore[arg-type]
    assert (siv.namn, siv.has_usable_password()) == ("Siv Åkesson", False)
    (rad,) = siv.tilldelningar.all()
    assert (rad.roll, rad.enhet, rad.namnd, rad.giltig.lower) == (
        "CH",
        chefsgrupp.enhet,
        chefsgrupp.namnd,
        IDAG(),
    )
    assert {"konto.skapat", "roll.given", "konto.inloggad"} <= slag()
    assert Client().get("/").cookies == {}


def test_what_the_provider_said_is_not_kept(
    client: Client, idp: Idp, chefsgrupp: Grupproll
) -> None:
    for _ in range(2):
        in_via(client, idp)
    konto = SocialAccount.objects.get()
    assert (konto.uid, konto.extra_data) == (SUB, {})


def test_who_has_an_account_is_known_by_the_verified_address_once_and_then_by_the_key(
    client: Client, idp: Idp, siv: Anvandare
) -> None:
    in_via(client, idp)
    assert get_user(client) == siv  # type: ignore[arg-type]
    idp.ar(email="siv.ek@kommun.example", name="Siv Ek")
    in_via(Client(), idp)
    siv.refresh_from_db()
    assert (siv.epost, siv.namn) == ("siv.ek@kommun.example", "Siv Ek")
    assert Anvandare.objects.count() == 1


def test_the_first_time_is_welcomed(client: Client, idp: Idp, siv: Anvandare) -> None:
    in_via(client, idp)
    assert client.session["forsta_gangen"]


@pytest.mark.parametrize("vidare", ["https://ond.example/", "//ond.example"])
def test_the_way_in_leads_nowhere_outside(
    client: Client, idp: Idp, siv: Anvandare, vidare: str
) -> None:
    assert in_via(client, idp, vidare=vidare).headers["Location"] == "/arbete/"


def test_the_session_is_another_after_the_sign_in(client: Client, idp: Idp, siv: Anvandare) -> None:
    till = client.post("/konto/kommunen/").headers["Location"]
    forut = client.session.session_key
    client.get(stig(idp.godkann(till)))
    assert inloggad(client)
    assert client.session.session_key != forut


def test_the_request_carries_pkce_state_and_nonce(client: Client, idp: Idp, db: None) -> None:
    till = client.post("/konto/kommunen/").headers["Location"]
    fraga = parse_qs(urlsplit(till).query)
    assert {"state", "nonce", "code_challenge"} <= set(fraga)
    assert fraga["code_challenge_method"] == ["S256"]


# --- Who is not let in ---------------------------------------------------------------------


def test_without_a_group_there_is_no_account_and_a_page_says_whom_to_ask(
    client: Client, idp: Idp, chefsgrupp: Grupproll
) -> None:
    idp.ar(groups=["annat"])
    svar = in_via(client, idp)
    assert svar.status_code == 403
    assert "administratören för Förbättringshjulet" in svar.content.decode()
    assert not Anvandare.objects.filter(epost__startswith="siv").exists()
    assert not inloggad(client)


def test_an_address_that_is_not_verified_opens_nobodys_account(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    idp.ar(email_verified=False)
    svar = in_via(client, idp)
    assert (svar.status_code, inloggad(client)) == (403, False)
    assert "inte bekräftad" in svar.content.decode()
    assert not SocialAccount.objects.exists()


def test_an_address_in_the_municipalitys_own_domain_counts_as_verified(
    client: Client, idp: Idp, siv: Anvandare, settings: Any
) -> None:
    settings.INLOGGNING = replace(settings.INLOGGNING, domaner=("kommun.example",))
    idp.ar(email_verified=False)
    in_via(client, idp)
    assert get_user(client) == siv  # type: ignore[arg-type]


def test_an_address_that_has_been_anothers_is_not_handed_on(
    client: Client, idp: Idp, siv: Anvandare
) -> None:
    in_via(client, idp)
    idp.ar("annan")
    svar = in_via(Client(), idp, "annan")
    assert svar.status_code == 403
    assert "konto.nekad" in slag()


def test_a_break_glass_account_is_not_opened_from_outside(
    client: Client, idp: Idp, siv: Anvandare
) -> None:
    Anvandare.objects.update(nodkonto=True)
    assert in_via(client, idp).status_code == 403
    assert not inloggad(client)


def test_a_leaver_is_refused_and_it_is_logged(client: Client, idp: Idp, siv: Anvandare) -> None:
    in_via(client, idp)
    Anvandare.objects.update(is_active=False)
    ny = Client()
    svar = in_via(ny, idp)
    assert (svar.status_code, inloggad(ny)) == (403, False)
    assert "Ditt konto är stängt" in svar.content.decode()
    assert Handelse.objects.get(slag="konto.nekad").data == {"skal": "stangt"}


def test_a_state_that_is_not_ours_is_refused(client: Client, idp: Idp, siv: Anvandare) -> None:
    till = client.post("/konto/kommunen/").headers["Location"]
    svar = Client().get(stig(idp.godkann(till)))
    assert svar.status_code == 400
    assert "Inloggningen blev inte klar" in svar.content.decode()


def test_an_answer_is_used_once(client: Client, idp: Idp, siv: Anvandare) -> None:
    till = client.post("/konto/kommunen/").headers["Location"]
    tillbaka = stig(idp.godkann(till))
    assert client.get(tillbaka).status_code == 302
    assert client.get(tillbaka).status_code == 400


@pytest.mark.parametrize("byt", [lambda n: "en-annan", lambda n: ""], ids=["annan", "ingen"])
def test_a_nonce_that_is_not_ours_is_refused(
    client: Client, idp: Idp, siv: Anvandare, byt: Any
) -> None:
    till = client.post("/konto/kommunen/").headers["Location"]
    nonce = parse_qs(urlsplit(till).query)["nonce"][0]
    svar = client.get(stig(idp.godkann(till.replace(nonce, byt(nonce)))))
    assert (svar.status_code, inloggad(client)) == (400, False)
    assert not SocialAccount.objects.exists()


def test_who_says_no_at_the_provider_is_told_that_nothing_happened(
    client: Client, idp: Idp, db: None
) -> None:
    till = client.post("/konto/kommunen/").headers["Location"]
    assert "Du avbröt inloggningen" in client.get(stig(idp.neka(till))).content.decode()


def test_a_provider_that_is_down_is_told_in_words(client: Client, idp: Idp, settings: Any) -> None:
    settings.INLOGGNING = replace(settings.INLOGGNING, utgivare="http://127.0.0.1:9")
    svar = client.post("/konto/kommunen/")
    assert svar.status_code == 400
    assert "Försök igen" in svar.content.decode()


def test_without_a_provider_there_is_no_such_door(client: Client, db: None) -> None:
    assert client.post("/konto/kommunen/").status_code == 404
    assert client.get("/konto/kommunen/svar/").headers["Location"] == "/konto/logga-in/"


# --- Passwords beside ----------------------------------------------------------------------


def test_a_password_is_for_break_glass_accounts_alone(
    client: Client, idp: Idp, siv: Anvandare
) -> None:
    data = {"username": siv.epost, "password": factories.LOSENORD}
    svar = client.post("/konto/logga-in/", data)
    assert "E-postadressen eller lösenordet stämmer inte" in svar.content.decode()
    be_om_losenord(siv.epost)
    assert not Utskick.objects.exists()
    Anvandare.objects.update(nodkonto=True)
    assert client.post("/konto/logga-in/", data).headers["Location"] == "/arbete/"


# --- Groups and roles ----------------------------------------------------------------------


def test_a_role_ends_the_day_its_group_is_gone(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    i_gar = klocka.nu() - timedelta(days=3)
    with klocka.stalld(i_gar):
        in_via(client, idp)
        assert roller(siv) == {("PA", "hand"), ("CH", "grupp")}
    idp.ar(groups=[])
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand")}
    (slut,) = siv.tilldelningar.filter(kalla="grupp")
    assert slut.giltig.upper == IDAG()
    assert "roll.avslutad" in slag()


def test_a_role_that_came_and_went_the_same_day_leaves_no_row(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    in_via(client, idp)
    idp.ar(groups=[])
    in_via(Client(), idp)
    assert not siv.tilldelningar.filter(kalla="grupp").exists()
    idp.ar()
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand"), ("CH", "grupp")}


def test_signing_in_again_changes_nothing(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    for _ in range(2):
        in_via(Client(), idp)
    assert siv.tilldelningar.filter(kalla="grupp").count() == 1


def test_the_same_role_given_by_hand_is_left_alone(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    plats = {"roll": "CH", "enhet": chefsgrupp.enhet, "namnd": chefsgrupp.namnd}
    Rolltilldelning.objects.create(anvandare=siv, giltig=(SEDAN, None), **plats)
    in_via(client, idp)
    assert roller(siv) == {("PA", "hand"), ("CH", "hand")}
    idp.ar(groups=[])
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand"), ("CH", "hand")}


def test_a_role_given_by_hand_from_later_on_takes_over_that_day(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    senare = IDAG() + timedelta(days=10)
    plats = {"roll": "CH", "enhet": chefsgrupp.enhet, "namnd": chefsgrupp.namnd}
    Rolltilldelning.objects.create(anvandare=siv, giltig=(senare, None), **plats)
    in_via(client, idp)
    assert siv.tilldelningar.get(kalla="grupp").giltig.upper == senare


def test_groups_too_many_to_be_named_change_no_role(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    in_via(client, idp)
    requests_claims = {"groups": "src1"}
    idp.ar(groups=None, _claim_names=requests_claims)
    idp_utan = {"email": siv.epost, "email_verified": True, "_claim_names": requests_claims}
    _satt_bara(idp, idp_utan)
    in_via(Client(), idp)
    assert ("CH", "grupp") in roller(siv)


def _satt_bara(idp: Idp, ansprak: dict[str, Any]) -> None:
    import requests

    requests.put(f"{idp.adress}/users/{SUB}", json=ansprak, timeout=5)


def test_a_group_taken_away_ends_its_roles_unless_another_gives_them(
    client: Client,
    idp: Idp,
    siv: Anvandare,
    chefsgrupp: Grupproll,
    anna_administrator: Anvandare,
) -> None:
    i_gar = klocka.nu() - timedelta(days=1)
    with klocka.stalld(i_gar):
        in_via(client, idp)
    lika = {"roll": Roll.CHEF, "enhet": chefsgrupp.enhet, "namnd": chefsgrupp.namnd}
    andra = koppla_grupp(grupp="andra", av=anna_administrator, **lika)  # type: ignore[arg-type]
    assert koppla_loss(chefsgrupp, av=anna_administrator) == 0
    assert koppla_loss(andra, av=anna_administrator) == 1
    assert roller(siv) == {("PA", "hand")}


def test_a_group_gives_a_role_once(chefsgrupp: Grupproll, anna_administrator: Anvandare) -> None:
    lika = {"grupp": chefsgrupp.grupp, "roll": Roll.CHEF, "enhet": chefsgrupp.enhet}
    with pytest.raises(Regelbrott, match="ger redan den rollen"):
        koppla_grupp(namnd=chefsgrupp.namnd, av=anna_administrator, **lika)  # type: ignore[arg-type]
    Grupproll.objects.create(namnd=None, **lika)
    with pytest.raises(IntegrityError, match="grupproll_en_gang"), transaction.atomic():
        Grupproll.objects.create(namnd=None, **lika)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [({"roll": "XX"}, "grupproll_kand_roll"), ({"grupp": ""}, "grupproll_har_grupp")],
)
def test_the_database_refuses_a_group_without_sense(
    kommun: Kommun, andrat: dict[str, str], villkor: str
) -> None:
    rad = {"grupp": "g", "roll": "CH", "enhet": kommun.vok, **andrat}
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Grupproll.objects.create(**rad)


def test_the_database_knows_where_a_role_comes_from(siv: Anvandare) -> None:
    with pytest.raises(IntegrityError, match="rolltilldelning_kand_kalla"), transaction.atomic():
        siv.tilldelningar.update(kalla="ovan")


# --- Out -----------------------------------------------------------------------------------


def test_signing_out_ends_the_sign_in_at_the_provider_too(
    client: Client, idp: Idp, siv: Anvandare
) -> None:
    in_via(client, idp)
    till = client.post("/konto/logga-ut/").headers["Location"]
    assert till.startswith(f"{idp.adress}/oauth2/end_session?client_id=hjulet&")
    assert "post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2F" in till
    assert not inloggad(client)
    assert "konto.utloggad" in slag()


def test_who_came_with_a_password_goes_out_by_our_own_door(
    client: Client, idp: Idp, siv: Anvandare
) -> None:
    client.force_login(siv)
    assert client.post("/konto/logga-ut/").headers["Location"] == "/"
