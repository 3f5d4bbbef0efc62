"""The administrator's pages of accounts: roles, closing, groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cykel.models import Verksamhetsplan
from kvalitet import klocka
from kvalitet.actions.grupper import koppla_grupp
from kvalitet.actions.konton import SJALV, avsluta_roll, ge_roll
from kvalitet.actions.stangning import oppet_hos, stada_inloggningar, stang_osedda
from kvalitet.models import Anvandare, Grupproll, Handelse, Rolltilldelning, Utskick
from kvalitet.roller import Roll
from tests import factories
from tests.cykel import fabrik
from tests.factories import Kommun
from tests.inloggad import for_lange_sedan

KONTON = "/arbete/organisation/konton/"
GRUPPER = "/arbete/organisation/grupper/"


@pytest.fixture
def siv(kommun: Kommun) -> Anvandare:
    return factories.person("Siv Åkesson", "CH", kommun.hemtjanst)


@pytest.fixture
def adm(client: Client, anna_administrator: Anvandare) -> Client:
    client.force_login(anna_administrator)
    return client


@pytest.fixture
def lokal(kommun: Kommun) -> Client:
    """Manages the accounts of one kontor."""
    client = Client()
    client.force_login(factories.person("Lo Kal", "ADM", kommun.vok))
    return client


@pytest.fixture
def oidc(settings: Any) -> None:
    settings.INLOGGNING = replace(settings.INLOGGNING, utgivare="http://127.0.0.1:9", lokala=False)


def konto(person: Anvandare) -> str:
    return f"{KONTON}{person.pk}/"


def slag(person: Anvandare) -> list[str]:
    return list(Handelse.objects.om(person).values_list("slag", flat=True))


# --- The list ------------------------------------------------------------------------------


def test_the_list_is_searched_and_chosen_from(adm: Client, siv: Anvandare) -> None:
    def namnen(fraga: str) -> str:
        return adm.get(f"{KONTON}?{fraga}").content.decode()

    assert siv.epost in namnen("")
    assert siv.epost in namnen("q=åkesson")
    assert siv.epost not in namnen("q=berg")
    Anvandare.objects.filter(pk=siv.pk).update(is_active=False)
    assert siv.epost not in namnen("")
    assert siv.epost in namnen("visa=stangda")


def test_who_manages_a_kontor_sees_those_who_have_a_role_there(
    lokal: Client, siv: Anvandare, kommun: Kommun
) -> None:
    bo = factories.person("Bo Ek", "CH", kommun.bibliotek)
    sida = lokal.get(KONTON).content.decode()
    assert siv.epost in sida
    assert bo.epost not in sida
    assert lokal.get(konto(bo)).status_code == 404
    assert lokal.post(f"{konto(bo)}stang/").status_code == 404


def test_an_account_that_reaches_further_is_not_closed_from_a_kontor(
    lokal: Client, siv: Anvandare, kommun: Kommun
) -> None:
    Rolltilldelning.objects.create(
        anvandare=siv, roll="CH", enhet=kommun.kfk, giltig=(factories.SEDAN, None)
    )
    sida = lokal.get(konto(siv)).content.decode()
    assert "Stäng kontot" not in sida
    assert "Personen har roller också där du inte sköter konton." in sida
    assert str(kommun.hemtjanst) in sida
    assert f"Chef, {kommun.kfk}" not in sida
    assert "Vad som har hänt" not in sida
    assert lokal.post(f"{konto(siv)}stang/").status_code == 403


def test_a_role_that_comes_elsewhere_counts_too(
    lokal: Client, siv: Anvandare, kommun: Kommun
) -> None:
    senare = klocka.idag() + timedelta(days=10)
    Rolltilldelning.objects.create(
        anvandare=siv, roll="CH", enhet=kommun.kfk, giltig=(senare, None)
    )
    assert lokal.post(f"{konto(siv)}stang/").status_code == 403


@pytest.mark.parametrize("sida", [KONTON, GRUPPER])
def test_only_the_administrator_comes_here(client: Client, siv: Anvandare, sida: str) -> None:
    client.force_login(siv)
    assert client.get(sida).status_code == 403


# --- Roles ---------------------------------------------------------------------------------


def test_a_role_is_given_and_ended_by_hand(adm: Client, siv: Anvandare, kommun: Kommun) -> None:
    data = {"roll": "PA", "enhet": kommun.vok.pk, "namnd": "", "fran": "2026-01-01", "till": ""}
    assert adm.post(konto(siv), data).status_code == 302
    rad = siv.tilldelningar.get(roll="PA")
    assert rad.kalla == "hand"
    fel = adm.post(konto(siv), data).content.decode()
    assert "Personen har redan den rollen under den tiden." in fel
    adm.post(f"{KONTON}roll/{rad.pk}/avsluta/")
    rad.refresh_from_db()
    assert rad.giltig.upper == klocka.idag()


def test_a_last_day_before_the_first_is_told(adm: Client, siv: Anvandare, kommun: Kommun) -> None:
    data = {"roll": "PA", "enhet": kommun.vok.pk, "fran": "2026-02-01", "till": "2026-01-01"}
    assert "Sista dagen ska vara" in adm.post(konto(siv), data).content.decode()


def test_a_role_that_follows_a_group_is_not_ended_by_hand(adm: Client, siv: Anvandare) -> None:
    siv.tilldelningar.update(kalla="grupp")
    rad = siv.tilldelningar.get()
    svar = adm.post(f"{KONTON}roll/{rad.pk}/avsluta/", follow=True)
    assert "Rollen följer en grupp." in svar.content.decode()
    rad.refresh_from_db()
    assert rad.giltig.upper is None


def test_a_role_elsewhere_is_not_given_from_a_kontor(
    lokal: Client, siv: Anvandare, kommun: Kommun
) -> None:
    data = {"roll": "PA", "enhet": kommun.kfk.pk, "fran": "2026-01-01"}
    assert "Välj en enhet i listan." in lokal.post(konto(siv), data).content.decode()


def test_who_manages_one_namnd_gives_no_role_that_reaches_further(
    siv: Anvandare, kommun: Kommun
) -> None:
    kim = factories.person("Kim Begränsad", "ADM", kommun.rot, namnd=kommun.von)
    plats: dict[str, Any] = {"roll": Roll.ADMINISTRATOR, "enhet": kommun.rot}
    nar = {"fran": klocka.idag()}
    for namnd in (None, kommun.kfn):
        with pytest.raises(PermissionDenied):
            ge_roll(siv, **plats, namnd=namnd, **nar, av=kim)
        with pytest.raises(PermissionDenied):
            koppla_grupp(grupp="g", **plats, namnd=namnd, av=kim)
        rad = Rolltilldelning.objects.create(
            anvandare=siv, roll="PA", enhet=kommun.rot, namnd=namnd, giltig=(klocka.idag(), None)
        )
        with pytest.raises(PermissionDenied):
            avsluta_roll(rad, av=kim)
    assert ge_roll(siv, **plats, namnd=kommun.von, **nar, av=kim).namnd == kommun.von


def test_the_form_says_which_namnd_one_does_not_manage(siv: Anvandare, kommun: Kommun) -> None:
    kim = factories.person("Kim Begränsad", "ADM", kommun.rot, namnd=kommun.von)
    siv.tilldelningar.update(namnd=kommun.von)
    hos_kim = Client()
    hos_kim.force_login(kim)
    data = {"roll": "CH", "enhet": kommun.vok.pk, "namnd": "", "fran": "2026-01-01"}
    assert (
        "Du sköter inte roller för den nämnden." in hos_kim.post(konto(siv), data).content.decode()
    )
    assert hos_kim.post(konto(siv), data | {"namnd": kommun.von.pk}).status_code == 302
    data |= {"grupp": "g"}
    assert "Du sköter inte roller för den nämnden." in hos_kim.post(GRUPPER, data).content.decode()
    assert not Grupproll.objects.exists()


def test_a_group_of_another_namnd_is_not_seen(kommun: Kommun) -> None:
    kim = factories.person("Kim Begränsad", "ADM", kommun.rot, namnd=kommun.von)
    rad = Grupproll.objects.create(grupp="annans", roll="CH", enhet=kommun.rot)
    hos_kim = Client()
    hos_kim.force_login(kim)
    assert "annans" not in hos_kim.get(GRUPPER).content.decode()
    assert hos_kim.post(f"{GRUPPER}{rad.pk}/bort/").status_code == 404


@pytest.mark.parametrize("roll", ["ADM", "KV", "NS", "REV"])
def test_a_group_gives_what_reaches_far_only_by_who_manages_all(
    lokal: Client, adm: Client, kommun: Kommun, roll: str
) -> None:
    data = {"grupp": "g", "roll": roll, "enhet": kommun.vok.pk, "namnd": ""}
    svar = lokal.post(GRUPPER, data).content.decode()
    assert "Bara den som sköter alla konton i kommunen" in svar
    assert not Grupproll.objects.exists()
    assert adm.post(GRUPPER, data).status_code == 302
    rad = Grupproll.objects.get()
    svar = lokal.post(f"{GRUPPER}{rad.pk}/bort/", follow=True).content.decode()
    assert "Bara den som sköter alla konton i kommunen" in svar
    assert Grupproll.objects.exists()


def test_nobody_gives_oneself_a_role(
    adm: Client, anna_administrator: Anvandare, kommun: Kommun
) -> None:
    data = {"roll": "KV", "enhet": kommun.rot.pk, "namnd": "", "fran": "2026-01-01"}
    assert SJALV in adm.post(konto(anna_administrator), data).content.decode()
    assert "Ge en roll" not in adm.get(konto(anna_administrator)).content.decode()
    assert not anna_administrator.tilldelningar.filter(roll="KV").exists()


def test_a_closed_account_gets_no_role(adm: Client, siv: Anvandare, kommun: Kommun) -> None:
    Anvandare.objects.filter(pk=siv.pk).update(is_active=False)
    data = {"roll": "PA", "enhet": kommun.vok.pk, "namnd": "", "fran": "2026-01-01"}
    assert "Kontot är stängt. Öppna det" in adm.post(konto(siv), data).content.decode()


def test_long_after_the_sign_in_no_way_in_is_opened(
    adm: Client, siv: Anvandare, kommun: Kommun
) -> None:
    for_lange_sedan(adm)
    Authenticator.objects.create(user=siv, type="totp", data={"secret": "x"})
    Anvandare.objects.filter(pk=siv.pk).update(is_active=False)
    roll = {"roll": "PA", "enhet": kommun.vok.pk, "namnd": "", "fran": "2026-01-01"}
    grupp = {"grupp": "g", "roll": "PA", "enhet": kommun.vok.pk, "namnd": ""}
    for adress, data in [
        (konto(siv), roll),
        (f"{konto(siv)}tvasteg/", {}),
        (f"{konto(siv)}nodkonto/", {"ja": "1"}),
        (f"{konto(siv)}oppna/", {}),
        (GRUPPER, grupp),
    ]:
        assert "Logga ut och in igen" in adm.post(adress, data, follow=True).content.decode()
    siv.refresh_from_db()
    assert (siv.is_active, siv.nodkonto) == (False, False)
    assert Authenticator.objects.filter(user=siv).exists()
    assert not Grupproll.objects.exists()


def test_long_after_the_sign_in_no_role_is_ended_and_no_account_closed(
    adm: Client, siv: Anvandare, kommun: Kommun, anna_administrator: Anvandare
) -> None:
    plats = {"roll": Roll.CHEF, "enhet": kommun.vok, "namnd": None}
    grupp = koppla_grupp(grupp="g", av=anna_administrator, **plats)  # type: ignore[arg-type]
    rad = siv.tilldelningar.get()
    for_lange_sedan(adm)
    for adress in (
        f"{KONTON}roll/{rad.pk}/avsluta/",
        f"{konto(siv)}stang/",
        f"{GRUPPER}{grupp.pk}/bort/",
    ):
        sida = adm.post(adress, follow=True).content.decode()
        assert "Inget är ändrat." in sida
        assert "Logga ut och in igen" in sida
    rad.refresh_from_db()
    siv.refresh_from_db()
    assert (rad.giltig.upper, siv.is_active, Grupproll.objects.count()) == (None, True, 1)


def test_sign_ins_are_ended_in_haste_by_an_old_sign_in_too(adm: Client, siv: Anvandare) -> None:
    hos_siv = Client()
    hos_siv.post("/konto/logga-in/", {"username": siv.epost, "password": factories.LOSENORD})
    for_lange_sedan(adm)
    adm.post(f"{konto(siv)}inloggningar/")
    assert not UserSession.objects.filter(user=siv).exists()


def test_an_old_sign_in_is_told_before_anything_is_written_and_renewed_where_one_was(
    adm: Client, siv: Anvandare
) -> None:
    assert "Logga ut och in igen" not in adm.get(konto(siv)).content.decode()
    for_lange_sedan(adm)
    for sida in (konto(siv), f"{konto(siv)}stang/", GRUPPER):
        assert "Logga ut och in igen" in adm.get(sida).content.decode()
    svar = adm.post("/konto/logga-ut/", {"next": konto(siv)})
    assert svar.headers["Location"] == f"/konto/logga-in/?next={konto(siv)}"


def test_signing_out_leads_nowhere_outside(adm: Client) -> None:
    svar = adm.post("/konto/logga-ut/", {"next": "https://ond.example/"})
    assert svar.headers["Location"] == "/"


# --- Closing -------------------------------------------------------------------------------


def test_it_is_asked_before_an_account_is_closed_and_told_what_ends(
    adm: Client, siv: Anvandare, kommun: Kommun
) -> None:
    assert f'href="{konto(siv)}stang/"' in adm.get(konto(siv)).content.decode()
    sida = adm.get(f"{konto(siv)}stang/").content.decode()
    assert f"Chef, {kommun.hemtjanst}" in sida
    assert "Behåll kontot öppet" in sida
    siv.refresh_from_db()
    assert siv.is_active
    Anvandare.objects.filter(pk=siv.pk).update(is_active=False)
    assert "redan stängt" in adm.get(f"{konto(siv)}stang/").content.decode()


def test_the_question_is_asked_only_of_who_may_close(
    adm: Client, lokal: Client, siv: Anvandare, kommun: Kommun, anna_administrator: Anvandare
) -> None:
    assert adm.get(f"{konto(anna_administrator)}stang/").status_code == 409
    Rolltilldelning.objects.create(
        anvandare=siv, roll="CH", enhet=kommun.kfk, giltig=(factories.SEDAN, None)
    )
    assert lokal.get(f"{konto(siv)}stang/").status_code == 403


def test_groups_that_cannot_work_yet_are_told_so(adm: Client, settings: Any) -> None:
    assert "är inte inkopplad här än" in adm.get(GRUPPER).content.decode()
    settings.INLOGGNING = replace(settings.INLOGGNING, utgivare="http://127.0.0.1:9")
    assert "är inte inkopplad här än" not in adm.get(GRUPPER).content.decode()


def test_a_closed_account_loses_its_roles_and_sign_ins_at_once(adm: Client, siv: Anvandare) -> None:
    hos_siv = Client()
    hos_siv.post("/konto/logga-in/", {"username": siv.epost, "password": factories.LOSENORD})
    assert get_user(hos_siv) == siv  # type: ignore[arg-type]
    adm.post(f"{konto(siv)}stang/")
    assert not UserSession.objects.filter(user=siv).exists()
    siv.refresh_from_db()
    assert not siv.is_active
    assert not siv.tilldelningar.giltiga(klocka.idag()).exists()
    assert not get_user(hos_siv).is_authenticated  # type: ignore[arg-type]
    assert "konto.stangt" in slag(siv)
    adm.post(f"{konto(siv)}oppna/")
    siv.refresh_from_db()
    assert siv.is_active
    assert not siv.tilldelningar.giltiga(klocka.idag()).exists()


def test_what_is_open_in_the_name_is_told_before(
    adm: Client, siv: Anvandare, kommun: Kommun
) -> None:
    fabrik.i_genomfora(kommun)
    Verksamhetsplan.objects.update(planansvarig=siv)
    (mening,) = oppet_hos(siv)
    assert mening.replace("\N{NO-BREAK SPACE}", " ") == "1 plan som planansvarig"
    assert "som planansvarig" in adm.get(konto(siv)).content.decode()


def test_nobody_closes_their_own(adm: Client, anna_administrator: Anvandare) -> None:
    svar = adm.post(f"{konto(anna_administrator)}stang/", follow=True)
    assert "Du kan inte stänga ditt eget konto." in svar.content.decode()
    anna_administrator.refresh_from_db()
    assert anna_administrator.is_active


def sedd(person: Anvandare, dagar: int) -> None:
    SocialAccount.objects.create(user=person, provider="openid_connect", uid=str(person.pk))
    nar = timezone.now() - timedelta(days=dagar)
    SocialAccount.objects.filter(user=person).update(last_login=nar)


def test_who_has_not_been_seen_for_long_is_closed_but_never_a_local_account(
    siv: Anvandare, kommun: Kommun, oidc: None, capsys: pytest.CaptureFixture[str]
) -> None:
    nyss = factories.person("Nils Nyss", "CH", kommun.vok)
    nod = factories.person("Nora Nöd", "ADM", kommun.rot)
    lokal = factories.person("Lars Lokal", "CH", kommun.vok)
    sedd(siv, 91)
    sedd(nyss, 89)
    sedd(nod, 400)
    Anvandare.objects.filter(pk=nod.pk).update(nodkonto=True)
    call_command("stang_konton")
    assert "Stängda konton: 1." in capsys.readouterr().out
    stangda = Anvandare.objects.filter(is_active=False)
    assert list(stangda.order_by("pk")) == [siv]
    assert Handelse.objects.get(slag="konto.stangt").data == {"skal": "inte_sedd"}
    assert lokal.tilldelningar.giltiga(klocka.idag()).exists()
    assert stang_osedda() == 0


def test_who_is_let_in_again_is_not_closed_the_same_night(
    adm: Client, siv: Anvandare, oidc: None
) -> None:
    sedd(siv, 91)
    assert stang_osedda() == 1
    adm.post(f"{konto(siv)}oppna/")
    assert stang_osedda() == 0


def test_without_a_provider_nobody_is_closed_for_not_using_it(siv: Anvandare) -> None:
    sedd(siv, 400)
    assert stang_osedda() == 0


def test_sign_ins_that_have_ended_are_thrown_away(siv: Anvandare, client: Client) -> None:
    client.post("/konto/logga-in/", {"username": siv.epost, "password": factories.LOSENORD})
    assert UserSession.objects.count() == 1
    client.session.delete(client.session.session_key)
    stada_inloggningar()
    assert not UserSession.objects.exists()


# --- The second step, break-glass ----------------------------------------------------------


def test_a_lost_second_step_is_taken_away(adm: Client, siv: Anvandare) -> None:
    Authenticator.objects.create(user=siv, type="totp", data={"secret": "x"})
    adm.post(f"{konto(siv)}tvasteg/")
    assert not Authenticator.objects.filter(user=siv).exists()
    assert "konto.tvasteg_nollstallt" in slag(siv)


def test_nobody_takes_away_their_own_second_step(
    adm: Client, anna_administrator: Anvandare
) -> None:
    Authenticator.objects.create(user=anna_administrator, type="totp", data={"secret": "x"})
    assert "Nollställ" not in adm.get(konto(anna_administrator)).content.decode()
    svar = adm.post(f"{konto(anna_administrator)}tvasteg/", follow=True)
    assert "Du kan inte nollställa din egen tvåstegsinloggning." in svar.content.decode()
    assert Authenticator.objects.filter(user=anna_administrator).exists()


def test_a_break_glass_account_is_not_made_from_a_kontor(lokal: Client, siv: Anvandare) -> None:
    assert "nödkonto" not in lokal.get(konto(siv)).content.decode()
    assert lokal.post(f"{konto(siv)}nodkonto/", {"ja": "1"}).status_code == 403
    assert not Anvandare.objects.get(pk=siv.pk).nodkonto


def test_an_account_becomes_a_break_glass_account_and_back(adm: Client, siv: Anvandare) -> None:
    adm.post(f"{konto(siv)}nodkonto/", {"ja": "1"})
    assert Anvandare.objects.get(pk=siv.pk).nodkonto
    adm.post(f"{konto(siv)}nodkonto/")
    assert not Anvandare.objects.get(pk=siv.pk).nodkonto
    assert slag(siv)[:2] == ["konto.inte_nodkonto", "konto.nodkonto"]


def test_who_comes_through_the_provider_gets_no_second_way_in(adm: Client, siv: Anvandare) -> None:
    sedd(siv, 1)
    svar = adm.post(f"{konto(siv)}nodkonto/", {"ja": "1"}, follow=True)
    assert "Lägg upp ett eget konto som nödkonto." in svar.content.decode()
    assert not Anvandare.objects.get(pk=siv.pk).nodkonto


def test_the_server_makes_a_break_glass_account_and_mails_the_way(
    siv: Anvandare, oidc: None
) -> None:
    call_command("nodkonto", siv.epost, verbosity=0)
    assert Anvandare.objects.get(pk=siv.pk).nodkonto
    assert Utskick.objects.get().mall == "konto_losenord"
    with pytest.raises(CommandError, match="inget öppet konto"):
        call_command("nodkonto", "ingen@kommun.example")


def test_the_first_administrator_of_a_site_with_a_provider_can_get_in(oidc: None, db: None) -> None:
    call_command("borja", "anna.ek@kommun.example", "Anna Ek", verbosity=0)
    assert Anvandare.objects.get().nodkonto
    assert Utskick.objects.get().mall == "konto_inbjudan"


# --- Groups --------------------------------------------------------------------------------


def test_the_administrator_says_what_a_group_gives(adm: Client, kommun: Kommun) -> None:
    data = {"grupp": "hjulet-chef", "roll": "CH", "enhet": kommun.vok.pk, "namnd": kommun.von.pk}
    assert adm.post(GRUPPER, data).status_code == 302
    rad = Grupproll.objects.get()
    assert (rad.grupp, rad.roll, rad.enhet, rad.namnd) == (
        "hjulet-chef",
        "CH",
        kommun.vok,
        kommun.von,
    )
    assert "hjulet-chef" in adm.get(GRUPPER).content.decode()
    assert "Gruppen ger redan den rollen där." in adm.post(GRUPPER, data).content.decode()
    adm.post(f"{GRUPPER}{rad.pk}/bort/")
    assert not Grupproll.objects.exists()


def test_a_group_elsewhere_is_not_seen_or_taken_away_from_a_kontor(
    lokal: Client, kommun: Kommun
) -> None:
    rad = Grupproll.objects.create(grupp="annans", roll="CH", enhet=kommun.kfk)
    assert "annans" not in lokal.get(GRUPPER).content.decode()
    assert lokal.post(f"{GRUPPER}{rad.pk}/bort/").status_code == 404
