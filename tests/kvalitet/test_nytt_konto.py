"""The administrator makes a colleague's account by hand."""

from __future__ import annotations

import pytest
from django.test import Client

from kvalitet.models import Anvandare, Handelse, Utskick
from tests import factories
from tests.factories import Kommun
from tests.inloggad import for_lange_sedan

NYTT = "/arbete/organisation/konton/nytt/"


@pytest.fixture
def adm(client: Client, anna_administrator: Anvandare) -> Client:
    client.force_login(anna_administrator)
    return client


def ny(kommun: Kommun, **andra: object) -> dict[str, object]:
    person = {"namn": "Nora Ny", "epost": "Nora.Ny@kommun.example", "roll": "HS"}
    return {**person, "enhet": kommun.hemtjanst.pk, "fran": "2026-11-01", **andra}


def test_a_colleague_gets_an_account_a_role_and_a_mail(adm: Client, kommun: Kommun) -> None:
    svar = adm.post(NYTT, ny(kommun, till="2027-01-31"), follow=True)
    nora = Anvandare.objects.get(epost="nora.ny@kommun.example")
    assert "Nora Ny har fått ett konto." in svar.content.decode()
    roll = nora.tilldelningar.get()
    assert (roll.roll, roll.enhet, roll.giltig.upper.isoformat()) == (
        "HS",
        kommun.hemtjanst,
        "2027-02-01",
    )
    assert [h.slag for h in Handelse.objects.om(nora)] == ["konto.upplagt"]
    assert Utskick.objects.filter(mall="konto_inbjudan").count() == 1
    assert not nora.has_usable_password()


def test_an_address_that_has_an_account_is_told_and_nothing_written_is_lost(
    adm: Client, kommun: Kommun
) -> None:
    siv = factories.person("Siv Åkesson", "CH", kommun.hemtjanst)
    svar = adm.post(NYTT, ny(kommun, epost=siv.epost.upper())).content.decode()
    assert "Det finns redan ett konto med den adressen." in svar
    assert 'value="Nora Ny"' in svar
    assert not Utskick.objects.exists()
    assert siv.tilldelningar.count() == 1


def test_no_account_is_made_for_a_unit_one_does_not_manage(client: Client, kommun: Kommun) -> None:
    client.force_login(factories.person("Lo Kal", "ADM", kommun.vok))
    svar = client.post(NYTT, ny(kommun, enhet=kommun.bibliotek.pk))
    assert "Välj en enhet i listan." in svar.content.decode()
    assert not Anvandare.objects.filter(namn="Nora Ny").exists()


def test_long_after_the_sign_in_no_account_is_made(adm: Client, kommun: Kommun) -> None:
    for_lange_sedan(adm)
    assert "Logga ut och in igen" in adm.get(NYTT).content.decode()
    adm.post(NYTT, ny(kommun))
    assert not Anvandare.objects.filter(namn="Nora Ny").exists()
