"""Choosing a password by a mailed link: the first account, the invited, and the forgetful."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from kvalitet import klocka
from kvalitet.actions.konton import be_om_losenord
from kvalitet.models import Anvandare, Enhet, Handelse, Utskick
from kvalitet.roller import Roll
from tests import factories
from tests.factories import Kommun

BE = "/konto/losenord/"
NYTT = "sju gula tåg i rad"


@pytest.fixture
def siv(kommun: Kommun) -> Anvandare:
    return factories.person("Siv Åkesson", "CH", kommun.vok)


def brev() -> dict[str, str]:
    innehall: dict[str, str] = json.loads(Utskick.objects.latest("pk").innehall)
    return innehall


def lank() -> str:
    traff = re.search(r"https?://[^/]+(/konto/losenord/\S+)", brev()["text"])
    assert traff
    return traff[1]


def valj(client: Client, vag: str, nytt: str = NYTT, igen: str = NYTT) -> str:
    """Open the link and send the form; return the page that it leads to."""
    sida = client.get(vag, follow=True)
    vag = sida.redirect_chain[-1][0] if sida.redirect_chain else vag
    return client.post(vag, {"nytt": nytt, "igen": igen}, follow=True).content.decode()


def kan_logga_in(epost: str, losenord: str) -> bool:
    svar = Client().post("/konto/logga-in/", {"username": epost, "password": losenord})
    return svar.status_code == 302


def test_who_has_forgotten_chooses_a_new_one(client: Client, siv: Anvandare) -> None:
    sida = client.post(BE, {"epost": "Siv.Akesson@Kommun.Example"}).content.decode()
    assert "Titta i din e-post" in sida
    assert (brev()["mottagare"], brev()["amne"]) == (siv.epost, "Välj ett nytt lösenord")
    assert "Lösenordet är valt. Logga in med det." in valj(client, lank())
    assert kan_logga_in(siv.epost, NYTT)
    assert not kan_logga_in(siv.epost, factories.LOSENORD)
    assert Handelse.objects.filter(slag="konto.losenord", av=siv).count() == 1


def test_the_answer_tells_nobody_who_has_an_account(client: Client, siv: Anvandare) -> None:
    har = client.post(BE, {"epost": siv.epost}).content
    antal = Utskick.objects.count()
    har_inte = client.post(BE, {"epost": "ingen@kommun.example"}).content
    assert har == har_inte
    assert Utskick.objects.count() == antal == 1


def test_a_closed_account_gets_no_link(siv: Anvandare) -> None:
    Anvandare.objects.filter(pk=siv.pk).update(is_active=False)
    be_om_losenord(siv.epost)
    assert not Utskick.objects.exists()


def test_asked_for_again_within_the_hour_it_is_one_mail(siv: Anvandare) -> None:
    nu = timezone.now().replace(minute=1)
    for minuter, antal in ((0, 1), (5, 1), (65, 2)):
        with klocka.stalld(nu + timedelta(minutes=minuter)):
            be_om_losenord(siv.epost)
        assert Utskick.objects.count() == antal


def test_a_link_is_used_once(client: Client, siv: Anvandare) -> None:
    be_om_losenord(siv.epost)
    valj(client, vag := lank())
    sida = Client().get(vag, follow=True).content.decode()
    assert "Länken går inte att använda" in sida
    assert 'href="/konto/losenord/"' in sida


@pytest.mark.parametrize("vag", ["MQ/inget/", "inte-en-nyckel/heller/", "OTk5OTk5/x-y/"])
def test_a_made_up_link_leads_nowhere(client: Client, siv: Anvandare, vag: str) -> None:
    assert "Länken går inte att använda" in client.get(f"{BE}{vag}").content.decode()


@pytest.mark.parametrize(
    ("nytt", "igen", "mening"),
    [
        ("kort", "kort", "12 tecken"),
        ("siv.akesson@kommun.example", "siv.akesson@kommun.example", "alltför likt"),
        (NYTT, "något annat", "Lösenorden är inte lika."),
        ("", "", "Skriv ett lösenord."),
    ],
)
def test_what_is_no_good_is_told_and_the_old_stands(
    client: Client, siv: Anvandare, nytt: str, igen: str, mening: str
) -> None:
    be_om_losenord(siv.epost)
    assert mening in valj(client, lank(), nytt, igen)
    assert kan_logga_in(siv.epost, factories.LOSENORD)


def test_a_word_that_is_no_address_is_told(client: Client, db: None) -> None:
    assert "Skriv en hel e-postadress" in client.post(BE, {"epost": "siv"}).content.decode()


def test_a_new_site_gets_its_first_administrator_once(client: Client, db: None) -> None:
    call_command("borja", "Anna.Ek@kommun.example", "Anna Ek", verbosity=0)
    anna = Anvandare.objects.get(epost="anna.ek@kommun.example")
    assert Enhet.objects.get().slag == Enhet.Slag.KOMMUN
    assert anna.tilldelningar.get().roll == Roll.ADMINISTRATOR
    assert brev()["amne"] == "Du har fått ett konto i Förbättringshjulet"
    valj(client, lank())
    inloggad = client.post("/konto/logga-in/", {"username": anna.epost, "password": NYTT})
    assert inloggad.status_code == 302
    assert client.get("/arbete/importera/").status_code == 200
    with pytest.raises(CommandError, match="Det finns redan konton"):
        call_command("borja", "b@kommun.example", "Bo Ek", verbosity=0)


def test_a_first_administrator_without_an_address_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="Skriv en hel e-postadress"):
        call_command("borja", "anna", "Anna Ek", verbosity=0)
    assert not Anvandare.objects.exists()
    assert not Enhet.objects.exists()
