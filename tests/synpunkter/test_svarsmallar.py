"""Reply templates: a fixed list of placeholders, per nämnd, retired and never lost."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter import svarsmall
from synpunkter.actions import svarsmall as akter
from synpunkter.models import Svarsmall, Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.views.handlagg import med_mall
from tests import factories
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage

SIDA = "/arbete/synpunkter/installningar/"
TEXT = (
    "[hälsning]\n\ntack för ditt [typ] som kom in [inkom]. Ärendet heter [referens] och du får "
    "svar senast [svar senast].\n\n[mitt namn]\n[enhet], [nämnd]"
)


@pytest.fixture
def mall(kommun: Kommun) -> Svarsmall:
    return Svarsmall.objects.create(namnd=kommun.von, namn="Tack", text=TEXT)


def arende(kommun: Kommun, **andrat: object) -> tuple[Synpunkt, Anvandare]:
    personal = Personal(kommun)
    with klocka.stalld(ONSDAG):
        return i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, **andrat), personal.handlaggare


def test_every_placeholder_is_filled_in(kommun: Kommun, mall: Svarsmall) -> None:
    s, hugo = arende(kommun)
    text = svarsmall.fyll(mall.text, s, fornamn="Gunilla", av=hugo).replace("\xa0", " ")
    assert text == (
        "Hej Gunilla,\n\ntack för ditt klagomål som kom in 14 oktober 2026. Ärendet heter "
        f"{s.referens} och du får svar senast onsdag 28 oktober 2026.\n\nHugo Handläggare\n"
        "Hemtjänst, Vård- och omsorgsnämnden"
    )
    assert svarsmall.kvar(text) == []
    for nyckel in svarsmall.UTFYLLNADER:
        assert svarsmall.fyll(f"[{nyckel}]", s, fornamn="", av=hugo) != f"[{nyckel}]"


def test_an_anonymous_sender_is_greeted_without_name(kommun: Kommun) -> None:
    s, hugo = arende(kommun)
    assert svarsmall.fyll("[Hälsning]", s, fornamn="", av=hugo) == "Hej,"


def test_a_template_tells_no_protected_senders_name(kommun: Kommun, mall: Svarsmall) -> None:
    s, hugo = arende(kommun)
    assert "Hej Gunilla," in med_mall(s, "", str(mall.pk), hugo)
    s.skyddad = True
    assert med_mall(s, "", str(mall.pk), hugo).startswith("Hej,")


def test_a_name_in_brackets_is_not_filled_in_again(kommun: Kommun) -> None:
    s, hugo = arende(kommun)
    assert svarsmall.fyll("[hälsning]", s, fornamn="[referens]", av=hugo) == "Hej [referens],"


def test_what_the_list_does_not_hold_is_refused(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    data = {"namnd": kommun.von.pk, "namn": "Fel", "text": "Hej [förnamn] [personnummer]"}
    svar = client.post(f"{SIDA}mallar/ny/", data).content.decode()
    assert "Det finns inget som heter [förnamn], [personnummer]." in svar
    with pytest.raises(Regelbrott, match=r"\[förnamn\]"):
        akter.skapa_mall(
            namnd=kommun.von, namn="Fel", text="[förnamn]", av=karin_kvalitetssamordnare
        )
    assert not Svarsmall.objects.exists()


def test_a_template_is_written_changed_retired_and_taken_up_again(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    client.post(f"{SIDA}mallar/ny/", {"namnd": kommun.von.pk, "namn": "Tack", "text": "Tack!"})
    mall = Svarsmall.objects.get()
    client.post(f"{SIDA}mallar/{mall.pk}/", {"namn": "Tack", "text": "Tack så mycket!"})
    for _ in range(2):  # twice is once
        client.post(f"{SIDA}mallar/{mall.pk}/ur-bruk/")
    assert not Svarsmall.objects.i_bruk().exists()
    assert "Ur bruk sedan" in client.get(SIDA).content.decode()
    client.post(f"{SIDA}mallar/{mall.pk}/i-bruk/")
    assert Svarsmall.objects.i_bruk().get().text == "Tack så mycket!"
    slag = Handelse.objects.filter(slag__startswith="svarsmall").order_by("pk")
    assert [h.slag.partition(".")[2] for h in slag] == ["skapad", "andrad", "ur_bruk", "i_bruk"]


def test_two_in_use_may_not_share_a_name_but_a_retired_one_gives_it_up(
    kommun: Kommun, mall: Svarsmall, karin_kvalitetssamordnare: Anvandare
) -> None:
    karin = karin_kvalitetssamordnare
    with pytest.raises(Regelbrott, match="redan en mall"):
        akter.skapa_mall(namnd=kommun.von, namn="Tack", text="Hej", av=karin)
    akter.skapa_mall(namnd=kommun.kfn, namn="Tack", text="Hej", av=karin)
    akter.ta_ur_bruk(mall, av=karin)
    akter.skapa_mall(namnd=kommun.von, namn="Tack", text="Hej", av=karin)
    with pytest.raises(Regelbrott, match="redan en mall"):
        akter.ta_i_bruk(mall, av=karin)
    with pytest.raises(IntegrityError, match="svarsmall_eget_namn"), transaction.atomic():
        Svarsmall.objects.filter(pk=mall.pk).update(ur_bruk=None)


@pytest.mark.parametrize("andrat", [{"namn": ""}, {"text": ""}])
def test_the_database_refuses_an_empty_template(mall: Svarsmall, andrat: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="svarsmall_har_text"), transaction.atomic():
        Svarsmall.objects.filter(pk=mall.pk).update(**andrat)


@pytest.mark.parametrize("roll", ["HS", "CH", "NS", "REV"])
def test_who_may_not_write_templates(
    kommun: Kommun, client: Client, mall: Svarsmall, roll: str
) -> None:
    client.force_login(factories.person("Nils Nej", roll, kommun.rot))
    for del_ in ("ny/", f"{mall.pk}/", f"{mall.pk}/ur-bruk/", f"{mall.pk}/i-bruk/"):
        assert client.post(f"{SIDA}mallar/{del_}", {"namn": "x", "text": "y"}).status_code == 403


def test_another_nämnds_template_does_not_exist(
    kommun: Kommun, client: Client, mall: Svarsmall
) -> None:
    client.force_login(factories.person("Kim Kultur", "KV", kommun.rot, namnd=kommun.kfn))
    for del_ in ("", "ur-bruk/", "i-bruk/"):
        assert client.post(f"{SIDA}mallar/{mall.pk}/{del_}").status_code == 404
    svar = client.post(f"{SIDA}mallar/ny/", {"namnd": kommun.von.pk, "namn": "Smyg", "text": "Hej"})
    assert "Välj en nämnd i listan." in svar.content.decode()


def test_the_handler_begins_from_a_template_and_keeps_what_is_written(
    kommun: Kommun, client: Client, mall: Svarsmall
) -> None:
    s, hugo = arende(kommun)
    client.force_login(hugo)
    assert ">Tack</option>" in client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
    data = {"steg": ["granska", "mall"], "mall": mall.pk, "meddelande": "Redan skrivet."}
    svar = client.post(f"/arbete/synpunkter/{s.pk}/besvara/", data)
    sida = svar.content.decode()
    assert "Redan skrivet.\n\nHej Gunilla,\n\ntack för ditt klagomål" in sida
    assert not s.meddelanden.exists()


def test_only_the_nämnds_templates_in_use_are_offered(
    kommun: Kommun, client: Client, mall: Svarsmall
) -> None:
    s, hugo = arende(kommun)
    annan = Svarsmall.objects.create(namnd=kommun.kfn, namn="Bibliotekets", text="Hej")
    gammal = Svarsmall.objects.create(
        namnd=kommun.von, namn="Gammal", text="Hej", ur_bruk=klocka.nu()
    )
    client.force_login(hugo)
    sida = client.get(f"/arbete/synpunkter/{s.pk}/besvara/").content.decode()
    assert "Tack</option>" in sida
    for dold in (annan, gammal):
        assert f"{dold.namn}</option>" not in sida
        for varde in (dold.pk, "1 or 1", "", "99999999"):
            data = {"steg": "mall", "mall": varde, "meddelande": "Orört."}
            svar = client.post(f"/arbete/synpunkter/{s.pk}/besvara/", data).content.decode()
            assert ">\nOrört.</textarea>" in svar


def test_a_placeholder_nobody_filled_in_is_never_sent(kommun: Kommun, client: Client) -> None:
    s, hugo = arende(kommun)
    client.force_login(hugo)
    for steg in ("granska", "skicka"):
        data = {"steg": steg, "meddelande": "Hej [mitt namn]"}
        svar = client.post(f"/arbete/synpunkter/{s.pk}/besvara/", data).content.decode()
        assert "Byt ut [mitt namn] mot riktiga ord." in svar
    assert not s.meddelanden.exists()
