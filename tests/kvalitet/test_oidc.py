"""Sign-in through the municipality's identity provider, against a real one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.actions.grupper import koppla_grupp, koppla_loss
from kvalitet.actions.idp import Identitet, Nekad, ta_emot
from kvalitet.actions.konton import be_om_losenord
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Grupproll, Handelse, Rolltilldelning, Utskick
from kvalitet.roller import Roll
from kvalitet.views.adaptrar import _identitet
from kvalitet.views.oidc import _Adapter
from tests import factories
from tests.factories import SEDAN, Kommun
from tests.kvalitet.idp import SUB, Idp, in_via, startad, stig
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills

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


@pytest.mark.parametrize(
    ("sagt", "inne"),
    [({}, True), ({"email_verified": False}, False), ({"email_verified": "false"}, False)],
    ids=["inget", "nej", "nej som ord"],
)
def test_the_municipalitys_own_domain_speaks_only_when_the_provider_is_silent(
    client: Client, idp: Idp, siv: Anvandare, settings: Any, sagt: dict[str, Any], inne: bool
) -> None:
    settings.INLOGGNING = replace(settings.INLOGGNING, domaner=("kommun.example",))
    _satt_bara(idp, {"email": siv.epost, "name": siv.namn, "groups": []} | sagt)
    svar = in_via(client, idp)
    assert (svar.status_code, inloggad(client)) == ((302, True) if inne else (403, False))
    assert SocialAccount.objects.exists() == inne


def test_the_address_and_its_word_come_from_the_same_place() -> None:
    data = {
        "id_token": {"email": "siv@kommun.example", "email_verified": False},
        "userinfo": {"email": "ond@annan.example", "email_verified": True},
    }
    lasta = _identitet("a", data)
    assert (lasta.epost, lasta.verifierad) == ("siv@kommun.example", False)


@pytest.mark.parametrize("grupper", [{"a": 1}, 7, True])
def test_groups_that_are_no_list_are_told_on_the_page(
    client: Client, idp: Idp, siv: Anvandare, grupper: Any
) -> None:
    idp.ar(groups=grupper)
    svar = in_via(client, idp)
    assert (svar.status_code, inloggad(client)) == (400, False)
    assert "Inloggningen blev inte klar" in svar.content.decode()


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


# --- The id token --------------------------------------------------------------------------

VAR_NYCKEL = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _oppen() -> jwt.PyJWK:
    delar = jwt.algorithms.RSAAlgorithm.to_jwk(VAR_NYCKEL.public_key(), as_dict=True)
    return jwt.PyJWK({**delar, "alg": "RS256"})


def _bytt(monkeypatch: pytest.MonkeyPatch, byt: Any, *, kand: bool = True) -> None:
    """Let the provider's id token be another: `byt` gets its claims. `kand`: its key is ours."""
    fore = _Adapter.get_access_token_data

    def hamta(self: Any, *args: Any, **val: Any) -> dict[str, Any]:
        svar: dict[str, Any] = fore(self, *args, **val)
        ansprak = jwt.decode(svar["id_token"], options={"verify_signature": False})
        return {**svar, "id_token": byt(ansprak)}

    monkeypatch.setattr(_Adapter, "get_access_token_data", hamta)
    if kand:
        monkeypatch.setattr(_Adapter, "_nyckel", lambda self, kid: _oppen())


def _med(**andrat: Any) -> Any:
    return lambda ansprak: jwt.encode({**ansprak, **andrat}, VAR_NYCKEL, algorithm="RS256")


def _sekunder(till: int) -> Any:
    return lambda ansprak: _med(exp=int(time.time()) + till)(ansprak)


def _utan(namn: str) -> Any:
    return lambda a: jwt.encode({k: v for k, v in a.items() if k != namn}, VAR_NYCKEL, "RS256")


@pytest.mark.parametrize("byt", [_med(), _sekunder(-15)], ids=["orörd", "klockan går lite fel"])
def test_a_token_that_holds_lets_in(
    client: Client, idp: Idp, siv: Anvandare, monkeypatch: pytest.MonkeyPatch, byt: Any
) -> None:
    _bytt(monkeypatch, byt)
    assert (in_via(client, idp).status_code, inloggad(client)) == (302, True)


@pytest.mark.parametrize(
    "byt",
    [
        _med(iss="https://annan.example"),
        _med(aud="annan-klient"),
        _med(sub="annan"),
        _sekunder(-90),
        *(_utan(namn) for namn in ("iss", "aud", "exp", "sub")),
        lambda a: jwt.encode(a, "", algorithm="none"),
        lambda a: jwt.encode(a, "hemligt" * 8, algorithm="HS256"),
        lambda a: "inget.token.alls",
    ],
    ids=[
        *("iss", "aud", "sub", "exp", "utan iss", "utan aud", "utan exp", "utan sub"),
        *("alg none", "alg HS256", "skräp"),
    ],
)
def test_a_token_that_does_not_hold_is_refused(
    client: Client,
    idp: Idp,
    siv: Anvandare,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    byt: Any,
) -> None:
    _bytt(monkeypatch, byt)
    svar = in_via(client, idp)
    assert (svar.status_code, inloggad(client)) == (400, False)
    assert not SocialAccount.objects.exists()
    assert "kommunens inloggning nekades: OAuth2Error" in caplog.text
    assert siv.epost not in caplog.text


@pytest.mark.parametrize("kid", ["annan", None], ids=["okänd", "onämnd"])
def test_a_token_of_another_key_is_refused(
    client: Client, idp: Idp, siv: Anvandare, monkeypatch: pytest.MonkeyPatch, kid: str | None
) -> None:
    huvud = {"kid": kid} if kid else None
    _bytt(monkeypatch, lambda a: jwt.encode(a, VAR_NYCKEL, "RS256", huvud), kand=False)
    assert (in_via(client, idp).status_code, inloggad(client)) == (400, False)


def test_metadata_of_another_issuer_are_refused_before_anyone_is_sent_there(
    client: Client, idp: Idp, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fore = OpenIDConnectOAuth2Adapter.openid_config.fget
    andra = property(lambda self: {**fore(self), "issuer": "https://annan.example"})
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", andra)
    svar = client.post("/konto/kommunen/")
    assert (svar.status_code, "Location" in svar.headers) == (400, False)


# --- Two at once ---------------------------------------------------------------------------


def _siv_pa_riktigt() -> Anvandare:
    return factories.person("Siv Åkesson", "PA", factories.kommun().hemtjanst)


def _identiteten(siv: Anvandare, sub: str) -> Identitet:
    return Identitet(sub, siv.epost, verifierad=True, namn=siv.namn, grupper=frozenset())


def test_of_two_keys_that_come_at_once_to_an_address_one_gets_the_account(
    riktig_databas: str,
) -> None:
    siv = _siv_pa_riktigt()

    def kom(sub: str) -> str:
        konto = SocialAccount(provider="kommunen", uid=sub)
        try:
            ta_emot(_identiteten(siv, sub), konto=konto)
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
    siv = _siv_pa_riktigt()

    def kom() -> int:
        konto = SocialAccount(provider="kommunen", uid="a")
        return ta_emot(_identiteten(siv, "a"), konto=konto).pk

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


def test_a_group_taken_away_meanwhile_gives_nothing(riktig_databas: str) -> None:
    siv = _siv_pa_riktigt()
    rot = Enhet.objects.get(slag=Enhet.Slag.KOMMUN)
    anna = factories.person("Anna Ek", "ADM", rot)
    chefsgrupp = koppla_grupp(grupp="hjulet-chef", roll=Roll.CHEF, enhet=rot, namnd=None, av=anna)
    konto = SocialAccount.objects.create(user=siv, provider="kommunen", uid="a")
    identitet = replace(_identiteten(siv, "a"), grupper=frozenset({chefsgrupp.grupp}))
    with Tradar() as tradar:
        with transaction.atomic():
            koppla_loss(chefsgrupp, av=anna)
            svar = tradar.kor(lambda: ta_emot(identitet, konto=konto))
            vanta_tills(nagon_vantar_pa_las, "inloggningen väntar på gruppen")
        svar.result()
    assert roller(siv) == {("PA", "hand")}


# --- Passwords beside ----------------------------------------------------------------------


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


def test_a_group_taken_away_ends_its_roles_until_another_gives_them(
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
    koppla_grupp(grupp="andra", av=anna_administrator, **lika)  # type: ignore[arg-type]
    assert koppla_loss(chefsgrupp, av=anna_administrator) == 1
    assert roller(siv) == {("PA", "hand")}
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand")}, "inte med i den andra gruppen"
    idp.ar(groups=["andra"])
    in_via(Client(), idp)
    assert roller(siv) == {("PA", "hand"), ("CH", "grupp")}


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
