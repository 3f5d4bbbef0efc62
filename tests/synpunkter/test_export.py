"""The inbox as a file: rights, what is left out, masking, formulas that do nothing, the record."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from kvalitet.models import Anvandare, Handelse
from synpunkter import export as fil
from synpunkter.actions import lagen
from synpunkter.models import Synpunkt
from synpunkter.villkor_lagen import Del
from tests import factories
from tests.factories import Kommun
from tests.kvalitet.test_exportcell import FORMLER
from tests.synpunkter import exempel

URL = "/arbete/synpunkter/export/"


def rader(svar: Any) -> list[list[str]]:
    innehall = b"".join(svar.streaming_content) if svar.streaming else svar.content
    if svar.headers["Content-Type"].startswith("text/csv"):
        text = innehall.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    blad = load_workbook(io.BytesIO(innehall)).worksheets[0]
    return [["" if c is None else str(c) for c in rad] for rad in blad.values]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_file_holds_what_the_list_shows_with_the_same_filter(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare, format: str
) -> None:
    s = exempel.synpunkt(kommun, text='=1+1; "citat"\nny rad', typ="fraga")
    annan = exempel.synpunkt(kommun, typ="berom")
    client.force_login(hanna_handlaggare)
    alla = rader(client.get(URL, {"format": format, "typ": "fraga"}))
    assert alla[0] == list(fil.KOLUMNER)
    assert [rad[0] for rad in alla[1:]] == [s.referens]
    assert alla[1][-1].startswith('\'=1+1; "citat"')
    alla = rader(client.get(URL, {"format": format}))
    assert {rad[0] for rad in alla[1:]} == {s.referens, annan.referens}


def test_no_formula_reaches_the_spreadsheet(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    for cell in FORMLER:
        exempel.synpunkt(kommun, text=f"{cell} x")
    exempel.synpunkt(kommun, text="Styrtecken \x07 och\x00 mer".replace("\x00", ""))
    client.force_login(hanna_handlaggare)
    svar = client.get(URL, {"format": "xlsx"})
    for rad in load_workbook(io.BytesIO(svar.content)).worksheets[0].iter_rows():
        assert "f" not in {cell.data_type for cell in rad}


def test_contacts_are_never_there_and_what_points_someone_out_is_masked(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    exempel.synpunkt(kommun, text="Gunilla Ek, 811218-9876, 070-123 45 67 klagar.")
    client.force_login(hanna_handlaggare)
    (rad,) = rader(client.get(URL))[1:]
    assert rad[-1] == "[namn], [personnummer], [telefonnummer] klagar."
    assert not any("Gunilla" in c or "@" in c for c in rad)


def test_the_senders_name_is_masked_in_a_part_too(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    delar = [Del(f"Gunilla Ek undrar {n}.", kommun.hemtjanst, kommun.von) for n in (1, 2)]
    hela = exempel.synpunkt(kommun, text="Två frågor.")
    lagen.dela(hela, delar=delar, av=exempel.Personal(kommun).registrator)
    client.force_login(hanna_handlaggare)
    texter = {rad[-1] for rad in rader(client.get(URL))[1:]}
    assert {"[namn] undrar 1.", "[namn] undrar 2."} <= texter


def test_secret_and_protected_cases_are_a_number_alone(kommun: Kommun, client: Client) -> None:
    nils = factories.person("Nils", "NS", kommun.rot, namnd=kommun.von)
    oppet, hemligt, skyddat = (exempel.synpunkt(kommun) for _ in range(3))
    Synpunkt.objects.filter(pk=hemligt.pk).update(sekretess=True)
    Synpunkt.objects.filter(pk=skyddat.pk).update(skyddad=True)
    client.force_login(nils)
    for format in ("csv", "xlsx"):
        alla = rader(client.get(URL, {"format": format}))
        assert alla[1][0] == oppet.referens
        assert alla[-1][0].replace("\u00a0", " ").startswith("2 ärenden med sekretess")
        assert len(alla) == 3


def test_a_case_marked_while_the_file_is_sent_is_left_out(
    synpunkt: Synpunkt, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    svar = client.get(URL)
    Synpunkt.objects.update(sekretess=True)
    assert len(rader(svar)) == 1


def test_another_nämnd_gets_an_empty_file_and_other_roles_none(
    synpunkt: Synpunkt,
    client: Client,
    bo_biblioteksman: Anvandare,
    petra_planansvarig: Anvandare,
) -> None:
    client.force_login(bo_biblioteksman)
    assert len(rader(client.get(URL, {"lage": "alla"}))) == 1
    client.force_login(petra_planansvarig)
    assert client.get(URL).status_code == 403
    client.force_login(bo_biblioteksman)
    assert client.post(URL).status_code == 405


def test_each_export_is_on_record_with_the_cases_but_not_the_words_searched_for(
    synpunkt: Synpunkt, kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    rader(client.get(URL, {"format": "csv", "q": "orolig"}))
    rader(client.get(URL, {"format": "xlsx", "enhet": kommun.centrum.pk}))
    ett, tva = Handelse.objects.filter(slag="synpunkt.exporterade").order_by("pk")
    assert (ett.av, ett.enhet) == (hanna_handlaggare, kommun.vok)
    assert ett.data == {
        "antal": 1,
        "hemliga": 0,
        "format": "csv",
        "synpunkter": [synpunkt.pk],
        "sokning": True,
    }
    assert (tva.enhet, tva.data["antal"], tva.data["format"]) == (kommun.centrum, 0, "xlsx")


def test_too_wide_a_selection_says_what_to_do(
    synpunkt: Synpunkt,
    client: Client,
    hanna_handlaggare: Anvandare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fil, "MEST", 0)
    client.force_login(hanna_handlaggare)
    svar = client.get(URL)
    assert svar.status_code == 409
    assert "Välj en enhet" in svar.content.decode()
    assert not Handelse.objects.filter(slag="synpunkt.exporterade").exists()
