"""Reports of a period: chosen, written in, and ordered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, NamndAnsvar
from tests import factories
from tests.factories import Kommun
from uppfoljning.actions import rapporttext
from uppfoljning.models import Lagval, Rapport, Rapporttext
from uppfoljning.rapport.perioddelar import Period
from uppfoljning.rapportperioder import Spann
from uppfoljning.samlare import perioder
from uppfoljning.samlare.val import for_period

KV1 = Period(fran=date(2026, 1, 1), till=date(2026, 3, 31))
AR = Period(fran=date(2026, 1, 1), till=date(2026, 12, 31))

BESTALL = "/arbete/rapporter/bestall/"


def adress(kommun: Kommun, slag: str = "synpunkter", p: Period = KV1) -> str:
    return f"/arbete/rapporter/period/{slag}/{kommun.von.pk}/{p.fran}/{p.till}/"


@pytest.fixture
def karin(client: Client, karin_kvalitetssamordnare: Anvandare) -> Anvandare:
    client.force_login(karin_kvalitetssamordnare)
    return karin_kvalitetssamordnare


@pytest.mark.parametrize(
    ("slag", "fran", "till"),
    [
        ("synpunkter", "2026-01-01", "2026-03-31"),
        ("synpunkter", "2025-07-01", "2025-12-31"),
        ("kvalitet", "2025-01-01", "2025-12-31"),
    ],
)
def test_what_people_write_in_comes_before_the_order(
    client: Client, kommun: Kommun, karin: Anvandare, slag: str, fran: str, till: str
) -> None:
    val = {"slag": slag, "namnd": kommun.von.pk, "spann": f"{fran}_{till}"}
    assert "På nästa sida skriver du" in client.get(BESTALL, {"slag": slag}).content.decode()
    with klocka.stalld(datetime(2026, 9, 23, 8, 30, tzinfo=UTC)):
        svar = client.post(BESTALL, val)
    assert svar.headers["Location"] == (
        f"/arbete/rapporter/period/{slag}/{kommun.von.pk}/{fran}/{till}/"
    )
    assert not Rapport.objects.exists()


def test_the_schedule_makes_the_report_that_the_texts_are_written_in(kommun: Kommun) -> None:
    """Also of a nämnd that answers for the kommun as a whole beside its own kontor."""
    NamndAnsvar.objects.create(
        namnd=kommun.von, enhet=kommun.rot, giltig=DateRange(date(2026, 1, 1), None)
    )
    spann = Spann(KV1.fran, KV1.till)
    assert for_period("synpunkter", kommun.von, spann) == perioder.omfang(
        "synpunkter", kommun.von, KV1
    )


def test_the_previews_address_holds_what_was_chosen_and_no_token(
    client: Client, kommun: Kommun, karin: Anvandare
) -> None:
    val = {"slag": "synpunkter", "namnd": kommun.von.pk, "spann": "2026-01-01_2026-03-31"}
    svar = client.post(BESTALL, val | {"forhandsvisa": "1", "csrfmiddlewaretoken": "hemligt"})
    assert svar.headers["Location"] == (
        "/arbete/rapporter/forhandsvisa/?slag=synpunkter"
        f"&namnd={kommun.von.pk}&spann=2026-01-01_2026-03-31"
    )


def test_the_draft_leads_back_to_its_texts(
    client: Client, kommun: Kommun, karin: Anvandare, lager: object, utskickade: list[int]
) -> None:
    client.post(adress(kommun), {"analys": "", "initial-analys": "", "skapa": "1"})
    sida = client.get(f"/arbete/rapporter/{Rapport.objects.get().pk}/").content.decode()
    assert f'href="{adress(kommun)}"' in sida


def test_the_chef_reads_what_the_decision_will_ask_for(
    client: Client, kommun: Kommun, karin: Anvandare, lager: object, utskickade: list[int]
) -> None:
    """And may approve all the same; what is missing leads to where it is written."""
    client.post(adress(kommun), {"analys": "", "initial-analys": "", "skapa": "1"})
    rapport = Rapport.objects.get()
    client.force_login(factories.person("Viveka Chef", "CH", kommun.vok))
    sida = client.get(f"/arbete/rapporter/{rapport.pk}/").content.decode()
    assert "Nämnden kan inte fastställa rapporten än." in sida
    assert f'<a href="{adress(kommun)}">Texten Så tolkar vi siffrorna är skriven</a>' in sida
    assert client.post(f"/arbete/rapporter/{rapport.pk}/godkann/").status_code == 302


def test_a_text_that_the_decision_asks_for_is_not_called_optional(
    client: Client, kommun: Kommun, karin: Anvandare
) -> None:
    sida = client.get(adress(kommun)).content.decode()
    assert "då kan rapporten inte fastställas" in sida
    assert "(frivilligt)" not in sida


def test_texts_are_saved_and_the_report_made(
    client: Client, kommun: Kommun, karin: Anvandare, lager: object, utskickade: list[int]
) -> None:
    url = adress(kommun)
    falt = {"analys": "Rad ett\r\nRad två", "gor": "Vi ringer.", "skapa": "1"}
    svar = client.post(url, falt | {"initial-analys": "", "initial-gor": ""})
    rapport = Rapport.objects.get()
    assert svar.headers["Location"] == f"/arbete/rapporter/{rapport.pk}/"
    assert rapport.slag == "synpunkter"
    assert Rapporttext.objects.get(avsnitt="analys").text == "Rad ett\nRad två"
    assert "Rad två" in rapport.ogonblick.innehall
    # A browser sends its own line breaks, also of what it was given.
    igen = {**falt, "initial-analys": "Rad ett\r\nRad två", "initial-gor": "Vi ringer.", "gor": ""}
    del igen["skapa"]
    assert client.post(url, igen).status_code == 302
    assert [t.avsnitt for t in Rapporttext.objects.order_by("pk")] == ["analys"]


def test_nobody_writes_over_another(kommun: Kommun, karin: Anvandare) -> None:
    om = perioder.omfang("synpunkter", kommun.von, KV1)
    rapporttext.skriv(om, {"analys": "Först"}, sags={"analys": ""}, av=karin)
    with pytest.raises(Regelbrott, match="Någon annan har ändrat"):
        rapporttext.skriv(om, {"analys": "Sist"}, sags={"analys": ""}, av=karin)
    assert Rapporttext.objects.get().text == "Först"


def test_the_law_of_a_namnd_is_chosen(client: Client, kommun: Kommun, karin: Anvandare) -> None:
    url = adress(kommun, "kvalitet", AR)
    assert "Så har vi arbetat med kvaliteten" in client.get(url).content.decode()
    assert client.post(url, {"lag": "skola"}).status_code == 302
    assert Lagval.objects.get(namnd=kommun.von).lag == "skola"
    assert "Så planerade vi" in client.get(url).content.decode()


def test_another_namnd_is_not_found_and_without_right_refused(
    client: Client, kommun: Kommun
) -> None:
    client.force_login(factories.person("Berit Bibliotek", "CH", kommun.kfk, namnd=kommun.kfn))
    assert client.get(adress(kommun)).status_code == 404
    client.force_login(factories.person("Fia Förtroendevald", "FV", kommun.rot))
    assert client.get(adress(kommun)).status_code == 403


@pytest.mark.parametrize(
    "del_",
    ["manad/{}/2026-01-01/2026-03-31", "synpunkter/{}/x/y", "kvalitet/{}/2026-02-01/2026-01-01"],
)
def test_an_odd_address_is_not_found(
    client: Client, kommun: Kommun, karin: Anvandare, del_: str
) -> None:
    assert client.get(f"/arbete/rapporter/period/{del_.format(kommun.von.pk)}/").status_code == 404
