"""The way of a survey's file through the browser, and the page of its figures."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as Bruten

from kvalitet.models import Anvandare, Importfil
from tests import factories
from tests.uppfoljning.externfall import Fall, fall, indikator, lang
from tests.uppfoljning.externfiler import bok, csv
from uppfoljning import externlager
from uppfoljning.models import (
    Externfraga,
    Externomgang,
    Externresultat,
    Externundersokning,
    Importmappning,
)

pytestmark = pytest.mark.django_db

TRE = (
    ("Hemtjänst", "F1 Trygg", "T", 100, 80),
    ("Hemtjänst", "F1 Trygg", "K", 60, 84),
    ("Hemtjänst", "F1 Trygg", "M", 40, 74),
)


@pytest.fixture(autouse=True)
def _tomt_minne() -> None:
    cache.clear()


@pytest.fixture
def f(juni: None, kommun: factories.Kommun, karin_kvalitetssamordnare: Anvandare) -> Fall:
    return fall(kommun, karin_kvalitetssamordnare)


@pytest.fixture
def karin(client: Client, f: Fall) -> Client:
    client.force_login(f.av)
    return client


def adress(f: Fall, namn: str = "extern") -> str:
    return reverse(f"uppfoljning:{namn}", args=[f.u.pk])


def ladda_upp(client: Client, f: Fall, innehall: bytes, namn: str = "fil.csv", **falt: Any) -> Any:
    data = {"ar": 2026, "matdatum": "2026-03-31", "overtackning": ""} | falt
    return client.post(
        adress(f, "extern_fil"), data | {"fil": SimpleUploadedFile(namn, innehall)}, follow=True
    )


def text(svar: Any) -> str:
    """The page's words, without its markup."""
    ren = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", svar.content.decode(), flags=re.S)
    return " ".join(html.unescape(ren).split())


def falt(svar: Any) -> dict[str, Any]:
    """What the form of the reading would send as it stands."""
    form = svar.context["form"]
    return {ett.html_name: "" if ett.value() is None else ett.value() for ett in form}


# --- The way through --------------------------------------------------------------------------


def test_from_nothing_to_figures(client: Client, f: Fall, kommun: factories.Kommun) -> None:
    client.force_login(f.av)
    svar = client.post(
        reverse("uppfoljning:extern_ny"),
        {"namn": "Skolenkäten", "leverantor": "Origo", "enhet": kommun.hemtjanst.pk,
         "namnd": kommun.von.pk, "troskel": 10, "metod": ""},
    )  # fmt: skip
    ny = Externundersokning.objects.get(namn="Skolenkäten")
    assert svar["Location"] == reverse("uppfoljning:extern_fil", args=[ny.pk])
    egen = Fall(kommun, ny, f.av)
    granskning = ladda_upp(client, egen, lang(*TRE), urval=150)
    assert "Siffror: 3 nya." in text(granskning)
    assert not Externresultat.objects.exists()
    svar = client.post(adress(egen, "extern_las_in"), follow=True)
    assert "fil.csv är inläst och borttagen. Siffror: 3 nya." in text(svar)
    assert "100 av 150 tillfrågade svarade, 67 procent." in text(svar)
    assert "72,2–87,8" in text(svar)
    assert Externomgang.objects.get().period_fran == date(2026, 1, 1)


def test_nothing_of_the_file_is_left_when_it_is_read_in(karin: Client, f: Fall) -> None:
    """Nor while it waits: no table holds it, and what the memory holds is encrypted."""
    hemligt = "HEMLIG-PERSON-4711"
    innehall = csv(("id", "Trygg"), *[(f"{hemligt}{n}", "Ja") for n in range(60)])
    ladda_upp(karin, f, innehall)
    plats = f"externfil:{f.u.pk}:{f.av.pk}"
    i_minnet = str(cache.get_many([f"{plats}:fil", f"{plats}:val"]))
    assert len(i_minnet) > 500
    assert hemligt not in i_minnet
    karin.post(adress(f, "extern_las_in"))
    assert f.siffror() == {"Hemtjänst Trygg T": (60, 100.0)}
    assert externlager.hamta(f.u, f.av) is None
    assert not Importfil.objects.exists()
    assert hemligt not in _hela_databasen()


def _hela_databasen() -> str:
    ut: list[str] = []
    with connection.cursor() as markor:
        for tabell in connection.introspection.table_names(markor):
            markor.execute(f'select * from "{tabell}"')  # noqa: S608  (our own tables)
            ut.append(str(markor.fetchall()))
    return "".join(ut)


def test_faults_are_told_by_row_and_nothing_is_taken_in_until_one_says_so(
    karin: Client, f: Fall
) -> None:
    svar = ladda_upp(karin, f, lang(*TRE, ("Hemtjänst", "F2 Nöjd", "T", 50, "180")))
    assert "1 fel i filen." in text(svar)
    assert "Rad 5 värde Värdet ”180” ligger utanför 0–100." in text(svar)
    assert "Ta in det som gick att läsa" in text(svar)
    nej = karin.post(adress(f, "extern_las_in"), follow=True)
    assert "Filen behöver rättas. Ingenting är inläst." in text(nej)
    assert not Externresultat.objects.exists()
    karin.post(adress(f, "extern_las_in"), {"delvis": "ja"})
    assert len(f.siffror()) == 3


def test_the_same_fault_in_many_rows_is_told_once(karin: Client, f: Fall) -> None:
    svar = ladda_upp(karin, f, lang(*[("Månen", f"F{n}", "T", 50, 60) for n in range(9)]))
    (grupp,) = svar.context["fel"]
    assert grupp.rader == "2, 3, 4, 5, 6 med flera"
    assert "9 fel i filen." in text(svar)


def test_the_columns_can_be_told_apart_by_hand(karin: Client, f: Fall) -> None:
    innehall = csv(("Var", "Vad", "Hur många", "Hur bra"), ("Hemtjänst", "Trygg", 100, 80))
    svar = ladda_upp(karin, f, innehall)
    data = falt(svar) | {"slag": "lang"}
    svar = karin.post(adress(f, "extern_tolka"), data, follow=True)
    assert "Välj vilken kolumn som är Fråga." in text(svar)
    data = falt(svar) | {"k0_roll": "enhet", "k1_roll": "fraga", "k2_roll": "n", "k3_roll": "varde"}
    svar = karin.post(adress(f, "extern_tolka"), data, follow=True)
    assert "Siffror: 1 ny." in text(svar)
    karin.post(adress(f, "extern_las_in"))
    assert f.siffror() == {"Hemtjänst Trygg T": (100, 80.0)}
    igen = ladda_upp(karin, f, innehall, ar=2025, matdatum="2025-03-31")
    assert igen.status_code == 200


def test_a_column_is_only_one_thing(karin: Client, f: Fall) -> None:
    svar = ladda_upp(karin, f, lang(*TRE))
    svar = karin.post(adress(f, "extern_tolka"), falt(svar) | {"k1_roll": "enhet"})
    assert "Enhet är redan kolumnen enhet. Välj bara en." in text(svar)


def test_answers_and_units_are_told_and_remembered(karin: Client, f: Fall) -> None:
    rader = [("Innerstan", "Ja"), ("Innerstan", "Tja"), ("Riket", "Ja")] * 6
    innehall = csv(("Boende", "Trygg"), *rader)
    svar = ladda_upp(karin, f, innehall)
    assert "Para ihop namnet med en enhet" in text(svar)
    namn = [rad.ord for rad in svar.context["form"].enhetsrader]
    assert namn == ["Innerstan", "Riket"]
    svar = karin.post(
        adress(f, "extern_tolka"),
        falt(svar) | {"e0_enhet": "Hemtjänst Centrum", "e1_enhet": "-"},
        follow=True,
    )
    assert "välj hur svaret ”Tja” räknas" in text(svar).replace("Välj", "välj")
    nr = [rad.ord for rad in svar.context["form"].ordrader].index("tja")
    svar = karin.post(adress(f, "extern_tolka"), falt(svar) | {f"s{nr}_slag": "annat"}, follow=True)
    assert "6 rader gäller enheter som du har valt att inte ta med." in text(svar)
    karin.post(adress(f, "extern_las_in"))
    assert f.siffror()["Hemtjänst Centrum Trygg T"] == (12, 50.0)
    assert Importmappning.objects.get().val["enheter"] == {
        "innerstan": f.kommun.centrum.pk, "riket": None,
    }  # fmt: skip
    igen = ladda_upp(karin, f, innehall, ar=2025, matdatum="2025-03-31")
    assert "Filen läses som den förra från Enkätfabriken." in text(igen)
    assert not igen.context["fel"]


def test_a_name_that_is_no_unit_is_told_at_the_field(karin: Client, f: Fall) -> None:
    svar = ladda_upp(karin, f, lang(("Innerstan", "F1", "T", 50, 60)))
    svar = karin.post(adress(f, "extern_tolka"), falt(svar) | {"e0_enhet": "Månen"})
    assert "Det finns ingen enhet som heter ”Månen”." in text(svar)


def test_another_sheet_is_read_when_it_is_chosen(karin: Client, f: Fall) -> None:
    innehall = bok(
        ("Läs mig", "Om filen"),
        ("Detta är", "en beskrivning"),
        fler={"Resultat": [("Enhet", "Antal svar", "F1 Trygg"), ("Hemtjänst", 100, 80)]},
        forst="Om",
    )
    svar = ladda_upp(karin, f, innehall, "res.xlsx")
    svar = karin.post(adress(f, "extern_tolka"), falt(svar) | {"ark": "1"}, follow=True)
    assert "Siffror: 1 ny." in text(svar)


def test_pressed_twice_it_is_told(karin: Client, f: Fall) -> None:
    ladda_upp(karin, f, lang(*TRE))
    karin.post(adress(f, "extern_las_in"))
    igen = karin.post(adress(f, "extern_las_in"), follow=True)
    assert "Filen är inte kvar. Den är redan inläst" in text(igen)
    assert len(f.siffror()) == 3


def test_what_is_read_in_is_what_the_page_showed(karin: Client, f: Fall) -> None:
    """Another file, or another reading, that was chosen in another tab is looked at first."""
    granskat = {"stampel": ladda_upp(karin, f, lang(*TRE)).context["g"].upp.stampel}
    annan = ladda_upp(karin, f, lang(("Hemtjänst", "F1 Trygg", "T", 100, 5)))
    for vag in ("extern_las_in", "extern_tolka"):
        svar = karin.post(adress(f, vag), falt(annan) | granskat, follow=True)
        assert "är ändrad i en annan flik. Ingenting är inläst." in text(svar)
        assert svar.content.decode().count(annan.context["g"].upp.stampel) == 2
    assert not Externresultat.objects.exists()
    karin.post(adress(f, "extern_las_in"), {"stampel": annan.context["g"].upp.stampel})
    assert f.siffror() == {"Hemtjänst F1 T": (100, 5.0)}


def test_given_up_it_is_gone(karin: Client, f: Fall) -> None:
    ladda_upp(karin, f, lang(*TRE))
    svar = karin.post(adress(f, "extern_kasta"), follow=True)
    assert "Filen är borttagen. Ingenting är inläst." in text(svar)
    assert externlager.hamta(f.u, f.av) is None


def test_without_the_memory_one_is_told_to_wait(
    karin: Client, f: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def svarar_inte(*_: object, **__: object) -> None:
        raise Bruten

    monkeypatch.setattr(cache, "set", svarar_inte)
    assert "korttidsminnet svarar inte" in text(ladda_upp(karin, f, lang(*TRE)))


@pytest.mark.parametrize(
    ("innehall", "falt_", "mening"),
    [
        (b"", {}, "Filen är tom. Välj en fil med rader."),
        (b"%PDF-1.7", {}, "Filen är inte en Excelfil och går inte att läsa som CSV."),
        (lang(*TRE), {"matdatum": "2027-01-01"}, "Mätdatumet ligger i framtiden."),
        (lang(*TRE), {"urval": 10, "overtackning": 10}, "Övertäckningen ska vara mindre"),
        (
            lang(*TRE),
            {"period_fran": "2026-03-01", "period_till": "2026-02-01"},
            "Periodens slut ska vara efter dess början.",
        ),
    ],
)
def test_what_cannot_be_taken_in_is_told(
    karin: Client, f: Fall, innehall: bytes, falt_: dict[str, Any], mening: str
) -> None:
    assert mening in text(ladda_upp(karin, f, innehall, **falt_))
    assert externlager.hamta(f.u, f.av) is None


def test_the_files_name_is_its_name_alone(karin: Client, f: Fall) -> None:
    svar = ladda_upp(karin, f, lang(*TRE), "..\\..\\etc\\<b>pass\u202ewd.csv")
    assert "<b>pass" not in svar.content.decode()
    assert "\u202e" not in svar.content.decode()
    assert "<b>passwd.csv" in html.unescape(svar.content.decode())


# --- The page of the figures --------------------------------------------------------------------


def test_the_page_tells_the_difference_the_change_and_what_is_hidden(
    karin: Client, f: Fall
) -> None:
    f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", 400, 60)), ar=2025)
    f.las_in(
        lang(
            ("Hemtjänst", "F1 Trygg", "T", 400, 80),
            ("Hemtjänst", "F1 Trygg", "K", 200, 90),
            ("Hemtjänst", "F1 Trygg", "M", 200, 70),
            ("Hemtjänst Centrum", "F1 Trygg", "T", 3, 10),
        )
    )
    sidan = text(karin.get(adress(f)))
    assert "400 80,0 76,1–83,9 90,0 70,0 20,0 Förbättring" in sidan
    fraga = Externfraga.objects.get()
    per_enhet = text(karin.get(adress(f), {"fraga": fraga.pk}))
    assert "Hemtjänst Centrum .. för få svar" in per_enhet


def test_the_export_is_safe_in_a_spreadsheet(karin: Client, f: Fall) -> None:
    f.las_in(lang(("Hemtjänst", '=cmd|" /C calc"!A0', "T", 100, 80)))
    svar = karin.get(adress(f, "extern_csv"))
    rader = svar.content.decode("utf-8-sig").splitlines()
    assert rader[1].startswith("2026;Hemtjänst;\"'=cmd")
    assert svar["Content-Disposition"] == 'attachment; filename="brukarundersokningen.csv"'


def test_an_indicator_is_pointed_at_a_question(karin: Client, f: Fall) -> None:
    f.las_in(lang(*TRE))
    rad = indikator(f.av)
    koppla = reverse("uppfoljning:extern_koppla", args=[Externfraga.objects.get().pk])
    svar = karin.post(koppla, {"indikator": rad.pk}, follow=True)
    assert "Trygga hämtas från frågan. 3 värden är införda." in text(svar)
    svar = karin.post(koppla, {"indikator": ""}, follow=True)
    assert "Frågan ger inte längre värden" in text(svar)
    svar = karin.post(koppla, {"indikator": "finns inte"}, follow=True)
    assert "Indikatorn går inte att välja." in text(svar)


def test_the_template_can_be_filled_in_and_read(karin: Client, f: Fall) -> None:
    svar = karin.get(reverse("uppfoljning:extern_mall"))
    assert svar["Content-Disposition"] == 'attachment; filename="mall-undersokning.xlsx"'
    granskning = ladda_upp(karin, f, svar.content, "mall.xlsx")
    exempel = [ark[1] for ark in granskning.context["form"].fields["ark"].choices]
    assert exempel == ["Fyll i", "Så här gör du", "Exempel"]


# --- Who ------------------------------------------------------------------------------------


VAGAR = ("extern_fil", "extern_granska", "extern_tolka", "extern_las_in", "extern_kasta")


@pytest.mark.parametrize("namn", VAGAR)
def test_another_units_survey_is_not_found_and_a_reader_may_not(
    client: Client, f: Fall, petra_planansvarig: Anvandare, namn: str
) -> None:
    skicka = client.get if namn in ("extern_fil", "extern_granska") else client.post
    kurt = factories.person("Kurt Kultursamordnare", "KV", f.kommun.kfk)
    client.force_login(kurt)
    assert skicka(adress(f, namn)).status_code == 404
    client.force_login(petra_planansvarig)
    assert skicka(adress(f, namn)).status_code == 403


def test_who_reads_one_unit_sees_its_figures_alone(client: Client, f: Fall) -> None:
    f.las_in(lang(*TRE, ("Hemtjänst Centrum", "F1 Trygg", "T", 50, 66)))
    ewa = factories.person("Ewa Enhetschef", "CH", f.kommun.centrum)
    client.force_login(ewa)
    sidan = text(client.get(adress(f)))
    assert "66,0" in sidan
    assert "80,0" not in sidan
    assert "80" not in client.get(adress(f, "extern_csv")).content.decode()
    assert "Läs in en fil" not in sidan
    assert "Brukarundersökningen" in text(client.get(reverse("uppfoljning:externa")))


def test_one_sees_only_ones_own_upload(karin: Client, f: Fall) -> None:
    ladda_upp(karin, f, lang(*TRE))
    annan = factories.person("Kerstin Kvalitetssamordnare", "KV", f.kommun.rot)
    karin.force_login(annan)
    svar = karin.get(adress(f, "extern_granska"), follow=True)
    assert "Filen är inte kvar." in text(svar)
