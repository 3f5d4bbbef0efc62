"""Reading in cases from another system: all rows or none, twice is once, and they are counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.inlasning import Inlasningsfel
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Handelse, Importfil, Utskick
from synpunkter.actions import diarium
from synpunkter.actions.import_kolumner import KOLUMNER
from synpunkter.actions.import_synpunkter import las_in_synpunkter
from synpunkter.models import Diarieforing, Kontakt, Meddelande, Synpunkt
from synpunkter.statistik import synpunktslage
from tests import factories
from tests.factories import Kommun
from tests.kalkylark import ark, las_in
from tests.synpunkter.conftest import ONSDAG

RAD = {
    "tidigare_referens": "DF-1",
    "typ": "klagomål",
    "text": "Maten är kall.",
    "namnd": "VON",
    "enhet": "Hemtjänst Centrum",
    "inkom": date(2024, 3, 4),
}
AVSLUTAD = RAD | {
    "tidigare_referens": "DF-2",
    "dnr": "VON 2024/0012",
    "kanal": "Telefon",
    "besvarad": "2024-03-08 14:22",
    "svar": "Nu är den varm.",
    "avslutad": date(2024, 3, 11),
    "utfall": "Åtgärdat",
    "namn": "Gunilla Ek",
    "epost": "gunilla.ek@exempel.se",
}


@pytest.fixture
def karin(karin_kvalitetssamordnare: Anvandare) -> Anvandare:
    return karin_kvalitetssamordnare


def las(av: Anvandare, *rader: dict[str, Any]) -> tuple[int, int, int]:
    with klocka.stalld(ONSDAG):
        return las_in(las_in_synpunkter, KOLUMNER, *rader, av=av)["Synpunkter"]


def fel(av: Anvandare, *rader: dict[str, Any]) -> list[tuple[int, str]]:
    with pytest.raises(Inlasningsfel) as fang:
        las(av, *rader)
    assert not Synpunkt.objects.exists()
    return [(f.nummer, f.mening) for f in fang.value.fel]


def test_a_closed_case_comes_in_closed_with_all_that_was_said(
    kommun: Kommun, karin: Anvandare
) -> None:
    assert las(karin, AVSLUTAD) == (1, 0, 0)
    s = Synpunkt.objects.get()
    assert (s.lage, s.utfall, s.kanal, s.importerad) == ("avslutad", "atgardat", "telefon", ONSDAG)
    assert (s.dnr, s.tidigare_referens, s.enhet) == ("VON 2024/0012", "DF-2", kommun.centrum)
    dagar = [svensk_dag(d) for d in (s.inkom, s.besvarad, s.avslutad)]
    assert dagar == [date(2024, 3, 4), date(2024, 3, 8), date(2024, 3, 11)]
    assert Meddelande.objects.get().text == "Nu är den varm."
    assert Kontakt.objects.get().namn == "Gunilla Ek"
    assert Diarieforing.objects.get().status == "registrerad"
    handelse = Handelse.objects.get(slag="synpunkt.importerad")
    assert (handelse.av, handelse.data) == (karin, {"lage": "avslutad"})


def test_nobody_is_written_to(kommun: Kommun, karin: Anvandare) -> None:
    las(karin, AVSLUTAD, RAD | {"epost": "nils@exempel.se"})
    assert not Utskick.objects.exists()


@pytest.mark.parametrize(
    ("andrat", "lage"),
    [
        ({}, "inkommen"),
        ({"besvarad": date(2024, 3, 8)}, "besvarad"),
        ({"avslutad": date(2024, 3, 8), "utfall": "framfort"}, "avslutad"),
    ],
)
def test_each_comes_in_the_state_it_had(
    kommun: Kommun, karin: Anvandare, andrat: dict[str, Any], lage: str
) -> None:
    las(karin, RAD | andrat)
    assert Synpunkt.objects.get().lage == lage


def test_they_are_counted_like_any_other(kommun: Kommun, karin: Anvandare) -> None:
    las(karin, AVSLUTAD, RAD, RAD | {"tidigare_referens": "DF-3", "typ": "Beröm"})
    with klocka.stalld(ONSDAG):
        lage = synpunktslage(kommun.von, fran=date(2024, 3, 1), till=date(2024, 3, 31))
    assert (lage.antal, lage.oppna, lage.besvarade, lage.i_tid) == (3, 2, 1, 1)
    assert (lage.per_typ["berom"], lage.per_utfall) == (1, {"atgardat": 1})


def test_the_same_file_twice_is_once(kommun: Kommun, karin: Anvandare) -> None:
    utan = {k: v for k, v in RAD.items() if k != "tidigare_referens"}
    assert las(karin, AVSLUTAD, utan) == (2, 0, 0)
    assert las(karin, AVSLUTAD, utan) == (0, 0, 2)
    assert las(karin, AVSLUTAD, utan | {"text": "Annat."}) == (1, 0, 1)


def test_two_thousand_of_one_year_have_a_reference_each(kommun: Kommun, karin: Anvandare) -> None:
    las(karin, *(RAD | {"tidigare_referens": f"DF-{n}"} for n in range(2000)))
    assert Synpunkt.objects.values("referens").distinct().count() == 2000


def test_a_reference_that_is_taken_is_given_anew(
    kommun: Kommun, karin: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    from synpunkter import kod

    svar = iter(["SP-2024-AAAA", "SP-2024-AAAA", "SP-2024-AAAA", "SP-2024-BBBB"])
    monkeypatch.setattr(kod, "referens", lambda token, ar, forsok=0: next(svar))
    las(karin, RAD, AVSLUTAD)
    assert set(Synpunkt.objects.values_list("referens", flat=True)) == {
        "SP-2024-AAAA",
        "SP-2024-BBBB",
    }


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"enhet": "Månen"}, "Det finns ingen enhet som heter ”Månen”."),
        ({"namnd": "XYZ"}, "Det finns ingen nämnd som heter ”XYZ”."),
        ({"inkom": date(2026, 10, 15)}, "”Kom in” är en dag som inte har varit än."),
        ({"inkom": date(1970, 1, 1)}, "Kom in: 1970-01-01 är för länge sedan."),
        (
            {"besvarad": date(2024, 3, 3)},
            "”Besvarad” ska vara samma dag som ”Kom in” eller senare.",
        ),
        (
            {"avslutad": date(2024, 3, 9)},
            "Utfall: fyll i hur det blev, eftersom ärendet är avslutat.",
        ),
        ({"utfall": "delvis"}, "Avslutad: fyll i dagen, eftersom ärendet har ett utfall."),
        (
            {"avslutad": date(2024, 3, 9), "utfall": "ingen"},
            "Motivering: skriv varför ingen åtgärd gjordes.",
        ),
        ({"svar": "Hej."}, "Besvarad: fyll i dagen, eftersom det finns ett svar."),
        ({"epost": "inte en adress"}, "”inte en adress” är ingen e-postadress."),
    ],
)
def test_a_row_that_cannot_be_read_in_is_told_and_nothing_is(
    kommun: Kommun, karin: Anvandare, andrat: dict[str, Any], mening: str
) -> None:
    assert fel(karin, AVSLUTAD, RAD | andrat) == [(3, mening)]


def test_the_same_case_twice_in_the_file(kommun: Kommun, karin: Anvandare) -> None:
    assert fel(karin, RAD, RAD) == [(3, "Ärendet står redan på rad 2.")]


def test_another_namnds_cases_are_not_ones_to_read_in(kommun: Kommun) -> None:
    kim = factories.person("Kim Kultur", "KV", kommun.rot, namnd=kommun.kfn)
    assert "Du fördelar inte synpunkter" in fel(kim, RAD)[0][1]


def test_an_imported_number_is_never_given_again(kommun: Kommun, karin: Anvandare) -> None:
    las(karin, AVSLUTAD | {"dnr": "VON 2026/0001"}, RAD)
    with klocka.stalld(ONSDAG), pytest.raises(Regelbrott, match="fortsätter efter"):
        diarium.registrera(Synpunkt.objects.get(dnr=""), av=karin)


@pytest.mark.parametrize("kodning", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_tried_mapped_and_read_in_through_the_pages(
    kommun: Kommun, karin: Anvandare, client: Client, kodning: str
) -> None:
    client.force_login(karin)
    csv = (
        "Ärendenummer;Kategori;Beskrivning;Nämnd;Verksamhet;Inkommen;Åtgärd taget\r\n"
        "77;Klagomål;Köket är för långt bort, säger Åke;VON;Hemtjänst;2024-05-06;x\r\n"
    )
    fil = SimpleUploadedFile("äldre.csv", csv.encode(kodning))
    svar = client.post("/arbete/importera/synpunkter/", {"fil": fil}, follow=True)
    assert "säger Åke" in svar.content.decode()
    pk = Importfil.objects.get().pk
    client.post(f"/arbete/importera/fil/{pk}/las-in/")
    assert Synpunkt.objects.get().text == "Köket är för långt bort, säger Åke"


def test_the_template_file_reads_itself(kommun: Kommun, karin: Anvandare, client: Client) -> None:
    client.force_login(karin)
    svar = client.get("/arbete/importera/synpunkter/mall/")
    assert svar.content[:2] == b"PK"
    exempel = [{k.nyckel: k.exempel[nr] for k in KOLUMNER} for nr in range(2)]
    assert las(karin, *exempel) == (2, 0, 0)
    assert ark(KOLUMNER)
