"""The auditor reads all that has happened, and that reading is itself on record."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.models import Anvandare, Handelse
from kvalitet.roller import ROLLER, Rattighet, Roll
from kvalitet.views import granskningslogg
from kvalitet.views.granskningslogg import HAMTAD, LAST, SIDOR, UTAN_SIDA
from synpunkter import sekretess
from tests import factories
from tests.cykel import fabrik
from tests.factories import Kommun
from tests.synpunkter import exempel

SIDA = "/arbete/granskning/"
RAD = 'data-rubrik="När"'
ANTECKNAD = "synpunkt.antecknad"
NU = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
SENARE = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)
"""Half past midnight on 2 April, in Swedish time."""


def sidan(client: Client, **val: str | int) -> str:
    svar = client.get(SIDA, val)
    assert svar.status_code == 200
    return svar.content.decode()


def filen(client: Client, form: str, **val: str) -> str:
    svar = client.get(f"{SIDA}{form}/", val)
    assert svar.status_code == 200
    return b"".join(svar.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]


@pytest.fixture
def rut(client: Client, rut_revisor: Anvandare) -> Anvandare:
    client.force_login(rut_revisor)
    return rut_revisor


@pytest.fixture
def handelserna(kommun: Kommun, erik_enhetschef: Anvandare, hanna_handlaggare: Anvandare) -> None:
    logg.skriv("enhet.skapad", kommun.vok, av=erik_enhetschef, nu=NU, kommentar="För fler platser.")
    data = {"fran_enhet": kommun.vok.pk, "galler_fran": "2026-04-02"}
    logg.skriv("enhet.tar_over", kommun.kfk, av=None, nu=SENARE, data=data)
    with klocka.stalld(NU):
        s = exempel.synpunkt(kommun)
    logg.skriv("synpunkt.antecknad", s, av=hanna_handlaggare, nu=SENARE, kommentar="Om en boende.")


# --- Who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("roll", [roll for roll in Roll if roll != Roll.REVISOR])
def test_the_log_is_for_auditors_alone(kommun: Kommun, client: Client, roll: Roll) -> None:
    client.force_login(factories.person("Prov", roll, kommun.rot))
    assert client.get(SIDA).status_code == 403
    assert client.get(f"{SIDA}csv/").status_code == 403
    assert Rattighet.HISTORIK_SE not in ROLLER[roll]


def test_the_log_takes_no_posts(client: Client, rut: Anvandare) -> None:
    assert client.post(SIDA).status_code == 405
    assert client.post(f"{SIDA}csv/").status_code == 405


def test_an_auditor_of_one_kontor_reads_its_events_alone(
    kommun: Kommun, client: Client, handelserna: None
) -> None:
    client.force_login(factories.person("Rune", Roll.REVISOR, kommun.vok))
    sida = sidan(client)
    assert "Enheten lades till." in sida
    assert "Tar över det som är öppet" not in sida
    assert "synpunkt.antecknad" in filen(client, "jsonl")
    assert "enhet.tar_over" not in filen(client, "jsonl")


def test_the_menu_leads_the_auditor_there(
    kommun: Kommun, client: Client, rut: Anvandare, erik_enhetschef: Anvandare
) -> None:
    lank = f'href="{SIDA}"'
    assert lank in client.get("/arbete/").content.decode()
    client.force_login(erik_enhetschef)
    assert lank not in client.get("/arbete/").content.decode()


# --- What ----------------------------------------------------------------------------------------


def test_each_event_is_told_in_words_with_its_object(
    kommun: Kommun, client: Client, rut: Anvandare, handelserna: None
) -> None:
    sida = sidan(client)
    assert "Enheten lades till." in sida
    assert "Erik Enhetschef" in sida
    assert "För fler platser." in sida
    assert f'href="{reverse("enhet", args=[kommun.vok.pk])}"' in sida
    assert f"om=kvalitet.enhet&amp;nummer={kommun.vok.pk}" in sida


def test_the_old_and_new_values_of_a_row_are_told(client: Client, kommun: Kommun) -> None:
    """Row history (pghistory) is read where the act is."""
    p = fabrik.i_genomfora(kommun)
    client.force_login(factories.person("Rut Revisor", Roll.REVISOR, kommun.rot))
    mal = p.styrning.trygghet
    mal.text = "Ett nytt ordval."
    mal.save()
    logg.skriv("mal.andrat", mal, av=p.folk.karin, nu=klocka.nu())
    assert "till ”Ett nytt ordval.”" in sidan(client, om="cykel.mal", nummer=mal.pk)


@pytest.mark.parametrize(
    ("val", "villkor"),
    [
        ({"person": "erik"}, Q(av__namn="Erik Enhetschef")),
        ({"om": "kvalitet.enhet"}, Q(objekttyp="kvalitet.enhet")),
        ({"om": "synpunkter.synpunkt"}, Q(objekttyp="synpunkter.synpunkt")),
        ({"fran": "2026-04-02"}, Q(tid=SENARE)),
        ({"till": "2026-04-01"}, Q(tid=NU)),
        ({"fran": "2026-04-02", "till": "2026-04-02", "person": "hanna"}, Q(slag=ANTECKNAD)),
    ],
)
def test_the_filter_keeps_what_was_chosen(
    client: Client, rut: Anvandare, handelserna: None, val: dict[str, str], villkor: Q
) -> None:
    antal = Handelse.objects.filter(villkor).count()
    assert 0 < antal < Handelse.objects.count()
    assert sidan(client, **val).count(RAD) == antal
    poster = [json.loads(rad) for rad in filen(client, "jsonl", **val).splitlines()]
    assert len([post for post in poster if post["slag"] != LAST]) == antal


def test_the_filter_finds_a_namnd_and_one_object(
    kommun: Kommun, client: Client, rut: Anvandare, handelserna: None
) -> None:
    antal = Handelse.objects.filter(namnd=kommun.von).count()
    assert antal
    assert sidan(client, namnd=kommun.von.pk).count(RAD) == antal
    assert sidan(client, namnd=kommun.kfn.pk).count(RAD) == 0
    en = sidan(client, om="kvalitet.enhet", nummer=kommun.kfk.pk)
    assert "Tar över det som är öppet" in en
    assert "Enheten lades till." not in en


@pytest.mark.parametrize(
    "val", [{"nummer": "9" * 30}, {"fran": "igår"}, {"om": "auth.user"}, {"namnd": "x"}]
)
def test_a_filter_that_means_nothing_is_answered_and_chooses_nothing(
    client: Client, rut: Anvandare, handelserna: None, val: dict[str, str]
) -> None:
    antal = Handelse.objects.count()
    assert sidan(client, **val).count(RAD) == antal


def test_many_events_are_turned_page_by_page(
    kommun: Kommun, client: Client, rut: Anvandare
) -> None:
    for _ in range(70):
        logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
    adress, sedda = "?om=kvalitet.enhet", 0
    while adress:
        svar = client.get(f"{SIDA}{adress}")
        sedda += len(svar.context["rader"])
        adress = svar.context["blad"].nasta
    assert sedda == 70


def test_every_kind_in_the_filter_is_a_model_and_has_its_page() -> None:
    for objekttyp in (*SIDOR, *UTAN_SIDA):
        assert apps.get_model(objekttyp)
    for vy in SIDOR.values():
        assert reverse(vy, args=[1])


# --- Secrecy -------------------------------------------------------------------------------------


def test_words_about_a_case_are_read_in_the_case(
    client: Client, rut: Anvandare, handelserna: None
) -> None:
    assert "Om en boende." not in sidan(client)
    for form in ("csv", "jsonl"):
        assert "Om en boende." not in filen(client, form)
        assert "För fler platser." not in filen(client, form)


def test_who_has_read_what_is_secret_can_be_chosen(
    kommun: Kommun, client: Client, rut: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    s = exempel.synpunkt(kommun)
    sekretess.skriv_lasning(sekretess.LAST, s, av=hanna_handlaggare)
    sekretess.skriv_lasning(sekretess.LAST, s, av=rut)
    logg.skriv("synpunkt.antecknad", s, av=hanna_handlaggare, nu=NU)
    alla = sidan(client, visa="lasningar")
    assert alla.count("Det markerade ärendet lästes.") == 2
    assert "Intern anteckning." not in alla
    assert sidan(client, visa="revisor").count("Det markerade ärendet lästes.") == 1


def test_each_look_at_the_log_is_on_record(
    client: Client, rut: Anvandare, handelserna: None
) -> None:
    client.get(SIDA, {"person": "Erik", "om": "kvalitet.enhet"})
    rad = Handelse.objects.get(slag=LAST)
    assert (rad.av, rad.roll) == (rut, "REV")
    assert rad.data == {"antal": 1, "om": "kvalitet.enhet", "personsokning": 1}, "inget namn"
    client.head(SIDA)
    assert Handelse.objects.filter(slag=LAST).count() == 1


# --- The file ------------------------------------------------------------------------------------


def test_a_kind_that_is_no_more_is_told_by_its_code(
    kommun: Kommun, client: Client, rut: Anvandare
) -> None:
    Handelse.objects.create(tid=NU, slag="x.y", objekttyp="gammal.modell", objekt_id=7, roll="XX")
    assert "gammal.modell 7" in sidan(client)


def test_the_files_hold_the_same_events(client: Client, rut: Anvandare, handelserna: None) -> None:
    tabell = list(csv.reader(io.StringIO(filen(client, "csv")), delimiter=";"))
    poster = [json.loads(rad) for rad in filen(client, "jsonl").splitlines()]
    assert {len(rad) for rad in tabell} == {13}
    assert [rad[2] for rad in tabell[1:]] == list(
        Handelse.objects.exclude(slag=HAMTAD).order_by("-pk").values_list("slag", flat=True)
    )
    assert [post["slag"] for post in poster] == [HAMTAD, *(rad[2] for rad in tabell[1:])]
    assert Handelse.objects.filter(slag=HAMTAD, av=rut).count() == 2


def test_a_file_is_told_some_events_at_a_time(
    kommun: Kommun, client: Client, rut: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(granskningslogg, "STYCKE", 3)
    for _ in range(7):
        logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
    nummer = [json.loads(rad)["nummer"] for rad in filen(client, "jsonl").splitlines()]
    assert len(nummer) == 7
    assert nummer == sorted(nummer, reverse=True)


def test_no_cell_of_the_file_is_a_formula(kommun: Kommun, client: Client, rut: Anvandare) -> None:
    elak = factories.person("=1+1", Roll.CHEF, kommun.vok)
    logg.skriv("enhet.skapad", kommun.vok, av=elak, nu=NU)
    (_, rad) = csv.reader(io.StringIO(filen(client, "csv")), delimiter=";")
    assert rad[4] == "'=1+1"


def test_a_file_of_another_kind_is_not_there(client: Client, rut: Anvandare) -> None:
    assert client.get(f"{SIDA}exe/").status_code == 404
    assert far(rut, Rattighet.HISTORIK_SE)
