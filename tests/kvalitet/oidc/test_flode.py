"""Sign-in through the municipality's identity provider, against a real one: in, refused, out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.actions.idp import Nekad, ta_emot
from kvalitet.actions.konton import be_om_losenord
from kvalitet.models import Anvandare, Grupproll, Handelse, Utskick
from tests import factories
from tests.kvalitet.idp import SUB, Idp, identiteten, in_via, inloggad, siv_pa_riktigt, slag, stig
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills

# --- The way in ------------------------------------------------------------------------------


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
        klocka.idag(),
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


# --- Who is not let in -----------------------------------------------------------------------


def test_an_address_that_is_not_verified_opens_nobodys_account(
    client: Client, idp: Idp, siv: Anvandare, chefsgrupp: Grupproll
) -> None:
    idp.ar(email_verified=False)
    svar = in_via(client, idp)
    assert (svar.status_code, inloggad(client)) == (403, False)
    assert "inte bekräftad" in svar.content.decode()
    assert not SocialAccount.objects.exists()


def test_of_who_is_refused_nothing_is_kept(client: Client, idp: Idp, siv: Anvandare) -> None:
    in_via(client, idp)
    Anvandare.objects.update(is_active=False)
    assert in_via(Client(), idp).status_code == 403
    assert SocialAccount.objects.get().extra_data == {}


def test_an_attempt_to_take_over_an_account_is_logged_on_it(
    client: Client, idp: Idp, siv: Anvandare
) -> None:
    idp.ar(email_verified=False)
    in_via(client, idp)
    handelse = Handelse.objects.get(slag="konto.nekad")
    assert (handelse.objekt_id, handelse.data) == (siv.pk, {"skal": "overifierad"})


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


# --- Two at once -----------------------------------------------------------------------------


def test_of_two_keys_that_come_at_once_to_an_address_one_gets_the_account(
    riktig_databas: str,
) -> None:
    siv = siv_pa_riktigt()

    def kom(sub: str) -> str:
        konto = SocialAccount(provider="kommunen", uid=sub)
        try:
            ta_emot(identiteten(siv, sub), konto=konto)
        except Nekad as nekad:
            return nekad.skal
        return "in"

    with Tradar() as tradar:
        with transaction.atomic():
            Anvandare.objects.select_for_update().get(pk=siv.pk)
            svaren = [tradar.kor(partial(kom, sub)) for sub in ("a", "b")]
            vanta_tills(lambda: nagon_vantar_pa_las(2), "båda väntar på kontot")
        assert sorted(svar.result() for svar in svaren) == ["in", "upptagen"]
    assert SocialAccount.objects.count() == 1


def test_the_same_key_may_come_twice_at_once(riktig_databas: str) -> None:
    siv = siv_pa_riktigt()

    def kom() -> int:
        konto = SocialAccount(provider="kommunen", uid="a")
        return ta_emot(identiteten(siv, "a"), konto=konto).pk

    with Tradar() as tradar:
        with transaction.atomic():
            Anvandare.objects.select_for_update().get(pk=siv.pk)
            svaren = [tradar.kor(kom) for _ in range(2)]
            vanta_tills(lambda: nagon_vantar_pa_las(2), "båda väntar på kontot")
        assert [svar.result() for svar in svaren] == [siv.pk, siv.pk]
    assert SocialAccount.objects.count() == 1


def test_the_database_keeps_one_key_for_an_account(siv: Anvandare) -> None:
    SocialAccount.objects.create(user=siv, provider="kommunen", uid="a")
    with pytest.raises(IntegrityError, match="konto_en_nyckel"), transaction.atomic():
        SocialAccount.objects.create(user=siv, provider="kommunen", uid="b")


# --- Passwords beside ------------------------------------------------------------------------


def test_a_password_is_for_break_glass_accounts_alone(
    client: Client, idp: Idp, siv: Anvandare
) -> None:
    data = {"username": siv.epost, "password": factories.LOSENORD}
    svar = client.post("/konto/logga-in/", data)
    assert "E-postadressen eller lösenordet stämmer inte" in svar.content.decode()
    assert [h.slag for h in Handelse.objects.om(siv)] == ["konto.fel_inloggning"], "som ett fel"
    be_om_losenord(siv.epost)
    assert not Utskick.objects.exists()
    Anvandare.objects.update(nodkonto=True)
    assert client.post("/konto/logga-in/", data).headers["Location"] == "/arbete/"


def test_who_comes_through_the_municipality_has_no_second_way_in(
    client: Client, idp: Idp, siv: Anvandare, settings: Any
) -> None:
    settings.INLOGGNING = replace(settings.INLOGGNING, lokala=True)
    data = {"username": siv.epost, "password": factories.LOSENORD}
    assert client.post("/konto/logga-in/", data).status_code == 302
    in_via(Client(), idp)
    ny = Client()
    ny.post("/konto/logga-in/", data)
    assert not inloggad(ny)


# --- Out -------------------------------------------------------------------------------------


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
