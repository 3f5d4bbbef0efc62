"""Staff pages: the file with codes, the file for reminding, and that neither is kept."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from kvalitet.models import Anvandare
from tests import factories
from tests.kvalitet.test_exportcell import FORMLER
from tests.synpunkter.test_anonymitet import databasen
from tests.uppfoljning.koder.fall import OPPEN, bestall, med_koder
from tests.uppfoljning.lage import Lage, undersokning
from uppfoljning.actions import svarskod as akter
from uppfoljning.models import Kodomgang, Svarskod, Undersokning

NAMN = ["Gunilla Ek", "Börje Ådahl", "Siv Öman"]
RADER = [
    ["Namn", "Gatuadress", "Postnummer", "Telefon"],
    *[[namn, f"Storgatan {nr}", 60223 + nr, "+46 70 174 06 0" + str(nr)]
      for nr, namn in enumerate(NAMN)],
]  # fmt: skip


def xlsx(rader: list[list[Any]]) -> bytes:
    bok = Workbook()
    for rad in rader:
        bok.worksheets[0].append(rad)
    ut = io.BytesIO()
    bok.save(ut)
    return ut.getvalue()


def som_csv(rader: list[list[Any]]) -> bytes:
    ut = io.StringIO()
    csv.writer(ut, delimiter=";").writerows(rader)
    return ut.getvalue().encode("cp1252")


def las(svar: Any) -> list[list[str]]:
    if svar.headers["Content-Type"].startswith("text/csv"):
        assert svar.content.startswith(b"\xef\xbb\xbf")
        text = svar.content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    blad = load_workbook(io.BytesIO(svar.content)).worksheets[0]
    return [["" if c is None else str(c) for c in rad] for rad in blad.values]


def sida(u: Undersokning, del_: str = "") -> str:
    return f"/arbete/undersokningar/{u.pk}/koder/{del_}"


def skicka(
    client: Client, u: Undersokning, del_: str, fil: bytes | None = None, **data: Any
) -> Any:
    """Open the page and send its form in, with a file when there is one."""
    url = sida(u, del_)
    traff = re.search(r'name="token" value="([^"]+)"', client.get(url).content.decode())
    data = {"format": "csv", "token": traff[1] if traff else "", **data}
    if fil is not None:
        data["fil"] = SimpleUploadedFile("lista.xlsx", fil)
    return client.post(url, data)


@pytest.fixture
def karin(client: Client, karin_kvalitetssamordnare: Anvandare) -> Anvandare:
    client.force_login(karin_kvalitetssamordnare)
    return karin_kvalitetssamordnare


@contextmanager
def inget_skrivs_till_disk() -> Iterator[list[str]]:
    """Collect the files that are opened for writing meanwhile, by anyone in this process."""
    oppnade: list[str] = []
    lyssnar = True

    def lyssna(handelse: str, args: tuple[Any, ...]) -> None:
        skriver = handelse == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
        if lyssnar and (skriver or handelse in ("tempfile.mkstemp", "tempfile.mkdtemp")):
            oppnade.append(str(args[0]))

    sys.addaudithook(lyssna)
    try:
        yield oppnade
    finally:
        lyssnar = False


# --- The file with codes ---------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_number_gives_a_file_of_codes_and_addresses(
    lage: Lage, client: Client, karin: Anvandare, format: str
) -> None:
    u = med_koder(lage)
    svaret = skicka(client, u, "skapa/", antal="12", format=format)
    rubriker, *rader = las(svaret)
    assert rubriker == ["Svarskod", "Svarslänk"]
    assert len(rader) == 12
    for kod, lank in rader:
        assert akter.finns(u, kod)
        assert lank.endswith(f"/undersokningar/{u.slug}/?kod={kod}")
    assert svaret.headers["Cache-Control"] == "no-store"
    assert f'filename="utskick-{u.slug}.{format}"' in svaret.headers["Content-Disposition"]


@pytest.mark.parametrize("gor", [xlsx, som_csv])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_list_comes_back_with_a_code_for_each_person(
    lage: Lage, client: Client, karin: Anvandare, gor: Any, format: str
) -> None:
    u = med_koder(lage)
    rubriker, *rader = las(skicka(client, u, "skapa/", gor(RADER), format=format))
    assert rubriker == [*RADER[0], "Svarskod", "Svarslänk"]
    assert [rad[0] for rad in rader] == NAMN
    assert [rad[2] for rad in rader] == ["60223", "60224", "60225"]
    assert len({rad[4] for rad in rader}) == 3
    assert all(akter.finns(u, rad[4]) for rad in rader)


def test_of_the_list_nothing_reaches_database_log_or_disk(
    lage: Lage, client: Client, karin: Anvandare, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    u = med_koder(lage)
    # Above what the site's other forms keep in memory.
    fyllnad = [[f"Person {nr}", "Lång gata " * 60, 1, ""] for nr in range(4500)]
    stor = som_csv([*RADER, *fyllnad])
    assert 2.5 * 1024 * 1024 < len(stor) < 5 * 1024 * 1024
    skicka(client, u, "skapa/", xlsx(RADER))  # what is imported at first use is there
    listan = xlsx(RADER)
    for format in ("csv", "xlsx"):
        for fil in (listan, stor):
            with inget_skrivs_till_disk() as skrivna:
                svaret = skicka(client, u, "skapa/", fil, format=format)
                tillbaka = svaret.content
                igen = skicka(client, u, "paminn/", tillbaka, format=format)
            assert las(igen)[1][0] == "Gunilla Ek", igen.content[:2000]
            assert skrivna == []
    allt = databasen() + caplog.text
    for spar in ("Gunilla", "Ådahl", "Öman", "Storgatan", "Lång gata", "174 06"):
        assert spar not in allt
    for kod in [rad[4] for rad in las(svaret)[1:20]]:
        assert kod not in allt
        assert kod.replace("-", "") not in allt


def test_a_page_sent_twice_gives_the_same_file(
    lage: Lage, client: Client, karin: Anvandare
) -> None:
    u = med_koder(lage)
    traff = re.search(
        r'name="token" value="([^"]+)"', client.get(sida(u, "skapa/")).content.decode()
    )
    assert traff
    data = {"antal": "5", "format": "csv", "token": traff[1]}
    en, tva = (client.post(sida(u, "skapa/"), data).content for _ in range(2))
    assert en == tva
    assert Kodomgang.objects.count() == 1


def test_an_old_page_says_so(lage: Lage, client: Client, karin: Anvandare) -> None:
    svaret = skicka(client, med_koder(lage), "skapa/", antal="3", token="gammal")
    assert "varit öppen för länge" in svaret.content.decode()
    assert not Svarskod.objects.exists()


def test_new_codes_instead_of_those_unused(lage: Lage, client: Client, karin: Anvandare) -> None:
    u = med_koder(lage)
    assert 'name="byt"' not in client.get(sida(u, "skapa/")).content.decode()
    gamla = [rad[0] for rad in las(skicka(client, u, "skapa/", antal="2"))[1:]]
    assert "De nya ersätter 2 koder som ingen har använt" in (
        client.get(sida(u, "skapa/")).content.decode()
    )
    nya = [rad[0] for rad in las(skicka(client, u, "skapa/", antal="2", byt="on"))[1:]]
    assert [akter.finns(u, kod) for kod in (*gamla, *nya)] == [False, False, True, True]
    assert "Ersatta 10" in client.get(sida(u)).content.decode()


def test_formulas_in_the_list_calculate_nothing(
    lage: Lage, client: Client, karin: Anvandare
) -> None:
    u = med_koder(lage)
    rader = [["Namn", "Ort"], *[[cell, "Norrköping"] for cell in FORMLER]]
    for format in ("csv", "xlsx"):
        svaret = skicka(client, u, "skapa/", som_csv_utf8(rader), format=format)
        if format == "xlsx":
            for rad in load_workbook(io.BytesIO(svaret.content)).worksheets[0].iter_rows():
                assert "f" not in {cell.data_type for cell in rad}
        for rad in las(svaret)[1:]:
            assert rad[0][0] not in "=+-@|%", rad
        # Back and forth once more: nothing is added to what was made harmless.
        igen = las(skicka(client, u, "paminn/", svaret.content, format=format))
        assert igen == las(svaret)


def som_csv_utf8(rader: list[list[Any]]) -> bytes:
    ut = io.StringIO()
    csv.writer(ut, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rader)
    return ut.getvalue().encode("utf-8-sig")


def test_a_formula_of_a_workbook_is_read_as_its_value(
    lage: Lage, client: Client, karin: Anvandare
) -> None:
    """Never calculated: one that was saved without a value is an empty cell."""
    u = med_koder(lage)
    fil = xlsx([["Namn", "Summa"], ["Gunilla", "=1+1"]])
    (_, rad) = las(skicka(client, u, "skapa/", fil))
    assert rad[:2] == ["Gunilla", ""]


@pytest.mark.parametrize(
    ("fil", "mening"),
    [
        (b"", "Filen är tom"),
        (b"%PDF-1.7 strunt", "inte en Excelfil"),
        (xlsx([["Namn", "Ort"]]), "bara rubriker"),
        (xlsx([["Gunilla Ek", 60223], ["Siv", 60224]]), "ser ut att vara en person"),
        (xlsx([["Namn", "g@ek.se"], ["Siv", "s@ek.se"]]), "ser ut att vara en person"),
        (xlsx([["Namn", "Svarskod"], ["Siv", "A"]]), "redan en kolumn som heter Svarskod"),
        (xlsx([[f"K{n}" for n in range(59)], ["x"] * 59]), "fler än 58 kolumner"),
        (b"Namn;Ort\r\n" + b"A;B\r\n" * 200_000, "fler än 5000 rader"),
        (b"Namn;Ort\r\n" + b"A;B\r\n" * 1_200_000, "större än 5 MB"),
        (b"Namn;Ort\r\n" + b"A;B\r\n" * 3_000_000, "större än 5 MB"),
    ],
    ids=["tom", "pdf", "rubriker", "siffror", "epost", "koder", "bred", "lang", "stor", "jatte"],
)
def test_a_list_that_will_not_do_says_why(
    lage: Lage, client: Client, karin: Anvandare, fil: bytes, mening: str
) -> None:
    svaret = skicka(client, med_koder(lage), "skapa/", fil)
    assert svaret.status_code == 200
    assert mening in svaret.content.decode()
    assert not Svarskod.objects.exists()


@pytest.mark.parametrize(
    ("antal", "med_lista", "mening"),
    [
        ("", False, "Skriv hur många koder"),
        ("0", False, "minst en kod"),
        ("5000", False, "4\N{NO-BREAK SPACE}999 koder"),
        ("många", False, "med siffror"),
        ("7", True, "Listan har 3 personer"),
    ],
)
def test_a_number_that_will_not_do_says_why(
    lage: Lage, client: Client, karin: Anvandare, antal: str, med_lista: bool, mening: str
) -> None:
    fil = xlsx(RADER) if med_lista else None
    svaret = skicka(client, med_koder(lage), "skapa/", fil, antal=antal)
    assert mening in svaret.content.decode()
    assert not Svarskod.objects.exists()


# --- The file for reminding ------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_own_file_comes_back_with_those_who_have_not_answered(
    lage: Lage, client: Client, karin: Anvandare, format: str
) -> None:
    u = med_koder(lage)
    utskick = skicka(client, u, "skapa/", xlsx(RADER), format=format)
    rubriker, gunilla, borje, siv = las(utskick)
    akter.anvand(u, borje[4])
    svaret = skicka(client, u, "paminn/", utskick.content, format=format)
    assert las(svaret) == [rubriker, gunilla, siv]
    assert f"paminnelse-{u.slug}" in svaret.headers["Content-Disposition"]


def test_codes_of_two_orders_in_one_file(lage: Lage, client: Client, karin: Anvandare) -> None:
    u = med_koder(lage)
    koder = [*bestall(u, 2, karin, "en"), *bestall(u, 1, karin, "två"), "okänd"]
    fil = xlsx([["Svarskod", "Namn"], *[[kod.lower(), "x"] for kod in koder]])
    assert len(las(skicka(client, u, "paminn/", fil))) == 4


@pytest.mark.parametrize(
    ("fil", "mening"),
    [
        (None, "Välj en fil."),
        (xlsx(RADER), "ingen kolumn som heter Svarskod"),
        (xlsx([["Svarskod", "Namn"], ["AAAAA-BBBBB", "x"]]), "Ingen kod i filen går att använda"),
        (b"Svarskod;Ort\r\n" + b"A;B\r\n" * 200_000, "fler än 5000 rader"),
    ],
)
def test_a_file_that_cannot_be_reminded_from_says_why(
    lage: Lage, client: Client, karin: Anvandare, fil: bytes | None, mening: str
) -> None:
    u = med_koder(lage)
    bestall(u, 2, karin)
    assert mening in skicka(client, u, "paminn/", fil).content.decode()


def test_another_surveys_file_is_told(lage: Lage, client: Client, karin: Anvandare) -> None:
    u, annan = med_koder(lage), med_koder(lage, slug="annan")
    fil = skicka(client, annan, "skapa/", antal="3").content
    assert "hör till en annan undersökning" in skicka(client, u, "paminn/", fil).content.decode()


# --- The pages -------------------------------------------------------------------------------


def test_the_page_says_how_many_are_unused(lage: Lage, client: Client, karin: Anvandare) -> None:
    u = med_koder(lage)
    assert "Inga koder är skapade än." in client.get(sida(u)).content.decode()
    kod, *_ = bestall(u, 8, karin)
    akter.anvand(u, kod)
    innehall = client.get(sida(u)).content.decode()
    assert '<td class="siffra" data-rubrik="Inte använda">7</td>' in innehall
    assert kod not in innehall


def test_who_can_answer_is_chosen_on_the_page(lage: Lage, client: Client, karin: Anvandare) -> None:
    u = undersokning(lage, **OPPEN)
    assert "Alla som har adressen." in client.get(sida(u)).content.decode()
    svaret = client.post(sida(u, "krav/"), {"kraver_kod": "ja"}, follow=True)
    assert "Nu kan bara den som har en kod svara." in svaret.content.decode()
    svaret = client.post(sida(u, "krav/"), {"kraver_kod": "nej"}, follow=True)
    assert "Nu kan alla som har adressen svara." in svaret.content.decode()
    assert client.get(sida(u, "krav/")).status_code == 405


def test_who_reads_sees_the_numbers_and_orders_nothing(
    lage: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    u = med_koder(lage)
    client.force_login(erik_enhetschef)
    innehall = client.get(sida(u)).content.decode()
    assert "Skapa koder</a>" not in innehall
    for del_ in ("skapa/", "paminn/"):
        assert client.get(sida(u, del_)).status_code == 403
        assert client.post(sida(u, del_), {"antal": "3"}).status_code == 403
    assert client.post(sida(u, "krav/")).status_code == 403


def test_another_units_survey_is_404(lage: Lage, client: Client, kommun: factories.Kommun) -> None:
    u = med_koder(lage)
    client.force_login(factories.person("Karl", "KV", kommun.kfk))
    for del_ in ("", "skapa/", "paminn/"):
        assert client.get(sida(u, del_)).status_code == 404
    assert client.post(sida(u, "krav/")).status_code == 404


def test_a_forged_post_is_refused(lage: Lage, karin: Anvandare) -> None:
    """The check is made inside the view, since it must not read the file to disk first."""
    u = med_koder(lage)
    client = Client(enforce_csrf_checks=True)
    client.force_login(karin)
    for del_ in ("skapa/", "paminn/"):
        assert client.post(sida(u, del_), {"antal": "3"}).status_code == 403
    assert not Svarskod.objects.exists()
