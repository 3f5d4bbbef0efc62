"""The reading page: masked, paged by key, narrowed by theme, many sorted at once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kvalitet.models import Anvandare, Handelse
from tests.uppfoljning.lage import Lage, undersokning
from tests.uppfoljning.texter.fall import last, skrivet
from uppfoljning import fritext
from uppfoljning.models import Fragesvar, Temamarkning, Texttema, Undersokning


def url(u: Undersokning, del_: str = "") -> str:
    return f"/arbete/undersokningar/{u.pk}/texter/{del_}"


def hamta(client: Client, adress: str) -> str:
    svar = client.get(adress)
    assert svar.status_code == 200
    return svar.content.decode()


@pytest.fixture
def karin(client: Client, karin_kvalitetssamordnare: Anvandare) -> Anvandare:
    client.force_login(karin_kvalitetssamordnare)
    return karin_kvalitetssamordnare


def pk(text: str) -> Any:
    return Fragesvar.objects.get(text=text).pk


def test_who_reads_sees_texts_masked_and_sorts_nothing(
    lage: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    u = last(lage, "Ring Siv, 070-174 06 05.", "Jag vill dö.", "Mitt är 811218-9876.")
    client.force_login(erik_enhetschef)
    sida = hamta(client, url(u))
    assert "Ring Siv, [telefonnummer]." in sida
    assert "Kan handla om fara för någons liv" in sida
    assert "innehåller ett personnummer" in sida
    for dolt in ("174 06", "9876", 'type="checkbox"', "Visa hela texten", "Sätt temat"):
        assert dolt not in sida
    assert client.post(url(u), {"nytt": "Tema"}).status_code == 403
    for del_ in ("sammanfatta/", f"{pk('Jag vill dö.')}/"):
        assert client.post(url(u, del_)).status_code == 403
    tema = Texttema.objects.create(undersokning=u, namn="T")
    assert client.get(url(u, f"tema/{tema.pk}/")).status_code == 403


@pytest.mark.parametrize(
    ("dagar", "antal", "mening"),
    [
        ({"oppnar": date(2026, 6, 1), "stanger": date(2026, 6, 30)}, 9, "när undersökningen har"),
        ({"oppnar": date(2026, 5, 1), "stanger": date(2026, 5, 31)}, 4, "Färre än 5 har svarat"),
    ],
)
def test_nothing_is_read_of_an_open_survey_or_of_the_few(
    lage: Lage, client: Client, karin: Anvandare, dagar: Any, antal: int, mening: str
) -> None:
    u = undersokning(lage, **dagar)
    skrivet(u, *["Hemligt ord"] * antal)
    sida = hamta(client, url(u))
    assert mening in sida
    assert "Hemligt ord" not in sida
    assert "Läs texterna" not in hamta(client, f"/arbete/undersokningar/{u.pk}/")


def test_all_texts_are_met_once_whatever_is_sorted_meanwhile(
    lage: Lage, client: Client, karin: Anvandare
) -> None:
    u = last(lage, *(f"Text nummer {nr:03}" for nr in range(75)))
    sedda: list[str] = []
    adress, bak = url(u), ""
    while True:
        sida = hamta(client, adress)
        sedda += re.findall(r"Text nummer \d{3}", sida)
        nasta = re.search(r'href="(\?[^"]*efter=[^"]+)" rel="next"', sida)
        if not nasta:
            bak = sida
            break
        adress = url(u) + nasta[1].replace("&amp;", "&")
    assert len(sedda) == 75
    assert len(set(sedda)) == 75
    assert sedda != sorted(sedda)  # the order is that of the random keys
    assert 'rel="prev"' in bak
    for strunt in ("x", "1", "0" * 36):
        assert "Text nummer" in hamta(client, f"{url(u)}?efter={strunt}")


def test_many_get_a_theme_at_once_without_script(
    lage: Lage, client: Client, karin: Anvandare
) -> None:
    u = last(lage, "A", "B", "C")
    svar = client.post(url(u), {"text": [pk("A"), pk("B")], "nytt": "Personal", "satt": "1"})
    assert svar.headers["Location"] == url(u)
    tema = Texttema.objects.get()
    data = {"text": [pk("C"), pk("A")], "tema": tema.pk, "satt": "1"}
    svar = client.post(f"{url(u)}?tema=utan", data)
    assert svar.headers["Location"] == f"{url(u)}?tema=utan"
    assert Temamarkning.objects.filter(tema=tema).count() == 3
    sida = hamta(client, f"{url(u)}?tema={tema.pk}")
    assert len(re.findall('name="text"', sida)) == 3
    assert "Utfyllnad" not in sida
    utan = hamta(client, f"{url(u)}?tema=utan")
    assert len(re.findall('name="text"', utan)) == 2
    client.post(url(u), {"text": [pk("A")], "tema": tema.pk, "bort": "1"})
    assert Temamarkning.objects.filter(tema=tema).count() == 2


@pytest.mark.parametrize(
    ("data", "mening"),
    [
        ({"satt": "1"}, "Välj ett tema, eller skriv ett nytt."),
        ({"satt": "1", "tema": "x"}, "Välj ett tema"),
        ({"bort": "1"}, "Välj temat i listan"),
        ({"satt": "1", "nytt": "Ring 070-174 06 05"}, "telefonnummer"),
    ],
)
def test_what_cannot_be_done_keeps_what_was_ticked(
    lage: Lage, client: Client, karin: Anvandare, data: dict[str, str], mening: str
) -> None:
    u = last(lage, "A")
    sida = client.post(url(u), {**data, "text": [str(pk("A")), "strunt"]}).content.decode()
    assert mening in sida
    assert "<title>Fel: " in sida
    assert re.search(rf'value="{pk("A")}"[^>]* checked', sida)
    assert not Temamarkning.objects.exists()


def test_the_few_are_not_counted(lage: Lage, client: Client, karin: Anvandare) -> None:
    u = last(lage, *(f"T{nr}" for nr in range(12)))
    alla = list(fritext.texter(u).values_list("pk", flat=True))
    for namn, antal in (("Personal", 9), ("Maten", 2), ("Städning", 1)):
        client.post(url(u), {"text": alla[:antal], "nytt": namn, "satt": "1"})
    for sida in (hamta(client, url(u)), hamta(client, url(u, "sammanfatta/"))):
        assert "9" in re.sub(r"<[^>]*>", " ", sida)
        assert len(re.findall(r">\.\.<", sida)) == 2


def test_a_theme_is_renamed_and_removed(lage: Lage, client: Client, karin: Anvandare) -> None:
    u = last(lage, "A")
    client.post(url(u), {"text": [pk("A")], "nytt": "Personal", "satt": "1"})
    tema = Texttema.objects.get()
    tomt = client.post(url(u, f"tema/{tema.pk}/"), {"namn": " "})
    assert "Skriv vad temat heter." in tomt.content.decode()
    client.post(url(u, f"tema/{tema.pk}/"), {"namn": "Byten"})
    assert Texttema.objects.get().namn == "Byten"
    client.post(url(u, f"tema/{tema.pk}/"), {"bort": "1"})
    assert not Texttema.objects.exists()
    assert client.get(url(u, f"tema/{tema.pk}/")).status_code == 404


def test_the_summary_is_written_beside_the_themes(
    lage: Lage, client: Client, karin: Anvandare
) -> None:
    u = last(lage, "Det var kallt i maten varje dag tycker jag.")
    citat = client.post(url(u, "sammanfatta/"), {"text": "Det var kallt i maten varje dag."})
    assert "står ordagrant i ett svar" in citat.content.decode()
    client.post(url(u, "sammanfatta/"), {"text": "Maten är ofta kall."})
    assert "Maten är ofta kall." in hamta(client, url(u))
    assert "Maten är ofta kall." in hamta(client, url(u, "sammanfatta/"))


def test_the_whole_text_is_shown_to_who_must_act(
    lage: Lage, client: Client, karin: Anvandare
) -> None:
    u = last(lage, "Karl, 070-174 06 05, vill dö.", "Ring 070-174 06 05.")
    farlig = pk("Karl, 070-174 06 05, vill dö.")
    assert client.get(url(u, f"{farlig}/")).status_code == 405
    svar = client.post(url(u, f"{farlig}/"))
    assert "070-174 06 05" in svar.content.decode()
    assert "no-store" in svar.headers["Cache-Control"]
    assert Handelse.objects.filter(slag="undersokning.text_oppnad").count() == 1
    client.post(url(u, f"{pk('Ring 070-174 06 05.')}/"))
    assert Handelse.objects.filter(slag="undersokning.text_oppnad").count() == 1


def test_another_units_survey_is_404(
    lage: Lage, client: Client, bodil_biblioteksansvarig: Anvandare
) -> None:
    u = last(lage, "A")
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(url(u)).status_code == 404
    assert client.post(url(u), {"nytt": "T"}).status_code == 404
